"""Mistakes with what the token endpoint reads and answers, and with client credentials."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

from collections.abc import Mapping
from typing import TYPE_CHECKING

from conformance.reference.authorization.errors import OAuthError
from conformance.reference.faults.registry import Catalogue
from conformance.reference.rules import Rules

if TYPE_CHECKING:
    from conformance.reference.authorization.clients import Client

catalogue = Catalogue()

_ACCESS_TOKEN = ("token-response.access-token-is-a-string",)
_TYPE = ("token-response.token-type-is-known",)
_LIFETIME = ("token-response.lifetime-is-a-number",)
_SCOPE = ("token-response.scope-is-a-string",)
_JSON = ("token-response.success-is-json",)
_NO_STORE = ("token-response.success-is-not-stored",)
_UNKNOWN_GRANT = ("token-response.unknown-grant-is-refused",)
_MISSING_GRANT = ("token-response.missing-grant-is-refused",)
_REPEATED = ("token-response.repeated-parameter-is-refused",)
_ERRORS = ("token-response.errors-are-those-of-oauth",)
_NAMES = ("parameters.names-are-case-sensitive",)
_ASSERTION_NAME = ("parameters.client-assertion-name-is-case-sensitive",)
_VALUES = ("parameters.values-are-case-sensitive",)
_HINT = ("parameters.login-hint-scheme-is-case-sensitive",)
_NO_SCOPE = ("client-credentials.missing-scope-is-refused",)
_NO_GRANT = ("client-credentials.client-without-the-grant-is-refused",)
_REFRESH = ("client-credentials.no-refresh-token",)


def _always(rules: Rules, **members: object) -> None:
    """Give members of every token response other values; None leaves one out."""

    def success(response: dict[str, object]) -> dict[str, object]:
        changed = {**response, **members}
        return {name: value for name, value in changed.items() if value is not None}

    rules.authorization.token_response.success = success


@catalogue.fault(*_ACCESS_TOKEN)
def access_token_in_an_envelope(rules: Rules) -> None:
    """The response is wrapped, as all answers of the platform are."""
    rules.authorization.token_response.success = lambda response: {"data": response}


@catalogue.fault(*_TYPE)
def token_type_absent(rules: Rules) -> None:
    """There is one type of token, so that it is not named."""
    _always(rules, token_type=None)


@catalogue.fault(*_TYPE)
def token_type_is_jwt(rules: Rules) -> None:
    """The type is that of the format."""
    _always(rules, token_type="JWT")


@catalogue.fault(*_LIFETIME)
def lifetime_in_quotes(rules: Rules) -> None:
    """The life of the token is a string."""
    _always(rules, expires_in="300")


@catalogue.fault(*_LIFETIME)
def lifetime_is_zero(rules: Rules) -> None:
    """The life of the token is what is left of it in whole minutes, here none."""
    _always(rules, expires_in=0)


@catalogue.fault(*_SCOPE)
def scope_is_a_list(rules: Rules) -> None:
    """The scope is a list of strings."""
    _always(rules, scope=["sim-swap:check"])


@catalogue.fault(*_SCOPE)
def scope_has_commas(rules: Rules) -> None:
    """The words of the scope are joined with commas."""
    rules.authorization.token_response.success = lambda response: {
        **response,
        "scope": ",".join([*str(response["scope"]).split(), "default"]),
    }


@catalogue.fault(*_JSON, *_ERRORS)
def token_responses_are_plain_text(rules: Rules) -> None:
    """JSON goes out as text/plain."""
    rules.authorization.token_response.media_type = "text/plain"


@catalogue.fault(*_NO_STORE)
def token_responses_may_be_stored(rules: Rules) -> None:
    """The header is set for pages, and not for tokens."""
    rules.authorization.token_response.headers = {}


@catalogue.fault(*_NO_STORE)
def token_responses_are_private(rules: Rules) -> None:
    """Only shared caches are told to keep out."""
    rules.authorization.token_response.headers = {"cache-control": "private, no-cache"}


@catalogue.fault(*_UNKNOWN_GRANT)
def unknown_grant_is_invalid(rules: Rules) -> None:
    """An unknown grant is answered like a grant that is not good."""
    rules.authorization.ciba.refusals["grant"] = ("invalid_grant", "No such grant.", 400)


@catalogue.fault(*_MISSING_GRANT)
def missing_grant_crashes(rules: Rules) -> None:
    """A request without grant_type is an unhandled exception: 500."""
    rules.authorization.token_response.missing_grant = lambda: OAuthError(
        "server_error", "grant_type", status=500
    )


@catalogue.fault(*_MISSING_GRANT)
def missing_grant_is_client_credentials(rules: Rules) -> None:
    """A request without grant_type is taken for one by client credentials."""
    honest = rules.authorization.ciba.grant_named
    rules.authorization.ciba.grant_named = lambda name: honest(name or "client_credentials")


@catalogue.fault(*_REPEATED)
def last_parameter_wins(rules: Rules) -> None:
    """Of a parameter that comes twice the last one counts."""
    rules.authorization.token_response.parameters = dict


def _as_camara(problem: OAuthError) -> Mapping[str, object]:
    """Return an error as the APIs have it."""
    code = "UNAUTHENTICATED" if problem.status == 401 else "INVALID_ARGUMENT"
    return {"status": problem.status, "code": code, "message": problem.description}


@catalogue.fault(*_ERRORS)
def token_errors_as_camara(rules: Rules) -> None:
    """The gateway gives errors of the authorization server the body of an API's error."""
    rules.authorization.token_response.error = _as_camara


@catalogue.fault(*_NAMES, *_ASSERTION_NAME)
def names_in_any_case(rules: Rules) -> None:
    """The names of parameters are compared in small letters, as those of headers are."""
    honest = rules.authorization.token_response.parameters
    rules.authorization.token_response.parameters = lambda pairs: honest(
        [(name.lower(), value) for name, value in pairs]
    )


@catalogue.fault(*_VALUES)
def grant_type_in_any_case(rules: Rules) -> None:
    """The grant is looked up in small letters."""
    honest = rules.authorization.ciba.grant_named
    rules.authorization.ciba.grant_named = lambda name: honest(name.lower() if name else name)


@catalogue.fault(*_VALUES)
def scope_in_any_case(rules: Rules) -> None:
    """The scope is looked up in small letters."""
    honest = rules.authorization.client_credentials.scope_of
    rules.authorization.client_credentials.scope_of = lambda form: " ".join(
        word if word.startswith("dpv:") else word.lower() for word in str(honest(form)).split()
    )


@catalogue.fault(*_HINT, level="SHOULD")
def hint_scheme_in_any_case(rules: Rules) -> None:
    """A hint is read as a URI, whose scheme may be written in any case."""
    honest = rules.authorization.ciba.user_of
    rules.authorization.ciba.user_of = lambda hint, lines, tokens: honest(
        hint.replace("TEL:", "tel:") if isinstance(hint, str) else hint, lines, tokens
    )


@catalogue.fault(*_NO_SCOPE)
def missing_scope_gets_the_default(rules: Rules) -> None:
    """A client that names no scope gets all that it may have."""
    honest = rules.authorization.client_credentials.scope_of
    rules.authorization.client_credentials.scope_of = lambda form: honest(form) or "sim-swap"


@catalogue.fault(*_NO_GRANT)
def every_client_may_use_client_credentials(rules: Rules) -> None:
    """Any registered client gets two-legged tokens."""
    rules.authorization.client_credentials.may = lambda _client: None


@catalogue.fault(*_NO_GRANT)
def client_without_the_grant_is_unknown(rules: Rules) -> None:
    """A client that may not is answered like one that is not known."""

    def may(client: "Client") -> None:
        if "client_credentials" not in client.grants:
            raise OAuthError("invalid_client", "There is no such client.", status=401)

    rules.authorization.client_credentials.may = may


@catalogue.fault(*_REFRESH)
def client_credentials_bring_a_refresh_token(rules: Rules) -> None:
    """Every token response has a refresh token, a client's own too."""
    rules.authorization.client_credentials.response = lambda response: {
        **response,
        "refresh_token": "a-refresh-token-for-the-client",
    }
