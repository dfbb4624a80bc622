"""Mistakes in ID tokens: who signed them, what they say, and what they give away."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

import base64
import hashlib
import uuid
from collections.abc import Callable
from typing import Any

from joserfc.jwk import ECKey

from conformance.reference.authorization import jose
from conformance.reference.authorization.id_token_rules import Claims
from conformance.reference.faults.registry import Catalogue
from conformance.reference.rules import Rules
from conformance.reference.subscribers import Subscriber

catalogue = Catalogue()


def _row(*names: str) -> tuple[str, ...]:
    """Return the ids of rows of this area."""
    return tuple(f"id-token.{name}" for name in names)


_SIGNATURE = _row("signature-holds")
_NUMBER = _row("sub-is-not-the-phone-number")
_DIGEST = _row("sub-is-no-digest-of-the-phone-number")
_OTHER_CLAIM = _row("no-claim-tells-the-phone-number")


@catalogue.fault(*_row("is-part-of-the-response"))
def id_token_is_left_out(rules: Rules) -> None:
    """The server is one of OAuth alone: there is no ID token, whatever the scope says."""
    rules.authorization.scope.id_token_due = lambda _openid: False


@catalogue.fault(*_SIGNATURE)
def id_token_is_signed_by_another_key(rules: Rules) -> None:
    """The key was rotated, and the published one was not."""
    new = ECKey.generate_key("P-256")
    rules.authorization.id_token.signed = lambda claims, _key, kid: jose.sign(claims, new, kid)


@catalogue.fault(*_SIGNATURE)
def id_token_names_an_unknown_kid(rules: Rules) -> None:
    """The kid of the ID token is that of a key which is not published."""
    rules.authorization.id_token.signed = lambda claims, key, _kid: jose.sign(
        claims, key, "reference-0"
    )


@catalogue.fault(*_SIGNATURE)
def id_token_is_not_signed(rules: Rules) -> None:
    """The ID token has alg none, as it comes over TLS anyway."""

    def unsigned(claims: Claims, key: jose.Key, kid: str) -> str:
        payload = jose.sign(claims, key, kid).split(".")[1]
        header = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
        return f"{header}.{payload}."

    rules.authorization.id_token.signed = unsigned


@catalogue.fault(*_SIGNATURE)
def jwks_is_a_bare_list(rules: Rules) -> None:
    """The keys are published as a bare list, without the object around it."""
    rules.authorization.discovery.jwks = lambda document: document["keys"]


@catalogue.fault(*_SIGNATURE)
def jwks_is_empty(rules: Rules) -> None:
    """The keys are not published yet."""
    rules.authorization.discovery.jwks = lambda _document: {"keys": []}


@catalogue.fault(*_SIGNATURE)
def jwks_lacks_half_of_the_key(rules: Rules) -> None:
    """The published key has no y coordinate."""
    rules.authorization.discovery.jwks = lambda document: {
        "keys": [{k: v for k, v in key.items() if k != "y"} for key in document["keys"]]
    }


def _says(rules: Rules, change: Callable[[Claims, Subscriber], dict[str, Any]]) -> None:
    """Let the claims say something else."""
    rules.authorization.id_token.claims_of = lambda claims, line: {
        **claims,
        **change(claims, line),
    }


@catalogue.fault(*_row("comes-from-the-issuer"))
def issuer_has_a_slash_at_its_end(rules: Rules) -> None:
    """The issuer of ID tokens ends in a slash, that of the metadata does not."""
    _says(rules, lambda claims, _line: {"iss": f"{claims['iss']}/"})


@catalogue.fault(*_row("is-for-the-client"))
def audience_is_the_api(rules: Rules) -> None:
    """The ID token is for the API, as the access token is."""
    _says(rules, lambda claims, _line: {"aud": f"{claims['iss']}/number-verification"})


@catalogue.fault(*_row("expires-later"))
def expiry_is_a_life(rules: Rules) -> None:
    """The claim exp is a number of seconds from now, not a moment."""
    _says(rules, lambda claims, _line: {"exp": claims["exp"] - claims["iat"]})


@catalogue.fault(*_row("expires-later", "was-issued-now"))
def times_are_text(rules: Rules) -> None:
    """The times in the ID token are strings."""
    _says(rules, lambda claims, _line: {name: str(claims[name]) for name in ("iat", "exp")})


@catalogue.fault(*_row("was-issued-now"))
def times_are_in_milliseconds(rules: Rules) -> None:
    """The times in the ID token are in milliseconds."""
    _says(rules, lambda claims, _line: {n: claims[n] * 1000 for n in ("iat", "exp")})


@catalogue.fault(*_row("nonce-is-returned"))
def nonce_is_left_out(rules: Rules) -> None:
    """The nonce is not put into the ID token."""
    rules.authorization.id_token.claims_of = lambda claims, _line: {
        name: value for name, value in claims.items() if name != "nonce"
    }


@catalogue.fault(*_row("nonce-is-returned"))
def nonce_is_cut_to_its_column(rules: Rules) -> None:
    """The nonce is kept in a column of 64 characters."""
    _says(rules, lambda claims, _line: {"nonce": str(claims.get("nonce"))[:64]})


@catalogue.fault(*_row("sub-is-an-identifier"))
def sub_is_a_number(rules: Rules) -> None:
    """The sub is the key of a database row, a JSON number."""
    rules.authorization.id_token.sub_of = lambda client, line, pseudonym: int(
        pseudonym(client.id, line.id)[:8], 16
    )


@catalogue.fault(*_row("sub-is-an-identifier"))
def sub_is_too_long(rules: Rules) -> None:
    """The sub has more than 255 characters."""
    rules.authorization.id_token.sub_of = lambda client, line, pseudonym: (
        pseudonym(client.id, line.id) * 4
    )


@catalogue.fault(*_row("sub-tells-users-apart"))
def sub_is_new_each_time(rules: Rules) -> None:
    """The sub is a random value for each ID token, so that nobody is known again."""
    rules.authorization.id_token.sub_of = lambda _client, _line, _pseudonym: str(uuid.uuid4())


@catalogue.fault(*_row("sub-tells-users-apart"))
def sub_is_the_client(rules: Rules) -> None:
    """The sub is made of the client's id, as in tokens without a user."""
    rules.authorization.id_token.sub_of = lambda client, _line, _pseudonym: client.id


@catalogue.fault(*_row("sub-is-pairwise"), level="SHOULD")
def sub_is_public(rules: Rules) -> None:
    """Every client sees the same sub for a user."""
    rules.authorization.id_token.sub_of = lambda _client, line, pseudonym: pseudonym(
        "everybody", line.id
    )


def _sub(rules: Rules, made: Callable[[str], str]) -> None:
    """Let the sub be made of the number, which begins with a plus."""
    rules.authorization.id_token.sub_of = lambda _client, line, _pseudonym: made(
        line.phone_number
    )


@catalogue.fault(*_NUMBER)
def sub_is_the_number(rules: Rules) -> None:
    """The sub is the phone number as CAMARA writes it."""
    _sub(rules, lambda number: number)


@catalogue.fault(*_NUMBER)
def sub_is_the_tel_uri_without_plus(rules: Rules) -> None:
    """The sub is the login_hint, its plus lost on the way."""
    _sub(rules, lambda number: f"tel:{number[1:]}")


@catalogue.fault(*_NUMBER)
def sub_is_the_number_in_base64(rules: Rules) -> None:
    """The sub is the number in base64, which looks like a pseudonym."""
    _sub(rules, lambda number: base64.urlsafe_b64encode(number.encode()).decode().rstrip("="))


@catalogue.fault(*_DIGEST)
def sub_is_the_hash_of_the_number(rules: Rules) -> None:
    """The sub is the SHA-256 of the number, as Number Verification has it."""
    _sub(rules, lambda number: hashlib.sha256(number.encode()).hexdigest())


@catalogue.fault(*_DIGEST)
def sub_is_the_md5_of_the_digits(rules: Rules) -> None:
    """The sub is the MD5 of the number without its plus."""
    _sub(
        rules,
        lambda number: hashlib.md5(number[1:].encode(), usedforsecurity=False).hexdigest(),
    )


@catalogue.fault(*_DIGEST)
def sub_is_the_hash_in_base64(rules: Rules) -> None:
    """The sub is the SHA-256 of the number's digits in base64url."""
    _sub(
        rules,
        lambda number: base64.urlsafe_b64encode(
            hashlib.sha256(number[1:].encode()).digest()
        ).decode(),
    )


@catalogue.fault(*_DIGEST)
def sub_is_salted_with_the_client(rules: Rules) -> None:
    """The sub is pairwise, but all that goes into the digest is known to everybody."""
    rules.authorization.id_token.sub_of = lambda client, line, _pseudonym: hashlib.sha256(
        f"{client.id}:{line.phone_number}".encode()
    ).hexdigest()


@catalogue.fault(*_OTHER_CLAIM, level="SHOULD")
def number_is_a_claim(rules: Rules) -> None:
    """The claim phone_number comes without the scope phone."""
    _says(rules, lambda _claims, line: {"phone_number": line.phone_number})


@catalogue.fault(*_OTHER_CLAIM, level="SHOULD")
def hash_is_a_nested_claim(rules: Rules) -> None:
    """A claim of the operator's own holds the hash of the number's digits."""
    _says(
        rules,
        lambda _claims, line: {
            "device": {"ids": [hashlib.sha256(line.phone_number[1:].encode()).hexdigest()]}
        },
    )
