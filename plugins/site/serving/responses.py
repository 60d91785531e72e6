"""Responses by Starlette's parts: files whole or in byte ranges, and whatever is worth it in gzip.

With ranges, a download that broke off can be resumed.
"""

import asyncio
import re
from collections.abc import Mapping
from contextvars import ContextVar
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.responses import FileResponse

from plugins.site.serving.cache import LARGEST

# `gzip` or `*`, but not with a weight of 0 (RFC 9110, section 12.5.3).
ACCEPTS = re.compile(rb"(?:^|,)\s*(?:gzip|\*)\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[^,]*)?(?:,|$)")
# Only this many bytes of the header are examined.
ACCEPTED = 200
LEVEL = 6
# Responses with fewer bytes are not worth compressing.
SMALL = 1000
# Types that are compressed already, such as Parquet files and workbooks, or are not text.
PACKED = (
    *DEFAULT_EXCLUDED_CONTENT_TYPES,
    *("application/octet-stream", "application/binary", "font/*", "image/x-icon"),
    *("image/vnd.microsoft.icon", "application/vnd.apache.parquet"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
# The current request (scope and `receive`), which Datasette does not pass to `asgi_send_file`.
_request: ContextVar[tuple[Any, Any]] = ContextVar("request")


def files_layer(_: Datasette, app: Any) -> Any:
    """Return an application in which `send_file` can see the request, and so the range."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        _request.set((scope, receive))
        await app(scope, receive, send)

    return answer


async def send_file(
    send: Any,
    filepath: str | Path,
    filename: str | None = None,
    content_type: str | None = None,
    chunk_size: int = 0,  # noqa: ARG001  Datasette's are too small
    headers: Mapping[str, str] | None = None,
) -> None:
    """Send a file, or the requested range of it; replaces Datasette's `asgi_send_file`."""
    # Datasette's downloads have a content length, but claim to be chunked as well.
    named = {k: v for k, v in (headers or {}).items() if k.lower() != "transfer-encoding"}
    stat = await asyncio.to_thread(Path(filepath).stat)
    response = FileResponse(
        filepath,
        headers=named,
        media_type=content_type or guess_type(str(filepath))[0] or "text/plain",
        filename=filename,
        stat_result=stat,
    )
    if stat.st_size <= LARGEST:
        response.chunk_size = LARGEST + 1  # whole, so that it can be cached
    await response(*_request.get(), send)


def accepts_gzip(accepted: bytes) -> bool:
    """Whether an Accept-Encoding header asks for what is the only encoding here."""
    return ACCEPTS.search(accepted[:ACCEPTED].lower()) is not None


def gzip_layer(_: object, app: Any) -> Any:
    """Return an application whose responses are compressed, as they are streamed."""
    return GZipMiddleware(app, SMALL, LEVEL, exclude_content_types=PACKED)
