"""How a deployment's shape differs: what goes over the wire where CAMARA's is meant.

The section drives; it never redefines what conforming means. Scenarios speak CAMARA, requests
are translated on their way out and answers on their way in, so that what an answer *means* can
be judged, while its shape (contract, envelope, header names, codes) is judged as it came over
the wire, and a row of its own sends the request as CAMARA publishes it. All of it is optional:

    wire:
      parameters: {org_id: "${ORG_ID:-demo}"}    # fill {org_id} in paths
      sim-swap:                                  # likewise number-verification
        operations:                              # below base_url; absent = CAMARA's
          check: {method: POST, path: "/v1/orgs/{org_id}/sim-swap/check"}
        request:
          fields: {phoneNumber: msisdn}          # CAMARA's name: name on this wire
          units: {maxAge: seconds}               # hours where absent
          always: [phoneNumber, maxAge]          # sent even where CAMARA leaves them out
          phone_number: {format: digits, in: header, name: x-phone-number}
          query: {code: "{code}", state: "{state}"}   # the code is not redeemed but sent along
          adapter: masstack-evidence             # number-verification only: the whole body
        response:
          fields: {swapped: simSwapped}          # CAMARA's name: dotted path on this wire
        scopes: {check: check-sim-swap}          # by operation: what a token is asked for with
      headers: {x-correlator: X-Correlation-Id, authorization: X-Authorization}
      correlator: "${VP_TOKEN}"                  # sent in place of the suite's own value
      token_scheme: App                          # before the token, in place of Bearer
      errors: {code: code, message: title}       # dotted paths in error bodies, or lists
      authorization:
        scope: "dpv:{purpose_name}#{scope}"      # {purpose} is dpv:Name, {purpose_name} Name
        client_headers: {X-Client-Id: "{client_id}", X-Client-Secret: "{client_secret}"}
        unencoded: "+#"                          # left as they are in forms

A correlator travels under both names, CAMARA's and this wire's, so that the loss of CAMARA's
shows. `client_headers` take the place of the client's own authentication and know
{client_id}, {client_secret}, {basic} (base64 of id:secret) and {client_assertion}.
"""

from collections.abc import Iterator

from pydantic import Field, model_validator

from conformance.profile.fields import Model, Secret, Text, wrong
from conformance.profile.wire_apis import (
    ApiOnWire,
    NumberVerificationOnWire,
    OperationOnWire,
    SimSwapOnWire,
)
from conformance.profile.wire_fields import (
    OF_LINE,
    ClientTemplate,
    HeaderName,
    Scheme,
    ScopeTemplate,
    Signs,
    placeholders,
)


class HeadersOnWire(Model):
    """Names of headers that CAMARA names otherwise."""

    correlator: HeaderName | None = Field(
        default=None,
        alias="x-correlator",
        description="What x-correlator is called; it is sent under both names.",
        examples=["X-Correlation-Id"],
    )
    authorization: HeaderName | None = Field(
        default=None,
        description="What carries the access token.",
        examples=["X-Authorization"],
    )


class ErrorsOnWire(Model):
    """Where error bodies say what CAMARA says in `status`, `code` and `message`."""

    status: Text | tuple[Text, ...] = Field(
        default="status", description="Dotted path, or several: the first found counts."
    )
    code: Text | tuple[Text, ...] = Field(
        default="code",
        description="Dotted path, or several: the first found counts.",
        examples=["requestError.serviceException.messageId"],
    )
    message: Text | tuple[Text, ...] = Field(
        default="message",
        description="Dotted path, or several: the first found counts.",
        examples=["title"],
    )

    def paths(self, member: str) -> tuple[str, ...]:
        """Return where a member of CAMARA's error may stand, in the order tried."""
        said = getattr(self, member)
        return (said,) if isinstance(said, str) else tuple(said)


class AuthorizationOnWire(Model):
    """How requests to the authorization server differ."""

    scope: ScopeTemplate | None = Field(
        default=None,
        description="The scope parameter, of {purpose}, {purpose_name} and {scope}.",
        examples=["dpv:{purpose_name}#{scope}"],
    )
    client_headers: dict[HeaderName, ClientTemplate] = Field(
        default_factory=dict,
        repr=False,
        description="Headers by which the client proves who it is, in place of its own "
        "authentication.",
        examples=[{"X-Client-Id": "{client_id}", "X-Client-Secret": "{client_secret}"}],
    )
    unencoded: Signs | None = Field(
        default=None,
        description="Signs that are left as they are in forms.",
        examples=["+#"],
    )


class Wire(Model):
    """How this deployment's shape differs. It drives, and never redefines conformance."""

    parameters: dict[Text, Text] = Field(
        default_factory=dict,
        description="Fill {name} in paths.",
        examples=[{"org_id": "${ORG_ID}"}],
    )
    sim_swap: SimSwapOnWire | None = Field(
        default=None,
        alias="sim-swap",
        description="How SIM Swap differs.",
        examples=[{"response": {"fields": {"swapped": "simSwapped"}}}],
    )
    number_verification: NumberVerificationOnWire | None = Field(
        default=None,
        alias="number-verification",
        description="How Number Verification differs.",
        examples=[{"request": {"adapter": "masstack-evidence"}}],
    )
    headers: HeadersOnWire = Field(
        default_factory=HeadersOnWire,
        description="Names of headers.",
        examples=[{"x-correlator": "X-Correlation-Id"}],
    )
    correlator: Secret | None = Field(
        default=None,
        description="What the correlator's header must carry, where it is no correlator.",
        examples=["${VP_TOKEN}"],
    )
    token_scheme: Scheme | None = Field(
        default=None,
        description="What stands before the access token, in place of Bearer.",
        examples=["App"],
    )
    errors: ErrorsOnWire = Field(
        default_factory=ErrorsOnWire,
        description="Where error bodies say what CAMARA says.",
        examples=[{"message": "title"}],
    )
    authorization: AuthorizationOnWire = Field(
        default_factory=AuthorizationOnWire,
        description="How scopes, client authentication and forms differ.",
        examples=[{"scope": "dpv:{purpose_name}#{scope}"}],
    )

    @model_validator(mode="after")
    def _paths_are_filled(self) -> "Wire":
        for name, api in self.apis().items():
            for operation, declared in _declared(api.operations):
                path = declared.path or ""
                if not {*self.parameters, *OF_LINE}.issuperset(placeholders(path)):
                    raise wrong(
                        "has a placeholder that nothing fills",
                        "add it to wire.parameters",
                        at=(name, "operations", operation, "path"),
                    )
        return self

    def apis(self) -> dict[str, ApiOnWire]:
        """Return what is said of each API."""
        every = {"sim-swap": self.sim_swap, "number-verification": self.number_verification}
        return {name: api for name, api in every.items() if api is not None}

    def api(self, name: str) -> ApiOnWire:
        """Return how an API differs; all of it CAMARA's where nothing is said."""
        plain = SimSwapOnWire if name == "sim-swap" else NumberVerificationOnWire
        return self.apis().get(name) or plain()

    @property
    def differs(self) -> bool:
        """Whether anything at all is said."""
        return self != Wire()


def _declared(operations: Model) -> Iterator[tuple[str, OperationOnWire]]:
    for name, field in type(operations).model_fields.items():
        found = getattr(operations, name)
        if isinstance(found, OperationOnWire):
            yield field.alias or name, found
