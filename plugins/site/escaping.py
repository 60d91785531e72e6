"""How much of a text a page shows, and that nothing behind it is turned round.

All that templates write of values passes through here, unless they say `|whole`. Addresses are left
as they are, since else they lead nowhere. JSON, CSV and the page of a row hold texts whole.
"""

import re
from html import unescape
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from common.display_text import LONGEST, isolate, truncate
from plugins.site.hooks import hookimpl

# Characters of a text on the page of its own row.
OPENED = 20_000
_ADDRESS = re.compile(r"(https?:/)?[/?][!-~]*")
# In HTML that is made of values: a text between two tags, in which no other < stands, and a link.
_LONG_TEXT = re.compile(rf"(?<=>)[^<]{{{LONGEST + 1},}}|\A[^<]{{{LONGEST + 1},}}")
_LONG_LINK = re.compile(r' href="[^"]{4000,}"')


class Whole(str):
    """A text that a page holds as it is."""

    __slots__ = ()


def whole(value: Any) -> Any:
    """Return a value that a page is to hold as it is."""
    return Whole(value) if type(value) is str else value


def long(value: Any) -> Any:
    """Return a value that somebody has opened a page to read: cut where it is a book."""
    return Whole(isolate(truncate(value, OPENED))) if type(value) is str else value


def shown(value: Any) -> Any:
    """Return a value as a page shows it: a text truncated and isolated, all else as it is."""
    if type(value) is not str:  # Markup and addresses of this site are other classes
        return value
    if len(value) > LONGEST and not _ADDRESS.fullmatch(value):
        value = truncate(value)
    return isolate(value)


def shown_html(value: Any) -> Any:
    """Do the same with the texts in HTML that Datasette made of a value."""
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
