"""Tokens that the profile brings along, where no flow makes them."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from conformance.profile.fields import MAPPING, WORD, Model, Token, word_or_mapping, wrong


class TokenOfEachKind(Model):
    """One ready-made token for calls of each kind."""

    two_legged: Token | None = Field(
        default=None,
        alias="two-legged",
        description="Of a client.",
        examples=["${OTHER_SCOPE_TOKEN}"],
    )
    three_legged: Token | None = Field(
        default=None,
        alias="three-legged",
        description="Of a line that the service answers for.",
        examples=["${OTHER_SCOPE_TOKEN_OF_A_LINE}"],
    )

    @model_validator(mode="after")
    def _some(self) -> "TokenOfEachKind":
        if not self.named():
            raise wrong(
                "says nothing", "write two-legged: ${TOKEN}, or three-legged: ${TOKEN}"
            )
        return self

    def named(self) -> dict[str, Token]:
        """Return the tokens that are given, by their kind."""
        every = {"two-legged": self.two_legged, "three-legged": self.three_legged}
        return {kind: token for kind, token in every.items() if token is not None}


ScopedTokens = Annotated[
    Annotated[Literal["not-granted"], Tag(WORD)] | Annotated[TokenOfEachKind, Tag(MAPPING)],
    Discriminator(word_or_mapping),
]


class ReadyMadeTokens(Model):
    """Tokens that only the operator can make, or that stand in for a flow."""

    two_legged: Token | None = Field(
        default=None,
        alias="two-legged",
        description="Used for two-legged calls.",
        examples=["${TOKEN}"],
    )
    three_legged: dict[str, Token] = Field(
        default_factory=dict,
        alias="three-legged",
        description="By subscriber id; used where the flow is `given`.",
        examples=[{"swapped-3h": "${TOKEN_OF_THAT_LINE}"}],
    )
    expired: Token | None = Field(
        default=None,
        description="Good once, now past its time.",
        examples=["${EXPIRED_TOKEN}"],
    )
    not_network_authenticated: Token | None = Field(
        default=None,
        alias="not-network-authenticated",
        description="Of a user who did not come through the mobile network.",
        examples=["${SMS_OTP_TOKEN}"],
    )
    other_scope: ScopedTokens | None = Field(
        default=None,
        alias="other-scope",
        description="Good ones that hold no scope of these APIs but that of another; "
        "not-granted where the server has no such scope. Used in place of a flow.",
        examples=[{"two-legged": "${OTHER_SCOPE_TOKEN}"}, "not-granted"],
    )
    api_wide_scope: ScopedTokens | None = Field(
        default=None,
        alias="api-wide-scope",
        description="Good ones whose only scope is that of all of SIM Swap, sim-swap; "
        "not-granted where the server does not grant it. Used in place of a flow.",
        examples=[{"two-legged": "${API_WIDE_TOKEN}"}, "not-granted"],
    )

    @property
    def of_other_scope(self) -> Mapping[str, Token]:
        """The tokens without a scope of these APIs, by their kind."""
        return _by_kind(self.other_scope)

    @property
    def api_wide(self) -> Mapping[str, Token]:
        """The tokens with the scope of all of SIM Swap, by their kind."""
        return _by_kind(self.api_wide_scope)

    @property
    def not_granted(self) -> frozenset[str]:
        """The keys of which the profile says that the server grants no such scope."""
        said = {"other-scope": self.other_scope, "api-wide-scope": self.api_wide_scope}
        return frozenset(key for key, value in said.items() if value == "not-granted")

    def named(self) -> dict[str, Token]:
        """Return every token that is given, by its path below `tokens`."""
        every = {
            "two-legged": self.two_legged,
            "expired": self.expired,
            "not-network-authenticated": self.not_network_authenticated,
            **{f"three-legged.{line}": token for line, token in self.three_legged.items()},
            **{f"other-scope.{kind}": token for kind, token in self.of_other_scope.items()},
            **{f"api-wide-scope.{kind}": token for kind, token in self.api_wide.items()},
        }
        return {name: token for name, token in every.items() if token is not None}


def _by_kind(tokens: ScopedTokens | None) -> Mapping[str, Token]:
    return tokens.named() if isinstance(tokens, TokenOfEachKind) else {}
