"""`make screenshots`: the README's pictures, from real processes that have lived through a fictional week.

PostgreSQL and Valkey are started by tests.stores, as for the tests.
"""

import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests import stores  # noqa: F401  its start comes before the processes
from tests.processes import ROOT, shared

PICTURES = ROOT / "docs" / "pictures"
WINDOW = {"width": 1200, "height": 1000}
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main() -> int:
    """Make all pictures; 1 when there is no browser."""
    browser = os.environ.get("BROWSER_PATH")
    if not browser:
        sys.stderr.write("There is no browser to make pictures with: install Chromium, or set BROWSER_PATH.\n")
        return 1
    processes = shared()
    for command in ("import_legacy", "load_demo", "demo_week"):
        processes.manage(command)
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=QUIET)
        stranger, carla, dora = (
            chromium.new_page(viewport=WINDOW, base_url=processes.site, locale="en-GB", color_scheme="light")
            for _person in range(3)
        )
        stranger.goto("/")
        picture(stranger, "home")
        sign_in(carla, "Carla Voorbeeld")
        carla.goto("/themes/")
        carla.get_by_role("link", name="Who decides what counts as success?").click()
        picture(carla, "theme")
        sign_in(dora, "Coordinator Demo")
        dora.goto("/desk/")
        picture(dora, "desk")
        chromium.close()
    return 0


def sign_in(page, name: str) -> None:
    page.goto("/demo/people/")
    page.get_by_role("button", name=name).click()


def picture(page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    path: Path = PICTURES / f"{name}.png"
    page.screenshot(path=path)
    sys.stdout.write(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} kB\n")


if __name__ == "__main__":
    sys.exit(main())
