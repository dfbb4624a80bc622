"""The very commands of the shipped pipelines, against a provider on this machine."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.profile import Profile, load_profile
from conformance.reference import ReferenceProvider
from conformance.report.reading import read_report
from conformance.run.execution import open_session
from conformance.run.options import Options
from conformance.run.selection import prepare
from tests.pipelines.scripts import (
    ACTION,
    SHARDS,
    Pipeline,
    document,
    of_gitlab,
    of_kubernetes,
    of_step,
)

# Small, so that four pipelines cost seconds: no authorization server, nothing generated.
_PROFILE = """\
profile: 1
name: pipeline
environment: local
apis:
  sim-swap: {{base_url: "{url}", tokens: [two-legged], operations: [retrieve-date]}}
tokens: {{two-legged: "{token}"}}
subscribers:
  - {{id: swapped, phone_number: "{number}", sim: {{changed: unknown}}}}
limits: {{fuzzing: false, requests_per_second: 1000, workers: 2}}
"""


@pytest.fixture
def pipeline(tmp_path: Path) -> Iterator[Pipeline]:
    """Yield a machine with a profile in its folder."""
    with ReferenceProvider() as provider:
        known = load_profile("reference", provider.variables)
        text = _PROFILE.format(
            url=known.api("sim-swap").base_url,
            token=two_legged_token(known),
            number=known.subscribers[0].phone_number,
        )
        (tmp_path / "profile.yaml").write_text(text)
        yield Pipeline(tmp_path, {"PROFILE": "profile.yaml"})


def two_legged_token(profile: Profile) -> str | None:
    """Return a token for SIM Swap that is good for the minutes of a test."""
    options = Options()
    session = open_session(prepare(profile, options), options)
    try:
        return session.tokens["sim-swap"].obtain("two-legged", None, ("sim-swap",)).value
    finally:
        session.close()


def outcomes(folder: Path) -> dict[str, str]:
    """Return what a report says of each requirement."""
    return {each.id: each.outcome for each in read_report(folder).requirements}


def test_action_gates_and_leaves_its_outputs(pipeline: Pipeline) -> None:
    script = of_step(document(ACTION)["runs"]["steps"], "Test the deployment")
    told = {name: pipeline.folder / name for name in ("summary", "outputs")}
    given = {
        "OUTPUT": "report",
        "ARGUMENTS": "--seed 3 --requirement sim-swap.retrieve-date.*",
        "BASELINE": "",
        "GITHUB_STEP_SUMMARY": str(told["summary"]),
        "GITHUB_OUTPUT": str(told["outputs"]),
    }

    first = pipeline.runs(script, **given)
    second = pipeline.runs(script, **{**given, "OUTPUT": "again", "BASELINE": "report"})

    report = read_report(pipeline.folder / "report")
    # Partial: without an authorization server there is nothing to test scopes with.
    assert (first.code, report.verdict, report.seed) == (3, "partial", 3)
    assert second.code == 3
    assert "Against the baseline: nothing changed" in second.out
    assert "verdict=partial" in told["outputs"].read_text()
    assert "report=report" in told["outputs"].read_text()
    assert "partial" in told["summary"].read_text().lower()


def test_workflow_joins_its_shards(pipeline: Pipeline) -> None:
    jobs = document(SHARDS)["jobs"]
    shard = of_step(jobs["shard"]["steps"], "Run a shard")
    join = of_step(jobs["merge"]["steps"], "Join the shards")
    summary = pipeline.folder / "summary"
    summary.touch()

    for index in ("1", "2"):
        assert pipeline.runs(shard, INDEX=index, SHARDS="2").code == 0
    joined = pipeline.runs(join, GITHUB_STEP_SUMMARY=str(summary))
    pipeline.runs('camara-conformance run "$PROFILE" --output whole')

    assert joined.code == 3
    assert summary.read_text()
    assert outcomes(pipeline.folder / "report") == outcomes(pipeline.folder / "whole")


def test_gitlab_joins_its_shards(pipeline: Pipeline) -> None:
    for index in ("1", "2"):
        done = pipeline.runs(
            of_gitlab("camara-conformance"),
            CAMARA_PROFILE="profile.yaml",
            CAMARA_ARGUMENTS="--requirement sim-swap.*",
            CI_NODE_INDEX=index,
            CI_NODE_TOTAL="2",
        )
        assert done.code == 0, done.err

    assert pipeline.runs(of_gitlab("camara-conformance-report")).code == 3
    assert (pipeline.folder / "report" / "junit.xml").stat().st_size


def test_pods_count_from_zero(pipeline: Pipeline) -> None:
    for index in ("0", "1"):
        variables = {"JOB_COMPLETION_INDEX": index, "SHARDS": "2", "REPORTS": "reports"}
        done = pipeline.runs(of_kubernetes(), **variables)
        assert done.code == 0, done.err

    joined = pipeline.runs("camara-conformance merge reports/shard-* --output reports/whole")
    assert joined.code == 3
    assert json.loads((pipeline.folder / "reports/whole/report.json").read_text())["complete"]


def test_mistake_in_a_shard_stops_the_pipeline(pipeline: Pipeline) -> None:
    shard = of_step(document(SHARDS)["jobs"]["shard"]["steps"], "Run a shard")

    done = pipeline.runs(shard, INDEX="9", SHARDS="2")

    assert done.code == 2
    assert "is no shard" in done.err
