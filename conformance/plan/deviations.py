"""Whether the deviations that a profile admits are from requirements that it is held to."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from conformance import specs
from conformance.profile import Problem, Profile, ProfileError
from conformance.profile.errors import printable
from conformance.profile.places import problem_at

_SUGGESTED = 3
_NEAR = 0.5


def deviating_requirements(profile: Profile) -> tuple[specs.Requirement, ...]:
    """Return the rows that the profile deviates from, whatever a run is narrowed to.

    Raises `ProfileError` for each deviation that can never excuse anything, as its
    requirement is none of the releases that the profile names, or never tested.
    """
    if not profile.deviations:
        return ()
    known = {row.id: row for row in _rows(profile)}
    problems = list(_problems(profile, known))
    if problems:
        raise ProfileError(problems)
    return tuple(known[deviation.requirement] for deviation in profile.deviations)


def _rows(profile: Profile) -> tuple[specs.Requirement, ...]:
    settings = profile.authorization
    return specs.requirements_for(
        {name: api.release for name, api in profile.apis.items()},
        settings.release if settings is not None else None,
    )


def _problems(profile: Profile, known: Mapping[str, specs.Requirement]) -> Iterator[Problem]:
    for index, deviation in enumerate(profile.deviations):
        row = known.get(deviation.requirement)
        if row is None:
            telling = _unknown(deviation.requirement, list(known))
        elif row.excluded is not None:
            telling = (f"{row.id} is never tested", "remove the deviation: it excuses nothing")
        else:
            continue
        yield problem_at(profile, ("deviations", index, "requirement"), *telling)


def _unknown(identifier: str, known: list[str]) -> tuple[str, str]:
    near = get_close_matches(identifier, known, n=_SUGGESTED, cutoff=_NEAR)
    elsewhere = any(row.id == identifier for row in specs.all_requirements())
    which = "is a requirement of other APIs or releases" if elsewhere else "is no requirement"
    remedy = f"did you mean {' or '.join(near)}?" if near else "see `list requirements`"
    return f"{printable(identifier)} {which} (of those that the profile names)", remedy
