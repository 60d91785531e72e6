"""Citations of sources and claims: a reference in text, a CSL-JSON item, a BibTeX entry.

Pure functions from rows of `sources` and `claims`. They add nothing to what a row says: a date
stays as precise as it is, and a name is split into family and given name only if the caller says
that it is a person's. They return plain text, not HTML: pages have to escape it.
"""

import datetime
import re
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from urllib.parse import quote

from common.date_words import in_words
from common.display_text import article, one_line
from common.project import FILE, PROJECT

Row = Mapping[str, Any] | sqlite3.Row


# The authors of the database, for citing its pages.
AUTHORS = PROJECT.authors
NO_DATE = "no date"
NOTES = {
    "cited": f"Not read for {FILE}: as printed by a profile that cites it",
    "consulted": f"As printed by a profile that cites it; consulted for {FILE}",
}
NO_PERSONS: Collection[str] = ()

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
# The types of CSL 1.0.2 for kinds of sources (facts/vocabularies.yml).
CSL_TYPES = {
    "profile": "webpage",
    "government-release": "report",
    "un-report": "report",
    "monitoring-report": "report",
    "news": "article-newspaper",
    "analysis": "webpage",
    "data-set": "dataset",
    "register": "dataset",
    "gazetteer": "dataset",
}
# BibTeX entry types, each with the field it prints the publisher in. Other kinds become `misc`.
# BibLaTeX has another field for the publisher of an article or `misc`.
BIBTEX_TYPES = {
    "report": ("techreport", "institution"),
    "article-newspaper": ("article", "journal"),
    "webpage": ("online", "howpublished"),
}
# The section of passages read in a repost of a work (loaders/consulted_works.py).
REPOST = "Repost"
# A day, month, year or decade, possibly marked as doubtful, or the open end of an interval.
_POINT = re.compile(r"\.\.|([0-9]{3}X|[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?)[?~%]?")
MARKS = "?~%"


# ---------------------------------------------------------------- in words


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
    title = _title(row)
    who = listed(authors_of(row)) or publisher or container
    printed = {who}
    when = _updated(row) or date_in_words(row.get("published_edtf"))
    parts = [f"{who} ({when})".strip(), f"“{title}”"]
    for part in (container, publisher):
        if part and part not in printed:
            parts.append(part)
            printed.add(part)
    parts += [part for part in (one_line(locator), _address(url or row.get("url"))) if part]
    return ", ".join(parts)


def _title(source: Row) -> str:
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
    return f"{', '.join(filter(None, parts))}; {_own(claim)}"


def _own(claim: Row) -> str:
    return f"{FILE}, claim {claim['id']}"


def _qualified(claim: Row) -> str:
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
    who = label.removesuffix(published).rstrip(", ")
    said = hedged(claim)
    if year:
        # The year comes first, so that it need not be in the brackets as well.
        for tag in (f"; as of {year})", f" (as of {year})"):
            said = said.replace(tag, ")" if tag.startswith(";") else "")
        return f"As of {year} ({who}): {said}"
    return f"According to {article(who)}{who}{f' ({published[-4:]})' if published else ''}: {said}"


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
    copy = _address(dict(source).get("read_url"))
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
    return (name, passage, _address(link)) if name.startswith(REPOST) else None


def listed(names: list[str], last: str = "and") -> str:
    """Join names as in a sentence: `A, B and C`."""
    return f" {last} ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _address(url: str | None) -> str:
    """Return a web address with invalid characters percent-encoded, so its end is unambiguous."""
    if not url or not url.lower().startswith(("http://", "https://")):
        return ""
    return quote(url, safe="%!#$&'()*+,/:;=?@[]~-._")


# ---------------------------------------------------------------- CSL-JSON


def csl_item(source: Row, persons: Collection[str] = NO_PERSONS) -> dict[str, Any]:
    """Return a source as a CSL-JSON item (schema csl-data of CSL 1.0.2).

    Args:
        source: A row of `sources`.
        persons: Names of authors that are people: they are split before the last word. Others are
            literal, because nothing says which part is the family name.
    """
    row = dict(source)
    kind, publisher = _csl_type(row), one_line(row.get("publisher"))
    # For a newspaper article, styles print the container and not its publisher.
    newspaper = publisher if kind == "article-newspaper" else ""
    fields = {
        "id": row["id"],
        "type": kind,
        "title": _title(row),
        "author": [_csl_name(name, persons) for name in authors_of(row)],
        "publisher": publisher,
        "container-title": one_line(row.get("container")) or newspaper,
        "issued": csl_date(row.get("published_edtf")),
        "URL": _address(row.get("url")),
        "note": "; ".join(
            filter(None, [NOTES.get(row.get("access", "")), _between(row), _updated(row)])
        ),
    }
    return {name: value for name, value in fields.items() if value}


def claim_csl_item(
    claim: Row,
    source: Row,
    persons: Collection[str] = NO_PERSONS,
    seen: str = "",
    works: Iterable[str] = (),
) -> dict[str, Any]:
    """Return a claim as a CSL-JSON item: its document, with the place that says it.

    `seen` names the release of the database and the day of access, since the address is the
    document's. `works` are the labels of the works it cites.
    """
    place, copy = read_in(claim, source)
    item = csl_item(source, persons)
    item["id"] = claim["id"]
    if place:
        item["section"] = place
    published = _between(dict(source)), _updated(source)
    own = f"{_own(claim)}{seen}", _qualified(claim)
    item["note"] = "; ".join(filter(None, [copy, citing(works), *published, *own]))
    # Link to the words, but not to those in a copy, which is not the work cited.
    if not copy and (link := _address(dict(claim).get("deep_link"))):
        item["URL"] = link
    return item


def page_csl_item(page: Row, accessed: datetime.date) -> dict[str, Any]:
    """Return a page of the database as a CSL-JSON item.

    Args:
        page: The page as a row of `sources`.
        accessed: The day of access: unlike a document, a page may change.
    """
    day = [accessed.year, accessed.month, accessed.day]
    return csl_item(page) | {"accessed": {"date-parts": [day]}}


def csl_date(edtf: str | None) -> dict[str, Any] | None:
    """Return an EDTF date as a CSL date; None for None.

    Days, months, years and closed intervals are date-parts; those marked ? or ~ are circa. CSL
    has no decades and no open ends, so those are literal.
    """
    if not edtf:
        return None
    ends = edtf.split("/")
    if ".." in ends or "X" in edtf or not all(map(_POINT.fullmatch, ends)):
        return {"literal": date_in_words(edtf)}
    parts = [[int(part) for part in end.rstrip("?~%").split("-")] for end in ends]
    circa = any(end[-1] in MARKS for end in ends)
    return {"date-parts": parts, **({"circa": True} if circa else {})}


def _between(row: Mapping[str, Any]) -> str:
    """Return the days between which a source appeared, in words, if it prints only its year."""
    year, first, last = (row.get(f"published_{name}") for name in ("edtf", "earliest", "latest"))
    is_year = re.fullmatch("[0-9]{4}", year or "") and first and last
    if not is_year or (first, last) == (f"{year}-01-01", f"{year}-12-31"):
        return ""
    return f"published between {in_words(first)} and {in_words(last)} (inferred)"


def _updated(source: Row) -> str:
    """Return the date in words, for a source that prints only the date of its last update."""
    row = dict(source)
    return f"updated {date_in_words(row['published_edtf'])}" if row.get("is_update") else ""


def _csl_type(row: Mapping[str, Any]) -> str:
    return CSL_TYPES.get(row.get("kind") or "", "document")


def _csl_name(name: str, persons: Collection[str]) -> dict[str, str]:
    given, _, family = name.rpartition(" ")
    if name in persons and given:
        return {"family": family, "given": given}
    return {"literal": name}


# ---------------------------------------------------------------- BibTeX


def bibtex(source: Row, persons: Collection[str] = NO_PERSONS) -> str:
    """Return a source as a BibTeX entry, also readable by BibLaTeX.

    `year` and `month` are for BibTeX; `date` is EDTF, for BibLaTeX.

    Args:
        source: A row of `sources`.
        persons: As in csl_item.
    """
    return _entry(csl_item(source, persons), dict(source).get("published_edtf"))


def claim_bibtex(
    claim: Row,
    source: Row,
    persons: Collection[str] = NO_PERSONS,
    seen: str = "",
    works: Iterable[str] = (),
) -> str:
    """Return a claim as a BibTeX entry; the arguments are those of claim_csl_item."""
    item = claim_csl_item(claim, source, persons, seen, works)
    return _entry(item, dict(source).get("published_edtf"))


def page_bibtex(page: Row, accessed: datetime.date) -> str:
    """Return a page of the database as a BibTeX entry; the arguments are those of page_csl_item."""
    return _entry(page_csl_item(page, accessed), dict(page).get("published_edtf"), accessed)


def _entry(item: dict[str, Any], edtf: str | None, accessed: datetime.date | None = None) -> str:
    publisher, container = item.get("publisher", ""), item.get("container-title", "")
    kind, where = BIBTEX_TYPES.get(item["type"], ("misc", "howpublished"))
    # Styles fail on an article or report without these.
    if not edtf or not (publisher or container):
        kind, where = "misc", "howpublished"
    # Without a named author, use the publisher, as in `reference`.
    no_author = [{"literal": name} for name in (publisher or container,) if name]
    authors = item.get("author", no_author)
    is_author = {"literal": publisher} in authors
    in_order = (container, "" if publisher in container else publisher)
    if kind == "techreport":
        in_order = (publisher, container)
    made_by = escape_bibtex(", ".join(dict.fromkeys(filter(None, in_order))))
    note = "; ".join(filter(None, [item.get("section"), item.get("note")]))
    fields = {
        "author": " and ".join(_bibtex_name(each) for each in authors),
        # A second pair of braces keeps a style from writing it in lower case.
        "title": f"{{{escape_bibtex(item['title'])}}}",
        # For BibLaTeX with APA style, which otherwise leaves out month and day.
        "entrysubtype": "nonacademic" if kind == "article" else "",
        where: made_by,
        # BibLaTeX's field for the publisher of these types.
        "organization": made_by if where == "howpublished" and not is_author else "",
        **_bibtex_date(edtf),
        "url": item.get("URL", "").replace("{", "%7B").replace("}", "%7D"),
        "urldate": accessed.isoformat() if accessed else "",
        "note": escape_bibtex(note),
    }
    lines = [f"  {name} = {_braced(name, value)}," for name, value in fields.items() if value]
    key = re.sub(r"[^A-Za-z0-9_.:/-]", "-", item["id"])
    return "\n".join([f"@{kind}{{{key},", *lines, "}"]) + "\n"


def _braced(name: str, value: str) -> str:
    """Return a field's value in braces; a month is a macro, which styles translate."""
    return value if name == "month" else f"{{{value}}}"


def _bibtex_name(name: Mapping[str, str]) -> str:
    if "literal" in name:
        # Braces keep it one name: otherwise "X and Y" is two, and "A B" is given and family name.
        return f"{{{escape_bibtex(name['literal'])}}}"
    return f"{escape_bibtex(name['family'])}, {escape_bibtex(name['given'])}"


def _bibtex_date(edtf: str | None) -> dict[str, str]:
    if not edtf:
        return {}
    match = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2}))?(?:-[0-9]{2})?", edtf)
    if match is None:
        return {"year": escape_bibtex(date_in_words(edtf)), "date": escape_bibtex(edtf)}
    year, month = match.groups()
    months = {"month": MONTHS[int(month) - 1][:3].lower()} if month else {}
    return {"year": year, **months, "date": edtf}


# BibTeX counts braces even after a backslash, so they are written as commands.
_BIBTEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    '"': r"\textquotedbl{}",
    **{mark: f"\\{mark}" for mark in "$&%#_"},
}


def escape_bibtex(text: str) -> str:
    """Escape characters with a meaning in BibTeX or LaTeX."""
    return "".join(_BIBTEX.get(each, each) for each in one_line(text))
