"""An endpoint at which the client proves who it is, and a good request to send there."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import SecretStr

from conformance.profile.model import Client
from conformance.scenarios.proved import once
from conformance.scenarios.session import Session
from conformance.target.operations import ABSENT
from conformance.tokens.client_authentication import ASSERTION_TYPE
from conformance.tokens.flows.endpoint import Endpoints, OAuthAnswer
from conformance.tokens.jwts import claims_of, signed
from conformance.tokens.server import EndpointName

_ONLY_THE_CLIENT_CAN_BE_WRONG = ("authorization_pending", "slow_down")


class Authenticated:
    """A request to one endpoint, with whatever proof of the client a scenario wants."""

    def __init__(
        self,
        run: Session,
        endpoints: Endpoints,
        endpoint: EndpointName,
        send: Callable[..., OAuthAnswer],
        grant: str = "",
    ) -> None:
        """Take what sends the good request; `grant` is told where it is a certain one."""
        self._run = run
        self._what = f"client at {endpoint} {grant}"
        self._endpoints = endpoints
        self._endpoint = endpoint
        self._send = send

    @property
    def url(self) -> str:
        """The endpoint's URL."""
        return self._endpoints.server.endpoint(self._endpoint)

    @property
    def audience(self) -> str:
        """What a good client assertion for the endpoint is made out to."""
        return self._endpoints.server.audience(self.url)

    @property
    def client(self) -> Client:
        """The client that the good request is sent as."""
        return self._endpoints.main

    def works(self) -> None:
        """See that the good request is accepted, unless this run has seen it already."""
        # Once a run: it may disturb a user.
        once(self._run, self._what, lambda: accepted(self._send()))

    def claims(self, **changes: object) -> dict[str, Any]:
        """Return a good client assertion's claims, changed as asked."""
        return claims_of(self.client, self.audience, **changes)

    def with_claims(
        self, header: Mapping[str, Any] | None = None, **changes: object
    ) -> OAuthAnswer:
        """Send with an assertion under the client's key whose claims are changed."""
        claims = self.claims(**changes)
        return self.with_assertion(signed(claims, self.client, header=header))

    def with_assertion(self, assertion: str, **fields: object) -> OAuthAnswer:
        """Send with this client assertion; `fields` are sent besides, or in place of it."""
        redactor = self._endpoints.server.target.recorder.redactor
        redactor.add_secret("client assertion", assertion)
        proof = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}
        return self._send(client=ABSENT, **{**proof, **fields})

    def with_secret(self, secret: str) -> OAuthAnswer:
        """Send with this secret: in the client's own way, by Basic where it has none."""
        own = self.client.authentication
        method = "client_secret_basic" if own == "private_key_jwt" else own
        changes = {"authentication": method, "secret": SecretStr(secret)}
        return self._send(client=self.client.model_copy(update=changes))

    def without_proof(self, **fields: object) -> OAuthAnswer:
        """Send without any client authentication; `fields` are sent besides."""
        return self._send(client=ABSENT, **fields)


def accepted(answer: OAuthAnswer) -> None:
    """Expect that the client was let in; a user who has not answered yet is not its fault."""
    if answer.error not in _ONLY_THE_CLIENT_CAN_BE_WRONG:
        answer.granted()
