"""junit.xml: what a pipeline reads, one test case a case, no host name in it."""

from xml.etree import ElementTree as ET

from conformance.report.exchanges import Exchange
from conformance.report.fields import rfc3339
from conformance.report.model import Case, Deviation, Report, Requirement
from conformance.report.proofs import broken_cases, picked
from conformance.report.text import cut, one_line, visible
from conformance.report.views import Group, case_standing, evidence, groups

# What a pipeline shows of one failure; the rest is in the report.
_MESSAGE = 1_000
_DETAIL = 20_000


def junit_xml(report: Report) -> str:
    """Render the report: a suite for each operation, a case named by its id.

    Failed SHOULDs pass with a warning in system-out, MAYs with information; admitted
    deviations, what is not offered and what is not testable are skipped with the reason.
    """
    exchanges = picked(report, broken_cases(report))
    root = ET.Element("testsuites", name=visible(report.profile.name))
    for group in groups(report):
        root.append(_suite(report, group, exchanges))
    _count(root)
    ET.indent(root, " ")
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _suite(report: Report, group: Group, exchanges: dict[int, Exchange]) -> ET.Element:
    suite = ET.Element("testsuite", name=visible(group.slug), timestamp=_timestamp(report))
    for requirement in group.requirements:
        for case in requirement.cases or (_stand_in(requirement),):
            suite.append(_testcase(requirement, case, exchanges))
    _count(suite)
    return suite


def _timestamp(report: Report) -> str:
    # The schema of JUnit files takes a time without a zone; ours is UTC.
    return rfc3339(report.started_at).partition(".")[0]


def _stand_in(requirement: Requirement) -> Case:
    """Show a requirement that no case was made for under its own id."""
    return Case(
        id=requirement.id, outcome=requirement.outcome, reason=None, seconds=0, exchanges=()
    )


def _testcase(
    requirement: Requirement, case: Case, exchanges: dict[int, Exchange]
) -> ET.Element:
    element = ET.Element(
        "testcase",
        classname=visible(requirement.id),
        name=visible(case.id),
        time=f"{case.seconds:.3f}",
    )
    match case_standing(requirement, case):
        case "failed":
            failure = ET.SubElement(element, "failure", message=_message(case))
            failure.text = _detail(requirement, case, exchanges)
        case "error":
            error = ET.SubElement(element, "error", message=_message(case))
            error.text = _detail(requirement, case, exchanges)
        case "warning":
            _say(element, f"warning: {_message(case)}")
        case "note":
            _say(element, f"information: {_message(case)}")
        case "excused":
            ET.SubElement(element, "skipped", message=_excuse(requirement.deviation, case))
        case "not-offered" | "not-testable":
            ET.SubElement(element, "skipped", message=f"{case.outcome}: {_message(case)}")
    if requirement.deviation and requirement.deviation.state == "stale":
        _say(element, "stale deviation: this passes, remove the entry from the profile")
    return element


def _say(element: ET.Element, line: str) -> None:
    ET.SubElement(element, "system-out").text = line


def _message(case: Case) -> str:
    return one_line(case.reason or "no reason was recorded", _MESSAGE)


def _excuse(deviation: Deviation | None, case: Case) -> str:
    if deviation is None:
        return _message(case)
    ticket = f", {one_line(deviation.ticket, 100)}" if deviation.ticket else ""
    reason = one_line(deviation.reason, _MESSAGE)
    return f"deviation until {deviation.until}{ticket}: {reason} ({_message(case)})"


def _detail(requirement: Requirement, case: Case, exchanges: dict[int, Exchange]) -> str:
    """Give what it takes to see the failure again: the sentence, its source, the requests."""
    source = requirement.source
    lines = [
        f"{requirement.level}: {requirement.title}",
        f"{source.document} {source.release}, {source.section}",
        cut(case.reason or "", _DETAIL),
    ]
    if requirement.deviation and requirement.deviation.state == "expired":
        lines.append(f"The deviation expired on {requirement.deviation.until}.")
    for number in evidence(case):
        lines.append(f"exchange {number}: {one_line(exchanges[number].curl, _DETAIL)}")
    return visible("\n".join(lines))


def _count(element: ET.Element) -> None:
    cases = list(element.iter("testcase"))
    element.set("tests", str(len(cases)))
    for attribute, tag in (
        ("failures", "failure"),
        ("errors", "error"),
        ("skipped", "skipped"),
    ):
        element.set(attribute, str(sum(case.find(tag) is not None for case in cases)))
    element.set("time", f"{sum(float(case.get('time', '0')) for case in cases):.3f}")
