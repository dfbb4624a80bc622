"""Refresh rows against servers that issue none, and the embedded provider's own refresh."""

import httpx

from conformance.reference import ReferenceProvider
from conformance.reference.authorization.refresh import LIFE_SECONDS
from conformance.reference.authorization.rules import AuthorizationRules
from tests.reference_support import PURPOSE, Caller, refused
from tests.support.changed import seen_with

WITHOUT_ANY = {
    "refresh.none-from-client-credentials",
    "refresh.none-from-jwt-bearer",
    "refresh.offline-access-is-served",
    "refresh.unknown-token-is-refused",
}


def test_server_that_issues_none_is_not_blamed() -> None:
    def change(rules: AuthorizationRules) -> None:
        rules.refresh.issues = lambda _grant_type, _scope: False

    seen = seen_with(change, "refresh.*")
    assert seen.alarms == []
    passed = {row for row, outcome in seen.outcomes.items() if outcome == "passed"}
    assert passed == WITHOUT_ANY
    # Not "not-testable": that would leave the verdict partial over a choice that is free.
    assert set(seen.outcomes.values()) == {"passed", "not-offered"}


def test_one_flow_with_refresh_tokens_is_enough() -> None:
    def change(rules: AuthorizationRules) -> None:
        honest = rules.refresh.issues
        rules.refresh.issues = lambda grant_type, scope: (
            grant_type == "authorization_code" and honest(grant_type, scope)
        )

    assert set(seen_with(change, "refresh.*").outcomes.values()) == {"passed"}


def test_server_that_does_not_rotate_gets_a_warning_alone() -> None:
    def change(rules: AuthorizationRules) -> None:
        rules.refresh.next_token = lambda old: old

    outcomes = seen_with(change, "refresh.*").outcomes
    assert outcomes["refresh.token-is-rotated"] == "failed"
    assert outcomes["refresh.used-token-is-refused"] == "not-offered"
    assert outcomes["refresh.scope-is-not-widened"] == "passed"


def refreshed(caller: Caller, refresh_token: str, **form: str) -> httpx.Response:
    """Use a refresh token."""
    return caller.token(grant_type="refresh_token", refresh_token=refresh_token, **form)


def test_refresh_token_of_the_embedded_provider() -> None:
    with ReferenceProvider() as provider:
        caller = Caller(provider)
        started = caller.ciba_start("swapped-3h", "sim-swap:check sim-swap offline_access")
        first = caller.ciba_poll(started.json()["auth_req_id"]).json()["refresh_token"]

        narrow = refreshed(caller, first, scope=f"{PURPOSE} sim-swap:check").json()
        assert narrow["scope"] == f"{PURPOSE} sim-swap:check"
        # What was narrowed once is not lost: the grant behind it is still the whole one.
        whole = refreshed(caller, narrow["refresh_token"]).json()
        assert "offline_access" in whole["scope"].split()
        assert caller.call("check", whole["access_token"]).status_code == 200


def test_refresh_token_of_the_embedded_provider_ends() -> None:
    with ReferenceProvider() as provider:
        caller = Caller(provider)
        started = caller.ciba_start("swapped-3h", "sim-swap offline_access")
        first = caller.ciba_poll(started.json()["auth_req_id"]).json()["refresh_token"]

        provider.clock.advance(LIFE_SECONDS + 1)
        assert refused(refreshed(caller, first), "invalid_grant")
