"""One operation on this deployment's wire: requests on their way out, answers on their way in.

Only well-formed members are translated. Bytes and what is no JSON object leave as they are:
a malformed request is malformed on every wire.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode

from conformance.exchanges import Response
from conformance.profile.model import Subscriber, Wire
from conformance.profile.wire_apis import PER_HOUR
from conformance.profile.wire_fields import filled
from conformance.target.errors import NotTestable

CORRELATOR = "x-correlator"
# What CAMARA takes a request without maxAge to ask for, in hours.
_DEFAULT_MAX_AGE = 240
_ERROR_MEMBERS = ("status", "code", "message")

# What a field value may be without being changed on the way (RFC 9110 section 5.5).
_IN_A_HEADER = re.compile(r"|[!-~](?:[ -~]*[!-~])?")


@dataclass(frozen=True)
class Outgoing:
    """What of a request depends on its body."""

    body: object
    headers: tuple[tuple[str, str], ...] = ()
    query: Mapping[str, str] = field(default_factory=dict)
    path: Mapping[str, str] = field(default_factory=dict)


class OperationWire:
    """How one operation goes over the wire of a deployment; CAMARA's way without a `Wire`."""

    def __init__(self, api: str, operation: str, wire: Wire | None = None) -> None:
        self._wire = wire or Wire()
        self._api = self._wire.api(api)
        self._operation = self._api.operation_on_wire(operation)
        self._name = operation

    def method(self, published: str) -> str:
        """Return the operation's method."""
        return self._operation.method or published

    def url(self, base_url: str, published: str, path: Mapping[str, str] | None = None) -> str:
        """Return the operation's address below a base URL; `path` fills what is the line's."""
        values = {"phone_number": "", **self._wire.parameters, **(path or {})}
        encoded = {name: quote(value, safe="+") for name, value in values.items()}
        return base_url.rstrip("/") + filled(self._operation.path or published, encoded)

    @property
    def own_scope(self) -> str | None:
        """The scope that this wire has for the operation; None where it is CAMARA's."""
        return self._api.scope_for(self._name)

    def scopes(self, published: tuple[str, ...]) -> tuple[str, ...]:
        """Return the scope that a token for the operation is asked for with, or none."""
        return (self.own_scope,) if self.own_scope is not None else published[:1]

    def always(self, member: str) -> bool:
        """Whether a member is sent even where CAMARA leaves it out."""
        return member in self._api.request.always

    def token_header(self, value: str, scheme: str) -> tuple[str, str]:
        """Return the header that carries an access token."""
        name = self._wire.headers.authorization or "Authorization"
        said = self._wire.token_scheme if scheme == "Bearer" else None
        return name, f"{said or scheme} {value}"

    def correlator_headers(self, value: str | None) -> list[tuple[str, str]]:
        """Return the headers that carry a correlator: CAMARA's, and this wire's beside it."""
        name = self._wire.headers.correlator or CORRELATOR
        fixed = self._wire.correlator
        told = fixed.get_secret_value() if fixed is not None else value
        found = [] if name.lower() == CORRELATOR or value is None else [(CORRELATOR, value)]
        return [*found, *([(name, told)] if told is not None else [])]

    def query(self, parameters: Mapping[str, str]) -> dict[str, str]:
        """Return the call's own parameters, filled with those of an authorization response."""
        templates = self._api.request.query.items()
        return {name: filled(template, parameters) for name, template in templates}

    def outgoing(self, body: object, line: Subscriber | None) -> Outgoing:
        """Translate a request that CAMARA would send with this body about a line."""
        if not isinstance(body, Mapping):
            return Outgoing(body)
        if self._api.adapter == "masstack-evidence":
            return Outgoing(_with_evidence(body, line))
        members = self._in_units(dict(body))
        return self._placed(members)

    def meaning(self, response: Response) -> Response:
        """Return an answer as CAMARA would say it; itself where there is nothing to translate.

        Only names and places are translated: a code or a value stays what it is.
        """
        try:
            body = json.loads(response.body)
        except (ValueError, RecursionError):
            return response
        if not isinstance(body, dict):
            return response
        told = self._error(body) if response.status >= 400 else self._success(body)
        return response if told == body else replace(response, body=json.dumps(told).encode())

    def _in_units(self, members: dict[str, Any]) -> dict[str, Any]:
        if self._name == "check" and self.always("maxAge"):
            members = {"maxAge": _DEFAULT_MAX_AGE, **members}
        hours, factor = members.get("maxAge"), PER_HOUR[self._api.request.units.max_age]
        if type(hours) is int:  # a fraction would stop being one in a smaller unit
            members["maxAge"] = hours * factor
        return members

    def _placed(self, members: dict[str, Any]) -> Outgoing:
        said = self._api.request.phone_number
        number = members.get("phoneNumber")
        if isinstance(number, str) and said.format == "digits":
            members["phoneNumber"] = number = number.removeprefix("+")
        if said.place == "body" or not isinstance(number, str):
            return Outgoing(self._renamed(members))
        body = self._renamed({k: v for k, v in members.items() if k != "phoneNumber"})
        if said.place == "path":
            return Outgoing(body, path={"phone_number": number})
        assert said.name is not None, "the profile's model demands a name here"
        if said.place == "query":
            return Outgoing(body, query={said.name: number})
        if _IN_A_HEADER.fullmatch(number) is None:
            raise NotTestable("this wire carries the number in a header, which can't hold it")
        return Outgoing(body, headers=((said.name, number),))

    def _renamed(self, members: Mapping[str, Any]) -> dict[str, Any]:
        names = self._api.request.fields
        return {names.get(name, name): value for name, value in members.items()}

    def _success(self, body: dict[str, Any]) -> dict[str, Any]:
        told = dict(body)
        for name, path in self._api.response.fields.items():
            found, value = _at(body, path)
            if found:
                told.pop(path, None)
                told[name] = value
        return told

    def _error(self, body: dict[str, Any]) -> dict[str, Any]:
        told = dict(body)
        for member in _ERROR_MEMBERS:
            every = (_at(body, path) for path in self._wire.errors.paths(member))
            value = next((value for found, value in every if found), None)
            if value is not None:
                told[member] = value
        return told


def with_query(url: str, parameters: Mapping[str, str]) -> str:
    """Return a URL with parameters added to its query."""
    if not parameters:
        return url
    return f"{url}{'&' if '?' in url else '?'}{urlencode(parameters)}"


def _with_evidence(body: Mapping[str, Any], line: Subscriber | None) -> dict[str, Any]:
    """Return a MasStack request; two numbers at once make a list, which is as wrong there."""
    types = {"phoneNumber": "PLAIN", "hashedPhoneNumber": "HASHED_SHA256"}
    evidence = [
        {"type": types[name], "value": value} for name, value in body.items() if name in types
    ]
    rest = {name: value for name, value in body.items() if name not in types}
    told: dict[str, Any] = {"referenceMsisdn": line.phone_number} if line is not None else {}
    if evidence:
        told["evidence"] = evidence[0] if len(evidence) == 1 else evidence
    return {**told, **rest}


def _at(body: object, path: str) -> tuple[bool, object]:
    """Return whether there is anything at a dotted path, and what."""
    if isinstance(body, dict) and path in body:
        return True, body[path]
    for part in path.split("."):
        if not isinstance(body, dict) or part not in body:
            return False, None
        body = body[part]
    return True, body
