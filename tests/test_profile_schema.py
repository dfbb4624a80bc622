"""The JSON Schema for editors says what the model says."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from conformance.bundled import folder
from conformance.profile import bundled_profiles
from conformance.profile.schema import profile_schema, schema_file, schema_text
from conformance.profile.tree import plain_data, read_tree
from tests.profile_support import FULL, MINIMAL, load

VALIDATOR = Draft202012Validator(profile_schema())


def as_written(text: str) -> Any:
    return plain_data(read_tree(text, "profile.yaml"))


def test_the_checked_in_file_is_up_to_date() -> None:
    checked_in = schema_file().read_text(encoding="utf-8")

    assert checked_in == schema_text(), "rebuild: python -m conformance.profile.schema"
    assert json.loads(checked_in) == profile_schema()


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(profile_schema())


@pytest.mark.parametrize("text", [MINIMAL, FULL])
def test_profiles_that_load_are_accepted(tmp_path: Path, text: str) -> None:
    load(tmp_path, text)

    assert list(VALIDATOR.iter_errors(as_written(text))) == []


@pytest.mark.parametrize("name", bundled_profiles())
def test_bundled_profiles_are_accepted(name: str) -> None:
    text = (folder("profiles") / f"{name}.yaml").read_text(encoding="utf-8")

    assert list(VALIDATOR.iter_errors(as_written(text))) == []


@pytest.mark.parametrize(
    "more",
    [
        "limits: {workers: '${W}', fuzzing: '${F:-true}', requests_per_second: '${R}'}\n",
        "http:\n  timeout: ${T}\n  verify: ${V:-false}\n  proxy: ${P:-}\n",
        "deviations: [{requirement: a, reason: b, until: '${D}'}]\n",
        "subscribers: [{id: a, phone_number: '${N}', sim: {changed: '${C}'}}]\n",
        "subscribers: [{id: a, phone_number: '${N}', sim: {changed: {hours_ago: '${C}'}}}]\n",
        "subscribers: [{id: a, phone_number: '+12345', service: '${S}', consent: '${C}'}]\n",
    ],
)
def test_a_variable_may_stand_everywhere(more: str) -> None:
    assert list(VALIDATOR.iter_errors(as_written(MINIMAL + more))) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("profile: 1", "profile: 2"),
        ("environment: staging", "environment: home"),
        ("title: Acme", "titel: Acme"),
        ("errors: {message", "eror: {message"),
        ("[check, retrieve-date]", "[chek]"),
        ("[check, retrieve-date]", "[]"),
        ("{hours_ago: 3}", "{hours: 3}"),
        ("{hours_ago: 3}", "{hours_ago: -3}"),
        ("2026-01-02T03:04:05+02:00", "2026-01-02T03:04:05"),
        ('"+447700900002"', "+447700900002"),
        ('"+447700900002"', '"447700900002"'),
        ("max_requests: 100", "max_requests: 0"),
        ("fuzzing: false", "fuzzing: 'false'"),
        (", until: 2027-01-31", ""),
        ("until: 2027-01-31", "until: soon"),
        ("consent: never-answers", "consent: maybe"),
        ("discovery: https", "discovery: ftp"),
    ],
)
def test_what_does_not_load_is_refused(right: str, wrong: str) -> None:
    text = FULL.replace(right, wrong, 1)
    assert text != FULL

    assert list(VALIDATOR.iter_errors(as_written(text))) != []


def test_every_key_is_described() -> None:
    schema = profile_schema()
    silent = [
        f"{name}.{key}"
        for name, part in {**schema["$defs"], "Profile": schema}.items()
        for key, value in part.get("properties", {}).items()
        if not value.get("description")
    ]

    assert silent == []
