"""The published score against reality: the catalogue, a sample of it, and the README."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conformance.reference import FAULTS
from conformance.run.errors import Unusable
from conformance.selftest.files import RESULT_NAME
from conformance.selftest.model import HonestRun, Selftest
from conformance.selftest.sampling import sample
from conformance.selftest.score import (
    Score,
    caught,
    committed,
    publish,
    score_path,
    text_of,
    with_score,
)
from conformance.selftest.subjects import honest_subjects
from conformance.selftest.trials import FaultJob

README = Path(__file__).parents[1] / "README.md"
REPEATED = sample(FAULTS, 10, "published")
"""As many as a push can wait for; tests/test_detection.py tries them all."""


@pytest.fixture(scope="module")
def score() -> Score:
    return committed(score_path())


def test_score_is_that_of_the_catalogue(score: Score) -> None:
    """A fault that comes or changes is measured and published with the change."""
    assert list(score.faults) == list(FAULTS)
    for name, told in score.faults.items():
        fault = FAULTS[name]
        assert told.level == fault.level, name
        assert {*told.under, *told.silent} == set(fault.caught_by), name


@pytest.mark.parametrize("fault", REPEATED)
def test_score_is_still_true(fault: str, score: Score) -> None:
    assert caught(FaultJob(fault, 0)()) == score.faults[fault]


def test_every_honest_provider_was_tried(score: Score) -> None:
    names = {subject.name for subject in honest_subjects()}
    assert set(score.honest.requests) == names
    assert score.honest.runs == len(names) * score.honest.seeds
    assert score.honest.seeds >= 10


def test_readme_says_what_was_measured(score: Score) -> None:
    text = README.read_text("utf-8")
    assert score.words() in text
    assert with_score(text, score) == text


def test_file_is_as_it_is_written(score: Score) -> None:
    assert score_path().read_text("utf-8") == text_of(score)


class TestPublishing:
    """Results of self-tests become the score."""

    def result(self, *names: str, honest: bool) -> Selftest:
        """Return a result of these faults, all of them missed."""
        moment = datetime(2031, 5, 6, 7, tzinfo=UTC)
        faults = [
            {
                **{key: getattr(FAULTS[name], key) for key in ("id", "summary", "level")},
                "area": "somewhere",
                "dialect": "camara",
                "api_release": None,
                "security_release": "0.5.0",
                "tls": False,
                "verdict": "missed",
                "expected": [
                    {"requirement": row, "level": "MUST", "outcome": "passed"}
                    for row in FAULTS[name].caught_by
                ],
                "others": (),
                "beside": 12,
                "whole": True,
                "requests": 1,
                "note": None,
                "seconds": 1.0,
            }
            for name in names
        ]
        run = {"subject": "camara", "seed": 0, "requirements": 3, "requests": 5}
        runs = [HonestRun.model_validate({**run, "seconds": 1.0, "alarms": ("wolf",)})]
        return Selftest.model_validate(
            {
                "schema": 1,
                "suite": "9.9",
                "complete": True,
                "selection": (),
                "started_at": moment,
                "finished_at": moment,
                "seed": 0,
                "seeds": 1,
                "workers": 1,
                "sample": 12,
                "planned": 1,
                "faults": faults,
                "honest": runs if honest else (),
            }
        )

    def published(
        self, folder: Path, result: Selftest, old: Score | None
    ) -> tuple[Score, str]:
        """Publish a result into files of a test's own; returns score and README."""
        (folder / RESULT_NAME).write_text(result.model_dump_json(by_alias=True))
        readme, path = folder / "README.md", folder / "score.json"
        readme.write_text("# A\n\n<!-- selftest -->\nold\n<!-- /selftest -->\n\nB\n")
        if old is not None:
            path.write_text(text_of(old))
        return publish(folder, path, readme), readme.read_text()

    def test_few_faults_replace_only_themselves(self, tmp_path: Path, score: Score) -> None:
        name = next(iter(FAULTS))
        new, readme = self.published(tmp_path, self.result(name, honest=False), score)

        assert new.faults[name].verdict == "missed"
        assert new.faults[name].silent == FAULTS[name].caught_by
        assert {n for n in new.faults if new.faults[n] != score.faults[n]} == {name}
        assert (new.honest, f"{new.on}", new.suite) == (score.honest, "2031-05-06", "9.9")
        assert readme == with_score(readme, new)
        assert new.words() in readme
        assert readme.startswith("# A\n\n<!-- selftest -->\n")
        assert json.loads((tmp_path / "score.json").read_text()) == new.model_dump(mode="json")

    def test_whole_result_needs_no_earlier_score(self, tmp_path: Path) -> None:
        new, readme = self.published(tmp_path, self.result(*FAULTS, honest=True), None)
        musts = sum(fault.level == "MUST" for fault in FAULTS.values())

        assert f"**0 of {musts}** seeded faults against a MUST" in readme
        assert "False alarms: **1** in 1 runs of 1 correct providers with 1 seeds." in readme
        assert new.honest.requests == {"camara": 5}

    def test_what_is_missing_is_named(self, tmp_path: Path) -> None:
        first, second, *rest = FAULTS
        with pytest.raises(Unusable, match=f"faults: {first}, {second}$"):
            self.published(tmp_path, self.result(*rest, honest=True), None)
        with pytest.raises(Unusable, match="the honest provider: --seeds"):
            self.published(tmp_path, self.result(*FAULTS, honest=False), None)

    @pytest.mark.parametrize("text", ["", "[]", '{"schema": 2}'])
    def test_what_is_no_result_is_named(self, text: str, tmp_path: Path) -> None:
        (tmp_path / RESULT_NAME).write_text(text)
        with pytest.raises(Unusable, match=r"selftest\.json is no result of `selftest`"):
            publish(tmp_path, tmp_path / "score.json", README)
