"""The profile as a whole: how one target is reached and driven, and what it offers."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    Field,
    PrivateAttr,
    SecretStr,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from conformance.profile.absence import Absence
from conformance.profile.apis import ApiProfile, Apis, Flow, Period, TokenKind
from conformance.profile.approval import Switch, SwitchRequest
from conformance.profile.authorization import (
    Authorization,
    AuthorizationCodeSettings,
    CibaSettings,
    Device,
    Endpoints,
)
from conformance.profile.clients import Client, Clients, PrivateKey
from conformance.profile.errors import nearest
from conformance.profile.fields import FormatVersion, Model, Slug, Text, Url, wrong
from conformance.profile.ready_made import ReadyMadeTokens
from conformance.profile.secrecy import is_secret_header
from conformance.profile.settings import (
    ClientCertificate,
    Deviation,
    EffectiveLimits,
    Environment,
    HttpSettings,
    Limits,
)
from conformance.profile.subscribers import HoursAgo, SimHistory, Subscriber
from conformance.profile.wire import Wire

__all__ = [
    "ApiProfile",
    "Apis",
    "Authorization",
    "AuthorizationCodeSettings",
    "CibaSettings",
    "Client",
    "ClientCertificate",
    "Clients",
    "Deviation",
    "Device",
    "EffectiveLimits",
    "Endpoints",
    "Environment",
    "Flow",
    "HoursAgo",
    "HttpSettings",
    "Limits",
    "Operator",
    "Period",
    "PrivateKey",
    "Profile",
    "ReadyMadeTokens",
    "SimHistory",
    "Subscriber",
    "Switch",
    "SwitchRequest",
    "TokenKind",
    "Wire",
]


def _country(value: str) -> str:
    if len(value) != 2 or not (value.isascii() and value.isalpha() and value.isupper()):
        raise wrong("is not the code of a country", "write two capital letters, as in ES")
    return value


Country = Annotated[
    Text, AfterValidator(_country), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{2}$"})
]


class Operator(Model):
    """Whose deployment it is."""

    name: Text = Field(description="As reports show it.", examples=["Example Operator"])
    country: Country | None = Field(
        default=None, description="ISO 3166-1 alpha-2.", examples=["ES"]
    )
    documentation: Url | None = Field(
        default=None,
        description="Its developer pages.",
        examples=["https://developer.example.com"],
    )


class Profile(Model):
    """How to reach and drive one target. It never redefines what conforming means."""

    profile: FormatVersion = Field(description="Version of the profile format.", examples=[1])
    name: Slug = Field(
        description="What commands and reports call it.", examples=["acme-staging"]
    )
    title: Text | None = Field(
        default=None, description="What people call it.", examples=["Acme, staging"]
    )
    operator: Operator | None = Field(
        default=None, description="Whose deployment it is.", examples=[{"name": "Acme"}]
    )
    environment: Environment = Field(
        description="What kind of deployment it is; production is treated with care.",
        examples=["staging"],
    )
    declared_apis: Apis = Field(
        alias="apis",
        description="What is offered, and where.",
        examples=[{"sim-swap": {"base_url": "https://api.example.com/sim-swap/v2"}}],
    )
    authorization: Authorization | None = Field(
        default=None, description="The authorization server in front of the APIs."
    )
    subscribers: tuple[Subscriber, ...] = Field(
        default=(), description="The operator's test lines, and what is known of them."
    )
    subscribers_unavailable: tuple[Absence, ...] = Field(
        default=(),
        description="Sorts of line that the deployment can't have; what needs one is "
        "not-offered instead of not-testable.",
        examples=[["no-sim", "not-applicable"]],
    )
    tokens: ReadyMadeTokens = Field(
        default_factory=ReadyMadeTokens, description="Tokens that no flow makes."
    )
    http: HttpSettings = Field(default_factory=HttpSettings, description="How requests leave.")
    limits: Limits = Field(default_factory=Limits, description="What the target can bear.")
    wire: Wire = Field(
        default_factory=Wire, description="How this deployment's shape differs from CAMARA's."
    )
    deviations: tuple[Deviation, ...] = Field(
        default=(), description="Failures that are known and admitted for a while."
    )
    _loaded_at: datetime = PrivateAttr(default_factory=lambda: datetime.now(UTC))
    _path: Path | None = PrivateAttr(None)
    _sha256: str = PrivateAttr("")

    @field_validator("subscribers")
    @classmethod
    def _ids_differ(cls, lines: tuple[Subscriber, ...]) -> tuple[Subscriber, ...]:
        _no_doubles([line.id for line in lines], "id", "an earlier subscriber has")
        return lines

    @field_validator("deviations")
    @classmethod
    def _one_each(cls, deviations: tuple[Deviation, ...]) -> tuple[Deviation, ...]:
        named = [deviation.requirement for deviation in deviations]
        _no_doubles(named, "requirement", "an earlier deviation names")
        return deviations

    @model_validator(mode="after")
    def _absent_is_absent(self) -> "Profile":
        for index, sort in enumerate(self.subscribers_unavailable):
            for line in self.subscribers:
                if line.is_of_sort(sort):
                    raise wrong(
                        f"is what the subscriber {line.id} is",
                        "remove the one or the other",
                        at=("subscribers_unavailable", index),
                    )
        return self

    @model_validator(mode="after")
    def _tokens_belong_to_lines(self) -> "Profile":
        lines = [line.id for line in self.subscribers]
        for owner in self.tokens.three_legged:
            if owner not in lines:
                meant = nearest(owner, lines)
                raise wrong(
                    "is not the id of a subscriber",
                    f"write {meant}" if meant else "add the line under subscribers",
                    at=("tokens", "three-legged", owner),
                )
        return self

    def model_post_init(self, _: object) -> None:
        """Fill in what the APIs and the lines take from the profile as a whole."""
        for api in self.apis.values():
            api.resolve(self._token_kinds(api), self._flow(api))
        for line in self.subscribers:
            line.count_from(self._loaded_at)

    @property
    def apis(self) -> Mapping[str, ApiProfile]:
        """The APIs that the target offers, by name."""
        return self.declared_apis.offered()

    def api(self, name: str) -> ApiProfile:
        """Return an API that the target offers; KeyError for any other."""
        return self.apis[name]

    @property
    def loaded_at(self) -> datetime:
        """When it was loaded: relative times count from here."""
        return self._loaded_at

    @property
    def path(self) -> Path | None:
        """The file it was read from; None if it was made otherwise."""
        return self._path

    @property
    def sha256(self) -> str:
        """Digest of the file's bytes in hex; empty if it was made otherwise."""
        return self._sha256

    def read_from(self, path: Path, sha256: str) -> "Profile":
        """Note the file that it was read from, and return it."""
        self._path, self._sha256 = path, sha256
        return self

    @property
    def effective_limits(self) -> EffectiveLimits:
        """The limits that hold, the environment's own where the profile is silent."""
        return self.limits.effective(self.environment)

    def secrets(self) -> Iterator[tuple[str, str]]:
        """Yield what each secret of the profile is, and the secret."""
        for kind, secret in self._hidden():
            yield kind, secret.get_secret_value()
        for name, value in self.http.headers.items():
            if is_secret_header(name):
                yield f"header {name.lower()}", value
        password = urlsplit(self.http.proxy or "").password
        if password:
            yield "proxy password", password
        for name, value in self.wire.authorization.client_headers.items():
            if is_secret_header(name) and "{" not in value:
                yield f"header {name.lower()}", value

    def _hidden(self) -> Iterator[tuple[str, SecretStr]]:
        for kind, token in self.tokens.named().items():
            yield f"{kind.split('.')[0]} token of the profile", token
        for line in self.subscribers:
            if line.operator_token is not None:
                yield "operator token", line.operator_token
            if isinstance(line.approval, Switch) and line.approval.http is not None:
                for name, value in line.approval.http.headers.items():
                    yield f"header {name.lower()} of an approval", value
        if self.wire.correlator is not None:
            yield "correlator of the profile", self.wire.correlator
        clients = self.authorization.clients.named() if self.authorization else {}
        for client in clients.values():
            if client.secret is not None:
                yield "client secret", client.secret

    def _flow(self, api: ApiProfile) -> Flow | None:
        """Return the flow that suits the API best among those that are configured."""
        settings = self.authorization
        configured: dict[Flow, object] = {
            "authorization-code": settings and settings.declared_authorization_code,
            "ciba": settings and settings.declared_ciba,
            "jwt-bearer": settings and settings.jwt_bearer,
            "given": self.tokens.three_legged or None,
        }
        if api.name == "sim-swap":
            configured = {"ciba": configured.pop("ciba"), **configured}
        return next((flow for flow, given in configured.items() if given is not None), None)

    def _token_kinds(self, api: ApiProfile) -> tuple[TokenKind, ...]:
        if api.name == "number-verification":
            return ("three-legged",)
        settings = self.authorization
        by_client = settings is not None and settings.client_credentials is not None
        offered: dict[TokenKind, bool] = {
            "two-legged": by_client or self.tokens.two_legged is not None,
            "three-legged": (api.declared_flow or self._flow(api)) is not None,
        }
        return tuple(kind for kind, given in offered.items() if given) or tuple(offered)


def _no_doubles(names: list[str], key: str, whose: str) -> None:
    for index, name in enumerate(names):
        if name in names[:index]:
            raise wrong(f"is one that {whose}", "write each once", at=(index, key))
