"""Truncate long texts on pages, and isolate their text direction from what follows.

Every value that a template writes passes through here, unless it says `|whole`. Addresses are left
unchanged, because they would no longer work. JSON and CSV hold texts whole.
"""

import re
from html import unescape
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from common.display_text import LONGEST, isolate, truncate
from plugins.site.hooks import hookimpl

# Characters of a text shown on the page of its own row.
OPENED = 20_000
_ADDRESS = re.compile(r"(https?:/)?[/?][!-~]*")
# In HTML made from values: a long text between two tags, and a long link.
_LONG_TEXT = re.compile(rf"(?<=>)[^<]{{{LONGEST + 1},}}|\A[^<]{{{LONGEST + 1},}}")
_LONG_LINK = re.compile(r' href="[^"]{4000,}"')


class Whole(str):
    """A text that a page shows unchanged."""

    __slots__ = ()


def whole(value: Any) -> Any:
    """Mark a value to be shown unchanged."""
    return Whole(value) if type(value) is str else value


def long(value: Any) -> Any:
    """Return a value for the page of its own row: truncated only if it is very long."""
    return Whole(isolate(truncate(value, OPENED))) if type(value) is str else value


def shown(value: Any) -> Any:
    """Return a value as a page shows it: text truncated and isolated, anything else unchanged."""
    if type(value) is not str:  # Markup and addresses of this site are other classes
        return value
    if len(value) > LONGEST and not _ADDRESS.fullmatch(value):
        value = truncate(value)
    return isolate(value)


def shown_html(value: Any) -> Any:
    """Do the same for the texts in HTML that Datasette has made from a value."""
    if not isinstance(value, Markup) or len(value) <= LONGEST:
        return value
    html = _LONG_LINK.sub("", str(value))
    html = _LONG_TEXT.sub(lambda part: str(escape(shown(unescape(part[0])))), html)
    return Markup(html)  # noqa: S704  what was unescaped is escaped again


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    env.finalize = shown
    env.filters["cut"] = truncate
    env.filters["long"] = long
    env.filters["shown_html"] = shown_html
    env.filters["whole"] = whole
