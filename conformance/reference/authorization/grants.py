"""What an access token stands for; kept here on the server, never inside the token."""

from dataclasses import dataclass
from enum import StrEnum


class Method(StrEnum):
    """How the user behind a token was authenticated; goes into the claim `amr`."""

    CLIENT = "client"
    """No user at all: client credentials."""
    NETWORK = "network"
    """The mobile network told whose device it is."""
    SIM = "sim"
    """The SIM proved itself with an operator token (TS.43)."""
    CONSENT = "consent"
    """The user of a number named by the client agreed."""
    SMS = "sms"
    """A one-time password by SMS: a person, but not the network, read the number."""


@dataclass(frozen=True)
class Grant:
    """One issued access token."""

    client_id: str
    scopes: frozenset[str]
    method: Method
    line_id: str | None = None
    """The line of a three-legged token; None makes it two-legged."""
    thumbprint: str | None = None
    """Of the key that the token is bound to by DPoP; None for a bearer token."""
