"""Mistakes of trust: an answer, a key or a number that nobody has vouched for."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

import base64
import json
import re
import secrets
from collections.abc import Callable
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64decode

from conformance.reference.authorization import jose
from conformance.reference.authorization.assertion_rules import AssertionRules
from conformance.reference.authorization.authorization_code_rules import Query
from conformance.reference.authorization.ciba_rules import User
from conformance.reference.authorization.clients import Client, Clients
from conformance.reference.authorization.grants import Method
from conformance.reference.authorization.request_objects import Claims
from conformance.reference.decisions.access import network_knows_user
from conformance.reference.faults.registry import Catalogue
from conformance.reference.problems import RefusalError
from conformance.reference.rules import Rules
from conformance.reference.subscribers import Consent, Subscribers

catalogue = Catalogue()
_NAMED = "resource.token-for-a-named-number-is-refused-by-number-verification"
_BESIDE = ("state", "nonce")
_HEADER_KEY = "client-authentication.key-in-the-header-is-refused"
_WRONG_HINT = "ciba.malformed-tel-hint-is-refused"
# Bytes: room for a certificate, which the library leaves none.
_LONGEST_HEADER = 8192
_PARAMETERS = "ciba.tel-hint-with-parameters-is-refused"


@catalogue.fault(_NAMED)
def consent_passes_for_the_network(rules: Rules) -> None:
    """A user who agreed on some device is taken for one whom the network has identified."""
    rules.authorization.scope.refuse_off_network = lambda _apis, _network: None
    rules.network_knows_user = lambda method: (
        method is Method.CONSENT or network_knows_user(method)
    )


@catalogue.fault(_NAMED)
def named_number_is_unauthenticated(rules: Rules) -> None:
    """The token is issued, and the API answers as if it were none: 401."""
    rules.authorization.scope.refuse_off_network = lambda _apis, _network: None

    def knows(method: Method) -> bool:
        if method is Method.CONSENT:
            raise RefusalError("invalid-token")
        return network_knows_user(method)

    rules.network_knows_user = knows


@catalogue.fault("ciba.refusal-is-final")
def refusal_is_told_once(rules: Rules) -> None:
    """The refusal is deleted with its answer, and what is left looks like consent."""
    ciba = rules.authorization.ciba
    agreed = ciba.agreed
    ciba.denied = lambda pending: pending.line.consent is Consent.DENIED and pending.polls == 1
    ciba.agreed = lambda pending, now: (
        pending.line.consent is Consent.DENIED or agreed(pending, now)
    )


@catalogue.fault("ciba.polls-are-no-answer")
def third_poll_brings_a_token(rules: Rules) -> None:
    """A demonstration's user, who agrees at the third poll, was left in."""
    agreed = rules.authorization.ciba.agreed
    rules.authorization.ciba.agreed = lambda pending, now: (
        pending.polls > 2 or agreed(pending, now)
    )


def _read_hints(rules: Rules, read: Callable[[str], str]) -> None:
    """Let a hint be put right before it is looked at."""
    honest = rules.authorization.ciba.user_of

    def user_of(hint: object, lines: Subscribers, tokens: dict[str, str]) -> User:
        return honest(read(hint) if isinstance(hint, str) else hint, lines, tokens)

    rules.authorization.ciba.user_of = user_of


@catalogue.fault(_WRONG_HINT)
def zeros_are_taken_for_the_plus(rules: Rules) -> None:
    """Numbers are put right as a switchboard does it: 00 is the plus."""
    _read_hints(rules, lambda hint: re.sub(r"\Atel:00", "tel:+", hint))


@catalogue.fault(_PARAMETERS, level="SHOULD")
def parameters_of_a_number_are_dropped(rules: Rules) -> None:
    """Whatever follows the semicolon of a tel: URI is cut off."""
    _read_hints(rules, lambda hint: hint.partition(";")[0])


def _header(token: str) -> dict[str, Any]:
    """Return the header of a JWT, {} for anything else."""
    try:
        header = json.loads(urlsafe_b64decode(token.partition(".")[0].encode()))
    except (ValueError, RecursionError):
        return {}
    return header if isinstance(header, dict) else {}


def _embedded(header: dict[str, Any]) -> jose.Key | None:
    """Return the public key that a header brings along as JWK."""
    key = header.get("jwk")
    if key is None:
        return None
    return ECKey.import_key(key) if key.get("kty") == "EC" else RSAKey.import_key(key)


def _long_headers() -> JWSRegistry:
    """Return what reads a header with a certificate in it."""
    registry = JWSRegistry(algorithms=list(jose.CLIENT_ALGORITHMS))
    registry.max_header_length = _LONGEST_HEADER
    return registry


def _trusting(
    assertion: AssertionRules, key_of: Callable[[dict[str, Any]], jose.Key | None]
) -> None:
    """Let an assertion be checked with a key from its own header, where it has one."""
    honest = assertion.claims_of

    def claims_of(text: str, client: Client) -> dict[str, Any]:
        header = _header(text)
        key = key_of(header)
        if key is None:
            return honest(text, client)
        try:
            return dict(jwt.decode(text, key, registry=_long_headers()).claims)
        except JoseError as problem:
            raise jose.BadTokenError("the signature does not hold") from problem

    assertion.claims_of = claims_of


@catalogue.fault(_HEADER_KEY)
def key_in_the_header_is_trusted(rules: Rules) -> None:
    """The JOSE library prefers a key that the header embeds."""
    _trusting(rules.authorization.client_authentication.assertion, _embedded)


@catalogue.fault("jwt-bearer.foreign-key-is-refused")
def key_in_the_header_of_a_grant_is_trusted(rules: Rules) -> None:
    """The JOSE library prefers a key that the header of the user's assertion embeds."""
    _trusting(rules.authorization.jwt_bearer.assertion, _embedded)


@catalogue.fault(_HEADER_KEY)
def certificate_in_the_header_is_trusted(rules: Rules) -> None:
    """A certificate in the header is taken, and who has signed it nobody looks at."""

    def key_of(header: dict[str, Any]) -> jose.Key | None:
        if "x5c" not in header:
            return None
        key = x509.load_der_x509_certificate(base64.b64decode(header["x5c"][0])).public_key()
        pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        rsa = isinstance(key, RSAPublicKey)
        return RSAKey.import_key(pem) if rsa else ECKey.import_key(pem)

    _trusting(rules.authorization.client_authentication.assertion, key_of)


@catalogue.fault("client-authentication.key-of-another-client-is-refused")
def keys_of_all_clients_lie_in_one_set(rules: Rules) -> None:
    """A key is looked up by its id alone, whosever it is."""
    assertion = rules.authorization.client_authentication.assertion
    signer, honest = assertion.signer, assertion.claims_of
    owners: dict[str, Client] = {}

    def remembering(text: str, clients: Clients) -> Client | None:
        owners.update({client.kid: client for client in clients})
        return signer(text, clients)

    assertion.signer = remembering
    assertion.claims_of = lambda text, client: honest(
        text, owners.get(str(_header(text).get("kid")), client)
    )


@catalogue.fault(
    *(f"authorization-code.{name}-outside-does-not-count" for name in _BESIDE),
)
def parameters_outside_fill_the_gaps(rules: Rules) -> None:
    """What a request object leaves out is taken from outside, as OpenID Connect has it."""
    honest = rules.authorization.code.parameters_of

    def parameters_of(query: Query, inside: Claims) -> dict[str, str]:
        return {**query, **honest(query, inside)}

    rules.authorization.code.parameters_of = parameters_of


@catalogue.fault(
    "authorization-code.request-object-of-another-issuer-is-refused", level="SHOULD"
)
def issuer_of_request_objects_is_not_compared(rules: Rules) -> None:
    """That the client's key fits is enough; whom iss names is not looked at."""
    objects = rules.authorization.code.request_objects
    objects.refuse_foreign_issuer = lambda _claims, _client: None


@catalogue.fault("authorization-code.code-cannot-be-guessed")
def codes_have_six_digits(rules: Rules) -> None:
    """Codes are made like one-time passwords."""
    rules.authorization.code.new_code = lambda: f"{secrets.randbelow(10**6):06}"
