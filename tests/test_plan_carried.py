"""Rows and tests belong together: each row has one test, each test its rows."""

import json
import subprocess
import sys
from collections import Counter
from functools import cache

import pytest

from conformance import specs
from conformance.checks.every_exchange import JUDGEMENTS

CARRIED = {row.id: row for row in specs.all_requirements() if row.excluded is None}

# In a process of its own: the marks of scenarios are strangers to the pytest that runs here.
_LISTING = """
import importlib, json, pkgutil
from conformance import properties, scenarios

found = {}
for package in (scenarios, properties):
    for each in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{each.name}")
        for name, value in vars(module).items():
            if name.startswith("test_") and value.__module__ == module.__name__:
                marks = getattr(value, "pytestmark", ())
                marks = [mark for mark in marks if mark.name == "requirement"]
                found[f"{module.__name__}::{name}"] = [i for m in marks for i in m.args]
print(json.dumps(found))
"""


@cache
def listed() -> dict[str, list[str]]:
    """Return each test function of the suite with the ids in its requirement marks."""
    said = subprocess.run(
        [sys.executable, "-c", _LISTING], capture_output=True, text=True, check=True
    )
    found: dict[str, list[str]] = json.loads(said.stdout)
    return found


def ids_in(package: str) -> set[str]:
    """Return the ids that the tests of a package name."""
    tests = {name: ids for name, ids in listed().items() if name.startswith(package)}
    return {identifier for ids in tests.values() for identifier in ids}


def test_each_row_has_exactly_one_test() -> None:
    named = Counter(identifier for ids in listed().values() for identifier in ids)
    assert {identifier for identifier, times in named.items() if times > 1} == set()
    assert set(named) == set(CARRIED)


def test_each_test_has_rows() -> None:
    assert {name for name, ids in listed().items() if not ids} == set()


def test_rows_of_every_exchange_have_a_judgement_and_no_others_do() -> None:
    by_exchange = {i for i, row in CARRIED.items() if row.carried_by == "exchange"}
    assert set(JUDGEMENTS) == by_exchange
    assert ids_in("conformance.scenarios.test_every_exchange") == by_exchange


def test_rows_of_generated_requests_are_carried_by_properties_alone() -> None:
    by_property = {i for i, row in CARRIED.items() if row.carried_by == "property"}
    assert ids_in("conformance.properties") == by_property
    assert {CARRIED[i].sends for i in by_property} == {"generated"}


@pytest.mark.parametrize("requirement", JUDGEMENTS)
def test_judgement_of_an_operation_is_named_after_it(requirement: str) -> None:
    known = {f"{api}.{name}" for api, names in specs.OPERATIONS.items() for name in names}
    operation = ".".join(requirement.split(".")[:2])
    assert requirement.startswith("commonalities.") or operation in known
