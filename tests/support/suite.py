"""Runs the suite in this process against the embedded provider, without a report."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from conformance.outcomes import CaseResult
from conformance.profile import Profile, load_profile
from conformance.reference import ReferenceProvider
from conformance.run.execution import carry_out, open_session
from conformance.run.options import Options
from conformance.run.selection import prepare
from conformance.verdict import outcome_over
from tests.support.certificates import certified

PROFILES = {"camara": "reference", "camara-limited": "reference-limited"}


@dataclass(frozen=True)
class Seen:
    """What a run against the provider showed."""

    outcomes: Mapping[str, str]
    """Requirement id → outcome over its cases."""
    results: tuple[CaseResult, ...]

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
) -> Seen:
    """Test a provider with these faults and return what was seen."""
    with (
        certified(tls) as certified_by,
        ReferenceProvider(
            dialect, faults, security_release=security_release, tls=certified_by.certificate
        ) as provider,
    ):
        profile = load_profile(PROFILES[dialect], provider.variables)
        profile = profile.model_copy(update={"http": certified_by.http(profile.http)})
        return run_profile(profile, options or Options())


def run_profile(profile: Profile, options: Options) -> Seen:
    """Test whatever a profile is about and return what was seen."""
    results: list[CaseResult] = []
    prepared = prepare(profile, options)
    session = open_session(prepared, options)
    try:
        ended = carry_out(session, options, results.append)
    finally:
        session.close()
    assert ended.obstacle is None, ended.obstacle
    by_requirement: dict[str, list[CaseResult]] = {}
    for result in results:
        by_requirement.setdefault(result.requirement, []).append(result)
    outcomes = {
        identifier: outcome_over(each.outcome for each in of_requirement)
        for identifier, of_requirement in by_requirement.items()
    }
    return Seen(outcomes, tuple(results))
