"""A phone number is found in every disguise, and said in which; another number is not."""

import base64
import hashlib

import pytest

from conformance.checks.pseudonyms import digest_in, number_in, trace_of

NUMBER, CLIENT = "+447700900101", "client-1"
SPELLINGS = {
    "the number": NUMBER,
    "the number without plus": NUMBER[1:],
    "the number with 00": f"00{NUMBER[1:]}",
    "the tel URI": f"tel:{NUMBER}",
}
ALGORITHMS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b")
JOINTS = ("", ":", "|", "\n", "-", "_", ".")


@pytest.mark.parametrize(
    ("text", "how"),
    [
        (NUMBER, "the number itself"),
        ("07700900101", "the number itself"),
        (NUMBER[:0:-1], "the number backwards"),
        ("u10100900774x", "the number backwards"),
        ("user (7700) 900-101", "the number itself"),
        ("77.00/90.01/01", "the number itself"),
        (base64.b64encode(NUMBER.encode()).decode(), "the number in base64"),
        (
            base64.b64encode(b"user " + NUMBER.encode()).decode().rstrip("="),
            "the number in base64",
        ),
        (base64.b64encode(b"\xff\xef\xbe" + NUMBER.encode()).decode(), "the number in base64"),
        (
            base64.urlsafe_b64encode(b"\xff\xef\xbe\xff" + NUMBER.encode()).decode(),
            "the number in base64",
        ),
        (
            base64.urlsafe_b64encode(b"\x03\xe0A" + NUMBER.encode()).decode(),
            "the number in base64",
        ),
        (
            base64.urlsafe_b64encode(b"\x03\xf0A" + NUMBER.encode()).decode(),
            "the number in base64",
        ),
        (
            base64.b32encode(NUMBER.encode()).decode().rstrip("=").lower(),
            "the number in base32",
        ),
        (NUMBER.encode().hex(), "the number in hexadecimal"),
        ("7700900102", None),
        ("00900101", None),
        ("", None),
        ("é", None),
    ],
)
def test_number_is_found_as_it_is_written(text: str, how: str | None) -> None:
    assert number_in(text, NUMBER) == how
    assert trace_of(text, NUMBER, CLIENT) == how


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize(("name", "value"), SPELLINGS.items())
def test_digest_of_every_spelling_is_found(algorithm: str, name: str, value: str) -> None:
    digest = hashlib.new(algorithm, value.encode())
    said = f"the {algorithm} digest of {name}"
    for text in (
        digest.hexdigest(),
        f"user-{digest.hexdigest().upper()}",
        base64.b64encode(digest.digest()).decode(),
        base64.urlsafe_b64encode(digest.digest()).decode().rstrip("="),
    ):
        assert digest_in(text, NUMBER, CLIENT) == said
        assert trace_of(text, NUMBER, CLIENT) == said
        assert digest_in(text, "+447700900102", CLIENT) is None


@pytest.mark.parametrize("joint", JOINTS)
@pytest.mark.parametrize(("name", "value"), SPELLINGS.items())
def test_digest_with_the_clients_id_is_found(name: str, value: str, joint: str) -> None:
    """Before the number and behind it: who knows the client can try all numbers."""
    for told in (f"{CLIENT}{joint}{value}", f"{value}{joint}{CLIENT}"):
        digest = hashlib.sha256(told.encode()).hexdigest()
        said = f"the sha256 digest of {name} and the client's id"
        assert digest_in(digest, NUMBER, CLIENT) == said
        assert trace_of(digest, NUMBER, CLIENT) == said
        assert digest_in(digest, NUMBER, "client-2") is None
