"""Serve files from the disk with Starlette, whole or in byte ranges, so downloads can resume."""

import asyncio
from collections.abc import Mapping
from contextvars import ContextVar
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from starlette.responses import FileResponse

# The current request (scope and `receive`), which Datasette does not pass to `asgi_send_file`.
_request: ContextVar[tuple[Any, Any]] = ContextVar("request")


def layer(_: Datasette, app: Any) -> Any:
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
    response = FileResponse(
        filepath,
        headers=named,
        media_type=content_type or guess_type(str(filepath))[0] or "text/plain",
        filename=filename,
        stat_result=await asyncio.to_thread(Path(filepath).stat),
    )
    await response(*_request.get(), send)
