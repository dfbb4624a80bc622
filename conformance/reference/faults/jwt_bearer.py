"""Mistakes with the JWT bearer flow: which assertions and which users bring a token."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

from typing import TYPE_CHECKING

from conformance.reference.authorization import hints
from conformance.reference.authorization.errors import OAuthError, invalid_client
from conformance.reference.authorization.jwt_bearer_rules import User
from conformance.reference.faults import forgeries
from conformance.reference.faults.registry import Catalogue
from conformance.reference.rules import Rules
from conformance.reference.subscribers import Subscribers

if TYPE_CHECKING:
    from collections.abc import Mapping


catalogue = Catalogue()


def _rows(*names: str) -> tuple[str, ...]:
    """Return the ids of requirements of this area."""
    return tuple(f"jwt-bearer.{name}" for name in names)


_GOOD = _rows("assertion-brings-a-token")
_MISSING = _rows("missing-claim-is-refused")
_FORM = _rows("other-form-of-subject-is-refused")
_SCOPE = _rows("scope-without-what-it-takes-is-refused")
_CONSENT = _rows("user-without-consent-is-refused")


@catalogue.fault(*_GOOD)
def jwt_bearer_wants_a_client_assertion(rules: Rules) -> None:
    """The token endpoint asks every client for a client assertion, in this flow too."""

    def takes(form: "Mapping[str, str]") -> None:
        if "client_assertion" not in form:
            raise invalid_client("The client has to authenticate itself.")

    rules.authorization.jwt_bearer.takes = takes


@catalogue.fault(*_rows("operator-token-names-the-user"), level="SHOULD")
def operator_token_not_known_as_sub(rules: Rules) -> None:
    """Only numbers are taken for users."""
    honest = rules.authorization.jwt_bearer.user_of

    def user_of(sub: object, lines: Subscribers, _tokens: dict[str, str]) -> User:
        return honest(sub, lines, {})

    rules.authorization.jwt_bearer.user_of = user_of


def _not_required(rules: Rules, *claims: str) -> None:
    """Let assertions pass that lack these claims."""
    checks = rules.authorization.jwt_bearer.assertion
    checks.required = tuple(name for name in checks.required if name not in claims)


@catalogue.fault(*_MISSING)
def jti_not_required(rules: Rules) -> None:
    """An assertion without jti is taken."""
    _not_required(rules, "jti")


@catalogue.fault(*_MISSING)
def iat_not_required(rules: Rules) -> None:
    """An assertion without iat is taken, as client authentication would have it."""
    _not_required(rules, "iat")


@catalogue.fault(*_MISSING)
def exp_not_required(rules: Rules) -> None:
    """An assertion without exp is good for ever."""
    _not_required(rules, "exp")


@catalogue.fault(*_MISSING)
def aud_not_required(rules: Rules) -> None:
    """An assertion without aud is good everywhere."""
    _not_required(rules, "aud")


@catalogue.fault(*_MISSING)
def scope_not_required(rules: Rules) -> None:
    """An assertion without scope gets the default one."""
    _not_required(rules, "scope")
    default = "dpv:FraudPreventionAndDetection sim-swap:check"
    rules.authorization.jwt_bearer.scope_of = lambda claims: claims.get("scope", default)


@catalogue.fault(*_FORM)
def bare_number_accepted_as_sub(rules: Rules) -> None:
    """A number without its scheme is understood all the same."""
    honest = rules.authorization.jwt_bearer.user_of

    def user_of(sub: object, lines: Subscribers, tokens: dict[str, str]) -> User:
        bare = isinstance(sub, str) and sub.startswith("+")
        return honest(f"tel:{sub}" if bare else sub, lines, tokens)

    rules.authorization.jwt_bearer.user_of = user_of


@catalogue.fault(*_FORM)
def ill_formed_sub_is_a_bad_request(rules: Rules) -> None:
    """A sub in another form is answered as CIBA answers such a hint."""
    honest = rules.authorization.jwt_bearer.user_of

    def user_of(sub: object, lines: Subscribers, tokens: dict[str, str]) -> User:
        try:
            return honest(sub, lines, tokens)
        except hints.BadHintError as problem:
            raise OAuthError("invalid_request", str(problem)) from problem

    rules.authorization.jwt_bearer.user_of = user_of


@catalogue.fault(*_rows("subject-follows-the-format-of-login-hint"))
def separators_accepted_in_sub(rules: Rules) -> None:
    """The number is tidied up before it is looked up, as RFC 3966 would allow."""
    honest = rules.authorization.jwt_bearer.user_of

    def user_of(sub: object, lines: Subscribers, tokens: dict[str, str]) -> User:
        tidy = sub.replace("-", "").replace(" ", "") if isinstance(sub, str) else sub
        return honest(tidy, lines, tokens)

    rules.authorization.jwt_bearer.user_of = user_of


@catalogue.fault(*_rows("foreign-key-is-refused", "tampered-assertion-is-refused"))
def signature_of_grants_not_verified(rules: Rules) -> None:
    """The assertion is decoded, and its signature taken on trust."""
    rules.authorization.jwt_bearer.assertion.claims_of = forgeries.unverified


@catalogue.fault(*_rows("unsigned-assertion-is-refused"))
def unsigned_grants_accepted(rules: Rules) -> None:
    """The JWT of a grant is verified as its header says, under alg none not at all."""
    rules.authorization.jwt_bearer.assertion.claims_of = forgeries.or_unsigned


@catalogue.fault(*_rows("public-key-is-no-secret"))
def public_key_taken_for_a_secret_of_grants(rules: Rules) -> None:
    """The JWT of a grant is verified as its header says, under HS256 by the public key."""
    rules.authorization.jwt_bearer.assertion.claims_of = forgeries.or_hmac


@catalogue.fault(*_rows("unreadable-assertion-is-refused"))
def unreadable_grant_crashes(rules: Rules) -> None:
    """An assertion that is no JWT is an unhandled exception: 500."""
    rules.authorization.jwt_bearer.assertion.signer = forgeries.crashing


@catalogue.fault(*_rows("foreign-issuer-is-refused"))
def signer_not_compared_with_iss(rules: Rules) -> None:
    """The client is the one whose key verifies the assertion, whatever iss says."""
    rules.authorization.jwt_bearer.assertion.signer = forgeries.by_the_key_that_fits


@catalogue.fault(*_rows("foreign-audience-is-refused"))
def audience_of_grants_not_checked(rules: Rules) -> None:
    """For which server an assertion about a user was made does not matter."""
    rules.authorization.jwt_bearer.assertion.names_this_server = lambda _aud, _audiences: True


@catalogue.fault(*_rows("expired-assertion-is-refused"))
def expiry_of_grants_not_checked(rules: Rules) -> None:
    """An assertion about a user is good for ever."""
    rules.authorization.jwt_bearer.assertion.has_passed = lambda _exp, _now: False


@catalogue.fault(
    *_rows("long-lived-assertion-is-refused", "assertion-made-for-long-is-refused")
)
def grants_live_an_hour(rules: Rules) -> None:
    """Assertions may last 3600 s, as in an example of CAMARA's own."""
    checks = rules.authorization.jwt_bearer.assertion
    checks.is_too_far = lambda exp, now: exp > now + 3600
    checks.lasts_too_long = lambda iat, exp: exp - iat > 3600


@catalogue.fault(*_rows("assertion-made-for-long-is-refused"))
def iat_of_grants_not_compared(rules: Rules) -> None:
    """Only exp counts for how long an assertion about a user may last."""
    rules.authorization.jwt_bearer.assertion.lasts_too_long = lambda _iat, _exp: False


@catalogue.fault(*_rows("assertion-from-the-future-is-refused"))
def grants_from_the_future_accepted(rules: Rules) -> None:
    """That an assertion has not been made yet is not noticed."""
    rules.authorization.jwt_bearer.assertion.lies_ahead = lambda _iat, _now: False


@catalogue.fault(*_rows("client-without-the-flow-is-refused"))
def every_client_may_use_jwt_bearer(rules: Rules) -> None:
    """Any registered client may tell about users."""
    rules.authorization.jwt_bearer.may = lambda _client: None


@catalogue.fault(*_SCOPE)
def jwt_bearer_takes_any_scope(rules: Rules) -> None:
    """The scope of an assertion is not looked at; the usual one is granted."""
    usual = "dpv:FraudPreventionAndDetection sim-swap:check"
    rules.authorization.jwt_bearer.scope_of = lambda _claims: usual


@catalogue.fault(*_SCOPE)
def scope_of_grants_crashes(rules: Rules) -> None:
    """A purpose that is missing is an unhandled exception: 500."""

    def scope_of(claims: "Mapping[str, object]") -> object:
        if str(claims["scope"]).count("dpv:") != 1:
            raise OAuthError("server_error", "None has no attribute", status=500)
        return claims["scope"]

    rules.authorization.jwt_bearer.scope_of = scope_of


@catalogue.fault(*_rows("unknown-user-is-refused"))
def unknown_user_as_in_ciba(rules: Rules) -> None:
    """An unknown number is answered with the code of CIBA."""
    rules.authorization.jwt_bearer.no_user = lambda reason: OAuthError(
        "unknown_user_id", str(reason)
    )


@catalogue.fault(*_rows("unknown-user-is-refused"))
def unknown_user_gets_a_token(rules: Rules) -> None:
    """Whether there is such a number is left to the API: the token is for another line."""
    honest = rules.authorization.jwt_bearer.user_of

    def user_of(sub: object, lines: Subscribers, tokens: dict[str, str]) -> User:
        try:
            return honest(sub, lines, tokens)
        except hints.UnknownUserError:
            return honest(f"tel:{lines.by_id('never').phone_number}", lines, tokens)

    rules.authorization.jwt_bearer.user_of = user_of


@catalogue.fault(*_CONSENT)
def missing_consent_is_consent_required(rules: Rules) -> None:
    """A user without consent is answered with the code of the authorization endpoint."""
    rules.authorization.jwt_bearer.no_consent = lambda reason: OAuthError(
        "consent_required", str(reason)
    )


@catalogue.fault(*_CONSENT)
def consent_not_looked_at(rules: Rules) -> None:
    """A legal basis is assumed for everybody."""
    rules.authorization.jwt_bearer.agreed = lambda _line: True


@catalogue.fault(*_rows("no-refresh-token"))
def jwt_bearer_brings_a_refresh_token(rules: Rules) -> None:
    """A client that could ask again gets a refresh token all the same."""
    rules.authorization.jwt_bearer.response = lambda response: {
        **response,
        "refresh_token": "a-refresh-token-by-jwt-bearer",
    }
