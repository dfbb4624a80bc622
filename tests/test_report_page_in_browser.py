"""report.html in a real browser: opened from disk, used, printed (needs Chromium)."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from conformance.report.html import html_page
from conformance.report.model import Report
from tests.report_samples import case, exchange, report, requirement, sample

CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser"])), None)

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium found: apt-get install chromium"
)


class Browser:
    """A headless Chromium, spoken to over a pipe in its DevTools protocol."""

    def __init__(self, profile: Path) -> None:
        into_child, self.write_end = os.pipe()
        self.read_end, out_of_child = os.pipe()
        # The protocol is fixed to descriptors 3 and 4; a shell can put them there.
        command = (
            f'exec "$0" 3<&{into_child} 4>&{out_of_child} --headless=new --no-sandbox'
            ' --disable-gpu --remote-debugging-pipe "--user-data-dir=$1" about:blank'
        )
        self.process = subprocess.Popen(
            ["/bin/bash", "-c", command, str(CHROMIUM), str(profile)],
            pass_fds=[into_child, out_of_child],
            stderr=subprocess.DEVNULL,
        )
        os.close(into_child)
        os.close(out_of_child)
        self.events: list[dict[str, Any]] = []
        self.buffer = b""
        self.calls = 0
        self.session: str | None = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self.session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")

    def receive(self) -> dict[str, Any]:
        while b"\0" not in self.buffer:
            self.buffer += os.read(self.read_end, 1 << 16)
        message, _, self.buffer = self.buffer.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self.calls += 1
        request = {"id": self.calls, "method": method, "params": parameters}
        if self.session:
            request["sessionId"] = self.session
        os.write(self.write_end, json.dumps(request).encode() + b"\0")
        while (answer := self.receive()).get("id") != self.calls:
            self.events.append(answer)
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    def open(self, page: Path) -> None:
        """Open a file and wait until it is loaded."""
        self.events.clear()
        self.call("Page.navigate", url=page.as_uri())
        while "Page.loadEventFired" not in [event.get("method") for event in self.events]:
            self.events.append(self.receive())

    def run(self, code: str) -> Any:
        result = self.call("Runtime.evaluate", expression=code, returnByValue=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def run_until(self, code: str) -> None:
        """Wait until an expression is true: rendering follows the event by a frame or two."""
        deadline = monotonic() + 5
        while not self.run(code):
            assert monotonic() < deadline, code
            sleep(0.02)

    def type(self, field: str, text: str) -> None:
        value = json.dumps(text)
        self.run(
            f"(() => {{ const f = document.querySelector('{field}'); f.value = {value};"
            " f.dispatchEvent(new Event('input')); })()"
        )

    def complaints(self) -> list[dict[str, Any]]:
        wrong = ("Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled")
        return [event for event in self.events if event.get("method") in wrong]

    def requested(self) -> list[str]:
        sent = [e for e in self.events if e.get("method") == "Network.requestWillBeSent"]
        return [event["params"]["request"]["url"] for event in sent]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    started = Browser(tmp_path_factory.mktemp("chromium"))
    yield started
    started.process.kill()
    started.process.wait()


def saved(made: Report, folder: Path) -> Path:
    page = folder / "report.html"
    page.write_text(html_page(made), encoding="utf-8")
    return page


OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SHOWN = "document.querySelectorAll('.req:not([hidden])').length"


def test_it_opens_without_a_complaint_or_a_request(browser: Browser, tmp_path: Path) -> None:
    page = saved(sample(), tmp_path)
    browser.open(page)
    assert browser.run(SHOWN) == 8
    assert browser.run("getComputedStyle(document.querySelector('.symbols')).position") == (
        "absolute"
    )
    assert browser.complaints() == []
    assert browser.requested() == [page.as_uri()]


def test_filters_work_together(browser: Browser, tmp_path: Path) -> None:
    browser.open(saved(sample(), tmp_path))
    browser.run("document.querySelector('[data-standing=failed].toggle').click()")
    browser.run("document.querySelector('[data-standing=warning].toggle').click()")
    assert browser.run(SHOWN) == 2
    browser.type("#search", "out_of_range 2400")
    assert browser.run(SHOWN) == 1
    assert browser.run("document.querySelector('#requirements .found').textContent") == (
        "1 of 8 requirements"
    )


def test_a_cell_of_the_picture_leads_to_its_requirement(
    browser: Browser, tmp_path: Path
) -> None:
    browser.open(saved(sample(), tmp_path))
    browser.type("#search", "nothing like it")
    browser.run(
        "document.querySelector('[data-go$=below-one]')"
        ".dispatchEvent(new MouseEvent('click', {bubbles: true}))"
    )
    browser.run_until("document.activeElement.parentElement.id.endsWith('below-one')")
    assert browser.run("document.activeElement.parentElement.open") is True
    assert browser.run(SHOWN) == 8


def test_an_exchange_is_shown_where_it_is_asked_for(browser: Browser, tmp_path: Path) -> None:
    browser.open(saved(sample(), tmp_path))
    button = "document.querySelector('[id$=recent-swap] .xref')"
    panel = "document.querySelector('[id$=recent-swap] .panel')"
    browser.run(f"{button}.click()")
    text = browser.run(f"{panel}.textContent")
    assert "POST /sim-swap/v2/check" in text
    assert '{"swapped": true}' in text
    browser.run(f"{button}.click()")
    assert browser.run(panel) is None


def test_hostile_text_runs_nowhere(browser: Browser, tmp_path: Path) -> None:
    attack = "</script><script>window.ran = 1</script><img src=x onerror='window.ran = 1'>"
    attack += "<svg onload='window.ran = 1'></svg>"
    row = requirement("sim-swap.check.r", cases=[case("c", "passed", attack, 1)])
    proof = exchange(1, attack, body=attack)
    browser.open(saved(report([row], [proof], verdict_reasons=(attack,)), tmp_path))
    browser.run("document.querySelector('#exchanges').scrollIntoView()")
    browser.run_until("document.querySelectorAll('.exchanges .xref').length === 1")
    browser.run("document.querySelectorAll('.xref').forEach((button) => button.click())")
    assert browser.run("document.querySelectorAll('.panel').length") == 2
    assert browser.run("window.ran") is None
    assert browser.run("document.images.length") == 0
    assert browser.complaints() == []


def test_it_fits_a_phone_and_a_page_of_paper(browser: Browser, tmp_path: Path) -> None:
    browser.open(saved(sample(), tmp_path))
    size = {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True}
    browser.call("Emulation.setDeviceMetricsOverride", **size)
    browser.run("document.querySelectorAll('details').forEach((d) => { d.open = true })")
    assert browser.run(OVERFLOW) == 0
    browser.call("Emulation.clearDeviceMetricsOverride")
    # 210 mm less the margins of 14 mm, at 96 dots to the inch.
    paper = {"width": 688, "height": 1000, "deviceScaleFactor": 1, "mobile": False}
    browser.call("Emulation.setDeviceMetricsOverride", **paper)
    browser.call("Emulation.setEmulatedMedia", media="print")
    assert browser.run(OVERFLOW) == 0
    browser.call("Emulation.setEmulatedMedia", media="")
    browser.call("Emulation.clearDeviceMetricsOverride")


def test_printing_opens_the_evidence_and_closes_it_again(
    browser: Browser, tmp_path: Path
) -> None:
    browser.open(saved(sample(), tmp_path))
    browser.run("window.dispatchEvent(new Event('beforeprint'))")
    opened = "[...document.querySelectorAll('.req[open]')].map((d) => d.dataset.standing)"
    assert browser.run(opened) == ["failed", "warning", "error", "excused"]
    assert browser.run("document.querySelectorAll('[data-proof]:not([open])').length") == 0
    browser.run("window.dispatchEvent(new Event('afterprint'))")
    assert browser.run(opened) == []


def test_five_thousand_exchanges_open_and_filter(browser: Browser, tmp_path: Path) -> None:
    many = [exchange(n, f"case-{n % 90}", body="x" * 1000) for n in range(1, 5001)]
    rows = [requirement(f"sim-swap.check.r{i}") for i in range(150)]
    browser.open(saved(report(rows, many), tmp_path))
    browser.run("document.querySelector('#exchanges').scrollIntoView()")
    browser.run_until("document.querySelectorAll('.exchanges .xref').length === 100")
    browser.type("#exchange-search", "case-7 two-legged")
    assert browser.run("document.querySelector('#exchanges .found').textContent") == (
        "606 of 5000 exchanges, 100 shown"
    )
    browser.type("#search", "r14")
    assert browser.run(SHOWN) == 11
