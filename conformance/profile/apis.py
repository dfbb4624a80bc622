"""The APIs that a target offers, and how each may be called."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, PrivateAttr, field_validator, model_validator

from conformance.profile.fields import BaseUrl, Count, Model, Release, wrong
from conformance.profile.files import ReadableFile

TokenKind = Literal["two-legged", "three-legged", "none"]
Flow = Literal["ciba", "authorization-code", "jwt-bearer", "given"]
History = Literal["unlimited", "limited"]
AT_LEAST_ONE = Field(min_length=1)


class Period(Model):
    """A length of time, in days or in hours."""

    days: Count | None = Field(default=None, description="Days.", examples=[30])
    hours: Count | None = Field(default=None, description="Hours.", examples=[720])

    @model_validator(mode="after")
    def _one_unit(self) -> "Period":
        if (self.days is None) == (self.hours is None):
            raise wrong("needs days or hours, one of them", "write days: 30 or hours: 720")
        return self

    @property
    def in_hours(self) -> int:
        """The same in hours, the unit of maxAge."""
        return self.days * 24 if self.days is not None else self.hours or 0


class ApiProfile(Model):
    """One API of the target. What the profile leaves open is filled in by `Profile`."""

    name: ClassVar[str]
    operations: tuple[str, ...]
    declared_tokens: tuple[TokenKind, ...] | None = Field(default=None, alias="tokens")
    release: Release = Field(
        default="2.1.0",
        description="The CAMARA release it is measured against.",
        examples=["2.1.0"],
    )
    base_url: BaseUrl = Field(
        description="Everything before the operation's path.",
        examples=["https://api.example.com/sim-swap/v2"],
    )
    declared_flow: Flow | None = Field(
        default=None, alias="flow", description="Which flow makes its three-legged tokens."
    )
    contract: ReadableFile | None = Field(
        default=None,
        description="An OpenAPI file to measure against instead of the bundled one.",
        examples=["./sim-swap.yaml"],
    )
    _token_kinds: tuple[TokenKind, ...] = PrivateAttr(())
    _flow: Flow | None = PrivateAttr(None)

    @field_validator("operations", "declared_tokens")
    @classmethod
    def _no_doubles(cls, values: tuple[str, ...] | None) -> tuple[str, ...] | None:
        if values is not None and len(set(values)) < len(values):
            raise wrong("names the same thing twice", "write each once")
        if values is not None and "none" in values and len(values) > 1:
            raise wrong("has none beside other tokens", "write [none] alone, or leave it out")
        return values

    @property
    def token_kinds(self) -> tuple[TokenKind, ...]:
        """How it may be called, in the order tried."""
        return self._token_kinds

    @property
    def flow(self) -> Flow | None:
        """Which flow makes its three-legged tokens; None where the profile configures none."""
        return self._flow

    @property
    def hours_of_monitored_period(self) -> int | None:
        """The operator's own limit of maxAge in hours; None where it declares none."""
        return None

    @property
    def history(self) -> History | None:
        """How far back the provider remembers; None where the profile does not say."""
        return None

    def resolve(self, kinds: tuple[TokenKind, ...], flow: Flow | None) -> None:
        """Fill in what follows from the rest of the profile, where this one is silent."""
        self._token_kinds = self.declared_tokens or kinds
        self._flow = self.declared_flow or flow


class SimSwapApi(ApiProfile):
    """SIM Swap."""

    name: ClassVar[str] = "sim-swap"
    operations: Annotated[tuple[Literal["check", "retrieve-date"], ...], AT_LEAST_ONE] = Field(
        default=("check", "retrieve-date"),
        description="What is offered; the rest is not-offered.",
        examples=[["check", "retrieve-date"]],
    )
    declared_tokens: Annotated[tuple[TokenKind, ...], AT_LEAST_ONE] | None = Field(
        default=None,
        alias="tokens",
        description="How it may be called, in the order tried; [none] for a sandbox that asks "
        "for no token.",
        examples=[["two-legged", "three-legged"]],
    )
    monitored_period: Period | None = Field(
        default=None,
        description="The operator's own limit of maxAge, if there is one.",
        examples=[{"days": 30}],
    )
    declared_history: History | None = Field(
        default=None,
        alias="history",
        description="Whether the activation date of a line that was never swapped is told "
        "however old it is.",
    )

    @property
    def hours_of_monitored_period(self) -> int | None:
        """The operator's own limit of maxAge in hours; None where it declares none."""
        return self.monitored_period.in_hours if self.monitored_period is not None else None

    @property
    def history(self) -> History | None:
        """How far back the provider remembers; None where the profile does not say."""
        return self.declared_history


class NumberVerificationApi(ApiProfile):
    """Number Verification, which is never called with a two-legged token."""

    name: ClassVar[str] = "number-verification"
    operations: Annotated[
        tuple[Literal["verify", "device-phone-number"], ...], AT_LEAST_ONE
    ] = Field(
        default=("verify", "device-phone-number"),
        description="What is offered; the rest is not-offered.",
        examples=[["verify", "device-phone-number"]],
    )
    declared_tokens: (
        Annotated[tuple[Literal["three-legged", "none"], ...], AT_LEAST_ONE] | None
    ) = Field(
        default=None,
        alias="tokens",
        description="How it may be called; [none] for a sandbox that asks for no token.",
        examples=[["three-legged"]],
    )


class Apis(Model):
    """The APIs of the target; those that are absent are not offered."""

    sim_swap: SimSwapApi | None = Field(
        default=None,
        alias="sim-swap",
        description="CAMARA SIM Swap.",
        examples=[{"base_url": "https://api.example.com/sim-swap/v2"}],
    )
    number_verification: NumberVerificationApi | None = Field(
        default=None,
        alias="number-verification",
        description="CAMARA Number Verification.",
        examples=[{"base_url": "https://api.example.com/number-verification/v2"}],
    )

    @model_validator(mode="after")
    def _some(self) -> "Apis":
        if not self.offered():
            raise wrong(
                "names no API", "write sim-swap or number-verification with a base_url"
            )
        return self

    def offered(self) -> dict[str, ApiProfile]:
        """Return the APIs that are offered, by name."""
        every = (self.sim_swap, self.number_verification)
        return {api.name: api for api in every if api is not None}
