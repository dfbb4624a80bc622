"""The target's authorization server: its endpoints, and forms posted to them."""

import json
from collections.abc import Mapping
from contextlib import suppress
from copy import copy
from typing import Any, Literal

import httpx

from conformance.exchanges import Exchange, Purpose, Request
from conformance.profile.model import Authorization, Client
from conformance.target.client import Target
from conformance.target.errors import NoToken
from conformance.tokens.wire import AuthorizationWire

EndpointName = Literal[
    "token", "backchannel_authentication", "authorization", "issuer", "jwks"
]
# Members of the metadata whose names do not end in _endpoint.
_OTHER_MEMBERS = {"issuer": "issuer", "jwks": "jwks_uri"}
_FORM = "application/x-www-form-urlencoded"


class AuthorizationServer:
    """Endpoints by discovery or by hand; what the profile writes by hand wins."""

    def __init__(
        self, target: Target, settings: Authorization, wire: AuthorizationWire | None = None
    ) -> None:
        self.target = target
        self.settings = settings
        self.wire = wire or AuthorizationWire()

    def with_plain_forms(self) -> "AuthorizationServer":
        """Return the same server, its forms encoded as RFC 6749 has it."""
        plain = copy(self)
        plain.wire = self.wire.with_plain_forms()
        return plain

    def endpoint(self, name: EndpointName) -> str:
        """Return an endpoint's URL. Raises `NoToken` where neither source has it."""
        by_hand = (
            getattr(self.settings.endpoints, name, None) if self.settings.endpoints else None
        )
        if by_hand is not None:
            return str(by_hand)
        member = _OTHER_MEMBERS.get(name, f"{name}_endpoint")
        found = self.metadata.get(member)
        if not isinstance(found, str):
            raise NoToken(
                f"the authorization server's metadata has no {member}: "
                f"add authorization.endpoints.{name} to the profile"
            )
        return found

    @property
    def issuer(self) -> str | None:
        """The issuer identifier; None where it is told nowhere."""
        with suppress(NoToken):
            return self.endpoint("issuer")
        return None

    def audience(self, url: str) -> str:
        """Return the `aud` of a client assertion for an endpoint, as the profile has it.

        Raises `NoToken` where what it names is told nowhere.
        """
        named = self.settings.assertion_audience
        if named == "issuer":
            return self.endpoint("issuer")
        return self.endpoint("token") if named == "token-endpoint" else url

    def post(
        self,
        name: EndpointName,
        form: Mapping[str, str],
        client: Client | None,
        purpose: Purpose,
    ) -> dict[str, Any]:
        """Post a form, as the client if one is given, and return the JSON object answered.

        Raises `NoToken` on everything but a JSON object; an OAuth error is one, too.
        """
        url = self.endpoint(name)
        return json_object(
            self.target.answered(lambda: self._form(url, form, client), purpose)
        )

    def _form(self, url: str, form: Mapping[str, str], client: Client | None) -> Request:
        headers = [("Content-Type", _FORM), ("Accept", "application/json")]
        fields = dict(form)
        if client is not None:
            redactor = self.target.recorder.redactor
            self.wire.authenticate(client, self.audience(url), fields, headers, redactor)
        return Request("POST", url, tuple(headers), self.wire.form(fields.items()))

    @property
    def metadata(self) -> dict[str, Any]:
        """The metadata document, read once a run; empty where the profile names none.

        Raises `NoToken`.
        """
        if self.settings.discovery is None:
            return {}
        url = str(self.settings.discovery)
        return self.target.shared.once(("metadata", url), lambda: self._read(url))

    def _read(self, url: str) -> dict[str, Any]:
        request = Request("GET", url, (), None)
        exchange = self.target.answered(lambda: request, Purpose("discovery"))
        if exchange.response is None or exchange.response.status != httpx.codes.OK:
            raise NoToken(f"no metadata at authorization.discovery: {_told(exchange)}")
        return json_object(exchange)


def json_object(exchange: Exchange) -> dict[str, Any]:
    """Return an answer's JSON object. Raises `NoToken` where the body is none."""
    response = exchange.response
    assert response is not None
    try:
        body = json.loads(response.body)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        sort = response.headers.get("content-type", "no Content-Type")
        raise NoToken(
            f"{exchange.request.url} answered {response.status} with {sort}, not a JSON "
            "object: is the endpoint in the profile right?"
        )
    return body


def required_text(body: Mapping[str, Any], member: str, what: str) -> str:
    """Return a string member of an answer. Raises `NoToken` naming the OAuth error instead."""
    value = body.get(member)
    if isinstance(value, str) and value:
        return value
    error = body.get("error")
    if error is None:
        raise NoToken(f"{what}: the answer has no {member}")
    description = body.get("error_description") or "no error_description"
    raise NoToken(f"{what}: {error} ({description})")


def _told(exchange: Exchange) -> str:
    status = exchange.response.status if exchange.response is not None else "nothing"
    return f"{exchange.request.url} answered {status}"
