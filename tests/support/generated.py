"""Operations without a provider, and what is generated for them."""

from typing import Any

from conformance import specs
from conformance.checks.contract import OperationContract
from conformance.profile import Profile, TokenKind
from conformance.properties.generation import GeneratedRequest, Generator, Mode
from conformance.properties.judge import Judge
from conformance.properties.requests import Probe, probes
from conformance.scenarios.session import Generation, Session
from conformance.target.operations import FITTING, OperationClient
from tests.support.profiles import profile

OPERATIONS = [(api, name) for api, names in specs.OPERATIONS.items() for name in names]
MODES: list[Mode] = ["valid", "invalid"]


class Asked:
    """One operation of one deployment, and what was asked of it."""

    def __init__(self, of: Profile, api: str, name: str, kind: TokenKind = "none") -> None:
        contracts = {each: specs.contract(each, "2.1.0") for each in of.apis}
        self.session = Session(of, contracts, (), Generation(0, 0))
        self.client: OperationClient = self.session.operation(api, name, kind)
        self.contract: OperationContract = self.session.operation_contracts[f"{api}.{name}"]
        self.api = of.api(api)
        self.line = of.subscribers[0]

    def probes(self, generated: GeneratedRequest) -> list[Probe]:
        """Return the requests that a generated one becomes."""
        return list(probes(generated, self.client, self.contract, self.line))

    def judge(self, *, valid: bool) -> Judge:
        """Return a judge of this operation."""
        return Judge(self.client, self.contract, self.api, self.line, valid=valid)


def deployment(url: str = "http://127.0.0.1:1", **sections: Any) -> Profile:
    """Return a profile of both APIs that takes no tokens."""
    apis = {
        "sim-swap": {"base_url": f"{url}/sim-swap/v2", "tokens": ["none"]},
        "number-verification": {
            "base_url": f"{url}/number-verification/v2",
            "tokens": ["none"],
        },
    }
    return profile(apis=apis, **sections)


NOWHERE = {each: Asked(deployment(), *each) for each in OPERATIONS}
GENERATORS = {
    api: Generator(specs.contract(api, "2.1.0").document) for api in specs.OPERATIONS
}


def generated_by(
    api: str, name: str, mode: Mode, seed: int = 0, examples: int = 15
) -> list[GeneratedRequest]:
    """Return the listed requests of an operation and some drawn ones."""
    operation = specs.contract(api, "2.1.0").operations[name]
    generator = GENERATORS[api]
    found = list(generator.listed(operation.method, operation.path, mode))
    generator.drawn(
        operation.method, operation.path, mode, found.append, seed=seed, examples=examples
    )
    return found


def posted(body: object = FITTING, **parts: Any) -> GeneratedRequest:
    """Return a generated POST."""
    told: dict[str, Any] = {"correlator": None, "content_type": None, **parts}
    return GeneratedRequest("POST", has_body=body is not FITTING, body=body, **told)
