"""Responses in gzip for who can read it, as they come: by Starlette's middleware."""

import re
from typing import Any

from starlette.middleware.gzip import (
    DEFAULT_EXCLUDED_CONTENT_TYPES,
    GZipResponder,
    IdentityResponder,
)

# `gzip` or `*`, and not with a weight of 0 (RFC 9110, section 12.5.3).
TAKES = re.compile(rb"(?:^|,)\s*(?:gzip|\*)\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[^,]*)?(?:,|$)")
# Bytes of the header that are looked at.
ACCEPTED = 200
LEVEL = 6
# Bytes that are not worth compressing.
SMALL = 1000
# What is packed already, such as Parquet files and workbooks, or is no text.
PACKED = (
    *DEFAULT_EXCLUDED_CONTENT_TYPES,
    *("application/octet-stream", "application/binary", "font/*", "image/x-icon"),
    *("image/vnd.microsoft.icon", "application/vnd.apache.parquet"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)


def is_personal(scope: Any) -> bool:
    """Whether a request comes with a password or a cookie of Datasette's."""
    headers = dict(scope["headers"])
    return b"authorization" in headers or b"ds_" in headers.get(b"cookie", b"")


def takes_gzip(scope: Any) -> bool:
    """Whether to compress the response to a request.

    Not for who is logged in: there, a token stands on the page beside words of the address, and
    its length would tell how alike they are (BREACH).
    """
    accepted = dict(scope["headers"]).get(b"accept-encoding", b"")[:ACCEPTED].lower()
    return not is_personal(scope) and TAKES.search(accepted) is not None


def layer(_: object, app: Any) -> Any:
    async def compressed(scope: Any, receive: Any, send: Any) -> None:
        if takes_gzip(scope):
            await GZipResponder(app, SMALL, LEVEL, exclude_content_types=PACKED)(
                scope, receive, send
            )
        else:  # the same for who cannot: it says that there is another form
            await IdentityResponder(app, SMALL, exclude_content_types=PACKED)(scope, receive, send)

    return compressed
