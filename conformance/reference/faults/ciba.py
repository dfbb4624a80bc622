"""Mistakes with authentication requests: whom they are about, who asks, what is answered."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

import re
from collections.abc import Callable

from conformance.reference.authorization import hints
from conformance.reference.authorization.ciba_rules import Form, User
from conformance.reference.authorization.clients import Client, Clients
from conformance.reference.authorization.errors import OAuthError
from conformance.reference.authorization.grants import Method
from conformance.reference.faults.registry import Catalogue
from conformance.reference.rules import Rules
from conformance.reference.subscribers import Subscribers

catalogue = Catalogue()
Lookup = Callable[[object, Subscribers, dict[str, str]], User]


def _somebody(lines: Subscribers) -> User:
    return lines.by_id("swapped-3h"), Method.CONSENT


def _rewritten(rules: Rules, rewrite: Callable[[str], str]) -> None:
    """Let every hint be rewritten before it is looked at."""
    honest = rules.authorization.ciba.user_of
    rules.authorization.ciba.user_of = lambda hint, lines, tokens: honest(
        rewrite(hint) if isinstance(hint, str) else hint, lines, tokens
    )


def _instead(rules: Rules, problem: type[Exception], otherwise: Lookup) -> None:
    """Do something else where the honest provider finds no user."""
    honest = rules.authorization.ciba.user_of

    def user_of(hint: object, lines: Subscribers, tokens: dict[str, str]) -> User:
        try:
            return honest(hint, lines, tokens)
        except problem:
            return otherwise(hint, lines, tokens)

    rules.authorization.ciba.user_of = user_of


@catalogue.fault("ciba.poll-mode-is-told")
def metadata_tell_of_ping_alone(rules: Rules) -> None:
    """The metadata are those of the product's default, which is ping."""
    honest = rules.authorization.discovery.metadata
    rules.authorization.discovery.metadata = lambda document: honest(
        {**document, "backchannel_token_delivery_modes_supported": ["ping"]}
    )


@catalogue.fault("ciba.tel-hint-is-accepted")
def number_wanted_without_its_scheme(rules: Rules) -> None:
    """A login_hint is expected to be the bare number."""

    def user_of(hint: object, lines: Subscribers, tokens: dict[str, str]) -> User:
        if str(hint).startswith("tel:"):
            raise hints.BadHintError("this is no number")
        return hints.user_of(f"tel:{hint}", lines, tokens)

    rules.authorization.ciba.user_of = user_of


@catalogue.fault("ciba.login-hint-is-required")
def login_hint_optional(rules: Rules) -> None:
    """Without a hint the user of the last session is taken, a leftover of a demonstration."""

    def otherwise(hint: object, lines: Subscribers, _tokens: dict[str, str]) -> User:
        if hint is None:
            return _somebody(lines)
        raise hints.BadHintError("the hint has no known form")

    _instead(rules, hints.BadHintError, otherwise)


@catalogue.fault("ciba.login-hint-is-the-only-hint", "ciba.two-hints-are-refused")
def other_hints_accepted(rules: Rules) -> None:
    """The product knows all three hints of CIBA Core, and two were not switched off."""
    login_hint_optional(rules)
    rules.authorization.ciba.one_hint = lambda _form: None


@catalogue.fault("ciba.two-hints-are-refused")
def second_hint_ignored(rules: Rules) -> None:
    """Where login_hint is there, no other hint is looked at."""
    honest = rules.authorization.ciba.one_hint

    def one_hint(form: Form) -> None:
        if "login_hint" not in form:
            honest(form)

    rules.authorization.ciba.one_hint = one_hint


@catalogue.fault("ciba.malformed-tel-hint-is-refused")
def separators_in_a_number_dropped(rules: Rules) -> None:
    """Hyphens and blanks in a number are dropped, to be kind."""
    _rewritten(rules, lambda hint: re.sub(r"[ -]", "", hint))


@catalogue.fault("ciba.malformed-tel-hint-is-refused")
def plus_of_a_number_optional(rules: Rules) -> None:
    """A number without its plus is taken for an international one."""
    _rewritten(rules, lambda hint: re.sub(r"^tel:(?=\d)", "tel:+", hint))


@catalogue.fault("ciba.malformed-tel-hint-is-refused")
def scheme_of_a_number_optional(rules: Rules) -> None:
    """A bare number will do."""
    _rewritten(rules, lambda hint: f"tel:{hint}" if hint.startswith("+") else hint)


@catalogue.fault(
    "ciba.malformed-tel-hint-is-refused",
    "ciba.other-kind-of-hint-is-refused",
    "ciba.malformed-address-is-refused",
)
def malformed_hint_crashes(rules: Rules) -> None:
    """The parser's exception reaches the client: 500."""
    rules.authorization.ciba.refusals["bad-hint"] = ("server_error", "An error.", 500)


@catalogue.fault("ciba.other-kind-of-hint-is-refused")
def user_names_accepted(rules: Rules) -> None:
    """The product's own user names lead to a user, too."""

    def otherwise(hint: object, lines: Subscribers, _tokens: dict[str, str]) -> User:
        if hint == "user":
            return _somebody(lines)
        raise hints.BadHintError("the hint has no known form")

    _instead(rules, hints.BadHintError, otherwise)


@catalogue.fault("ciba.address-of-nobody-is-refused", "ciba.malformed-address-is-refused")
def address_not_looked_up(rules: Rules) -> None:
    """The lookup of addresses is a stub that always answers with the same line."""
    honest = rules.authorization.ciba.user_of
    rules.authorization.ciba.user_of = lambda hint, lines, tokens: (
        _somebody(lines) if str(hint).startswith("ipport:") else honest(hint, lines, tokens)
    )


@catalogue.fault("ciba.operator-token-hint-is-accepted")
def operator_tokens_not_known(rules: Rules) -> None:
    """The form operatortoken: was forgotten."""
    _rewritten(rules, lambda hint: "" if hint.startswith("operatortoken:") else hint)


@catalogue.fault("ciba.unknown-operator-token-is-refused")
def operator_token_not_looked_up(rules: Rules) -> None:
    """The entitlement server is not asked, and every operator token is good."""
    honest = rules.authorization.ciba.user_of
    rules.authorization.ciba.user_of = lambda hint, lines, tokens: (
        _somebody(lines)
        if str(hint).startswith("operatortoken:")
        else honest(hint, lines, tokens)
    )


@catalogue.fault("ciba.unknown-user-is-refused")
def unknown_user_accepted_for_privacy(rules: Rules) -> None:
    """An unknown number is answered like a known one, and its user never answers."""
    _instead(
        rules,
        hints.UnknownUserError,
        lambda _hint, lines, _tokens: (lines.by_id("silent"), Method.CONSENT),
    )


@catalogue.fault("ciba.unknown-user-is-refused")
def unknown_user_is_an_invalid_request(rules: Rules) -> None:
    """An unknown number is refused with the code of a malformed one."""
    rules.authorization.ciba.refusals["unknown-user"] = ("invalid_request", "No user.", 400)


@catalogue.fault("ciba.unknown-user-is-refused", "ciba.address-of-nobody-is-refused")
def unknown_user_is_not_found(rules: Rules) -> None:
    """An unknown number is refused as the APIs do it, with 404."""
    rules.authorization.ciba.refusals["unknown-user"] = ("unknown_user_id", "No user.", 404)


@catalogue.fault("ciba.repeated-parameter-is-refused")
def last_of_two_parameters_counts(rules: Rules) -> None:
    """The web framework keeps the last of two parameters, at the backchannel endpoint too."""
    rules.authorization.token_response.parameters = dict


def _anybody(authenticate: Callable[[], Client], form: Form, clients: Clients) -> Client:
    """Return the client that a request names, or the first one, proved or not."""
    if "client_assertion" in form:
        return authenticate()
    named = clients.find(str(form.get("client_id", "reference-main")))
    return named or authenticate()


@catalogue.fault("ciba.missing-client-authentication-is-refused")
def backchannel_open_to_everybody(rules: Rules) -> None:
    """The backchannel endpoint relies on a gateway that checks clients, which is not there."""
    rules.authorization.ciba.backchannel_caller = _anybody


@catalogue.fault(
    "ciba.missing-client-authentication-is-refused",
    "ciba.invalid-client-authentication-is-refused",
)
def backchannel_refuses_clients_with_400(rules: Rules) -> None:
    """All refusals of the backchannel endpoint have one status: 400."""

    def caller(authenticate: Callable[[], Client], _form: Form, _clients: Clients) -> Client:
        try:
            return authenticate()
        except OAuthError as problem:
            raise OAuthError(problem.error, problem.description) from problem

    rules.authorization.ciba.backchannel_caller = caller


@catalogue.fault("ciba.invalid-client-authentication-is-refused")
def backchannel_does_not_verify_assertions(rules: Rules) -> None:
    """The backchannel endpoint reads the client's name out of the assertion, and no more."""

    def caller(authenticate: Callable[[], Client], form: Form, clients: Clients) -> Client:
        main = clients.find("reference-main")
        return main if main is not None and "client_assertion" in form else authenticate()

    rules.authorization.ciba.backchannel_caller = caller


@catalogue.fault("ciba.client-without-the-grant-is-refused")
def ciba_for_every_client(rules: Rules) -> None:
    """Whether a client has agreed on CIBA is checked at the token endpoint alone."""
    rules.authorization.ciba.may = lambda _client: None


@catalogue.fault("ciba.client-without-the-grant-is-refused")
def client_without_ciba_is_invalid(rules: Rules) -> None:
    """A client without CIBA is refused as if it had not proved who it is."""

    def may(client: Client) -> None:
        if not client.grants:
            raise OAuthError("invalid_client", "Not for you.", status=401)

    rules.authorization.ciba.may = may


@catalogue.fault("ciba.no-token-without-consent")
def consent_assumed(rules: Rules) -> None:
    """The consent database is not connected yet; everybody is taken to have agreed."""
    rules.authorization.ciba.asked_in_vain = lambda _line: False
    rules.authorization.ciba.agreed = lambda _pending, _now: True


@catalogue.fault("ciba.refusal-at-once-is-forbidden", level="SHOULD")
def refusal_at_once_has_status_400(rules: Rules) -> None:
    """A request that is denied at once has the status of all other refusals."""
    rules.authorization.ciba.refusals["denied-at-once"] = ("access_denied", "Denied.", 400)


def _refused_parameter(rules: Rules, name: str, error: str = "invalid_request") -> None:
    """Refuse requests with a parameter."""

    def check(form: Form) -> None:
        if name in form:
            raise OAuthError(error, f"{name} is not supported.")

    rules.authorization.ciba.check = check


@catalogue.fault("ciba.optional-parameters-are-ignored", level="SHOULD")
def binding_message_refused(rules: Rules) -> None:
    """There is no screen to show it on, so binding_message is refused."""
    _refused_parameter(rules, "binding_message", "invalid_binding_message")


@catalogue.fault("ciba.optional-parameters-are-ignored", level="SHOULD")
def user_code_checked(rules: Rules) -> None:
    """No user has a user_code, so that each one is wrong."""
    _refused_parameter(rules, "user_code", "invalid_user_code")


@catalogue.fault("ciba.acr-values-are-ignored")
def acr_values_refused(rules: Rules) -> None:
    """A class of authentication that can't be had is an error."""
    _refused_parameter(rules, "acr_values")
