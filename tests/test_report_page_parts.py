"""What the page is made of: findings in words, chosen exchanges, latencies, test plans."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import overload

import pytest

from conformance.findings import in_plain_words
from conformance.outcomes import Outcome
from conformance.report.exchanges import Exchange
from conformance.report.model import Scenario, ScenarioCoverage, Selection
from conformance.report.page.html import html_chunks, html_page
from conformance.report.page.latency import latencies
from conformance.report.page.scenarios import plans
from conformance.report.page.shown_exchanges import LIMIT, exchange_data, held
from conformance.report.views import numbered
from tests.report_samples import START, case, deviation, exchange, report, requirement, sample


@pytest.mark.parametrize(
    ("spelled", "told"),
    [
        (
            "assert True is False\n +  where True = <conformance.target.answers.CheckAnswer"
            " object at 0x7f>.swapped\n +    where <x> = check(Subscriber(id='a'))",
            "swapped is true; expected false",
        ),
        ("assert 404 == 400", "the value found is 404; expected 400"),
        ("assert None is not None", "this does not hold: None is not None"),
        ("assert 'a' in 'b'", "this does not hold: 'a' in 'b'"),
        (
            "assert {'a': 1} == {'a': 2}\n  \n  Differing items:\n  {'a': 1} != {'a': 2}",
            "the value found is {'a': 1}; expected {'a': 2}",
        ),
        ("assert <Date object at 0x7f> > 1", "this does not hold: <Date> > 1"),
        ("exchange 3: no code\nassert not [Finding(exchange=3)]", "exchange 3: no code"),
        ("expected 400, got 200", "expected 400, got 200"),
        ("", ""),
    ],
)
def test_findings_hold_no_python(spelled: str, told: str) -> None:
    assert in_plain_words(spelled) == told


def test_exchanges_are_found_where_numbers_are_missing() -> None:
    made = [exchange(n) for n in (1, 2, 5, 9)]
    assert [numbered(made, n).n for n in (1, 2, 5, 9)] == [1, 2, 5, 9]


def test_what_proves_a_failure_is_held_before_all_else() -> None:
    total = LIMIT + 500
    passed = case("p", "passed", None, *range(1, total))
    failed = case("f", "failed", "no", total)
    rows = [
        requirement("sim-swap.check.p", cases=[passed]),
        requirement("sim-swap.check.f", "failed", [failed]),
    ]
    made = report(rows, [exchange(n) for n in range(1, total + 1)])
    chosen = held(made)
    assert len(chosen) == LIMIT
    assert total in chosen
    assert "5,000 of 5,500 exchanges are on this page" in html_page(made)


class Counted(Sequence[Exchange]):
    """Exchanges made when they are asked for, which counts how many live at a time."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.read = 0

    def __len__(self) -> int:
        return self.length

    @overload
    def __getitem__(self, place: int) -> Exchange: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Exchange]: ...
    def __getitem__(self, place: int | slice) -> Exchange | Sequence[Exchange]:
        assert isinstance(place, int), "a slice is a copy"
        if not 0 <= place < self.length:
            raise IndexError(place)
        self.read += 1
        return exchange(place + 1)


def test_exchanges_are_read_one_at_a_time_and_only_while_writing() -> None:
    lazy = Counted(40)
    made = sample().model_copy(update={"exchanges": lazy})
    lines = exchange_data(made, frozenset({7, 9}))
    assert lazy.read == 0
    assert [json.loads(line.lstrip(",\n"))["n"] for line in lines] == [7, 9]
    assert "".join(html_chunks(made)) == html_page(made)


def test_exchanges_name_their_requirement() -> None:
    (first, *_) = exchange_data(sample(), frozenset({3}))
    assert json.loads(first)["requirement"] == "sim-swap.check.below-one"


def timed(n: int, seconds: float, operation: str = "check") -> Exchange:
    return exchange(n, operation=operation).model_copy(
        update={"seconds": seconds, "started_at": START + timedelta(seconds=n % 34)}
    )


def test_latencies_are_counted_by_operation() -> None:
    made = [timed(n, n / 1000) for n in range(1, 101)]
    made += [timed(101, 12.0, "retrieve-date"), exchange(102, status=None, error="gone")]
    found = latencies(report([], made))
    check, date = found["rows"]
    assert check["name"] == "SIM Swap, check"
    assert [check[k] for k in ("calls", "median", "p95", "longest", "silent")] == [
        *(101, "50 ms", "95 ms", "100 ms", 1)
    ]
    assert (date["name"], date["longest"]) == ("SIM Swap, retrieve-date", "12.0 s")
    assert [name for name, _ in found["lines"]] == [
        "1 ms",
        "10 ms",
        "100 ms",
        "1 s",
        "10 s",
        "100 s",
    ]
    assert check["gaps"].count("M") == 1


def test_flows_and_discovery_stand_after_the_operations() -> None:
    flow = {"kind": "token", "operation": "backchannel_authentication"}
    made = [
        timed(1, 0.1).model_copy(update={"kind": "discovery", "operation": None}),
        timed(2, 0.1).model_copy(update=flow),
        timed(3, 0.1),
    ]
    assert [row["name"] for row in latencies(report([], made))["rows"]] == [
        *("SIM Swap, check", "Discovery, other calls"),
        "Token flows, backchannel authentication",
    ]


def test_a_report_without_exchanges_has_no_latencies() -> None:
    assert latencies(report([]))["rows"] == []
    assert "No exchange was recorded." in html_page(report([]))


def covered(tag: str, outcome: Outcome, *ids: str) -> ScenarioCoverage:
    scenario = Scenario(repository="SimSwap", release="r3.3", file="sim-swap-check", tag=tag)
    return ScenarioCoverage(
        **scenario.model_dump(), title="A title.", requirements=ids, outcome=outcome
    )


def test_the_test_result_statement_counts_the_scenarios_of_a_plan() -> None:
    rows = [
        requirement("sim-swap.check.a"),
        requirement("sim-swap.check.b", "failed", [case("b", "failed", "no")]),
        requirement("sim-swap.check.c", "failed", [case("c", "failed", "no")], "SHOULD"),
        requirement(
            "sim-swap.check.d", "failed", [case("d", "failed", "no")], admitted=deviation()
        ),
    ]
    coverage = [
        covered(
            f"@{letter}", "passed" if letter == "a" else "failed", f"sim-swap.check.{letter}"
        )
        for letter in "abcd"
    ]
    (plan,) = plans(report(rows, scenario_coverage=tuple(coverage)))
    assert plan["statement"] == [
        "SIM Swap 2.1.0, test plan SimSwap r3.3: 4 scenarios, 1 failed, 1 warning,"
        " 1 deviates, 1 passed.",
        "Implementation: Example Operator, staging. Non-conformant with SIM Swap 2.1.0 and"
        " Number Verification 2.1.0: 1 of 3 mandatory requirements failed.",
        "Tested on 2026-11-20 with camara-conformance 0.1.0, profile example-staging"
        f" (SHA-256 {'ab' * 32}).",
        f"Contract: bundled, SHA-256 {'cd' * 32}.",
    ]


def test_a_narrowed_run_and_a_translated_target_say_so_first() -> None:
    made = sample()
    target = made.target.model_copy(update={"wire": ("maxAge is sent in days.",)})
    changes = {"target": target, "selection": Selection(options=("--api sim-swap",))}
    text = html_page(made.model_copy(update=changes))
    head = text[text.index("<header") : text.index("<nav")]
    assert "narrowed by --api sim-swap" in head
    assert "maxAge is sent in days." in head


def test_a_requirement_says_how_it_is_tested_and_why() -> None:
    row = requirement("sim-swap.check.r").model_copy(
        update={
            "tested": "Asks twice.",
            "accepted": "Either hour.",
            "why": "Banks rely on it.",
        }
    )
    text = html_page(report([row]))
    assert all(part in text for part in ("Asks twice.", "Either hour.", "Banks rely on it."))
