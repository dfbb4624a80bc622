"""Good requests to the token endpoint, by whichever grant the profile offers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from conformance.plan.asking import lines_to_authenticate
from conformance.plan.traits import Lines
from conformance.plan.withheld import Withheld
from conformance.profile import Subscriber
from conformance.profile.model import Authorization
from conformance.scenarios.session import Session
from conformance.target.errors import NotTestable
from conformance.tokens.flows.authorization_code import AuthorizationCode
from conformance.tokens.flows.ciba import Ciba
from conformance.tokens.flows.endpoint import OAuthAnswer
from conformance.tokens.flows.others import ClientCredentials


@dataclass(frozen=True)
class Grant:
    """A grant as the main client uses it, good unless something is changed."""

    grant_type: str
    send: Callable[..., OAuthAnswer]
    """Sends one token request; takes `client` and changes of the form, as `post` does."""
    token: Callable[[], OAuthAnswer]
    """Goes through the whole flow and returns its last answer."""


class Grants:
    """The grants of a profile in which the client authenticates itself, cheapest first."""

    def __init__(
        self,
        run: Session,
        settings: Authorization,
        client_credentials: ClientCredentials,
        ciba: Ciba,
        authorization_code: AuthorizationCode,
    ) -> None:
        self._run = run
        self._settings = settings
        self._client_credentials = client_credentials
        self._ciba = ciba
        self._code = authorization_code

    def cheapest(self) -> Grant:
        """Return the grant that takes the fewest requests and no user, if there is one."""
        if self._settings.client_credentials is not None:
            return self.two_legged()
        return self.three_legged()

    def two_legged(self) -> Grant:
        """Return client credentials."""
        send = self._client_credentials.token
        return Grant("client_credentials", send, send)

    def three_legged(self) -> Grant:
        """Return CIBA, or else authorization code, for a line that is served."""
        line = self.served_line()
        if self._settings.declared_ciba is not None:
            return self._by_ciba(line)
        if self._settings.authorization_code.device == "interactive":
            raise NotTestable(
                "the only flow takes a person each time (authorization_code.device: "
                "interactive): add client_credentials or ciba, if the server has them"
            )
        return self._by_code(line)

    def of(self, flow: str, line: Subscriber) -> Grant:
        """Return a flow with a user, by its name in a row's example, for a line."""
        return self._by_ciba(line) if flow == "ciba" else self._by_code(line)

    def served_line(self) -> Subscriber:
        """Return a line that the service answers for; raises `NotTestable` without one."""
        lines = lines_to_authenticate(self._run.profile)
        found = Lines(lines, datetime.now(UTC), None).having("served")
        if isinstance(found, Withheld):
            raise NotTestable(found.reason)
        return found

    def _by_ciba(self, line: Subscriber) -> Grant:
        def send(**changes: object) -> OAuthAnswer:
            auth_req_id = self._ciba.start(line).text("auth_req_id")
            poll: Callable[..., OAuthAnswer] = self._ciba.poll
            return poll(auth_req_id, **changes)

        return Grant(self._settings.ciba.grant_type, send, lambda: self._ciba.token(line))

    def _by_code(self, line: Subscriber) -> Grant:
        def send(**changes: object) -> OAuthAnswer:
            redeem: Callable[..., OAuthAnswer] = self._code.redeem
            return redeem(self._code.authorize(line), **changes)

        return Grant("authorization_code", send, send)
