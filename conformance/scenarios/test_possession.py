"""DPoP: a proof does no harm, and where the server takes it, it binds the token."""

import json
import time
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pytest

from conformance.exchanges import Purpose, Request
from conformance.profile import Subscriber
from conformance.scenarios.expect import refused_with
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.target.answers import Answer, UnexpectedAnswer
from conformance.target.errors import NotOffered, NoToken, NotTestable
from conformance.target.operations import ABSENT, Marker, OperationClient
from conformance.tokens.flows.endpoint import Endpoints, OAuthAnswer
from conformance.tokens.flows.possession import ALGORITHMS, Proof, Prover, ProvingEndpoints
from conformance.tokens.flows.ways import Way, ways
from conformance.tokens.server import AuthorizationServer

# Far enough beyond the profile's 300 s that no two clocks differ by the rest.
_OLD_SECONDS = 600
# RFC 9449 7.1 refuses with 401; the profile has 400 for a proof that is not good.
_REFUSALS = (400, 401)


@dataclass(frozen=True)
class Possession:
    """Token requests with proofs, and calls with what they bring."""

    run: Session
    server: AuthorizationServer
    prover: Prover
    way: Way
    line: Subscriber
    listed: tuple[str, ...]
    """The algorithms that the server's metadata names."""

    def token(self, proof: Proof | None = None) -> OAuthAnswer:
        """Go the way to a token with a proof."""
        proving = ProvingEndpoints(self.server, self.prover, proof)
        return self.way.token(proving, self.line)

    def plain(self) -> OAuthAnswer:
        """Go the way to a token without a proof."""
        return self.way.token(Endpoints(self.server), self.line)

    def bound(self) -> OAuthAnswer:
        """Return the response with a bound token; raises `NotOffered` where it is none."""
        answer = self.token()
        if not is_bound(answer):
            raise NotOffered("a token request with a DPoP proof brings a bearer token")
        return answer

    @property
    def operation(self) -> OperationClient:
        """The operation that the tokens are for."""
        if not self.way.opens:
            raise NotTestable(f"{self.way.api} takes no {self.way.kind} tokens")
        return self.run.operation(self.way.api, self.way.operation, self.way.kind)

    def call(self, token: str, proof: Proof | None, scheme: str = "DPoP") -> Answer:
        """Call the operation with a token, and with a proof if there is one."""
        operation = self.operation
        out = operation.wire.outgoing(operation.fitting_body(self.line), self.line)
        content = None if isinstance(out.body, Marker) else json.dumps(out.body).encode()
        head = [("Authorization", f"{scheme} {token}"), ("Accept", "application/json")]
        head += out.headers
        head += [("Content-Type", "application/json")] if content is not None else []
        method = operation.method
        plain = Request(method, operation.url, tuple(head), content)

        def made() -> Request:
            if proof is None:
                return plain
            return replace(plain, headers=(*plain.headers, ("DPoP", proof(plain))))

        # Not as an API call: what a resource answers to proofs stands in no API's contract.
        purpose = Purpose("token", operation.id, self.line.id)
        return Answer(self.run.target.answered(made, purpose))


@pytest.fixture
def possession(run: Session, server: AuthorizationServer, line: Subscriber) -> Possession:
    """Return token requests with proofs by the cheapest flow that is offered."""
    offered = ways(run.profile, run.contracts)
    if not offered:
        raise NotTestable("add authorization.authorization_code.device")
    way = next((way for way in offered if way.opens), offered[0])
    listed = _listed(server, "dpop_signing_alg_values_supported")
    usable = [name for name in ALGORITHMS if name in listed or not listed]
    if not usable:
        raise NotTestable(f"this suite signs proofs with none of {', '.join(listed)}")
    extension = _listed(server, "camara_dpop_claims_required")
    return Possession(run, server, Prover(usable[0], extension), way, line, listed)


@requirement("dpop.proof-is-harmless")
def test_proof_is_harmless(possession: Possession) -> None:
    """A server that knows nothing of DPoP answers as if there were no header."""
    answer = possession.token()
    answer.text("access_token")
    if _type(answer) not in ("bearer", "dpop"):
        raise UnexpectedAnswer(f"{answer}: token_type is neither Bearer nor DPoP")


@requirement("dpop.proof-gets-a-bound-token")
def test_listed_means_bound(possession: Possession) -> None:
    """Metadata that name algorithms for proofs say that proofs are used."""
    if not possession.listed:
        raise NotOffered("the metadata have no dpop_signing_alg_values_supported")
    answer = possession.token()
    answer.text("access_token")
    if not is_bound(answer):
        raise UnexpectedAnswer(f"{answer}: token_type is not DPoP")


@requirement("dpop.no-proof-gets-a-bearer-token-or-a-refusal")
def test_without_proof(possession: Possession) -> None:
    """Without a proof there is nothing to bind to."""
    possession.token().text("access_token")

    answer = possession.plain()
    if answer.status != 200:
        refused_with(answer, 400, "invalid_dpop_proof")
    elif _type(answer) != "bearer":
        raise UnexpectedAnswer(f"{answer}: token_type is not Bearer")


@requirement("dpop.invalid-proof-is-refused")
def test_invalid_proof(possession: Possession, example: dict[str, Any]) -> None:
    """One thing of the proof is wrong."""
    possession.bound()

    answer = possession.token(partial(possession.prover.proof, **_wrong(example)))
    refused_with(answer, 400, "invalid_dpop_proof")


@requirement("dpop.bound-token-works-with-its-proof")
def test_bound_token(possession: Possession) -> None:
    """The API takes the token from whoever holds the key."""
    token = possession.bound().text("access_token")
    possession.call(token, partial(possession.prover.proof, token=token)).succeeded()


@requirement("dpop.bound-token-needs-its-proof")
def test_bound_token_alone(possession: Possession, example: dict[str, str]) -> None:
    """A stolen token is worth nothing without the key."""
    token = possession.bound().text("access_token")
    good = partial(possession.prover.proof, token=token)
    possession.call(token, good).succeeded()

    thief = Prover(possession.prover.algorithm, possession.prover.extension)
    answers = {
        "as-a-bearer-token": lambda: possession.call(token, None, "Bearer"),
        "without-a-proof": lambda: possession.call(token, None),
        "proof-of-another-key": lambda: possession.call(
            token, partial(thief.proof, token=token)
        ),
        "proof-for-another-token": lambda: possession.call(
            token, partial(good, ath="fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo")
        ),
    }
    _refused(answers[example["how"]]())


@requirement("dpop.used-proof-is-refused")
def test_replay(possession: Possession) -> None:
    """A proof that was read off the wire comes again, to the API."""
    token = possession.bound().text("access_token")
    same = partial(possession.prover.proof, token=token, jti=_fresh_jti())
    possession.call(token, same).succeeded()

    _refused(possession.call(token, same))


@requirement("dpop.used-proof-is-refused-by-the-token-endpoint")
def test_replay_at_the_token_endpoint(possession: Possession) -> None:
    """A proof that was read off the wire comes again, for another token."""
    possession.bound()
    same = partial(possession.prover.proof, jti=_fresh_jti())
    possession.token(same).text("access_token")

    refused_with(possession.token(same), 400, "invalid_dpop_proof")


@requirement("dpop.old-proof-is-refused")
def test_old_proof(possession: Possession) -> None:
    """A proof made ten minutes ago."""
    token = possession.bound().text("access_token")
    good = partial(possession.prover.proof, token=token)
    possession.call(token, good).succeeded()

    _refused(possession.call(token, partial(good, iat=int(time.time()) - _OLD_SECONDS)))


@requirement("dpop.old-proof-is-refused-by-the-token-endpoint")
def test_old_proof_at_the_token_endpoint(possession: Possession) -> None:
    """A proof made ten minutes ago."""
    possession.bound()

    old = partial(possession.prover.proof, iat=int(time.time()) - _OLD_SECONDS)
    refused_with(possession.token(old), 400, "invalid_dpop_proof")


@requirement("dpop.unknown-claims-are-ignored")
def test_unknown_claim(possession: Possession) -> None:
    """A claim that nobody has defined."""
    possession.bound()

    answer = possession.token(partial(possession.prover.proof, conformance_note="ignore me"))
    if not is_bound(answer):
        raise UnexpectedAnswer(f"{answer}: a proof with an unknown claim is not taken")


@requirement("dpop.required-claims-are-listed")
def test_extension(possession: Possession) -> None:
    """A proof without the profile's extension is good, unless the metadata ask for it."""
    asked = possession.prover.extension
    strange = set(asked) - {"camara:bh", "camara:qh"}
    if strange:
        raise UnexpectedAnswer(f"the metadata require unknown claims: {sorted(strange)}")
    possession.bound()
    if not asked:
        return
    without: dict[str, Any] = {"camara:bh": ABSENT, "camara:qh": ABSENT}
    answer = possession.token(partial(possession.prover.proof, **without))
    refused_with(answer, 400, "invalid_dpop_proof")


def is_bound(answer: OAuthAnswer) -> bool:
    """Whether a token response brings a token that is bound to a key."""
    return _type(answer) == "dpop"


def _type(answer: OAuthAnswer) -> str:
    # RFC 6749 5.1: the value is case insensitive.
    return str(answer.granted().get("token_type")).lower()


def _refused(answer: Answer) -> None:
    if answer.status not in _REFUSALS:
        raise UnexpectedAnswer(f"{answer}: expected 401, or 400")


def _fresh_jti() -> str:
    return f"replayed-{time.time_ns()}"


def _wrong(example: dict[str, Any]) -> dict[str, Any]:
    """Return what to change in a good proof; ABSENT is written as null in the rows."""
    return {name: ABSENT if value is None else value for name, value in example.items()}


def _listed(server: AuthorizationServer, member: str) -> tuple[str, ...]:
    try:
        values = server.metadata.get(member)
    except NoToken:
        return ()
    known = values if isinstance(values, list) else []
    return tuple(each for each in known if isinstance(each, str))
