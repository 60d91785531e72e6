"""A profile together with its document's text: the places of blocks, anchors and sentences."""

from dataclasses import dataclass, field
from pathlib import Path

from common.errors import UserError
from loaders.documents.document_layout import Layout, Spot
from loaders.documents.guess import guess_layout
from loaders.documents.text import (
    AnchorError,
    Block,
    Span,
    block_place,
    blocks,
    find_anchor,
    occurrences,
    read_document,
    sentences,
    without_marks,
)
from loaders.facts import Entry, Profile
from loaders.problems import Problem, Problems


@dataclass(frozen=True)
class LocatedAnchor:
    """An anchor in its block: the span is relative to the start of the block."""

    id: str
    entry: Entry
    spot: Spot
    span: Span


@dataclass
class Document:
    """A document whose blocks match the layout in its profile.

    Attributes:
        profile: The profile.
        path: The text file.
        text: Its text.
        blocks: The block of each passage, by the passage's id.
        anchors: The anchors of the claims.
        no_facts: The anchors of the sentences that state no fact.
    """

    profile: Profile
    layout: Layout
    path: Path
    text: str
    blocks: dict[str, Block]
    anchors: list[LocatedAnchor] = field(default_factory=list)
    no_facts: list[LocatedAnchor] = field(default_factory=list)

    def block(self, spot: Spot) -> Block:
        """Return the block at a place."""
        return self.blocks[spot.passage_id]

    def sentences(self, spot: Spot) -> tuple[Span, ...]:
        """Return the sentences of a block, relative to its start."""
        return sentences(self.block(spot).text, spot.kind)

    def behind(self, spot: Spot, anchors: list[LocatedAnchor]) -> list[bool]:
        """Return for each sentence of a block whether it shares a word with any of the anchors."""
        text = self.block(spot).text
        spans = [each.span for each in anchors if each.spot == spot]
        return [
            any(
                character.isalnum()
                for span in spans
                for character in text[max(span.start, sentence.start) : min(span.end, sentence.end)]
            )
            for sentence in self.sentences(spot)
        ]


def document_path(profile: Profile, folder: Path) -> Path:
    """Return the path at which the text of a profile's document is expected."""
    if not folder.is_dir():
        raise UserError(f"there is no folder {folder} with documents")
    return folder / str(profile.file.data.get("file"))


def available_profiles(profiles: list[Profile], folder: Path) -> tuple[list[Profile], list[str]]:
    """Return the profiles with available texts, and a line for each other; all if none is."""
    there = [profile for profile in profiles if document_path(profile, folder).exists()]
    if not there:
        return profiles, []
    return there, [
        f"{profile.source}: not checked, there is no {document_path(profile, folder)}"
        for profile in profiles
        if profile not in there
    ]


def open_document(profile: Profile, folder: Path, problems: Problems) -> Document | None:
    """Read the document of a profile and find every anchor in it.

    Args:
        profile: The profile.
        folder: The folder of the documents.
        problems: Collects what does not fit: a missing file, a different layout, an anchor that
            does not occur exactly once.
    """
    path = document_path(profile, folder)
    if not path.exists():
        problems.add(
            profile.file.at(("file",)),
            f"file: there is no {path}",
            expected="the text of the document in the folder of the documents",
        )
        return None
    text = read_document(path, str(path), problems)
    if text is None or profile.layout is None:
        return None
    text_blocks = blocks(text)
    if not _fits(profile, profile.layout, path, text, text_blocks, problems):
        return None
    by_id = dict(zip((spot.passage_id for spot in profile.layout.spots), text_blocks, strict=True))
    document = Document(profile, profile.layout, path, text, by_id)
    claims = [(claim.id, claim.entry) for claim in profile.claims]
    document.anchors = _locate(document, claims, problems)
    named = [(f"no-fact-{number}", entry) for number, entry in enumerate(profile.no_facts, 1)]
    document.no_facts = _locate(document, named, problems)
    _check_double(document, problems)
    return document


def _fits(
    profile: Profile,
    layout: Layout,
    path: Path,
    text: str,
    text_blocks: list[Block],
    problems: Problems,
) -> bool:
    """Return whether the blocks of a text can match a layout."""
    place = profile.file.at(("layout",))
    sections = [section["section"] for section in profile.file.data["layout"]]
    for spot, block in zip(layout.spots, text_blocks, strict=False):
        words = without_marks(block.text)
        if spot.kind == "heading" and words.casefold() != spot.section.casefold():
            where = profile.file.at(("layout", sections.index(spot.section), "section"))
            problems.add(
                where,
                f"the heading '{spot.section}' should be block {spot.position} of the "
                f"document, at {block_place(str(path), text, block)}, which begins "
                f"'{_first(words)}'",
                expected="sections and blocks in the order of the document",
            )
            return False
    if len(layout.spots) != len(text_blocks):
        problems.add(
            place,
            f"the layout has {len(layout.spots)} blocks and {path.name} has {len(text_blocks)}",
            expected="one kind for each run of lines between blank lines",
            remedy=_first_unlike(layout, path, text, text_blocks),
        )
        return False
    return True


def _first_unlike(layout: Layout, path: Path, text: str, text_blocks: list[Block]) -> str:
    """Return where a text begins to differ from its layout, in words."""
    kinds = [spot.kind for spot in layout.spots]
    guessed = [kind for section in guess_layout(text_blocks) for kind in section.kinds]
    for number, (block, guess) in enumerate(zip(text_blocks, guessed, strict=True)):
        kind = kinds[number] if number < len(kinds) else "none"
        if guess != kind:
            return (
                f"Look at block {number + 1}, at {block_place(str(path), text, block)}, which "
                f"begins '{_first(without_marks(block.text))}': the layout has {kind} there, and "
                f"it looks like {guess}."
            )
    return "Its last blocks are not in the text."


def _first(words: str) -> str:
    return " ".join(words.split()[:5])


def _locate(
    document: Document, entries: list[tuple[str, Entry]], problems: Problems
) -> list[LocatedAnchor]:
    anchors = []
    for id_, entry in entries:
        spot = None if entry.broken else document.profile.spot(entry, "at", problems)
        if spot is None:
            continue
        try:
            span = find_anchor(document.block(spot).text, entry["from"], entry.get("to") or "")
        except AnchorError as error:
            words = document.block(spot).text.split()
            many = len(error.missing.split())
            elsewhere = [
                other.locator
                for other in document.layout.spots
                if error.missing and occurrences(document.block(other).text, error.missing)
            ]
            problems.add(
                entry.at(error.key),
                f"the anchor of '{id_}' is not found once in {spot.locator}: {error}",
                expected="the first and the last words of one passage, exactly as in the document",
                word=error.missing,
                known=[" ".join(words[n : n + many]).strip(",.;:") for n in range(len(words))],
                remedy=f"They stand in {', '.join(elsewhere[:3])}." if elsewhere else "",
            )
            continue
        anchors.append(LocatedAnchor(id_, entry, spot, span))
    return anchors


def _check_double(document: Document, problems: Problems) -> None:
    """Check that no sentence both supports a claim and is listed as stating no fact."""
    for anchor in document.no_facts:
        both = zip(
            document.behind(anchor.spot, document.anchors),
            document.behind(anchor.spot, [anchor]),
            strict=True,
        )
        if any(claimed and factless for claimed, factless in both):
            problems.add(
                anchor.entry.at(),
                "this sentence is said to hold no fact, and a claim stands on it",
                expected="one or the other",
            )


def select(problems: Problems, profiles: list[Profile]) -> Problems:
    """Return the mistakes in the profiles themselves, not in other fact files."""
    files = {profile.file.name for profile in profiles}
    return Problems({problem for problem in problems.entries if problem.place.file in files})


def of_profiles(problems: Problems, facts: Path) -> set[Problem]:
    """Return the mistakes in all profiles, including those that are not valid YAML."""
    folder = facts / "profiles"
    return {each for each in problems.entries if Path(each.place.file).parent == folder}
