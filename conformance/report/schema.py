"""The JSON Schema of report.json; `python -m conformance.report.schema` writes it anew."""

import json
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from conformance.bundled import folder
from conformance.report.files import write_whole
from conformance.report.model import Report

SCHEMA_NAME = "report.schema.json"


class _Untitled(GenerateJsonSchema):
    """Leaves out titles, which only repeat the names of members."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False


def schema_text() -> str:
    """Return the schema as it lies in the bundled reports folder."""
    made = Report.model_json_schema(by_alias=True, schema_generator=_Untitled)
    document = {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def schema_path() -> Path:
    """Return where the bundled schema lies."""
    return folder("reports") / SCHEMA_NAME


if __name__ == "__main__":
    write_whole(schema_path(), schema_text())
