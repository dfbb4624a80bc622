"""Authorization code: every reading that the sources leave open passes."""

from collections.abc import Callable, Mapping

import pytest

from conformance.reference.authorization.authorization_code_rules import Query
from conformance.reference.authorization.clients import Client
from conformance.reference.authorization.errors import OAuthError
from conformance.reference.authorization.rules import AuthorizationRules
from conformance.reference.authorization.scopes import API_SCOPES
from conformance.run.options import Options
from tests.support.changed import seen_with
from tests.support.suite import run_suite

Change = Callable[[AuthorizationRules], None]


def requires_pkce(rules: AuthorizationRules) -> None:
    """Refuse a request without a challenge, as a server may."""
    honest = rules.code.refuse_challenge

    def refuse(query: Query) -> None:
        if "code_challenge" not in query:
            raise OAuthError("invalid_request", "PKCE is required.")
        honest(query)

    rules.code.refuse_challenge = refuse


def has_no_pkce(rules: AuthorizationRules) -> None:
    """Pass over everything of PKCE, which the profile only recommends."""
    rules.code.refuse_challenge = lambda _query: None
    rules.code.proved = lambda _code, _form: True


def leaves_out_unknown_scopes(rules: AuthorizationRules) -> None:
    """Grant less than was asked for, and say so."""
    rules.scope.known = lambda asked: asked & API_SCOPES


def redirects_by_303(rules: AuthorizationRules) -> None:
    """Answer with the status of the newer security advice."""
    rules.code.redirect_status = 303


def asks_for_interaction(rules: AuthorizationRules) -> None:
    """Say interaction_required wherever the user can't be had silently."""
    honest = rules.code.location

    def location(address: str, answer: Mapping[str, str]) -> str:
        silent = ("login_required", "consent_required", "access_denied")
        if answer.get("error") in silent:
            answer = {**answer, "error": "interaction_required"}
        return honest(address, answer)

    rules.code.location = location


def shows_a_page_for_a_hint(rules: AuthorizationRules) -> None:
    """Refuse, without a redirect, who is named by login_hint and unknown to the network."""
    honest = rules.code.return_address

    def return_address(query: Query, client: Client) -> str:
        if "login_hint" in query:
            raise OAuthError("invalid_request", "Turn Wi-Fi off.", status=403)
        return honest(query, client)

    rules.code.return_address = return_address


def reports_a_wrong_address_to_the_client(rules: AuthorizationRules) -> None:
    """Send the error about a redirect_uri to the one that is registered."""
    rules.code.instead_of_a_page = lambda query, problem: (
        "https://client.example/callback"
        if "redirect_uri" in problem.description and "redirect_uri" in query
        else None
    )


@pytest.mark.parametrize(
    ("change", "row"),
    [
        (requires_pkce, "works-without-pkce-or-says-so"),
        (has_no_pkce, "unsupported-challenge-method-is-refused"),
        (leaves_out_unknown_scopes, "unknown-scope-is-not-granted"),
        (redirects_by_303, "redirects-with-302"),
        (asks_for_interaction, "unknown-device-is-sent-back"),
        (asks_for_interaction, "missing-consent-is-sent-back"),
        (asks_for_interaction, "refusing-user-is-sent-back"),
        (asks_for_interaction, "login-hint-is-no-device"),
        (shows_a_page_for_a_hint, "login-hint-is-no-device"),
        (reports_a_wrong_address_to_the_client, "unregistered-redirect-uri-gets-no-redirect"),
    ],
)
def test_reading_passes(change: Change, row: str) -> None:
    """A server that reads its sources this way breaks nothing."""
    seen = seen_with(change, f"authorization-code.{row}")

    assert seen.outcomes == {f"authorization-code.{row}": "passed"}, seen.alarms


def test_no_request_objects_before_they_were_asked_for() -> None:
    """Release 0.3.0 leaves request objects to the server: one without them is not faulty."""
    seen = run_suite(
        faults=["request-objects-are-not-supported"],
        options=Options(requirements=("authorization-code.*",)),
        security_release="0.3.0",
    )

    assert seen.alarms == []
    assert seen.outcomes["authorization-code.signed-request-is-accepted"] == "not-offered"
    assert seen.outcomes["authorization-code.code-is-single-use"] == "passed"
