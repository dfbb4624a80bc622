"""Runs the suite in this process against the embedded provider, without a report."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from conformance.outcomes import CaseResult, Outcome
from conformance.profile import Profile, load_profile
from conformance.reference import ReferenceProvider
from conformance.run.embedded import DIALECT_OF
from conformance.run.execution import carry_out, open_session
from conformance.run.options import Options
from conformance.run.selection import Prepared, prepare
from conformance.selftest.certificates import certified
from conformance.verdict import outcome_over

PROFILES = {dialect: profile for profile, dialect in DIALECT_OF.items()}
"""Dialect of the embedded provider → the bundled profile that is made for it."""


class Obstructed(Exception):
    """The provider could not be tested at all; the message says why."""


@dataclass(frozen=True)
class Seen:
    """What a run against the provider showed."""

    outcomes: Mapping[str, Outcome]
    """Requirement id → outcome over its cases."""
    results: tuple[CaseResult, ...]
    prepared: Prepared
    requests: int = 0
    """How many were sent, those of the preflight included."""

    @property
    def alarms(self) -> list[str]:
        """Everything that failed or broke, with its reason."""
        wrong = [each for each in self.results if each.outcome in ("failed", "error")]
        return [f"{each.case}: {each.reason}" for each in wrong]


def run_suite(
    dialect: str = "camara",
    faults: Iterable[str] = (),
    options: Options | None = None,
    security_release: str = "0.5.0",
    tls: bool = False,
    api_releases: Mapping[str, str] | None = None,
) -> Seen:
    """Test a provider with these faults and return what was seen; see `provided`.

    Raises `Obstructed` where nothing could be tested, KeyboardInterrupt where it was
    interrupted.
    """
    with provided(dialect, faults, security_release, tls, api_releases) as profile:
        return run_profile(profile, options or Options())


@contextmanager
def provided(
    dialect: str = "camara",
    faults: Iterable[str] = (),
    security_release: str = "0.5.0",
    tls: bool = False,
    api_releases: Mapping[str, str] | None = None,
) -> Iterator[Profile]:
    """Run a provider with these faults; yields the bundled profile that describes it.

    It speaks the API releases, API -> release, and is to be measured against them.
    """
    with (
        certified(tls) as certified_by,
        ReferenceProvider(
            dialect,
            faults,
            security_release=security_release,
            tls=certified_by.certificate,
            api_releases=api_releases,
        ) as provider,
    ):
        profile = load_profile(PROFILES[dialect], provider.variables)
        profile = profile.model_copy(update={"http": certified_by.http(profile.http)})
        yield measured_against(profile, api_releases or {})


def measured_against(profile: Profile, releases: Mapping[str, str]) -> Profile:
    """Return a profile that names other releases of its APIs, API -> release."""
    declared = profile.declared_apis
    changed = {
        api.name.replace("-", "_"): api.model_copy(update={"release": releases[api.name]})
        for api in declared.offered().values()
        if api.name in releases
    }
    return profile.model_copy(update={"declared_apis": declared.model_copy(update=changed)})


def run_profile(profile: Profile, options: Options) -> Seen:
    """Test whatever a profile is about and return what was seen.

    Raises `Obstructed` where nothing could be tested, KeyboardInterrupt where it was
    interrupted.
    """
    results: list[CaseResult] = []
    prepared = prepare(profile, options)
    session = open_session(prepared, options)
    try:
        ended = carry_out(session, options, results.append)
        requests = session.recorder.count
    finally:
        session.close()
    if ended.interrupted:
        raise KeyboardInterrupt
    if ended.obstacle is not None:
        raise Obstructed(ended.obstacle)
    return Seen(outcomes_of(results), tuple(results), prepared, requests)


def outcomes_of(results: Iterable[CaseResult]) -> dict[str, Outcome]:
    """Return each requirement's outcome over its cases."""
    by_requirement: dict[str, list[Outcome]] = {}
    for result in results:
        by_requirement.setdefault(result.requirement, []).append(result.outcome)
    return {identifier: outcome_over(each) for identifier, each in by_requirement.items()}
