"""The text of a document: blocks, sentences, and the passages that anchors span."""

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from loaders.problems import Place, Problems
from loaders.yaml_positions import read_text

RUNNING_TEXT = frozenset({"paragraph", "pull-quote", "credit"})
"""The kinds of block that consist of sentences; any other block counts as one sentence."""

SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_TO_SUPERSCRIPT = str.maketrans("0123456789", SUPERSCRIPTS)
IN_BRACKETS = re.compile(r"[\[(](\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)[\])]")
_BARE = re.compile(r"(?<=\S[.,;:!?\"”’)])[1-9]\d{0,2}(?:[,–-][1-9]\d{0,2})*(?=\s|$)")
_SENTENCE_FOLLOWS = re.compile(r"\s+[\"“‘(]?[A-Z]|\s*$")
_LEADING_MARKS = re.compile(rf"[{SUPERSCRIPTS}]+\s*")


class Span(NamedTuple):
    """A stretch of text: offsets in characters, end exclusive."""

    start: int
    end: int


class Block(NamedTuple):
    """A run of lines between blank lines, with its offsets in the file."""

    start: int
    end: int
    text: str


class AnchorError(ValueError):
    """An anchor that does not span exactly one passage of its block.

    Attributes:
        key: Which end is wrong, `from` or `to`.
        missing: The words that were not found.
    """

    def __init__(self, message: str, key: str, missing: str = "") -> None:
        super().__init__(message)
        self.key = key
        self.missing = missing


def read_document(path: Path, name: str, problems: Problems) -> str | None:
    """Read the text file of a document; line ends count as one character each."""
    return read_text(path, name, problems)


def sha256(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def blocks(text: str) -> list[Block]:
    """Split a text at its blank lines."""
    text_blocks = []
    for match in re.finditer(r"(?:^[^\n]*\S[^\n]*(?:\n|\Z))+", text, re.MULTILINE):
        words = match[0].strip()
        start = match.start() + match[0].index(words)
        text_blocks.append(Block(start, start + len(words), words))
    return text_blocks


@cache
def sentences(text: str, kind: str) -> tuple[Span, ...]:
    """Return the sentences of a block, without the white space around them.

    A note marker belongs to the sentence before it, although the segmenter puts it at the beginning
    of the next one.
    """
    if kind not in RUNNING_TEXT:
        return (Span(0, len(text)),)
    # Imported only when needed: a build never splits sentences.
    from sentencex import segment

    starts: list[int] = []
    position = 0
    raised = text
    for match in bare_markers(text):
        if _SENTENCE_FOLLOWS.match(text, match.end()):
            marker = match[0].translate(_TO_SUPERSCRIPT)
            raised = raised[: match.start()] + marker + raised[match.end() :]
    for piece in segment("en", raised):
        marks = _LEADING_MARKS.match(piece)
        begin = position + (marks.end() if marks and starts else 0)
        position += len(piece)
        if text[begin:position].strip():
            starts.append(begin)
    edges = [*starts, len(text)]
    spans = []
    for begin, end in pairwise(edges):
        words = text[begin:end]
        spans.append(Span(begin + len(words) - len(words.lstrip()), begin + len(words.rstrip())))
    return tuple(spans)


def find_anchor(text: str, first_words: str, last_words: str = "") -> Span:
    """Find the passage that begins with some words and ends with others.

    Args:
        text: The block.
        first_words: Its first words, or all of it if last_words is empty.
        last_words: Its last words.

    Returns:
        Its span in the block.

    Raises:
        AnchorError: If the words do not occur there, or occur more than once.
    """
    starts = occurrences(text, first_words)
    if not starts:
        field = "from" if last_words else "from (without to)"
        raise AnchorError(_missing(text, first_words, field), "from", first_words)
    if len(starts) > 1:
        raise AnchorError(f"'{first_words}' stands {len(starts)} times in this block", "from")
    (start,) = starts
    if not last_words:
        return start
    ends = [end for end in occurrences(text, last_words) if end.start >= start.end]
    if not ends:
        if occurrences(text, last_words):
            raise AnchorError(
                f"'{last_words}' does not stand after the end of '{first_words}'", "to"
            )
        raise AnchorError(_missing(text, last_words, "to"), "to", last_words)
    if len(ends) > 1:
        raise AnchorError(f"'{last_words}' stands {len(ends)} times after '{first_words}'", "to")
    return Span(start.start, ends[0].end)


def occurrences(text: str, words: str) -> list[Span]:
    """Return the occurrences of whole words, with any white space between them."""
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    # The lookahead allows overlapping matches.
    return [
        Span(match.start(), match.end(1))
        for match in re.finditer(rf"(?=({pattern}))", text)
        if pattern
        and not _inside_word(text, match.start())
        and not _inside_word(text, match.end(1))
    ]


def _missing(text: str, words: str, field: str) -> str:
    if re.search(r"\s+".join(re.escape(word) for word in words.split()), text):
        return f"{field}: '{words}' does not begin and end with whole words here"
    return f"{field}: '{words}' does not stand in this block"


def _inside_word(text: str, at: int) -> bool:
    """Return whether a position is inside a word: browsers do not scroll to part of one.

    An apostrophe or a full stop between letters, or a comma between digits, is inside a word.
    """
    before, after = text[max(0, at - 2) : at], text[at : at + 2]
    if not before or not after:
        return False
    if _is_letter(before[-1]) and _is_letter(after[0]):
        return True
    joined = before[-1:] if before[-1] in "'’.," else after[:1] if after[0] in "'’.," else ""
    if not joined:
        return False
    left, right = (
        (before[0], after[0])
        if before[-1] == joined and len(before) == 2
        else (before[-1], after[-1])
    )
    if joined == ",":
        return left.isdecimal() and right.isdecimal()
    return _is_letter(left) and _is_letter(right)


def _is_letter(character: str) -> bool:
    return character == "_" or (character.isalnum() and character not in SUPERSCRIPTS)


def marker_spans(text: str, marker: str) -> list[Span]:
    """Return the occurrences of a citation marker.

    A number is superscript, in brackets, or after a full stop or comma, which is how a superscript
    is copied from a browser: `in 1987.1 The`. Words are in round brackets. Brackets may hold others
    too, as in `[2, 5]`, `[1-3]` and `(Okko 2018; Dorn 2019, p. 4)`.
    """
    if marker.isdecimal():
        raised = marker.translate(_TO_SUPERSCRIPT)
        found = re.finditer(rf"(?<![{SUPERSCRIPTS}]){raised}(?![{SUPERSCRIPTS}])", text)
        bracketed = (match for match in IN_BRACKETS.finditer(text) if marker in numbers(match[1]))
        bare = (match for match in bare_markers(text) if marker in numbers(match[0]))
        return [Span(*match.span()) for match in (*found, *bracketed, *bare)]
    words = r"\s+".join(re.escape(word) for word in marker.split())
    pattern = rf"\((?:[^()]*;\s*)?{words}(?:[,;:][^()]*)?\)"
    return [Span(*match.span()) for match in re.finditer(pattern, text)]


def bare_markers(text: str) -> Iterator[re.Match[str]]:
    """Yield numbers that may have been superscripts: after a full stop, not part of a number."""
    for match in _BARE.finditer(text):
        before, number = text[match.start() - 2 : match.start()], match[0]
        if before[0].isdecimal() and before[1] in ".,:":  # 3.5 men, 1,200 Malians, 10:30
            is_thousands = before[1] == "," and len(number) == 3
            if is_thousands or not _SENTENCE_FOLLOWS.match(text, match.end()):
                continue
        yield match


def numbers(text: str) -> list[str]:
    """Return the numbers in a list such as `2, 5` or `1-3`."""
    ends = re.findall(r"(\d+)(?:\s*[–-]\s*(\d+))?", text)
    return [str(each) for first, last in ends for each in range(int(first), int(last or first) + 1)]


def without_marks(text: str) -> str:
    """Return a block without Markdown's asterisks and heading marks, with single spaces."""
    return " ".join(re.sub(r"^#+\s", "", text).replace("*", "").split())


def block_place(file: str, text: str, block: Block) -> Place:
    """Return the place of a block in its document, for messages."""
    return Place(file, text.count("\n", 0, block.start) + 1)
