"""Decisions about ID tokens, each honest until a fault replaces it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from conformance.reference.authorization import jose
from conformance.reference.authorization.clients import Client
from conformance.reference.subscribers import Subscriber

Claims = dict[str, Any]
Pseudonym = Callable[[str, str], str]
"""A client's id and a line's id to the pseudonym of the user for this client."""


def sub_of(client: Client, line: Subscriber, pseudonym: Pseudonym) -> object:
    """Return the user's `sub`: pairwise, and no way back to a number."""
    return pseudonym(client.id, line.id)


def claims_of(claims: Claims, _line: Subscriber) -> Claims:
    """Return the claims that are signed: nothing in them tells the number."""
    return claims


@dataclass
class IdTokenRules:
    """What an ID token says, and how it is signed."""

    sub_of: Callable[[Client, Subscriber, Pseudonym], object] = sub_of
    claims_of: Callable[[Claims, Subscriber], Claims] = claims_of
    signed: Callable[[Claims, jose.Key, str], str] = jose.sign
