"""Mistakes with access tokens: who is let in, and how the others are refused."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

from typing import TYPE_CHECKING

from conformance.reference import steps
from conformance.reference.authorization.grants import Grant, Method
from conformance.reference.authorization.scopes import API_SCOPES
from conformance.reference.decisions.replies import Rendered
from conformance.reference.faults.registry import (
    ALL,
    NUMBER_VERIFICATION,
    SIM_SWAP,
    Catalogue,
    common,
    rows,
)
from conformance.reference.problems import RefusalError
from conformance.reference.rules import Rules

if TYPE_CHECKING:
    from conformance.reference.world import World

catalogue = Catalogue()
_MISSING = rows(ALL, "missing-token-is-refused")
_EXPIRED = rows(ALL, "expired-token-is-refused")
_INVALID = rows(ALL, "invalid-token-is-refused")
_UNAUTHENTICATED = (*_MISSING, *_EXPIRED, *_INVALID)
_SCOPE = rows(ALL, "other-scope-is-refused")
_OFF_NETWORK = rows(NUMBER_VERIFICATION, "not-network-authenticated-token-is-refused")
_RESPONSES = rows(ALL, "responses-match-the-contract")
_CAUSES = ("missing-token", "expired-token", "invalid-token")


@catalogue.fault(*_MISSING)
def missing_token_is_invalid_argument(rules: Rules) -> None:
    """Authorization is a required parameter: without it the request is malformed, 400."""
    rules.answer_instead("missing-token", 400, "INVALID_ARGUMENT")


@catalogue.fault(*_MISSING)
def token_is_optional(rules: Rules) -> None:
    """A test mode was left on: without a token, the user of swapped-3h is assumed."""
    honest_bearer, honest_grant = rules.bearer, rules.grant_of
    everyone = Grant("nobody", API_SCOPES, Method.NETWORK, "swapped-3h")
    rules.bearer = lambda sent: honest_bearer(sent) if sent else ""
    rules.grant_of = lambda world, token: honest_grant(world, token) if token else everyone


@catalogue.fault(
    *_UNAUTHENTICATED,
    *common("error.body-is-an-error-info", "media-type.body-is-application-json"),
)
def unauthenticated_as_html(rules: Rules) -> None:
    """The gateway in front answers 401 with its own HTML page."""
    honest = rules.render
    page = Rendered(b"<html><h1>401 Unauthorized</h1></html>", "text/html")
    rules.render = lambda status, document: page if status == 401 else honest(status, document)


@catalogue.fault(*_UNAUTHENTICATED, *common("error.body-is-an-error-info"))
def unauthenticated_as_oauth(rules: Rules) -> None:
    """The gateway in front answers 401 with the body of an OAuth error."""
    honest = rules.envelope
    oauth = {"error": "invalid_token", "error_description": "The token is not valid."}
    rules.envelope = lambda problem: oauth if problem.status == 401 else honest(problem)


@catalogue.fault(*_UNAUTHENTICATED, *_RESPONSES)
def unauthenticated_has_another_code(rules: Rules) -> None:
    """The code is the reason phrase of HTTP."""
    for cause in _CAUSES:
        rules.answer_instead(cause, 401, "UNAUTHORIZED")


@catalogue.fault(*_EXPIRED)
def expired_token_is_denied(rules: Rules) -> None:
    """An expired token is answered with 403."""
    rules.answer_instead("expired-token", 403, "PERMISSION_DENIED")


@catalogue.fault(*_EXPIRED, *_RESPONSES)
def expired_token_has_the_old_code(rules: Rules) -> None:
    """An expired token is answered with the code that release 2.1 has removed."""
    rules.answer_instead("expired-token", 401, "AUTHENTICATION_REQUIRED")


@catalogue.fault(*_EXPIRED)
def expiry_not_checked(rules: Rules) -> None:
    """The signature is checked and the expiry is not."""
    rules.expired = lambda _expires_at, _now: False


@catalogue.fault(*_INVALID)
def token_never_checked(rules: Rules) -> None:
    """The API trusts the gateway, which is not there: an unreadable token gets everything."""
    honest = rules.grant_of

    def grant_of(world: "World", token: str) -> Grant:
        try:
            return honest(world, token)
        except RefusalError as refusal:
            if refusal.cause == "expired-token":
                raise
            return Grant("nobody", API_SCOPES, Method.NETWORK, "swapped-3h")

    rules.grant_of = grant_of
    rules.bearer = lambda sent: (sent or "").partition(" ")[2] or _no_token()


def _no_token() -> str:
    """Refuse a request without a token."""
    raise RefusalError("missing-token")


@catalogue.fault(*_INVALID)
def invalid_token_crashes(rules: Rules) -> None:
    """Taking a token apart that has no dots is an unhandled exception: 500."""
    rules.answer_instead("invalid-token", 500, "INTERNAL")


@catalogue.fault(*_SCOPE)
def scope_not_checked(rules: Rules) -> None:
    """Any good token opens every operation."""
    rules.scope_suffices = lambda _granted, _operation: True


@catalogue.fault(*_SCOPE)
def scope_of_the_api_suffices(rules: Rules) -> None:
    """Scopes are compared up to the first colon: one of an API opens all its operations."""
    rules.scope_suffices = lambda granted, operation: any(
        scope.partition(":")[0] == operation.api for scope in granted
    )


@catalogue.fault(*_SCOPE)
def missing_scope_is_unauthenticated(rules: Rules) -> None:
    """A good token without the scope is answered with 401."""
    rules.answer_instead("scope", 401, "UNAUTHENTICATED")


@catalogue.fault(*_SCOPE, *_RESPONSES)
def missing_scope_has_the_oauth_code(rules: Rules) -> None:
    """A good token without the scope is answered with the code of RFC 6750, in capitals."""
    rules.answer_instead("scope", 403, "INSUFFICIENT_SCOPE")


@catalogue.fault(*rows(SIM_SWAP, "api-wide-scope-is-accepted"))
def api_wide_scope_not_known(rules: Rules) -> None:
    """The authorization server grants the scope sim-swap, the API does not know it."""
    honest = rules.scope_suffices
    rules.scope_suffices = lambda granted, operation: honest(granted - {"sim-swap"}, operation)


@catalogue.fault(*_OFF_NETWORK)
def user_not_known_to_the_network_accepted(rules: Rules) -> None:
    """How the user was authenticated is not looked at."""
    rules.network_knows_user = lambda _method: True


@catalogue.fault(*_OFF_NETWORK)
def user_not_known_to_the_network_lacks_a_right(rules: Rules) -> None:
    """The code is the general one, so that an app can't tell what to do."""
    rules.answer_instead("off-network", 403, "PERMISSION_DENIED")


@catalogue.fault(*_OFF_NETWORK, *rows(NUMBER_VERIFICATION, "responses-match-the-contract"))
def user_not_known_to_the_network_has_a_bare_code(rules: Rules) -> None:
    """The code lacks the name of the API."""
    rules.answer_instead("off-network", 403, "USER_NOT_AUTHENTICATED_BY_MOBILE_NETWORK")


@catalogue.fault(*common("authentication.comes-before-validation"))
def validation_comes_before_authentication(rules: Rules) -> None:
    """The gateway validates the request first, so that anybody can probe the schema."""
    rules.steps = (
        steps.read_correlator,
        steps.read_body,
        steps.validate_body,
        steps.authenticate,
        steps.authorise,
        steps.identify,
    )
