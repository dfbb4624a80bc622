"""How requests leave: HTTP and TLS settings, limits, and the deviations that are admitted."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar

from pydantic import Field

from conformance.profile.fields import (
    Count,
    Day,
    Flag,
    Model,
    ProxyUrl,
    Rate,
    Seconds,
    Slug,
    Text,
    Workers,
)
from conformance.profile.files import CertificateFile, ReadableFile
from conformance.profile.headers import Headers

Value = TypeVar("Value")
Environment = Literal["local", "sandbox", "staging", "production"]

_DEFAULT_RATE = 5.0
# Under one a second, with a margin for a second of the provider's that ends early.
_PRODUCTION_RATE = 0.9
_DEFAULT_WORKERS = 4
_DEFAULT_MAX_REQUESTS = 3000
# Longer than the two minutes that an authentication request usually lives.
_DEFAULT_LONGEST_WAIT = 180.0


class ClientCertificate(Model):
    """What the suite shows where the target wants mutual TLS."""

    file: CertificateFile = Field(description="PEM certificate.", examples=["./tls.pem"])
    key: ReadableFile | None = Field(
        default=None,
        description="PEM key, where it is not in the same file.",
        examples=["./tls.key"],
    )


class HttpSettings(Model):
    """How the target and its authorization server are reached."""

    headers: Headers = Field(
        default_factory=dict,
        repr=False,
        description="Added to every request.",
        examples=[{"x-api-key": "${API_KEY}"}],
    )
    proxy: ProxyUrl | None = Field(
        default=None,
        repr=False,
        description="An HTTP proxy.",
        examples=["http://proxy.example:3128"],
    )
    ca: CertificateFile | None = Field(
        default=None,
        description="PEM file of the authorities to trust.",
        examples=["./ca.pem"],
    )
    client_certificate: ClientCertificate | None = Field(
        default=None,
        description="For mutual TLS.",
        examples=[{"file": "./tls.pem", "key": "./tls.key"}],
    )
    timeout: Seconds = Field(default=10, description="Seconds that one answer may take.")
    verify: Flag = Field(
        default=True, description="Whether the server's certificate is checked."
    )


class Limits(Model):
    """What the target can bear. Left open, it follows from the environment."""

    requests_per_second: Rate | None = Field(
        default=None, description="At most; 5, in production 0.9.", examples=[5]
    )
    workers: Workers | None = Field(
        default=None, description="Requests at a time; 4.", examples=[4]
    )
    max_requests: Count | None = Field(
        default=None, description="Requests in one run; 3000.", examples=[3000]
    )
    longest_wait: Seconds | None = Field(
        default=None,
        description="Seconds that one case may wait for a user, or for something to expire; "
        "180.",
        examples=[180],
    )
    fuzzing: Flag | None = Field(
        default=None,
        description="Whether generated requests are sent; not in production.",
        examples=[True],
    )
    malformed: Flag | None = Field(
        default=None,
        description="Whether malformed requests are sent; not in production.",
        examples=[True],
    )
    messages: Flag | None = Field(
        default=None,
        description="Whether a user may be asked, which can send a message to a person; not "
        "in production, where only lines with `consent: given` are authenticated.",
        examples=[True],
    )

    def effective(self, environment: Environment) -> "EffectiveLimits":
        """Return the limits that hold: an environment's own, unless the profile says so."""
        safe = environment == "production"
        rate = _PRODUCTION_RATE if safe else _DEFAULT_RATE
        return EffectiveLimits(
            requests_per_second=_either(self.requests_per_second, rate),
            workers=_either(self.workers, _DEFAULT_WORKERS),
            max_requests=_either(self.max_requests, _DEFAULT_MAX_REQUESTS),
            longest_wait=_either(self.longest_wait, _DEFAULT_LONGEST_WAIT),
            fuzzing=_either(self.fuzzing, not safe),
            malformed=_either(self.malformed, not safe),
            messages=_either(self.messages, not safe),
        )


@dataclass(frozen=True)
class EffectiveLimits:
    """What the suite keeps to; `requests_per_second` over all workers together."""

    requests_per_second: float
    workers: int
    max_requests: int
    fuzzing: bool
    malformed: bool
    longest_wait: float = _DEFAULT_LONGEST_WAIT
    """Seconds that one case may wait."""
    messages: bool = True
    """Whether a request may leave that can send a message to a person."""


class Deviation(Model):
    """A failure that the profile admits, for a while."""

    requirement: Slug = Field(
        description="The requirement's id.", examples=["sim-swap.check.max-age-is-in-hours"]
    )
    reason: Text = Field(
        description="Why it deviates.", examples=["documented Mobile Connect grant type"]
    )
    owner: Text | None = Field(
        default=None, description="Who answers for it.", examples=["api-team"]
    )
    ticket: Text | None = Field(
        default=None, description="Where it is followed.", examples=["OPS-12"]
    )
    until: Day = Field(
        description="The last day on which it excuses a failure.", examples=["2027-01-31"]
    )

    def excuses_on(self, day: date) -> bool:
        """Whether it still excuses a failure on that day."""
        return day <= self.until


def _either(said: Value | None, otherwise: Value) -> Value:
    return otherwise if said is None else said
