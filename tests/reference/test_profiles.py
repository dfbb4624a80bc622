"""The bundled profiles of the reference provider say what the provider itself knows."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import conformance.reference
from conformance.bundled import folder
from conformance.reference import ReferenceProvider
from conformance.reference.subscribers import UNKNOWN_NUMBER, Consent, Subscriber
from conformance.reference.world import World

PROFILES = {"reference": "camara", "reference-limited": "camara-limited"}
CONSENTS: dict[Consent, Any] = {
    Consent.GRANTED: None,
    Consent.SLOW: {"granted_after": {"seconds": 3}},
    Consent.DENIED: "denied",
    Consent.NEVER_ANSWERS: "never-answers",
    Consent.MISSING: "missing",
}
by_profile = pytest.mark.parametrize(("name", "dialect"), PROFILES.items())


def text_of(name: str) -> str:
    return (folder("profiles") / f"{name}.yaml").read_text()


@by_profile
def test_variables_are_those_of_the_provider(name: str, dialect: str) -> None:
    values = re.sub(r"#.*", "", text_of(name))
    named = set(re.findall(r"\$\{(\w+)(?::-[^}]*)?\}", values))
    with ReferenceProvider(dialect) as provider:
        assert named == set(provider.variables)


def lines_of(dialect: str) -> dict[str, Subscriber]:
    with ReferenceProvider(dialect) as provider:
        world = provider._world
        assert isinstance(world, World)
        return {line.id: line for line in world.subscribers}


@by_profile
def test_lines_are_those_of_the_provider(name: str, dialect: str) -> None:
    told = {line["id"]: line for line in yaml.safe_load(text_of(name))["subscribers"]}
    lines = lines_of(dialect)
    assert told.pop("nobody") == {
        "id": "nobody",
        "phone_number": UNKNOWN_NUMBER,
        "service": "unknown",
    }
    assert set(told) == set(lines)
    for line_id, line in lines.items():
        assert told[line_id]["phone_number"] == line.phone_number
        assert told[line_id].get("consent") == CONSENTS[line.consent]
        assert (told[line_id].get("service") == "not-applicable") is not line.served


@by_profile
def test_what_is_told_of_the_sims(name: str, dialect: str) -> None:
    lines = lines_of(dialect)
    for told in yaml.safe_load(text_of(name))["subscribers"]:
        sim = told.get("sim")
        if sim == "none":
            assert lines[told["id"]].activated_at is None
        elif sim is not None and sim["changed"] == "never":
            assert sim["activated"] == lines[told["id"]].activated_at
        elif sim is not None:
            assert lines[told["id"]].changed_at is not None


def test_profiles_differ_in_name_and_history_alone() -> None:
    full, limited = (yaml.safe_load(text_of(name)) for name in PROFILES)
    assert full["apis"]["sim-swap"].pop("history") == "unlimited"
    assert limited["apis"]["sim-swap"].pop("history") == "limited"
    assert limited["apis"]["sim-swap"].pop("monitored_period") == {"days": 30}
    for profile in (full, limited):
        del profile["name"], profile["title"]
    assert full == limited


def test_provider_imports_nothing_of_the_suite() -> None:
    package = Path(conformance.reference.__file__).parent
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            else:
                continue
            for name in names:
                own = name.startswith("conformance.reference")
                assert own or not name.startswith("conformance"), (path.name, name)
