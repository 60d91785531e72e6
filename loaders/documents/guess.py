"""Guess the layout of a text: headings, notes, references, markers.

The editor corrects what is wrong. No guess reaches the database: `verify` compares the layout with
the text, and citations and claims are written as comments until somebody has read them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from loaders.documents.document_layout import Layout, Spot
from loaders.documents.text import (
    IN_BRACKETS,
    SUPERSCRIPTS,
    Block,
    Span,
    bare_markers,
    marker_spans,
    numbers,
    occurrences,
    sentences,
    without_marks,
)

HEAD, BODY, NOTES = "Page head", "Text", "Notes"
"""The names of sections without a heading: for text above the body, the body, and its notes."""

_REFERENCES = re.compile(r"works cited|references|bibliography|sources|further reading", re.I)
_END = re.compile(rf"{_REFERENCES.pattern}|notes", re.I)
_CAPTION = re.compile(r"(figure|fig\.|map|photo|image|chart|table)\b", re.I)
_FURNITURE = re.compile(r"(top|bottom) of page|share|print|menu", re.I)
_MONTH = r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_DATE_LINE = re.compile(rf"(?=.*\b{_MONTH}\b)(?=.*\b(19|20)\d\d\b)", re.I)
_NOTE = re.compile(rf"([{SUPERSCRIPTS}]+|\[\d+\]|\d+[.)])\s")
_RAISED = re.compile(rf"(?<=\S)(?:[{SUPERSCRIPTS}]+[ ,]*(?=[{SUPERSCRIPTS}]))*[{SUPERSCRIPTS}]+")
_AUTHOR_YEAR = re.compile(
    r"(?:(?<=\()|(?<=; ))([^\W\d_][^();]{0,60}?,? (?:19|20)\d\d[a-z]?)(?=[;:,)])"
)
_CLOSING = re.compile(rf"(?:[ ,]*[{SUPERSCRIPTS}]+|\s*[\[(][^()\[\]]*\d[^()\[\]]*[\])])+$")
"""The markers after the last full stop."""
_MARKDOWN = re.compile(r"(#+)\s+(?=\S)")
_NUMBERED_LINE = re.compile(rf"(?m)^([{SUPERSCRIPTS}]+|\[\d+\]|\d+[.)]?)\s")
_ORDINARY = str.maketrans(SUPERSCRIPTS, "0123456789")
_SMALL = frozenset("a an and as at by for from in of on or the to with".split())  # noqa: SIM905
_LIMIT = 5
"""Most words at each end of an anchor."""


@dataclass
class Section:
    """A guessed section: its name, and the kinds of its blocks."""

    name: str
    kinds: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        runs = [(kind, len(list(run))) for kind, run in groupby(self.kinds)]
        blocks = [kind if many == 1 else f"{{{kind}: {many}}}" for kind, many in runs]
        return f"  - section: {quoted(self.name)}\n    blocks: [{', '.join(blocks)}]"


@dataclass(frozen=True)
class Marker:
    """A citation marker: its place, and the note or reference that it refers to."""

    text: str
    spot: Spot
    form: str
    entry: Spot | None


def guess_layout(blocks: list[Block]) -> list[Section]:
    """Guess the sections of a text and the kinds of their blocks."""
    sections: list[Section] = []
    headings = _headings(blocks)
    for number, block in enumerate(blocks):
        words = without_marks(block.text)
        names = [section.name.casefold() for section in sections]
        if number in headings and words.casefold() not in names:
            sections.append(Section(_name(words), ["heading"]))
            continue
        kind = _kind(block.text, words, sections[-1].name if sections else "")
        if not sections:
            sections.append(Section(BODY if kind == "paragraph" else HEAD))
        elif sections[-1].name == HEAD and kind == "paragraph":
            sections.append(Section(BODY))
        elif (
            kind == "note"
            and "note" not in sections[-1].kinds
            and not _END.search(sections[-1].name)
            and NOTES.casefold() not in names
        ):
            sections.append(Section(NOTES))
        sections[-1].kinds.append(kind)
    return sections


def _headings(blocks: list[Block]) -> set[int]:
    """Return the numbers of the blocks that are headings: short lines, in capitals if any are."""
    marked = {
        number: len(match[1])
        for number, block in enumerate(blocks)
        if (match := _MARKDOWN.match(block.text))
    }
    if marked:
        title = min(marked.values()) if len(set(marked.values())) > 1 else 0
        return {number for number, level in marked.items() if level != title}
    short = {number for number, block in enumerate(blocks) if _is_short_line(block.text)}
    # `2. Leadership` above a paragraph is a heading, not a note.
    short |= {
        number
        for number, (block, following) in enumerate(pairwise(blocks))
        if re.match(r"\d+\. ", block.text)
        and _is_short_line(block.text.partition(" ")[2])
        and not _NOTE.match(following.text)
    }
    capitals = {number for number in short if blocks[number].text.isupper()}
    if len(capitals) > 1:
        return capitals
    # A short line above another, or above a date, is a title.
    above = {n - 1 for n, block in enumerate(blocks) if n in short or _is_date_line(block.text)}
    return short - above


def _is_short_line(text: str) -> bool:
    words = _CLOSING.sub("", without_marks(text))
    return (
        "\n" not in text
        and len(words.split()) <= 10
        and not re.search(r"[.!?:;,…\"”]$", words)
        and not _NOTE.match(text)
        and not _CAPTION.match(words)
        and not _FURNITURE.fullmatch(words)
        and not _is_date_line(text)
    )


def _is_date_line(text: str) -> bool:
    words = without_marks(text)
    return len(words.split()) <= 10 and words[-1:] != "." and _DATE_LINE.match(words) is not None


def _kind(text: str, words: str, section: str) -> str:
    if _NOTE.match(text) or (_END.search(section) and _NUMBERED_LINE.match(text)):
        return "note"
    if _FURNITURE.fullmatch(words):
        return "furniture"
    if _REFERENCES.search(section):
        return "reference"
    if _CAPTION.match(words):
        return "caption"
    if _is_date_line(text):
        return "date-line"
    if words[:1] in '"“' and words[-1:] in '"”':
        return "pull-quote"
    return "title" if _is_short_line(text) else "paragraph"


def _name(words: str) -> str:
    """Return the name of a section as printed, or in lower case if it is all in capitals."""
    if not words.isupper():
        return words
    lower = [word if word in _SMALL else word.capitalize() for word in words.casefold().split()]
    return " ".join([lower[0].capitalize(), *lower[1:]])


def guess_markers(layout: Layout, blocks: list[Block]) -> list[Marker]:
    """Find the citation markers in a text, each once per block, in order."""
    of_spot = dict(zip(layout.spots, blocks, strict=True))
    entries = [spot for spot in layout.spots if spot.kind in ("note", "reference")]
    markers = []
    for spot, block in of_spot.items():
        if spot.kind in ("note", "reference"):
            continue
        for text in dict.fromkeys(_markers_in(block.text)):
            form = "footnote" if text.isdecimal() else "author-date"
            entry = next((each for each in entries if _leads_to(text, of_spot[each].text)), None)
            bare = [each for match in bare_markers(block.text) for each in numbers(match[0])]
            if entry is None and (text in bare or f"({text})" in block.text.replace(" ", "")):
                continue  # a number in brackets or after a full stop that no note has
            markers.append(Marker(text, spot, form, entry))
    return markers


def _markers_in(text: str) -> Iterator[str]:
    """Yield the markers of a block in order."""
    places: list[tuple[int, str]] = []
    for match in _RAISED.finditer(text):
        raised = numbers(_number(match[0]))
        places += [(match.start() + place, each) for place, each in enumerate(raised)]
    for match in IN_BRACKETS.finditer(text):
        places += [(match.start() + place, each) for place, each in enumerate(numbers(match[1]))]
    for match in bare_markers(text):
        places += [(match.start() + place, each) for place, each in enumerate(numbers(match[0]))]
    places += [(match.start(), match[1]) for match in _AUTHOR_YEAR.finditer(text)]
    yield from (marker for _, marker in sorted(places))


def _number(numeral: str) -> str:
    """Return a numeral in ordinary digits."""
    return numeral.translate(_ORDINARY)


def _leads_to(marker: str, entry: str) -> bool:
    """Return whether a note begins with this number, or a reference names this author and year."""
    if marker.isdecimal():
        match = _NUMBERED_LINE.match(entry)
        return match is not None and _number(match[1].strip("[].)")) == marker
    author, _, year = marker.rpartition(" ")
    return year in entry and entry.casefold().startswith(author.split(",")[0].split()[0].casefold())


def lumped_notes(blocks: list[Block]) -> Iterator[tuple[Block, int]]:
    """Yield blocks with several numbered lines: notes without blank lines between them."""
    for block in blocks:
        many = len(_NUMBERED_LINE.findall(block.text))
        if many > 1:
            yield block, many


def shortest_anchor(text: str, span: Span) -> tuple[str, str]:
    """Return the fewest first and last words of a sentence that are unique in its block.

    Returns:
        The words at its beginning and at its end; the latter are empty if the sentence is short
        enough to be given whole.
    """
    words = text[span.start : span.end].rstrip(f" .,!?\n{SUPERSCRIPTS}").split()
    if len(words) <= _LIMIT:
        return " ".join(words), ""
    first = next(
        (each for each in _growing(words) if len(occurrences(text, each)) == 1),
        " ".join(words[:_LIMIT]),
    )
    after = text[span.start :]
    last = next(
        (each for each in _growing(words, end=True) if len(occurrences(after, each)) == 1),
        " ".join(words[-_LIMIT:]),
    )
    return first, last


def _growing(words: list[str], *, end: bool = False) -> Iterator[str]:
    for many in range(2, _LIMIT + 1):
        yield " ".join(words[-many:] if end else words[:many])


@dataclass(frozen=True)
class Sentence:
    """A sentence: its place, its anchor, and the citation markers in it."""

    spot: Spot
    first: str
    last: str
    markers: tuple[str, ...]


def guess_sentences(
    layout: Layout, blocks: list[Block], markers: list[Marker]
) -> Iterator[Sentence]:
    """Yield every sentence in order, including notes and references."""
    for spot, block in zip(layout.spots, blocks, strict=True):
        here = [marker.text for marker in markers if marker.spot == spot]
        for span in sentences(block.text, spot.kind):
            own = (
                text
                for text in here
                if any(span.start <= at.start < span.end for at in marker_spans(block.text, text))
            )
            yield Sentence(spot, *shortest_anchor(block.text, span), tuple(own))


def quoted(text: str) -> str:
    """Return a text as a YAML value."""
    if re.fullmatch(r"[\w][\w .'’&()/-]*", text) and text not in ("null", "yes", "no"):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
