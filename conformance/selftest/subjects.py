"""What the suite is tried on: every way in which the honest provider can be started."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache

from conformance import specs
from conformance.profile import Profile
from conformance.reference import Fault
from conformance.reference.dialects import DIALECTS, as_published
from conformance.reference.releases import API_RELEASES
from conformance.run.options import Options
from conformance.run.selection import prepare
from conformance.selftest.suite import PROFILES, provided


@dataclass(frozen=True)
class Subject:
    """A provider as it can be started, but for its faults."""

    dialect: str = "camara"
    api_release: str | None = None
    """Of all APIs; None is the dialect's own."""
    security_release: str = specs.security_releases()[-1]
    tls: bool = False
    apis: tuple[str, ...] = ()
    """What is tested; none means everything that the dialect's profile names."""

    @property
    def name(self) -> str:
        """The dialect, and what it is measured against if that is not its own."""
        if self.api_release is not None:
            return f"{self.dialect}, APIs {self.api_release}"
        if self.apis:
            return f"{self.dialect}, security profile {self.security_release}"
        return self.dialect

    @property
    def api_releases(self) -> Mapping[str, str]:
        """API -> release; empty where the dialect's own will do."""
        return dict.fromkeys(API_RELEASES, self.api_release) if self.api_release else {}

    def provided(self, *faults: str) -> AbstractContextManager[Profile]:
        """Run the provider with these faults; yields the profile that describes it."""
        return provided(
            self.dialect, faults, self.security_release, self.tls, self.api_releases
        )


def subject_of(fault: Fault) -> Subject:
    """Return the provider in which a fault shows."""
    return Subject(fault.dialect, fault.api_release, fault.security_release, fault.tls)


def honest_subjects() -> tuple[Subject, ...]:
    """Return every dialect as its bundled profile has it, and in every older release.

    What has a release of its own is tried in that one alone. Older releases are tried with
    what they are about: the APIs, or the authorization server.
    """
    whole = [Subject(dialect) for dialect in DIALECTS if dialect in PROFILES]
    camara = [name for name in PROFILES if DIALECTS[name].shape is as_published]
    return (*whole, *(older for name in camara for older in _older(name)))


def _older(dialect: str) -> Iterator[Subject]:
    spoken = set.intersection(*map(set, API_RELEASES.values()))
    newest = {releases[-1] for releases in API_RELEASES.values()}
    for release in sorted(spoken - newest):
        yield Subject(dialect, api_release=release, apis=tuple(API_RELEASES))
    for release in specs.security_releases()[:-1]:
        yield Subject(dialect, security_release=release, apis=(specs.AUTHORIZATION,))


@cache
def runnable_rows(subject: Subject) -> tuple[str, ...]:
    """Return the ids of the rows that have a case to carry out on this provider."""
    with subject.provided() as profile:
        cases = prepare(profile, Options(apis=subject.apis)).cases
    return tuple(dict.fromkeys(c.requirement.id for c in cases if c.withheld is None))
