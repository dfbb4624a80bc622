"""Mistakes that show only in requests that nobody would write by hand."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

from conformance.reference.authorization.ciba_rules import Form
from conformance.reference.authorization.errors import OAuthError
from conformance.reference.faults.registry import Catalogue
from conformance.reference.rules import Rules

catalogue = Catalogue()
_TOKEN = "parameters.generated-token-requests-are-refused"
_BACKCHANNEL = "parameters.generated-backchannel-requests-are-refused"
_LONGEST_COLUMN = 2048


def _crash() -> OAuthError:
    """Return what an unhandled exception ends in."""
    return OAuthError("server_error", "An internal error.", 500)


@catalogue.fault(_TOKEN)
def long_values_crash_the_server(rules: Rules) -> None:
    """A value that is longer than its column in the database is an unhandled exception."""
    honest = rules.authorization.token_response.parameters

    def parameters(pairs: list[tuple[str, str]]) -> dict[str, str]:
        if any(len(value) > _LONGEST_COLUMN for _, value in pairs):
            raise _crash()
        return honest(pairs)

    rules.authorization.token_response.parameters = parameters


@catalogue.fault(_TOKEN)
def unsupported_grant_is_a_camara_error(rules: Rules) -> None:
    """An unsupported grant_type is refused with the error body of a CAMARA API."""
    honest = rules.authorization.token_response.error

    def error(problem: OAuthError) -> dict[str, object]:
        if problem.error == "unsupported_grant_type":
            return {"status": 400, "code": "INVALID_ARGUMENT", "message": "Bad request."}
        return dict(honest(problem))

    rules.authorization.token_response.error = error


@catalogue.fault(_BACKCHANNEL)
def hint_beyond_ascii_crashes_the_server(rules: Rules) -> None:
    """A hint is encoded for the network's directory, which knows ASCII only."""

    def check(form: Form) -> None:
        if not str(form.get("login_hint", "")).isascii():
            raise _crash()

    rules.authorization.ciba.check = check
