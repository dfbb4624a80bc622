"""What nobody has vouched for is refused, and every way to refuse it passes."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from conformance.profile import load_profile
from conformance.reference import ReferenceProvider
from conformance.reference.authorization.authorization_code_rules import Query
from conformance.reference.authorization.errors import OAuthError
from conformance.reference.authorization.request_objects import Claims
from conformance.reference.dialects import Dialect
from conformance.reference.rules import Rules
from conformance.reference.u_mobile import tokens_once
from conformance.run.options import Options
from tests.support.suite import Seen, run_profile

_READY_MADE = tuple(
    f"number-verification.{operation}.not-network-authenticated-token-is-refused"
    for operation in ("verify", "device-phone-number")
)
_NAMED = "resource.token-for-a-named-number-is-refused-by-number-verification"
_FINAL = "ciba.refusal-is-final"
_STATE = "authorization-code.state-outside-does-not-count"
_NONCE = "authorization-code.nonce-outside-does-not-count"
_ISSUER = "authorization-code.request-object-of-another-issuer-is-refused"

Change = Callable[[Rules], None]


def seen_with(change: Change, *rows: str) -> Seen:
    """Return what rows show of a provider that `change` was made to."""
    dialect = Dialect("changed", kept_days=None, shape=change)
    with ReferenceProvider(dialect) as provider:
        profile = load_profile("reference", provider.variables)
        return run_profile(profile, Options(requirements=rows))


def leaves_it_to_the_api(rules: Rules) -> None:
    """Issue tokens for whatever was agreed, and let the API look at how it came about."""
    rules.authorization.scope.refuse_off_network = lambda _apis, _network: None


def leaves_out_the_scope(rules: Rules) -> None:
    """Issue a token, and let it lack the right."""
    leaves_it_to_the_api(rules)
    rules.answer_instead("off-network", 403, "PERMISSION_DENIED")


def forgets_what_was_refused(rules: Rules) -> None:
    """Know nothing any more of a request whose refusal was told."""
    ciba = rules.authorization.ciba
    honest = ciba.belongs
    ciba.belongs = lambda pending, client: not pending.polls and honest(pending, client)


def refuses_at_once(rules: Rules) -> None:
    """Know beforehand who will say no."""
    honest = rules.authorization.ciba.asked_in_vain
    rules.authorization.ciba.asked_in_vain = lambda line: (
        line.consent.value == "denied" or honest(line)
    )


def wants(parameter: str) -> Change:
    """Return what lets a server refuse a request object without a parameter."""

    def change(rules: Rules) -> None:
        honest = rules.authorization.code.parameters_of

        def parameters_of(query: Query, inside: Claims) -> dict[str, str]:
            if parameter not in inside:
                raise OAuthError("invalid_request_object", f"{parameter} is missing.")
            return honest(query, inside)

        rules.authorization.code.parameters_of = parameters_of

    return change


def refuses_issuers_as_clients(rules: Rules) -> None:
    """Say that it knows no such client."""

    def refuse(claims: Mapping[str, Any], client: Any) -> None:
        if claims.get("iss", client.id) != client.id:
            raise OAuthError("unauthorized_client", "iss is another client.")

    rules.authorization.code.request_objects.refuse_foreign_issuer = refuse


@pytest.mark.parametrize(
    ("change", "row"),
    [
        (leaves_it_to_the_api, _NAMED),
        (leaves_out_the_scope, _NAMED),
        (forgets_what_was_refused, _FINAL),
        (refuses_at_once, _FINAL),
        (wants("state"), _STATE),
        (wants("nonce"), _NONCE),
        (refuses_issuers_as_clients, _ISSUER),
    ],
)
def test_reading_passes(change: Change, row: str) -> None:
    """A server that reads its sources this way breaks nothing."""
    seen = seen_with(change, row)

    assert seen.outcomes == {row: "passed"}, seen.alarms


def test_ready_made_token_is_good_for_one_call() -> None:
    """Where tokens are good for one call, the second row can't be judged by the same one."""
    seen = seen_with(tokens_once, *_READY_MADE)

    assert seen.alarms == []
    assert sorted(seen.outcomes[row] for row in _READY_MADE) == ["not-testable", "passed"]
    reason = next(each.reason for each in seen.results if each.outcome == "not-testable")
    assert reason is not None
    assert "tokens.not-network-authenticated" in reason


def test_ready_made_token_that_is_refused_at_once_fails() -> None:
    """401 to the first use is no sign of a token that was used up."""

    def never_takes_it(rules: Rules) -> None:
        rules.answer_instead("off-network", 401, "UNAUTHENTICATED")

    seen = seen_with(never_takes_it, _READY_MADE[0])

    assert seen.outcomes == {_READY_MADE[0]: "failed"}
