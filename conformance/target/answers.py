"""What came back from an operation, read the way a scenario speaks of it."""

import json
import re
from collections.abc import Mapping
from typing import Any, Self

import httpx

from conformance.exchanges import Exchange, Response

# Enough of an unexpected answer to recognise it, in a failure's one-line reason.
_QUOTED_CHARACTERS = 200
# What tokens and numbers are made of: half of one would not be recognised as a secret.
_CUT_WORD = re.compile(r"[^\s\"'<>{}\[\](),;]*\Z")


class UnexpectedAnswer(AssertionError):
    """The answer is not the one that the scenario builds on or asks for."""


class Answer:
    """A response to one API call, with the exchange that proves it.

    `response` is what came over the wire, for judgements on its shape; `json`, `members` and
    `code` read what it means, `meaning`, which a deployment's own wire may say otherwise.
    """

    def __init__(self, exchange: Exchange, meaning: Response | None = None) -> None:
        assert exchange.response is not None, "only an exchange with a response is an answer"
        self.exchange = exchange
        self.response: Response = exchange.response
        self.meaning: Response = meaning or exchange.response

    @classmethod
    def of(cls, answer: "Answer") -> Self:
        """Return the same answer, read as one of this kind."""
        return cls(answer.exchange, answer.meaning)

    @property
    def status(self) -> int:
        """HTTP status."""
        return self.response.status

    @property
    def headers(self) -> httpx.Headers:
        """Response headers; names are found without regard to case."""
        return self.response.headers

    @property
    def json(self) -> Any:
        """The body as JSON. Raises `UnexpectedAnswer` where it is none."""
        try:
            return json.loads(self.meaning.body)
        except (ValueError, RecursionError) as error:
            raise UnexpectedAnswer(f"{self}: the body is not JSON") from error

    @property
    def members(self) -> Mapping[str, Any]:
        """The body as a JSON object. Raises `UnexpectedAnswer` where it is none."""
        body = self.json
        if not isinstance(body, dict):
            raise UnexpectedAnswer(f"{self}: the body is no JSON object")
        return body

    @property
    def code(self) -> object:
        """The member `code` of an error body; None where there is none."""
        return self.members.get("code")

    def succeeded(self) -> "Answer":
        """Return the answer if its status is 200, else raise `UnexpectedAnswer`."""
        if self.status != httpx.codes.OK:
            raise UnexpectedAnswer(f"{self}: a request that must succeed did not")
        return self

    def __str__(self) -> str:
        """Return the answer in a few words, for a failure's reason."""
        purpose = self.exchange.purpose
        body = _beginning(self.response.body) if self.response.body else "(no body)"
        return f"{purpose.operation} answered {self.status} {body}"


class CheckAnswer(Answer):
    """Answer of sim-swap `check`."""

    @property
    def swapped(self) -> bool:
        """Whether a swap was reported; only a success has it."""
        value = self.succeeded().members.get("swapped")
        if not isinstance(value, bool):
            raise UnexpectedAnswer(f"{self}: `swapped` is no boolean")
        return value


class DateAnswer(Answer):
    """Answer of sim-swap `retrieve-date`."""

    @property
    def latest_sim_change(self) -> str | None:
        """The date as text, None for null; only a success has it, and it must be there."""
        members = self.succeeded().members
        if "latestSimChange" not in members:
            raise UnexpectedAnswer(f"{self}: `latestSimChange` is absent; null is written out")
        value = members["latestSimChange"]
        if value is not None and not isinstance(value, str):
            raise UnexpectedAnswer(f"{self}: `latestSimChange` is neither a string nor null")
        return value

    @property
    def monitored_period(self) -> object:
        """The provider's own limit in days, None where it is absent."""
        return self.succeeded().members.get("monitoredPeriod")


class VerifyAnswer(Answer):
    """Answer of number-verification `verify`."""

    @property
    def verified(self) -> bool:
        """Whether the number is the device's; only a success has it."""
        value = self.succeeded().members.get("devicePhoneNumberVerified")
        if not isinstance(value, bool):
            raise UnexpectedAnswer(f"{self}: `devicePhoneNumberVerified` is no boolean")
        return value


class ShareAnswer(Answer):
    """Answer of number-verification `device-phone-number`."""

    @property
    def device_phone_number(self) -> str:
        """The device's number; only a success has it."""
        value = self.succeeded().members.get("devicePhoneNumber")
        if not isinstance(value, str):
            raise UnexpectedAnswer(f"{self}: `devicePhoneNumber` is no string")
        return value


def _beginning(body: bytes) -> str:
    """Return how a body begins, cut between two words."""
    text = " ".join(body[: 4 * _QUOTED_CHARACTERS].decode("utf-8", "backslashreplace").split())
    whole = len(text) <= _QUOTED_CHARACTERS and len(body) <= 4 * _QUOTED_CHARACTERS
    return text if whole else _CUT_WORD.sub("", text[:_QUOTED_CHARACTERS]) + "…"
