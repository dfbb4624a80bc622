"""What a protected API makes of a token: this one, unchanged, for this API, in the header."""

import base64
import binascii
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from conformance.profile import Subscriber, TokenKind
from conformance.scenarios.expect import refused
from conformance.scenarios.grants import Grants
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.target.answers import Answer, UnexpectedAnswer
from conformance.target.errors import NoToken, NotTestable
from conformance.target.operations import ABSENT, AccessToken, OperationClient
from conformance.tokens.flows.others import ClientCredentials
from conformance.tokens.jwts import tampered, unsigned

_OFF_NETWORK = "NUMBER_VERIFICATION.USER_NOT_AUTHENTICATED_BY_MOBILE_NETWORK"
_DOTS_OF_A_JWT = 2

Change = Callable[[OperationClient, AccessToken], AccessToken]


@pytest.fixture
def protected(run: Session) -> list[OperationClient]:
    """Return one operation of each API that takes tokens."""
    apis = [api for api in run.contracts if run.profile.api(api).token_kinds != ("none",)]
    return [_operation(run, api) for api in apis]


@requirement("resource.other-scheme-is-refused")
def test_other_scheme(
    protected: list[OperationClient], line: Subscriber, example: Mapping[str, Any]
) -> None:
    """Basic is another door, even with the right key in it."""
    password = base64.b64encode(b"anybody:not-the-password").decode()

    def basic(_: OperationClient, good: AccessToken) -> AccessToken:
        value = good.value if example["with_token"] else password
        return AccessToken(value, "invalid", "Basic")

    _all_refuse(protected, line, basic)


@requirement("resource.scheme-is-case-insensitive")
def test_scheme_in_another_case(
    protected: list[OperationClient], line: Subscriber, example: Mapping[str, Any]
) -> None:
    """The scheme's name is no secret, and no matter of style."""
    for operation in protected:
        operation.call(line).succeeded()

        token = replace(operation.fitting_token(line), scheme=example["scheme"])
        operation.call(line, token=token).succeeded()


@requirement("resource.tampered-token-is-refused")
def test_tampered_token(protected: list[OperationClient], line: Subscriber) -> None:
    """One character is another."""
    _all_refuse(protected, line, lambda _, good: _invalid(_changed(str(good.value))))


@requirement("resource.unsigned-token-is-refused")
def test_unsigned_token(protected: list[OperationClient], line: Subscriber) -> None:
    """The same claims, with nobody's signature under them."""

    def bare(operation: OperationClient, good: AccessToken) -> AccessToken:
        return _invalid(unsigned(_claims(str(good.value)) or _likely_claims(operation)))

    _all_refuse(protected, line, bare)


@requirement("resource.id-token-is-refused")
def test_id_token(protected: list[OperationClient], line: Subscriber, grants: Grants) -> None:
    """It says who the user is, to the app, and opens nothing."""
    id_token = _invalid(grants.three_legged().token().text("id_token"))
    for operation in protected:
        operation.call(line).succeeded()

        answer = operation.call(line, token=id_token)
        _refused_as(answer, (401, "UNAUTHENTICATED"), (403, "PERMISSION_DENIED"))


@requirement("resource.sim-swap-token-is-refused-by-number-verification")
def test_sim_swap_token(run: Session, line: Subscriber) -> None:
    """Whether the SIM was swapped is not whose number it is."""
    sim_swap = _operation(run, "sim-swap", "three-legged")
    verification = _operation(run, "number-verification")
    sim_swap.call(line).succeeded()
    verification.call(line).succeeded()

    answer = verification.call(line, token=_just_for(run, sim_swap, line))
    expected = [(403, "PERMISSION_DENIED"), (403, _OFF_NETWORK)]
    if sim_swap.token_kind == "two-legged":
        expected.append((401, "UNAUTHENTICATED"))
    _refused_as(answer, *expected)


@requirement("resource.number-verification-token-is-refused-by-sim-swap")
def test_number_verification_token(run: Session, line: Subscriber) -> None:
    """Whose number it is says nothing of its SIM."""
    sim_swap = _operation(run, "sim-swap", "three-legged")
    verification = _operation(run, "number-verification")
    sim_swap.call(line).succeeded()
    verification.call(line).succeeded()

    answer = sim_swap.call(line, token=_just_for(run, verification, line))
    refused(answer, 403, "PERMISSION_DENIED")


@requirement("resource.two-legged-token-is-refused-by-number-verification")
def test_two_legged_token(
    run: Session, line: Subscriber, client_credentials: ClientCredentials
) -> None:
    """Either nobody issues such a token, or nobody answers to it."""
    verification = _operation(run, "number-verification")
    verification.call(line).succeeded()

    scope = replace(client_credentials.scope, api_scope=verification.scopes[0])
    issued = client_credentials.token(scope=str(scope))
    if 400 <= issued.status < 500 and isinstance(issued.error, str):
        return
    token = AccessToken(issued.text("access_token"), "two-legged")
    answer = verification.call(line, token=token)
    _refused_as(
        answer, (401, "UNAUTHENTICATED"), (403, "PERMISSION_DENIED"), (403, _OFF_NETWORK)
    )


@requirement("resource.token-in-the-query-is-refused")
def test_token_in_the_query(protected: list[OperationClient], line: Subscriber) -> None:
    """What stands in the address stands in every log file."""
    for operation in protected:
        operation.call(line).succeeded()

        query = urlencode({"access_token": operation.fitting_token(line).value})
        answer = replace(operation, query=query).call(line, token=ABSENT)
        _refused_as(answer, (401, "UNAUTHENTICATED"), (400, "INVALID_ARGUMENT"))


def _all_refuse(operations: list[OperationClient], line: Subscriber, change: Change) -> None:
    """Expect that each operation takes a good token, and none that is changed."""
    for operation in operations:
        operation.call(line).succeeded()

        token = change(operation, operation.fitting_token(line))
        operation.target.recorder.redactor.add_secret("access token", str(token.value))
        refused(operation.call(line, token=token), 401, "UNAUTHENTICATED")


def _operation(run: Session, api: str, wanted: TokenKind | None = None) -> OperationClient:
    """Return an API's first operation, under the wanted kind of token where it has that."""
    if api not in run.contracts:
        raise NotTestable(f"this run leaves {api} out: add --api {api}")
    profile = run.profile.api(api)
    kinds = profile.token_kinds
    kind = wanted if wanted in kinds else kinds[0]
    return run.operation(api, profile.operations[0], kind)


def _just_for(run: Session, operation: OperationClient, line: Subscriber) -> AccessToken:
    """Return a fresh token with the scope of this operation and no other."""
    try:
        return run.tokens[operation.api].with_scopes(
            operation.token_kind, line, operation.scopes
        )
    except NoToken as error:
        raise NotTestable(
            f"a token for {operation.api} alone is not to be had: {error}"
        ) from error


def _invalid(value: str) -> AccessToken:
    return AccessToken(value, "invalid")


def _refused_as(answer: Answer, *expected: tuple[int, str]) -> None:
    if (answer.status, answer.code) not in expected:
        wanted = " or ".join(f"{status} {code}" for status, code in expected)
        raise UnexpectedAnswer(f"{answer}: expected {wanted}")


def _changed(token: str) -> str:
    """Return a token with one character changed, of the signature where it has one."""
    if token.count(".") == _DOTS_OF_A_JWT:
        return tampered(token)
    middle = len(token) // 2
    other = "A" if token[middle] != "A" else "B"
    return f"{token[:middle]}{other}{token[middle + 1 :]}"


def _claims(token: str) -> dict[str, Any] | None:
    """Return the claims of a JWT; None for any other token."""
    if token.count(".") != _DOTS_OF_A_JWT:
        return None
    payload = token.split(".")[1]
    try:
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, binascii.Error):
        return None
    return claims if isinstance(claims, dict) else None


def _likely_claims(operation: OperationClient) -> dict[str, Any]:
    """Return what a server could look for in a token for this operation."""
    now = int(time.time())
    return {
        "sub": "anybody",
        "client_id": "anybody",
        "scope": operation.scopes[0],
        "iat": now,
        "exp": now + 60,
        "jti": str(uuid4()),
    }
