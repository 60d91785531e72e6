"""The preview picture that other sites show for a page: its title and description on a card."""

import html
import re

from datasette.app import Datasette

from common.links import PAGES
from plugins.site.drawings.drawing import Draw, Drawing, ParameterError, label, lines_of

TITLE, TEMPLATE, FORMS, PARAMETERS = "Card of a page", "card", ("",), ("page",)
# The paths of pages with a card; and the title and description in a page's <head>.
PATHS = re.compile(rf"/(?:|map|(?:{'|'.join(sorted(PAGES))})/[\w.~-]+)", re.ASCII)
SAID = re.compile(r'property="og:(?:title|description)" content="([^"]*)"')
# In units of two pixels of the PNG: other sites ask for 1200 by 630 pixels.
WIDTH, HEIGHT, EDGE = 600, 315, 40


async def fetch(datasette: Datasette, parameters: dict[str, str]) -> Draw:
    page, site = parameters["page"], str(datasette.metadata("title"))
    answer = await datasette.client.get(page) if PATHS.fullmatch(page) else None
    said = SAID.findall(answer.text) if answer is not None and answer.status_code == 200 else []
    if len(said) != 2:
        raise ParameterError(f"No card is drawn of the page “{label(page, 60)}”.")
    title, text = (html.unescape(each) for each in said)
    head = lines_of(title.removesuffix(f" · {site}"), "", WIDTH - 2 * EDGE, 28, 4)
    drawing = Drawing(title, description=text)
    drawing.values = {
        **{"width": WIDTH, "height": HEIGHT, "edge": EDGE, "site": site},
        "head": [line.lead for line in head],
        "text": [line.rest for line in lines_of("", text, WIDTH - 2 * EDGE, 17, 4)],
    }
    return lambda _: drawing
