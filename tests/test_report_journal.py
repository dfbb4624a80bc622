"""The journal survives a kill: what was finished is read back, a torn line is no harm."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

import pytest

from conformance import exchanges
from conformance.exchanges import (
    Judgements,
    RedactedExchange,
    RedactedRequest,
    RedactedResponse,
)
from conformance.profile.settings import Deviation
from conformance.report.exchanges import Exchange
from conformance.report.journal import (
    CaseRecord,
    EndRecord,
    ExchangeRecord,
    Finding,
    JournalWriter,
    Plan,
    Record,
    RunRecord,
    read_journal,
)
from conformance.report.reading import ReportError
from tests.report_samples import START, exchange, sample


def head() -> RunRecord:
    report = sample()
    return RunRecord(
        schema=2,
        suite=report.suite,
        profile=report.profile,
        target=report.target,
        started_at=START,
        seed=7,
        options={"seed": 7},
        environment=report.environment,
        plan=Plan(
            requirements=report.requirements,
            scenario_coverage=report.scenario_coverage,
            deviations=(
                Deviation(requirement="a.b", reason="known", until=date(2027, 1, 31)),
            ),
        ),
    )


def finished(name: str = "one") -> CaseRecord:
    return CaseRecord(
        requirement="sim-swap.check.a",
        case=name,
        outcome="failed",
        reason="line one\nline two \u2028 \x00",
        seconds=0.5,
        exchanges=(1,),
    )


def records() -> list[Record]:
    return [
        head(),
        ExchangeRecord(exchange=exchange(1, "one", body="\r\n\u2028 é")),
        finished(),
        EndRecord(finished_at=START),
    ]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "journal.ndjson"
    with JournalWriter(path) as journal:
        for record in records():
            journal.write(record)
    return path


def test_records_are_read_back_in_order(path: Path) -> None:
    assert list(read_journal(path)) == records()
    assert path.read_bytes().count(b"\n") == 4


def test_a_cut_last_line_is_passed_over_wherever_it_is_cut(path: Path) -> None:
    whole = path.read_bytes()
    last = whole.rindex(b"\n", 0, -1) + 1
    for length in range(last, len(whole)):
        path.write_bytes(whole[:length])
        assert list(read_journal(path)) == records()[:-1]


def test_a_resumed_run_does_not_continue_a_torn_line(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b'{"record":"case","requ')
    with JournalWriter(path) as journal:
        journal.write(finished("two"))
    assert list(read_journal(path)) == [*records(), finished("two")]


BAD_LINES = {
    b'{"record":"case"}\n': "line 2: case.requirement: this member is missing",
    b"nonsense\n": "line 2: the report: Invalid JSON",
    b'{"record":"guess"}\n': "line 2: the report: Input tag 'guess'",
    b"\n": "line 2: the report: Invalid JSON",
    b"\xff\n": "line 2",
}


@pytest.mark.parametrize("line", BAD_LINES)
def test_any_other_bad_line_is_named(line: bytes, path: Path) -> None:
    first, rest = path.read_bytes().split(b"\n", 1)
    path.write_bytes(first + b"\n" + line + rest)
    with pytest.raises(ReportError) as caught:
        list(read_journal(path))
    assert BAD_LINES[line] in str(caught.value)
    assert "remove this line" in str(caught.value)


def test_a_missing_journal_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"none\.ndjson: cannot be read"):
        list(read_journal(tmp_path / "none.ndjson"))


def test_workers_never_mix_their_lines(path: Path) -> None:
    with JournalWriter(path) as journal, ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda i: journal.write(finished(f"case-{i}")), range(200)))
    written = {r.case for r in read_journal(path) if isinstance(r, CaseRecord)}
    assert written == {"one"} | {f"case-{i}" for i in range(200)}


def test_a_record_is_with_the_system_before_the_next(path: Path) -> None:
    with JournalWriter(path) as journal:
        journal.write(finished("two"))
        assert list(read_journal(path)) == [*records(), finished("two")]


def test_an_exchange_written_by_hand_is_what_the_model_makes_of_it(path: Path) -> None:
    kept = RedactedExchange(
        n=2,
        case="one",
        kind="api",
        operation="sim-swap.check",
        subscriber=None,
        token="two-legged",
        request=RedactedRequest("POST", "https://a/é", [("A", "b\u2028")], '{"a":"\\x00"}'),
        response=RedactedResponse(200, "OK", [("A", "\x7f")], None, 3),
        error=None,
        seconds=0.25,
        started_at=START + timedelta(microseconds=1999),
        curl="curl\n",
    )
    wrong = exchanges.Finding("commonalities.a", "sim-swap.check", "no “body”")
    with JournalWriter(path) as journal:
        journal.write_exchange(kept, Judgements(("commonalities.a", "b"), (wrong,)))
    last = list(read_journal(path))[-1]
    assert last == ExchangeRecord(
        exchange=Exchange.model_validate(asdict(kept)),
        judged=("commonalities.a", "b"),
        findings=(
            Finding(
                requirement="commonalities.a", operation="sim-swap.check", message="no “body”"
            ),
        ),
    )


def test_only_one_process_writes(path: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from conformance.report.journal import JournalWriter\n"
        "try: JournalWriter(Path(sys.argv[1]))\n"
        "except BlockingIOError: sys.exit(7)"
    )
    command = [sys.executable, "-c", program, str(path)]
    with JournalWriter(path):
        assert subprocess.run(command, check=False).returncode == 7
    assert subprocess.run(command, check=False).returncode == 0


@pytest.mark.parametrize(
    ("first", "said"),
    {
        b'{"record":"run","schema":3}': "of schema 3, this release reads schema 2: upgrade",
        b'{"record":"run","schema":1}': "schema is 1, not 2: go on with the release",
        b'{"record":"run","schema":true}': "schema is True, not 2",
        b'{"log":{"entries":[]}}': "does not begin as a run's journal does",
        b"[" * 100_000: "does not begin as a run's journal does",
    }.items(),
    ids=["newer", "older", "true", "foreign", "deep"],
)
def test_another_programs_journal_is_named(first: bytes, said: str, path: Path) -> None:
    path.write_bytes(first + b"\n")
    with pytest.raises(ReportError) as caught:
        list(read_journal(path))
    assert f"{path}: " in str(caught.value)
    assert said in str(caught.value)


def test_a_killed_process_loses_no_finished_case(tmp_path: Path) -> None:
    path = tmp_path / "journal.ndjson"
    program = (
        "import os, sys; from pathlib import Path\n"
        "from conformance.report.journal import *; from tests.test_report_journal import *\n"
        "journal = JournalWriter(Path(sys.argv[1]))\n"
        "journal.write(head())\n"
        "for i in range(50): journal.write(finished(f'case-{i}'))\n"
        "os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert done.returncode == -9
    assert len(list(read_journal(path))) == 51
