"""Opens pages in Chromium from disk, as a reader would, and keeps what it complained of."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route, sync_playwright

from conformance.report.model import Report
from conformance.report.page.html import html_page

NAMES = ("chromium", "chromium-browser", "google-chrome")


def executable() -> str | None:
    """Return where the system's Chromium lies, None if there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def launched() -> Iterator[Browser]:
    """Run a Chromium without a window. Raises LookupError where none is installed."""
    found = executable()
    if found is None:
        raise LookupError("no Chromium found: apt-get install chromium")
    with sync_playwright() as playwright:
        # Its sandbox needs rights that containers lack; the pages are our own.
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


class Reader:
    """One tab, the network denied: what it opened, asked for and complained of."""

    def __init__(self, browser: Browser, folder: Path, **context: Any) -> None:
        self._folder = folder
        self.page: Page = browser.new_context(offline=True, **context).new_page()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.refused: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.page.route(lambda url: not url.startswith("file:"), self._refuse)

    def _refuse(self, route: Route) -> None:
        self.refused.append(route.request.url)
        route.abort()

    def open(self, report: Report) -> Page:
        """Write the report's page to disk and open it there."""
        path = self._folder / "report.html"
        path.write_text(html_page(report), encoding="utf-8")
        self.page.goto(path.as_uri())
        return self.page

    def leave(self) -> None:
        """Leave the page, which must have been silent and asked for one file alone."""
        self.page.goto("about:blank")
        asked = {url for url in self.requests if url != "about:blank"}
        seen = [*self.complaints, *self.refused]
        for kept in (self.complaints, self.refused, self.requests):
            kept.clear()
        assert asked <= {(self._folder / "report.html").as_uri()}
        assert seen == []
