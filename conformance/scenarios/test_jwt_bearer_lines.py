"""A token of the JWT bearer flow is good for the line that its assertion names, no other."""

from dataclasses import replace

from conformance.plan.facts import DEFAULT_MAX_AGE
from conformance.profile import ApiProfile, Subscriber, TokenKind
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.scenarios.test_window import widest
from conformance.target.errors import NotOffered
from conformance.target.operations import AccessToken
from conformance.target.sim_swap import SimSwap
from conformance.tokens.flows.others import JwtBearer


class _ByJwtBearer:
    """Makes the tokens of calls by JWT bearer, whichever flow the profile names for them."""

    def __init__(self, flow: JwtBearer) -> None:
        self._flow = flow

    def obtain(
        self, _: TokenKind, subscriber: Subscriber | None, scopes: tuple[str, ...]
    ) -> AccessToken:
        """Return a token for that line with the first of these scopes."""
        assert subscriber is not None, "a three-legged call is about a line"
        scope = replace(self._flow.scope, api_scope=scopes[0])
        token = self._flow.token(subscriber, scope=str(scope)).text("access_token")
        return AccessToken(token, "three-legged")


@requirement("jwt-bearer.token-is-of-the-line-named")
def test_whose_token(
    run: Session, jwt_bearer: JwtBearer, line: Subscriber, other_line: Subscriber
) -> None:
    """A line whose SIM changed of late, and one whose did not: no answer is good for both."""
    api = run.profile.api("sim-swap")
    _may_check(api)
    by_token = run.operation("sim-swap", "check", "three-legged")
    sim_swap = SimSwap({"check": replace(by_token, tokens=_ByJwtBearer(jwt_bearer))})

    hours = min(DEFAULT_MAX_AGE, widest(api))
    told = [sim_swap.check(each, max_age=hours).swapped for each in (line, other_line)]
    assert told == [True, False], f"check of {line.id} and {other_line.id} says {told}"


def _may_check(api: ApiProfile) -> None:
    if "check" not in api.operations:
        raise NotOffered("the profile does not offer check of sim-swap")
    if "three-legged" not in api.token_kinds:
        raise NotOffered("the profile does not offer three-legged tokens for sim-swap")
