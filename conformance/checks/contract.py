"""What in a message breaks the contract: status, headers, body."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import FormatChecker, ValidationError
from jsonschema.validators import extend
from openapi_schema_validator import OAS30Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from conformance.checks import codes, dates
from conformance.checks.envelope import error_object, is_error
from conformance.exchanges import Response

# What a server refuses before it knows which API is asked: body, URL or header too large.
_HTTP_REFUSALS = frozenset({413, 414, 431})
_SUCCESS = 200
_CONTRACT_URI = "urn:contract"
_FINAL_DOLLAR = re.compile(r"(?<!\\)\$\Z")

_formats = FormatChecker(formats=())


@_formats.checks("date-time")
def _date_time(value: object) -> bool:
    return not isinstance(value, str) or dates.parsed(value) is not None


def _full_pattern(
    _: object, pattern: str, instance: object, __: object
) -> Iterator[ValidationError]:
    """Match as the contract's regular expressions are meant.

    Python's `$` lets a trailing newline through, and its classes hold digits of other scripts.
    """
    if not isinstance(instance, str):
        return
    if re.search(_FINAL_DOLLAR.sub(r"\\Z", pattern), instance, re.ASCII) is None:
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


# jsonschema publishes no types for `extend`.
_Validator: Any = extend(OAS30Validator, {"pattern": _full_pattern})  # type: ignore[no-untyped-call]

# Answers that need no second judgement: a provider has few, and gives them again and again.
_REMEMBERED = 256
_LONGEST_REMEMBERED = 2_000


class OperationContract:
    """One operation of an OpenAPI 3.0 document, as a judge of its messages.

    `commonalities` is the release of Commonalities that the API release was built on.
    """

    def __init__(
        self,
        document: Mapping[str, Any],
        method: str,
        path: str,
        commonalities: str = codes.NEWEST,
    ) -> None:
        self.commonalities = commonalities
        self._document = document
        resource = Resource.from_contents(document, default_specification=DRAFT4)
        self._registry: Registry[Any] = Registry().with_resource(_CONTRACT_URI, resource)
        self._at = f"/paths/{_escaped(path)}/{method.lower()}"
        self._operation = document["paths"][path][method.lower()]
        self._judged: dict[tuple[int, bytes], str | None] = {}

    def response_problem(self, response: Response) -> str | None:
        """Name the first thing in a response that the contract does not allow.

        A documented error may carry any code that Commonalities has for its status, and an
        undocumented one any status that Commonalities has: the guide calls its own list and
        the APIs' "not exhaustive".
        """
        known = (response.status, response.body)
        if known not in self._judged:
            if len(self._judged) >= _REMEMBERED or len(response.body) > _LONGEST_REMEMBERED:
                return self._problem(response)
            self._judged[known] = self._problem(response)
        return self._judged[known]

    def _problem(self, response: Response) -> str | None:
        if str(response.status) not in self._operation["responses"]:
            return _undocumented(response)
        where = self._response_at(response.status)
        schema_at = f"{where}/content/application~1json/schema"
        if self._lookup(schema_at) is None:
            return None
        try:
            body = json.loads(response.body)
        except (ValueError, RecursionError):
            return f"status {response.status} came without a JSON body"
        try:
            return self._body_problem(schema_at, body, response)
        except RecursionError:
            return f"the body of status {response.status} is nested too deeply to be judged"

    def request_problem(self, body: object) -> str | None:
        """Name the first thing in a request's JSON body that the contract does not allow."""
        at = f"{self._at}/requestBody/content/application~1json/schema"
        return next((_said(error) for error in self._errors(at, body)), None)

    @property
    def takes_body(self) -> bool:
        """Whether the operation has a request body."""
        return "requestBody" in self._operation

    @property
    def request_members(self) -> frozenset[str]:
        """The members of the request's JSON object that the contract names."""
        at = f"{self._at}/requestBody/content/application~1json/schema"
        return frozenset(self._members(self._lookup(at) or {}))

    @property
    def success_members(self) -> frozenset[str]:
        """The members that the contract gives the JSON object of a success."""
        at = f"{self._response_at(_SUCCESS)}/content/application~1json/schema"
        return frozenset(self._members(self._lookup(at) or {}))

    def _members(self, schema: Mapping[str, Any]) -> Iterator[str]:
        if "$ref" in schema:
            yield from self._members(self._lookup(schema["$ref"]) or {})
        yield from schema.get("properties", {})
        for part in (*schema.get("allOf", ()), *schema.get("oneOf", ())):
            yield from self._members(part)

    def _body_problem(self, schema_at: str, body: object, response: Response) -> str | None:
        for error in self._errors(schema_at, body):
            if not _known_code(error, response, self.commonalities):
                return f"the body of status {response.status}: {_said(error)}"
        return None

    def _errors(self, pointer: str, instance: object) -> Iterator[ValidationError]:
        schema = {"$ref": f"{_CONTRACT_URI}#{pointer}"}
        validator = _Validator(schema, registry=self._registry, format_checker=_formats)
        errors: Iterator[ValidationError] = validator.iter_errors(instance)
        return errors

    def _response_at(self, status: int) -> str:
        at = f"{self._at}/responses/{status}"
        reference = self._operation["responses"][str(status)].get("$ref")
        return reference.removeprefix("#") if isinstance(reference, str) else at

    def _lookup(self, pointer: str) -> Any:
        found: Any = self._document
        for step in pointer.split("/")[1:]:
            found = found.get(step.replace("~1", "/").replace("~0", "~"))
            if found is None:
                return None
        return found


def _undocumented(response: Response) -> str | None:
    known = codes.known_error_status(response.status) or response.status in _HTTP_REFUSALS
    if is_error(response) and known:
        return None
    return f"status {response.status} is in neither the contract nor Commonalities"


def _known_code(error: ValidationError, response: Response, release: str) -> bool:
    body = error_object(response)
    is_code = body is not None and list(error.absolute_path) == ["code"]
    return (
        is_code
        and error.validator == "enum"
        and body is not None
        and isinstance(body["code"], str)
        and codes.fits(response.status, body["code"], release)
    )


def _said(error: ValidationError) -> str:
    where = "/".join(str(step) for step in error.absolute_path)
    return f"{where}: {error.message}" if where else error.message


def _escaped(path: str) -> str:
    return path.replace("~", "~0").replace("/", "~1")
