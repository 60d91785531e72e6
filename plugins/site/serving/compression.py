"""Compress responses with gzip, as they are streamed, using Starlette's middleware."""

import re
from typing import Any

from starlette.middleware.gzip import (
    DEFAULT_EXCLUDED_CONTENT_TYPES,
    GZipResponder,
    IdentityResponder,
)

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


def is_personal(scope: Any) -> bool:
    """Whether a request carries a password or one of Datasette's cookies."""
    headers = dict(scope["headers"])
    return b"authorization" in headers or b"ds_" in headers.get(b"cookie", b"")


def accepts_gzip(scope: Any) -> bool:
    """Whether to compress the response to a request.

    Not for logged-in users: their pages hold a token next to text from the address, and the
    compressed length would reveal how similar the two are (BREACH).
    """
    accepted = dict(scope["headers"]).get(b"accept-encoding", b"")[:ACCEPTED].lower()
    return not is_personal(scope) and ACCEPTS.search(accepted) is not None


def layer(_: object, app: Any) -> Any:
    async def compressed(scope: Any, receive: Any, send: Any) -> None:
        if accepts_gzip(scope):
            await GZipResponder(app, SMALL, LEVEL, exclude_content_types=PACKED)(
                scope, receive, send
            )
        else:  # uncompressed, but with Vary: Accept-Encoding
            await IdentityResponder(app, SMALL, exclude_content_types=PACKED)(scope, receive, send)

    return compressed
