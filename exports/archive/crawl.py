"""Crawl the site: read all pages that its home page leads to."""

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from datasette.app import Datasette
from tqdm import tqdm

from common.errors import UserError
from common.links import PAGES
from common.project import DATABASE

# Links, pictures, styles, scripts and fonts. Forms are ignored: they do not work in an archive.
NAMED = re.compile(r"""(?:\s(?:href|src)=|url\()"([^"]*)\"""")
# Most pages of rows for each table; the rest is in its CSV.
TABLE_PAGES = 20
# Addresses that are kept with any parameters, because pages include them.
DRAWING = re.compile(r"/-/charts/.*")
# Citation files under Datasette's row pages are left out; those of our pages are kept.
CITATION = re.compile(rf"/{DATABASE}/\w+/.*\.(?:bib|csl\.json)")
# Rows that have our own page are kept as that page.
ROW = re.compile(rf"/{DATABASE}(/(?:{'|'.join(sorted(PAGES))})/[^/.]+)")
HOST = "http://localhost"


@dataclass
class Site:
    """The pages that were read.

    Attributes:
        pages: Body and content type, by address.
        moved: The targets of redirects, by address.
    """

    pages: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)


def address_of(link: str, page: str) -> str | None:
    """Return a link's address on this site, normalised; None if it leads elsewhere."""
    url = urlsplit(urljoin(HOST + page, unescape(link)))
    if f"{url.scheme}://{url.netloc}" != HOST:
        return None
    pairs = [pair for pair in parse_qsl(url.query) if pair[0] != "v"]
    if row := ROW.fullmatch(url.path):
        return row[1]
    if url.path.endswith(".csv"):
        return f"{url.path}?_stream=on" if url.path.count("/") == 2 and not pairs[1:] else url.path
    return url.path + (f"?{urlencode(pairs)}" if pairs else "")


def is_kept(address: str, questions: Iterable[str]) -> bool:
    """Whether an address gets its own file in an archive."""
    url = urlsplit(address)
    names = {name for name, _ in parse_qsl(url.query)}
    if url.path.startswith(
        ("/feeds/", "/embed/", "/-/points", "/-/static", "/static/map", "/static/points")
    ):
        return False
    if url.path.endswith(".csv"):
        return names == {"_stream"}
    if CITATION.fullmatch(url.path) or re.search(r"(?<!\.csl)\.json$", url.path):
        return False
    if not names or address in questions:
        return True
    # Further pages of a table, but none with filters.
    return names == {"_next"} or bool(DRAWING.fullmatch(url.path))


async def read_site(datasette: Datasette, start: Iterable[str], most: int) -> Site:
    """Read the pages that can be reached from the start addresses.

    Raises:
        UserError: If a page fails, or there are more than `most`.
    """
    questions = {
        address_of(each["path"], "/") or "" for each in datasette.metadata("questions") or []
    }
    site, turn = Site(), deque(start)
    seen, rows = set(turn), dict[str, int]()
    with tqdm(desc="Pages", unit="", leave=False) as progress:
        while turn and len(site.pages) < most:
            address = turn.popleft()
            answer: Any = await datasette.client.get(address)
            progress.update()
            if answer.status_code in (301, 302, 307, 308):
                onward = address_of(answer.headers["location"], address)
                if onward:
                    site.moved[address] = onward
                links = [onward]
            elif answer.status_code == 200:
                kind = answer.headers["content-type"].partition(";")[0]
                site.pages[address] = answer.content, kind
                is_page = kind == "text/html"
                names = NAMED.findall(answer.text) if is_page else []
                links = [address_of(name, address) for name in names]
            elif answer.status_code >= 500:
                raise UserError(f"{address} fails, with {answer.status_code}: no archive is whole")
            else:
                links = []
            for link in links:
                if not link or link in seen or not is_kept(link, questions):
                    continue
                table = link.partition("?_next=")[0]
                if table != link:
                    rows[table] = rows.get(table, 0) + 1
                    if rows[table] > TABLE_PAGES:
                        continue
                seen.add(link)
                # Scripts and styles come before other pages.
                if link.endswith((".js", ".css")):
                    turn.appendleft(link)
                else:
                    turn.append(link)
    return site
