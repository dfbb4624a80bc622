"""junit.xml: what a pipeline counts, valid whatever the texts hold."""

from xml.etree import ElementTree as ET

from conformance.report.formats.junit import junit_xml
from conformance.report.model import Report
from tests.report_samples import NV, case, deviation, report, requirement, sample


def rendered(made: Report) -> ET.Element:
    return ET.fromstring(junit_xml(made).encode())


def element_of(root: ET.Element, name: str) -> ET.Element:
    (found,) = (element for element in root.iter("testcase") if element.get("name") == name)
    return found


def only(element: ET.Element) -> ET.Element:
    (child,) = element
    return child


def test_a_suite_for_each_operation_counts_what_it_holds() -> None:
    root = rendered(sample())
    names = ["tests", "failures", "errors", "skipped"]
    assert {
        suite.get("name", ""): [int(suite.get(name, "")) for name in names] for suite in root
    } == {
        "sim-swap.check": [5, 1, 0, 1],
        "sim-swap.retrieve-date": [1, 0, 1, 0],
        f"{NV}.verify": [1, 0, 0, 0],
        f"{NV}.device-phone-number": [1, 0, 0, 1],
        "every-api": [1, 0, 0, 1],
    }
    assert [int(root.get(name, "")) for name in names] == [9, 1, 1, 3]
    assert root.get("time") == "4.500"


def test_a_failure_holds_reason_source_and_the_telling_exchange_first() -> None:
    element = element_of(rendered(sample()), "refuses-zero[zero]")
    assert element.get("classname") == "sim-swap.check.below-one"
    failure = only(element)
    assert failure.tag == "failure"
    assert failure.get("message") == "expected 400 INVALID_ARGUMENT, got 200 OK"
    assert failure.text
    assert "SIM Swap 2.1.0, POST /check" in failure.text
    assert failure.text.index("exchange 3: curl") < failure.text.index("exchange 2: curl")


def test_a_broken_case_is_an_error() -> None:
    assert only(element_of(rendered(sample()), "date[1]")).tag == "error"


def test_an_admitted_deviation_skips_with_its_entry() -> None:
    skipped = only(element_of(rendered(sample()), "401-first"))
    assert skipped.tag == "skipped"
    assert skipped.get("message") == (
        "deviation until 2027-01-31, OPS-12: The gateway validates before it authenticates."
        " (expected 401, got 400)"
    )


def test_an_expired_deviation_excuses_nothing() -> None:
    failing = [case("c", "failed", "no")]
    row = requirement("sim-swap.check.r", "failed", failing, admitted=deviation("expired"))
    failure = only(element_of(rendered(report([row])), "c"))
    assert failure.tag == "failure"
    assert "The deviation expired on 2027-01-31." in (failure.text or "")


def test_a_failed_should_passes_with_a_warning() -> None:
    output = only(element_of(rendered(sample()), "out-of-range"))
    assert output.tag == "system-out"
    assert output.text == "warning: expected OUT_OF_RANGE, got INVALID_ARGUMENT"


def test_what_was_not_tested_is_skipped_with_its_reason() -> None:
    root = rendered(sample())
    assert (only(element_of(root, "never-swapped")).get("message") or "").startswith(
        "not-testable: The profile has no line"
    )
    assert (only(element_of(root, "device")).get("message") or "").startswith("not-offered: ")


def test_a_stale_deviation_is_pointed_at() -> None:
    assert "stale deviation" in (only(element_of(rendered(sample()), "verify")).text or "")


def test_a_requirement_without_cases_stands_under_its_own_id() -> None:
    root = rendered(report([requirement("sim-swap.check.r", "not-offered")]))
    assert only(element_of(root, "sim-swap.check.r")).tag == "skipped"


def test_hostile_texts_leave_valid_xml() -> None:
    hostile = "]]></failure><script>\x00\x1b[0m\uffff\ud800&amp;" + "\x01" * 1_000_000
    failure = only(element_of(rendered(sample(hostile)), "refuses-zero[zero]"))
    assert "]]></failure><script>\\x00\\x1b[0m\\uffff\\ud800&amp;" in (
        failure.get("message") or ""
    )
    assert len(failure.text or "") < 200_000


def test_no_host_is_named() -> None:
    assert "hostname" not in junit_xml(sample())
