"""Which requirements a run is about, and the cases that its profile allows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase

from conformance import specs
from conformance.plan import PlannedCase, plan_cases
from conformance.profile import Profile
from conformance.run.errors import UnknownRequirement
from conformance.run.options import Options


@dataclass(frozen=True)
class Prepared:
    """A run before anything is sent."""

    profile: Profile
    contracts: Mapping[str, specs.Contract]
    requirements: tuple[specs.Requirement, ...]
    cases: tuple[PlannedCase, ...]
    """What is carried out here."""
    planned: tuple[PlannedCase, ...]
    """What is carried out by all shards together."""


def prepare(profile: Profile, options: Options) -> Prepared:
    """Read contracts and rows, select, and plan; sends nothing.

    Raises `UnknownRequirement`, `specs.ContractError` for the user's own contract file,
    `specs.SpecificationError` for a release that is not bundled, and `ReportError` for
    an unreadable earlier run.
    """
    chosen = _chosen(profile, options)
    apis = [api for api in profile.apis if api in chosen] or list(profile.apis)
    contracts = {api: _contract(profile, api) for api in apis}
    for api in apis:
        _refuse_contract_only(api, profile.api(api).release)
    settings = profile.authorization if specs.AUTHORIZATION in chosen else None
    rows = specs.requirements_for(
        {api: profile.api(api).release for api in apis if api in chosen},
        settings.release if settings is not None else None,
    )
    selected = tuple(row for row in _selected(rows, options) if row.excluded is None)
    every = plan_cases(profile, selected)
    planned = tuple(case for case in every if case.api in (*apis, specs.AUTHORIZATION))
    shard = options.shard
    cases = planned if shard is None else tuple(filter(shard.holds, planned))
    return Prepared(profile, contracts, selected, cases, planned)


def _chosen(profile: Profile, options: Options) -> Sequence[str]:
    """Return the APIs to test, and the authorization server, which is chosen like one."""
    offered = (*profile.apis, specs.AUTHORIZATION)
    unknown = set(options.apis) - set(offered)
    if unknown:
        raise UnknownRequirement(
            f"the profile has no API {', '.join(sorted(unknown))}: "
            f"choose from {', '.join(offered)}"
        )
    return options.apis or offered


def _refuse_contract_only(api: str, release: str) -> None:
    if not specs.api_requirements(api, release):
        raise UnknownRequirement(
            f"{api} {release} is bundled as a contract without requirement rows: "
            f"measure against {specs.newest(api)} (apis.{api}.release)"
        )


def _contract(profile: Profile, api: str) -> specs.Contract:
    own = profile.api(api).contract
    if own is not None:
        return specs.load_contract(own, api)
    return specs.contract(api, profile.api(api).release)


def _selected(
    rows: Sequence[specs.Requirement], options: Options
) -> Sequence[specs.Requirement]:
    for glob in options.requirements:
        if not any(fnmatchcase(row.id, glob) for row in rows):
            raise UnknownRequirement(_no_match(glob, [row.id for row in rows]))
    if options.requirements:
        globs = options.requirements
        rows = [row for row in rows if any(fnmatchcase(row.id, glob) for glob in globs)]
    if options.only_failed is not None:
        wanted = _failed_before(options)
        rows = [row for row in rows if row.id in wanted]
        if not rows:
            raise UnknownRequirement(
                f"nothing of this selection failed in {options.only_failed}"
            )
    return rows


def _failed_before(options: Options) -> set[str]:
    # Imported late: `plan` has no use for the report's model.
    from conformance.report.reading import read_report

    assert options.only_failed is not None
    earlier = read_report(options.only_failed)
    return {row.id for row in earlier.requirements if row.outcome in ("failed", "error")}


def _no_match(glob: str, known: Sequence[str]) -> str:
    near = get_close_matches(glob, known, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else "see `list requirements`"
    return f"no requirement of this profile's releases matches {glob!r}: {hint}"
