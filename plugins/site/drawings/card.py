"""The picture that other sites show of a page: its title and its description, on a card."""

import html
import re
from typing import Any

from datasette.app import Datasette

from common.links import PAGES
from plugins.site.drawings.drawing import Drawing, lines_of

# The pages that have a card, by path; of these, what is said of a page in its head.
PATHS = re.compile(rf"/(?:|map|(?:{'|'.join(sorted(PAGES))})/[\w.~-]+)", re.ASCII)
SAID = re.compile(r'property="og:(?:title|description)" content="([^"]*)"')
# In units of which the PNG has two pixels each: the size that other sites ask for is 1200 by 630.
WIDTH, HEIGHT, EDGE = 600, 315, 40


async def fetch(datasette: Datasette, page: str) -> dict[str, Any] | None:
    """Return the title and description of a page; None where it has no card."""
    answer = await datasette.client.get(page) if PATHS.fullmatch(page) else None
    said = SAID.findall(answer.text) if answer is not None and answer.status_code == 200 else []
    if len(said) != 2:
        return None
    title, text = (html.unescape(each) for each in said)
    return {"site": datasette.metadata("title"), "title": title, "text": text}


def draw(known: dict[str, Any]) -> Drawing:
    """Break the words of a card into lines."""
    title = known["title"].removesuffix(f" · {known['site']}")
    values = {
        "width": WIDTH,
        "height": HEIGHT,
        "edge": EDGE,
        "head": [line.lead for line in lines_of(title, "", WIDTH - 2 * EDGE, 28, 4)],
        "text": [line.rest for line in lines_of("", known["text"], WIDTH - 2 * EDGE, 17, 4)],
    }
    return Drawing(title, description=known["text"], values=values | {"site": known["site"]})
