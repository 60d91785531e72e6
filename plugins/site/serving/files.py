"""Files of the disk by Starlette, whole or in part: for programs that resume or pick."""

import asyncio
from collections.abc import Mapping
from contextvars import ContextVar
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from starlette.responses import FileResponse

# The request, which Datasette does not give to what sends a file: its scope, and `receive`.
_request: ContextVar[tuple[Any, Any]] = ContextVar("request")


def layer(_: Datasette, app: Any) -> Any:
    """Return an application of which `send_file` knows what part of a file was asked for."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        token = _request.set((scope, receive))
        try:
            await app(scope, receive, send)
        finally:
            _request.reset(token)

    return answer


async def send_file(
    send: Any,
    filepath: str | Path,
    filename: str | None = None,
    content_type: str | None = None,
    chunk_size: int = 0,  # noqa: ARG001  Datasette's are too small
    headers: Mapping[str, str] | None = None,
) -> None:
    """Send a file, or the part that was asked for: in place of Datasette's `asgi_send_file`."""
    # Datasette says of its downloads how long they are, and that nobody knows.
    named = {k: v for k, v in (headers or {}).items() if k.lower() != "transfer-encoding"}
    response = FileResponse(
        filepath,
        headers=named,
        media_type=content_type or guess_type(str(filepath))[0] or "text/plain",
        filename=filename,
        stat_result=await asyncio.to_thread(Path(filepath).stat),
    )
    await response(*_request.get(), send)
