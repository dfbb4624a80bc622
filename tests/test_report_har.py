"""exchanges.har: every exchange as browsers and proxies write them, one after the other."""

import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from conformance.report.exchanges import Exchange
from conformance.report.formats.har import write_har
from conformance.report.model import Report
from tests.report_samples import exchange, report, sample
from tests.support.hostile import HOSTILE, hostile_report


def log_of(made: Report, folder: Path) -> dict[str, Any]:
    path = folder / "exchanges.har"
    write_har(made, path)
    log = json.loads(path.read_text(encoding="ascii"))["log"]
    assert isinstance(log, dict)
    return log


def test_every_exchange_is_there_in_order(tmp_path: Path) -> None:
    log = log_of(sample(), tmp_path)
    assert log["version"] == "1.2"
    assert log["creator"] == {"name": "camara-conformance", "version": "0.1.0"}
    assert [entry["_n"] for entry in log["entries"]] == [1, 2, 3, 4, 5, 6]


def test_an_entry_says_what_was_sent_received_and_meant(tmp_path: Path) -> None:
    entry = log_of(sample(), tmp_path)["entries"][3]
    assert entry["startedDateTime"] == "2026-11-20T08:00:04.000Z"
    assert entry["time"] == 42.0
    assert entry["request"]["method"] == "POST"
    assert entry["request"]["postData"] == {
        "mimeType": "application/json",
        "text": '{"phoneNumber": "<line swapped-3h>", "maxAge": 240}',
    }
    assert entry["response"]["status"] == 400
    assert entry["response"]["content"]["text"] == '{"status": 400}'
    named = ("_case", "_operation", "_subscriber", "_token")
    assert [entry[name] for name in named] == [
        *("401-first", "sim-swap.check", "swapped-3h", "none")
    ]


def test_no_response_has_status_0_and_the_reason(tmp_path: Path) -> None:
    entry = log_of(sample(), tmp_path)["entries"][5]
    assert entry["response"]["status"] == 0
    assert entry["_error"] == "ConnectTimeout"


def test_urls_are_urls_and_queries_stay_as_they_were_sent(tmp_path: Path) -> None:
    sent = exchange(1)
    url = "https://api.example.com/a b?hint=<phone number of x>&q=%2B1&flag"
    sent = sent.model_copy(update={"request": sent.request.model_copy(update={"url": url})})
    request = log_of(report([], [sent]), tmp_path)["entries"][0]["request"]
    assert request["url"] == (
        "https://api.example.com/a%20b?hint=%3Cphone%20number%20of%20x%3E&q=%2B1&flag"
    )
    assert request["queryString"] == [
        {"name": "hint", "value": "<phone number of x>"},
        {"name": "q", "value": "%2B1"},
        {"name": "flag", "value": ""},
    ]


def test_hostile_text_survives_as_data_only(tmp_path: Path) -> None:
    entry = log_of(hostile_report(), tmp_path)["entries"][0]
    spelt = HOSTILE.encode("utf-8", "backslashreplace").decode()
    assert entry["response"]["content"]["text"] == spelt
    raw = (tmp_path / "exchanges.har").read_bytes()
    assert not set(raw) & ({*range(32), *range(127, 256)} - {10})


def test_a_run_without_exchanges_is_a_har_without_entries(tmp_path: Path) -> None:
    assert log_of(report([]), tmp_path)["entries"] == []


class Passing:
    """Exchanges that come one by one, as from a disk, and are never all there."""

    def __init__(self, count: int, body: str) -> None:
        self.count, self.body = count, body

    def __iter__(self) -> Iterator[Exchange]:
        for n in range(1, self.count + 1):
            yield exchange(n, body=f"{n} {self.body}")


def test_memory_does_not_grow_with_the_run(tmp_path: Path) -> None:
    made = report([]).model_copy(update={"exchanges": Passing(1_000, "x" * 20_000)})
    tracemalloc.start()
    try:
        write_har(made, tmp_path / "exchanges.har")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (tmp_path / "exchanges.har").stat().st_size > 20_000_000
    assert peak < 2_000_000
