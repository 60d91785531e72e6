"""CSV for spreadsheets: marked as UTF-8, without which Excel reads "embassyâ€™s", and safe to open.

common/spreadsheets.py says by which rule. With `_exact=on` in the address, CSV has no mark and
holds just what the database holds, for programs.
"""

import codecs
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote_plus

from datasette.app import Datasette

from common.spreadsheets import lines_as_text

EXACT = "_exact"
# Makes of CSV a page to look for faults with, even where the site has that turned off.
TRACE = "_trace"


class Lines:
    """Puts text that comes in pieces together into whole lines of CSV."""

    def __init__(self) -> None:
        self._rest = b""
        self._quotes = 0

    def add(self, piece: bytes) -> bytes:
        """Return the lines that a piece completes: those before it, or nothing yet."""
        self._rest += piece
        self._quotes += piece.count(b'"')
        # In a cell that is not closed, there is an odd number of quotation marks so far.
        if self._quotes % 2 or not self._rest.endswith(b"\n"):
            return b""
        return self.end()

    def end(self) -> bytes:
        """Return what there is."""
        whole, self._rest, self._quotes = self._rest, b"", 0
        return whole


def layer(_: Datasette, app: Any) -> Callable[..., Awaitable[None]]:
    """Return an application that sends CSV with its cells as text."""

    async def for_spreadsheets(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or not scope["path"].endswith(".csv"):
            await app(scope, receive, send)
            return
        pairs = scope["query_string"].decode("latin-1").split("&")
        names = [unquote_plus(pair.partition("=")[0]) for pair in pairs]
        if TRACE in names:
            kept = [pair for pair, name in zip(pairs, names, strict=True) if name != TRACE]
            scope = {**scope, "query_string": "&".join(kept).encode("latin-1")}
        await app(scope, receive, send if EXACT in names else safely(send))

    return for_spreadsheets


def safely(send: Any) -> Callable[[Any], Any]:
    """Return a function that sends CSV with its cells as text, and errors as they are."""
    lines = Lines()
    is_csv, mark = False, codecs.BOM_UTF8

    async def send_as_text(message: Any) -> None:
        nonlocal is_csv, mark
        if message["type"] == "http.response.start":
            is_csv = message["status"] == 200
            if is_csv:  # which gets longer
                headers = [pair for pair in message["headers"] if pair[0] != b"content-length"]
                message = {**message, "headers": headers}
        elif is_csv:
            whole = lines.add(message.get("body", b""))
            if not message.get("more_body", False):
                whole += lines.end()
            message = {**message, "body": mark + lines_as_text(whole.decode()).encode()}
            mark = b""
        await send(message)

    return send_as_text
