"""Decisions about what a reply looks like: error envelope, encoding, correlator."""

import json
import uuid
from dataclasses import dataclass

from conformance.reference.problems import Problem


@dataclass(frozen=True)
class Rendered:
    """A body ready for the wire, and what its headers say of it; empty leaves one out."""

    body: bytes
    content_type: str
    content_encoding: str = ""


def envelope(problem: Problem) -> object:
    """Return the error body: exactly the three members that Commonalities ask for."""
    return {"status": problem.status, "code": problem.code, "message": problem.message}


def render(_status: int, document: object) -> Rendered:
    """Return a document as UTF-8 JSON."""
    return Rendered(json.dumps(document, ensure_ascii=False).encode(), "application/json")


def correlator_of_reply(sent: str | None, legal: bool, _status: int) -> str | None:
    """Return the x-correlator of a reply: the one sent, or a fresh one.

    An illegal value is not echoed: the header of the reply has the same pattern.
    """
    return sent if sent and legal else str(uuid.uuid4())
