"""Who calls: a client that signs, for this server, for minutes, with its own key."""

import time
from collections.abc import Mapping
from typing import Any

import httpx

from conformance.exchanges import Purpose, Request
from conformance.plan import PlannedCase
from conformance.profile.model import Authorization
from conformance.profile.wire_fields import placeholders
from conformance.scenarios.authenticated import Authenticated, accepted
from conformance.scenarios.expect import refused_with
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.target.answers import Answer, UnexpectedAnswer
from conformance.target.errors import NotOffered, NotTestable
from conformance.target.operations import ABSENT
from conformance.tokens.flows.endpoint import Endpoints
from conformance.tokens.jwts import (
    claims_of,
    foreign_key,
    signed,
    signed_with_the_public_key,
    tampered,
    unsigned,
)
from conformance.tokens.server import AuthorizationServer

_NOBODY = "a-client-that-nobody-registered"
_ELSEWHERE = "https://another-server.example/token"
_NOBODYS_SECRET = "a-secret-that-no-client-has"
# What a header template shows a secret by.
_OF_A_SECRET = {"basic", "client_secret"}


@requirement("client-authentication.private-key-jwt-is-accepted")
def test_private_key_jwt(authenticated: Authenticated, server: AuthorizationServer) -> None:
    """The one way that the profile knows works, under one audience at least."""
    if authenticated.client.key is None:
        method = authenticated.client.authentication
        raise UnexpectedAnswer(f"the client authenticates by {method}, not private_key_jwt")

    answers = []
    for audience in (authenticated.url, server.endpoint("token"), _issuer(server)):
        answers.append(authenticated.with_claims(aud=audience))
        if answers[-1].error != "invalid_client":
            break
    accepted(answers[-1])


@requirement("client-authentication.metadata-lists-private-key-jwt")
def test_metadata(run: Session, settings: Authorization) -> None:
    """What the server does, its metadata say."""
    request = Request("GET", str(settings.discovery), (), None)
    answer = Answer(run.target.answered(lambda: request, Purpose("discovery")))
    metadata = answer.succeeded().members
    member = "token_endpoint_auth_methods_supported"

    listed = metadata.get(member, ["private_key_jwt"])
    if not isinstance(listed, list) or "private_key_jwt" not in listed:
        raise UnexpectedAnswer(f"{member} of the metadata does not list private_key_jwt")


@requirement("client-authentication.missing-authentication-is-refused")
def test_no_authentication(authenticated: Authenticated, example: Mapping[str, Any]) -> None:
    """A name alone proves nothing, and no name even less."""
    authenticated.works()

    named = {"client_id": authenticated.client.id} if example.get("named") else {}
    refused_with(authenticated.without_proof(**named), 401, "invalid_client")


@requirement("client-authentication.wrong-secret-is-refused")
def test_wrong_secret(run: Session, authenticated: Authenticated) -> None:
    """The name is the client's, and the secret nobody's."""
    headers = run.profile.wire.authorization.client_headers.values()
    if headers and not any(set(placeholders(each)) & _OF_A_SECRET for each in headers):
        raise NotOffered("no header of wire.authorization.client_headers shows a secret")
    authenticated.works()

    answer = authenticated.with_secret(_NOBODYS_SECRET)
    agreed = authenticated.client.authentication != "private_key_jwt"
    if agreed or answer.status != 400:
        refused_with(answer, 401, "invalid_client")
    else:
        errors = ("invalid_client", "invalid_request", "unauthorized_client")
        refused_with(answer, 400, *errors)


@requirement("client-authentication.long-lived-assertion-is-refused")
def test_expiry_far_ahead(authenticated: Authenticated) -> None:
    """Whatever iat would say, 600 s from now is too late."""
    authenticated.works()

    answer = authenticated.with_claims(iat=ABSENT, exp=_now() + 600)
    refused_with(answer, 401, "invalid_client")


@requirement("client-authentication.assertion-made-for-long-is-refused")
def test_made_long_ago(authenticated: Authenticated) -> None:
    """It ends in a minute, and was made for almost eight."""
    authenticated.works()

    answer = authenticated.with_claims(iat=_now() - 400, exp=_now() + 60)
    refused_with(answer, 401, "invalid_client")


@requirement("client-authentication.endpoint-is-accepted-as-audience")
def test_endpoint_as_audience(authenticated: Authenticated) -> None:
    """The value that the profile recommends to clients."""
    accepted(authenticated.with_claims(aud=authenticated.url))


@requirement("client-authentication.other-names-are-accepted-as-audience")
def test_other_audience(
    authenticated: Authenticated, server: AuthorizationServer, example: Mapping[str, Any]
) -> None:
    """What else names the server, and is up to it."""
    answer = authenticated.with_claims(aud=server.endpoint(example["audience"]))
    try:
        accepted(answer)
    except UnexpectedAnswer:
        said = f"{answer}: the server does not go by this name, as it need not"
        raise UnexpectedAnswer(said) from None


@requirement("client-authentication.foreign-audience-is-refused")
def test_foreign_audience(authenticated: Authenticated) -> None:
    """An assertion that another server may have passed on."""
    authenticated.works()

    refused_with(authenticated.with_claims(aud=_ELSEWHERE), 401, "invalid_client")


@requirement("client-authentication.expired-assertion-is-refused")
def test_expired(authenticated: Authenticated) -> None:
    """Ten minutes past its end, more than clocks differ."""
    authenticated.works()

    answer = authenticated.with_claims(iat=_now() - 720, exp=_now() - 600)
    refused_with(answer, 401, "invalid_client")


@requirement(
    "client-authentication.wrong-issuer-is-refused",
    "client-authentication.wrong-subject-is-refused",
)
def test_wrong_name(authenticated: Authenticated, case: PlannedCase) -> None:
    """One of the two claims that name the client names nobody."""
    authenticated.works()

    claim = "iss" if "issuer" in case.requirement.id else "sub"
    wrong: dict[str, Any] = {claim: _NOBODY}
    refused_with(authenticated.with_claims(**wrong), 401, "invalid_client")


@requirement("client-authentication.unknown-key-id-is-refused")
def test_unknown_key_id(authenticated: Authenticated) -> None:
    """The right key under a name that it does not have."""
    authenticated.works()

    answer = authenticated.with_claims(header={"kid": "a-key-that-nobody-registered"})
    refused_with(answer, 401, "invalid_client")


@requirement("client-authentication.foreign-key-is-refused")
def test_foreign_key(authenticated: Authenticated) -> None:
    """The right name of a key that is another."""
    authenticated.works()

    client = authenticated.client
    forged = signed(authenticated.claims(), client, key=foreign_key(client))
    refused_with(authenticated.with_assertion(forged), 401, "invalid_client")


@requirement("client-authentication.tampered-assertion-is-refused")
def test_tampered(authenticated: Authenticated) -> None:
    """One character of the signature is another."""
    authenticated.works()

    forged = tampered(signed(authenticated.claims(), authenticated.client))
    refused_with(authenticated.with_assertion(forged), 401, "invalid_client")


@requirement("client-authentication.unsigned-assertion-is-refused")
def test_unsigned(authenticated: Authenticated) -> None:
    """`alg: none` is what the forger says, not what the server may do."""
    authenticated.works()

    forged = unsigned(authenticated.claims())
    refused_with(authenticated.with_assertion(forged), 401, "invalid_client")


@requirement("client-authentication.public-key-is-no-secret")
def test_public_key_as_secret(authenticated: Authenticated) -> None:
    """HS256 under what everybody knows."""
    authenticated.works()

    forged = signed_with_the_public_key(authenticated.claims(), authenticated.client)
    refused_with(authenticated.with_assertion(forged), 401, "invalid_client")


@requirement("client-authentication.unreadable-assertion-is-refused")
def test_unreadable(authenticated: Authenticated) -> None:
    """No JWT at all."""
    authenticated.works()

    answer = authenticated.with_assertion("this-is-no-jwt")
    if (answer.status, answer.error) != (400, "invalid_request"):
        refused_with(answer, 401, "invalid_client")


@requirement("client-authentication.other-assertion-type-is-refused")
def test_other_assertion_type(
    authenticated: Authenticated, example: Mapping[str, Any]
) -> None:
    """The assertion is good, and is said to be something else."""
    authenticated.works()

    assertion = signed(authenticated.claims(), authenticated.client)
    kind = example["type"]
    answer = authenticated.with_assertion(assertion, client_assertion_type=kind)
    if (answer.status, answer.error) != (400, "invalid_request"):
        refused_with(answer, 401, "invalid_client")


@requirement("client-authentication.assertion-of-another-client-is-refused")
def test_other_client(authenticated: Authenticated, endpoints: Endpoints) -> None:
    """Good by itself, and good for somebody else."""
    other = endpoints.client("other")
    if other.key is None:
        raise NotTestable("give authorization.clients.other a key and private_key_jwt")
    authenticated.works()

    foreign = signed(claims_of(other, authenticated.audience), other)
    answer = authenticated.with_assertion(foreign, client_id=authenticated.client.id)
    if (answer.status, answer.error) != (400, "invalid_request"):
        refused_with(answer, 401, "invalid_client")


def _issuer(server: AuthorizationServer) -> str:
    """Return the issuer, or the token endpoint's origin where it is nowhere told."""
    endpoints = server.settings.endpoints
    if server.settings.discovery or (endpoints and endpoints.issuer):
        return server.endpoint("issuer")
    return str(httpx.URL(server.endpoint("token")).join("/")).rstrip("/")


def _now() -> int:
    return int(time.time())
