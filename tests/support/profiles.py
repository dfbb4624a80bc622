"""Profiles and run-time pieces for tests, made without a file."""

from typing import Any

from conformance.exchanges import Exchange, Purpose, RedactedExchange, Request
from conformance.profile import Profile
from conformance.target.client import Target
from conformance.target.recording import Recorder
from conformance.target.redaction import Redactor

NUMBER = "+447700900101"
OTHER_NUMBER = "+447700900102"
DISCOVERY = Purpose("discovery")


def profile(**sections: Any) -> Profile:
    """Return a local profile of SIM Swap with a fast limit; sections replace its own."""
    return Profile.model_validate(
        {
            "profile": 1,
            "name": "test",
            "environment": "local",
            "apis": {"sim-swap": {"base_url": "http://127.0.0.1:1/sim-swap/v2"}},
            "subscribers": [{"id": "first", "phone_number": NUMBER}],
            "limits": {"requests_per_second": 5000, "max_requests": 1000},
            **sections,
        }
    )


class Watched:
    """A target whose exchanges are kept, as they were and as they may be shown."""

    def __init__(self, of: Profile, rate: float | None = None) -> None:
        self.redactor = Redactor()
        recorder = Recorder(self.redactor)
        self.raw: list[Exchange] = []
        self.kept: list[RedactedExchange] = []
        recorder.listen(self._keep)
        self.target = Target(of, recorder, rate)

    def _keep(self, exchange: Exchange, redacted: RedactedExchange) -> None:
        self.raw.append(exchange)
        self.kept.append(redacted)

    def get(self, url: str, *headers: tuple[str, str]) -> Exchange:
        """Send a GET."""
        return self.target.send(Request("GET", url, headers, None), DISCOVERY)


def watched(**sections: object) -> Watched:
    """Return a target of a test profile."""
    return Watched(profile(**sections))
