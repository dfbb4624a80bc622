"""Lies of the authorization server: what it answers to clients, and what it says of itself."""

import base64
import json
from typing import Any

from conformance.exchanges import Request, Response
from tests.mutation.answers import (
    with_header,
    with_json,
    with_member,
    with_status,
    without_member,
)
from tests.mutation.lies import lie


def _lie(path: str, name: str, row: str, doc: str, status: int, change: Any) -> None:
    def tell(_: Request, response: Response) -> Response:
        told: Response = change(response)
        return told

    tell.__name__, tell.__doc__ = name, doc
    lie(path, row, status=status)(tell)


def _said(response: Response) -> Any:
    return json.loads(response.body)


def _set(name: str, value: object) -> Any:
    return lambda response: with_member(response, name, value)


def _changed(name: str, change: Any) -> Any:
    """Return what changes a member where it is there."""

    def tell(response: Response) -> Response:
        body = _said(response)
        return with_member(response, name, change(body[name])) if name in body else response

    return tell


def _dropped(name: str) -> Any:
    return lambda response: without_member(response, name)


def _forged(token: str) -> str:
    """Return a JWT with one character of its signature changed."""
    head, _, signature = token.rpartition(".")
    return f"{head}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"


def _unsigned(token: str) -> str:
    header = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    return f"{header}.{token.split('.')[1]}."


_TOKEN, _ASK, _ABOUT = "/token", "/bc-authorize", "/openid-configuration"
for _name, _row, _doc, _change in (
    (
        "access_token_dropped",
        "token-response.access-token-is-a-string",
        "There is no token.",
        _dropped("access_token"),
    ),
    (
        "access_token_emptied",
        "token-response.access-token-is-a-string",
        "The token is an empty text.",
        _set("access_token", ""),
    ),
    (
        "access_token_null",
        "token-response.access-token-is-a-string",
        "The token is null.",
        _set("access_token", None),
    ),
    (
        "access_token_an_object",
        "token-response.access-token-is-a-string",
        "The token is an object.",
        _set("access_token", {"v": "x"}),
    ),
    (
        "access_token_forged",
        "sim-swap.check.success-matches-the-contract",
        "The token's signature is wrong.",
        _changed("access_token", _forged),
    ),
    (
        "token_type_dropped",
        "token-response.token-type-is-known",
        "Nobody knows how to show the token.",
        _dropped("token_type"),
    ),
    (
        "token_type_of_another_kind",
        "token-response.token-type-is-known",
        "The type is mac.",
        _set("token_type", "mac"),
    ),
    (
        "token_type_null",
        "token-response.token-type-is-known",
        "The type is null.",
        _set("token_type", None),
    ),
    (
        "lifetime_as_text",
        "token-response.lifetime-is-a-number",
        "expires_in is text.",
        _changed("expires_in", str),
    ),
    (
        "lifetime_below_zero",
        "token-response.lifetime-is-a-number",
        "expires_in is negative.",
        _set("expires_in", -1),
    ),
    (
        "lifetime_of_zero",
        "token-response.lifetime-is-a-number",
        "expires_in is zero.",
        _set("expires_in", 0),
    ),
    (
        "lifetime_null",
        "token-response.lifetime-is-a-number",
        "expires_in is null.",
        _set("expires_in", None),
    ),
    (
        "lifetime_true",
        "token-response.lifetime-is-a-number",
        "expires_in is true.",
        _set("expires_in", True),
    ),
    (
        "scope_as_an_array",
        "token-response.scope-is-a-string",
        "scope is an array.",
        _changed("scope", str.split),
    ),
    (
        "scope_with_commas",
        "token-response.scope-is-a-string",
        "scope has commas.",
        _changed("scope", lambda s: s.replace(" ", ",")),
    ),
    ("scope_null", "token-response.scope-is-a-string", "scope is null.", _set("scope", None)),
    (
        "scope_wider",
        "scope.answer-tells-no-wider-scope",
        "scope has more than was asked for.",
        _set("scope", "sim-swap openid email"),
    ),
    (
        "token_may_be_stored",
        "token-response.success-is-not-stored",
        "No Cache-Control.",
        lambda r: with_header(r, "cache-control", None),
    ),
    (
        "token_as_text",
        "token-response.success-is-json",
        "Another media type.",
        lambda r: with_header(r, "content-type", "text/html"),
    ),
    (
        "token_created",
        "token-response.success-is-json",
        "Status 201.",
        lambda r: with_status(r, 201),
    ),
    (
        "token_in_an_envelope",
        "token-response.access-token-is-a-string",
        "Another object around.",
        lambda r: with_json(r, {"d": _said(r)}),
    ),
    (
        "id_token_dropped",
        "id-token.is-part-of-the-response",
        "There is no ID token.",
        _dropped("id_token"),
    ),
    (
        "id_token_forged",
        "id-token.signature-holds",
        "The ID token's signature is wrong.",
        _changed("id_token", _forged),
    ),
    (
        "id_token_unsigned",
        "id-token.signature-holds",
        "The ID token has no signature.",
        _changed("id_token", _unsigned),
    ),
    (
        "id_token_everywhere",
        "id-token.is-part-of-the-response",
        "A client alone gets one, too.",
        _set("id_token", "a.b.c"),
    ),
    (
        "refresh_token_everywhere",
        "client-credentials.no-refresh-token",
        "A client alone gets one.",
        _set("refresh_token", "r" * 40),
    ),
):
    _lie(_TOKEN, _name, _row, _doc, 200, _change)

for _name, _row, _doc, _change in (
    (
        "oauth_error_dropped",
        "token-response.errors-are-those-of-oauth",
        "No error member.",
        _dropped("error"),
    ),
    (
        "oauth_error_null",
        "token-response.errors-are-those-of-oauth",
        "error is null.",
        _set("error", None),
    ),
    (
        "oauth_error_as_code",
        "token-response.errors-are-those-of-oauth",
        "CAMARA's error.",
        _set("error", {"code": "INVALID_ARGUMENT"}),
    ),
    (
        "oauth_error_unknown",
        "token-response.unknown-grant-is-refused",
        "An error that nobody knows.",
        _set("error", "failure"),
    ),
    (
        "oauth_error_in_capitals",
        "token-response.unknown-grant-is-refused",
        "The error in capitals.",
        _changed("error", str.upper),
    ),
    (
        "oauth_error_always_request",
        "token-response.unknown-grant-is-refused",
        "Always invalid_request.",
        _set("error", "invalid_request"),
    ),
    (
        "oauth_error_always_grant",
        "token-response.unknown-grant-is-refused",
        "Always invalid_grant.",
        _set("error", "invalid_grant"),
    ),
    (
        "oauth_error_forbidden",
        "token-response.unknown-grant-is-refused",
        "Status 403.",
        lambda r: with_status(r, 403),
    ),
    (
        "oauth_error_internal",
        "token-response.unknown-grant-is-refused",
        "Status 500.",
        lambda r: with_status(r, 500),
    ),
    (
        "oauth_error_as_success",
        "token-response.errors-are-those-of-oauth",
        "Status 200.",
        lambda r: with_status(r, 200),
    ),
    (
        "oauth_error_as_text",
        "token-response.errors-are-those-of-oauth",
        "As text.",
        lambda r: with_header(r, "content-type", "text/html"),
    ),
):
    _lie(_TOKEN, _name, _row, _doc, 400, _change)

for _name, _row, _doc, _change in (
    (
        "auth_req_id_dropped",
        "ciba.auth-req-id-has-legal-characters",
        "Nothing to ask with.",
        _dropped("auth_req_id"),
    ),
    (
        "auth_req_id_a_number",
        "ciba.auth-req-id-has-legal-characters",
        "A number.",
        _set("auth_req_id", 7),
    ),
    (
        "auth_req_id_illegal",
        "ciba.auth-req-id-has-legal-characters",
        "A character that none may have.",
        _set("auth_req_id", "a b/c" * 9),
    ),
    (
        "auth_req_id_always_the_same",
        "ciba.auth-req-id-cannot-be-guessed",
        "The same for all.",
        _set("auth_req_id", "same" * 11),
    ),
    (
        "request_lives_dropped",
        "ciba.lifetime-is-a-number",
        "No expires_in.",
        _dropped("expires_in"),
    ),
    (
        "request_lives_as_text",
        "ciba.lifetime-is-a-number",
        "expires_in is text.",
        _changed("expires_in", str),
    ),
    (
        "request_lives_below_zero",
        "ciba.lifetime-is-a-number",
        "expires_in is negative.",
        _set("expires_in", -1),
    ),
    (
        "request_lives_a_fraction",
        "ciba.lifetime-is-a-number",
        "expires_in has a fraction.",
        _set("expires_in", 119.5),
    ),
    (
        "interval_as_text",
        "ciba.interval-is-a-number",
        "interval is text.",
        _set("interval", "5"),
    ),
    (
        "interval_below_zero",
        "ciba.interval-is-a-number",
        "interval is negative.",
        _set("interval", -5),
    ),
    (
        "interval_null",
        "ciba.interval-is-a-number",
        "interval is null.",
        _set("interval", None),
    ),
    (
        "ask_may_be_stored",
        "ciba.answer-is-not-stored",
        "No Cache-Control.",
        lambda r: with_header(r, "cache-control", None),
    ),
    (
        "ask_as_text",
        "ciba.answer-is-json",
        "Another media type.",
        lambda r: with_header(r, "content-type", "text/plain"),
    ),
    ("ask_created", "ciba.answer-is-json", "Status 201.", lambda r: with_status(r, 201)),
):
    _lie(_ASK, _name, _row, _doc, 200, _change)

for _name, _row, _doc, _change in (
    (
        "ask_error_dropped",
        "ciba.login-hint-is-required",
        "No error member.",
        _dropped("error"),
    ),
    (
        "ask_error_always_request",
        "ciba.unknown-user-is-refused",
        "Always invalid_request.",
        _set("error", "invalid_request"),
    ),
    (
        "ask_error_always_user",
        "ciba.login-hint-is-required",
        "Always unknown_user_id.",
        _set("error", "unknown_user_id"),
    ),
    (
        "ask_error_internal",
        "ciba.login-hint-is-required",
        "Status 500.",
        lambda r: with_status(r, 500),
    ),
    (
        "ask_error_as_success",
        "ciba.login-hint-is-required",
        "Status 200.",
        lambda r: with_status(r, 200),
    ),
):
    _lie(_ASK, _name, _row, _doc, 400, _change)

for _name, _row, _doc, _change in (
    (
        "issuer_of_another",
        "discovery.issuer-is-the-prefix-of-the-address",
        "Another issuer.",
        _set("issuer", "https://other.example"),
    ),
    (
        "issuer_with_a_slash",
        "discovery.*",
        "One slash more.",
        _changed("issuer", lambda url: f"{url}/"),
    ),
    (
        "grant_types_dropped",
        "discovery.*",
        "No grant types.",
        _dropped("grant_types_supported"),
    ),
    (
        "modes_without_poll",
        "discovery.poll-mode-is-listed",
        "Push only.",
        _set("backchannel_token_delivery_modes_supported", ["push"]),
    ),
    ("keys_dropped", "discovery.*", "No jwks_uri.", _dropped("jwks_uri")),
    (
        "token_endpoint_relative",
        "discovery.endpoints-are-named",
        "A path only.",
        _set("token_endpoint", "/token"),
    ),
):
    _lie(_ABOUT, _name, _row, _doc, 200, _change)

_lie(
    "/jwks",
    "keys_emptied",
    "discovery.keys-are-found",
    "No key at all.",
    200,
    _set("keys", []),
)
