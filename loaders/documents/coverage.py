"""The share of each document's sentences that support a claim or are listed as stating no fact."""

import sys
from typing import Any

from common.command import exit_code
from loaders.documents.command import documents_parser
from loaders.documents.profile_text import Document, available_profiles, of_profiles, open_document
from loaders.problems import Problems
from loaders.read_facts import read_facts


def open_sentences(document: Document) -> tuple[int, int, list[str]]:
    """Count the sentences of a document.

    Returns:
        How many there are, how many support a claim, and a line for each that does neither.
    """
    total = claimed = 0
    lines = []
    for spot in document.layout.spots:
        text = document.block(spot).text
        behind = document.behind(spot, document.anchors)
        factless = document.behind(spot, document.no_facts)
        total += len(behind)
        claimed += sum(behind)
        for number, sentence in enumerate(document.sentences(spot)):
            if not behind[number] and not factless[number]:
                words = text[sentence.start : sentence.end].split()
                ends = " ".join(words[:5]), " ".join(words[5:][-5:])
                line = f"{spot.locator}: {' … '.join(part for part in ends if part)}"
                lines.append(line)
    return total, claimed, lines


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = documents_parser(
        "coverage", "Print the share of sentences behind a claim or without facts; list the rest."
    )
    options: Any = parser.parse_args(arguments)
    reading, problems = Problems(), Problems()
    profiles = read_facts(options.facts, reading).profiles
    problems.entries |= of_profiles(reading, options.facts)
    missing = 0
    profiles, lines = available_profiles(profiles, options.docs)
    for line in lines:
        print(line)
    for profile in profiles:
        document = open_document(profile, options.docs, problems)
        if document is None:
            continue
        total, claimed, lines = open_sentences(document)
        missing += len(lines)
        # Rounded down, so that 100 % means all of them.
        share = int(1000 * (total - len(lines)) / total) / 10 if total else 100
        print(
            f"{profile.source}: {share:g} % of {total} sentences ({claimed} behind claims, "
            f"{total - claimed - len(lines)} without facts, {len(lines)} open)"
        )
        for line in lines:
            print(f"  {line}")
    problems.print()
    if missing:
        print(f"{missing} open: make ends with an error until there is none", file=sys.stderr)
    return 1 if problems or missing else 0


if __name__ == "__main__":
    sys.exit(exit_code(main))
