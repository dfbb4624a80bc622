"""ID tokens of either flow: who made them, for whom, about whom, and what they give away."""

import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from conformance.checks.pseudonyms import digest_in, number_in, trace_of
from conformance.exchanges import Purpose, Request
from conformance.profile import Subscriber
from conformance.scenarios.expect import holds
from conformance.scenarios.id_tokens import IdTokens, Obtained
from conformance.scenarios.requirement import requirement
from conformance.target.answers import Answer, UnexpectedAnswer
from conformance.target.errors import NotTestable
from conformance.tokens.flows.endpoint import Endpoints
from conformance.tokens.id_tokens import verify_signature
from conformance.tokens.server import AuthorizationServer

Example = Mapping[str, Any]
# Two clocks that differ by more than this are a fault of their own.
_SKEW_SECONDS = 300
# OpenID Connect Core 1.0, section 2.
_LONGEST_SUB = 255


@requirement("id-token.is-part-of-the-response")
def test_presence(id_tokens: IdTokens, line: Subscriber, example: Example) -> None:
    """Who asks for openid gets an ID token."""
    holds(bool(id_tokens.of(example["flow"], line).claims), "the ID token says nothing")


@requirement("id-token.signature-holds")
def test_signature(
    id_tokens: IdTokens, server: AuthorizationServer, line: Subscriber, example: Example
) -> None:
    """One of the server's published keys has signed the ID token."""
    token = id_tokens.of(example["flow"], line).id_token

    request = Request("GET", server.endpoint("jwks"), (), None)
    answer = Answer(server.target.answered(lambda: request, Purpose("discovery", "jwks")))
    verify_signature(token, answer.succeeded().json)


@requirement("id-token.comes-from-the-issuer")
def test_issuer(
    id_tokens: IdTokens, server: AuthorizationServer, line: Subscriber, example: Example
) -> None:
    """The issuer is the one of the metadata, letter by letter."""
    obtained = id_tokens.of(example["flow"], line)

    issuer, wanted = obtained.claim("iss"), server.endpoint("issuer")
    holds(issuer == wanted, f"{obtained}: iss is {issuer!r}, the metadata says {wanted!r}")


@requirement("id-token.is-for-the-client")
def test_audience(id_tokens: IdTokens, line: Subscriber, example: Example) -> None:
    """The client that asked is who the ID token is for."""
    obtained = id_tokens.of(example["flow"], line)

    audience = obtained.claim("aud")
    named = audience if isinstance(audience, list) else [audience]
    holds(obtained.client.id in named, f"{obtained}: aud is {audience!r}")
    party = obtained.claims.get("azp", obtained.client.id)
    holds(party == obtained.client.id, f"{obtained}: azp is {party!r}")


@requirement("id-token.expires-later")
def test_expiry(id_tokens: IdTokens, line: Subscriber, example: Example) -> None:
    """The ID token is still good when it arrives."""
    obtained = id_tokens.of(example["flow"], line)

    expires = _seconds(obtained, "exp")
    if expires <= time.time() - _SKEW_SECONDS or expires <= _seconds(obtained, "iat"):
        raise UnexpectedAnswer(f"{obtained}: it had expired when it arrived")


@requirement("id-token.was-issued-now")
def test_time_of_issue(id_tokens: IdTokens, line: Subscriber, example: Example) -> None:
    """The ID token was made for this request."""
    obtained = id_tokens.fresh(example["flow"], line)

    age = time.time() - _seconds(obtained, "iat")
    if abs(age) > _SKEW_SECONDS:
        raise UnexpectedAnswer(f"{obtained}: iat lies {age:.0f} s back")


@requirement("id-token.nonce-is-returned")
def test_nonce(id_tokens: IdTokens, line: Subscriber, example: Example) -> None:
    """The nonce of the request, byte for byte."""
    obtained = id_tokens.fresh("authorization-code", line, nonce=example["nonce"])

    got = obtained.claim("nonce")
    holds(got == obtained.nonce, f"{obtained}: the nonce {obtained.nonce!r} came as {got!r}")


@requirement("id-token.sub-is-an-identifier")
def test_sub(id_tokens: IdTokens, line: Subscriber, example: Example) -> None:
    """A string of at most 255 ASCII characters, and not an empty one."""
    _sub(id_tokens.of(example["flow"], line))


@requirement("id-token.sub-tells-users-apart")
def test_two_users(
    id_tokens: IdTokens, line: Subscriber, other_line: Subscriber, example: Example
) -> None:
    """The same user has the same sub the next time, and nobody else has it."""
    flow = example["flow"]
    first = _sub(id_tokens.of(flow, line))

    again = _sub(id_tokens.fresh(flow, line))
    holds(again == first, "the same user has another sub the next time")
    other = _sub(id_tokens.of(flow, other_line))
    holds(other != first, "another user has the same sub")


@requirement("id-token.sub-is-not-the-phone-number")
def test_number_as_sub(id_tokens: IdTokens, line: Subscriber, example: Example) -> None:
    """The number is in no spelling part of the sub."""
    obtained = id_tokens.of(example["flow"], line)

    trace = number_in(_sub(obtained), line.phone_number)
    holds(trace is None, f"{obtained}: the sub gives away {trace}")


@requirement("id-token.sub-is-no-digest-of-the-phone-number")
def test_digest_as_sub(id_tokens: IdTokens, line: Subscriber, example: Example) -> None:
    """Neither a digest of the number, nor one of the number and what everybody knows."""
    obtained = id_tokens.of(example["flow"], line)

    trace = digest_in(_sub(obtained), line.phone_number, obtained.client.id)
    holds(trace is None, f"{obtained}: the sub is {trace}")


@requirement("id-token.no-claim-tells-the-phone-number")
def test_number_in_a_claim(id_tokens: IdTokens, line: Subscriber, example: Example) -> None:
    """No other claim has the number or a digest of it either: nobody asked for it."""
    obtained = id_tokens.of(example["flow"], line)

    for name, text in _texts("", {k: v for k, v in obtained.claims.items() if k != "sub"}):
        trace = trace_of(text, line.phone_number, obtained.client.id)
        holds(trace is None, f"{obtained}: {name} gives away {trace}")


@requirement("id-token.sub-is-pairwise")
def test_two_clients(
    id_tokens: IdTokens, endpoints: Endpoints, line: Subscriber, example: Example
) -> None:
    """Two clients can't find out that they speak of the same user."""
    flow = example["flow"]
    ours, theirs = (id_tokens.of(flow, line, client) for client in ("main", "other"))
    if _sub(ours) != _sub(theirs):
        return
    if _sector(endpoints, "main") == _sector(endpoints, "other"):
        raise NotTestable(
            "give authorization.clients.other a redirect_uri on another host: by OpenID "
            "Connect two clients with the same host may see the same sub"
        )
    raise UnexpectedAnswer(f"{theirs}: the sub is that of another client's ID token")


def _sub(obtained: Obtained) -> str:
    sub = obtained.claim("sub")
    if not isinstance(sub, str) or not sub.isascii() or not 0 < len(sub) <= _LONGEST_SUB:
        raise UnexpectedAnswer(f"{obtained}: sub is no string of 1 to 255 ASCII characters")
    return sub


def _seconds(obtained: Obtained, name: str) -> float:
    value = obtained.claim(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UnexpectedAnswer(f"{obtained}: {name} is no number")
    return float(value)


def _texts(name: str, value: object) -> list[tuple[str, str]]:
    """Return every string and number within a JSON value, with the path to it."""
    if isinstance(value, dict):
        return [
            each for key in value for each in _texts(f"{name}.{key}".strip("."), value[key])
        ]
    if isinstance(value, list):
        return [each for item in value for each in _texts(name, item)]
    return [(name, str(value))]


def _sector(endpoints: Endpoints, client: str) -> str | None:
    return urlsplit(str(endpoints.client(client).redirect_uri)).hostname
