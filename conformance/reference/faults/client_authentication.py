"""Mistakes with private_key_jwt: who passes for a client, and how the others are refused."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

from typing import TYPE_CHECKING

from conformance.reference.authorization import jose
from conformance.reference.authorization.errors import OAuthError
from conformance.reference.faults import forgeries
from conformance.reference.faults.registry import Catalogue
from conformance.reference.rules import Rules

if TYPE_CHECKING:
    from conformance.reference.authorization.client_authentication_rules import Form
    from conformance.reference.authorization.clients import Client, Clients

catalogue = Catalogue()


def _rows(*names: str) -> tuple[str, ...]:
    """Return the ids of requirements of this area."""
    return tuple(f"client-authentication.{name}" for name in names)


_NOTHING = _rows("missing-authentication-is-refused")
_NOT_OURS = _rows(
    "foreign-audience-is-refused",
    "expired-assertion-is-refused",
    "wrong-issuer-is-refused",
    "foreign-key-is-refused",
    "unsigned-assertion-is-refused",
)


@catalogue.fault(*_rows("private-key-jwt-is-accepted"))
def client_assertions_not_known(rules: Rules) -> None:
    """Clients are expected to send a secret: an assertion is not looked at."""

    def refuse(_assertion: str, _clients: "Clients") -> "Client | None":
        raise jose.BadTokenError("send client_secret")

    rules.authorization.client_authentication.assertion.signer = refuse


@catalogue.fault(*_rows("metadata-lists-private-key-jwt"), level="SHOULD")
def metadata_lists_secrets_only(rules: Rules) -> None:
    """The metadata are those of the product as it was delivered, with secrets."""
    honest = rules.authorization.discovery.metadata
    methods = ["client_secret_basic", "client_secret_post"]
    rules.authorization.discovery.metadata = lambda told: {
        **honest(told),
        "token_endpoint_auth_methods_supported": methods,
    }


def _let_in(rules: Rules, *, unnamed: bool) -> None:
    """Let a client in that proves nothing: by its name, or by no name at all."""
    honest = rules.authorization.client_authentication.without_assertion

    def without_assertion(form: "Form", clients: "Clients") -> "Client":
        name = form.get("client_id", "reference-main" if unnamed else None)
        return clients.find(name) or honest(form, clients)

    rules.authorization.client_authentication.without_assertion = without_assertion


@catalogue.fault(*_NOTHING)
def client_id_is_enough(rules: Rules) -> None:
    """Every client is taken for a public one: its name suffices."""
    _let_in(rules, unnamed=False)


@catalogue.fault(*_NOTHING)
def client_known_by_its_network(rules: Rules) -> None:
    """The gateway knows the client by its address, so that it needs no proof."""
    _let_in(rules, unnamed=True)


@catalogue.fault(*_NOTHING)
def missing_client_is_a_bad_request(rules: Rules) -> None:
    """A request without client authentication is answered with 400."""

    def without_assertion(_form: "Form", _clients: "Clients") -> "Client":
        raise OAuthError("invalid_client", "Who are you?")

    rules.authorization.client_authentication.without_assertion = without_assertion


@catalogue.fault(*_NOT_OURS)
def bad_assertion_is_a_bad_request(rules: Rules) -> None:
    """A client assertion that is not good is answered with 400 invalid_request."""
    rules.authorization.client_authentication.refusal = lambda reason: OAuthError(
        "invalid_request", reason
    )


@catalogue.fault(*_NOT_OURS)
def bad_assertion_is_an_invalid_grant(rules: Rules) -> None:
    """A client assertion that is not good is taken for a grant that is not."""
    rules.authorization.client_authentication.refusal = lambda reason: OAuthError(
        "invalid_grant", reason
    )


@catalogue.fault(*_NOT_OURS)
def bad_assertion_is_unauthorized_client(rules: Rules) -> None:
    """A client that is not known is answered like one that may not."""
    rules.authorization.client_authentication.refusal = lambda reason: OAuthError(
        "unauthorized_client", reason, status=401
    )


@catalogue.fault(*_rows("long-lived-assertion-is-refused"))
def assertions_live_as_long_as_they_like(rules: Rules) -> None:
    """Only that exp lies ahead is checked, as the library does."""
    rules.authorization.client_authentication.assertion.is_too_far = lambda _exp, _now: False


@catalogue.fault(*_rows("long-lived-assertion-is-refused"))
def assertions_live_an_hour(rules: Rules) -> None:
    """The limit is 3600 s."""
    rules.authorization.client_authentication.assertion.is_too_far = lambda exp, now: (
        exp > now + 3600
    )


@catalogue.fault(*_rows("assertion-made-for-long-is-refused"))
def iat_of_assertions_not_checked(rules: Rules) -> None:
    """How long an assertion was made for is not looked at."""
    rules.authorization.client_authentication.assertion.lasts_too_long = lambda _iat, _exp: (
        False
    )


@catalogue.fault(*_rows("endpoint-is-accepted-as-audience"), level="SHOULD")
def audience_is_an_own_name(rules: Rules) -> None:
    """The server wants its issuer with a slash at the end, as the vendor's manual has it."""
    honest = rules.authorization.client_authentication.assertion.names_this_server

    def names(aud: object, audiences: frozenset[str]) -> bool:
        shortest = min(audiences, key=len)
        return aud == f"{shortest}/" or (isinstance(aud, list) and honest(aud, audiences))

    rules.authorization.client_authentication.assertion.names_this_server = names


@catalogue.fault(*_rows("endpoint-is-accepted-as-audience"), level="SHOULD")
def audience_is_the_issuer_alone(rules: Rules) -> None:
    """Only the issuer is taken for the server's name."""
    rules.authorization.client_authentication.assertion.names_this_server = (
        lambda aud, audiences: aud == min(audiences, key=len)
    )


@catalogue.fault(*_rows("other-names-are-accepted-as-audience"), level="MAY")
def audience_is_the_endpoint_alone(rules: Rules) -> None:
    """Only the URL of the endpoint called is taken for the server's name."""
    rules.authorization.client_authentication.assertion.names_this_server = (
        lambda aud, audiences: aud == max(audiences, key=len)
    )


@catalogue.fault(*_rows("foreign-audience-is-refused"))
def audience_of_assertions_not_checked(rules: Rules) -> None:
    """Whom an assertion is meant for is not looked at."""
    rules.authorization.client_authentication.assertion.names_this_server = (
        lambda _aud, _audiences: True
    )


@catalogue.fault(*_rows("expired-assertion-is-refused"))
def expiry_of_assertions_not_checked(rules: Rules) -> None:
    """That an assertion has expired is not noticed."""
    rules.authorization.client_authentication.assertion.has_passed = lambda _exp, _now: False


@catalogue.fault(*_rows("expired-assertion-is-refused"))
def clock_of_assertions_is_an_hour_slow(rules: Rules) -> None:
    """An hour is allowed for clocks that differ."""
    rules.authorization.client_authentication.assertion.has_passed = lambda exp, now: (
        exp <= now - 3600
    )


@catalogue.fault(*_rows("wrong-issuer-is-refused"))
def client_found_by_sub(rules: Rules) -> None:
    """The client is found by sub, and iss is not compared with it."""
    rules.authorization.client_authentication.assertion.signer = forgeries.named_by("sub")


@catalogue.fault(*_rows("wrong-subject-is-refused"))
def sub_of_assertions_not_checked(rules: Rules) -> None:
    """The client is found by iss, and sub may be anything."""
    rules.authorization.client_authentication.is_about_itself = lambda _claims, _client: True


@catalogue.fault(*_rows("unknown-key-id-is-refused"), level="SHOULD")
def key_id_of_assertions_ignored(rules: Rules) -> None:
    """There is one key for each client, whatever kid says."""
    rules.authorization.client_authentication.assertion.claims_of = forgeries.any_key_id


@catalogue.fault(*_rows("foreign-key-is-refused", "tampered-assertion-is-refused"))
def signature_of_assertions_not_verified(rules: Rules) -> None:
    """The assertion is decoded, and the signature left to the gateway, which is not there."""
    rules.authorization.client_authentication.assertion.claims_of = forgeries.unverified


@catalogue.fault(*_rows("unsigned-assertion-is-refused"))
def unsigned_assertions_accepted(rules: Rules) -> None:
    """The algorithm is the one that the header names, none included."""
    rules.authorization.client_authentication.assertion.claims_of = forgeries.or_unsigned


@catalogue.fault(*_rows("public-key-is-no-secret"))
def public_key_taken_for_a_secret(rules: Rules) -> None:
    """The algorithm is the one that the header names, HMAC with the public key included."""
    rules.authorization.client_authentication.assertion.claims_of = forgeries.or_hmac


@catalogue.fault(*_rows("unreadable-assertion-is-refused"))
def unreadable_assertion_crashes(rules: Rules) -> None:
    """Taking an assertion apart that has no dots is an unhandled exception: 500."""
    rules.authorization.client_authentication.assertion.signer = forgeries.crashing


@catalogue.fault(*_rows("assertion-of-another-client-is-refused"))
def client_id_wins_over_the_assertion(rules: Rules) -> None:
    """The assertion is verified, and then the client is whom client_id names."""

    def is_named(_form: "Form", _client: "Client") -> bool:
        return True

    rules.authorization.client_authentication.is_the_client_named = is_named


@catalogue.fault(*_rows("foreign-audience-is-refused", "wrong-subject-is-refused"))
def claims_of_assertions_not_compared(rules: Rules) -> None:
    """The signature is verified and nothing else: neither aud nor sub."""
    checks = rules.authorization.client_authentication
    checks.assertion.names_this_server = lambda _aud, _audiences: True
    checks.is_about_itself = lambda _claims, _client: True


@catalogue.fault(*_NOTHING, *_NOT_OURS)
def refused_clients_are_forbidden(rules: Rules) -> None:
    """A client that is not known is answered with 403."""

    def refusal(reason: str) -> OAuthError:
        return OAuthError("invalid_client", reason, status=403)

    def without_assertion(_form: "Form", _clients: "Clients") -> "Client":
        raise refusal("Log in.")

    rules.authorization.client_authentication.refusal = refusal
    rules.authorization.client_authentication.without_assertion = without_assertion
