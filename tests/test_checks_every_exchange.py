"""Each exchange is judged under the rows that it carries, by operation, and kept count of."""

from datetime import UTC, datetime

import pytest

from conformance import specs
from conformance.checks.contract import OperationContract
from conformance.checks.every_exchange import JUDGEMENTS, Observer
from conformance.exchanges import Exchange, Judgements, Purpose, RedactedExchange, Response
from conformance.target.recording import redact
from conformance.target.redaction import Redactor
from tests.support.messages import error, request, response

CHECK, DATE = "sim-swap.check", "sim-swap.retrieve-date"
MATCHES = "responses-match-the-contract"
GOOD = response(200, {"swapped": True}, x_correlator="abc")


def contracts() -> dict[str, OperationContract]:
    contract = specs.contract("sim-swap", "2.1.0")
    return {
        f"sim-swap.{name}": OperationContract(contract.document, each.method, each.path, "0.6")
        for name, each in contract.operations.items()
    }


def exchange(
    answer: Response | None, operation: str | None = CHECK, number: int = 1
) -> Exchange:
    sent = request(("x-correlator", "abc"))
    purpose = Purpose("api", operation)
    return Exchange(number, None, purpose, sent, answer, None, 0.1, datetime.now(UTC))


def observed(*exchanges: Exchange) -> Observer:
    observer = Observer(contracts(), lambda words: words)
    for each in exchanges:
        observer.observe(each, redact(each, Redactor()))
    return observer


def test_good_answer_is_judged_and_nothing_is_found() -> None:
    observer = observed(exchange(GOOD))
    judged = {row for row in JUDGEMENTS if observer.judged(row, CHECK)}

    assert {f"{CHECK}.{MATCHES}", "commonalities.x-correlator.is-echoed-on-success"} <= judged
    assert not any("error.body" in row or "gateway" in row for row in judged)
    assert not [row for row in JUDGEMENTS if observer.findings(row, CHECK)]
    assert not any(observer.judged(row, DATE) for row in JUDGEMENTS)


def test_rows_of_another_operation_do_not_judge() -> None:
    observer = observed(exchange(response(200, {}), DATE))

    assert observer.judged(f"{DATE}.{MATCHES}", DATE) == 1
    assert observer.judged(f"{CHECK}.{MATCHES}", DATE) == 0
    found = observer.findings(f"{DATE}.latest-sim-change-is-never-absent", DATE)
    assert [(each.exchange, each.problem) for each in found] == [
        (1, "latestSimChange is absent")
    ]


@pytest.mark.parametrize(
    "nothing", [exchange(None), exchange(GOOD, None), exchange(GOOD, "sim-swap.other")]
)
def test_what_is_no_answer_of_an_operation_is_passed_over(nothing: Exchange) -> None:
    observer = observed(nothing)

    judged = [observer.judged(row, each) for row in JUDGEMENTS for each in contracts()]
    assert set(judged) == {0}


def test_some_findings_are_kept_and_all_answers_counted() -> None:
    """Five show a pattern; their numbers lead to the exchanges."""
    bad = response(200, {"swapped": "yes"}, x_correlator="abc")
    observer = observed(*(exchange(bad, number=number) for number in range(1, 9)))

    row = f"{CHECK}.{MATCHES}"
    assert [each.exchange for each in observer.findings(row, CHECK)] == [1, 2, 3, 4, 5]
    assert observer.judged(row, CHECK) == 8


@pytest.mark.parametrize(
    ("row", "bad"),
    [
        ("commonalities.error.body-is-an-error-info", response(400)),
        ("commonalities.error.status-equals-http-status", error(400, status=500)),
        ("commonalities.error.code-is-not-numeric", error(code="400")),
        ("commonalities.error.code-fits-the-status", error(400, "NOT_FOUND")),
        ("commonalities.error.message-is-not-empty", error(message="")),
        ("commonalities.media-type.body-is-application-json", response(200, b"{}", "text/x")),
        ("commonalities.media-type.body-is-utf-8", response(200, b"\xff")),
        ("commonalities.x-correlator.is-echoed-on-success", response(200)),
        ("commonalities.x-correlator.is-echoed-on-errors", error(400)),
        ("commonalities.x-correlator.is-echoed-by-the-gateway", error(401)),
        (f"{CHECK}.{MATCHES}", response(200, {}, x_correlator="a b")),
        (f"{CHECK}.{MATCHES}", response(200, {"swapped": True}, x_correlator="a b")),
    ],
)
def test_each_row_has_its_judgement(row: str, bad: Response) -> None:
    observer = observed(exchange(bad))
    assert len(observer.findings(row, CHECK)) == 1


def test_release_of_commonalities_reaches_the_judgements() -> None:
    """A code that the release before had, and a correlator that it would not have had back."""
    document = specs.contract("sim-swap", "2.1.0").document
    older = OperationContract(document, "POST", "/check", "0.5")
    newer = OperationContract(document, "POST", "/check", "0.6")
    sent = request(("x-correlator", "a_b"))
    for row, answer in (
        ("commonalities.error.code-fits-the-status", error(422, "IDENTIFIER_MISMATCH")),
        ("commonalities.x-correlator.is-echoed-on-success", response(200)),
        ("commonalities.x-correlator.is-echoed-on-errors", error(400)),
        ("commonalities.x-correlator.is-echoed-by-the-gateway", error(401)),
    ):
        judge = JUDGEMENTS[row].judge
        assert judge(sent, answer, older) is None
        assert judge(sent, answer, newer) is not None


def test_listeners_get_the_kept_exchange_and_what_was_found() -> None:
    """Words of a finding are redacted before anybody gets them."""
    observer = Observer(contracts(), lambda words: words.replace("yes", "<said>"))
    heard: list[tuple[RedactedExchange, Judgements]] = []
    observer.listen(lambda kept, judgements: heard.append((kept, judgements)))
    bad = exchange(response(200, {"swapped": "yes"}, x_correlator="abc"), number=7)
    kept = redact(bad, Redactor())
    observer.observe(bad, kept)

    [(told, judgements)] = heard
    assert told is kept
    assert f"{CHECK}.{MATCHES}" in judgements.judged
    [finding] = judgements.findings
    assert (finding.requirement, finding.operation) == (f"{CHECK}.{MATCHES}", CHECK)
    assert finding.message == (
        "the body of status 200: swapped: '<said>' is not of type 'boolean'"
    )

    other = Observer(contracts(), str)
    other.note(7, CHECK, judgements)
    assert [each.problem for each in other.findings(finding.requirement, CHECK)] == [
        finding.message
    ]


def test_declared_members_and_the_release_reach_the_judgements() -> None:
    """Number Verification tells the number by contract; 0.5 has a pattern of its own."""
    name = "number-verification.device-phone-number"
    contract = specs.contract("number-verification", "2.0.0")
    own = contract.operations["device-phone-number"]
    judge = OperationContract(contract.document, own.method, own.path, "0.5")
    observer = Observer({name: judge}, lambda words: words)
    answer = response(200, {"devicePhoneNumber": "+447700900155"}, x_correlator="a_b")
    each = Exchange(
        1, None, Purpose("api", name), request(), answer, None, 0.1, datetime.now(UTC)
    )
    observer.observe(each, redact(each, Redactor()))

    found = {row for row in JUDGEMENTS if observer.findings(row, name)}
    assert found == {f"{name}.{MATCHES}"}
