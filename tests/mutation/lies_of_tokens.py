"""Lies of the token endpoint: tokens that are none, and errors that are others."""

import base64
import json

from tests.mutation.answers import with_json
from tests.mutation.changes import answered, changed, dropped, headed, set_to
from tests.mutation.lies import lies


def _forged(token: str) -> str:
    """Return a JWT with one character of its signature changed."""
    head, _, signature = token.rpartition(".")
    return f"{head}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"


def _unsigned(token: str) -> str:
    header = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    return f"{header}.{token.split('.')[1]}."


_TOKENS = {
    "token-response.access-token-is-a-string": (
        ("access_token_dropped", "There is no token.", dropped("access_token")),
        ("access_token_emptied", "The token is an empty text.", set_to("access_token", "")),
        ("access_token_null", "The token is null.", set_to("access_token", None)),
        (
            "access_token_an_object",
            "The token is an object.",
            set_to("access_token", {"v": "x"}),
        ),
        (
            "token_in_an_envelope",
            "Another object around.",
            lambda answer: with_json(answer, {"d": json.loads(answer.body)}),
        ),
    ),
    "sim-swap.check.success-matches-the-contract": (
        (
            "access_token_forged",
            "The token's signature is wrong.",
            changed("access_token", _forged),
        ),
    ),
    "token-response.token-type-is-known": (
        ("token_type_dropped", "Nobody knows how to show the token.", dropped("token_type")),
        ("token_type_of_another_kind", "The type is mac.", set_to("token_type", "mac")),
        ("token_type_null", "The type is null.", set_to("token_type", None)),
    ),
    "token-response.lifetime-is-a-number": (
        ("lifetime_as_text", "expires_in is text.", changed("expires_in", str)),
        ("lifetime_below_zero", "expires_in is negative.", set_to("expires_in", -1)),
        ("lifetime_of_zero", "expires_in is zero.", set_to("expires_in", 0)),
        ("lifetime_null", "expires_in is null.", set_to("expires_in", None)),
        ("lifetime_true", "expires_in is true.", set_to("expires_in", True)),
    ),
    "token-response.scope-is-a-string": (
        ("scope_as_an_array", "scope is an array.", changed("scope", str.split)),
        (
            "scope_with_commas",
            "scope has commas.",
            changed("scope", lambda scope: scope.replace(" ", ",")),
        ),
        ("scope_null", "scope is null.", set_to("scope", None)),
    ),
    "scope.answer-tells-no-wider-scope": (
        (
            "scope_wider",
            "scope has more than was asked for.",
            set_to("scope", "sim-swap openid email"),
        ),
    ),
    "token-response.success-is-not-stored": (
        ("token_may_be_stored", "No Cache-Control.", headed("cache-control", None)),
    ),
    "token-response.success-is-json": (
        ("token_as_text", "Another media type.", headed("content-type", "text/html")),
        ("token_created", "Status 201.", answered(201)),
    ),
    "id-token.is-part-of-the-response": (
        ("id_token_dropped", "There is no ID token.", dropped("id_token")),
        ("id_token_everywhere", "A client alone gets one, too.", set_to("id_token", "a.b.c")),
    ),
    "id-token.signature-holds": (
        (
            "id_token_forged",
            "The ID token's signature is wrong.",
            changed("id_token", _forged),
        ),
        (
            "id_token_unsigned",
            "The ID token has no signature.",
            changed("id_token", _unsigned),
        ),
    ),
    "client-credentials.no-refresh-token": (
        (
            "refresh_token_everywhere",
            "A client alone gets one.",
            set_to("refresh_token", "r" * 40),
        ),
    ),
}
_ERRORS = {
    "token-response.errors-are-those-of-oauth": (
        ("oauth_error_dropped", "No error member.", dropped("error")),
        ("oauth_error_null", "error is null.", set_to("error", None)),
        (
            "oauth_error_as_code",
            "CAMARA's error.",
            set_to("error", {"code": "INVALID_ARGUMENT"}),
        ),
        ("oauth_error_as_success", "Status 200.", answered(200)),
        ("oauth_error_as_text", "As text.", headed("content-type", "text/html")),
    ),
    "token-response.unknown-grant-is-refused": (
        ("oauth_error_unknown", "An error that nobody knows.", set_to("error", "failure")),
        ("oauth_error_in_capitals", "The error in capitals.", changed("error", str.upper)),
        (
            "oauth_error_always_request",
            "Always invalid_request.",
            set_to("error", "invalid_request"),
        ),
        (
            "oauth_error_always_grant",
            "Always invalid_grant.",
            set_to("error", "invalid_grant"),
        ),
        ("oauth_error_forbidden", "Status 403.", answered(403)),
        ("oauth_error_internal", "Status 500.", answered(500)),
    ),
}
lies("/token", _TOKENS)
lies("/token", _ERRORS, status=400)
