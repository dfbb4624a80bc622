"""Sends generated forms to the authorization server and judges what comes back.

Whatever is sent has to be refused: nobody can guess a code, a token or an assertion, and of
the two requests that need no guessing, client credentials and a backchannel request, only
those go out that lack what they must have.
"""

import copy
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from conformance.properties.generation import GeneratedRequest
from conformance.target.answers import UnexpectedAnswer
from conformance.target.operations import ABSENT
from conformance.tokens.flows.endpoint import Endpoints, OAuthAnswer
from conformance.tokens.server import EndpointName

FormFields = dict[str, str | list[str]]
"""A form: one value of a field, or several."""

# A form may also be too large, or its header too long, before anybody reads it.
_REFUSALS = frozenset({400, 401, 413, 414, 431})
_WITH_A_BODY = frozenset({400, 401})
_TOO_MANY_REQUESTS = 429
# RFC 6749 section 5.2: what the value of `error` may be written with.
_ERROR = re.compile(r"[\x20-\x21\x23-\x5B\x5D-\x7E]+")
_HINT = re.compile(
    r"tel:\+[1-9][0-9]{4,14}|operatortoken:.+"
    r"|ipport:([0-9]{1,3}(\.[0-9]{1,3}){3}|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?",
    re.DOTALL,
)
_DIGITS = re.compile(r"[0-9]{5,}")
# The same after a failure as in requests to the APIs: enough to find a smaller one.
_SHRINKING_REQUESTS = 60


def for_generation(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the contract as the generator gets on with it.

    Without client authentication, which each request gets for real: a made-up assertion would
    end every request at the first check. Without the greatest length of what has a pattern,
    too: to draw thousands of characters from a pattern takes half a minute.
    """
    changed = copy.deepcopy(dict(document))
    schemas = changed["components"]["schemas"]
    for name, schema in schemas.items():
        parts = schema.get("allOf", [{}])
        if parts[0].get("$ref") == "#/components/schemas/ClientAuthentication":
            schemas[name] = parts[1]
    del schemas["ClientAuthentication"]
    for schema in schemas.values():
        if {"pattern", "anyOf"} & set(schema):
            schema.pop("maxLength", None)
    return changed


def form_of(generated: GeneratedRequest) -> FormFields | None:
    """Return a generated body as a form; None where no form can say it."""
    if not isinstance(generated.body, dict):
        return None
    form = {name: _written(value) for name, value in generated.body.items()}
    text = json.dumps(form, ensure_ascii=False)
    return None if any("\ud800" <= each <= "\udfff" for each in text) else form


def token_form(form: FormFields) -> FormFields | None:
    """Return a form that the token endpoint must refuse; None for one that it may grant."""
    scope = form.get("scope", "")
    if form.get("grant_type") == "client_credentials" and _says_something(scope):
        return None
    return form


def backchannel_form(hint: str) -> Callable[[FormFields], FormFields | None]:
    """Return what picks forms that the backchannel endpoint must refuse.

    No form names a user whom the suite knows nothing of: a good hint becomes `hint`, the
    profile's own line, and the digits of a malformed one become nobody's.
    """

    def picked(form: FormFields) -> FormFields | None:
        named = form.get("login_hint", "")
        good = isinstance(named, str) and _HINT.fullmatch(named) is not None
        if good and _says_something(form.get("scope", "")):
            return None
        safe = dict(form)
        if good:
            safe["login_hint"] = hint
        elif "login_hint" in form:
            values = named if isinstance(named, list) else [named]
            safe["login_hint"] = [_DIGITS.sub(_nobodys, each) for each in values]
        return safe

    return picked


class FormJudge:
    """Judges generated forms at one endpoint, each sent once."""

    def __init__(
        self,
        endpoints: Endpoints,
        endpoint: EndpointName,
        pick: Callable[[FormFields], FormFields | None],
    ) -> None:
        self._endpoints = endpoints
        self._endpoint = endpoint
        self._pick = pick
        self._known: dict[str, str | None] = {}
        self._left_after_failure = _SHRINKING_REQUESTS

    def __call__(self, generated: GeneratedRequest) -> None:
        """Send a generated form; raises `UnexpectedAnswer` where it is answered wrongly."""
        form = form_of(generated)
        chosen = self._pick(form) if form is not None else None
        if chosen is None:
            return
        key = json.dumps(chosen, sort_keys=True)
        if key not in self._known:
            failed = any(self._known.values())
            if failed and self._left_after_failure <= 0:
                return
            self._left_after_failure -= failed
            self._known[key] = self._problem(chosen)
        problem = self._known[key]
        if problem is not None:
            raise UnexpectedAnswer(problem)

    def _problem(self, form: FormFields) -> str | None:
        client = self._endpoints.server.settings.clients.main or ABSENT
        answer = self._endpoints.post(self._endpoint, form, client=client, patient=False)
        if answer.status == _TOO_MANY_REQUESTS:
            return None
        if answer.status not in _REFUSALS:
            return f"{answer}: a request that can't be granted must be refused with 400 or 401"
        return _body_problem(answer) if answer.status in _WITH_A_BODY else None


def _body_problem(answer: OAuthAnswer) -> str | None:
    try:
        error = answer.error
    except UnexpectedAnswer as problem:
        return str(problem)
    if not isinstance(error, str) or _ERROR.fullmatch(error) is None:
        return f"{answer}: the body is no OAuth error"
    return None


def _written(value: object) -> str | list[str]:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return [each if isinstance(each, str) else json.dumps(each) for each in value]
    return json.dumps(value)


def _says_something(value: str | list[str]) -> bool:
    values = value if isinstance(value, list) else [value]
    return any(each.strip() for each in values)


def _nobodys(digits: re.Match[str]) -> str:
    # Country code 999 is assigned to nobody (ITU-T E.164).
    return "999".ljust(len(digits[0]), "0")
