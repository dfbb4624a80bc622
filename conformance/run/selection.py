"""Which requirements a run is about, and the cases that its profile allows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from fnmatch import fnmatchcase

from conformance import specs
from conformance.plan import PlannedCase, plan_cases
from conformance.plan.deviations import deviating_requirements
from conformance.plan.releases import refuse_unknown_releases
from conformance.profile import Profile
from conformance.run.errors import UnknownRequirement, Unusable
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
    deviating: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Requirement that the profile deviates from → ids of all its cases, selected or not."""

    @property
    def by_contract_only(self) -> tuple[str, ...]:
        """A sentence for each API whose release is judged by its contract alone."""
        releases = {api: self.profile.api(api).release for api in self.contracts}
        return tuple(
            f"{specs.contract(*item).document['info']['title']} {item[1]} is judged by its "
            "contract only: by generated requests and every answer, and by no scenario."
            for item in releases.items()
            if specs.by_contract_only(*item)
        )


def prepare(profile: Profile, options: Options) -> Prepared:
    """Read contracts and rows, select, and plan; sends nothing.

    Raises `UnknownRequirement`, `specs.ContractError` for the user's own contract file,
    `ProfileError` for a release that is not bundled and for a deviation from an unknown
    requirement, `Unusable` for a rate that production must not have, and `ReportError` for an
    unreadable earlier run.
    """
    refuse_unknown_releases(profile)
    _refuse_haste(profile, options)
    chosen = _chosen(profile, options)
    apis = [api for api in profile.apis if api in chosen] or list(profile.apis)
    contracts = {api: _contract(profile, api) for api in apis}
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
    return Prepared(profile, contracts, selected, cases, planned, _deviating(profile))


def _deviating(profile: Profile) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for case in plan_cases(profile, deviating_requirements(profile)):
        found[case.requirement.id].add(case.id)
    return {identifier: frozenset(cases) for identifier, cases in found.items()}


def _refuse_haste(profile: Profile, options: Options) -> None:
    allowed = profile.effective_limits.requests_per_second
    if profile.environment != "production" or (options.rate or 0) <= allowed:
        return
    raise Unusable(
        f"--rate {options.rate:g}/s is more than production may have ({allowed:g}/s): "
        "only limits.requests_per_second of the profile raises it"
    )


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
