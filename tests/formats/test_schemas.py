"""results.sarif and exchanges.har fit the schemas that others publish for them.

The schemas come from npm packages; the suite ships neither.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, Draft6Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT6

from conformance.report.formats.har import write_har
from conformance.report.formats.sarif import sarif_log
from conformance.report.model import Report
from tests.report_samples import report, sample
from tests.support.hostile import hostile_report
from tests.support.node_packages import node_with_packages

HERE = Path(__file__).parent
PACKAGES = HERE / "node_modules"
REPORTS: dict[str, Callable[[], Report]] = {
    "every standing": sample,
    "hostile": hostile_report,
    "empty": lambda: report([]),
    "unfinished": lambda: sample().model_copy(update={"complete": False}),
}

pytestmark = pytest.mark.xdist_group("formats")


@pytest.fixture(scope="module")
def sarif() -> Draft4Validator:
    node_with_packages(HERE)
    (path,) = (PACKAGES / "@microsoft/jest-sarif/lib/schemas").glob("sarif-2.1.0*.json")
    return Draft4Validator(
        json.loads(path.read_text(encoding="utf-8")),
        format_checker=Draft4Validator.FORMAT_CHECKER,
    )


@pytest.fixture(scope="module")
def har() -> Draft6Validator:
    node_with_packages(HERE)
    schemas = {
        path.name: json.loads(path.read_text(encoding="utf-8"))
        for path in (PACKAGES / "har-schema/lib").glob("*.json")
    }
    resources = [
        (f"{name}#", Resource.from_contents(schema, DRAFT6))
        for name, schema in schemas.items()
    ]
    registry: Any = Registry().with_resources(
        [*resources, *((name.removesuffix("#"), each) for name, each in resources)]
    )
    return Draft6Validator(
        schemas["har.json"],
        registry=registry,
        format_checker=Draft6Validator.FORMAT_CHECKER,
    )


def complaints(validator: Any, document: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]


@pytest.mark.parametrize("what", REPORTS)
def test_sarif_fits_its_schema(what: str, sarif: Draft4Validator) -> None:
    assert complaints(sarif, json.loads(sarif_log(REPORTS[what]()))) == []


def test_the_sarif_schema_sees_a_mistake(sarif: Draft4Validator) -> None:
    document = json.loads(sarif_log(sample()))
    document["runs"][0]["results"][0]["level"] = "fatal"
    assert "level" in complaints(sarif, document)[0]


@pytest.mark.parametrize("what", REPORTS)
def test_har_fits_its_schema(what: str, har: Draft6Validator, tmp_path: Path) -> None:
    assert complaints(har, har_of(REPORTS[what](), tmp_path)) == []


def test_the_har_schema_sees_a_mistake(har: Draft6Validator, tmp_path: Path) -> None:
    document = har_of(sample(), tmp_path)
    del document["log"]["entries"][0]["response"]["content"]
    assert "'content' is a required property" in complaints(har, document)[0]


def har_of(made: Report, folder: Path) -> Any:
    write_har(made, folder / "exchanges.har")
    return json.loads((folder / "exchanges.har").read_bytes())
