"""Members whose value is a secret by their name, in JSON, forms, URLs, XML and quotations."""

import json
import re
from collections.abc import Callable
from urllib.parse import unquote_plus

_KINDS: dict[str, str] = {
    "access_token": "access token",
    "refresh_token": "refresh token",
    "id_token": "ID token",
    "id_token_hint": "ID token",
    "login_hint_token": "login hint token",
    "client_secret": "client secret",
    "client_assertion": "client assertion",
    "assertion": "assertion",
    "request": "request object",
    "auth_req_id": "auth_req_id",
    "code": "authorization code",
    "code_verifier": "code verifier",
    "password": "password",
    "api_key": "API key",
    "operator_token": "operator token",
    "subject_token": "token",
    "client_notification_token": "token",
    "session_token": "token",
    "private_key": "private key",
}
# Targets spell them as their languages do: accessToken, access-token.
_MEMBER = "|".join(name.replace("_", "[_-]?") for name in _KINDS)
# An error's `code` is no authorization code, and neither is an HTTP library's: those are
# words, numbers or short, where an authorization code is long and random.
_WORD_CODE = re.compile(r"[A-Z0-9_.]+|[^0-9]+|.{1,15}", re.DOTALL)
# And "request": "GET /check" is no request object, which begins as every JWT does.
_REQUEST_OBJECT = re.compile(r"e[yw]\S*")

_CANONICAL = {name.replace("_", ""): name for name in _KINDS}
_JSON_MEMBER = re.compile(
    rf'("({_MEMBER})"\s*:\s*)"((?:[^"\\]|\\.)*)"', re.DOTALL | re.IGNORECASE
)
# JSON within JSON, within HTML, and within a Python or JavaScript text.
_QUOTED_MEMBER = re.compile(
    rf"((?P<quote>\\+\"|&quot;|&#34;|')(?P<member>{_MEMBER})"
    rf"(?P=quote)\s*:\s*(?P=quote))(?P<value>[^\"'\\&<>]*)",
    re.IGNORECASE,
)
_XML_MEMBER = re.compile(rf"(<(?P<member>{_MEMBER})>)(?P<value>[^<>]*)", re.IGNORECASE)
_FORM_MEMBER = re.compile(
    # A placeholder has spaces in it, and is taken whole.
    rf"((?:^|[?&#])({_MEMBER})=)(<[^<>&#]*>|[^&#\s\"'<>\\]*)",
    re.IGNORECASE,
)

Placeholder = Callable[[str, str], str]


def without_members(text: str, placeholder: Placeholder) -> str:
    """Replace the values of secret members; `placeholder` gets a secret's kind and value."""

    def in_json(match: re.Match[str]) -> str:
        prefix, member, value = match.groups()
        plain = _unescaped(value)
        if not _is_secret(member, plain):
            return match[0]
        return f'{prefix}"{placeholder(_kind(member), plain)}"'

    def quoted(match: re.Match[str]) -> str:
        prefix, member, value = match[1], match["member"], match["value"]
        if not _is_secret(member, value):
            return match[0]
        return prefix + placeholder(_kind(member), value)

    def in_form(match: re.Match[str]) -> str:
        prefix, member, value = match.groups()
        if _is_nothing(value):
            return match[0]
        return prefix + placeholder(_kind(member), unquote_plus(value))

    if ":" in text:
        text = _JSON_MEMBER.sub(in_json, text)
        text = _QUOTED_MEMBER.sub(quoted, text)
    if "</" in text:
        text = _XML_MEMBER.sub(quoted, text)
    return _FORM_MEMBER.sub(in_form, text) if "=" in text else text


def _kind(member: str) -> str:
    return _KINDS[_canonical(member)]


def _canonical(member: str) -> str:
    return _CANONICAL[re.sub("[_-]", "", member).lower()]


def _is_secret(member: str, value: str) -> bool:
    name = _canonical(member)
    word = name == "code" and _WORD_CODE.fullmatch(value)
    other = name == "request" and not _REQUEST_OBJECT.fullmatch(value)
    return not (_is_nothing(value) or word or other)


def _is_nothing(value: str) -> bool:
    return not value or (value.startswith("<") and value.endswith(">"))


def _unescaped(value: str) -> str:
    try:
        return str(json.loads(f'"{value}"', strict=False))
    except ValueError:
        return value
