"""A document's text split into stretches, each with the claims that rest on it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from loaders.documents.document_layout import Spot
from loaders.documents.guess import quoted, shortest_anchor
from loaders.documents.profile_text import Document, document_path, open_document
from loaders.documents.text import Span, marker_spans, occurrences
from loaders.facts import Claim
from loaders.problems import Problems
from loaders.read_facts import read_facts


@dataclass(frozen=True)
class Stretch:
    """Some words that the same claims rest on.

    Attributes:
        text: The words.
        claims: The ids of the claims.
        state: `claimed`, `no-fact` or `open` (covered by neither).
    """

    text: str
    claims: tuple[str, ...]
    state: str


@dataclass(frozen=True)
class Passage:
    """A block of a document with its claims."""

    id: str
    locator: str
    kind: str
    stretches: list[Stretch]
    claims: list[Claim]


@dataclass(frozen=True)
class Page:
    """A document as shown."""

    source: str
    passages: list[Passage]
    messages: list[str]
    open_sentences: int


def read(facts: Path, docs: Path, source: str) -> Page | None:
    """Split the text of a document; None if there is no such profile or text."""
    opened = _open(facts, docs, source)
    if opened is None:
        return None
    document, problems = opened
    passages = [_passage(document, number) for number in range(len(document.layout.spots))]
    still_open = sum(
        not claimed and not factless
        for spot in document.layout.spots
        for claimed, factless in zip(
            document.behind(spot, document.anchors),
            document.behind(spot, document.no_facts),
            strict=True,
        )
    )
    messages = [str(problem) for problem in sorted(problems.entries)]
    return Page(source, passages, messages, still_open)


def anchor_at(facts: Path, docs: Path, source: str, passage: str, words: str) -> str | None:
    """Return the YAML of a new claim on some words; None unless they occur once in the passage."""
    opened = _open(facts, docs, source)
    if opened is None or passage not in opened[0].blocks:
        return None
    document = opened[0]
    text = document.blocks[passage].text
    places = occurrences(text, words)
    if not places:
        return None
    first, last = shortest_anchor(text, places[0])
    spot = next(each for each in document.layout.spots if each.passage_id == passage)
    lines = [
        "  - id: …",
        f"    at: {quoted(document.layout.at(spot))}",
        f"    from: {quoted(first)}",
        *([f"    to: {quoted(last)}"] if last else []),
        "    says: …",
        *_cites(document, spot, places[0].start),
        "    gives: []  # rows: name, member, relation, attack, estimate … (facts/README.md)",
    ]
    return "\n".join(lines) + "\n"


def _cites(document: Document, spot: Spot, at: int) -> Iterator[str]:
    """Yield the YAML lines of the citation markers in the sentence that contains a position."""
    text = document.block(spot).text
    sentence = next(each for each in document.sentences(spot) if at < each.end)
    markers = [
        each["marker"]
        for each in document.profile.citations
        if not each.broken
        and document.profile.spot(each, "at", Problems()) == spot
        and any(
            sentence.start <= m.start < sentence.end for m in marker_spans(text, each["marker"])
        )
    ]
    if markers:
        cites = (f"{{marker: {quoted(marker)}, scope: sentence}}" for marker in markers)
        yield f"    cites: [{', '.join(dict.fromkeys(cites))}]"


def _open(facts: Path, docs: Path, source: str) -> tuple[Document, Problems] | None:
    profiles = {profile.source: profile for profile in read_facts(facts, Problems()).profiles}
    profile = profiles.get(source)
    if profile is None or not document_path(profile, docs).exists():
        return None
    problems = Problems()
    document = open_document(profile, docs, problems)
    return (document, problems) if document else None


def _passage(document: Document, number: int) -> Passage:
    spot = document.layout.spots[number]
    text = document.block(spot).text
    anchors = [each for each in document.anchors if each.spot == spot]
    factless = [each for each in document.no_facts if each.spot == spot]
    behind = document.behind(spot, document.anchors)
    edges = {0, len(text)}
    for span in [each.span for each in (*anchors, *factless)] + list(document.sentences(spot)):
        edges |= {span.start, span.end}
    stretches = []
    for start, end in pairwise(sorted(edges)):
        claims = tuple(each.id for each in anchors if _covers(each.span, start, end))
        is_factless = any(_covers(each.span, start, end) for each in factless)
        in_claimed = any(
            claimed and _covers(sentence, start, end)
            for claimed, sentence in zip(behind, document.sentences(spot), strict=True)
        )
        state = (
            "claimed"
            if claims
            else "no-fact"
            if is_factless
            else "beside"
            if in_claimed or not re.search(r"\w", text[start:end])
            else "open"
        )
        stretches.append(Stretch(text[start:end], claims, state))
    ids = {each.id for each in anchors}
    claims_here = [claim for claim in document.profile.claims if claim.id in ids]
    return Passage(spot.passage_id, spot.locator, spot.kind, stretches, claims_here)


def _covers(span: Span, start: int, end: int) -> bool:
    return span.start <= start and end <= span.end
