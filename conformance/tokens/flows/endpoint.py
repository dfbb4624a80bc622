"""Forms posted to the token and backchannel endpoints, good ones with something changed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from conformance.exchanges import Exchange, Purpose, Request
from conformance.profile.model import Client, Subscriber
from conformance.target.answers import Answer, UnexpectedAnswer
from conformance.target.operations import ABSENT, FITTING, Marker
from conformance.tokens.server import AuthorizationServer, EndpointName

_FORM = "application/x-www-form-urlencoded"
_SECRET_MEMBERS = {
    "access_token": "access token",
    "refresh_token": "refresh token",
    "id_token": "ID token",
    "auth_req_id": "auth_req_id",
}

Fields = Mapping[str, object]
"""Form fields: a string, several strings for a repeated one, or ABSENT."""


class OAuthAnswer(Answer):
    """What an endpoint of the authorization server answered."""

    @property
    def error(self) -> object:
        """The member `error` of the JSON body; None where there is none."""
        return self.members.get("error")

    def text(self, member: str) -> str:
        """Return a string member of a success; raises `UnexpectedAnswer` without one."""
        value = self.granted().get(member)
        if not isinstance(value, str) or not value:
            raise UnexpectedAnswer(f"{self}: no {member}")
        return value

    def granted(self) -> Mapping[str, Any]:
        """Return the members of a success; an error beside status 200 is none."""
        members = self.succeeded().members
        if "error" in members:
            raise UnexpectedAnswer(f"{self}: an error with the status of a success")
        return members


class Endpoints:
    """Sends to the endpoints of one authorization server as one of the profile's clients."""

    def __init__(self, server: AuthorizationServer) -> None:
        self.server = server
        self._redactor = server.target.recorder.redactor

    @property
    def main(self) -> Client:
        """The client that most cases are carried out with."""
        return self.client("main")

    def client(self, name: str) -> Client:
        """Return a client of the profile: main, other or limited."""
        client = getattr(self.server.settings.clients, name)
        assert isinstance(client, Client), f"the row must need the client {name}"
        return client

    def post(
        self,
        endpoint: EndpointName,
        fields: Fields,
        *,
        client: Client | Marker = FITTING,
        line: Subscriber | None = None,
        headers: Sequence[tuple[str, str]] = (),
        patient: bool = True,
    ) -> OAuthAnswer:
        """Post a form. FITTING authenticates as `main`, ABSENT as nobody.

        Fields that the caller gives win over those of the client's authentication. A 429 is
        waited for, unless it is not `patient`: then it is the answer.
        """
        target = self.server.target
        purpose = Purpose("token", endpoint, line.id if line is not None else None)

        def made() -> Request:
            return self._form(endpoint, fields, client, headers)

        exchange = target.answered(made, purpose) if patient else target.send(made(), purpose)
        return OAuthAnswer(self._registered(exchange))

    def _form(
        self,
        endpoint: EndpointName,
        fields: Fields,
        client: Client | Marker,
        headers: Sequence[tuple[str, str]],
    ) -> Request:
        url = self.server.endpoint(endpoint)
        added: dict[str, str] = {}
        head = [("Content-Type", _FORM), ("Accept", "application/json"), *headers]
        if client is not ABSENT:
            chosen = client if isinstance(client, Client) else self.main
            audience = self.server.audience(url)
            self.server.wire.authenticate(chosen, audience, added, head, self._redactor)
        form = self.server.wire.form(_pairs({**added, **fields}))
        return Request("POST", url, tuple(head), form)

    def _registered(self, exchange: Exchange) -> Exchange:
        # Recording has redacted them by their names; later they may turn up without.
        answer = OAuthAnswer(exchange)
        try:
            members = answer.members
        except UnexpectedAnswer:
            return exchange
        for name, kind in _SECRET_MEMBERS.items():
            if isinstance(members.get(name), str):
                self._redactor.add_secret(kind, members[name])
        return exchange


def _pairs(fields: Fields) -> Iterable[tuple[str, str]]:
    for name, value in fields.items():
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, list | tuple):
            yield from ((name, str(each)) for each in value)
