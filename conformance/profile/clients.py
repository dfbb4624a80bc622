"""The clients that are registered with the authorization server, and how they prove it."""

from typing import Literal

from pydantic import Field, model_validator

from conformance.profile.fields import Model, RedirectUri, Secret, Text, wrong
from conformance.profile.files import ReadableFile, check_private_key

Grant = Literal["ciba", "authorization_code", "client_credentials", "jwt_bearer"]


class PrivateKey(Model):
    """The key that a client signs with."""

    file: ReadableFile = Field(
        description="PEM file with the private key, seen from the profile's folder.",
        examples=["./client.pem"],
    )
    kid: Text | None = Field(
        default=None, description="Key id, as registered with the operator.", examples=["k1"]
    )
    algorithm: Literal["ES256", "RS256", "PS256"] = Field(
        default="ES256",
        description="JWS algorithm of assertions and request objects, as registered: ES256 "
        "takes an EC key on the curve P-256, RS256 and PS256 an RSA key of 2048 bits or more.",
        examples=["RS256"],
    )

    @model_validator(mode="after")
    def _fits(self) -> "PrivateKey":
        check_private_key(self.file, self.algorithm)
        return self


class Client(Model):
    """One client registered with the authorization server."""

    id: Text = Field(description="The client_id.", examples=["${CLIENT_ID}"])
    authentication: Literal["private_key_jwt", "client_secret_basic", "client_secret_post"] = (
        Field(
            default="private_key_jwt",
            description="How it proves who it is; the CAMARA profile has private_key_jwt.",
        )
    )
    key: PrivateKey | None = Field(
        default=None,
        description="What private_key_jwt signs with.",
        examples=[{"file": "./client.pem", "kid": "k1"}],
    )
    secret: Secret | None = Field(
        default=None,
        description="The client secret, for client_secret_basic and client_secret_post.",
        examples=["${CLIENT_SECRET}"],
    )
    redirect_uri: RedirectUri | None = Field(
        default=None,
        description="Registered for the authorization code flow; it is never called.",
        examples=["https://client.example/callback"],
    )

    @model_validator(mode="after")
    def _can_authenticate(self) -> "Client":
        by_key = self.authentication == "private_key_jwt"
        if by_key and self.key is None:
            raise wrong(
                "is private_key_jwt, which takes a key, and the client has none",
                "write key: {file: ./client.pem, kid: …}, or another authentication",
                at=("authentication",),
            )
        if not by_key and self.secret is None:
            raise wrong(
                f"is {self.authentication}, which takes a secret, and the client has none",
                'write secret: "${CLIENT_SECRET}"',
                at=("authentication",),
            )
        return self


class LimitedClient(Client):
    """A client with which not everything was agreed that the server offers."""

    grants: tuple[Grant, ...] = Field(
        default=(),
        description="The flows that it may use all the same; it must be refused the others.",
        examples=[["client_credentials"]],
    )


class Clients(Model):
    """The clients that the suite may use."""

    main: Client | None = Field(default=None, description="The client that every flow uses.")
    other: Client | None = Field(
        default=None, description="A second client, for what must not cross between clients."
    )
    limited: LimitedClient | None = Field(
        default=None,
        description="A client without some grant or scope, for what must be refused.",
    )

    def named(self) -> dict[str, Client]:
        """Return the clients that are given, by their names here."""
        every = {"main": self.main, "other": self.other, "limited": self.limited}
        return {name: client for name, client in every.items() if client is not None}
