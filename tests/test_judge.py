"""`judge`: the checks of a run on recorded traffic, offline."""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from conformance.checks.every_exchange import JUDGEMENTS
from conformance.reference import ReferenceProvider
from conformance.report.model import Case, Report
from conformance.report.reading import read_report
from tests.support.command import assert_refused, said_here
from tests.support.profiles import NUMBER
from tests.test_har_reading import entry, har, response

BASE = "https://api.example.com/sim-swap/v2"
HERE = ("--api", "sim-swap", "--base-url", BASE)
CANARY = "canary-6f1d2b-secret-value"
CONTRACT = "sim-swap.check.responses-match-the-contract"
CODE = "commonalities.error.code-fits-the-status"
UTF_8 = "commonalities.media-type.body-is-utf-8"
ECHO = "commonalities.x-correlator.is-echoed-on-success"


def answer(
    status: int, body: Any, *, correlator: str = "abc", **content: Any
) -> dict[str, Any]:
    """Return an entry with that answer."""
    text = body if isinstance(body, str) else json.dumps(body)
    headers = [
        {"name": "content-type", "value": "application/json"},
        {"name": "x-correlator", "value": correlator},
    ]
    told = {"size": len(text), "text": text, **content}
    return entry(response=response(status=status, headers=headers, content=told))


GOOD = answer(200, {"swapped": True})


def judged(tmp_path: Path, *entries: Any, code: int = 3) -> Report:
    """Judge an archive of these entries and return the report."""
    said = said_here(
        "judge", har(tmp_path, *entries), *HERE, "--output", "judged", cwd=tmp_path
    )
    assert said.code == code, said
    return read_report(tmp_path / "judged")


def outcomes(report: Report) -> dict[str, str]:
    """Return requirement → outcome."""
    return {row.id: row.outcome for row in report.requirements}


def test_what_every_answer_shows_is_judged_and_nothing_else(tmp_path: Path) -> None:
    report = judged(tmp_path, GOOD)
    found = outcomes(report)
    echo = {case.id: case.outcome for row in report.requirements for case in row.cases}
    assert found[CONTRACT] == echo[f"{ECHO}/sim-swap.check/two-legged"] == "passed"
    assert found[CODE] == "not-testable", "there was no error"
    assert found["sim-swap.check.max-age-is-in-hours"] == "not-testable"
    reasons = {case.reason for row in report.requirements for case in row.cases}
    assert "recorded traffic does not show it: run the suite against the target" in reasons


def test_conformance_does_not_follow_from_a_recording(tmp_path: Path) -> None:
    report = judged(tmp_path, GOOD)
    assert report.verdict == "partial"
    assert report.verdict_reasons[-1] == "Only recorded traffic was judged; nothing was sent."
    assert report.selection is not None


@pytest.mark.parametrize(
    ("wrong", "requirement"),
    [
        (answer(200, {"swapped": "yes"}), CONTRACT),
        (answer(200, {"swapped": True}, correlator="other"), ECHO),
        (answer(400, {"status": 400, "code": "GONE_FISHING", "message": "m"}), CODE),
        (answer(200, "no json"), CONTRACT),
    ],
)
def test_a_failure_in_a_recording_is_a_failure(
    wrong: Any, requirement: str, tmp_path: Path
) -> None:
    report = judged(tmp_path, GOOD, wrong, code=1)
    assert report.verdict == "non-conformant"
    (row,) = [each for each in report.requirements if each.id == requirement]
    failed = [case for case in row.cases if case.outcome == "failed"]
    assert [case.exchanges for case in failed] == [(2,)]
    assert (failed[0].reason or "").startswith("exchange 2: ")


def test_bytes_show_what_text_does_not(tmp_path: Path) -> None:
    assert outcomes(judged(tmp_path, GOOD))[UTF_8] == "not-testable"
    raw = b64encode(b'{"swapped": true, "note": "\xff"}').decode()
    report = judged_again(tmp_path, answer(200, raw, encoding="base64"))
    assert outcomes(report)[UTF_8] == "failed"


def judged_again(tmp_path: Path, one: Any) -> Report:
    """Judge another archive in a folder of its own."""
    folder = tmp_path / "again"
    folder.mkdir()
    return judged(folder, one, code=1)


def test_a_dropped_body_is_not_judged(tmp_path: Path) -> None:
    dropped = entry(response=response(content={"size": 17}))
    report = judged(tmp_path, dropped)
    assert outcomes(report)[CONTRACT] == "not-testable"
    assert len(report.exchanges) == 1


def test_only_what_goes_to_the_api_is_kept(tmp_path: Path) -> None:
    def elsewhere(url: str) -> dict[str, Any]:
        return GOOD | {"request": entry()["request"] | {"url": url}}

    near = elsewhere("https://api.example.com/sim-swap/v20/check")
    spelled = elsewhere("https://API.example.com:443/sim-swap/v2/check?x=1")
    unknown = elsewhere(f"{BASE}/nothing")
    report = judged(tmp_path, elsewhere("https://cdn.example.com/x"), near, spelled, unknown)
    assert [exchange.n for exchange in report.exchanges] == [3, 4]
    assert report.exchanges[0].operation == "sim-swap.check"
    assert report.exchanges[1].operation is None


def test_no_secret_of_an_archive_reaches_a_file(tmp_path: Path) -> None:
    request = entry()["request"]
    secretive = request | {
        "url": f"{BASE}/check?access_token={CANARY}",
        "headers": [
            {"name": "authorization", "value": f"Bearer {CANARY}"},
            {"name": "cookie", "value": f"session={CANARY}1"},
        ],
        "postData": {"text": json.dumps({"phoneNumber": NUMBER})},
    }
    # The first entry shows plainly what only the second shows to be a secret.
    early = answer(400, {"status": 400, "code": "INVALID_ARGUMENT", "message": CANARY})
    said = said_here(
        "judge",
        har(tmp_path, early, GOOD | {"request": secretive}),
        *HERE,
        "--output",
        "judged",
        cwd=tmp_path,
    )
    (tmp_path / "traffic.har").unlink()
    texts = [path.read_text() for path in tmp_path.rglob("*") if path.is_file()]
    assert len(texts) > 5
    for text in (*texts, said.out, said.err):
        assert CANARY not in text
        assert NUMBER not in text
        assert NUMBER.removeprefix("+") not in text


GLOBS = (
    "commonalities.error.*",
    "commonalities.x-correlator.is-echoed*",
    "*.responses-match-the-contract",
)
FAULTS = ("correlator-lost-on-errors", "status-as-string")


def test_our_own_archive_shows_what_the_run_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numbers of lines, which the archive has as their ids, are put back to be judged."""
    options = [word for glob in GLOBS for word in ("--requirement", glob)]
    with ReferenceProvider(faults=FAULTS) as provider:
        for name, value in provider.variables.items():
            monkeypatch.setenv(name, value)
        run = said_here("run", *options, "--output", "run", cwd=tmp_path)
        assert run.code == 1, run
        archive = tmp_path / "run" / "exchanges.har"
        said = said_here(
            "judge", archive, "--profile", "reference", "--output", "judged", cwd=tmp_path
        )
    assert said.code == 1, said
    before, after = cases(tmp_path / "run"), cases(tmp_path / "judged")
    failed = {name for name, case in before.items() if case.outcome == "failed"}
    assert len(failed) > 1
    judged = {name: case for name, case in before.items() if name.split("/")[0] in JUDGEMENTS}
    assert failed <= judged.keys()
    for name, case in judged.items():
        found = after[name]
        # What a selection sends no request for was not asked of it; an archive may lack it.
        unseen = found.outcome == "not-testable" and case.outcome == "not-offered"
        assert found.outcome == case.outcome or unseen, name
        # A run judges a case when its turn comes, an archive all that came after it, too.
        if case.outcome == "failed":
            assert (found.reason or "").startswith(case.reason or "?"), name


def cases(folder: Path) -> dict[str, Case]:
    """Return the cases of a report by their ids."""
    return {case.id: case for row in read_report(folder).requirements for case in row.cases}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "name --profile, or --api and --base-url"),
        (("--api", "sim-swap"), "name --profile, or --api and --base-url"),
        (("--profile", "reference", *HERE), "--profile says it all"),
    ],
)
def test_what_it_is_measured_against_is_said_once(
    options: tuple[str, ...], words: str, tmp_path: Path
) -> None:
    said = said_here("judge", har(tmp_path, GOOD), *options, cwd=tmp_path)
    assert said.code == 2
    assert words in said.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((*HERE[:3], "nowhere"), "--base-url is no address"),
        ((*HERE, "--release", "newest"), "--release newest is none of this API's: use one"),
        ((*HERE, "--release", "9.9.9"), "use one of 0.4.0, 1.0.0, 2.0.0, 2.1.0"),
        ((*HERE[:3], "https://other.example.com/x"), "they go to https://api.example.com"),
        (("--profile", "nobodys"), "no profile of this name is bundled"),
    ],
)
def test_bad_measures_are_named(options: tuple[str, ...], words: str, tmp_path: Path) -> None:
    said = said_here("judge", har(tmp_path, GOOD), *options, cwd=tmp_path)
    assert_refused(said, words)


def test_environment_is_what_a_profile_says_or_unknown(tmp_path: Path) -> None:
    (tmp_path / "target.yaml").write_text(
        f"profile: 1\nname: target\nenvironment: staging\n"
        f"apis:\n  sim-swap: {{base_url: {BASE}}}\n"
    )
    recorded = har(tmp_path, GOOD)
    for measure, environment in (
        (HERE, "unknown"),
        (("--profile", "./target.yaml"), "staging"),
    ):
        said = said_here("judge", recorded, *measure, "--output", environment, cwd=tmp_path)
        assert said.code == 3, said
        folder = tmp_path / environment
        assert read_report(folder).profile.environment == environment
        assert f"environment: {environment}" in (folder / "report.html").read_text("utf-8")
        head = (folder / "journal.ndjson").read_text("utf-8").splitlines()[0]
        assert "production" not in head


def test_nothing_is_stale_by_a_recording_alone(tmp_path: Path) -> None:
    """What passes in what was recorded may fail in what was not."""
    (tmp_path / "target.yaml").write_text(
        "profile: 1\nname: target\nenvironment: production\n"
        f"apis:\n  sim-swap: {{base_url: {BASE}}}\n"
        "deviations:\n"
        f"  - {{requirement: {CONTRACT}, reason: known, until: 2999-01-01}}\n"
    )
    said = said_here(
        "judge", har(tmp_path, GOOD), "--profile", "./target.yaml", "--output", "judged",
        cwd=tmp_path,
    )  # fmt: skip
    assert said.code == 3, said
    (row,) = [r for r in read_report(tmp_path / "judged").requirements if r.id == CONTRACT]
    assert row.outcome == "passed"
    assert row.deviation is not None
    assert row.deviation.state == "admitted"


def test_bad_archives_are_named(tmp_path: Path) -> None:
    assert_refused(said_here("judge", "none.har", *HERE, cwd=tmp_path), "none.har")
    bad = har(tmp_path, GOOD, entry(response={"status": "x"}))
    assert_refused(said_here("judge", bad, *HERE, cwd=tmp_path), "entry 2: response.status")
    assert not (tmp_path / "camara-conformance-reports").exists()
