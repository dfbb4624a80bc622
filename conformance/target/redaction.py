"""Takes secrets and subscribers' numbers out of everything that is kept or shown.

Two ways at once: every secret and number that the suite knows or meets is registered and
replaced wherever it turns up, in any encoding that a request gives it; and whatever merely
looks like one (a JWT, a phone number, a member named `access_token`) is replaced unseen.
Equal values get equal placeholders, so that a reader still sees what belongs together.
"""

import hashlib
import re
import threading
from collections import deque
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

# Shorter values are not replaced wherever they occur: "main" or "7" would tear text apart.
_SHORTEST_SECRET = 6

_JWT = re.compile(r"\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?")
_PHONE_NUMBER = re.compile(r"(?:\+|%2[Bb])[1-9][0-9]{4,14}(?![0-9])")
_TEL_URI = re.compile(r"\b(tel(?::|%3[Aa]))([0-9]{5,15})(?![0-9])")
_WORD = re.compile(r"[A-Za-z0-9_.~+/=%-]{6,}")
_SHA_256 = re.compile(r"(?<![0-9A-Za-z])[0-9a-fA-F]{64}(?![0-9A-Za-z])")

SECRET_MEMBERS: dict[str, str] = {
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
}
# An error's `code` is no authorization code, and neither is an HTTP library's.
_SHORT_CODE = re.compile(r"[A-Z0-9_.]+|-?[0-9]+")

_SECRET_HEADERS: dict[str, str] = {
    "authorization": "credentials",
    "proxy-authorization": "credentials",
    "cookie": "cookie",
    "set-cookie": "cookie",
    "dpop": "DPoP proof",
    "x-api-key": "API key",
    "x-client-secret": "client secret",
    "x-client-auth": "credentials",
    "x-authorization": "credentials",
}
_JSON_MEMBER = re.compile(
    r'("(' + "|".join(SECRET_MEMBERS) + r')"\s*:\s*)"((?:[^"\\]|\\.)*)"', re.DOTALL
)
# A placeholder has spaces in it, and is taken whole.
_FORM_MEMBER = re.compile(
    r"((?:^|[?&#])(" + "|".join(SECRET_MEMBERS) + r")=)(<[^<>&#]*>|[^&#\s]*)"
)


class Redactor:
    """Replaces what must not be kept by placeholders such as `<access token 2>`."""

    def __init__(self) -> None:
        self._placeholders: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._embedded: dict[str, str] = {}
        self._embedded_pattern: re.Pattern[str] | None = None
        # A target that quotes a token quotes the one just sent: only these are searched for
        # inside longer words, so that the cost of a run does not grow with its length.
        self._recent: deque[str] = deque(maxlen=64)
        self._lock = threading.Lock()

    def add_subscriber(self, identifier: str, phone_number: str) -> None:
        """Register a test line: its number and its hash read as its id from now on."""
        digits = phone_number.removeprefix("+")
        line_hash = hashlib.sha256(phone_number.encode()).hexdigest()
        bare_hash = hashlib.sha256(digits.encode()).hexdigest()
        self._embed(phone_number, f"<phone number of {identifier}>")
        self._embed(digits, f"<digits of {identifier}>")
        self._embed(line_hash, f"<hash of {identifier}>")
        self._embed(line_hash.upper(), f"<upper-case hash of {identifier}>")
        self._embed(bare_hash, f"<hash without plus of {identifier}>")

    def add_profile_secret(self, kind: str, value: str) -> None:
        """Register a secret of the profile: it is replaced even inside a longer word."""
        if len(value) >= _SHORTEST_SECRET:
            self._embed(value, self._next(kind))

    def add_secret(self, kind: str, value: str) -> str:
        """Register a secret met on the way, say an access token; return its placeholder."""
        known = self._embedded.get(value) or self._placeholders.get(value)
        if known is not None:
            return known
        if len(value) < _SHORTEST_SECRET:
            return f"<{kind}>"
        name = self._next(kind)
        with self._lock:
            for spelling in _spellings(value):
                self._placeholders.setdefault(spelling, name)
                self._recent.append(spelling)
        return name

    def text(self, text: str) -> str:
        """Return the text with every known and every recognisable secret replaced."""
        text = self._replace_known(text)
        text = _JSON_MEMBER.sub(self._json_member, text)
        text = _FORM_MEMBER.sub(self._form_member, text)
        text = _JWT.sub(lambda m: self.add_secret("token", m[0]), text)
        text = _SHA_256.sub(lambda m: self.add_secret("hash", m[0]), text)
        text = _TEL_URI.sub(lambda m: m[1] + self.add_secret("phone number", m[2]), text)
        return _PHONE_NUMBER.sub(lambda m: self._phone_number(m[0]), text)

    def header(self, name: str, value: str) -> str:
        """Return a header's value as it may be kept."""
        kind = _SECRET_HEADERS.get(name.lower())
        if kind is None:
            return self.text(value)
        scheme, _, credentials = value.partition(" ")
        if credentials and name.lower().endswith("authorization"):
            return f"{self.text(scheme)} {self.add_secret(kind, credentials)}"
        return self.add_secret(kind, value)

    def headers(self, headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return headers as they may be kept, in their order."""
        return [(self.text(name), self.header(name, value)) for name, value in headers]

    def _phone_number(self, found: str) -> str:
        return self.add_secret("phone number", re.sub("%2[Bb]", "+", found))

    def _json_member(self, match: re.Match[str]) -> str:
        prefix, member, value = match.groups()
        if _harmless(member, value):
            return match[0]
        return f'{prefix}"{self.add_secret(SECRET_MEMBERS[member], value)}"'

    def _form_member(self, match: re.Match[str]) -> str:
        prefix, member, value = match.groups()
        if _harmless(member, value):
            return match[0]
        return prefix + self.add_secret(SECRET_MEMBERS[member], value)

    def _next(self, kind: str) -> str:
        with self._lock:
            number = self._counts[kind] = self._counts.get(kind, 0) + 1
        return f"<{kind} {number}>"

    def _embed(self, value: str, placeholder: str) -> None:
        for spelling in _spellings(value):
            self._embedded.setdefault(spelling, placeholder)
        # Longest first: a number's digits must not be found inside the number.
        longest_first = sorted(self._embedded, key=len, reverse=True)
        self._embedded_pattern = re.compile("|".join(map(re.escape, longest_first)))

    def _replace_known(self, text: str) -> str:
        if self._embedded_pattern is not None:
            text = self._embedded_pattern.sub(lambda m: self._embedded[m[0]], text)
        for secret in tuple(self._recent):
            if secret in text:
                text = text.replace(secret, self._placeholders[secret])
        return _WORD.sub(lambda m: self._placeholders.get(m[0], m[0]), text)


def _spellings(value: str) -> set[str]:
    return {value, quote(value, safe=""), quote_plus(value)}


def _harmless(member: str, value: str) -> bool:
    already = value.startswith("<") and value.endswith(">")
    return already or not value or (member == "code" and bool(_SHORT_CODE.fullmatch(value)))
