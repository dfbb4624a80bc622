"""Rows of an older release: told by how they differ from those of the next one."""

from pathlib import Path

import pytest

from conformance import specs
from conformance.specs.rows import read_requirements
from tests.support.rows import CHECK, HEAD, ROW, refusal

OLDER_HEAD = "document: SIM Swap\nrelease: 2.0.0\napi: sim-swap\ndiffers_from: 2.1.0\n"


@pytest.fixture
def older_rows(tmp_path: Path) -> Path:
    """Return where a test writes the rows of a release that differs from one with a row."""
    for release in ("2.1.0", "2.0.0"):
        (tmp_path / release).mkdir()
    (tmp_path / "2.1.0" / "requirements.yaml").write_text(HEAD + ROW, encoding="utf-8")
    return tmp_path / "2.0.0" / "requirements.yaml"


def test_older_release_takes_over_all_but_what_it_says(older_rows: Path) -> None:
    """What a row does not say, its scenarios apart, stays as the newer release has it."""
    changed = "requirements:\n- {id: sim-swap.check.sample, accepted: Another code too.}\n"
    older_rows.write_text(OLDER_HEAD + changed, encoding="utf-8")
    (row,) = read_requirements(older_rows, CHECK)
    (newer,) = read_requirements(older_rows.parent.parent / "2.1.0" / older_rows.name, CHECK)
    assert (row.release, row.accepted, row.scenarios) == ("2.0.0", "Another code too.", ())
    told = {"release": "", "accepted": None, "scenarios": ()}
    assert row.model_copy(update=told) == newer.model_copy(update=told)


def test_older_release_may_lack_a_row(older_rows: Path) -> None:
    text = "without: [sim-swap.check.sample]\nrequirements: []\n"
    older_rows.write_text(OLDER_HEAD + text, encoding="utf-8")
    assert read_requirements(older_rows, CHECK) == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("without: [sim-swap.check.smaple]\nrequirements: []\n", "has no such row"),
        ("by_contract_only: [sim-swap.check.x]\nrequirements: []\n", "has no such row"),
        ("requirements:\n- {id: sim-swap.check.smaple}\n", "missing: write it"),
        ("requirements:\n" + "- {id: sim-swap.check.sample}\n" * 2, "stands twice"),
    ],
)
def test_inconsistent_older_release_is_refused(
    older_rows: Path, text: str, message: str
) -> None:
    assert message in refusal(older_rows, OLDER_HEAD + text)


@pytest.mark.parametrize("other", ["2.0.0", "3.0.0"])
def test_older_release_has_to_differ_from_one_with_rows(older_rows: Path, other: str) -> None:
    text = OLDER_HEAD.replace("differs_from: 2.1.0", f"differs_from: {other}")
    assert "name another release" in refusal(older_rows, text + "requirements: []\n")


@pytest.mark.parametrize(
    ("api", "release", "tag", "counts"),
    [
        ("sim-swap", "1.0.0", "r1.4", {"check": (15, 21), "retrieve-date": (12, 12)}),
        ("sim-swap", "2.0.0", "r2.2", {"check": (17, 23), "retrieve-date": (13, 13)}),
        (
            "number-verification",
            "1.0.0",
            "r1.3",
            {"verify": (11, 16), "device-phone-number": (5, 5)},
        ),
        (
            "number-verification",
            "2.0.0",
            "r2.4",
            {"verify": (10, 15), "device-phone-number": (4, 4)},
        ),
    ],
)
def test_upstream_scenarios_of_older_releases(
    api: str, release: str, tag: str, counts: dict[str, tuple[int, int]]
) -> None:
    """As many as are published, and as many instances: for retrieve-date 2.0.0 one fewer."""
    found = specs.upstream_scenarios(api, release)
    assert {scenario.release_tag for scenario in found} == {tag}
    for operation, (scenarios, instances) in counts.items():
        of_operation = [each.instances for each in found if each.operation == operation]
        assert (len(of_operation), sum(of_operation)) == (scenarios, instances)


def test_oldest_releases_are_judged_by_contract_only() -> None:
    judged = {
        (api, release): specs.by_contract_only(api, release)
        for api in specs.OPERATIONS
        for release in specs.releases(api)
    }
    assert [item for item, only in judged.items() if only] == [
        ("sim-swap", "0.4.0"),
        ("number-verification", "0.3.1"),
    ]
    for item, only in judged.items():
        carried = {row.carried_by for row in specs.api_requirements(*item)}
        assert ("scenario" in carried) is not only
