"""MasStack's own contract, and whether a value meets one of its schemas."""

from typing import Any

import yaml
from openapi_schema_validator import OAS30Validator

from conformance.bundled import folder

CONTRACT: dict[str, Any] = yaml.safe_load(
    (folder("specs") / "operators/masstack/openapi.yaml").read_text("utf-8")
)
SCHEMAS: dict[str, Any] = CONTRACT["components"]["schemas"]
DIALECT = "masstack-v2"
VERIFY = "/v2/orgs/demo/number-verification/verify"


def fits(schema: str, value: object) -> bool:
    """Return whether a value meets a schema of the contract."""
    document = {**SCHEMAS[schema], "components": {"schemas": SCHEMAS}}
    return bool(OAS30Validator(document).is_valid(value))
