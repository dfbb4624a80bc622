"""Mistakes at the authorization endpoint: who is let through, and where the browser goes."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

from collections.abc import Callable
from urllib.parse import unquote_plus, urlsplit

from conformance.reference.authorization.authorization_code_rules import Query
from conformance.reference.authorization.clients import Client
from conformance.reference.authorization.errors import OAuthError
from conformance.reference.authorization.scopes import API_SCOPES
from conformance.reference.faults.registry import Catalogue
from conformance.reference.rules import Rules
from conformance.reference.subscribers import Subscriber, Subscribers

catalogue = Catalogue()


def _row(*names: str) -> tuple[str, ...]:
    """Return the ids of rows of this area."""
    return tuple(f"authorization-code.{name}" for name in names)


_UNREGISTERED = _row("unregistered-redirect-uri-gets-no-redirect")
_STATE = _row("state-is-returned")
_STATE_WITH_ERRORS = _row("state-is-returned-with-errors")


@catalogue.fault(*_row("code-brings-an-access-token"))
def network_header_is_not_read(rules: Rules) -> None:
    """The gateway renamed the header with the device's number: no device is ever known."""

    def line_of(_device: str | None, _query: Query, _lines: Subscribers) -> Subscriber:
        raise OAuthError("login_required", "The network does not know the device.")

    rules.authorization.code.line_of = line_of


@catalogue.fault(*_row("token-is-for-the-device"))
def token_is_for_the_session_of_another_device(rules: Rules) -> None:
    """A cache in front keeps the user of an earlier device for all that follow."""
    honest = rules.authorization.code.line_of

    def line_of(device: str | None, query: Query, lines: Subscribers) -> Subscriber:
        honest(device, query, lines)
        return lines.by_id("never")

    rules.authorization.code.line_of = line_of


@catalogue.fault(*_row("login-hint-does-not-choose-the-user"))
def login_hint_wins_over_the_network(rules: Rules) -> None:
    """Whoever is named by login_hint is the user, whatever device asks."""
    honest = rules.authorization.code.line_of

    def line_of(device: str | None, query: Query, lines: Subscribers) -> Subscriber:
        named = lines.by_number(query.get("login_hint", "").removeprefix("tel:"))
        return named or honest(device, query, lines)

    rules.authorization.code.line_of = line_of


def _refuses(parameter: str, error: str) -> Callable[[Query], None]:
    """Return a decision that refuses a parameter that is to be ignored."""

    def refuse(query: Query) -> None:
        if parameter in query:
            raise OAuthError(error, f"{parameter} is not supported.")

    return refuse


@catalogue.fault(*_row("login-hint-is-ignored"), level="SHOULD")
def login_hint_is_refused(rules: Rules) -> None:
    """A login_hint is an error, as it is not supported."""
    rules.authorization.code.refuse_optional = _refuses("login_hint", "invalid_request")


@catalogue.fault(*_row("acr-values-are-ignored"))
def acr_values_are_refused(rules: Rules) -> None:
    """A class of authentication that is not known is an error."""
    refuse = _refuses("acr_values", "unmet_authentication_requirements")
    rules.authorization.code.refuse_optional = refuse


@catalogue.fault(*_STATE, *_STATE_WITH_ERRORS)
def state_is_decoded_once_too_often(rules: Rules) -> None:
    """The state is decoded twice, so that a plus or a per cent sign in it does not survive."""
    rules.authorization.code.state_told = lambda state, _is_error: unquote_plus(state)


@catalogue.fault(*_STATE, *_STATE_WITH_ERRORS)
def state_is_cut_to_its_column(rules: Rules) -> None:
    """The state is kept in a column of 64 characters."""
    rules.authorization.code.state_told = lambda state, _is_error: state[:64]


@catalogue.fault(*_STATE)
def state_is_lost_with_a_code(rules: Rules) -> None:
    """A success has a code and nothing else."""
    rules.authorization.code.state_told = lambda state, is_error: state if is_error else None


@catalogue.fault(*_STATE_WITH_ERRORS)
def state_is_lost_with_an_error(rules: Rules) -> None:
    """An error has a code of its own and nothing else."""
    rules.authorization.code.state_told = lambda state, is_error: None if is_error else state


@catalogue.fault(*_row("redirects-with-302"))
def redirect_keeps_the_method(rules: Rules) -> None:
    """The framework's redirect has status 307."""
    rules.authorization.code.redirect_status = 307


@catalogue.fault(*_row("unsupported-response-type-is-refused"))
def response_type_is_not_looked_at(rules: Rules) -> None:
    """There is but one response_type, so nobody looks at it."""
    rules.authorization.code.refuse_response_type = lambda _query: None


@catalogue.fault(*_row("unsupported-response-type-is-refused"))
def unsupported_response_type_is_an_invalid_request(rules: Rules) -> None:
    """A validator in front knows but one error."""
    honest = rules.authorization.code.refuse_response_type

    def refuse(query: Query) -> None:
        try:
            honest(query)
        except OAuthError as problem:
            raise OAuthError("invalid_request", problem.description) from problem

    rules.authorization.code.refuse_response_type = refuse


@catalogue.fault(*_row("missing-response-type-is-refused"))
def response_type_has_a_default(rules: Rules) -> None:
    """Without response_type a code is what is meant."""
    honest = rules.authorization.code.refuse_response_type
    rules.authorization.code.refuse_response_type = lambda query: honest(
        {"response_type": "code", **query}
    )


@catalogue.fault(*_row("unknown-scope-is-refused"), level="SHOULD")
def unknown_scope_is_left_out(rules: Rules) -> None:
    """A scope that is not known is left out of what is granted."""
    rules.authorization.scope.known = lambda asked: asked & API_SCOPES


@catalogue.fault(*_row("unknown-scope-is-not-granted", "unknown-scope-is-refused"))
def scope_is_repeated_as_asked(rules: Rules) -> None:
    """The token response says that all was granted, even what does not exist."""
    honest, asked = rules.authorization.scope.names_in, list[str]()

    def names_in(text: object) -> list[str]:
        asked[:] = honest(text)
        return asked

    unknown_scope_is_left_out(rules)
    rules.authorization.scope.names_in = names_in
    rules.authorization.scope.told = lambda _names: " ".join(asked)


@catalogue.fault(*_row("request-uri-is-refused"))
def request_uri_is_passed_over(rules: Rules) -> None:
    """The parameter request_uri is not known, and so it is ignored."""
    rules.authorization.code.refuse_request_uri = lambda _query: None


def _address(accepts: Callable[[str, Client], bool]) -> Callable[[Query, Client], str]:
    """Return a decision that takes the addresses which a comparison accepts."""

    def return_address(query: Query, client: Client) -> str:
        address = query.get("redirect_uri", "")
        if not accepts(address, client):
            raise OAuthError("invalid_request", "redirect_uri is not registered.")
        return address

    return return_address


@catalogue.fault(*_UNREGISTERED)
def redirect_uri_is_not_compared(rules: Rules) -> None:
    """Any redirect_uri will do, as long as there is one."""
    rules.authorization.code.return_address = _address(lambda address, _client: bool(address))


@catalogue.fault(*_UNREGISTERED)
def redirect_uri_is_compared_by_its_beginning(rules: Rules) -> None:
    """A redirect_uri that begins with the registered one is taken for it."""
    rules.authorization.code.return_address = _address(
        lambda address, client: any(address.startswith(uri) for uri in client.redirect_uris)
    )


@catalogue.fault(*_UNREGISTERED)
def redirect_uri_is_compared_by_its_host(rules: Rules) -> None:
    """A redirect_uri on a registered host is taken for the registered one."""
    rules.authorization.code.return_address = _address(
        lambda address, client: (
            urlsplit(address).netloc in {urlsplit(uri).netloc for uri in client.redirect_uris}
        )
    )


@catalogue.fault(*_UNREGISTERED)
def error_goes_to_any_address(rules: Rules) -> None:
    """The error about a redirect_uri that is not registered is sent to that very address."""
    rules.authorization.code.instead_of_a_page = lambda query, problem: (
        query.get("redirect_uri") if "redirect_uri" in problem.description else None
    )


@catalogue.fault(*_row("missing-redirect-uri-gets-no-redirect"))
def redirect_uri_has_a_default(rules: Rules) -> None:
    """Of a client with one redirect_uri nobody has to name it."""
    honest = rules.authorization.code.return_address
    rules.authorization.code.return_address = lambda query, client: honest(
        {"redirect_uri": min(client.redirect_uris), **query}, client
    )


@catalogue.fault(*_row("unknown-client-gets-no-redirect"))
def unknown_client_is_sent_back(rules: Rules) -> None:
    """The error about a client that nobody knows is sent to the address that it names."""
    rules.authorization.code.instead_of_a_page = lambda query, problem: (
        query.get("redirect_uri") if "client_id" in problem.description else None
    )


@catalogue.fault(*_row("user-is-told-of-a-wrong-address"), level="SHOULD")
def user_sees_an_empty_page(rules: Rules) -> None:
    """A request that is not redirected gets a status and no words."""
    rules.authorization.code.tells_the_user = False


@catalogue.fault(*_row("client-without-the-grant-is-refused"))
def grant_is_not_checked_before_redemption(rules: Rules) -> None:
    """Whether the client may use this flow is looked at when the code is redeemed."""
    rules.authorization.code.may = lambda _client: None
