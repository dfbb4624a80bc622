"""`explain`: for every requirement one screen that is worth reading."""

from collections import defaultdict
from pathlib import Path

import pytest

from conformance import specs
from conformance.console.explanation import explained
from conformance.reference import FAULTS
from tests.support.command import assert_refused, said_here

ROWS = specs.all_requirements()
IDENTIFIERS = tuple(dict.fromkeys(row.id for row in ROWS))
# What fits on a screen without scrolling, at the height that terminals open with today.
SCREEN = 40
EXCLUDED = {row.id for row in ROWS if row.excluded is not None}


def names(lines: list[str]) -> set[str]:
    """Return the names of the parts that are shown."""
    return {line.split(":")[0] for line in lines[1:] if line[:1].isupper()}


@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_every_requirement(identifier: str) -> None:
    lines = list(explained(identifier))
    assert lines[0] == identifier
    assert len(lines) <= SCREEN
    assert all(len(line) <= 88 for line in lines[1:])
    untested = {"Source", "Why", "Excluded"}
    tested = {"Source", "Why", "Tested", "Accepted", "Profile", "Caught"}
    assert names(lines) >= (untested if identifier in EXCLUDED else tested)


def test_of_a_requirement(tmp_path: Path) -> None:
    result = said_here("explain", "sim-swap.check.max-age-is-in-hours", cwd=tmp_path)
    assert result.code == 0
    assert result.lines[1].startswith("MUST: maxAge counts hours")
    (caught,) = (line for line in result.lines if "max-age-in-days" in line)
    assert caught.startswith("Caught:     max-age-in-days: The unit of maxAge is taken")
    assert FAULTS["max-age-in-days"].summary.startswith("The unit of maxAge is taken")


def test_all_faults_that_it_caught_are_named() -> None:
    caught_by = defaultdict(set)
    for fault in FAULTS.values():
        for identifier in fault.caught_by:
            caught_by[identifier].add(fault.id)
    most = max(caught_by, key=lambda identifier: len(caught_by[identifier]))
    words = " ".join(explained(most)).replace(":", " ").replace(",", " ").split()
    assert len(caught_by[most]) > 10
    assert caught_by[most] <= set(words)


def test_an_older_release_is_shown_where_it_differs() -> None:
    lines = list(explained("sim-swap.retrieve-date.expired-token-is-refused"))
    older = lines[lines.index("In 1.0.0:") :]
    assert names(older) == {"Accepted"}
    assert older[1].startswith("Accepted:   AUTHENTICATION_REQUIRED")


def test_a_near_id_is_proposed_once(tmp_path: Path) -> None:
    result = said_here("explain", "commonalities.x-correlator.is-optionel", cwd=tmp_path)
    assert_refused(result, "did you mean commonalities.x-correlator.is-optional")
    assert result.err.count("commonalities.x-correlator.is-optional") == 1


@pytest.mark.parametrize("row", {row.why: row for row in ROWS}.values(), ids=lambda r: r.id)
def test_a_reason_says_more_than_its_requirement(row: specs.Requirement) -> None:
    assert row.why.endswith(".")
    assert 30 <= len(row.why) <= 300
    assert row.why not in {row.title, row.tested, row.accepted}


def test_no_two_areas_share_a_reason() -> None:
    areas = defaultdict(set)
    for row in ROWS:
        areas[row.why].add(row.id.split(".")[0])
    assert [why for why, found in areas.items() if len(found) > 1] == []
