"""One Chromium for all tests of this folder, and axe-core for its accessibility tests."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import Reader, executable, launched

HERE = Path(__file__).parent
_INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund")
_INSTALL_SECONDS = 120


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep these tests in one worker: one browser and one npm are enough."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))


# Not for the whole session: while it runs, no other test here can have an event loop.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Run the browser; skips where none is installed."""
    if executable() is None:
        pytest.skip("no Chromium found: apt-get install chromium")
    with launched() as browser:
        yield browser


# A tab for each kind of reader: to open one costs more than most tests do in it.
@pytest.fixture(scope="package")
def desk(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """Open a tab on a desk."""
    return Reader(chromium, tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="package")
def hand(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """Open a tab on a narrow phone."""
    size = {"width": 360, "height": 740}
    folder = tmp_path_factory.mktemp("hand")
    return Reader(chromium, folder, viewport=size, is_mobile=True, has_touch=True)


@pytest.fixture
def reader(desk: Reader) -> Iterator[Reader]:
    """Hand out the tab as it was at first; it must have been silent when the test is over."""
    desk.page.set_viewport_size({"width": 1280, "height": 900})
    desk.page.emulate_media(media="screen", color_scheme="light")
    yield desk
    desk.leave()


@pytest.fixture
def phone(hand: Reader) -> Iterator[Reader]:
    """Hand out the phone; it must have been silent when the test is over."""
    yield hand
    hand.leave()


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the script of axe-core as pinned; skips where npm can't get it."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is needed to get axe-core: install Node.js 20 or later")
    folder = tmp_path_factory.mktemp("axe")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder)
    try:
        done = subprocess.run(
            [npm, *_INSTALL],
            cwd=folder,
            capture_output=True,
            timeout=_INSTALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm did not install axe-core within {_INSTALL_SECONDS} s")
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-3:]
        pytest.skip(f"npm could not install axe-core: {' '.join(last)}")
    return _checked(folder / "node_modules" / "axe-core")


def _checked(package: Path) -> str:
    wanted = json.loads((HERE / "package.json").read_text())["dependencies"]["axe-core"]
    assert json.loads((package / "package.json").read_text())["version"] == wanted
    return (package / "axe.min.js").read_text(encoding="utf-8")
