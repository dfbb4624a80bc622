"""Mistakes with polling: what a client is told while it waits, and afterwards."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

from collections.abc import Callable

from conformance.reference.authorization.ciba_rules import Form
from conformance.reference.authorization.clients import CIBA, Client, Clients
from conformance.reference.faults.registry import Catalogue
from conformance.reference.rules import Rules
from conformance.reference.subscribers import Consent

catalogue = Catalogue()
_PENDING = ("ciba.unanswered-request-is-pending", "ciba.polling-too-fast-is-slowed-down")


@catalogue.fault("ciba.agreed-request-brings-a-token")
def grant_type_of_mobile_connect(rules: Rules) -> None:
    """The grant type is the one of an older standard."""
    older = {"urn:openid:params:modrna:grant-type:backchannel_request": CIBA, CIBA: "unknown"}
    rules.authorization.ciba.grant_named = lambda sent: older.get(sent or "", sent)


@catalogue.fault("ciba.agreed-request-brings-a-token", "ciba.auth-req-id-is-single-use")
def agreed_request_expires_at_once(rules: Rules) -> None:
    """A request whose user need not be asked has expired as soon as it is made."""
    rules.authorization.ciba.expired = lambda pending, _now: (
        pending.line.consent is Consent.GRANTED
    )


@catalogue.fault(*_PENDING)
def pending_is_a_success(rules: Rules) -> None:
    """While the user has not answered, the error comes with status 200."""
    rules.authorization.ciba.refusals["pending"] = ("authorization_pending", "Wait.", 200)


@catalogue.fault(*_PENDING)
def pending_is_forbidden(rules: Rules) -> None:
    """While the user has not answered, the status is 403."""
    rules.authorization.ciba.refusals["pending"] = ("authorization_pending", "Wait.", 403)


@catalogue.fault(*_PENDING)
def pending_has_a_code_of_its_own(rules: Rules) -> None:
    """While the user has not answered, the code is the state of the workflow engine."""
    rules.authorization.ciba.refusals["pending"] = ("consent_pending", "Wait.", 400)


@catalogue.fault(*_PENDING)
def token_before_the_answer(rules: Rules) -> None:
    """The question to the user is sent, and the token with it."""
    rules.authorization.ciba.agreed = lambda _pending, _now: True


@catalogue.fault("ciba.polling-too-fast-is-slowed-down")
def fast_poll_is_too_many_requests(rules: Rules) -> None:
    """The gateway's rate limit answers before the authorization server can."""
    rules.authorization.ciba.refusals["too-fast"] = ("slow_down", "Slow down.", 429)


@catalogue.fault("ciba.polling-too-fast-is-slowed-down")
def fast_poll_crashes(rules: Rules) -> None:
    """Two polls at once meet at one row of the database: 503."""
    rules.authorization.ciba.refusals["too-fast"] = ("server_error", "Locked.", 503)


@catalogue.fault("ciba.polling-too-fast-is-slowed-down")
def fast_poll_ends_the_request(rules: Rules) -> None:
    """Who polls too fast loses the request."""
    rules.authorization.ciba.refusals["too-fast"] = ("invalid_grant", "Too fast.", 400)


@catalogue.fault("ciba.late-approval-brings-a-token")
def late_approval_lost(rules: Rules) -> None:
    """The user's answer arrives at a process that does not know the request any more."""
    honest = rules.authorization.ciba.expired
    rules.authorization.ciba.expired = lambda pending, now: (
        honest(pending, now)
        or (pending.line.consent is Consent.SLOW and now - pending.started > 2)
    )


@catalogue.fault("ciba.unanswered-request-expires")
def expiry_is_an_invalid_grant(rules: Rules) -> None:
    """Expired requests are cleared away, and then are as unknown as any other."""
    rules.authorization.ciba.refusals["expired"] = ("invalid_grant", "Not known.", 400)


@catalogue.fault("ciba.unanswered-request-expires")
def request_never_expires(rules: Rules) -> None:
    """What expires_in says is not enforced."""
    rules.authorization.ciba.expired = lambda _pending, _now: False


@catalogue.fault("ciba.refusal-is-access-denied")
def refusal_is_an_invalid_grant(rules: Rules) -> None:
    """A user's no ends the request, which then is not known any more."""
    rules.authorization.ciba.refusals["denied"] = ("invalid_grant", "Not known.", 400)


@catalogue.fault("ciba.refusal-is-access-denied")
def refusal_is_forbidden(rules: Rules) -> None:
    """A user's no is answered with 403 at the token endpoint, too."""
    rules.authorization.ciba.refusals["denied"] = ("access_denied", "The user said no.", 403)


@catalogue.fault(
    "ciba.unknown-auth-req-id-is-refused", "ciba.auth-req-id-of-another-client-is-refused"
)
def unknown_auth_req_id_is_not_found(rules: Rules) -> None:
    """An auth_req_id that is not known is answered as the APIs do it, with 404."""
    rules.authorization.ciba.refusals["not-known"] = ("invalid_grant", "Not known.", 404)


@catalogue.fault("ciba.unknown-auth-req-id-is-refused")
def unknown_auth_req_id_is_pending(rules: Rules) -> None:
    """An auth_req_id that is not known may still arrive from the other data centre."""
    wait = ("authorization_pending", "Wait.", 400)
    rules.authorization.ciba.refusals["not-known"] = wait


@catalogue.fault("ciba.missing-auth-req-id-is-refused")
def missing_auth_req_id_crashes(rules: Rules) -> None:
    """A poll without auth_req_id is an unhandled exception: 500."""
    rules.authorization.ciba.refusals["no-auth-req-id"] = ("server_error", "An error.", 500)


@catalogue.fault("ciba.auth-req-id-of-another-client-is-refused")
def auth_req_id_good_for_every_client(rules: Rules) -> None:
    """Whose request it is nobody checks."""
    rules.authorization.ciba.belongs = lambda _pending, _client: True


@catalogue.fault("ciba.auth-req-id-is-single-use", level="SHOULD")
def auth_req_id_good_for_many_tokens(rules: Rules) -> None:
    """A request that was agreed to brings a token at each poll until it expires."""
    rules.authorization.ciba.good_once_more = lambda _pending: True


@catalogue.fault("ciba.unknown-grant-type-is-unsupported")
def unknown_grant_type_is_an_invalid_request(rules: Rules) -> None:
    """A grant type that does not exist is refused with the general code."""
    rules.authorization.ciba.refusals["grant"] = ("invalid_request", "No such grant.", 400)


@catalogue.fault("ciba.unknown-grant-type-is-unsupported")
def short_grant_types_accepted(rules: Rules) -> None:
    """The last word of a grant type is enough."""
    rules.authorization.ciba.grant_named = lambda sent: CIBA if sent == "ciba" else sent


@catalogue.fault("ciba.poll-without-client-authentication-is-refused")
def poll_open_to_everybody(rules: Rules) -> None:
    """Who knows the auth_req_id need not prove anything else."""

    def caller(authenticate: Callable[[], Client], form: Form, clients: Clients) -> Client:
        main = clients.find("reference-main")
        return authenticate() if main is None or "client_assertion" in form else main

    rules.authorization.ciba.poll_caller = caller
