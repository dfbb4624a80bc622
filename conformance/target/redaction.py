"""Takes secrets and subscribers' numbers out of everything that is kept or shown.

Two ways at once: every secret and number that the suite knows or meets is registered and
replaced wherever it turns up, in any encoding that a request gives it; and whatever merely
looks like one (a JWT, a phone number, a member named `access_token`) is replaced unseen.
Equal values get equal placeholders, so that a reader still sees what belongs together.
"""

import hashlib
import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from conformance.profile.secrecy import is_secret_header
from conformance.target.encodings import base64_fragments, spellings, unescaped
from conformance.target.phone_numbers import KnownLines, without_numbers
from conformance.target.secret_members import without_members

if TYPE_CHECKING:
    from conformance.profile import Profile

# Shorter values are not replaced wherever they occur: "main" or "7" would tear text apart.
_SHORTEST_SECRET = 6
# A session's cookie is random and long; `lang=en` must not make "en" a secret.
_COOKIE = re.compile(r"\S{12,}|(?=.*[0-9])(?=.*[A-Za-z])\S{8,}")
# As long as the shortest phone number's digits: what secrets are found by, see `_known_at`.
_ENDING = 5

# Header names and values, URLs and short bodies are the same again and again.
_SEEN = 1_000
_LONGEST_SEEN = 500

_TOKEN_CHARACTERS = re.compile(r"[A-Za-z0-9_.-]{12,}")
_BEGINS_A_KEY = "-----BEGIN"
_DIGIT_OR_DOT = re.compile("[0-9.]")
_HASH_LENGTH = 64
_PEM = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?:.*?-----END [A-Z ]*PRIVATE KEY-----|.*)", re.DOTALL
)
_SHA_256 = re.compile(
    r"(?:(?<![0-9A-Za-z])|(?<=%[0-9A-Fa-f]{2}))[0-9a-fA-F]{64}(?![0-9A-Za-z])"
)

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
# Behind the scheme of a header that somebody quotes: long, with a digit, no parameter.
_CREDENTIALS = re.compile(
    r"\b((?:Bearer|DPoP|Basic) +)(?=[^\s\"]*[0-9])([A-Za-z0-9._~+/-]{12,}={0,2})(?![\w\"=])"
)
# A JWT whose header is written with a space or a line feed, or has an odd first name.
_ODD_JWT = re.compile(
    r"(?<![A-Za-z0-9_-])(?:ey[A-L]|ew[k-p0-9])[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}\.[\w.-]*"
)


class Redactor:
    """Replaces what must not be kept by placeholders such as `<access token 2>`."""

    def __init__(self) -> None:
        self._placeholders: dict[str, str] = {}
        self._by_ending: dict[str, list[str]] = {}
        self._counts: dict[str, int] = {}
        self._seen: dict[str, str] = {}
        self._first, self._step = 1, 1
        self._lines = KnownLines()
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
            self._register_in_base64(phone_number, f"<phone number of {identifier} in base64>")
            self._register_in_base64(digits, f"<digits of {identifier} in base64>")
            self._lines.add(identifier, phone_number)

    def add_profile_secret(self, kind: str, value: str) -> None:
        """Register a secret of the profile, which is known in base64 too."""
        placeholder = self.add_secret(kind, value)
        if len(value) >= _SHORTEST_SECRET:
            with self._lock:
                self._register_in_base64(value, f"{placeholder[:-1]} in base64>")

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
        text = without_members(text, self.add_secret)
        if _BEGINS_A_KEY in text:
            text = _PEM.sub(lambda m: self.add_secret("private key", m[0]), text)
        text = self._without_known(text)
        # What follows is known by its look, and each look has a digit or a dot in it.
        return self._without_alike(text) if _DIGIT_OR_DOT.search(text) else text

    def _without_alike(self, text: str) -> str:
        if " " in text:
            text = _CREDENTIALS.sub(
                lambda m: m[1] + self.add_secret("credentials", m[2]), text
            )
        if "." in text:
            text = _ODD_JWT.sub(lambda m: self._without_dots(m[0]), text)
            text = _TOKEN_CHARACTERS.sub(lambda m: self._without_jwt(m[0]), text)
        if len(text) >= _HASH_LENGTH:
            text = _SHA_256.sub(lambda m: self.add_secret("hash", m[0]), text)
        return without_numbers(text, lambda number: self.add_secret("phone number", number))

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

    def _without_dots(self, token: str) -> str:
        bare = token.rstrip(".")
        return self.add_secret("token", bare) + token[len(bare) :]

    def _without_jwt(self, word: str) -> str:
        start = word.find("eyJ")
        if start < 0 or word.find(".", start + 8) < 0:
            return word
        token = word[start:].rstrip(".")
        return word[:start] + self.add_secret("token", token) + word[start + len(token) :]

    def _register(self, value: str, placeholder: str) -> None:
        for spelling in spellings(value):
            self._register_spelling(spelling, placeholder)

    def _register_in_base64(self, value: str, placeholder: str) -> None:
        for fragment in base64_fragments(value):
            self._register_spelling(fragment, placeholder)

    def _register_spelling(self, spelling: str, placeholder: str) -> None:
        if len(spelling) >= _ENDING and spelling not in self._placeholders:
            self._placeholders[spelling] = placeholder
            self._seen.clear()
            alike = [*self._by_ending.get(spelling[-_ENDING:], ()), spelling]
            alike.sort(key=len, reverse=True)
            self._by_ending[spelling[-_ENDING:]] = alike

    def _without_known(self, text: str) -> str:
        found = list(self._known_at(text))
        for plain, places in unescaped(text):
            found += [(places[s], places[e], told) for s, e, told in self._known_at(plain)]
        if not found:
            return text
        kept, done = [], 0
        for start, end, placeholder in sorted(found, key=lambda each: (each[0], -each[1])):
            if end > done:
                kept += [text[done:start], placeholder]
                done = end
        return "".join([*kept, text[done:]])

    def _known_at(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Find secrets by how they end: tokens of one issuer all begin alike.

        One look-up a character, however many secrets a run has met.
        """
        known = self._by_ending
        ends = [at for at in range(_ENDING, len(text) + 1) if text[at - _ENDING : at] in known]
        for end in ends:
            for spelling in known[text[end - _ENDING : end]]:
                if text.endswith(spelling, 0, end):
                    yield end - len(spelling), end, self._placeholders[spelling]
                    break
        yield from self._lines.found(text)


def redactor_of(profile: "Profile") -> Redactor:
    """Return a redactor that knows the profile's secrets and its lines."""
    redactor = Redactor()
    for line in profile.subscribers:
        redactor.add_subscriber(line.id, line.phone_number)
    for kind, secret in profile.secrets():
        redactor.add_profile_secret(kind, secret)
    return redactor


def _cookies(header: str, value: str) -> Iterator[str]:
    """Return the values of cookies, without what a `Set-Cookie` says of where they hold."""
    pairs = value.split(";")
    for pair in pairs[:1] if header == "set-cookie" else pairs:
        cookie = pair.partition("=")[2].strip()
        if _COOKIE.fullmatch(cookie):
            yield cookie
