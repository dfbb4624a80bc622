"""Mistakes with users who can't be had without a page: unknown, unasked, unwilling."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

from collections.abc import Mapping

from conformance.reference.authorization.authorization_code_rules import Query
from conformance.reference.authorization.errors import OAuthError
from conformance.reference.faults.registry import Catalogue
from conformance.reference.rules import Rules
from conformance.reference.subscribers import Subscriber, Subscribers

catalogue = Catalogue()
_LOGIN_PAGE = "https://login.operator.example/sign-in"


def _row(*names: str) -> tuple[str, ...]:
    """Return the ids of rows of this area."""
    return tuple(f"authorization-code.{name}" for name in names)


_UNKNOWN_DEVICE = _row("unknown-device-is-sent-back", "prompt-none-is-implied")


def _page_for(rules: Rules, *errors: str) -> None:
    """Send the browser to a page of the operator's own in place of these errors."""
    honest = rules.authorization.code.location

    def location(address: str, answer: Mapping[str, str]) -> str:
        return _LOGIN_PAGE if answer.get("error") in errors else honest(address, answer)

    rules.authorization.code.location = location


@catalogue.fault(*_UNKNOWN_DEVICE)
def unknown_device_gets_a_login_page(rules: Rules) -> None:
    """Who is not known by the network is asked to sign in."""
    _page_for(rules, "login_required")


@catalogue.fault(*_row("prompt-none-is-implied"))
def login_page_without_prompt_none(rules: Rules) -> None:
    """Who is not known by the network is asked to sign in, unless the client forbids it."""
    honest = rules.authorization.code.line_of

    def line_of(device: str | None, query: Query, lines: Subscribers) -> Subscriber:
        if device is None and query.get("prompt") != "none":
            raise OAuthError("page", "The user has to sign in.")
        return honest(device, query, lines)

    rules.authorization.code.line_of = line_of
    _page_for(rules, "page")


@catalogue.fault(*_UNKNOWN_DEVICE)
def unknown_device_is_somebody(rules: Rules) -> None:
    """A test user was left in: a device that the network does not know is swapped-3h."""
    honest = rules.authorization.code.line_of
    rules.authorization.code.line_of = lambda device, query, lines: (
        lines.by_id("swapped-3h") if device is None else honest(device, query, lines)
    )


@catalogue.fault(*_row("missing-consent-is-sent-back", "refusing-user-is-sent-back"))
def consent_is_not_looked_at(rules: Rules) -> None:
    """Every user of the network has agreed, so nobody asks."""
    rules.authorization.code.refuse_without_consent = lambda _line: None


@catalogue.fault(*_row("missing-consent-is-sent-back"))
def consent_is_asked_on_a_page(rules: Rules) -> None:
    """The consent page is shown even where the client has forbidden every page."""
    _page_for(rules, "consent_required")


@catalogue.fault(*_row("refusing-user-is-sent-back"))
def refusal_is_a_server_error(rules: Rules) -> None:
    """A user who has refused is an exception that nobody handles."""
    honest = rules.authorization.code.refuse_without_consent

    def refuse(line: Subscriber) -> None:
        try:
            honest(line)
        except OAuthError as problem:
            raise OAuthError("server_error", "Something went wrong.") from problem

    rules.authorization.code.refuse_without_consent = refuse
