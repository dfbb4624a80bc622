"""What recording costs: `python tests/benchmarks/recording.py`.

A command, not a test: it prints exchanges a second against one trivial server in a process of
its own, in turns, so that a busy minute of the machine burdens all of them alike, of

1. a bare httpx loop that sends the same requests;
2. the scenario client: paced, redacted, and written to the journal;
3. the same with the judgements on every exchange, as a run has them.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from uuid import uuid4

import httpx

from conformance.exchanges import Judgements, Purpose, Request
from conformance.profile.model import Profile
from conformance.report.journal import JournalWriter
from conformance.run.execution import open_session
from conformance.run.options import Options
from conformance.run.selection import prepare
from conformance.scenarios.session import Session
from conformance.target.client import Target
from conformance.target.recording import Recorder
from conformance.target.redaction import redactor_of

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.benchmarks.trivial_server import serving_trivially
from tests.support.profiles import NUMBER, profile

TOKEN = "benchmark-token-0123456789"
PURPOSE = Purpose("api", "sim-swap.check", "first", "two-legged")
ROW = "{:<44} {:>8} {:>9} {:>8} {:>9}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--exchanges", type=int, default=500)
    parser.add_argument("--repetitions", type=int, default=9)
    chosen = parser.parse_args()
    with serving_trivially() as url, tempfile.TemporaryDirectory() as scratch:
        loops: dict[str, Callable[[int], tuple[float, float]]] = {
            "bare httpx": lambda count: bare(url, count),
            "scenario client, recorded": lambda count: recorded(url, count, Path(scratch)),
            "scenario client, recorded and judged": lambda count: judged(
                url, count, Path(scratch)
            ),
        }
        spent: dict[str, list[tuple[float, float]]] = {name: [] for name in loops}
        for _ in range(chosen.repetitions):
            for name, loop in loops.items():
                spent[name].append(loop(chosen.exchanges))
    show(spent, chosen.exchanges)


class Watch:
    """Wall time and time of this process's own, in seconds, since it was made."""

    def __init__(self) -> None:
        self._wall, self._own = perf_counter(), process_time()

    def read(self) -> tuple[float, float]:
        """Return both."""
        return perf_counter() - self._wall, process_time() - self._own


def bare(url: str, count: int) -> tuple[float, float]:
    """Return the seconds of a loop of plain httpx."""
    body = {"phoneNumber": NUMBER}
    with httpx.Client(base_url=url) as client:
        watch = Watch()
        for _ in range(count):
            headers = {"Authorization": f"Bearer {TOKEN}", "x-correlator": str(uuid4())}
            answer = client.post("/sim-swap/v2/check", json=body, headers=headers)
            assert answer.json() == {"swapped": True}
        return watch.read()


def judged(url: str, count: int, scratch: Path) -> tuple[float, float]:
    """Return the seconds of a loop of a scenario's client, as a run has it."""
    session = session_for(profile_at(url))
    journal = JournalWriter(scratch / f"{uuid4()}.ndjson")
    session.observer.listen(journal.write_exchange)
    operation = session.operation("sim-swap", "check", "two-legged")
    line = session.profile.subscribers[0]
    watch = Watch()
    for _ in range(count):
        assert operation.call(line).json == {"swapped": True}
    seconds = watch.read()
    journal.close()
    session.close()
    return seconds


def recorded(url: str, count: int, scratch: Path) -> tuple[float, float]:
    """Return the seconds of a loop of the client below it, which nobody judges."""
    of = profile_at(url)
    recorder = Recorder(redactor_of(of))
    journal = JournalWriter(scratch / f"{uuid4()}.ndjson")
    recorder.listen(lambda _, kept: journal.write_exchange(kept, Judgements()))
    target = Target(of, recorder)
    body = json.dumps({"phoneNumber": NUMBER}).encode()
    watch = Watch()
    for _ in range(count):
        headers = (
            ("Accept", "application/json"),
            ("Authorization", f"Bearer {TOKEN}"),
            ("x-correlator", str(uuid4())),
            ("Content-Type", "application/json"),
        )
        request = Request("POST", f"{url}/sim-swap/v2/check", headers, body)
        answer = target.send(request, PURPOSE).response
        assert answer is not None
        assert json.loads(answer.body) == {"swapped": True}
    seconds = watch.read()
    journal.close()
    target.close()
    return seconds


def profile_at(url: str) -> Profile:
    """Return a profile of the trivial server that holds nothing back."""
    return profile(
        apis={"sim-swap": {"base_url": f"{url}/sim-swap/v2", "tokens": ["two-legged"]}},
        tokens={"two-legged": TOKEN},
        limits={"requests_per_second": 10_000, "max_requests": 1_000_000},
    )


def session_for(of: Profile) -> Session:
    """Return the session of a run that has not begun."""
    options = Options()
    return open_session(prepare(of, options), options)


def show(spent: dict[str, list[tuple[float, float]]], count: int) -> None:
    """Print medians, and each beside bare httpx; own time is this process's alone."""
    plain = spent["bare httpx"]
    lines = [
        f"Medians of {len(plain)} × {count} exchanges in turns, {os.cpu_count()} cores",
        ROW.format("", "per s", "of bare", "own ms", "of bare"),
    ]
    walls, owns = zip(*plain, strict=True)
    for name, measured in spent.items():
        wall, own = (statistics.median(each) for each in zip(*measured, strict=True))
        beside = (statistics.median(walls) / wall, statistics.median(owns) / own)
        cells = (count / wall, beside[0], own / count * 1000, beside[1])
        shown = [
            f"{each:.{digits}f}" for each, digits in zip(cells, (0, 2, 2, 2), strict=True)
        ]
        lines.append(ROW.format(name, *shown))
    print("\n".join(lines))  # noqa: T201


if __name__ == "__main__":
    main()
