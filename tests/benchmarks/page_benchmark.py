"""What a large report.html costs: `python tests/benchmarks/page_benchmark.py`.

A command, not a test: it renders a report of 5,000 exchanges, 300 requirements and 1,500
cases, opens it in Chromium from disk, and prints medians of what a reader waits for, each up
to the frame in which it is seen.
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from playwright.sync_api import Browser

from conformance.outcomes import Outcome
from conformance.report.model import Report
from conformance.report.page.html import write_page

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.browser.chromium import launched
from tests.report_samples import case, exchange, report, requirement

REQUIREMENTS, CASES = 300, 5
BODY = '{"latestSimChange": "2026-11-20T08:00:00Z", "padding": "' + "x" * 400 + '"}'
# Two frames later the result of the first has been drawn.
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--exchanges", type=int, default=5_000)
    parser.add_argument("--repetitions", type=int, default=5)
    chosen = parser.parse_args()
    made = large(chosen.exchanges)
    with tempfile.TemporaryDirectory() as scratch, launched() as browser:
        page = Path(scratch) / "report.html"
        runs = [once(made, page, browser) for _ in range(chosen.repetitions)]
        size = page.stat().st_size / 1e6
    print(f"{chosen.exchanges} exchanges, {size:.1f} MB")  # noqa: T201
    for name in runs[0]:
        print(f"{name:<32} {statistics.median(run[name] for run in runs):6.2f} s")  # noqa: T201


def large(exchanges: int) -> Report:
    """Return a report whose every tenth requirement fails."""
    owners = [
        (
            f"sim-swap.check.requirement-{row}",
            f"sim-swap.check.requirement-{row}/case-{column}",
        )
        for row in range(REQUIREMENTS)
        for column in range(CASES)
    ]
    numbers: dict[str, list[int]] = {name: [] for _, name in owners}
    for n in range(1, exchanges + 1):
        numbers[owners[n % len(owners)][1]].append(n)
    rows = []
    for row in range(REQUIREMENTS):
        outcome: Outcome = "passed" if row % 10 else "failed"
        cases = [
            case(name, outcome, None if row % 10 else "expected 400, got 200", *numbers[name])
            for _, name in owners[row * CASES : (row + 1) * CASES]
        ]
        rows.append(requirement(owners[row * CASES][0], outcome, cases))
    return report(
        rows,
        [exchange(n, owners[n % len(owners)][1], body=BODY) for n in range(1, exchanges + 1)],
    )


def once(made: Report, page: Path, browser: Browser) -> dict[str, float]:
    """Return the seconds of each step."""
    started = perf_counter()
    write_page(made, page)
    seconds = {"render to disk": perf_counter() - started}
    tab = browser.new_page(viewport={"width": 1280, "height": 900})

    def step(name: str, script: str) -> None:
        begun = perf_counter()
        tab.evaluate(script)
        tab.evaluate(DRAWN)
        seconds[name] = perf_counter() - begun

    started = perf_counter()
    tab.goto(page.as_uri())
    tab.evaluate(DRAWN)
    seconds["open, first screen drawn"] = perf_counter() - started
    step("filter requirements by a word", typed("#search", "requirement-29"))
    step(
        "filter failed ones", "document.querySelector('[data-standing=failed].toggle').click()"
    )
    step("list of exchanges", "document.querySelector('#exchanges').scrollIntoView()")
    step("search the exchanges", typed("#exchange-search", "case-3 two-legged"))
    step("open an exchange", "document.querySelector('.exchanges .xref').click()")
    tab.close()
    return seconds


def typed(field: str, text: str) -> str:
    """Return the script that enters a text as a reader does."""
    return (
        f"(() => {{ const field = document.querySelector('{field}'); field.value = '{text}';"
        " field.dispatchEvent(new Event('input')); })()"
    )


if __name__ == "__main__":
    main()
