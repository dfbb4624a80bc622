"""The envelope of a statement: DSSE (Dead Simple Signing Envelope), one JSON line.

The signature covers the payload and its type. What it does not cover, the key's id and the
way the JSON is written, has one form only: an envelope in any other was edited.
"""

import base64
import binascii
import json
from typing import Any

from conformance.report.attestation.keys import (
    PrivateKey,
    PublicKey,
    key_id,
    sign,
    signed_by,
)
from conformance.report.attestation.statement import AttestationError

PAYLOAD_TYPE = "application/vnd.in-toto+json"


class NotProved(Exception):
    """A statement that can be read, and does not hold; the message says what is wrong."""


def sealed(statement: dict[str, Any], key: PrivateKey) -> str:
    """Return the statement, signed, as the line of a .intoto.jsonl file."""
    payload = json.dumps(statement, ensure_ascii=False, separators=(",", ":")).encode()
    signature = sign(key, _pre_authentication(PAYLOAD_TYPE, payload))
    return _written(payload, key_id(key.public_key()), signature)


def opened(content: bytes, key: PublicKey) -> dict[str, Any]:
    """Return the statement of an envelope that the key's owner signed.

    Raises AttestationError for what is no envelope, NotProved for one that was edited or
    that somebody else signed.
    """
    payload, named, signature = _parts(content)
    if not signed_by(key, signature, _pre_authentication(PAYLOAD_TYPE, payload)):
        raise NotProved(_whose(named, key))
    if content != _written(payload, key_id(key), signature).encode():
        raise NotProved(
            "it was edited since it was signed, outside of what the signature covers"
        )
    return _statement(payload)


def _statement(payload: bytes) -> dict[str, Any]:
    try:
        document = json.loads(payload)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise AttestationError("what was signed is no in-toto statement")
    return document


def _whose(named: str, key: PublicKey) -> str:
    if named == key_id(key):
        return "it was edited since this key's owner signed it"
    return f"this key ({key_id(key)}) did not sign it, or it was edited since"


def _pre_authentication(kind: str, payload: bytes) -> bytes:
    """Return what is signed, DSSE protocol v1: both texts with their lengths."""
    name = kind.encode()
    return b"DSSEv1 %d %b %d %b" % (len(name), name, len(payload), payload)


def _written(payload: bytes, named: str, signature: bytes) -> str:
    document = {
        "payloadType": PAYLOAD_TYPE,
        "payload": base64.b64encode(payload).decode(),
        "signatures": [{"keyid": named, "sig": base64.b64encode(signature).decode()}],
    }
    return json.dumps(document, separators=(",", ":")) + "\n"


def _parts(content: bytes) -> tuple[bytes, str, bytes]:
    """Return payload, key id and signature."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        raise AttestationError("it is not JSON: name the file that attest wrote") from None
    try:
        (signature,) = document["signatures"]
        payload, bytes_signed = _decoded(document["payload"]), _decoded(signature["sig"])
        kind, named = document["payloadType"], signature["keyid"]
    except (KeyError, TypeError, ValueError):
        raise AttestationError(
            "it is JSON, but no DSSE envelope with one signature: name the file that attest"
            " wrote"
        ) from None
    if kind != PAYLOAD_TYPE:
        raise NotProved(f"its payload is not {PAYLOAD_TYPE}")
    return payload, str(named), bytes_signed


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError from error
