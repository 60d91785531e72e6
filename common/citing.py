"""Citations of sources and claims in words: who, when, where, in which copy, how qualified.

Pure functions from rows of `sources` and `claims`. They add nothing to what a row says: a date
stays as precise as it is. They return plain text, not HTML: pages have to escape it. For
reference managers, common/bibliography.py says the same.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from common.date_words import in_words
from common.display_text import article, one_line
from common.project import FILE, PROJECT

Row = Mapping[str, Any] | sqlite3.Row

# The authors of the database, for citing its pages.
AUTHORS = PROJECT.authors
NO_DATE = "no date"
# The section of passages read in a repost of a work (loaders/consulted_works.py).
REPOST = "Repost"


def source_label(source: Mapping[str, object]) -> str:
    """Return the label by which a source is referred to, since titles may not be unique."""
    authors = "" if source["access"] == "read" else str(source["authors"] or "")
    # No semicolon, because it separates the items in lists of sources.
    author = listed(authors.split("; "))
    name = author or source["publisher"] or source["title"]
    date = source.get("published_edtf")
    return f"{name}, {in_words(str(date))}" if date else str(name)


def date_in_words(edtf: str | None) -> str:
    """Return an EDTF date in words, with exactly its precision.

    Args:
        edtf: A date as in the facts (common/dates.py), or None.

    Returns:
        The words of common/date_words.py, on one line; `no date` for None.
    """
    return one_line(in_words(edtf)) if edtf else NO_DATE


def authors_of(source: Row) -> list[str]:
    """Return the authors as printed; an empty list if none is named."""
    names = (one_line(name) for name in (dict(source).get("authors") or "").split(";"))
    return [name for name in names if name]


def reference(source: Row, *, locator: str | None = None, url: str | None = None) -> str:
    """Return a reference in text: who, when, title, publisher, locator, address.

    Args:
        source: A row of `sources`.
        locator: Section and paragraph, to cite a passage.
        url: An address to use instead of the source's own, such as a claim's deep link.
    """
    row = dict(source)
    publisher, container = one_line(row.get("publisher")), one_line(row.get("container"))
    title = title_of(row)
    who = listed(authors_of(row)) or publisher or container
    printed = {who}
    when = updated(row) or date_in_words(row.get("published_edtf"))
    parts = [f"{who} ({when})".strip(), f"“{title}”"]
    for part in (container, publisher):
        if part and part not in printed:
            parts.append(part)
            printed.add(part)
    parts += [part for part in (one_line(locator), address_of(url or row.get("url"))) if part]
    return ", ".join(parts)


def title_of(source: Row) -> str:
    """Return a title without the publisher's name, which titles of web pages may include."""
    publisher = one_line(dict(source).get("publisher"))
    return one_line(source["title"]).removesuffix(f" | {publisher}").removeprefix(f"{publisher} | ")


def claim_reference(claim: Row, source: Row, works: Iterable[str] = ()) -> str:
    """Return a reference to a claim: the document, the place in it, a copy that was read, its id.

    Args:
        claim: A row of `claims`.
        source: The row of `sources` that its `source_id` names.
        works: The labels of the works that the document cites for it.
    """
    place, copy = read_in(claim, source)
    parts = (reference(source, locator=place), copy, citing(works))
    return f"{', '.join(filter(None, parts))}; {own_id(claim)}"


def own_id(claim: Row) -> str:
    """Return the database's file and the claim's id, which is how a claim is cited here."""
    return f"{FILE}, claim {claim['id']}"


def qualified(claim: Row) -> str:
    """Return what limits a claim, for a note: a reference names it and does not say it."""
    limits = hedge(claim)
    return f"as qualified there: {limits}" if limits else ""


def hedge(claim: Row) -> str:
    """Return what limits a claim, as loaders/hedges.py words it for all pages and files."""
    return one_line(dict(claim).get("hedge"))


def hedged(claim: Row, but: str = "") -> str:
    """Return what a claim says, with what limits it in brackets before the full stop.

    `but` is left out of what limits it, where a page marks it in another way.
    """
    statement = str(claim["statement"])
    limits = "; ".join(words for words in hedge(claim).split("; ") if words != but)
    return f"{statement.removesuffix('.')} ({limits})." if limits else statement


def as_quoted(claim: Row, source: Row) -> str:
    """Return what a claim says for quoting by itself: whose statement it is, and as of when."""
    year, published = dict(claim).get("as_of_year"), in_words(str(source["published_edtf"] or ""))
    label = one_line(dict(source).get("short") or source_label(dict(source)))
    # A short name ends with the year, another label with the whole date.
    who = label.removesuffix(published).removesuffix(published[-4:]).rstrip(", ")
    if year:
        # The year comes first, so that it need not be in the brackets as well.
        return f"As of {year} ({who}): {hedged(claim, but=f'as of {year}')}"
    when = f" ({published[-4:]})" if published else ""
    return f"According to {article(who)}{who}{when}: {hedged(claim)}"


def citing(works: Iterable[str]) -> str:
    """Return the works a claim cites, in words: `citing BBC, 2 March 2018; Reuters, 2018`."""
    names = "; ".join(dict.fromkeys(map(one_line, works)))
    return f"citing {names}" if names else ""


def read_in(claim: Row, source: Row) -> tuple[str, str]:
    """Return a claim's place in its document, and the copy it was read in, if any.

    Passages of a repost have no place in the original, so the place is then empty.
    """
    place = one_line(claim["locator"])
    return "" if _repost(claim) else place, "; ".join(copies_read([claim], source))


def copies_read(claims: Iterable[Row], source: Row) -> list[str]:
    """Return the copies of a document that were read for some claims, with the passages in each."""
    copy = address_of(dict(source).get("read_url"))
    copies = [f"read in a copy at {copy}; original not seen"] if copy else []
    reposts: dict[tuple[str, str], set[str]] = {}
    for name, passage, address in filter(None, map(_repost, claims)):
        reposts.setdefault((name, address), set()).add(passage)
    for (name, address), found in reposts.items():
        passages = sorted(found, key=lambda each: (len(each), each))
        passage = f"passage{'s' if len(passages) > 1 else ''} {listed(passages)}"
        at = [f"{name[:1].lower()}{name[1:]}", passage if any(passages) else "", address]
        copies.append(f"read in a {', '.join(filter(None, at))}; original not seen")
    return copies


def _repost(claim: Row) -> tuple[str, str, str] | None:
    """Return the name of the repost that a claim was read in, the passage and address; or None."""
    name, _, passage = one_line(claim["locator"]).partition(", passage ")
    link = (dict(claim).get("deep_link") or "").partition("#")[0]
    return (name, passage, address_of(link)) if name.startswith(REPOST) else None


def listed(names: list[str], last: str = "and") -> str:
    """Join names as in a sentence: `A, B and C`."""
    return f" {last} ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def the_names(names: Iterable[str], last: str = "and") -> str:
    """Join names of sources as in a sentence: `A and the B`."""
    return listed([f"{article(name)}{name}" for name in names], last)


def address_of(url: str | None) -> str:
    """Return a web address with invalid characters percent-encoded, so its end is unambiguous."""
    if not url or not url.lower().startswith(("http://", "https://")):
        return ""
    return quote(url, safe="%!#$&'()*+,/:;=?@[]~-._")


def updated(source: Row) -> str:
    """Return the date in words, for a source that prints only the date of its last update."""
    row = dict(source)
    return f"updated {date_in_words(row['published_edtf'])}" if row.get("is_update") else ""
