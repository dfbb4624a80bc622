"""What conforming means: bundled contracts, requirement rows and upstream scenarios.

The data lie in the folder `specs/` and are plain YAML; this package reads them, refuses what
is inconsistent, and hands out frozen models. It knows nothing of targets or profiles.
"""

from conformance.specs.catalogue import (
    all_requirements,
    all_upstream_scenarios,
    api_requirements,
    by_contract_only,
    commonalities_of,
    commonalities_requirements,
    contract,
    newest,
    releases,
    requirements_for,
    scenario_coverage,
    upstream_scenarios,
)
from conformance.specs.contracts import (
    AREAS,
    AUTHORIZATION,
    OPERATIONS,
    Contract,
    ContractOperation,
)
from conformance.specs.model import (
    Example,
    Level,
    Needs,
    Requirement,
    ScenarioReference,
    SpecificationError,
    UpstreamScenario,
)
from conformance.specs.own_contract import ContractError, load_contract
from conformance.specs.security import (
    security_contract,
    security_releases,
    security_requirements,
)

__all__ = [
    "AREAS",
    "AUTHORIZATION",
    "OPERATIONS",
    "Contract",
    "ContractError",
    "ContractOperation",
    "Example",
    "Level",
    "Needs",
    "Requirement",
    "ScenarioReference",
    "SpecificationError",
    "UpstreamScenario",
    "all_requirements",
    "all_upstream_scenarios",
    "api_requirements",
    "by_contract_only",
    "commonalities_of",
    "commonalities_requirements",
    "contract",
    "load_contract",
    "newest",
    "releases",
    "requirements_for",
    "scenario_coverage",
    "security_contract",
    "security_releases",
    "security_requirements",
    "upstream_scenarios",
]
