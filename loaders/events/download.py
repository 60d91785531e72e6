"""Fetch a release of UCDP GED: resumed after a break, checked, and put in place whole.

What has come so far stands in a file named .part, beside what the server said of it; only a whole
archive with the table in it gets the name that the loader reads.
"""

import argparse
import http.client
import json
import os
import re
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tqdm import tqdm

from common.command import OK, exit_code
from common.errors import UserError
from loaders.events.files import Table, UnreadableFileError, read_header
from loaders.events.layouts.recognition import recognise

BASE = "https://ucdp.uu.se/downloads/ged/"
BASE_VARIABLE = "UCDP_BASE"
TRIES = 5
PAUSE = 2.0
TIMEOUT = 30.0
LARGEST = 2 * 1024**3
BLOCK = 1 << 16
_RELEASE = re.compile(r"(\d\d)\.(\d)")


class TransferError(Exception):
    """A transfer that broke and may go on."""


class WrongAnswerError(Exception):
    """An answer that no further try will mend."""


@dataclass
class Settings:
    """How patient to be.

    Attributes:
        tries: How often to begin or go on.
        pause: Seconds before the next try, doubled each time.
        timeout: Seconds without a byte after which a transfer counts as broken.
    """

    tries: int = TRIES
    pause: float = PAUSE
    timeout: float = TIMEOUT


def file_name(release: str) -> str:
    """The name of a release's archive.

    Raises:
        UserError: Where the release is none.
    """
    match = _RELEASE.fullmatch(release)
    if match is None:
        raise UserError(f"'{release}' is no release of UCDP GED. Expected a number such as 25.1.")
    return f"ged{match[1]}{match[2]}-csv.zip"


def fetch(release: str, folder: Path, base: str, settings: Settings) -> Path:
    """Fetch a release into a folder, unless it is there.

    Args:
        release: Its number, such as 25.1.
        folder: Where to put it.
        base: The address before the file's name.
        settings: How patient to be.

    Returns:
        The archive.

    Raises:
        UserError: Where it cannot be had; what came so far stays for the next time, unless it is
            not what it should be.
    """
    name = file_name(release)
    url = base.rstrip("/") + "/" + name
    if not url.startswith(("http://", "https://")):
        raise UserError(f"'{base}' is no address. Expected one that starts with https://")
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / name
    if target.exists():
        check(target)
        return target
    part, said = target.with_name(f"{name}.part"), target.with_name(f"{name}.part.json")
    reason = ""
    for turn in range(settings.tries):
        if turn:
            time.sleep(settings.pause * 2 ** (turn - 1))
        try:
            _transfer(url, part, said, settings)
            break
        except TransferError as error:
            reason = str(error)
        except WrongAnswerError as error:
            _forget(part, said)
            raise UserError(f"{url}: {error}") from None
    else:
        kept = (
            f"; {part.stat().st_size:,} bytes are kept for the next time" if part.exists() else ""
        )
        raise UserError(f"{url}: {reason}, {settings.tries} times{kept}")
    try:
        check(part)
    except UserError as error:
        _forget(part, said)
        raise UserError(f"{url}: {error}") from None
    part.replace(target)
    said.unlink(missing_ok=True)
    return target


def _forget(*paths: Path) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _transfer(url: str, part: Path, said: Path, settings: Settings) -> None:
    """Get what is missing of a file."""
    have = part.stat().st_size if part.exists() and said.exists() else 0
    before = _said(said) if have else {}
    request = urllib.request.Request(url, headers={"User-Agent": "jnim-db"})  # noqa: S310
    if have and before.get("mark"):
        request.add_header("Range", f"bytes={have}-")
        request.add_header("If-Range", before["mark"])
    try:
        with urllib.request.urlopen(request, timeout=settings.timeout) as answer:  # noqa: S310
            start = _start(answer, have)
            total = _total(answer, start)
            said.write_text(json.dumps({"mark": _mark(answer.headers), "total": total}))
            with part.open("r+b" if start else "wb") as handle:
                handle.seek(start)
                handle.truncate()
                _copy(answer, handle, start, total)
    except urllib.error.HTTPError as error:
        if error.code == 416 and have:
            # The server has no more than what is here already.
            if before.get("total") == have:
                return
            _forget(part, said)
            raise TransferError("the server has another file than before") from None
        if error.code >= 500 or error.code == 429:
            raise TransferError(f"the server answers {error.code}") from None
        raise WrongAnswerError(f"the server answers {error.code} {error.reason}") from None
    except urllib.error.URLError as error:
        raise TransferError(f"the server cannot be reached ({error.reason})") from None
    except TimeoutError:
        raise TransferError(f"no byte came for {settings.timeout:g} seconds") from None
    except (http.client.HTTPException, ConnectionError) as error:
        raise TransferError(f"the transfer broke off ({type(error).__name__})") from None


def _said(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text())
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _mark(headers: Mapping[str, str]) -> str | None:
    """What tells this version of the file from another one."""
    tag = headers.get("ETag")
    return tag if tag and not tag.startswith("W/") else headers.get("Last-Modified")


def _start(answer: Any, have: int) -> int:
    """The byte from which the answer goes on."""
    kind = (answer.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
    if kind.startswith(("text/", "image/")) or kind in ("application/json", "application/xml"):
        raise WrongAnswerError(f"the server sent {kind} and no zip archive")
    if answer.status == 200:
        return 0
    match = re.match(r"bytes (\d+)-", answer.headers.get("Content-Range") or "")
    if answer.status != 206 or match is None or int(match[1]) != have:
        raise WrongAnswerError("the server sent another part of the file than was asked for")
    return have


def _total(answer: Any, start: int) -> int | None:
    length = answer.headers.get("Content-Length")
    if length is None or not length.isdecimal():
        return None
    total = start + int(length)
    if total > LARGEST:
        raise WrongAnswerError(f"the file is said to have {total:,} bytes, which no release has")
    return total


def _copy(answer: Any, handle: IO[bytes], start: int, total: int | None) -> None:
    came = start
    quiet = not sys.stderr.isatty()
    with tqdm(
        total=total, initial=start, unit="B", unit_scale=True, disable=quiet, leave=False
    ) as bar:
        # read1: what has come is written down, and not lost when the rest does not come.
        while block := answer.read1(BLOCK):
            handle.write(block)
            came += len(block)
            bar.update(len(block))
            if came > LARGEST:
                raise WrongAnswerError(f"more than {LARGEST:,} bytes came, which no release has")
    if total is not None and came < total:
        raise TransferError(f"{came:,} bytes came of {total:,}")


def check(path: Path) -> None:
    """Check that a file is a sound archive with a table of UCDP GED in it.

    Raises:
        UserError: Where it is not.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            damaged = archive.testzip()
            if damaged is not None:
                raise UserError(f"'{damaged}' in the archive is damaged")
            tables = [name for name in archive.namelist() if name.lower().endswith(".csv")]
            if not any(_is_ged(archive, name) for name in tables):
                raise UserError("the archive holds no table of UCDP GED")
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise UserError(f"this is no sound zip archive: {error}") from None


def _is_ged(archive: zipfile.ZipFile, name: str) -> bool:
    """Whether a member's header is one of UCDP GED's."""
    with archive.open(name) as member, tempfile.NamedTemporaryFile(suffix=".csv") as copy:
        copy.write(member.read(1 << 16))
        copy.flush()
        table = Table(name, Path(copy.name), "csv")
        try:
            read_header(table)
        except UnreadableFileError:
            return False
    known = recognise(table.header)
    return known is not None and known.layout == "ucdp"


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
    given: Any = parser.parse_args(arguments)
    path = fetch(given.release, given.to, given.base, Settings())
    print(f"{path}: {path.stat().st_size:,} bytes")
    return OK


if __name__ == "__main__":
    sys.exit(exit_code(main))
