"""Build a database from facts: read, check, normalise, write."""

import argparse
import gc
import sys
import time
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from common.command import exit_code
from common.project import FILE, FOLDER
from loaders import attacks, disagreements, event_links
from loaders.assertions import add_assertions
from loaders.attack_counts import count_attacks
from loaders.attack_days import count_days
from loaders.bounds import add_windows
from loaders.citation_checks import add_citation_checks
from loaders.consulted_works import add_consulted_works
from loaders.context import Context
from loaders.database import fill_search, write
from loaders.entities import add_entities, add_vocabularies, check_unused
from loaders.evidence import add_evidence
from loaders.hedges import add_hedges
from loaders.identifiers import add_identifiers
from loaders.look_alikes import look_alikes
from loaders.names import add_name_words, fill_letters
from loaders.problems import Problems
from loaders.project_check import check_links, missing_from_facts
from loaders.read_facts import read_facts
from loaders.summaries import sum_up
from loaders.yaml_positions import read_yaml

TABLES = (
    "groups",
    "people",
    "sources",
    "places",
    "identifiers",
    "passages",
    "claims",
    "citations",
    "claim_citations",
    "citation_checks",
    "source_claims",
    "names",
    "membership",
    "relations",
    "estimates",
    "designations",
    "milestones",
    "statements",
    "characteristics",
    "event_links",
    "attack_reports",
    "report_claims",
    "attack_actors",
    "disagreements",
    "disagreement_readings",
)


def make_rows(folder: Path, problems: Problems) -> Context:
    """Read the facts and turn them into rows.

    Args:
        folder: The folder of the facts.
        problems: Collects every mistake.
    """
    context = Context(read_facts(folder, problems), problems)
    if not context.facts.whole:
        return context
    add_vocabularies(context)
    add_entities(context)
    add_identifiers(context)
    windows = add_windows(context)
    add_evidence(context)
    add_consulted_works(context)
    _number_claims(context)
    add_citation_checks(context)
    add_assertions(context, windows)
    attacks.add_reports(context, windows)
    event_links.add_event_links(context)
    disagreements.add_disagreements(context)
    context.report_unknown()
    if not problems:  # a broken part may be the one that uses an id
        check_unused(context)
        add_hedges(context)
    return context


def _number_claims(context: Context) -> None:
    """Number the claims across all sources, so that tables sorted by it do not mix sources."""
    turn = {row["id"]: (row["follow_order"], row["id"]) for row in context.rows["sources"]}
    claims = context.rows["claims"]
    nowhere = (0, "")  # for a broken source, which has no row
    claims.sort(key=lambda claim: (*turn.get(claim["source_id"], nowhere), claim["position"]))
    for position, claim in enumerate(claims, 1):
        claim["position"] = position


def fill(context: Context, database: Database) -> bool:
    """Write the rows; return False if queries find mistakes that were not visible in the files."""
    with database.atomic():
        for table in (*context.facts.vocabularies, *TABLES):
            if context.rows[table]:
                database.table(table).insert_all(context.rows[table])
        fill_letters(database.conn)
        add_name_words(database.conn)
        sum_up(database.conn, attacks.titles(context))
        count_days(database.conn)
        count_attacks(database.conn)
    disagreements.check_conflicts(context, database.conn)
    if context.problems:
        return False
    fill_search(database)
    return True


def build(facts: Path, output: Path, problems: Problems) -> dict[str, int] | None:
    """Build a database from facts.

    Returns:
        The number of rows in each table; None if there are mistakes.
    """
    begun = time.time_ns()
    context = make_rows(facts, problems)
    project = None
    if facts.resolve() == FOLDER / "facts":  # not for the facts of a test
        project = read_yaml(FOLDER / "project.yml", "project.yml", problems)
    if project is not None and not problems:
        check_links(context, project, FOLDER / "metadata.yml", problems)
    if problems:
        return None
    if not write(output, lambda database: fill(context, database), begun=begun):
        return None
    problems.questions += look_alikes(context)
    if project is not None:
        problems.questions += missing_from_facts(context, project)
    return {table: len(rows) for table, rows in context.rows.items()}


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(
        prog="python -m loaders.build",
        description="Build the database from the facts; the old one stays where anything is wrong.",
        epilog="example: python -m loaders.build --facts facts --output build/new.db",
    )
    parser.add_argument("--facts", type=Path, default=Path("facts"), help="the folder of the facts")
    parser.add_argument("--output", type=Path, default=Path(FILE), help="the database file")
    parser.add_argument("--quiet", action="store_true", help="say nothing where all is well")
    options: Any = parser.parse_args(arguments)
    started = time.perf_counter()
    problems = Problems()
    counts = build(options.facts, options.output, problems)
    if counts is None:
        problems.print()
        print(problems.outcome(options.output), file=sys.stderr)
        return 1
    for question in problems.questions:
        print(question, file=sys.stderr)
    if not options.quiet:
        seconds = time.perf_counter() - started
        rows = sum(counts.values())
        print(f"{options.output}: {counts['claims']} claims, {rows} rows, {seconds:.2f} s")
    return 0


if __name__ == "__main__":
    gc.disable()  # A short-lived process: garbage collection took an eighth of its time.
    sys.exit(exit_code(main))
