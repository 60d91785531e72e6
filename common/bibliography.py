"""Sources and claims for reference managers: CSL-JSON items and BibTeX entries.

Pure functions from rows of `sources` and `claims`, as in common/citing.py. A name is split into
family and given name only if the caller says that it is a person's.
"""

import datetime
import re
from calendar import month_abbr
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from common.citing import (
    Row,
    address_of,
    authors_of,
    citing,
    date_in_words,
    own_id,
    qualified,
    read_in,
    title_of,
    updated,
)
from common.date_words import in_words
from common.display_text import one_line
from common.project import FILE

NOTES = {
    "cited": f"Not read for {FILE}: as printed by a profile that cites it",
    "consulted": f"As printed by a profile that cites it; consulted for {FILE}",
}
NO_PERSONS: Collection[str] = ()

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
# For each source that a check opened or whose numbers were looked up, the last day of that.
LAST_READ = """
SELECT source_id, max(day) AS day FROM (
  SELECT citations.cited_source_id AS source_id, citation_checks.consulted_on AS day
  FROM citation_checks INNER JOIN citations ON citations.id = citation_checks.citation_id
  WHERE citation_checks.consulted_url IS NOT NULL
  UNION ALL
  SELECT source_id, seen_on FROM identifiers WHERE seen_on IS date(seen_on)
) AS days GROUP BY source_id"""
# A day, month, year or decade, possibly marked as doubtful, or the open end of an interval.
_POINT = re.compile(r"\.\.|([0-9]{3}X|[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?)[?~%]?")
MARKS = "?~%"


class Access(NamedTuple):
    """The day of access that a reference to a source gives, and whose day that is."""

    day: datetime.date
    words: str


def access_of(source: Row, read_on: str | None, released: str | None) -> Access | None:
    """Return the day of access of a source: when it was read, else the release's; None if unread.

    Args:
        source: A row of `sources`.
        read_on: Its day in LAST_READ, if it has one.
        released: The day of the release, if there is one.
    """
    # What a check opened may be a quotation of a work that was itself not read.
    if read_on and dict(source).get("access") != "cited":
        return Access(datetime.date.fromisoformat(read_on), "day of access: when we last read it")
    if dict(source).get("access") == "read" and released:
        words = "day of access: that of the release; when we read it is not recorded"
        return Access(datetime.date.fromisoformat(released), words)
    return None


def csl_item(
    source: Row, persons: Collection[str] = NO_PERSONS, access: Access | None = None
) -> dict[str, Any]:
    """Return a source as a CSL-JSON item (schema csl-data of CSL 1.0.2).

    Args:
        source: A row of `sources`.
        persons: Names of authors that are people: they are split before the last word. Others are
            literal, because nothing says which part is the family name.
        access: As access_of returns it.
    """
    row = dict(source)
    kind, publisher = _csl_type(row), one_line(row.get("publisher"))
    # For a newspaper article, styles print the container and not its publisher.
    newspaper = publisher if kind == "article-newspaper" else ""
    note = [NOTES.get(row.get("access", "")), _between(row), updated(row)]
    note += [access.words] if access else []
    fields = {
        "id": row["id"],
        "type": kind,
        "title": title_of(row),
        "author": [_csl_name(name, persons) for name in authors_of(row)],
        "publisher": publisher,
        "container-title": one_line(row.get("container")) or newspaper,
        "issued": csl_date(row.get("published_edtf")),
        "URL": address_of(row.get("url")),
        "accessed": csl_date(access.day.isoformat()) if access else None,
        "note": "; ".join(filter(None, note)),
    }
    return {name: value for name, value in fields.items() if value}


@dataclass(frozen=True)
class Cited:
    """A claim with what a reference to it says.

    Attributes:
        claim: A row of `claims`.
        source: The row of `sources` of its document.
        persons: As for csl_item.
        seen: The release of the database and the day on which the claim was seen in it.
        works: The labels of the works it cites.
        access: The document's, as access_of returns it, since the address is the document's.
    """

    claim: Row
    source: Row
    persons: Collection[str] = NO_PERSONS
    seen: str = ""
    works: Collection[str] = ()
    access: Access | None = None


def claim_csl_item(cited: Cited) -> dict[str, Any]:
    """Return a claim as a CSL-JSON item: its document, with the place that says it.

    Its address has no text fragment, which only a link on a page needs.
    """
    claim, source, access = cited.claim, cited.source, cited.access
    place, copy = read_in(claim, source)
    item = csl_item(source, cited.persons, access)
    item["id"] = claim["id"]
    if place:
        item["section"] = place
    published = _between(dict(source)), updated(source)
    own = f"{own_id(claim)}{cited.seen}", qualified(claim), access.words if access else ""
    item["note"] = "; ".join(filter(None, [copy, citing(cited.works), *published, *own]))
    return item


def page_csl_item(page: Row, accessed: datetime.date) -> dict[str, Any]:
    """Return a page of the database as a CSL-JSON item.

    Args:
        page: The page as a row of `sources`.
        accessed: The day of access: unlike a document, a page may change.
    """
    return csl_item(page, access=Access(accessed, ""))


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


def _csl_type(row: Mapping[str, Any]) -> str:
    return CSL_TYPES.get(row.get("kind") or "", "document")


def _csl_name(name: str, persons: Collection[str]) -> dict[str, str]:
    given, _, family = name.rpartition(" ")
    if name in persons and given:
        return {"family": family, "given": given}
    return {"literal": name}


def bibtex(source: Row, persons: Collection[str] = NO_PERSONS, access: Access | None = None) -> str:
    """Return a source as a BibTeX entry, also readable by BibLaTeX.

    `year` and `month` are for BibTeX; `date` is EDTF, for BibLaTeX. The arguments are those of
    csl_item.
    """
    return _entry(csl_item(source, persons, access), dict(source).get("published_edtf"))


def claim_bibtex(cited: Cited) -> str:
    """Return a claim as a BibTeX entry."""
    return _entry(claim_csl_item(cited), dict(cited.source).get("published_edtf"))


def page_bibtex(page: Row, accessed: datetime.date) -> str:
    """Return a page of the database as a BibTeX entry; the arguments are those of page_csl_item."""
    return _entry(page_csl_item(page, accessed), dict(page).get("published_edtf"))


def _entry(item: dict[str, Any], edtf: str | None) -> str:
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
        # BibLaTeX's field for the publisher of these types. It reads only this of `online`, and
        # BibTeX only `howpublished`: without either, one of them loses the publisher.
        "organization": made_by if where == "howpublished" and not is_author else "",
        **_bibtex_date(edtf),
        "url": item.get("URL", "").replace("{", "%7B").replace("}", "%7D"),
        "urldate": _iso_day(item.get("accessed")),
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


def _iso_day(date: Mapping[str, Any] | None) -> str:
    return datetime.date(*date["date-parts"][0]).isoformat() if date else ""


def _bibtex_date(edtf: str | None) -> dict[str, str]:
    if not edtf:
        return {}
    match = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2}))?(?:-[0-9]{2})?", edtf)
    if match is None:
        return {"year": escape_bibtex(date_in_words(edtf)), "date": escape_bibtex(edtf)}
    year, month = match.groups()
    months = {"month": month_abbr[int(month)].lower()} if month else {}
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
