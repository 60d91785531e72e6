"""Write the pages that were read as files with relative links."""

import hashlib
import json
import os
import re
from html import escape, unescape
from pathlib import Path, PurePosixPath
from urllib.parse import quote, urlsplit

from common.errors import UserError
from common.project import DATABASE, FILE
from exports.archive.crawl import HOST, Site, address_of

VENDOR = Path(__file__).with_name("vendor")
# Longest file name: file systems allow 255 bytes, and Windows 260 characters for a whole path.
LONGEST = 120
ABSENT = "not-in-this-archive.html"
SCRIPTS = ("notes.js", "cite.js", "columns.js")  # the ones that need no server
ATTRIBUTE = re.compile(r'(\s)(href|src|action|srcset)="([^"]*)"')
FONT = re.compile(r'url\("([^"]*)"\)')
# Elements that need a server: modules that import others, map points, feeds, embedded frames.
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>\s*", re.DOTALL)
GONE = re.compile(
    r'<link [^>]*rel="(?:modulepreload|preload|alternate)"[^>]*>\s*|<(?:meta|link) [^>]*http://localhost[^>]*>\s*'
    r'|<details class="more">\s*<summary>Embed</summary>.*?</details>\s*',
    re.DOTALL,
)
MAP = re.compile(r'<div id="map".*?</div>', re.DOTALL)
MAIN = re.compile(r'(<main id="content"[^>]*>).*?(</main>)', re.DOTALL)
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
# Pages that the search covers.
FOUND = re.compile(r"/(?:groups|people|places|attacks|claims|sources|disagreements)/[^/?]+")
NO_MAP = (
    '<p class="message">A map is drawn by the site itself: <a href="{}">how to run it</a>. '
    "What it shows is in the list and in the tables.</p>"
)
WORDS_ABSENT = """
<h1>Not in this archive</h1>
<p class="lead">This is a copy of the site as files. What you asked for is made by its program
when somebody asks: SQL of your own, filters, sorting, further pages of long tables, JSON, feeds,
maps that move.</p>
<p>The whole database is here: <a href="{database}">{database}</a>, a SQLite file. Any program for
SQLite opens it, and <code>datasette {database}</code> shows it in a browser. Every table is here as
CSV: see <a href="{tables}">all tables</a>.</p>
<p>To run the whole site, get its code, and in its folder write <code>make serve</code>: the file
README.md there says what it needs.</p>
"""
WORDS_SEARCH = """
<h1>Search</h1>
<form class="find"><label for="q">Names or words</label>
<input id="q" type="search" name="q" autocomplete="off"><button>Search</button></form>
<p class="outcome" role="status"></p><ul class="lines" id="results"></ul>
<noscript><p class="message">Searching needs JavaScript. <a href="{tables}">All tables</a> list
everything.</p></noscript>
"""


def file_of(address: str, kind: str) -> str:
    """Return the path of the file for an address, below the archive's folder."""
    url = urlsplit(address)
    path = PurePosixPath(url.path.lstrip("/") or "index")
    if (url.query and kind != "text/csv") or len(path.name) > LONGEST:
        digest = hashlib.sha256(address.encode()).hexdigest()[:10]
        path = path.with_stem(f"{path.stem[: LONGEST // 2]}-{digest}")
    is_named = kind != "text/html" or path.suffix == ".html"
    return str(path) if is_named else f"{path}.html"


def text_of(page: str) -> str:
    """Return the text of a page, without tags."""
    match = MAIN.search(page)
    words = re.sub(
        r"<(script|style|pre)\b.*?</\1>|<[^>]+>", " ", match[0] if match else "", flags=re.DOTALL
    )
    return re.sub(r"\s+", " ", unescape(words)).strip()


def write_site(site: Site, to: Path) -> int:
    """Write all files into a folder; return how many.

    Raises:
        UserError: If two addresses share a file name, ignoring case as some file systems do.
    """
    files = {address: file_of(address, kind) for address, (_, kind) in site.pages.items()}
    lower: dict[str, str] = {}
    for address, file in files.items():
        if lower.setdefault(file.lower(), address) != address:
            raise UserError(f"{address} and {lower[file.lower()]} would be one file: {file}")
    documents: list[dict[str, object]] = []
    for address, (body, kind) in site.pages.items():
        if kind == "text/html":
            page = archived(body.decode(), address, files, site)
            if FOUND.fullmatch(address):
                title = unescape("".join(TITLE.findall(page)[:1])) or address
                documents.append(
                    {
                        "id": len(documents),
                        "href": quote(files[address], safe="/~"),
                        "title": title.rpartition(" · ")[0] or title,
                        "kind": address.split("/")[1],
                        "text": text_of(page)[:6000],
                    }
                )
            body = page.encode()
        elif address.endswith(".js"):
            # A function scope, because ordinary scripts, unlike modules, share global names.
            body = b"(() => {\n" + body + b"\n})();\n"
        _write(to / files[address], body)
    _write_own(site, files, documents, to)
    return len(files)


def _write_own(
    site: Site, files: dict[str, str], documents: list[dict[str, object]], to: Path
) -> None:
    """Write the search, and the page for addresses that an archive cannot have."""
    frame = archived(site.pages["/about"][0].decode(), "/", files, site)
    own = {
        ABSENT: WORDS_ABSENT.format(database=FILE, tables=files.get(f"/{DATABASE}", "index.html")),
        "search.html": WORDS_SEARCH.format(tables=files.get(f"/{DATABASE}", "index.html")),
    }
    for name, words in own.items():
        page = MAIN.sub(lambda match, words=words: match[1] + words + match[2], frame)  # type: ignore[misc]
        page = TITLE.sub(
            f"<title>{name.partition('.')[0].replace('-', ' ').capitalize()}</title>", page
        )
        if name == "search.html":
            scripts = ("minisearch.js", "search-index.js", "search.js")
            tags = "".join(f'<script defer src="search/{each}"></script>' for each in scripts)
            page = page.replace("</head>", f"{tags}</head>")
        _write(to / name, page.encode())
    index = (
        "window.PAGES = " + json.dumps(documents, ensure_ascii=False).replace("</", "<\\/") + ";\n"
    )
    _write(to / "search" / "search-index.js", index.encode())
    for file in VENDOR.iterdir():
        _write(to / "search" / file.name, file.read_bytes())


def _write(file: Path, body: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(body)


def archived(page: str, address: str, files: dict[str, str], site: Site) -> str:
    """Return a page with relative links that makes no requests to a server."""
    here = PurePosixPath(files.get(address, "index.html")).parent

    def relative(file: str, fragment: str = "") -> str:
        path = quote(os.path.relpath(file, here), safe="/~")
        return escape(path + (f"#{fragment}" if fragment else ""))

    def target(link: str) -> str:
        if link.startswith(("#", "data:", "mailto:")):
            return link
        to = address_of(link, address)
        if to is None:
            return link
        to = site.moved.get(to, to)
        if to == address and "#" in link:
            return link[link.index("#") :]
        if to.partition("?")[0] == "/search":
            return relative("search.html")
        return relative(
            files.get(to, ABSENT), urlsplit(unescape(link)).fragment if to in files else ""
        )

    def attribute(match: re.Match[str]) -> str:
        space, name, link = match.groups()
        if name == "action" and not link.endswith("/search"):
            return f'{space}{name}="{relative(ABSENT)}"'
        return match[0] if name == "srcset" else f'{space}{name}="{target(link)}"'

    page = GONE.sub("", SCRIPT.sub(_script, page))
    page = MAP.sub(lambda _: NO_MAP.format(f"/{ABSENT}"), page)
    page = ATTRIBUTE.sub(attribute, page)
    page = FONT.sub(lambda match: f'url("{target(match[1])}")', page)
    page = re.sub(rf'<script defer src="[^"]*{ABSENT}"></script>', "", page)
    return page.replace(HOST, "")


def _script(match: re.Match[str]) -> str:
    """Return a script element that works from a disk, where browsers refuse modules; or empty."""
    attributes, _ = match.groups()
    if "application/ld+json" in attributes:
        return match[0]
    source = re.search(
        r'src="([^"]*/static/(?:' + "|".join(map(re.escape, SCRIPTS)) + r")[^\"]*)\"", attributes
    )
    return f'<script defer src="{source[1]}"></script>\n' if source else ""
