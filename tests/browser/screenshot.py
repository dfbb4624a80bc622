"""Makes a picture of a report: `python tests/browser/screenshot.py PAGE PICTURE`."""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.browser.chromium import launched


def main() -> None:
    """Open the page as a reader would and keep its first screen."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("page", type=Path)
    parser.add_argument("picture", type=Path, help="PNG to write")
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=900)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--at", default="", metavar="ID", help="element to go to first")
    chosen = parser.parse_args()
    with launched() as browser:
        tab = browser.new_page(
            viewport={"width": chosen.width, "height": chosen.height},
            color_scheme="dark" if chosen.dark else "light",
        )
        fragment = f"#{chosen.at}" if chosen.at else ""
        tab.goto(chosen.page.resolve().as_uri() + fragment)
        tab.screenshot(path=chosen.picture)


if __name__ == "__main__":
    main()
