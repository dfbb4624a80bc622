"""The ID tokens of a run: each obtained once, for all that is asked of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from conformance.profile.model import Client, Subscriber
from conformance.target.answers import UnexpectedAnswer
from conformance.target.sharing import Shared
from conformance.tokens.approval import refuse_without_a_person, see_to_it
from conformance.tokens.ciba import longest_wait
from conformance.tokens.flows.authorization_code import AuthorizationCode
from conformance.tokens.flows.ciba import Ciba
from conformance.tokens.flows.endpoint import OAuthAnswer
from conformance.tokens.id_tokens import unverified_claims

Flow = Literal["authorization-code", "ciba"]


@dataclass(frozen=True)
class Obtained:
    """A token response, and the request that it answers."""

    answer: OAuthAnswer
    client: Client
    nonce: object
    """What the authorization request named; None in CIBA, which has none."""

    @property
    def id_token(self) -> str:
        """The ID token. Raises `UnexpectedAnswer` where the response has none."""
        return self.answer.text("id_token")

    @property
    def claims(self) -> Mapping[str, Any]:
        """The ID token's claims, its signature unseen."""
        return unverified_claims(self.id_token)

    def claim(self, name: str) -> Any:
        """Return a claim. Raises `UnexpectedAnswer` where it is not there."""
        if name not in self.claims:
            raise UnexpectedAnswer(f"{self}: no {name}")
        return self.claims[name]

    def __str__(self) -> str:
        """Name the token response: the case may be judged on that of an earlier one."""
        return f"the ID token of exchange {self.answer.exchange.number}"


class IdTokens:
    """Obtains ID tokens by either flow, and keeps them for the next case."""

    def __init__(
        self,
        kept: Shared,
        ciba: Ciba,
        authorization_code: AuthorizationCode,
    ) -> None:
        self._kept = kept
        self._ciba = ciba
        self._authorization_code = authorization_code

    def of(self, flow: Flow, line: Subscriber, client: str = "main") -> Obtained:
        """Return what the flow brought for a line and a client of the profile."""
        key = ("ID token", flow, line.id, client)
        return self._kept.once(key, lambda: self.fresh(flow, line, client))

    def fresh(
        self, flow: Flow, line: Subscriber, client: str = "main", **changes: object
    ) -> Obtained:
        """Go through the flow once more; `changes` are to an authorization request."""
        chosen = self._ciba.endpoints.client(client)
        if flow == "ciba":
            return Obtained(self._by_ciba(line, chosen), chosen, None)
        attempt = self._authorization_code.authorize(
            line, client=chosen, **dict[str, Any](changes)
        )
        answer = self._authorization_code.redeem(attempt, client=chosen)
        return Obtained(answer, chosen, attempt.nonce)

    def _by_ciba(self, line: Subscriber, client: Client) -> OAuthAnswer:
        refuse_without_a_person(line)
        started = self._ciba.start(line, client=client)
        server = self._ciba.endpoints.server
        see_to_it(line, started.text("auth_req_id"), server.target)
        longest = longest_wait(line, started.granted().get("expires_in"), server)
        return self._ciba.answered(started, longest, client=client)
