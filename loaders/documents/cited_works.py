"""Guess the work that a note or an entry in a reference list names."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from loaders.documents.document_layout import slug
from loaders.documents.text import SUPERSCRIPTS, without_marks

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DATES = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?P<day>\d\d?) {_MONTH},? {_YEAR}\b",
        rf"\b{_MONTH} (?P<day>\d\d?),? {_YEAR}\b",
        rf"\b{_MONTH},? {_YEAR}\b",
        rf"\b{_YEAR}\b",
    )
]
_LETTERS = [a + b for a in ("", *"abcdefghijklmnopqrstuvwxyz") for b in "bcdefghijklmnopqrstuvwxyz"]
_NUMBER = re.compile(rf"\A\s*([{SUPERSCRIPTS}]+|\[\d+\]|\d+[.)]?)\s*")
_TITLE = re.compile(r"[“\"](.+?)[,.]?[”\"]")
_IBID = re.compile(r"(?:\S+\s)?ibid\b", re.IGNORECASE)
# An access date says nothing about the date of publication.
_LOOKED_AT = re.compile(r"\b(?:accessed|archived|retrieved|(?:last )?visited)\b.*", re.I | re.S)
_ADDRESS = re.compile(r"https?://\S+[\w/]")


@dataclass(frozen=True)
class CitedWork:
    """A work as printed in a note: an id for it, its author, title, date in EDTF and address."""

    id: str
    maker: str
    title: str
    published: str | None
    url: str | None


def is_ibid(entry: str) -> bool:
    """Return whether a note only refers to the work of the previous note."""
    return _IBID.match(entry) is not None


def printed_date(text: str) -> str | None:
    """Return the last date in a text, in EDTF, as precise as it is printed."""
    for pattern in _DATES:
        found = list(pattern.finditer(text))
        if found:
            parts = found[-1].groupdict()
            month = parts.get("month")
            numbers = [
                parts["year"],
                *([f"{_MONTHS.index(month[:3].lower()) + 1:02}"] if month else []),
                *([f"{int(parts['day']):02}"] if parts.get("day") else []),
            ]
            return "-".join(numbers)
    return None


def cited_works(entries: Iterable[str]) -> Iterator[CitedWork]:
    """Yield the work of each note or entry (for an ibid. that of the previous), with unique ids."""
    ids: set[str] = set()
    work: CitedWork | None = None
    for entry in entries:
        words = without_number(entry)
        if work is None or not is_ibid(words):
            work = _work(words, ids)
            ids.add(work.id)
        yield work


def without_number(entry: str) -> str:
    """Return a note without its number."""
    return _NUMBER.sub("", without_marks(entry), count=1)


def _work(words: str, ids: set[str]) -> CitedWork:
    url = _ADDRESS.search(words)
    words = _LOOKED_AT.sub("", _ADDRESS.sub("", words))
    published = printed_date(words)
    maker = re.split(r"[,(“\"]|\.\s", words)[0].strip()
    title = _TITLE.search(words)
    if title and not maker:  # the newspaper follows the title
        maker = re.split(r"[,(]", words[title.end() :].strip(" ,."))[0].strip()
    name = title[1] if title else words.removeprefix(maker)
    if not title:
        for pattern in _DATES:
            name = pattern.sub("", name)
    called = [word for word in maker.split() if word[0].isupper()][:4]
    id_ = slug(f"{' '.join(called)} {published or ''}") or "work"
    unlike = next(each for each in ("", *(f"-{c}" for c in _LETTERS)) if id_ + each not in ids)
    return CitedWork(
        id_ + unlike, maker, name.strip(" ,.()") or maker, published, url[0] if url else None
    )
