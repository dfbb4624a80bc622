"""Takes secrets and subscribers' numbers out of everything that is kept or shown.

Two ways at once: every secret and number that the suite knows or meets is registered and
replaced wherever it turns up, in any encoding that a request gives it; and whatever merely
looks like one (a JWT, a phone number, a member named `access_token`) is replaced unseen.
Equal values get equal placeholders, so that a reader still sees what belongs together.
"""

import hashlib
import html
import json
import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from conformance.profile.secrecy import is_secret_header

# Shorter values are not replaced wherever they occur: "main" or "7" would tear text apart.
_SHORTEST_SECRET = 6
# A session's cookie is random and long; `lang=en` must not make "en" a secret.
_SHORTEST_COOKIE = 12
# As long as the shortest phone number's digits: what secrets are found by, see `_known_at`.
_ENDING = 5

# Header names and values, URLs and short bodies are the same again and again.
_SEEN = 1_000
_LONGEST_SEEN = 500

_TOKEN_CHARACTERS = re.compile(r"[A-Za-z0-9_.-]{12,}")
_PEM = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?:.*?-----END [A-Z ]*PRIVATE KEY-----|.*)", re.DOTALL
)
_PHONE_NUMBER = re.compile(r"(?:\+|%2[Bb])[1-9][0-9]{4,14}(?![0-9])")
_TEL_URI = re.compile(r"\b(tel(?::|%3[Aa]))([0-9]{5,15})(?![0-9])")
_SHA_256_CHARACTERS = 64
_SHA_256 = re.compile(
    r"(?:(?<![0-9A-Za-z])|(?<=%[0-9A-Fa-f]{2}))[0-9a-fA-F]{64}(?![0-9A-Za-z])"
)

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
# An error's `code` is no authorization code, and neither is an HTTP library's: those are
# words, numbers or short, where an authorization code is long and random.
_WORD_CODE = re.compile(r"[A-Z0-9_.]+|[^0-9]+|.{1,15}", re.DOTALL)

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
# Their names sound of credentials; they hold none.
_PLAIN_HEADERS = frozenset(
    {"www-authenticate", "proxy-authenticate", "access-control-allow-credentials"}
)
_JSON_MEMBER = re.compile(
    r'("(' + "|".join(SECRET_MEMBERS) + r')"\s*:\s*)"((?:[^"\\]|\\.)*)"', re.DOTALL
)
_FORM_MEMBER = re.compile(
    # A placeholder has spaces in it, and is taken whole.
    r"((?:^|[?&#])(" + "|".join(SECRET_MEMBERS) + r")=)(<[^<>&#]*>|[^&#\s\"'<>\\]*)"
)


class Redactor:
    """Replaces what must not be kept by placeholders such as `<access token 2>`."""

    def __init__(self) -> None:
        self._placeholders: dict[str, str] = {}
        self._by_ending: dict[str, list[str]] = {}
        self._counts: dict[str, int] = {}
        self._seen: dict[str, str] = {}
        self._first, self._step = 1, 1
        self._lock = threading.Lock()

    def add_subscriber(self, identifier: str, phone_number: str) -> None:
        """Register a test line: its number and its hash read as its id from now on."""
        digits = phone_number.removeprefix("+")
        line_hash = hashlib.sha256(phone_number.encode()).hexdigest()
        bare_hash = hashlib.sha256(digits.encode()).hexdigest()
        with self._lock:
            self._register(phone_number, f"<phone number of {identifier}>")
            self._register(digits, f"<digits of {identifier}>")
            self._register(line_hash, f"<hash of {identifier}>")
            self._register(line_hash.upper(), f"<upper-case hash of {identifier}>")
            self._register(bare_hash, f"<hash without plus of {identifier}>")
            upper = bare_hash.upper()
            self._register(upper, f"<upper-case hash without plus of {identifier}>")

    def add_profile_secret(self, kind: str, value: str) -> None:
        """Register a secret of the profile."""
        self.add_secret(kind, value)

    def add_secret(self, kind: str, value: str) -> str:
        """Register a secret, of the profile or met on the way; return its placeholder.

        It is replaced wherever it stands from now on, even inside a longer word.
        """
        with self._lock:
            known = self._placeholders.get(value)
            if known is not None:
                return known
            if len(value) < _SHORTEST_SECRET:
                return f"<{kind}>"
            number = self._next_number(kind)
            self._register(value, f"<{kind} {number}>")
        return f"<{kind} {number}>"

    def number_in_steps(self, first: int, step: int) -> None:
        """Let placeholders be `first`, `first + step` and so on: shards have their own."""
        self._first, self._step = first, step

    def _next_number(self, kind: str) -> int:
        least = self._counts.get(kind, 0) + 1
        number = self._counts[kind] = least + (self._first - least) % self._step
        return number

    def continue_from(self, counts: Mapping[str, int]) -> None:
        """Go on numbering, kind by kind, after an earlier part of the run."""
        with self._lock:
            self._counts = {**self._counts, **counts}

    def text(self, text: str) -> str:
        """Return the text with every known and every recognisable secret replaced.

        Lone surrogates, which JSON can say and no file can hold, are written out.
        """
        known = self._seen.get(text)
        if known is not None:
            return known
        secrets = len(self._placeholders)
        redacted = self._redacted(text)
        if len(text) <= _LONGEST_SEEN:
            self._remember(text, redacted, secrets)
        return redacted

    def _remember(self, text: str, redacted: str, secrets: int) -> None:
        with self._lock:
            # A secret that was registered in the meantime may stand in this very text.
            if len(self._placeholders) == secrets:
                if len(self._seen) >= _SEEN:
                    self._seen.clear()
                self._seen[text] = redacted

    def _redacted(self, text: str) -> str:
        # Each pattern is tried only where what it can't do without is there: most of what
        # is recorded is header values of a few words.
        if not text.isascii():
            text = text.encode("utf-8", "backslashreplace").decode()
        if '"' in text:
            text = _JSON_MEMBER.sub(self._json_member, text)
        if "=" in text:
            text = _FORM_MEMBER.sub(self._form_member, text)
        if "-----BEGIN" in text:
            text = _PEM.sub(lambda m: self.add_secret("private key", m[0]), text)
        text = self._without_known(text)
        if "eyJ" in text:
            text = _TOKEN_CHARACTERS.sub(lambda m: self._without_jwt(m[0]), text)
        if len(text) >= _SHA_256_CHARACTERS:
            text = _SHA_256.sub(lambda m: self.add_secret("hash", m[0]), text)
        if "tel" in text:
            text = _TEL_URI.sub(lambda m: m[1] + self.add_secret("phone number", m[2]), text)
        if "+" in text or "%2" in text:
            text = _PHONE_NUMBER.sub(lambda m: self._phone_number(m[0]), text)
        return text

    def header(self, name: str, value: str) -> str:
        """Return a header's value as it may be kept."""
        kind = _SECRET_HEADERS.get(name.lower())
        if kind is None:
            return self._unknown_header(name.lower(), value)
        if kind == "cookie":
            for cookie in _cookies(name.lower(), value):
                self.add_secret("cookie", cookie)
        scheme, _, credentials = value.partition(" ")
        if credentials and name.lower().endswith("authorization"):
            return f"{self.text(scheme)} {self.add_secret(kind, credentials)}"
        return self.add_secret(kind, value)

    def headers(self, headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return headers as they may be kept, in their order."""
        return [(self.text(name), self.header(name, value)) for name, value in headers]

    def _unknown_header(self, name: str, value: str) -> str:
        if not is_secret_header(name) or name in _PLAIN_HEADERS:
            return self.text(value)
        # By its name alone: were it registered, x-cache-key would take paths out of URLs.
        return self._placeholders.get(value, "<credentials>")

    def _phone_number(self, found: str) -> str:
        return self.add_secret("phone number", re.sub("%2[Bb]", "+", found))

    def _json_member(self, match: re.Match[str]) -> str:
        prefix, member, value = match.groups()
        word = member == "code" and _WORD_CODE.fullmatch(value) is not None
        if word or _harmless(value):
            return match[0]
        return f'{prefix}"{self.add_secret(SECRET_MEMBERS[member], _unescaped(value))}"'

    def _form_member(self, match: re.Match[str]) -> str:
        prefix, member, value = match.groups()
        if _harmless(value):
            return match[0]
        return prefix + self.add_secret(SECRET_MEMBERS[member], unquote_plus(value))

    def _without_jwt(self, word: str) -> str:
        start = word.find("eyJ")
        if start < 0 or word.find(".", start + 8) < 0:
            return word
        token = word[start:].rstrip(".")
        return word[:start] + self.add_secret("token", token) + word[start + len(token) :]

    def _register(self, value: str, placeholder: str) -> None:
        for spelling in _spellings(value):
            if len(spelling) >= _ENDING and spelling not in self._placeholders:
                self._placeholders[spelling] = placeholder
                self._seen.clear()
                alike = [*self._by_ending.get(spelling[-_ENDING:], ()), spelling]
                alike.sort(key=len, reverse=True)
                self._by_ending[spelling[-_ENDING:]] = alike

    def _without_known(self, text: str) -> str:
        found = self._known_in(text)
        if not found:
            return text
        kept, done = [], 0
        for start, end, placeholder in sorted(found, key=lambda each: (each[0], -each[1])):
            if end > done:
                kept += [text[done:start], placeholder]
                done = end
        return "".join([*kept, text[done:]])

    def _known_in(self, text: str) -> list[tuple[int, int, str]]:
        """Find secrets by how they end: tokens of one issuer all begin alike.

        One look-up a character, however many secrets a run has met.
        """
        endings, found = self._by_ending, []
        for begin in range(len(text) - _ENDING + 1):
            if text[begin : begin + _ENDING] in endings:
                end = begin + _ENDING
                for spelling in endings[text[begin:end]]:
                    if text.endswith(spelling, 0, end):
                        found.append((end - len(spelling), end, self._placeholders[spelling]))
                        break
        return found


def _cookies(header: str, value: str) -> Iterator[str]:
    """Return the values of cookies, without what a `Set-Cookie` says of where they hold."""
    pairs = value.split(";")
    for pair in pairs[:1] if header == "set-cookie" else pairs:
        cookie = pair.partition("=")[2].strip()
        if len(cookie) >= _SHORTEST_COOKIE:
            yield cookie


def _spellings(value: str) -> set[str]:
    """Return a value as URLs, forms, JSON and HTML write it."""
    encoded = {quote(value, safe=""), quote_plus(value)}
    encoded |= {quote(once, safe="") for once in encoded}
    lower = {re.sub("%[0-9A-F]{2}", lambda m: m[0].lower(), each) for each in encoded}
    in_json = {json.dumps(value, ensure_ascii=escape)[1:-1] for escape in (True, False)}
    slashes = {each.replace("/", "\\/") for each in in_json}
    return {value, unquote(value), html.escape(value), *encoded, *lower, *in_json, *slashes}


def _unescaped(value: str) -> str:
    try:
        return str(json.loads(f'"{value}"', strict=False))
    except ValueError:
        return value


def _harmless(value: str) -> bool:
    return not value or (value.startswith("<") and value.endswith(">"))
