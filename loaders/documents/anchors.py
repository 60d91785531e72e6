"""Find every anchor in the documents and write its offsets to the lock files."""

import sys
from pathlib import Path
from typing import Any

from common.command import exit_code
from loaders.documents.command import documents_parser
from loaders.documents.lock import Lock, LockedAnchor, LockedPassage, lock_path, to_csv
from loaders.documents.profile_text import (
    Document,
    LocatedAnchor,
    document_path,
    of_profiles,
    open_document,
    select,
)
from loaders.documents.text import sha256
from loaders.problems import Problems
from loaders.read_facts import read_facts


def make_lock(document: Document) -> Lock:
    """Compute the lock of a document."""
    lock = Lock(document.path.name, sha256(document.text), len(document.text))
    for spot in document.layout.spots:
        block = document.block(spot)
        claimed = document.behind(spot, document.anchors)
        factless = document.behind(spot, document.no_facts)
        lock.passages.append(
            LockedPassage(
                spot.passage_id,
                spot.locator,
                spot.position,
                block.start,
                block.end,
                sha256(block.text),
                len(claimed),
                sum(claimed),
                sum(has and not covered for has, covered in zip(factless, claimed, strict=True)),
            )
        )
    lock.anchors = [_anchor(document, anchor, n) for n, anchor in enumerate(document.anchors, 1)]
    lock.no_facts = [_anchor(document, anchor, n) for n, anchor in enumerate(document.no_facts, 1)]
    return lock


def _anchor(document: Document, anchor: LocatedAnchor, position: int) -> LockedAnchor:
    block = document.block(anchor.spot)
    return LockedAnchor(
        anchor.id,
        anchor.spot.locator,
        position,
        block.start + anchor.span.start,
        block.start + anchor.span.end,
        sha256(block.text[anchor.span.start : anchor.span.end]),
        anchor.entry["from"],
        anchor.entry.get("to") or "",
    )


def write_locks(facts: Path, folder: Path, problems: Problems, *, only: str = "") -> list[str]:
    """Write the lock files of all profiles whose documents are available, or of one.

    Returns:
        A line for each profile, saying what was done.
    """
    reading = Problems()
    profiles = [each for each in read_facts(facts, reading).profiles if only in ("", each.source)]
    problems.entries |= select(reading, profiles).entries if only else of_profiles(reading, facts)
    lines = []
    for profile in profiles:
        path = lock_path(profile.path)
        if not document_path(profile, folder).exists() and path.exists():
            lines.append(f"{path}: left as it is, {profile.file.data.get('file')} is not there")
            continue
        own = Problems()
        document = open_document(profile, folder, own)
        if document is not None and not own and not select(problems, [profile]):
            text = to_csv(make_lock(document))
            path.write_text(text, encoding="utf-8")
            lines.append(f"{path}: {len(document.anchors)} anchors")
        problems.entries |= own.entries
    return lines


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = documents_parser(
        "anchors", "Find the anchors of all claims in the documents and write the lock files."
    )
    options: Any = parser.parse_args(arguments)
    problems = Problems()
    for line in write_locks(options.facts, options.docs, problems):
        print(line)
    problems.print()
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(exit_code(main))
