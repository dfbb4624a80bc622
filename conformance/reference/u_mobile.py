"""The dialect `u-mobile`: SIM Swap 1.0.0 behind CIBA, as U Mobile publishes it.

Source: developers.opgw.u.com.my, read 2026-11. What it leaves open is as CAMARA has it: a
deployment like this is faulty in what it publishes, and in nothing else.
"""

import re
import secrets
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from conformance.reference import steps
from conformance.reference.authorization import hints, jose
from conformance.reference.authorization.clients import (
    AUTHORIZATION_CODE,
    CIBA,
    CLIENT_CREDENTIALS,
    JWT_BEARER,
    Client,
)
from conformance.reference.authorization.errors import OAuthError
from conformance.reference.authorization.grants import Grant, Method
from conformance.reference.authorization.scope_rules import invalid_scope
from conformance.reference.decisions import access
from conformance.reference.operations import CHECK, RETRIEVE_DATE, Call
from conformance.reference.problems import Problem, RefusalError
from conformance.reference.subscribers import Subscriber, Subscribers

if TYPE_CHECKING:
    from conformance.reference.rules import Rules
    from conformance.reference.world import World

MOBILE_CONNECT_CIBA = "urn:openid:params:mc:grant-type:ciba"
_NO_GRANT = "not a grant of this server"
_GRANTS = {MOBILE_CONNECT_CIBA: CIBA, CLIENT_CREDENTIALS: CLIENT_CREDENTIALS}
_NOT_GIVEN = frozenset({CIBA, AUTHORIZATION_CODE, JWT_BEARER})
_ROOT = "/openIDConnectCIBA/v1"
_EXPIRES_IN = 300
"""Seconds that an auth_req_id lives."""
# Names of SIM Swap 0.4.0, without purpose and without openid.
_SCOPES = {
    "check-sim-swap": "sim-swap:check",
    "retrieve-sim-swap-date": "sim-swap:retrieve-date",
}
_NAMES = {scope: name for name, scope in _SCOPES.items()}
_PHONE_NUMBER = re.compile(r"\+?[0-9]{5,15}")
# An unencoded plus is a blank in a form, and the published sample sends just that.
_TEL = re.compile(r"tel:[+ ]?([1-9][0-9]{4,14})")


def shape(rules: "Rules") -> None:
    """Turn a provider into one that speaks U Mobile's SIM Swap."""
    for differ in (*DIFFERENCES.values(), *_CHOICES):
        differ(rules)


def version_0_in_the_path(rules: "Rules") -> None:
    """Serve release 1.0.0 under the version of the one before."""
    rules.mounts["sim-swap"] = "/sim-swap-service/sim-swap/v0"


def number_always_required(rules: "Rules") -> None:
    """Want the number in each body; beside a token it has to be the token's."""
    rules.problems["other-number"] = Problem(
        403, "INVALID_TOKEN_CONTEXT", "The token is about another number."
    )
    at = rules.steps.index(steps.identify)
    rules.steps = (*rules.steps[:at], number_is_there, *rules.steps[at:])
    rules.number_beside_token = number_beside_token


def plus_optional_in_bodies(rules: "Rules") -> None:
    """Take numbers without a plus, and with a nought in front."""
    rules.phone_number_is_legal = lambda value: (
        isinstance(value, str) and _PHONE_NUMBER.fullmatch(value) is not None
    )
    rules.line_of_number = lambda world, given: access.line_of_number(world, _plus(given))


def plus_optional_in_hints(rules: "Rules") -> None:
    """Take tel: with a number without a plus, and know no other hint."""
    rules.authorization.ciba.user_of = user_of


def old_scope_names(rules: "Rules") -> None:
    """Know the scopes of SIM Swap 0.4.0 alone, neither openid nor a purpose."""
    rules.authorization.scope.names_in = names_in
    rules.authorization.scope.told = lambda names: " ".join(_NAMES[name] for name in names)
    rules.authorization.scope.one_purpose = lambda _purposes: None


def mobile_connect_grant_type(rules: "Rules") -> None:
    """Know CIBA by the grant type of Mobile Connect alone."""
    rules.authorization.ciba.grant_named = grant_named


def secret_in_place_of_a_key(rules: "Rules") -> None:
    """Take the client's secret, by Basic or as the key of its assertion."""
    rules.authorization.client_authentication.assertion.claims_of = claims_by_secret


def token_type_in_a_sentence(rules: "Rules") -> None:
    """Answer the token type as it is printed, the word about it included."""
    _add_to_tokens(rules, lambda told: {**told, "token_type": 'Always "Bearer"'})


def id_token_is_no_jwt(rules: "Rules") -> None:
    """Answer with an ID token that was not asked for, and that nobody can read."""
    token = secrets.token_urlsafe(24)
    _add_to_tokens(
        rules, lambda told: {**told, "id_token": token} if "refresh_token" in told else told
    )


DIFFERENCES: Mapping[str, Callable[["Rules"], None]] = MappingProxyType(
    {
        "version-0-in-the-path": version_0_in_the_path,
        "number-always-required": number_always_required,
        "plus-optional-in-bodies": plus_optional_in_bodies,
        "plus-optional-in-hints": plus_optional_in_hints,
        "old-scope-names": old_scope_names,
        "mobile-connect-grant-type": mobile_connect_grant_type,
        "secret-in-place-of-a-key": secret_in_place_of_a_key,
        "token-type-in-a-sentence": token_type_in_a_sentence,
        "id-token-is-no-jwt": id_token_is_no_jwt,
    }
)
"""What it does otherwise than CAMARA, each on its own."""


def paths(rules: "Rules") -> None:
    """Offer SIM Swap alone, and CIBA and tokens at paths of its own."""
    rules.paths = {each.name: f"/{each.name}" for each in (CHECK, RETRIEVE_DATE)}
    rules.authorization.endpoints |= {
        "token": f"{_ROOT}/token",
        "backchannel_authentication": f"{_ROOT}/bc-authorize",
    }


def refresh_token_always(rules: "Rules") -> None:
    """Come with a refresh token whatever the scope, which is the server's choice."""
    rules.authorization.refresh.issues = lambda grant, _scope: grant == MOBILE_CONNECT_CIBA


def interval_to_be_ignored(rules: "Rules") -> None:
    """Tell 300 seconds and the interval 0, and never ask to slow down."""
    rules.authorization.ciba.accepted = accepted
    rules.authorization.ciba.too_fast = lambda _before, _now: False


def correlator_without_pattern(rules: "Rules") -> None:
    """Take any x-correlator, as release 1.0.0 leaves open."""
    rules.correlator_is_legal = lambda _value: True


def tokens_once(rules: "Rules") -> None:
    """Let each token about a user open one call."""
    honest, used = rules.grant_of, set[str]()

    def grant_of(world: "World", token: str) -> Grant:
        grant = honest(world, token)
        if token in used:
            raise RefusalError("invalid-token")
        if grant.line_id is not None:
            used.add(token)
        return grant

    rules.grant_of = grant_of


_CHOICES = (
    paths,
    refresh_token_always,
    interval_to_be_ignored,
    correlator_without_pattern,
    tokens_once,
)
# What CAMARA leaves to a provider, and this one has chosen.


def _add_to_tokens(
    rules: "Rules", change: Callable[[dict[str, object]], dict[str, object]]
) -> None:
    """Change token responses besides whatever changes them already."""
    honest = rules.authorization.token_response.success
    rules.authorization.token_response.success = lambda told: change(honest(told))


def number_is_there(call: Call, _world: "World") -> None:
    """Refuse a body without the number, whatever the token says: 400."""
    if "phoneNumber" not in call.body:
        raise RefusalError("phone-number")


def number_beside_token(held: Subscriber, given: str) -> None:
    """Refuse another number than the token's."""
    if _plus(given) != held.phone_number:
        raise RefusalError("other-number")


def _plus(number: str) -> str:
    """Return a number with its plus."""
    return f"+{number.removeprefix('+')}"


def claims_by_secret(assertion: str, client: Client) -> dict[str, object]:
    """Return the claims of a client assertion, signed with the client's secret (HS256)."""
    if client.secret is None:
        raise jose.BadTokenError("the client has no secret")
    try:
        return dict(jwt.decode(assertion, OctKey.import_key(client.secret), ["HS256"]).claims)
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as problem:
        raise jose.BadTokenError("the signature does not hold") from problem


def names_in(text: object) -> list[str]:
    """Return the scopes asked for by their old names; OAuthError for any other word."""
    if not isinstance(text, str) or not text.split():
        raise OAuthError("invalid_request", "scope is missing.")
    if not _SCOPES.keys() >= set(text.split()):
        raise invalid_scope("A scope is not known.")
    return [_SCOPES[name] for name in text.split()]


def grant_named(name: str | None) -> str | None:
    """Return the grant that a grant_type names: CIBA by its Mobile Connect name."""
    return _NO_GRANT if name in _NOT_GIVEN else _GRANTS.get(name or "", name)


def user_of(
    hint: object, lines: Subscribers, _operator_tokens: dict[str, str]
) -> tuple[Subscriber, Method]:
    """Return the line of a tel: hint, whose plus may be missing.

    BadHintError for a hint in another form, UnknownUserError for one that leads to nobody.
    """
    number = _TEL.fullmatch(hint) if isinstance(hint, str) else None
    if number is None:
        raise hints.BadHintError("the hint must be tel:NUMBER")
    line = lines.by_number(f"+{number[1]}")
    if line is None:
        raise hints.UnknownUserError("there is no such user")
    return line, Method.CONSENT


def accepted(auth_req_id: str, expires_in: int) -> dict[str, object]:
    """Return the answer to a request that was accepted; the interval is to be ignored."""
    lives = expires_in if expires_in < _EXPIRES_IN // 10 else _EXPIRES_IN
    return {"auth_req_id": auth_req_id, "expires_in": lives, "interval": 0}
