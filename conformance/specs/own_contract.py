"""A contract that the user brings: an official file, or the operator's own edition of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from conformance.specs.contracts import Contract, build, missing
from conformance.specs.documents import DocumentError, parse

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

MAX_BYTES = 2_000_000
"""Published contracts have about 40 kB; the largest of CAMARA stays far below this."""

MAX_QUOTE = 200
"""Characters of a validator's message: it may quote the whole document."""


class ContractError(ValueError):
    """A contract file cannot be used; the message names file, place and what to do."""


def load_contract(path: Path, api: str) -> Contract:
    """Read and validate a contract file for an API (`sim-swap`, `number-verification`).

    Raises ContractError for a file that cannot be read, is not a valid and self-contained
    OpenAPI 3.0 document, or lacks an operation of the API.
    """
    content = _content(path)
    try:
        document = _document(content)
        _refuse_dead_references(document)
        _validate(document)
    except (DocumentError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise ContractError(f"{path}: {reason}") from error
    for operation in missing(api, document):
        raise ContractError(
            f"{path}: paths: {operation} is missing: name a contract of {api} that has it"
        )
    return build(api, path, content, document)


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise ContractError(f"{path}: there is no such file: correct the path")
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ContractError(f"{path}: cannot be read ({error.strerror})") from error
    if len(content) > MAX_BYTES:
        raise ContractError(
            f"{path}: larger than {MAX_BYTES} bytes: no contract is, so check the path"
        )
    return content


def _document(content: bytes) -> dict[str, Any]:
    try:
        document = parse(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise DocumentError(f"byte {error.start} is not UTF-8: save it as UTF-8") from error
    if not isinstance(document, dict):
        raise DocumentError("not an OpenAPI document: it has to start with `openapi: 3.0.3`")
    if "swagger" in document:
        raise DocumentError("swagger: a Swagger 2 document: convert it to OpenAPI 3.0.3")
    if "openapi" not in document:
        raise DocumentError("not an OpenAPI document: the key `openapi` is missing")
    if not str(document["openapi"]).startswith("3.0."):
        raise DocumentError(
            f"openapi: {document['openapi']} is not 3.0.x, the version that CAMARA publishes "
            "in: name a file of that version"
        )
    return document


def _refuse_dead_references(document: dict[str, Any]) -> None:
    """Keep the validator from fetching: a reference may name another file or host."""
    for place, reference in _references(document):
        if not reference.startswith("#"):
            raise DocumentError(
                f"{place}: refers to {_short(reference)}, outside of the file: "
                "bundle everything into one file first"
            )
        if not _exists(document, reference):
            raise DocumentError(
                f"{place}: refers to {_short(reference)}, which is not in the file: correct it"
            )


def _exists(document: dict[str, Any], reference: str) -> bool:
    """Follow a JSON pointer (RFC 6901) in its form as a URI fragment."""
    value: Any = document
    for part in unquote(reference).split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list):
            value = dict(zip(map(str, range(len(value))), value, strict=True))
        if not isinstance(value, dict) or key not in value:
            return False
        value = value[key]
    return True


def _references(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield place, value["$ref"]
        for key, member in value.items():
            yield from _references(member, f"{place}.{key}" if place else key)
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from _references(member, f"{place}.{index}")


def _validate(document: dict[str, Any]) -> None:
    # Imported here: it takes 0.3 s, and only a user's own file needs it.
    from openapi_spec_validator import OpenAPIV30SpecValidator

    try:
        error = next(OpenAPIV30SpecValidator(document).iter_errors(), None)
    except RecursionError:
        raise
    except Exception as failure:  # the libraries below it raise errors of their own
        raise DocumentError(f"cannot be validated: {_short(failure)}: correct it") from failure
    if error is not None:
        place = ".".join(str(part) for part in error.absolute_path) or "top level"
        raise DocumentError(f"{place}: not valid OpenAPI 3.0: {_problem(error)}")


def _problem(error: "ValidationError") -> str:
    if error.schema_path and error.schema_path[-1] in ("anyOf", "oneOf"):
        return "matches none of the shapes allowed there: compare with the published file"
    return f"{_short(error.message.splitlines()[0])}: correct it there"


def _short(problem: object) -> str:
    text = " ".join(str(problem).split())
    return text if len(text) <= MAX_QUOTE else text[: MAX_QUOTE - 1] + "…"
