"""Check the lock files, the spellings and the citation markers against the documents."""

import sys
from pathlib import Path
from typing import Any

from common.command import exit_code
from loaders.documents.anchors import make_lock
from loaders.documents.command import documents_parser
from loaders.documents.lock import HINT, Lock, LockedAnchor, LockedPassage, lock_path, read_lock
from loaders.documents.profile_text import (
    Document,
    LocatedAnchor,
    available_profiles,
    of_profiles,
    open_document,
)
from loaders.documents.text import marker_spans, without_marks
from loaders.facts import Facts, Profile
from loaders.problems import Place, Problems
from loaders.read_facts import read_facts


def verify(facts: Path, folder: Path, problems: Problems) -> list[str]:
    """Compare everything that was computed from the documents with the documents.

    Returns:
        A line for each profile, saying how much was checked, and one for what cannot be checked.
    """
    reading = Problems()
    read = read_facts(facts, reading)
    problems.entries |= of_profiles(reading, facts)
    profiles, lines = available_profiles(read.profiles, folder)
    lines += [line for profile in profiles if (line := _verify(profile, folder, problems))]
    return [*lines, *_unverified(read)]


def _unverified(facts: Facts) -> list[str]:
    """Return lines on what rests on works that were only consulted, whose texts are not kept."""
    claims = sum(len(work.claims) for work in facts.consulted.values())
    checks = sum("sha256" in entry.data for file in facts.checks for entry in file.entries)
    if not claims and not checks:
        return []
    return [
        f"cited works: the passages of {claims} claims and {checks} citation checks are not at "
        "hand and were not verified"
    ]


def _verify(profile: Profile, folder: Path, problems: Problems) -> str | None:
    document = open_document(profile, folder, problems)
    # An anchor that could not be read is among the problems already.
    all_found = all(each.place.file != str(profile.path) for each in problems.entries)
    lock = read_lock(lock_path(profile.path), Place(str(profile.path)), problems)
    if document is None:
        return None
    # If an anchor is not found, everything after it would also differ from the lock.
    if lock is not None and all_found:
        _compare(document, lock, problems)
    spellings = _check_spellings(document, problems)
    markers = _check_markers(document, problems)
    return (
        f"{profile.source}: {len(document.blocks)} passages, {len(document.anchors)} anchors, "
        f"{len(document.no_facts)} sentences without facts, {spellings} spellings, "
        f"{markers} citation markers"
    )


def _compare(document: Document, lock: Lock, problems: Problems) -> None:
    place = Place(str(lock_path(document.profile.path)))
    fresh = make_lock(document)
    if (lock.file, lock.sha256, lock.length) != (fresh.file, fresh.sha256, fresh.length):
        problems.add(place, f"{document.path} is not the file that was locked", expected=HINT)
    ours, theirs = set(_lines(lock)), set(_lines(fresh))
    for what, line in sorted(ours ^ theirs, key=repr):
        side = "the lock file" if (what, line) in ours else "the document"
        problems.add(
            place,
            f"{what} '{line.id}' at {line.start} to {line.end} is so only in {side}",
            expected=HINT,
        )


def _lines(lock: Lock) -> list[tuple[str, LockedPassage | LockedAnchor]]:
    """Return all entries of a lock, each with its kind."""
    return [
        *(("passage", passage) for passage in lock.passages),
        *(("anchor", anchor) for anchor in lock.anchors),
        *(("sentence without facts", anchor) for anchor in lock.no_facts),
    ]


def _check_spellings(document: Document, problems: Problems) -> int:
    """Check that spellings occur verbatim in their claim's block, with … for omitted words."""
    count = 0
    spots = {anchor.id: anchor.spot for anchor in document.anchors}
    for claim in document.profile.claims:
        if claim.id not in spots:
            continue
        text = without_marks(document.block(spots[claim.id]).text)
        for row in claim.rows:
            if row.kind != "name" or row.entry.broken:
                continue
            count += 1
            position = 0
            for part in row.entry["name"].split("…"):
                words = " ".join(part.split())
                position = text.find(words, position)
                if position < 0:
                    problems.add(
                        row.entry.at("name"),
                        f"the spelling '{row.entry['name']}' does not stand in "
                        f"{spots[claim.id].locator}",
                        expected="the name letter by letter, with … for words that are left out",
                    )
                    break
                position += len(words)
    return count


def _check_markers(document: Document, problems: Problems) -> int:
    """Check that markers occur in their blocks, and in the sentences of claims that say so."""
    count = 0
    profile = document.profile
    for entry in profile.citations:
        spot = None if entry.broken else profile.spot(entry, "at", problems)
        if spot is None:
            continue
        count += 1
        if not marker_spans(document.block(spot).text, entry["marker"]):
            problems.add(
                entry.at("marker"),
                f"the marker '{entry['marker']}' does not stand in {spot.locator}",
                expected="a numeral that is raised, in square brackets or right behind a stop, or "
                "words in round brackets",
            )
    for anchor in document.anchors:
        for number in range(len(anchor.entry.data.get("cites", []))):
            cite = anchor.entry.part("cites", number)
            wrong = _misplaced(document, anchor, cite["marker"], cite["scope"])
            if wrong:
                where, expected = wrong
                problems.add(
                    cite.at("scope"),
                    f"scope: the marker '{cite['marker']}' stands {where}",
                    expected=expected,
                )
    return count


def _misplaced(
    document: Document, anchor: LocatedAnchor, marker: str, scope: str
) -> tuple[str, str] | None:
    """Return where a marker is and what was expected, if that does not match its scope."""
    sentences = document.sentences(anchor.spot)

    def of(marker: str) -> list[int]:
        spans = marker_spans(document.block(anchor.spot).text, marker)
        return [
            n for n, s in enumerate(sentences) for span in spans if s.start <= span.start < s.end
        ]

    stands = of(marker)
    if not stands:  # reported for the citation itself
        return None
    span = anchor.span
    own = [n for n, s in enumerate(sentences) if s.start < span.end and span.start < s.end]
    is_own = any(n in own for n in stands)
    if scope == "sentence":
        return None if is_own else ("in another sentence", "scope: paragraph")
    if is_own:
        return "in the same sentence", "scope: sentence"
    if max(stands) < own[0]:
        return "before the claim", "a marker that stands after the claim"
    # A note further on, or after another note, does not concern this sentence.
    if own[-1] + 1 not in stands:
        return "further on than the next sentence", "a marker of that sentence, or none"
    others = {entry["marker"] for entry in document.profile.citations if not entry.broken}
    if any(own[-1] in of(other) for other in others):
        return "behind another marker", "the marker of the claim's own sentence"
    return None


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = documents_parser(
        "verify", "Check anchors, spellings and citation markers against the documents."
    )
    options: Any = parser.parse_args(arguments)
    problems = Problems()
    for line in verify(options.facts, options.docs, problems):
        print(line)
    problems.print()
    print(f"{len(problems)} that do not fit" if problems else "all that was checked fits")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(exit_code(main))
