"""How tokens are to be had: the authorization server and its flows."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag, WithJsonSchema, model_validator

from conformance.profile.clients import Clients
from conformance.profile.fields import (
    MAPPING,
    WORD,
    Model,
    PauseSeconds,
    Release,
    Template,
    Text,
    Url,
    word_or_mapping,
    wrong,
)
from conformance.profile.headers import HeaderTemplates
from conformance.profile.subscribers import Subscriber

# OpenID CIBA Core 1.0, section 4.
CIBA_GRANT = "urn:openid:params:grant-type:ciba"


def _purpose(value: str) -> str:
    if not value.startswith("dpv:") or " " in value or value == "dpv:":
        raise wrong("is not a purpose", "write one such as dpv:FraudPreventionAndDetection")
    return value


Purpose = Annotated[
    Text, AfterValidator(_purpose), WithJsonSchema({"type": "string", "pattern": r"^dpv:\S+$"})
]


class Endpoints(Model):
    """The authorization server's endpoints; what stands here wins over discovery."""

    backchannel_authentication: Url | None = Field(
        default=None, description="CIBA.", examples=["https://auth.example.com/bc-authorize"]
    )
    token: Url | None = Field(
        default=None, description="Every flow.", examples=["https://auth.example.com/token"]
    )
    authorization: Url | None = Field(
        default=None,
        description="Authorization code.",
        examples=["https://auth.example.com/authorize"],
    )
    jwks: Url | None = Field(
        default=None,
        description="The server's public keys.",
        examples=["https://auth.example.com/jwks"],
    )
    issuer: Url | None = Field(
        default=None,
        description="Its issuer identifier.",
        examples=["https://auth.example.com"],
    )


class CibaSettings(Model):
    """Client-initiated backchannel authentication, in poll mode."""

    grant_type: Text = Field(default=CIBA_GRANT, description="What the token request names.")
    login_hint: Template = Field(
        default="tel:{phone_number}",
        description="Names the line by {phone_number} or {operator_token}.",
    )
    poll_floor: PauseSeconds = Field(
        default=1,
        description="Never poll faster than once in so many seconds, whatever is answered.",
    )

    def login_hint_for(self, line: Subscriber) -> str:
        """Return the login_hint for a line; LookupError where it lacks what the hint takes."""
        return line.filled(self.login_hint)


class Device(Model):
    """What stands in for the mobile network: it tells the server which line asks."""

    header: HeaderTemplates | None = Field(
        default=None,
        repr=False,
        description="Headers of the authorization request.",
        examples=[{"x-network-msisdn": "{phone_number}"}],
    )
    query: dict[Text, Template] | None = Field(
        default=None,
        repr=False,
        description="Further parameters of the authorization request.",
        examples=[{"msisdn": "{phone_number}"}],
    )

    @model_validator(mode="after")
    def _one(self) -> "Device":
        if not self.header and not self.query:
            raise wrong(
                "says nothing", "write header: {…}, query: {…}, or the word interactive"
            )
        return self


Shown = Annotated[
    Annotated[Literal["interactive"], Tag(WORD)] | Annotated[Device, Tag(MAPPING)],
    Discriminator(word_or_mapping),
]


class AuthorizationCodeSettings(Model):
    """Authorization code with network-based authentication."""

    device: Shown | None = Field(
        default=None,
        description="How this environment shows which device asks; interactive where a person "
        "opens the request on the device.",
        examples=[{"header": {"x-network-msisdn": "{phone_number}"}}, "interactive"],
    )

    @property
    def by_hand(self) -> bool:
        """Whether a person opens each request on the device."""
        return self.device == "interactive"

    def device_for(self, line: Subscriber) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """Return the headers and the query parameters that show a line's device.

        Both are empty where the profile says nothing or has a person do it. LookupError
        where the line lacks what they take.
        """
        if not isinstance(self.device, Device):
            return {}, {}
        header, query = self.device.header or {}, self.device.query or {}
        return (
            {name: line.filled(value) for name, value in header.items()},
            {name: line.filled(value) for name, value in query.items()},
        )


class ClientCredentialsSettings(Model):
    """Client credentials: two-legged tokens."""


class JwtBearerSettings(Model):
    """JWT bearer: the client's assertion is exchanged for a three-legged token."""


class TokenSettings(Model):
    """What the tokens of this server can bear."""

    reuse: Literal["once", "until-expiry"] = Field(
        default="once",
        description="Whether a three-legged token is good for one call, or until it expires.",
    )


class Authorization(Model):
    """The authorization server in front of the APIs."""

    discovery: Url | None = Field(
        default=None,
        description="Its metadata document.",
        examples=["https://auth.example.com/.well-known/openid-configuration"],
    )
    endpoints: Endpoints | None = Field(default=None, description="Its endpoints by hand.")
    release: Release = Field(default="0.5.0", description="Of the CAMARA security profile.")
    purpose: Purpose | None = Field(
        default=None,
        description="Goes into the scope of every token request.",
        examples=["dpv:FraudPreventionAndDetection"],
    )
    clients: Clients = Field(
        default_factory=Clients, description="Clients registered with it."
    )
    assertion_audience: Literal["endpoint", "token-endpoint", "issuer"] = Field(
        default="endpoint",
        description="`aud` of client assertions that have to be accepted: the URL of the "
        "endpoint called, as the security profile has it, or what this server takes alone.",
        examples=["issuer"],
    )
    declared_ciba: CibaSettings | None = Field(
        default=None, alias="ciba", description="Offered where it stands here, be it as {}."
    )
    declared_authorization_code: AuthorizationCodeSettings | None = Field(
        default=None,
        alias="authorization_code",
        description="Offered where it stands here, be it as {}.",
    )
    client_credentials: ClientCredentialsSettings | None = Field(
        default=None, description="Offered where it stands here as {}."
    )
    jwt_bearer: JwtBearerSettings | None = Field(
        default=None, description="Offered where it stands here as {}."
    )
    tokens: TokenSettings = Field(
        default_factory=TokenSettings, description="What its tokens can bear."
    )

    @property
    def ciba(self) -> CibaSettings:
        """The settings of CIBA, the defaults where the profile has none."""
        return self.declared_ciba or CibaSettings()

    @property
    def authorization_code(self) -> AuthorizationCodeSettings:
        """The settings of the authorization code flow, the defaults where there are none."""
        return self.declared_authorization_code or AuthorizationCodeSettings()
