"""`replay`: a case's recorded exchanges sent again, and both answers shown."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conformance.reference import ReferenceProvider
from conformance.report.reading import read_report
from tests.support.command import Said, assert_refused, said_here

CHECK = "sim-swap.check"
MISSING = f"{CHECK}.missing-token-is-refused/two-legged"
INVALID = f"{CHECK}.invalid-token-is-refused/two-legged"
EXPIRED = f"{CHECK}.expired-token-is-refused/two-legged"
NUMBERS = f"{CHECK}.malformed-phone-number-is-refused/two-legged"
OTHER_SCOPE = f"{CHECK}.other-scope-is-refused/two-legged"
CIBA = f"{CHECK}.older-swap-is-not-reported/three-legged"
SINGLE_USE = "ciba.auth-req-id-is-single-use"
SMALLEST = f"{CHECK}.smallest-max-age-is-accepted"
ROWS = (
    f"{CHECK}.*-token-is-refused",
    f"{CHECK}.other-scope-is-refused",
    f"{CHECK}.malformed-phone-number-is-refused",
    f"{CHECK}.older-swap-is-not-reported",
    f"{CHECK}.max-age-beyond*",
    SMALLEST,
    SINGLE_USE,
)


@pytest.fixture(scope="module")
def provider() -> Iterator[ReferenceProvider]:
    """Run an honest provider that commands find by its variables."""
    with ReferenceProvider() as running, pytest.MonkeyPatch.context() as patch:
        for name, value in running.variables.items():
            patch.setenv(name, value)
        yield running


@pytest.fixture(scope="module")
def recorded(provider: ReferenceProvider, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run that recorded all of these cases."""
    folder = tmp_path_factory.mktemp("recorded")
    options = [word for row in ROWS for word in ("--requirement", row)]
    assert said_here("run", *options, "--output", "run", cwd=folder).code == 0
    return folder / "run"


def replayed(folder: Path, case: str, *options: str) -> Said:
    """Replay a case of a folder."""
    return said_here("replay", folder, case, *options, cwd=folder.parent)


def edited(recorded: Path, tmp_path: Path, **changes: Any) -> Path:
    """Copy a report, the request of each exchange of MISSING changed by hand."""
    document = json.loads((recorded / "report.json").read_text())
    for exchange in document["exchanges"]:
        if exchange["case"] == MISSING:
            exchange["request"] |= changes
    folder = tmp_path / "edited"
    folder.mkdir()
    (folder / "report.json").write_text(json.dumps(document))
    return folder


@pytest.mark.parametrize("case", [MISSING, EXPIRED, CIBA, f"{NUMBERS}/no-plus", SMALLEST])
def test_an_honest_provider_answers_as_before(case: str, recorded: Path) -> None:
    said = replayed(recorded, case)
    assert said.code == 0, said
    assert "≠" not in said.out
    assert "  recorded                                      | now" in said.lines


def test_tokens_of_a_flow_are_obtained_anew(recorded: Path) -> None:
    said = replayed(recorded, CIBA)
    assert said.out.count("not sent: part of a token flow, which is gone through anew") == 4
    assert "2 sent again: 2 answered as before, 0 not" in said.lines


def test_a_made_up_token_is_made_up_again(recorded: Path) -> None:
    said = replayed(recorded, INVALID)
    assert said.code == 0
    assert "  sent with another made-up token" in said.lines


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (OTHER_SCOPE, "it was made for that one request, and a report holds no secret"),
        (f"{NUMBERS}/letters", "it is none of the profile's lines"),
        (f"{NUMBERS}/spaces", "how a number was written in it is not recorded"),
        (SINGLE_USE, "<client assertion"),
    ],
)
def test_what_cannot_be_filled_in_is_said(case: str, words: str, recorded: Path) -> None:
    said = replayed(recorded, case)
    assert said.code == 3, said
    assert words in said.out
    requirement, _, _ = case.partition("/")
    assert f"`run --requirement {requirement}` carries the whole case out anew" in said.out


def test_another_answer_is_marked(
    recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ReferenceProvider(faults=["smallest-max-age-refused"]) as faulty:
        for name, value in faulty.variables.items():
            monkeypatch.setenv(name, value)
        said = replayed(recorded, SMALLEST)
    assert said.code == 1
    (status,) = [line for line in said.lines if line.startswith("  200 OK")]
    assert status.split("≠")[1].strip() == "400 Bad Request"
    assert "1 sent again: 0 answered as before, 1 not" in said.lines


def test_no_secret_and_no_number_is_shown(recorded: Path, provider: ReferenceProvider) -> None:
    for case in (CIBA, EXPIRED):
        said = replayed(recorded, case)
        assert "eyJ" not in said.out
        assert "447700900" not in said.out
        assert provider.variables["REFERENCE_EXPIRED_TOKEN"] not in said.out


def test_a_report_sends_nothing_to_where_it_says(recorded: Path, tmp_path: Path) -> None:
    base = read_report(recorded).target.apis[0].base_url
    places = ("https://evil.example/check", "http://127.0.0.1:1/check", f"{base}/%2e./admin")
    for number, url in enumerate(places):
        folder = tmp_path / str(number)
        folder.mkdir()
        said = replayed(edited(recorded, folder, url=url), MISSING)
        assert said.code == 3
        assert "not below the API's base URL in the report" in said.out
        assert "0 sent again" in said.out


def test_a_base_url_of_its_own_leads_nowhere_else(recorded: Path, tmp_path: Path) -> None:
    """Even one that a hostile report declares: requests go below the profile's."""
    folder = edited(recorded, tmp_path, url="https://evil.example@evil.example/check")
    text = (folder / "report.json").read_text()
    document = json.loads(text)
    document["target"]["apis"][0]["base_url"] = "https://evil.example"
    (folder / "report.json").write_text(json.dumps(document))
    said = replayed(folder, MISSING)
    assert said.code == 3
    assert "0 sent again" in said.out


def test_hostile_texts_do_nothing_in_a_terminal(recorded: Path, tmp_path: Path) -> None:
    document = json.loads((recorded / "report.json").read_text())
    for exchange in document["exchanges"]:
        if exchange["case"] == MISSING:
            exchange["response"]["body"] = "\x1b[2J\u202e not json"
            exchange["response"]["reason"] = "\x1b]0;title\x07"
            exchange["token"] = None
            exchange["subscriber"] = "\x1b[31m"
            exchange["request"]["headers"] = []
    (tmp_path / "report.json").write_text(json.dumps(document))
    said = replayed(tmp_path, MISSING)
    assert said.code == 1
    assert "\x1b" not in said.out
    assert "\u202e" not in said.out
    assert "\\x1b[2J" in said.out


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("no.such/case", "the report has no case"),
        (f"{CHECK}.malformed-phone-number-is-refused", "cases: name one, such as"),
        (f"{CHECK}.max-age-beyond-the-monitored-period-is-out-of-range", "exchanged nothing"),
    ],
)
def test_cases_that_cannot_be_replayed(case: str, words: str, recorded: Path) -> None:
    assert_refused(replayed(recorded, case), words)


def test_a_profile_that_is_not_bundled_has_to_be_named(recorded: Path, tmp_path: Path) -> None:
    document = json.loads((recorded / "report.json").read_text())
    document["profile"]["name"] = "example-staging"
    (tmp_path / "report.json").write_text(json.dumps(document))
    assert_refused(replayed(tmp_path, MISSING), "example-staging", "--profile")
    said = replayed(tmp_path, MISSING, "--profile", "reference")
    assert said.code == 0
    assert (
        said.lines[0] == "Note: the run was about profile example-staging, this is reference."
    )


def test_secrets_of_a_profile_that_changed_are_not_guessed(
    recorded: Path, tmp_path: Path
) -> None:
    document = json.loads((recorded / "report.json").read_text())
    document["profile"]["sha256"] = "0" * 64
    (tmp_path / "report.json").write_text(json.dumps(document))
    said = replayed(tmp_path, EXPIRED)
    assert said.code == 3
    assert said.lines[0] == "Note: the profile has changed since the run."
    assert "can't be filled in: the profile has changed since the run" in said.out


def test_a_report_stays_what_it_was(recorded: Path) -> None:
    before = read_report(recorded)
    replayed(recorded, MISSING)
    assert read_report(recorded) == before
