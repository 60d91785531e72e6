"""Start the profile of a document: its source, guessed layout and markers, empty claims."""

import argparse
import re
import sys
from collections.abc import Iterator
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from common.command import exit_code
from common.errors import UserError
from loaders.documents.anchors import write_locks
from loaders.documents.cited_works import (
    CitedWork,
    cited_works,
    is_ibid,
    printed_date,
    without_number,
)
from loaders.documents.document_layout import Layout, Spot, slug
from loaders.documents.guess import (
    Marker,
    Section,
    guess_layout,
    guess_markers,
    guess_sentences,
    lumped_notes,
    quoted,
)
from loaders.documents.text import Block, block_place, blocks, read_document, without_marks
from loaders.facts import Facts
from loaders.problems import Problems
from loaders.read_facts import read_facts

OPEN = "…"
"""Stands for anything that only the editor knows."""
SILENT = {
    "heading": "a heading",
    "title": "a title",
    "date-line": "the day of publication",
    "furniture": "words of the page",
    "credit": "a credit",
}
"""Kinds of block that seldom state a fact, and the reason to give."""


def begin_profile(
    source: str, text_file: Path, url: str, facts: Path, problems: Problems
) -> list[str]:
    """Write a profile with its lock, and a stub of its source if there is none.

    Args:
        source: The id of the document, e.g. `smith-2024`.
        text_file: Its text, with blank lines between blocks.
        url: Its address; empty if it is to be filled in later.
        facts: The folder of the facts.
        problems: Collects mistakes in the text.

    Returns:
        Lines saying what was written and what to do next; none if the text has mistakes.

    Raises:
        UserError: If the profile exists already, the id is invalid, or there is no such text.
    """
    path = facts / "profiles" / f"{source}.yml"
    _check_new(source, path, text_file)
    text = read_document(text_file, str(text_file), problems)
    if text is None:
        return []
    text_blocks = blocks(text)
    if not text_blocks:
        raise UserError(f"{text_file} holds no text")
    sections = guess_layout(text_blocks)
    layout = Layout(source, [(section.name, section.kinds) for section in sections])
    markers = guess_markers(layout, text_blocks)
    of_spot = dict(zip(layout.spots, text_blocks, strict=True))
    notes = [spot for spot in layout.spots if spot.kind in ("note", "reference")]
    works = dict(zip(notes, cited_works(of_spot[spot].text for spot in notes), strict=True))
    path.write_text(
        "\n".join(
            [
                *_head(source, text_file.name, sections),
                *_citations(layout, of_spot, markers, works),
                *_claims(source, layout, text_blocks, markers),
            ]
        )
        + "\n",
        encoding="utf-8",
    )
    lines = [
        f"{path}: {len(text_blocks)} blocks in {len(sections)} sections, "
        f"{len(markers)} citation markers"
    ]
    lines += _source(source, _title(sections, text_blocks), _day(of_spot), url, facts)
    lines += _works(source, [works[each.entry] for each in markers if each.entry in works], facts)
    lines += _doubts(path, text_file, text, layout, text_blocks, markers)
    lines += write_locks(facts, text_file.parent, Problems(), only=source)
    return [
        *lines,
        "Next: correct the layout against the text, fill in the source, and write the claims; "
        f"make anchors DOCS={text_file.parent} after each change of an anchor, and make coverage "
        "lists the sentences that are still open.",
    ]


def _check_new(source: str, path: Path, text_file: Path) -> None:
    if slug(source) != source:
        raise UserError(f"'{source}' is no id: write it like '{slug(source) or 'smith-2024'}'")
    if path.exists():
        raise UserError(f"{path} is there already")
    if not text_file.is_file():
        raise UserError(f"there is no file {text_file}")


def _doubts(
    path: Path,
    text_file: Path,
    text: str,
    layout: Layout,
    text_blocks: list[Block],
    markers: list[Marker],
) -> Iterator[str]:
    """Yield what was not understood in the notes."""
    marked = {each.entry for each in markers}
    if unmarked := [
        layout.at(spot) for spot in layout.spots if spot.kind == "note" and spot not in marked
    ]:
        yield (
            f"no marker was found in the text for {', '.join(unmarked)}; a marker is ⁴, [4], (4), "
            "or 4 right behind a stop"
        )
    for block, many in lumped_notes(text_blocks):
        yield (
            f"{block_place(str(text_file), text, block)}: {many} numbered lines stand in one "
            f"block; put a blank line between them where they are notes, delete {path}, and "
            "begin again"
        )


def _head(source: str, file: str, sections: list[Section]) -> Iterator[str]:
    yield "# yaml-language-server: $schema=../../schema/facts/profile.schema.json"
    yield f"source: {source}"
    yield f"file: {quoted(file)}"
    yield ""
    yield "# Guessed from the text: correct it where it is wrong."
    yield "layout:"
    yield from map(str, sections)
    yield ""


def _citations(
    layout: Layout, of_spot: dict[Spot, Block], markers: list[Marker], works: dict[Spot, CitedWork]
) -> Iterator[str]:
    if not markers:
        return
    yield "# Take the # away from what is right, here and of the works in sources.yml."
    yield "# citations:"
    led_to = {marker.entry: marker.text for marker in markers}
    before = dict(pairwise(reversed(works)))
    for marker in markers:
        entry = layout.at(marker.entry) if marker.entry else OPEN
        work = works[marker.entry].id if marker.entry in works else OPEN
        form, through = marker.form, ""
        if marker.entry and is_ibid(without_number(of_spot[marker.entry].text)):
            noted = before.get(marker.entry)
            through = f", through: {quoted(led_to.get(noted, OPEN))}"
            form = "ibid"
        yield (
            f"#   - {{marker: {quoted(marker.text)}, at: {quoted(layout.at(marker.spot))}, "
            f"entry: {quoted(entry)}, form: {form}, work: {work}{through}}}"
        )
    yield ""


def _claims(
    source: str, layout: Layout, text_blocks: list[Block], markers: list[Marker]
) -> Iterator[str]:
    yield "# Each sentence, in order: a claim for each fact in it, and no_facts where it has none."
    yield "# Say it in your own words; gives holds the rows that the words are evidence for."
    yield "claims:"
    sentences = list(guess_sentences(layout, text_blocks, markers))
    telling = [each for each in sentences if each.spot.kind not in SILENT]
    number = 0
    for section, inner in groupby(telling, lambda each: each.spot.section):
        yield f"  # {'-' * max(3, 70 - len(section))} {section}"
        for each in inner:
            number += 1
            yield f"  # - id: {source}-{number}"
            yield f"  #   at: {quoted(layout.at(each.spot))}"
            yield f"  #   from: {quoted(each.first)}"
            if each.last:
                yield f"  #   to: {quoted(each.last)}"
            yield f"  #   says: {OPEN}"
            if each.markers:
                cites = (f"{{marker: {quoted(m)}, scope: sentence}}" for m in each.markers)
                yield f"  #   cites: [{', '.join(cites)}]"
            yield "  #   gives: []"
            yield ""
    yield "# Take the # away where it is so."
    yield "no_facts:"
    for each in sentences:
        if each.spot.kind in SILENT:
            words = f"from: {quoted(each.first)}"
            words += f", to: {quoted(each.last)}" if each.last else ""
            words = f"at: {quoted(layout.at(each.spot))}, {words}"
            yield f"  # - {{{words}, why: {SILENT[each.spot.kind]}}}"


def _title(sections: list[Section], text_blocks: list[Block]) -> str:
    """Return the first title in a text, or else its first heading."""
    kinds = [kind for section in sections for kind in section.kinds]
    for wanted in ("title", "heading"):
        if wanted in kinds:
            return without_marks(text_blocks[kinds.index(wanted)].text)
    return OPEN


def _day(of_spot: dict[Spot, Block]) -> str | None:
    """Return the date of publication: the first line of the text that is a date."""
    lines = (block.text for spot, block in of_spot.items() if spot.kind == "date-line")
    return next(filter(None, map(printed_date, lines)), None)


def _works(source: str, works: list[CitedWork], facts: Path) -> Iterator[str]:
    """Add stubs of the cited works, as comments."""
    known = read_facts(facts, Problems()).entities["sources"]
    stubs = {work.id: work for work in works if work.id not in known}
    if not stubs:
        return
    lines = ["", f"# What {source} cites, as guessed from its notes."]
    for work in stubs.values():
        lines += [
            f"# {work.id}:",
            f"#   title: {quoted(work.title)}",
            f"#   kind: {OPEN} # news, analysis, government-release …: vocabularies.yml",
            f"#   publisher: {quoted(work.maker)} # or authors",
            *([f"#   published: {{edtf: {work.published}}}"] if work.published else []),
            *([f"#   url: {work.url}"] if work.url else []),
            "#   access: cited",
        ]
    path = facts / "sources.yml"
    with path.open("a", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    yield f"{path}: stubs of {len(stubs)} cited works, as comments"


def _source(source: str, title: str, day: str | None, url: str, facts: Path) -> Iterator[str]:
    """Add a stub of the source; if it exists already, say what has to be changed."""
    known: Facts = read_facts(facts, Problems())
    path = facts / "sources.yml"
    entry = known.entities["sources"].get(source)
    if entry is not None:
        if entry.get("access") != "read":
            yield f"{entry.at('access')}: write access: read, since its text is at hand now"
        return
    orders = [int(each.get("follow_order") or 0) for each in known.entities["sources"].values()]
    year = re.search(r"(19|20)\d\d", source)
    published = day or (year[0] if year else OPEN)
    guess = "by the line in the text: correct it if it is another day" if day else ""
    stub = [
        "",
        f"{source}:",
        f"  title: {quoted(title)}",
        "  kind: profile",
        f"  published: {{edtf: {published}}} # "
        + (guess or "a guess from the id: write 2023-03-03 for a day, as exactly as it is known"),
        f"  url: {url}"
        if url
        else "  # url: the address that its claims link to; else note: where it can be read",
        "  # authors, publisher, licence: as printed",
        "  access: read",
        f"  follow_order: {(max(orders, default=0) // 10 + 1) * 10}",
    ]
    with path.open("a", encoding="utf-8") as file:
        file.write("\n".join(stub) + "\n")
    yield f"{path}: the stub of {source}"


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(
        prog="python -m loaders.documents.new_profile",
        description="Begin the profile of a document from its text.",
        epilog="example: python -m loaders.documents.new_profile "
        "--source smith-2024 --text ../documents/smith-2024.txt",
    )
    parser.add_argument("--source", required=True, help="the id of the document")
    parser.add_argument("--text", type=Path, required=True, help="the file with its text")
    parser.add_argument("--url", default="", help="its address, which its claims link to")
    parser.add_argument("--facts", type=Path, default=Path("facts"), help="the folder of the facts")
    options: Any = parser.parse_args(arguments)
    problems = Problems()
    for line in begin_profile(options.source, options.text, options.url, options.facts, problems):
        print(line)
    problems.print()
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(exit_code(main))
