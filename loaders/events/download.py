"""Fetch a release of UCDP GED, check it, and put it in place atomically."""

import argparse
import csv
import io
import os
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

import httpx
from tqdm import tqdm

from common.command import OK, exit_code
from common.errors import UserError
from loaders.events.layouts.recognition import recognise

BASE = "https://ucdp.uu.se/downloads/ged/"
BASE_VARIABLE = "UCDP_BASE"
TIMEOUT = 30.0
"""Seconds without a byte after which a transfer counts as broken."""
LARGEST = 2 * 1024**3
_RELEASE = re.compile(r"(\d\d)\.(\d)")


def fetch(release: str, folder: Path, base: str, timeout: float = TIMEOUT) -> Path:
    """Fetch a release into a folder, unless it is there already.

    Args:
        release: Its number, such as 25.1.
        folder: The folder to put it in.
        base: The address, without the file name.
        timeout: Seconds without a byte after which to give up.

    Returns:
        The path of the archive.

    Raises:
        UserError: If the download fails or is not what it should be; then nothing is kept.
    """
    match = _RELEASE.fullmatch(release)
    if match is None:
        raise UserError(f"'{release}' is no release of UCDP GED. Expected a number such as 25.1.")
    if not base.startswith(("http://", "https://")):
        raise UserError(f"'{base}' is no address. Expected one that starts with https://")
    name = f"ged{match[1]}{match[2]}-csv.zip"
    url = f"{base.rstrip('/')}/{name}"
    folder.mkdir(parents=True, exist_ok=True)
    target, part = folder / name, folder / f"{name}.part"
    try:
        if target.exists():
            check(target)
        else:
            _download(url, part, timeout)
            check(part)
            part.replace(target)
    except UserError as error:
        raise UserError(f"{target if target.exists() else url}: {error}") from None
    finally:
        part.unlink(missing_ok=True)
    return target


def _download(url: str, path: Path, timeout: float) -> None:
    try:
        with httpx.stream("GET", url, follow_redirects=True, timeout=timeout) as response:
            if response.status_code != httpx.codes.OK:
                raise UserError(f"the server answers {response.status_code}")
            size = int(response.headers.get("Content-Length", 0))
            hidden = not sys.stderr.isatty()
            with (
                path.open("wb") as file,
                tqdm(total=size or None, unit="B", unit_scale=True, disable=hidden) as bar,
            ):
                for block in response.iter_bytes():
                    file.write(block)
                    bar.update(len(block))
                    if file.tell() > LARGEST:
                        raise UserError(f"more than {LARGEST:,} bytes came, which no release has")
    except httpx.TimeoutException:
        raise UserError(f"no byte came for {timeout:g} seconds; try again later") from None
    except httpx.ConnectError as error:
        raise UserError(f"the server cannot be reached ({error})") from None
    except httpx.HTTPError as error:
        raise UserError(f"the transfer broke off ({error}); try again") from None


def check(path: Path) -> None:
    """Check that a file is an undamaged archive with a table of UCDP GED.

    Raises:
        UserError: If it is not.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            damaged = archive.testzip()
            if damaged is not None:
                raise UserError(f"'{damaged}' in the archive is damaged")
            if not any(_is_ged(archive, name) for name in archive.namelist()):
                raise UserError("the archive holds no table of UCDP GED")
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise UserError(f"this is no sound zip archive: {error}") from None


def _is_ged(archive: zipfile.ZipFile, name: str) -> bool:
    if not name.lower().endswith(".csv"):
        return False
    with archive.open(name) as member, io.TextIOWrapper(member, "utf-8-sig", newline="") as text:
        layout = recognise(next(csv.reader(text), ()))
    return layout is not None and layout.layout == "ucdp"


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(
        prog="python -m loaders.events.download",
        description="Fetch a release of the UCDP Georeferenced Event Dataset (CC BY 4.0).",
        epilog="example: python -m loaders.events.download --release 25.1 --to build/events",
    )
    parser.add_argument("--release", required=True, help="its number, such as 25.1")
    parser.add_argument("--to", type=Path, required=True, help="the folder to put it in")
    parser.add_argument(
        "--base",
        default=os.environ.get(BASE_VARIABLE, BASE),
        help=f"the address before the file's name [{BASE}, or what {BASE_VARIABLE} says]",
    )
    options: Any = parser.parse_args(arguments)
    path = fetch(options.release, options.to, options.base)
    print(f"{path}: {path.stat().st_size:,} bytes")
    return OK


if __name__ == "__main__":
    sys.exit(exit_code(main))
