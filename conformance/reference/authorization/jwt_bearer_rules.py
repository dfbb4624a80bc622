"""Decisions about the JWT bearer flow: which assertions and which users bring a token."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from conformance.reference.authorization import hints
from conformance.reference.authorization.assertion_rules import AssertionRules
from conformance.reference.authorization.errors import OAuthError
from conformance.reference.authorization.grants import Method
from conformance.reference.subscribers import Consent, Subscriber, Subscribers

if TYPE_CHECKING:
    from conformance.reference.authorization.clients import Client

User = tuple[Subscriber, Method]
_FORMS = re.compile(r"(?:tel|operatortoken):.*", re.DOTALL)


def invalid_grant(reason: object) -> OAuthError:
    """Return the one refusal of this flow, for the assertion and for its user alike."""
    return OAuthError("invalid_grant", f"The assertion is not valid: {reason}.")


def may(client: "Client") -> None:
    """Refuse a client with which the flow was not agreed."""
    client.may("urn:ietf:params:oauth:grant-type:jwt-bearer")


def user_of(sub: object, lines: Subscribers, operator_tokens: dict[str, str]) -> User:
    """Return the user whom `sub` names; BadHintError or UnknownUserError if there is none."""
    if not isinstance(sub, str) or not _FORMS.fullmatch(sub):
        raise hints.BadHintError("sub must be tel:+NUMBER or operatortoken:TOKEN")
    return hints.user_of(sub, lines, operator_tokens)


def agreed(line: Subscriber) -> bool:
    """Return whether the user has agreed before: nobody can be asked in this flow."""
    return line.consent is Consent.GRANTED


@dataclass
class JwtBearerRules:
    """The decisions; each is an honest function until a fault replaces it."""

    assertion: AssertionRules = field(
        default_factory=lambda: AssertionRules(
            ("iss", "sub", "aud", "exp", "iat", "jti", "scope")
        )
    )
    takes: Callable[[Mapping[str, str]], None] = lambda _form: None
    """Refuses a request for what stands beside the assertion: nothing has to."""
    may: Callable[["Client"], None] = may
    scope_of: Callable[[Mapping[str, Any]], object] = lambda claims: claims["scope"]
    user_of: Callable[[object, Subscribers, dict[str, str]], User] = user_of
    agreed: Callable[[Subscriber], bool] = agreed
    refusal: Callable[[object], OAuthError] = invalid_grant
    """Of an assertion that is not good in itself."""
    no_user: Callable[[object], OAuthError] = invalid_grant
    no_consent: Callable[[object], OAuthError] = invalid_grant
    response: Callable[[dict[str, object]], dict[str, object]] = lambda response: response
