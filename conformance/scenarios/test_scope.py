"""Scope and purpose, in each flow with a user."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from conformance.profile import Subscriber
from conformance.scenarios.expect import refused_with
from conformance.scenarios.proved import ciba_works, once
from conformance.scenarios.redirects import sent_back, understood
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.target.answers import UnexpectedAnswer
from conformance.target.errors import NotTestable
from conformance.tokens.flows.authorization_code import AuthorizationCode
from conformance.tokens.flows.ciba import Ciba
from conformance.tokens.flows.endpoint import OAuthAnswer
from conformance.tokens.flows.scopes import Scope

_ERRORS = ("invalid_scope", "invalid_request")
# All stand in the Data Privacy Vocabulary; the profile's own purpose is one of many there. A
# server knows some of them, and one that it does not know it refuses for that alone.
_FURTHER_PURPOSES = (
    "dpv:RequestedServiceProvision",
    "dpv:FraudPreventionAndDetection",
    "dpv:IdentityVerification",
    "dpv:CreditChecking",
    "dpv:EnforceSecurity",
)


class Asking:
    """Requests of one flow that differ from the good one in their scope."""

    def __init__(
        self,
        run: Session,
        flow: str,
        ciba: Ciba,
        code: AuthorizationCode,
        lines: tuple[Subscriber, Subscriber | None],
    ) -> None:
        self._run = run
        self._ciba = ciba if flow == "ciba" else None
        self._code = code
        self._line, self._shown_line = lines
        self.scope = ciba.scope if flow == "ciba" else code.scope

    @property
    def purpose(self) -> str:
        """The purpose of a good request."""
        if self.scope.purpose is None:
            raise NotTestable("add authorization.purpose to the profile")
        return self.scope.purpose

    def works(self) -> None:
        """Expect the good request to be understood."""
        if self._ciba is not None:
            ciba_works(self._run, self._ciba, self._line)
        else:
            once(
                self._run,
                "authorization code",
                lambda: understood(self._code.authorize(self._shown_line)),
            )

    def refused(self, scope: object, *errors: str, **changes: Any) -> None:
        """Expect one of these errors for a request with this scope."""
        if self._ciba is not None:
            refused_with(
                self._ciba.start(self._line, scope=str(scope), **changes), 400, *errors
            )
        else:
            sent_back(
                self._code.authorize(self._shown_line, scope=str(scope), **changes), *errors
            )

    def refused_or_left_out(self, scope: object, left_out: str) -> None:
        """Expect a refusal, or a token response that names its scopes without this one."""
        accepted = self._accepted(str(scope))
        if accepted is None:
            self.refused(scope, *_ERRORS)
            return
        told = accepted().granted().get("scope")
        if not isinstance(told, str):
            raise UnexpectedAnswer(
                "the token response does not tell that a scope was left out"
            )
        if left_out.lower() in told.lower().split():
            raise UnexpectedAnswer("the token response grants the scope that was misspelt")

    def _accepted(self, scope: str) -> Callable[[], OAuthAnswer] | None:
        """Return how to go on to a token where the request is accepted, None where not."""
        if self._ciba is not None:
            ciba, line = self._ciba, self._line
            accepted = ciba.start(line, scope=scope).status == 200
            return (lambda: ciba.token(line, scope=scope)) if accepted else None
        attempt = self._code.authorize(self._shown_line, scope=scope)
        if attempt.location is None or "code" not in attempt.parameters:
            return None
        return lambda: self._code.redeem(attempt)


@pytest.fixture
def asking(
    run: Session,
    example: Mapping[str, Any],
    ciba: Ciba,
    authorization_code: AuthorizationCode,
    line: Subscriber,
    shown_line: Subscriber | None,
) -> Asking:
    """Return the requests of the example's flow."""
    return Asking(run, example["flow"], ciba, authorization_code, (line, shown_line))


@requirement("scope.missing-purpose-is-refused")
def test_no_purpose(asking: Asking) -> None:
    """Everything else of the scope stays."""
    asking.works()
    assert asking.purpose

    asking.refused(asking.scope.with_purpose(None), *_ERRORS)


@requirement("scope.two-purposes-are-refused")
def test_two_purposes(asking: Asking) -> None:
    """Each of them alone would be good, at least where the server knows the second one."""
    asking.works()

    for second in _FURTHER_PURPOSES:
        if second != asking.purpose:
            two = asking.scope.with_purpose(f"{asking.purpose} {second}")
            asking.refused(two, *_ERRORS)


@requirement("scope.unknown-purpose-is-refused")
def test_unknown_purpose(asking: Asking) -> None:
    """It is spelled like a purpose."""
    asking.works()

    asking.refused(asking.scope.with_purpose("dpv:NoSuchPurpose"), *_ERRORS)


@requirement("scope.purpose-is-case-sensitive")
def test_purpose_in_another_case(asking: Asking, example: Mapping[str, Any]) -> None:
    """Either half of it is told apart by case."""
    asking.works()
    prefix, _, name = asking.purpose.partition(":")
    other = {"prefix": f"{prefix.upper()}:{name}", "name": f"{prefix}:{name.lower()}"}

    asking.refused(asking.scope.with_purpose(other[example["change"]]), *_ERRORS)


@requirement("scope.vendor-purpose-is-refused")
def test_vendor_purpose(asking: Asking) -> None:
    """One word in the place of two."""
    asking.works()
    joined = f"{asking.purpose}#{asking.scope.api_scope}"
    scope: object = f"openid {joined}" if asking.scope.openid else joined

    asking.refused(scope, *_ERRORS)


@requirement("scope.values-are-case-sensitive")
def test_scope_in_capitals(asking: Asking) -> None:
    """Purpose and openid stay as they are."""
    asking.works()
    wrong = asking.scope.api_scope.upper()

    asking.refused_or_left_out(replace(asking.scope, api_scope=wrong), wrong)


@requirement("scope.claims-without-openid-are-refused")
def test_claims(asking: Asking) -> None:
    """A standard claim, asked for by somebody who does not speak OpenID Connect."""
    asking.works()
    claims = '{"id_token": {"email": null}}'

    errors = ("invalid_request", "invalid_scope")
    asking.refused(replace(asking.scope, openid=False), *errors, claims=claims)


@requirement("scope.no-id-token-without-openid")
def test_no_id_token(run: Session, ciba: Ciba, line: Subscriber) -> None:
    """A refusal is fine: CIBA Core wants openid."""
    ciba_works(run, ciba, line)
    without = str(replace(ciba.scope, openid=False))
    started = ciba.start(line, scope=without)
    if started.status == 400:
        refused_with(started, 400, *_ERRORS)
        return

    if "id_token" in ciba.token(line, scope=without).granted():
        raise UnexpectedAnswer("the token response has an ID token that nobody asked for")


@requirement("scope.answer-tells-no-wider-scope")
def test_told_scope(ciba: Ciba, line: Subscriber) -> None:
    """What is told may be less than what was asked for, and may be left out."""
    told = ciba.token(line).granted().get("scope", "")
    if not isinstance(told, str):
        raise UnexpectedAnswer(f"scope of the token response is {told!r}, no string")
    more = set(told.split()) - set(_words(ciba.scope))
    if more:
        raise UnexpectedAnswer(f"the token response tells of {', '.join(sorted(more))} too")


def _words(scope: Scope) -> list[str]:
    return str(scope).split()
