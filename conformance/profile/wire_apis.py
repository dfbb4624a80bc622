"""How the operations of one API differ on the wire, as a profile's `wire` section says it."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from conformance.profile.fields import Model, Text, wrong
from conformance.profile.wire_fields import CodeTemplate, HeaderName, WirePath

Unit = Literal["hours", "minutes", "seconds"]
PER_HOUR: Mapping[Unit, int] = {"hours": 1, "minutes": 60, "seconds": 3600}


class OperationOnWire(Model):
    """Where one operation lies."""

    method: Literal["GET", "POST"] | None = Field(
        default=None, description="Its method, where it is another one.", examples=["POST"]
    )
    path: WirePath | None = Field(
        default=None,
        description="Its path below base_url, with {parameters} or {phone_number} in it.",
        examples=["/v1/orgs/{org_id}/sim-swap/check"],
    )


class SimSwapOperations(Model):
    """Where the operations of SIM Swap lie."""

    check: OperationOnWire | None = Field(
        default=None, description="check.", examples=[{"path": "/check"}]
    )
    retrieve_date: OperationOnWire | None = Field(
        default=None,
        alias="retrieve-date",
        description="retrieve-date.",
        examples=[{"path": "/retrieve-date"}],
    )


class NumberVerificationOperations(Model):
    """Where the operations of Number Verification lie."""

    verify: OperationOnWire | None = Field(
        default=None, description="verify.", examples=[{"path": "/verify"}]
    )
    device_phone_number: OperationOnWire | None = Field(
        default=None,
        alias="device-phone-number",
        description="device-phone-number.",
        examples=[{"path": "/device-phone-number"}],
    )


class PhoneNumberOnWire(Model):
    """How and where a request says which number it is about."""

    format: Literal["e164", "digits"] = Field(
        default="e164", description="With its plus, or without.", examples=["digits"]
    )
    place: Literal["body", "header", "query", "path"] = Field(
        default="body",
        alias="in",
        description="Where it stands; in a path as {phone_number}.",
        examples=["header"],
    )
    name: HeaderName | None = Field(
        default=None,
        description="Of the header or of the query's parameter.",
        examples=["x-phone-number"],
    )

    @model_validator(mode="after")
    def _named(self) -> "PhoneNumberOnWire":
        if self.place in ("header", "query") and self.name is None:
            raise wrong("is in a header or a query that has no name", "write name: …")
        return self


class Units(Model):
    """Units of numbers in requests."""

    max_age: Unit = Field(default="hours", alias="maxAge", description="Of maxAge.")


class RequestOnWire(Model):
    """How the body of a request differs."""

    fields: dict[Text, Text] = Field(
        default_factory=dict,
        description="CAMARA's name of a member: its name on this wire.",
        examples=[{"phoneNumber": "msisdn"}],
    )
    units: Units = Field(
        default_factory=Units, description="Units.", examples=[{"maxAge": "seconds"}]
    )
    always: tuple[Literal["phoneNumber", "maxAge"], ...] = Field(
        default=(),
        description="Members that are sent even where CAMARA leaves them out.",
        examples=[["phoneNumber"]],
    )
    phone_number: PhoneNumberOnWire = Field(
        default_factory=PhoneNumberOnWire,
        description="How and where it says which number it is about.",
        examples=[{"format": "digits", "in": "header", "name": "x-phone-number"}],
    )
    query: dict[Text, CodeTemplate] = Field(
        default_factory=dict,
        description="Parameters of the call; {code} and {state} are those of the "
        "authorization response, whose code is then not redeemed.",
        examples=[{"code": "{code}", "state": "{state}"}],
    )

    @property
    def sends_code(self) -> bool:
        """Whether the authorization code itself goes along, in place of an access token."""
        return any("{code}" in value for value in self.query.values())


class EvidenceRequestOnWire(RequestOnWire):
    """How the body of a Number Verification request differs."""

    adapter: Literal["masstack-evidence"] | None = Field(
        default=None,
        description="Makes the whole body: referenceMsisdn, the number of the device, and "
        "evidence of type PLAIN or HASHED_SHA256.",
        examples=["masstack-evidence"],
    )


class ResponseOnWire(Model):
    """How the body of a success differs."""

    fields: dict[Text, Text] = Field(
        default_factory=dict,
        description="CAMARA's name of a member: where it stands on this wire, dotted.",
        examples=[{"swapped": "simSwapped"}],
    )


class SimSwapScopes(Model):
    """What tokens for SIM Swap are asked for with."""

    check: Text | None = Field(
        default=None, description="For check.", examples=["check-sim-swap"]
    )
    retrieve_date: Text | None = Field(
        default=None,
        alias="retrieve-date",
        description="For retrieve-date.",
        examples=["retrieve-sim-swap-date"],
    )


class NumberVerificationScopes(Model):
    """What tokens for Number Verification are asked for with."""

    verify: Text | None = Field(
        default=None, description="For verify.", examples=["number-verification-verify-read"]
    )
    device_phone_number: Text | None = Field(
        default=None,
        alias="device-phone-number",
        description="For device-phone-number.",
        examples=["number-verification-share-read"],
    )


class ApiOnWire(Model):
    """How one API differs; `operation_on_wire` and `scope_for` answer by operation."""

    operations: Any
    request: RequestOnWire
    response: ResponseOnWire = Field(
        default_factory=ResponseOnWire,
        description="How successes differ.",
        examples=[{"fields": {"swapped": "simSwapped"}}],
    )
    scopes: Any

    def operation_on_wire(self, operation: str) -> OperationOnWire:
        """Return where an operation lies; empty where it is CAMARA's place."""
        found = getattr(self.operations, operation.replace("-", "_"))
        return found if isinstance(found, OperationOnWire) else OperationOnWire()

    def scope_for(self, operation: str) -> str | None:
        """Return the scope that this wire has for an operation; None where it is CAMARA's."""
        found = getattr(self.scopes, operation.replace("-", "_"))
        return found if isinstance(found, str) else None

    @property
    def adapter(self) -> str | None:
        """What makes the whole body; None where members are translated one by one."""
        return getattr(self.request, "adapter", None)


class SimSwapOnWire(ApiOnWire):
    """How SIM Swap differs."""

    operations: SimSwapOperations = Field(
        default_factory=SimSwapOperations,
        description="Where its operations lie.",
        examples=[{"check": {"path": "/v1/orgs/{org_id}/sim-swap/check"}}],
    )
    request: RequestOnWire = Field(
        default_factory=RequestOnWire,
        description="How requests differ.",
        examples=[{"units": {"maxAge": "seconds"}}],
    )
    scopes: SimSwapScopes = Field(
        default_factory=SimSwapScopes,
        description="What tokens are asked for with, by operation.",
        examples=[{"check": "check-sim-swap"}],
    )


class NumberVerificationOnWire(ApiOnWire):
    """How Number Verification differs."""

    operations: NumberVerificationOperations = Field(
        default_factory=NumberVerificationOperations,
        description="Where its operations lie.",
        examples=[{"verify": {"path": "/v2/orgs/{org_id}/number-verification/verify"}}],
    )
    request: EvidenceRequestOnWire = Field(
        default_factory=EvidenceRequestOnWire,
        description="How requests differ.",
        examples=[{"adapter": "masstack-evidence"}],
    )
    scopes: NumberVerificationScopes = Field(
        default_factory=NumberVerificationScopes,
        description="What tokens are asked for with, by operation.",
        examples=[{"verify": "number-verification-verify-read"}],
    )
