"""All that the cases of one run share: profile, plan, target, tokens, observer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.checks.every_exchange import Observer
from conformance.checks.operations import operation_contracts
from conformance.plan import PlannedCase
from conformance.plan.facts import DEFAULT_MAX_AGE
from conformance.profile import Profile, Subscriber, TokenKind
from conformance.profile.model import Authorization
from conformance.scenarios.waits import Waits
from conformance.specs import AUTHORIZATION, Contract, security_contract
from conformance.target.client import Target
from conformance.target.operations import ABSENT, Marker, OperationClient
from conformance.target.patience import host_of
from conformance.target.recording import Recorder
from conformance.target.redaction import redactor_of
from conformance.target.sim_swap import identifying_body
from conformance.target.wire import OperationWire
from conformance.tokens.server import AuthorizationServer
from conformance.tokens.source import TokenSource
from conformance.tokens.wire import AuthorizationWire

if TYPE_CHECKING:
    from conformance.properties.generation import Generator


# What generated forms are posted to, by its path in the contract of the security profile.
_GENERATED_FORMS = ("/token", "/bc-authorize")


@dataclass(frozen=True)
class Generation:
    """How generated requests are made: `seed`, and how many of each sort at most."""

    seed: int
    max_examples: int


@dataclass(frozen=True)
class Limits:
    """What overrules the profile's limits, and which numbers the exchanges have."""

    rate: float | None = None
    """Requests per second."""
    workers: int | None = None
    """Requests at a time."""
    first_number: int = 1
    step: int = 1


DEFAULT_LIMITS = Limits()


class Session:
    """One run against one target, as its profile limits it."""

    def __init__(
        self,
        profile: Profile,
        contracts: Mapping[str, Contract],
        cases: tuple[PlannedCase, ...],
        generation: Generation,
        limits: Limits = DEFAULT_LIMITS,
        *,
        selected: bool = False,
    ) -> None:
        """Begin it; `selected`: some requirements were chosen, and others left out."""
        self.profile = profile
        self.selected = selected
        self.contracts = contracts
        self.cases = cases
        self.generation = generation
        self.recorder = Recorder(redactor_of(profile), limits.first_number, limits.step)
        # Only what is met from here on: the profile's secrets are the same in every shard.
        self.recorder.redactor.number_in_steps(limits.first_number, limits.step)
        self.target = Target(profile, self.recorder, limits.rate, limits.workers)
        self.waits = Waits()
        self.tokens = {api: TokenSource(profile, api, self.target) for api in profile.apis}
        self.operation_contracts = operation_contracts(profile, contracts)
        self._server: AuthorizationServer | None = None
        self._generators: dict[str, Generator] = {}
        self.observer = Observer(self.operation_contracts, self.recorder.redactor.text)
        self.recorder.listen(self.observer.observe)

    @property
    def api_hosts(self) -> frozenset[str]:
        """Scheme, name and port of the APIs under test."""
        return frozenset(host_of(self.profile.api(api).base_url) for api in self.contracts)

    def operation(self, api: str, name: str, kind: TokenKind) -> OperationClient:
        """Return a client of one operation under one kind of token."""
        return OperationClient(
            api=api,
            name=name,
            contract=self.contracts[api].operations[name],
            base_url=self.profile.api(api).base_url,
            token_kind=kind,
            target=self.target,
            tokens=self.tokens[api],
            fitting_body=lambda line: self._fitting_body(api, name, kind, line),
            own_wire=OperationWire(api, name, self.profile.wire),
        )

    def operations(self, api: str, kind: TokenKind) -> dict[str, OperationClient]:
        """Return clients of all operations of an API under one kind of token."""
        names = self.contracts[api].operations
        return {name: self.operation(api, name, kind) for name in names}

    def authorization_server(self, settings: Authorization) -> AuthorizationServer:
        """Return the authorization server that all cases of the run share."""
        if self._server is None:
            wire = AuthorizationWire(self.profile.wire.authorization)
            self._server = AuthorizationServer(self.target, settings, wire)
        return self._server

    def generator(self, api: str) -> "Generator":
        """Return what makes requests from an API's contract."""
        # Imported late: schemathesis costs a third of a second that `plan` has no use for.
        from conformance.properties.generation import Generator

        if api not in self._generators:
            self._generators[api] = Generator(self._document(api))
        return self._generators[api]

    def prepare_generator(self, api: str, stopped: Callable[[], bool]) -> None:
        """Spend the time that generated requests of an API take before the first one."""
        operations = [("POST", path) for path in _GENERATED_FORMS]
        if api != AUTHORIZATION:
            found = self.contracts[api].operations.values()
            operations = [(operation.method, operation.path) for operation in found]
        self.generator(api).prepare(operations, stopped)

    def _document(self, api: str) -> Mapping[str, Any]:
        settings = self.profile.authorization
        if api == AUTHORIZATION and settings is not None:
            from conformance.properties.forms import for_generation

            return for_generation(security_contract(settings.release))
        return self.contracts[api].document

    def close(self) -> None:
        """Close the connections to the target."""
        self.target.close()

    def _fitting_body(
        self, api: str, name: str, kind: TokenKind, line: Subscriber | None
    ) -> dict[str, Any] | Marker:
        if name == "device-phone-number":
            return ABSENT
        if name == "verify":
            return {"phoneNumber": line.phone_number} if line is not None else {}
        body = identifying_body(kind != "three-legged", line)
        limit = self.profile.api(api).hours_of_monitored_period
        if name == "check" and limit is not None and limit < DEFAULT_MAX_AGE:
            # Where the law keeps less than the default, a good request names its window.
            body["maxAge"] = limit
        return body
