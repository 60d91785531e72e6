"""Begin the profile of a document: its source, its layout and markers as guessed, empty claims."""

import argparse
import re
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from common.command import exit_code
from common.errors import UserError
from loaders.documents.anchors import write_locks
from loaders.documents.document_layout import Layout, slug
from loaders.documents.guess import (
    Marker,
    Section,
    guess_layout,
    guess_markers,
    lumped_notes,
    quoted,
    sentence_anchors,
)
from loaders.documents.text import Block, block_place, blocks, read_document, without_marks
from loaders.facts import Facts, read_facts
from loaders.problems import Problems

OPEN = "…"
"""What stands for whatever only a reader knows."""
SILENT = {
    "heading": "a heading",
    "title": "a title",
    "date-line": "the day of publication",
    "furniture": "words of the page",
    "credit": "a credit",
}
"""Kinds of block that seldom hold a fact, and the reason to give."""


def begin_profile(
    source: str, text_file: Path, url: str, facts: Path, problems: Problems
) -> list[str]:
    """Write a profile with its lock, and the stub of its source where there is none.

    Args:
        source: The id of the document, e.g. `csis-2018`.
        text_file: Its text; blank lines part its blocks.
        url: Its address, empty where it is still to be filled in.
        facts: The folder of the facts.
        problems: Takes what is wrong with the text.

    Returns:
        Lines that say what was written and what to do next; none where the text has mistakes.

    Raises:
        UserError: Where there is such a profile, or no such id or text.
    """
    path = facts / "profiles" / f"{source}.yml"
    if slug(source) != source:
        raise UserError(f"'{source}' is no id: write it like '{slug(source) or 'csis-2018'}'")
    if path.exists():
        raise UserError(f"{path} is there already")
    if not text_file.is_file():
        raise UserError(f"there is no file {text_file}")
    text = read_document(text_file, str(text_file), problems)
    if text is None:
        return []
    text_blocks = blocks(text)
    if not text_blocks:
        raise UserError(f"{text_file} holds no text")
    sections = guess_layout(text_blocks)
    layout = Layout(source, [(section.name, section.kinds) for section in sections])
    markers = guess_markers(layout, text_blocks)
    path.write_text(
        "\n".join(_profile(source, text_file.name, sections, layout, text_blocks, markers)) + "\n",
        encoding="utf-8",
    )
    lines = [
        f"{path}: {len(text_blocks)} blocks in {len(sections)} sections, "
        f"{len(markers)} citation markers"
    ]
    lines += _source(source, _title(sections, text_blocks), url, facts)
    lines += [
        f"{block_place(str(text_file), text, block)}: {many} numbered lines stand in one block; "
        f"put a blank line between them where they are notes, delete {path}, and begin again"
        for block, many in lumped_notes(text_blocks)
    ]
    lines += write_locks(facts, text_file.parent, Problems(), only=source)
    return [
        *lines,
        "Next: correct the layout against the text, fill in the source, and write the claims; "
        f"make anchors DOCS={text_file.parent} after each change of an anchor, and make coverage "
        "lists the sentences that are still open.",
    ]


def _profile(
    source: str,
    file: str,
    sections: list[Section],
    layout: Layout,
    text_blocks: list[Block],
    markers: list[Marker],
) -> Iterator[str]:
    yield "# yaml-language-server: $schema=../../schema/facts/profile.schema.json"
    yield f"source: {source}"
    yield f"file: {quoted(file)}"
    yield ""
    yield "# Guessed from the text: correct it where it is wrong."
    yield "layout:"
    yield from map(str, sections)
    yield ""
    if markers:
        yield "# Take the # away from what is right; work is an id of sources.yml."
        yield "# citations:"
        for marker in markers:
            entry = layout.at(marker.entry) if marker.entry else OPEN
            yield (
                f"#   - {{marker: {quoted(marker.text)}, at: {quoted(layout.at(marker.spot))}, "
                f"entry: {quoted(entry)}, form: {marker.form}, work: {OPEN}}}"
            )
        yield ""
    yield "# Each sentence, in order: a claim for each fact in it, and no_facts where it has none."
    yield "# Say it in your own words; gives holds the rows that the words are evidence for."
    yield "claims:"
    anchors = list(sentence_anchors(layout, text_blocks))
    telling = [anchor for anchor in anchors if anchor[0].kind not in SILENT]
    number = 0
    for section, inner in groupby(telling, lambda anchor: anchor[0].section):
        yield f"  # {'-' * max(3, 70 - len(section))} {section}"
        for spot, first, last in inner:
            number += 1
            yield f"  # - id: {source}-{number}"
            yield f"  #   at: {quoted(layout.at(spot))}"
            yield f"  #   from: {quoted(first)}"
            if last:
                yield f"  #   to: {quoted(last)}"
            yield f"  #   says: {OPEN}"
            yield "  #   gives: []"
            yield ""
    yield "# Take the # away where it is so."
    yield "no_facts:"
    for spot, first, last in anchors:
        if spot.kind in SILENT:
            words = f"from: {quoted(first)}" + (f", to: {quoted(last)}" if last else "")
            yield f"  # - {{at: {quoted(layout.at(spot))}, {words}, why: {SILENT[spot.kind]}}}"


def _title(sections: list[Section], text_blocks: list[Block]) -> str:
    """The first title of a text, else its first heading."""
    kinds = [kind for section in sections for kind in section.kinds]
    for wanted in ("title", "heading"):
        if wanted in kinds:
            return without_marks(text_blocks[kinds.index(wanted)].text)
    return OPEN


def _source(source: str, title: str, url: str, facts: Path) -> Iterator[str]:
    """Add the stub of a source; where it is there, say what has to be changed."""
    known: Facts = read_facts(facts, Problems())
    path = facts / "sources.yml"
    entry = known.entities["sources"].get(source)
    if entry is not None:
        if entry.get("access") != "read":
            yield f"{entry.at('access')}: write access: read, since its text is at hand now"
        return
    orders = [int(each.get("follow_order") or 0) for each in known.entities["sources"].values()]
    year = re.search(r"(19|20)\d\d", source)
    stub = [
        "",
        f"{source}:",
        f"  title: {quoted(title)}",
        "  kind: profile",
        f"  published: {{edtf: {year[0] if year else OPEN}}} "
        "# a guess from the id: write 2023-03-03 for a day, as exactly as it is known",
        f"  url: {url}" if url else "  # url: the address that its claims link to",
        "  # authors, publisher, licence: as printed",
        "  access: read",
        '  # redistributable: "yes" where what it says, in our words, may be passed on',
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
        "--source csis-2018 --text ../documents/csis-2018.txt",
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
