"""Compress responses with gzip, as they are streamed, using Starlette's middleware."""

import re
from typing import Any

from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware

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


def accepts_gzip(accepted: bytes) -> bool:
    """Whether an Accept-Encoding header asks for what is the only encoding here."""
    return ACCEPTS.search(accepted[:ACCEPTED].lower()) is not None


def layer(_: object, app: Any) -> Any:
    return GZipMiddleware(app, SMALL, LEVEL, exclude_content_types=PACKED)
