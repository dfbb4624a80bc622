"""The releases that a profile names: whether they are bundled, and fit its URLs."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from conformance import specs
from conformance.profile import Problem, Profile, ProfileError
from conformance.profile.errors import nearest, printable
from conformance.profile.places import problem_at

# What CAMARA has a base URL end in: the API's name, and its major version. Before 1.0.0 some
# write the minor one too; a candidate has its number behind.
_VERSIONED = re.compile(
    r"/(?P<api>[^/]+)/v(?P<version>(?:0|[1-9]\d*)(?:\.\d+)?)(?:(?:rc|alpha)[\d.]*)?/?\Z"
)


def release_for(api: str, base_url: str) -> str | None:
    """Return the newest bundled release of the version that a base URL ends in.

    None where it ends in none, or in one of which no release is bundled; a version behind
    something else than the API's name is somebody else's.
    """
    version = _version(api, base_url)
    fitting = [each for each in specs.releases(api) if version and _fits(each, version)]
    return fitting[-1] if fitting else None


def contradictions(profile: Profile) -> Iterator[str]:
    """Yield a sentence for each API whose base URL ends in another version than its release's.

    Not where the URL's version has no rows: it is then measured against the nearest that has.
    """
    for name, api in profile.apis.items():
        version, meant = _version(name, api.base_url), release_for(name, api.base_url)
        if version is None or _fits(api.release, version):
            continue
        if meant is None:
            hint = f"no release of v{version} is bundled"
        elif specs.by_contract_only(name, meant):
            continue
        else:
            hint = f"write release: {meant}, or the other URL"
        yield f"apis.{name}: base_url ends in v{version}, and release is {api.release}: {hint}"


def _version(api: str, base_url: str) -> str | None:
    found = _VERSIONED.search(urlsplit(base_url).path)
    if found is None or _letters(found["api"]) != _letters(api):
        return None
    return found["version"]


def _letters(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def _fits(release: str, version: str) -> bool:
    return f"{release}.".startswith(f"{version}.")


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
