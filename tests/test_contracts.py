"""The bundled contracts state what was published, are valid, and give valid examples."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from openapi_schema_validator import OAS30Validator
from openapi_spec_validator import OpenAPIV30SpecValidator

from conformance import specs

RELEASES = [(api, release) for api in specs.OPERATIONS for release in specs.releases(api)]

PROSE = {
    "description",
    "summary",
    "example",
    "examples",
    "license",
    "contact",
    "termsOfService",
    "externalDocs",
    "tags",
}
"""Members that say something to people and nothing to programs."""

PUBLISHED = {
    ("sim-swap", "0.4.0"): "95fd2f5129cec55c559cd2119a3bf79264800dc0090a2f8aa9b53f1030acd118",
    ("sim-swap", "1.0.0"): "136a6770b73e6074246749a825f1671aca45e2787ee2a3d6ee35719d4c5d86cc",
    ("sim-swap", "2.0.0"): "d27234c34410fb1c120c8ad8eb0d0bec799311ee039252e8ed438b1fec061212",
    ("sim-swap", "2.1.0"): "1c210bae045cf468ef31cb103f9eb4f553a62faf66892e78fafd4d9c091cb81d",
    (
        "number-verification",
        "0.3.1",
    ): "861e26c024cca965eec14e0b6d0f7a4ee46b7035fc2a383f6387fea485a8aa55",
    (
        "number-verification",
        "1.0.0",
    ): "08c1ecd2f22d01f1651ed6a6a357b90ce0b5a357c24ab49baf64ab4c5810dd2e",
    (
        "number-verification",
        "2.0.0",
    ): "0fd025d08b3d03ecdb820ff64f825e9d8561fda651c682bf9483fada2d442e72",
    (
        "number-verification",
        "2.1.0",
    ): "c1aaae5fd41f1773991cf7a93a2cbce2dcd1d398f758c336f05f98dc02dd96eb",
}
"""`digest` of the file that CAMARA published for the release."""


def facts(value: Any, parent: str = "") -> Any:
    """Leave out prose and the order of lists, so that two documents compare by content.

    Names of properties and scopes are kept even if they read like prose members.
    """
    if isinstance(value, list):
        return sorted((facts(item) for item in value), key=json.dumps)
    if not isinstance(value, dict):
        return value
    if parent == "scopes":
        return sorted(value)
    kept = (
        value if parent == "properties" else {k: v for k, v in value.items() if k not in PROSE}
    )
    return {key: facts(member, key) for key, member in sorted(kept.items())}


def digest(document: Any) -> str:
    """SHA-256 of the canonical JSON of a document's facts."""
    text = json.dumps(facts(document), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(("api", "release"), RELEASES)
def test_contract_states_what_was_published(api: str, release: str) -> None:
    assert digest(specs.contract(api, release).document) == PUBLISHED[api, release]


def test_digest_tells_a_changed_bound_and_not_a_changed_text() -> None:
    schema = {"type": "integer", "maximum": 2400, "description": "hours", "enum": [1, 2]}
    assert digest({**schema, "description": "days", "enum": [2, 1]}) == digest(schema)
    assert digest({**schema, "maximum": 240}) != digest(schema)


@pytest.mark.parametrize(("api", "release"), RELEASES)
def test_contract_is_valid_openapi(api: str, release: str) -> None:
    OpenAPIV30SpecValidator(specs.contract(api, release).document).validate()


@pytest.mark.parametrize(("api", "release"), RELEASES)
def test_examples_are_valid(api: str, release: str) -> None:
    document = specs.contract(api, release).document
    found = list(examples(document))
    assert len(found) > 12
    for schema, example in found:
        # References inside the schema start at its root, so it takes the components along.
        rooted = {"allOf": [schema], "components": document["components"]}
        OAS30Validator(rooted, format_checker=OAS30Validator.FORMAT_CHECKER).validate(example)


def examples(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every example of a document with the schema that it has to meet."""
    members: Iterable[Any] = value if isinstance(value, list) else ()
    if isinstance(value, dict):
        if "example" in value:
            yield value, value["example"]
        for named in value.get("examples", {}).values():
            yield value["schema"], named["value"]
        members = value.values()
    for member in members:
        yield from examples(member)


@pytest.mark.parametrize(("api", "release"), RELEASES)
def test_contract_describes_all_that_people_read(api: str, release: str) -> None:
    document = specs.contract(api, release).document
    components = document["components"]
    described = [
        document["info"],
        *components["schemas"].values(),
        *components["responses"].values(),
    ]
    described += [
        operation for item in document["paths"].values() for operation in item.values()
    ]
    assert all(part["description"].strip() for part in described)


@pytest.mark.parametrize(("api", "release"), RELEASES)
def test_published_example_hash_is_not_reused(api: str, release: str) -> None:
    # It is the hash of no number that was published with it, so it misleads who tries it.
    assert b"32f67ab4" not in specs.contract(api, release).path.read_bytes()


def test_times_in_a_contract_stay_text() -> None:
    schemas = specs.contract("sim-swap", "2.1.0").document["components"]["schemas"]
    example = schemas["SimSwapInfo"]["properties"]["latestSimChange"]["example"]
    assert example == "2026-03-04T10:15:30.000Z"


def test_operations_are_read_from_the_document() -> None:
    found = specs.contract("number-verification", "2.1.0").operations["device-phone-number"]
    assert (found.method, found.path) == ("GET", "/device-phone-number")
    assert found.scopes == ("number-verification:device-phone-number:read",)
    assert found.operation_id == "phoneNumberShare"


def test_either_scope_of_sim_swap_is_enough() -> None:
    check = specs.contract("sim-swap", "2.1.0").operations["check"]
    assert check.scopes == ("sim-swap:check", "sim-swap")


def test_digest_of_a_contract_is_that_of_its_bytes() -> None:
    contract = specs.contract("sim-swap", "2.1.0")
    assert contract.sha256 == hashlib.sha256(contract.path.read_bytes()).hexdigest()
    assert contract.release == "2.1.0"


def test_releases_are_in_order() -> None:
    assert specs.releases("sim-swap") == ("0.4.0", "1.0.0", "2.0.0", "2.1.0")
    assert specs.releases("number-verification") == ("0.3.1", "1.0.0", "2.0.0", "2.1.0")


@pytest.mark.parametrize(
    ("api", "release", "stated"),
    [("sim-swap", "2.1.0", "0.6"), ("sim-swap", "1.0.0", "0.4.0"), ("sim-swap", "0.4.0", "")],
)
def test_contract_tells_its_commonalities(api: str, release: str, stated: str) -> None:
    assert specs.commonalities_of(api, release) == stated
