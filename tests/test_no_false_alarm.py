"""The honest provider raises no alarm in any dialect or release; `selftest` has more seeds."""

import pytest

from conformance.run.options import Options
from conformance.run.selection import prepare
from conformance.selftest.subjects import Subject, honest_subjects
from conformance.selftest.trials import HonestJob

_SEEDS = [0, 20261121]


@pytest.mark.parametrize("seed", _SEEDS)
@pytest.mark.parametrize("subject", honest_subjects(), ids=lambda subject: subject.name)
def test_honest_provider_is_clean(subject: Subject, seed: int) -> None:
    """Nothing fails or breaks but for what its profile admits, and that does fail."""
    run = HonestJob(subject, seed)()

    assert run.alarms == ()
    assert run.requirements


@pytest.mark.parametrize("dialect", ["camara", "camara-limited"])
def test_everything_of_an_honest_provider_is_tested(dialect: str) -> None:
    """What is not offered is all that its profile leaves out."""
    with Subject(dialect).provided() as profile:
        cases = prepare(profile, Options()).cases

    assert {case.withheld.outcome for case in cases if case.withheld} == {"not-offered"}
