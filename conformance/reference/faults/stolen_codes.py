"""Mistakes by which a code gets to somebody else, or is good in other hands."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

import asyncio
from collections.abc import Callable
from urllib.parse import urlsplit

from conformance.reference.authorization.authorization_code_rules import Code, Query
from conformance.reference.authorization.client_authentication_rules import Form
from conformance.reference.authorization.clients import AUTHORIZATION_CODE, Client, Clients
from conformance.reference.authorization.errors import OAuthError
from conformance.reference.faults.registry import Catalogue
from conformance.reference.rules import Rules
from conformance.reference.subscribers import Subscriber, Subscribers

catalogue = Catalogue()
# Longer than a client takes to send its next request while another one is answered, on a
# machine that is busy with other runs, too.
_TIME_TO_OVERLAP = 0.25


def _row(*names: str) -> tuple[str, ...]:
    """Return the ids of rows of this area."""
    return tuple(f"authorization-code.{name}" for name in names)


_UNREGISTERED = _row("unregistered-redirect-uri-gets-no-redirect")


@catalogue.fault(*_row("login-hint-is-no-device"))
def login_hint_stands_in_for_the_network(rules: Rules) -> None:
    """Off the operator's network, whoever is named by login_hint is the user."""
    honest = rules.authorization.code.line_of

    def line_of(device: str | None, query: Query, lines: Subscribers) -> Subscriber:
        named = query.get("login_hint", "").removeprefix("tel:")
        return honest(device or named or None, query, lines)

    rules.authorization.code.line_of = line_of


@catalogue.fault("client-authentication.missing-authentication-is-refused")
def code_is_redeemed_by_name_alone(rules: Rules) -> None:
    """Who redeems a code names the client and proves nothing, as public clients do."""
    honest = rules.authorization.client_authentication.without_assertion

    def without_assertion(form: Form, clients: Clients) -> Client:
        named = clients.find(form.get("client_id"))
        is_a_code = form.get("grant_type") == AUTHORIZATION_CODE
        return named if is_a_code and named is not None else honest(form, clients)

    rules.authorization.client_authentication.without_assertion = without_assertion


@catalogue.fault(*_row("missing-redirect-uri-at-redemption-is-refused"), level="SHOULD")
def redirect_uri_is_compared_if_there_is_one(rules: Rules) -> None:
    """A redemption without redirect_uri has nothing that could be wrong."""
    honest = rules.authorization.code.same_address
    rules.authorization.code.same_address = lambda code, form: (
        "redirect_uri" not in form or honest(code, form)
    )


def _compared_by(rules: Rules, part: Callable[[str], str]) -> None:
    """Take a redirect_uri for a registered one where this part of the two is the same."""

    def return_address(query: Query, client: Client) -> str:
        address = query.get("redirect_uri", "")
        if part(address) not in map(part, client.redirect_uris):
            raise OAuthError("invalid_request", "redirect_uri is not registered.")
        return address

    rules.authorization.code.return_address = return_address


@catalogue.fault(*_UNREGISTERED)
def redirect_uri_is_compared_without_its_query(rules: Rules) -> None:
    """A redirect_uri is compared up to its question mark: clients like to add parameters."""
    _compared_by(rules, lambda address: urlsplit(address)._replace(query="").geturl())


@catalogue.fault(*_UNREGISTERED)
def redirect_uri_is_compared_in_any_case(rules: Rules) -> None:
    """A redirect_uri is compared in lower case, as if all of it were a host's name."""
    _compared_by(rules, str.lower)


@catalogue.fault(*_row("wrong-code-verifier-is-refused"), level="SHOULD")
def code_challenge_is_its_own_proof(rules: Rules) -> None:
    """A code_verifier that is the challenge itself passes, as under the method plain."""
    honest = rules.authorization.code.proved
    rules.authorization.code.proved = lambda code, form: (
        form.get("code_verifier") == code.challenge or honest(code, form)
    )


@catalogue.fault(*_row("code-is-single-use"))
def code_is_struck_off_after_the_answer(rules: Rules) -> None:
    """A code is struck off once its tokens are made: two requests at once find it good."""
    code_rules, in_hand = rules.authorization.code, list[Code]()
    honest = code_rules.proved

    def proved(code: Code, form: Query) -> bool:
        in_hand.append(code)
        return honest(code, form)

    async def made() -> None:
        await asyncio.sleep(_TIME_TO_OVERLAP)
        in_hand.clear()

    code_rules.proved = proved
    code_rules.good_once_more = lambda code: any(code is each for each in in_hand)
    rules.authorization.token_response.made = made
