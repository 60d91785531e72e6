"""What a note or an entry of a reference list shows of the work that it names; all guessed."""

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
# When somebody looked at it says nothing of when it was published.
_LOOKED_AT = re.compile(r"\b(?:accessed|archived|retrieved|(?:last )?visited)\b.*", re.I | re.S)
_ADDRESS = re.compile(r"https?://\S+[\w/]")


@dataclass(frozen=True)
class CitedWork:
    """A work as a note prints it: an id for it, its maker, title, date in EDTF and address."""

    id: str
    maker: str
    title: str
    published: str | None
    url: str | None


def is_ibid(entry: str) -> bool:
    """Whether a note says only that it is the work of the note before."""
    return _IBID.match(entry) is not None


def printed_date(text: str) -> str | None:
    """The last date that stands in a text, in EDTF, as exactly as it stands there."""
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
    """The work of each note or entry, that of the one before for an ibid; ids are unlike."""
    ids: set[str] = set()
    work: CitedWork | None = None
    for entry in entries:
        words = without_number(entry)
        if work is None or not is_ibid(words):
            work = _work(words, ids)
            ids.add(work.id)
        yield work


def without_number(entry: str) -> str:
    """A note without the number that it begins with."""
    return _NUMBER.sub("", without_marks(entry), count=1)


def _work(words: str, ids: set[str]) -> CitedWork:
    url = _ADDRESS.search(words)
    words = _LOOKED_AT.sub("", _ADDRESS.sub("", words))
    published = printed_date(words)
    maker = re.split(r"[,(“\"]|\.\s", words)[0].strip()
    title = _TITLE.search(words)
    if title and not maker:  # the newspaper stands behind it
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
