"""Whether a pseudonym, or anything else that is told, gives a phone number away."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterator
from itertools import product

# Digests that somebody may take for a pseudonym. A number has some ten digits, and all of a
# country's can be tried in seconds.
_DIGESTS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b")
# What may stand between a number and the client's id in what a digest is made of.
_JOINTS = ("", ":", "|", "\n", "-", "_", ".")
# So many last digits of a number are the subscriber's; a chance hit in a UUID or a digest is
# out of the question.
_TELLING_DIGITS = 9


def trace_of(text: str, phone_number: str, client_id: str) -> str | None:
    """Say how a text gives a phone number away, by itself or as a digest; None if neither."""
    return number_in(text, phone_number) or digest_in(text, phone_number, client_id)


def number_in(text: str, phone_number: str) -> str | None:
    """Say where in a text a number (E.164 with the plus) stands; None if it does not.

    Base64, base32 and hexadecimal are read, too, and the number from its end.
    """
    wanted = _telling(phone_number.removeprefix("+"))
    if wanted in _digits(text):
        return "the number itself"
    if wanted[::-1] in _digits(text):
        return "the number backwards"
    for name, decoded in _decoded(text):
        if wanted in _digits(decoded):
            return f"the number in {name}"
    return None


def digest_in(text: str, phone_number: str, client_id: str) -> str | None:
    """Say which digest of a number stands in a text; None if there is none.

    Tried are digests of the number alone, and together with the client's id, which everybody
    knows; in hexadecimal and in base64.
    """
    lower = text.lower()
    for algorithm, (how, value) in product(_DIGESTS, _written(phone_number, client_id)):
        digest = hashlib.new(algorithm, value.encode(), usedforsecurity=False).digest()
        if digest.hex() in lower or any(each in text for each in _base64_of(digest)):
            return f"the {algorithm} digest of {how}"
    return None


def _telling(digits: str) -> str:
    return digits[-_TELLING_DIGITS:]


def _digits(text: str) -> str:
    """Return the text without what people put between a number's digits."""
    return re.sub(r"[ ()./-]", "", text)


def _written(phone_number: str, client_id: str) -> Iterator[tuple[str, str]]:
    digits = phone_number.removeprefix("+")
    spellings = {
        "the number": phone_number,
        "the number without plus": digits,
        "the number with 00": f"00{digits}",
        "the tel URI": f"tel:{phone_number}",
    }
    for how, value in spellings.items():
        yield how, value
        for joint in _JOINTS:
            yield f"{how} and the client's id", f"{client_id}{joint}{value}"
            yield f"{how} and the client's id", f"{value}{joint}{client_id}"


def _base64_of(value: bytes) -> tuple[str, str]:
    return (
        base64.b64encode(value).decode().rstrip("="),
        base64.urlsafe_b64encode(value).decode().rstrip("="),
    )


def _decoded(text: str) -> Iterator[tuple[str, str]]:
    padded = text + "=" * (-len(text) % 4)
    ways: dict[str, Callable[[], bytes]] = {
        "base64": lambda: base64.b64decode(padded.replace("-", "+").replace("_", "/")),
        "base32": lambda: base64.b32decode(text.upper() + "=" * (-len(text) % 8)),
        "hexadecimal": lambda: bytes.fromhex(text),
    }
    for name, decode in ways.items():
        try:
            yield name, decode().decode("latin-1")
        except (ValueError, binascii.Error):
            continue
