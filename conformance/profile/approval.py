"""How a line's user is made to answer an authentication request: by hand, or by a switch."""

from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote

from pydantic import (
    AfterValidator,
    Discriminator,
    Field,
    JsonValue,
    Tag,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)

from conformance.profile.fields import (
    MAPPING,
    WORD,
    Model,
    Text,
    public_url,
    word_or_mapping,
    wrong,
)
from conformance.profile.headers import SecretHeaders

# What a switch may be told: whose line, and which request is meant.
_PLACES = ("{phone_number}", "{auth_req_id}")


def _template(value: str) -> str:
    if {"{", "}"} & set(_without_places(value, "")):
        raise wrong(
            "has a placeholder that nothing fills", "use {phone_number} or {auth_req_id}"
        )
    return value


def _url_template(value: str) -> str:
    public_url(_without_places(_template(value), "0"))
    return value


def _without_places(value: str, instead: str) -> str:
    for place in _PLACES:
        value = value.replace(place, instead)
    return value


def _program(command: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    """Take a program with a slash in it for a file beside the profile."""
    program, *arguments = command
    if "/" not in program:
        return command
    path = Path((info.context or {}).get("folder", Path())) / program
    if not path.is_file():
        raise wrong(
            "names a program that does not exist",
            "write its path as seen from the profile's folder",
            at=(0,),
        )
    return (str(path.absolute()), *arguments)


SwitchTemplate = Annotated[Text, AfterValidator(_template)]
SwitchUrl = Annotated[
    Text,
    AfterValidator(_url_template),
    WithJsonSchema({"type": "string", "pattern": "^https?://[^#]+$"}),
]
Command = Annotated[tuple[SwitchTemplate, ...], Field(min_length=1), AfterValidator(_program)]


class SwitchRequest(Model):
    """A request that makes a sandbox's user answer."""

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = Field(
        default="POST", description="HTTP method."
    )
    url: SwitchUrl = Field(
        description="Where it goes; {phone_number} and {auth_req_id} are filled in.",
        examples=["https://sandbox.example.com/approve/{auth_req_id}"],
    )
    headers: SecretHeaders = Field(
        default_factory=dict,
        repr=False,
        description="Added to it; what is secret belongs here.",
        examples=[{"authorization": "${SWITCH_TOKEN}"}],
    )
    body: dict[Text, JsonValue] | None = Field(
        default=None,
        description="Sent as JSON; {phone_number} and {auth_req_id} are filled in.",
        examples=[{"request": "{auth_req_id}", "decision": "approve"}],
    )

    def url_for(self, values: dict[str, str]) -> str:
        """Return the URL with the values encoded into it."""
        return filled(self.url, {name: quote(value, "") for name, value in values.items()})

    def body_for(self, values: dict[str, str]) -> Any:
        """Return the body with the values in it, None where there is none."""
        return _filled_json(self.body, values)


class Switch(Model):
    """A sandbox's own switch."""

    http: SwitchRequest | None = Field(
        default=None,
        description="A request.",
        examples=[{"url": "https://sandbox.example.com/approve/{auth_req_id}"}],
    )
    command: Command | None = Field(
        default=None,
        description="A program and its arguments; {phone_number} and {auth_req_id} are filled "
        "in. It is run without a shell.",
        examples=[["./approve.sh", "{phone_number}", "{auth_req_id}"]],
    )

    @model_validator(mode="after")
    def _one(self) -> "Switch":
        if (self.http is None) == (self.command is None):
            raise wrong("is no switch", "write http: {url: …} or command: […], one of them")
        return self

    def command_for(self, values: dict[str, str]) -> tuple[str, ...]:
        """Return the command with the values in it, each an argument or a part of one."""
        assert self.command is not None, "ask only a switch that is a command"
        return tuple(filled(word, values) for word in self.command)


Approval = Annotated[
    Annotated[Literal["manual"], Tag(WORD)] | Annotated[Switch, Tag(MAPPING)],
    Discriminator(word_or_mapping),
]


def filled(template: str, values: dict[str, str]) -> str:
    """Return a template with the values in its places."""
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", value)
    return template


def _filled_json(value: Any, values: dict[str, str]) -> Any:
    if isinstance(value, str):
        return filled(value, values)
    if isinstance(value, list):
        return [_filled_json(each, values) for each in value]
    if isinstance(value, dict):
        return {key: _filled_json(each, values) for key, each in value.items()}
    return value
