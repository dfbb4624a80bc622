"""Whether the releases that a profile names are bundled: nothing else can be measured."""

from collections.abc import Iterator, Sequence

from conformance import specs
from conformance.profile import Problem, Profile, ProfileError
from conformance.profile.errors import nearest, printable
from conformance.profile.places import problem_at


def refuse_unknown_releases(profile: Profile) -> None:
    """Raise `ProfileError` with each release of an API or of the security profile that is not.

    Beside a contract file of a person's own as well: the release says which rows hold.
    """
    problems = list(_problems(profile))
    if problems:
        raise ProfileError(problems)


def _problems(profile: Profile) -> Iterator[Problem]:
    for name, api in profile.apis.items():
        known = specs.releases(name)
        if api.release not in known:
            yield _problem(profile, ("apis", name), api.release, known)
    settings = profile.authorization
    if settings is not None and settings.release not in specs.security_releases():
        place = ("authorization",)
        yield _problem(profile, place, settings.release, specs.security_releases())


def _problem(
    profile: Profile, place: tuple[str, ...], release: str, known: Sequence[str]
) -> Problem:
    meant = nearest(release, known)
    hint = f"did you mean {meant}? " if meant else ""
    return problem_at(
        profile,
        (*place, "release"),
        f'"{printable(release)}" is not bundled ({", ".join(known)} are)',
        f"{hint}write one of these",
    )
