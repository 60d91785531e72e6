"""Find a browser for the tests, or install one: `make browser`.

It has to be of Chromium's family, since that is what text fragments are tested with. Looked for
in this order: the one that BROWSER_PATH names, one on the PATH or in the usual places, the one
that Playwright has downloaded before. If there is none: Playwright's download, then the system's
package manager. A browser counts as found when it has loaded a page. Where CI=true the one without
windows is installed beside another: in it the tests take a third less of the processor.
"""

from __future__ import annotations

import functools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

# Chromium without windows, which is what Playwright downloads for tests as well.
SHELL = "chromium-headless-shell"
NAMES = (
    SHELL,
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "brave-browser",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)

# What each package manager runs. A minimal system has no font either, and pages without one are
# blank, so the package of one goes along.
APT = "apt-get install -y --no-install-recommends fonts-liberation"
PACKAGE_MANAGERS: dict[str, list[list[str]]] = {
    "apt-get": [["apt-get", "update"], ["sh", "-c", f"{APT} {SHELL} || {APT} chromium"]],
    "dnf": [["dnf", "install", "-y", "chromium", "liberation-fonts"]],
    "pacman": [["pacman", "-S", "--noconfirm", "chromium", "ttf-liberation"]],
}

# A download that hangs may not hold up the tests where a package manager can take over.
DOWNLOAD_SECONDS = 60
INSTALL_SECONDS = 600
START_SECONDS = 60

HELP = """\
No browser for the tests in tests/browser. Any of these helps:
  - install Chromium or Google Chrome as you install other programs
  - .venv/bin/python -m playwright install --with-deps chromium
  - make test BROWSER_PATH=/path/to/chrome\
"""


def is_root() -> bool:
    """Whether this process runs as root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def flags() -> list[str]:
    """Return the options to start the browser with: it is to ask for the tested pages only."""
    options = [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    # Chromium refuses to start as root with its sandbox.
    return ["--no-sandbox", *options] if is_root() else options


@functools.cache
def browser_path() -> str | None:
    """Return the path of a browser that starts, or None. Installs nothing."""
    return next((path for path in candidates() if starts(path)), None)


def candidates() -> Iterator[str]:
    """Yield the paths of browsers that are there, the preferred one first."""
    if named := os.environ.get("BROWSER_PATH"):
        yield named  # and no other: whoever names one wants that one tested
        return
    for name in NAMES:
        if path := shutil.which(name):
            yield path
    if (own := playwrights_own()) and Path(own).exists():
        yield own


def playwrights_own() -> str | None:
    """Return where Playwright puts the browser that it downloads."""
    # In a process of its own: Playwright cannot be started twice in one.
    script = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
    )
    return output_of([sys.executable, "-c", script], START_SECONDS)


def starts(path: str) -> bool:
    """Whether the browser at this path can load a page."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [path, "--headless", *flags(), f"--user-data-dir={profile}", "--dump-dom"]
        page = output_of([*command, "data:text/html,<p>ready</p>"], START_SECONDS)
    return page is not None and "<p>ready</p>" in page


def output_of(
    command: Sequence[str], seconds: float, complaints: int | None = subprocess.DEVNULL
) -> str | None:
    """Return what a command prints, or None if it fails or takes longer than this."""
    try:
        # A session of its own, so that the processes it starts can be ended with it.
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            errors="replace",
            start_new_session=True,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
    except OSError:
        return None
    with process:
        try:
            output, _ = process.communicate(timeout=seconds)
        except BaseException as stop:
            os.killpg(process.pid, signal.SIGKILL)
            if isinstance(stop, subprocess.TimeoutExpired):
                return None
            raise
    return output.strip() if process.returncode == 0 else None


def install() -> None:
    """Try to install a browser, by Playwright's download or else by a package manager."""
    manager = next((name for name in PACKAGE_MANAGERS if shutil.which(name)), None)
    tell("No browser found. Trying Playwright's download of Chromium ...")
    download = [sys.executable, "-m", "playwright", "install", "chromium"]
    if (
        output_of(download, DOWNLOAD_SECONDS if manager else INSTALL_SECONDS) is not None
        and (own := playwrights_own()) is not None
        and starts(own)
    ):
        return
    if manager is not None:
        tell("That gave none that works. Trying the package manager:")
        install_by(manager)


def install_by(manager: str) -> None:
    """Have a package manager install a browser, where this user may."""
    if is_root():
        prefix = []
    elif output_of(["sudo", "-n", "true"], START_SECONDS) is not None:
        prefix = ["sudo", "-n"]
    else:
        tell(f"{manager} needs rights that you do not have here.")
        return
    for command in PACKAGE_MANAGERS[manager]:
        tell(f"  {' '.join([*prefix, *command])}")
        # Where apt-get update fails, the install may work all the same, with yesterday's list.
        output_of([*prefix, *command], INSTALL_SECONDS, complaints=None)


def tell(message: str) -> None:
    """Say what is going on, beside the path that goes to standard output."""
    print(message, file=sys.stderr, flush=True)


def main() -> int:
    """Print the browser's path; without one, fail if it is needed (CI=true)."""
    path, named = browser_path(), os.environ.get("BROWSER_PATH")
    if path is None and named:
        tell(f"BROWSER_PATH names {named}, which does not start as a browser.")
        return 1
    is_ci = os.environ.get("CI") == "true"
    if path is None:
        install()
    elif is_ci and not named and SHELL not in path and shutil.which("apt-get"):
        install_by("apt-get")
    browser_path.cache_clear()
    path = browser_path()
    if path is None:
        tell(HELP)
        if is_ci:
            return 1
        tell("The tests in a browser will be skipped.")
        return 0
    print(path)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
