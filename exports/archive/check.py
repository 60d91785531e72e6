"""Find dead links in an archive."""

import re
from collections.abc import Callable
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

LINK = re.compile(r'\s(?:href|src|action)="([^"]*)"')


def dead_links(folder: Path) -> list[str]:
    """Return the links on an archive's pages that lead to no file, or out of the folder."""

    @cache
    def ids(file: Path) -> set[str]:
        return set(re.findall(r'\sid="([^"]+)"', file.read_text(encoding="utf-8")))

    return [
        f"{page.relative_to(folder)}: {link}"
        for page in sorted(folder.rglob("*.html"))
        for link in LINK.findall(page.read_text(encoding="utf-8"))
        if not _leads_somewhere(unescape(link), page, folder.resolve(), ids)
    ]


def _leads_somewhere(link: str, page: Path, folder: Path, ids: Callable[[Path], set[str]]) -> bool:
    url = urlsplit(link)
    if url.scheme:
        return url.scheme in ("http", "https", "mailto", "data") and url.hostname != "localhost"
    file = (page.parent / unquote(url.path)).resolve() if url.path else page.resolve()
    if not file.is_file() or not file.is_relative_to(folder):
        return False
    fragment = unquote(url.fragment)
    return not fragment or fragment.startswith(":~:") or fragment in map(unescape, ids(file))
