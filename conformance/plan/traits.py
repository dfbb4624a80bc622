"""What a test line must be like for a case, and which line of the profile is.

Every trait keeps an hour from the edge that it speaks of: neither the rounding of hours nor
the difference of two clocks is stated anywhere.
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from math import inf

from conformance.plan.windows import quiet, swapped
from conformance.plan.withheld import Withheld, not_offered, not_testable
from conformance.profile import Subscriber
from conformance.profile.absence import ABSENCES

_EDGE_HOURS = 1.0
_BOUNDED = re.compile(
    r"swapped-within-(?P<within>\d+)h|swapped-before-(?P<before>\d+)h"
    r"|swapped-between-(?P<low>\d+)h-and-(?P<high>\d+)h|never-swapped-for-(?P<quiet>\d+)h"
)


class Lines:
    """The profile's test lines, as they are at one moment."""

    def __init__(
        self, lines: Sequence[Subscriber], now: datetime, monitored_hours: int | None
    ) -> None:
        self._lines = lines
        self._now = now
        self._monitored_hours = inf if monitored_hours is None else monitored_hours

    def having(self, trait: str, besides: Subscriber | None = None) -> Subscriber | Withheld:
        """Return the first line with a trait, or why there is none."""
        fits = self._predicate(trait)
        other = besides.phone_number if besides is not None else None
        for line in self._lines:
            if line.phone_number != other and fits(line):
                return line
        return not_testable(f"add under subscribers: {remedy(trait)}")

    def _predicate(self, trait: str) -> Callable[[Subscriber], bool]:
        bounded = _BOUNDED.fullmatch(trait)
        if bounded is not None:
            return self._bounded({k: float(v) for k, v in bounded.groupdict().items() if v})
        by_name: dict[str, Callable[[Subscriber], bool]] = {
            "served": served,
            "other-served": served,
            "swapped": lambda line: self._swapped(line, 0, inf),
            "never-swapped-with-activation": lambda line: self._activated(line) is not None,
            "no-sim": lambda line: line.has_no_sim and line.service == "normal",
            "not-applicable": lambda line: line.service == "not-applicable",
            "unknown": lambda line: line.service == "unknown",
            "swapped-before-monitored-period": self._swapped_before_monitored_period,
            "never-swapped-before-monitored-period": self._activated_before_monitored_period,
            "ts43": lambda line: line.operator_token is not None,
            "silent": lambda line: line.consent == "never-answers",
            "refuses": lambda line: line.consent == "denied",
            "slow": lambda line: not isinstance(line.consent, str),
            "no-consent": lambda line: line.consent == "missing",
        }
        return by_name[trait]

    def _bounded(self, hours: dict[str, float]) -> Callable[[Subscriber], bool]:
        if "within" in hours:
            return lambda line: self._swapped(line, 0, hours["within"])
        if "before" in hours:
            return lambda line: self._swapped(line, hours["before"], inf)
        if "low" in hours:
            return lambda line: self._swapped(line, hours["low"], hours["high"])
        return lambda line: self._quiet_for(line, hours["quiet"])

    def _age(self, line: Subscriber) -> float | None:
        return line.hours_since_swap(self._now) if served(line) else None

    def _swapped(self, line: Subscriber, low: float, high: float) -> bool:
        """Whether the last swap is so many hours ago, and one that the provider may tell."""
        age = self._age(line)
        told_until = self._monitored_hours - _EDGE_HOURS
        return age is not None and low <= age <= min(high, told_until)

    def _quiet_for(self, line: Subscriber, hours: float) -> bool:
        if not (served(line) and line.never_swapped):
            return False
        since = self._activated(line)
        return since is None or self._now - since >= timedelta(hours=hours)

    def _activated(self, line: Subscriber) -> datetime | None:
        return line.activated if served(line) and line.never_swapped else None

    def _swapped_before_monitored_period(self, line: Subscriber) -> bool:
        age = self._age(line)
        return age is not None and age >= self._monitored_hours + _EDGE_HOURS

    def _activated_before_monitored_period(self, line: Subscriber) -> bool:
        since = self._activated(line)
        if since is None:
            return False
        age = (self._now - since) / timedelta(hours=1)
        return age >= self._monitored_hours + _EDGE_HOURS


def served(line: Subscriber) -> bool:
    """Whether the service answers for the line and its user lets it."""
    return line.service == "normal" and line.consent_given and not line.has_no_sim


_REMEDIES = {
    "served": "a line that the service answers for",
    "other-served": "a second line that the service answers for, with another number",
    "swapped": "a line whose last SIM change is known (sim.changed)",
    "never-swapped-with-activation": "a line that never changed its SIM and whose activation "
    "is known (sim: {changed: never, activated: …})",
    "no-sim": "a line that was never tied to a SIM (sim: none)",
    "not-applicable": "a line that the service is not for (service: not-applicable)",
    "unknown": "a number that the provider does not know (service: unknown)",
    "swapped-before-monitored-period": "a line whose last SIM change is older than the "
    "monitored period (sim.changed)",
    "never-swapped-before-monitored-period": "a line that never changed its SIM and was "
    "activated before the monitored period (sim: {changed: never, activated: …})",
    "ts43": "a line with a TS.43 token (operator_token)",
    "silent": "a line whose user never answers (consent: never-answers)",
    "refuses": "a line whose user says no when asked (consent: denied)",
    "slow": "a line whose user says yes after a while (consent: {granted_after: …})",
    "no-consent": "a line without the consent that is needed (consent: missing)",
}


def remedy(trait: str) -> str:
    """Say what line a trait asks for, how the profile tells it, or that there is none."""
    said = _REMEDIES.get(trait) or _bounded_remedy(trait)
    if trait in ABSENCES:
        said += f"; or subscribers_unavailable: [{trait}] if {ABSENCES[trait]}"
    return said


def unavailable(trait: str | None) -> Withheld:
    """Withhold a case because the profile says that there can be no line of that sort."""
    return not_offered(
        f"the profile says that {ABSENCES[trait or '']} (subscribers_unavailable: {trait})"
    )


def _bounded_remedy(trait: str) -> str:
    hours = [float(each) for each in re.findall(r"\d+", trait)]
    if trait.startswith("never"):
        return quiet(hours[0])
    if trait.startswith("swapped-between"):
        return swapped(hours[0], hours[1])
    if trait.startswith("swapped-within"):
        return swapped(0, hours[0])
    return swapped(hours[0], inf)
