"""badge.svg: a picture that claims no more than the report."""

from xml.etree import ElementTree as ET

import pytest

from conformance.report.formats.badge import badge_svg
from conformance.report.model import Report, Selection
from tests.report_samples import sample
from tests.support.hostile import hostile_report

SVG = "{http://www.w3.org/2000/svg}"


def words(made: Report) -> list[str]:
    root = ET.fromstring(badge_svg(made))
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def test_it_names_apis_releases_and_verdict() -> None:
    assert words(sample()) == [
        "CAMARA SIM Swap 2.1.0, Number Verification 2.1.0",
        "non-conformant",
    ]


def test_a_reader_who_sees_no_picture_is_told_the_same() -> None:
    root = ET.fromstring(badge_svg(sample()))
    title = root.find(f"{SVG}title")
    assert title is not None
    assert title.text == root.get("aria-label") == ": ".join(words(sample()))


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"verdict": "conformant"}, "conformant"),
        ({"verdict": "conformant-with-deviations"}, "conformant with deviations"),
        (
            {"verdict": "conformant", "selection": Selection(options=("-k x",))},
            "conformant, selection only",
        ),
        ({"verdict": "partial", "complete": False}, "partial, unfinished"),
    ],
)
def test_it_claims_no_more_than_was_tested(changes: dict[str, object], finding: str) -> None:
    assert words(sample().model_copy(update=changes))[1] == finding


def test_hostile_text_makes_no_element_and_no_reference() -> None:
    text = badge_svg(hostile_report())
    root = ET.fromstring(text)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} == {
        *("svg", "title", "rect", "g", "text")
    }
    assert not [name for element in root.iter() for name in element.attrib if "href" in name]
    assert "script" not in text


def test_hostile_names_of_apis_are_text() -> None:
    made = sample()
    apis = (made.target.apis[0].model_copy(update={"release": "<script>&\x00\x1b\ud83d"}),)
    target = made.target.model_copy(update={"apis": apis})
    label, _ = words(made.model_copy(update={"target": target}))
    assert label == "CAMARA SIM Swap <script>&\\x00\\x1b\\ud83d"
