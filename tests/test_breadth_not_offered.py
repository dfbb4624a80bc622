"""What a deployment does not have is no fault: no second scope, no line of a real country."""

from conformance.profile import Profile, Subscriber, load_profile
from conformance.reference import ReferenceProvider
from conformance.run.options import Options
from tests.support.suite import Seen, run_profile

_BOTH = "sim-swap.check.token-of-both-scopes-is-accepted"
_ABROAD = "sim-swap.check.same-digits-in-another-country-are-nobody"
_FICTITIOUS = Subscriber(id="fictitious", phone_number="+999700900101")


def _seen(profile: Profile, row: str) -> Seen:
    return run_profile(profile, Options(requirements=(row,)))


def test_server_that_grants_one_scope_at_a_time() -> None:
    """It says in its answer what it leaves out, which OAuth lets it do."""
    with ReferenceProvider() as provider:
        scope = provider.rules.authorization.scope
        honest = scope.known
        scope.known = lambda asked: frozenset(sorted(honest(asked))[-1:])
        seen = _seen(load_profile("reference", provider.variables), _BOTH)

    assert seen.outcomes == {_BOTH: "not-offered"}
    assert "only" in str(seen.results[0].reason)


def test_lines_of_the_unassigned_country() -> None:
    """Another line is taken where there is one; without one there is nothing to compare."""
    with ReferenceProvider() as provider:
        profile = load_profile("reference", provider.variables)
        mixed = [_FICTITIOUS, *profile.subscribers]
        some = _seen(profile.model_copy(update={"subscribers": mixed}), _ABROAD)
        none = _seen(profile.model_copy(update={"subscribers": [_FICTITIOUS]}), _ABROAD)

    assert some.outcomes == {_ABROAD: "passed"}
    assert none.outcomes == {_ABROAD: "not-offered"}
