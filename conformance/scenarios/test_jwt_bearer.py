"""JWT bearer: an assertion about a user, which is also the client's proof."""

import time
from collections.abc import Mapping
from typing import Any

from conformance.profile import Subscriber
from conformance.scenarios.expect import refused_with, without_refresh_token
from conformance.scenarios.requirement import requirement
from conformance.target.errors import NotTestable
from conformance.target.operations import ABSENT
from conformance.tokens.flows.endpoint import Endpoints, OAuthAnswer
from conformance.tokens.flows.others import JwtBearer
from conformance.tokens.jwts import (
    foreign_key,
    signed,
    signed_with_the_public_key,
    tampered,
    unsigned,
)

_NOBODY = "a-client-that-nobody-registered"
_ELSEWHERE = "https://another-server.example/token"
# Claims that say nothing of the client: without them only the grant is not valid.
_NOT_OF_THE_CLIENT = ("sub", "scope")


@requirement("jwt-bearer.assertion-brings-a-token")
def test_good_assertion(jwt_bearer: JwtBearer, line: Subscriber) -> None:
    """Nothing but the assertion, and it is enough."""
    jwt_bearer.token(line).text("access_token")


@requirement("jwt-bearer.operator-token-names-the-user")
def test_operator_token(jwt_bearer: JwtBearer, line: Subscriber) -> None:
    """The SIM says whose device it is."""
    hint = line.filled("operatortoken:{operator_token}")
    jwt_bearer.token(line, sub=hint).text("access_token")


@requirement("jwt-bearer.missing-claim-is-refused")
def test_missing_claim(
    jwt_bearer: JwtBearer, line: Subscriber, example: Mapping[str, Any]
) -> None:
    """Good but for a claim that is not there."""
    jwt_bearer.token(line).granted()

    claim = example["claim"]
    answer = jwt_bearer.token(line, **{claim: ABSENT})
    if claim not in _NOT_OF_THE_CLIENT:
        _refused(answer)
    elif claim == "scope":
        refused_with(answer, 400, "invalid_grant", "invalid_scope", "invalid_request")
    else:
        refused_with(answer, 400, "invalid_grant")


@requirement(
    "jwt-bearer.other-form-of-subject-is-refused",
    "jwt-bearer.subject-follows-the-format-of-login-hint",
)
def test_other_subject(
    jwt_bearer: JwtBearer, line: Subscriber, example: Mapping[str, Any]
) -> None:
    """The same number in a form that is not the profile's, or no number at all."""
    jwt_bearer.token(line).granted()

    digits = line.phone_number.removeprefix("+")
    sub = example["sub"].format(
        number=line.phone_number,
        digits=digits,
        hyphened=f"+{digits[:2]}-{digits[2:6]}-{digits[6:]}",
        spaced=f"+{digits[:2]} {digits[2:6]} {digits[6:]}",
    )
    refused_with(jwt_bearer.token(line, sub=sub), 400, "invalid_grant")


@requirement("jwt-bearer.foreign-key-is-refused")
def test_foreign_key(jwt_bearer: JwtBearer, line: Subscriber) -> None:
    """The right name of a key that is another, then no name and the key itself."""
    jwt_bearer.token(line).granted()

    client = jwt_bearer.endpoints.main
    key = foreign_key(client)
    brought_along = {"kid": None, "jwk": key.as_dict(private=False)}
    for header in ({}, brought_along):
        forged = signed(jwt_bearer.claims(line), client, header=header, key=key)
        _refused(jwt_bearer.token_for(forged))


@requirement("jwt-bearer.tampered-assertion-is-refused")
def test_tampered(jwt_bearer: JwtBearer, line: Subscriber) -> None:
    """One character of the signature is another."""
    jwt_bearer.token(line).granted()

    good = signed(jwt_bearer.claims(line), jwt_bearer.endpoints.main)
    _refused(jwt_bearer.token_for(tampered(good)))


@requirement("jwt-bearer.unsigned-assertion-is-refused")
def test_unsigned(jwt_bearer: JwtBearer, line: Subscriber) -> None:
    """`alg: none` is what the forger says, not what the server may do."""
    jwt_bearer.token(line).granted()

    _refused(jwt_bearer.token_for(unsigned(jwt_bearer.claims(line))))


@requirement("jwt-bearer.public-key-is-no-secret")
def test_public_key_as_secret(jwt_bearer: JwtBearer, line: Subscriber) -> None:
    """HS256 under what everybody knows."""
    jwt_bearer.token(line).granted()

    claims, client = jwt_bearer.claims(line), jwt_bearer.endpoints.main
    _refused(jwt_bearer.token_for(signed_with_the_public_key(claims, client)))


@requirement("jwt-bearer.unreadable-assertion-is-refused")
def test_unreadable(jwt_bearer: JwtBearer, line: Subscriber) -> None:
    """No JWT at all."""
    jwt_bearer.token(line).granted()

    answer = jwt_bearer.token_for("this-is-no-jwt")
    if (answer.status, answer.error) != (400, "invalid_request"):
        _refused(answer)


@requirement("jwt-bearer.foreign-issuer-is-refused")
def test_foreign_issuer(
    jwt_bearer: JwtBearer, line: Subscriber, example: Mapping[str, Any]
) -> None:
    """Signed by the client in the name of somebody else."""
    jwt_bearer.token(line).granted()

    other = jwt_bearer.endpoints.client("other").id if example["other"] else _NOBODY
    _refused(jwt_bearer.token(line, iss=other))


@requirement("jwt-bearer.foreign-audience-is-refused")
def test_foreign_audience(jwt_bearer: JwtBearer, line: Subscriber) -> None:
    """An assertion that another server may have passed on."""
    jwt_bearer.token(line).granted()

    _refused(jwt_bearer.token(line, aud=_ELSEWHERE))


@requirement("jwt-bearer.expired-assertion-is-refused")
def test_expired(jwt_bearer: JwtBearer, line: Subscriber) -> None:
    """Ten minutes past its end, more than clocks differ."""
    jwt_bearer.token(line).granted()

    _refused(jwt_bearer.token(line, iat=_now() - 720, exp=_now() - 600))


@requirement("jwt-bearer.long-lived-assertion-is-refused")
def test_expiry_far_ahead(jwt_bearer: JwtBearer, line: Subscriber) -> None:
    """600 s from now is too late."""
    jwt_bearer.token(line).granted()

    _refused(jwt_bearer.token(line, exp=_now() + 600))


@requirement("jwt-bearer.assertion-made-for-long-is-refused")
def test_made_long_ago(jwt_bearer: JwtBearer, line: Subscriber) -> None:
    """It ends in a minute, and was made for almost eight."""
    jwt_bearer.token(line).granted()

    _refused(jwt_bearer.token(line, iat=_now() - 400, exp=_now() + 60))


@requirement("jwt-bearer.assertion-from-the-future-is-refused")
def test_made_in_the_future(jwt_bearer: JwtBearer, line: Subscriber) -> None:
    """It ends in time, and has not been made yet."""
    jwt_bearer.token(line).granted()

    _refused(jwt_bearer.token(line, iat=_now() + 200, exp=_now() + 290))


@requirement("jwt-bearer.client-without-the-flow-is-refused")
def test_flow_not_agreed(
    jwt_bearer: JwtBearer, endpoints: Endpoints, line: Subscriber
) -> None:
    """A client that the server knows, and that may do something else."""
    limited = endpoints.client("limited")
    if limited.key is None:
        raise NotTestable("give authorization.clients.limited a key and private_key_jwt")
    jwt_bearer.token(line).granted()

    assertion = signed(jwt_bearer.claims(line, iss=limited.id), limited)
    answer = jwt_bearer.token_for(assertion)
    refused_with(answer, 400, "unauthorized_client", "invalid_scope", "invalid_grant")


@requirement("jwt-bearer.scope-without-what-it-takes-is-refused")
def test_other_scope(
    jwt_bearer: JwtBearer, line: Subscriber, example: Mapping[str, Any]
) -> None:
    """No purpose, one too many, or nothing that could be asked for."""
    good = jwt_bearer.scope
    if good.purpose is None:
        raise NotTestable("add authorization.purpose")
    jwt_bearer.token(line).granted()

    scope = example["scope"].format(purpose=good.purpose, scope=good.api_scope)
    answer = jwt_bearer.token(line, scope=" ".join(scope.split()))
    if example.get("narrowed") and answer.status == 200:
        told = str(answer.granted().get("scope", "no-such-scope"))
        assert "no-such-scope" not in told, f"{answer}: granted a scope that nobody has"
        return
    errors = ("invalid_scope", "invalid_grant", "invalid_request", "unauthorized_client")
    refused_with(answer, 400, *errors)


@requirement(
    "jwt-bearer.unknown-user-is-refused",
    "jwt-bearer.user-without-consent-is-refused",
)
def test_other_user(jwt_bearer: JwtBearer, line: Subscriber, other_line: Subscriber) -> None:
    """A user about whom nothing may be told, be it that there is none."""
    jwt_bearer.token(line).granted()

    refused_with(jwt_bearer.token(other_line), 400, "invalid_grant")


@requirement("jwt-bearer.no-refresh-token")
def test_no_refresh_token(
    jwt_bearer: JwtBearer, line: Subscriber, example: Mapping[str, Any]
) -> None:
    """Not even for a client that asks for one."""
    good = jwt_bearer.token(line)
    good.granted()
    if not example["offline_access"]:
        without_refresh_token(good)
        return

    answer = jwt_bearer.token(line, scope=f"{jwt_bearer.scope} offline_access")
    if answer.status == 200:
        without_refresh_token(answer)


def _refused(answer: OAuthAnswer) -> None:
    """Expect the refusal of an assertion that is at once grant and client authentication."""
    if (answer.status, answer.error) != (401, "invalid_client"):
        refused_with(answer, 400, "invalid_grant")


def _now() -> int:
    return int(time.time())
