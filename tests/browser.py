"""Find a Chromium for the tests, or get one: `python -m tests.browser`."""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")

ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
    "--disable-quic",
)


class NoBrowser(Exception):
    """There is no browser and none could be got; the text says what was tried and what to do."""


def find_browser() -> Path | None:
    """The browser that PODIUM_BROWSER names, else one on the PATH, else Playwright's own.

    Raises NoBrowser if PODIUM_BROWSER names something that does not run.
    """
    named = os.environ.get("PODIUM_BROWSER")
    if named:
        if not _runs(Path(named)):
            raise NoBrowser(
                f"PODIUM_BROWSER is {named!r}, which does not run as a browser. "
                "Set it to the path of Chromium or Chrome, or unset it."
            )
        return Path(named)
    return next((path for path in _places() if _runs(path)), None)


def install_browser() -> Path:
    """Debian's chromium where we are root on Debian, else Playwright's own. Raises NoBrowser."""
    tried = []
    for command in _ways_to_install():
        print("Getting a browser for the tests:", " ".join(command), flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        finished = subprocess.run(command, env=environment, check=False)
        if found := find_browser():
            return found
        tried.append(f"`{' '.join(command)}` ended with {finished.returncode}")
    raise NoBrowser(
        f"The tests need a browser: PODIUM_BROWSER is not set, none of {', '.join(NAMES)} on the "
        f"PATH runs, and none could be installed ({'; '.join(tried)}). "
        "Install Chromium or Chrome, or set PODIUM_BROWSER to the path of one."
    )


def _ways_to_install() -> list[list[str]]:
    ways = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.geteuid() == 0 and _is_debian() and (apt_get := shutil.which("apt-get")):
        fetch = f"{apt_get} update -q && {apt_get} install -q -y --no-install-recommends chromium"
        ways.insert(0, ["sh", "-c", fetch])
    return ways


def _is_debian() -> bool:
    try:
        return platform.freedesktop_os_release()["ID"] == "debian"
    except OSError:
        return False


def _places() -> Iterator[Path]:
    yield from (Path(found) for name in NAMES if (found := shutil.which(name)))
    with sync_playwright() as playwright:
        playwrights_own = Path(playwright.chromium.executable_path)
    yield playwrights_own


def _runs(browser: Path) -> bool:
    """Whether it starts: a name on the PATH may be a stub that only says how to install it."""
    try:
        command = [str(browser), "--version", "--no-sandbox"]
        return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def main() -> int:
    """Print the browser's path, after getting one where there is none; 1 if that fails."""
    try:
        print("Browser for the tests:", find_browser() or install_browser())
    except NoBrowser as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
