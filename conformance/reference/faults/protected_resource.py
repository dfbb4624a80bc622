"""Mistakes of the APIs with tokens that are not theirs, or not tokens at all."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from conformance.reference.authorization import jose, scopes
from conformance.reference.authorization.grants import Grant, Method
from conformance.reference.authorization.scope_rules import ScopeRules
from conformance.reference.authorization.scopes import API_SCOPES, Scopes
from conformance.reference.faults import forgeries
from conformance.reference.faults.registry import Catalogue
from conformance.reference.operations import Call
from conformance.reference.problems import RefusalError
from conformance.reference.rules import Rules

if TYPE_CHECKING:
    from conformance.reference.world import World

catalogue = Catalogue()


def _rows(*names: str) -> tuple[str, ...]:
    """Return the ids of requirements of this area."""
    return tuple(f"resource.{name}" for name in names)


_CROSSED = _rows(
    "sim-swap-token-is-refused-by-number-verification",
    "number-verification-token-is-refused-by-sim-swap",
)


@catalogue.fault(*_rows("other-scheme-is-refused"))
def any_scheme_before_the_token(rules: Rules) -> None:
    """Only what comes after the blank is read."""
    honest = rules.bearer

    def bearer(sent: str | None) -> str:
        return honest(f"Bearer {sent.partition(' ')[2]}" if sent else sent)

    rules.bearer = bearer


@catalogue.fault(*_rows("other-scheme-is-refused"))
def basic_credentials_are_forbidden(rules: Rules) -> None:
    """A scheme that is not known is answered with 403."""
    honest = rules.bearer
    rules.answer_instead("other-scheme", 403, "PERMISSION_DENIED", "Use a bearer token.")

    def bearer(sent: str | None) -> str:
        if (sent or "").lower().startswith("basic "):
            raise RefusalError("other-scheme")
        return honest(sent)

    rules.bearer = bearer


@catalogue.fault(*_rows("scheme-is-case-insensitive"), level="SHOULD")
def scheme_compared_letter_for_letter(rules: Rules) -> None:
    """The header has to begin with Bearer, written just so."""
    honest = rules.bearer

    def bearer(sent: str | None) -> str:
        if sent and not sent.startswith(("Bearer ", "DPoP ")):
            raise RefusalError("invalid-token")
        return honest(sent)

    rules.bearer = bearer


def _trust(rules: Rules, *, signed: bool) -> None:
    """Take the claims of a token for true whatever its signature, or only without one."""
    honest = rules.grant_of

    def grant_of(world: "World", token: str) -> Grant:
        if signed or _algorithm(token) == "none":
            grant = _issued(world, token)
            if grant is not None:
                return grant
        return honest(world, token)

    rules.grant_of = grant_of


def _algorithm(token: str) -> object:
    """Return what the header of a token says of its signature."""
    try:
        return forgeries.header_of(token).get("alg")
    except jose.BadTokenError:
        return None


def _issued(world: "World", token: str) -> Grant | None:
    """Return the grant that a token's claims speak of, its signature unseen."""
    try:
        return world.issuer.grant(jose.unverified(token))
    except jose.BadTokenError:
        return None


@catalogue.fault(*_rows("tampered-token-is-refused"))
def signature_of_tokens_not_verified(rules: Rules) -> None:
    """The claims of a token are decoded, and the signature left to the gateway."""
    _trust(rules, signed=True)


@catalogue.fault(*_rows("unsigned-token-is-refused"))
def unsigned_tokens_accepted(rules: Rules) -> None:
    """The API verifies a token as its header says, under alg none not at all."""
    _trust(rules, signed=False)


@catalogue.fault(*_rows("id-token-is-refused"))
def id_token_taken_for_an_access_token(rules: Rules) -> None:
    """Whatever the issuer has signed is a token, and a user has every scope."""
    honest = rules.grant_of

    def grant_of(world: "World", token: str) -> Grant:
        claims = world.issuer.verified(token)
        line_id = _line_of(world, claims)
        if world.issuer.grant(claims) is None and line_id is not None:
            return Grant(str(claims["aud"]), API_SCOPES, Method.NETWORK, line_id)
        return honest(world, token)

    rules.grant_of = grant_of


def _line_of(world: "World", claims: dict[str, Any]) -> str | None:
    """Return the line that the claims of an ID token are about."""
    client_id, sub = str(claims.get("aud")), claims.get("sub")
    lines = (line.id for line in world.subscribers)
    return next((id_ for id_ in lines if world.issuer.pseudonym(client_id, id_) == sub), None)


@catalogue.fault(*_CROSSED)
def scope_of_another_api_suffices(rules: Rules) -> None:
    """A token with any scope of an API opens all APIs."""
    rules.scope_suffices = lambda granted, _operation: bool(granted)
    rules.network_knows_user = lambda _method: True


@catalogue.fault(*_CROSSED)
def token_of_another_api_is_unknown(rules: Rules) -> None:
    """A token without a scope of the API is answered as if it were not good."""
    rules.answer_instead("scope", 401, "UNAUTHENTICATED")


def _without_a_user(text: object, client_scopes: frozenset[str], *rules: ScopeRules) -> Scopes:
    """Return whatever scopes a client may have, be they about a user's device."""
    return scopes.allowed(scopes.read(text, *rules), client_scopes)


@catalogue.fault(*_rows("two-legged-token-is-refused-by-number-verification"))
def number_verification_without_a_user(rules: Rules) -> None:
    """A client gets a token for itself, and the API looks for the device behind it."""
    rules.authorization.client_credentials.scopes = _without_a_user
    rules.network_knows_user = lambda _method: True


@catalogue.fault(*_rows("two-legged-token-is-refused-by-number-verification"))
def number_verification_of_the_last_user(rules: Rules) -> None:
    """A token without a user is answered for a line that is left over from a test."""
    rules.authorization.client_credentials.scopes = _without_a_user
    rules.network_knows_user = lambda _method: True
    honest = rules.line_of_token
    rules.line_of_token = lambda world, grant: (
        honest(world, grant) or world.subscribers.by_id("swapped-3h")
    )


@catalogue.fault(*_rows("token-in-the-query-is-refused"), level="SHOULD")
def token_in_the_query_accepted(rules: Rules) -> None:
    """A token may come as access_token in the address."""

    def credentials(call: Call) -> str | None:
        found = parse_qs(call.query).get("access_token")
        return call.authorization or (f"Bearer {found[0]}" if found else None)

    rules.credentials = credentials
