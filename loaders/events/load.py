"""Load a folder of event data: survey, read, and build the database beside the old one."""

import shutil
import tempfile
from pathlib import Path

from sqlite_utils import Database
from tqdm import tqdm

from common.errors import UserError
from loaders import build as facts_build
from loaders.context import Context
from loaders.database import write
from loaders.events.actors import ActorLists
from loaders.events.read_tables import read_tables
from loaders.events.reference import ReferenceData, read_reference
from loaders.events.run import Options, Outcome
from loaders.events.staging import Staging
from loaders.events.survey import survey
from loaders.events.write_events import PARTS, add_events
from loaders.problems import Place, Problems


def load(options: Options, problems: Problems) -> Outcome | None:
    """Build a database from the facts and a folder of event data.

    Returns:
        What was loaded; None where there are mistakes, and the old database is as it was.

    Raises:
        UserError: Where there is no such folder, or the disk is full.
    """
    if not options.events.is_dir():
        raise UserError(f"there is no folder {options.events} with event data")
    outcome = Outcome()
    context = facts_build.make_rows(options.facts, problems)
    reference = read_reference(options.facts, problems)
    _check_words(context, reference, options.facts, problems)
    if problems:
        return None
    options.output.parent.mkdir(parents=True, exist_ok=True)
    built: list[bool] = []

    def filled(database: Database) -> bool:
        # Whoever builds here is alone, so that what others have unpacked is a dead one's.
        for left in options.output.parent.glob(f"{options.output.name}.unpacked-*"):
            shutil.rmtree(left, ignore_errors=True)
        scratch = Path(
            tempfile.mkdtemp(prefix=f"{options.output.name}.unpacked-", dir=options.output.parent)
        )
        try:
            built.append(_fill(options, context, reference, database, scratch, outcome, problems))
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        return built[-1]

    if not write(options.output, filled, thorough=False):
        return None
    return outcome


def _check_words(
    context: Context, reference: ReferenceData, facts: Path, problems: Problems
) -> None:
    """The tables of names and types may only speak of groups and types that there are."""
    groups = context.facts.entities.get("groups", {})
    for group in reference.groups():
        if group not in groups:
            problems.add(
                Place(str(facts / "event_actors.yml")),
                f"there is no group '{group}'",
                word=group,
                known=groups,
            )
    types = context.facts.vocabularies.get("attack_types", {})
    for kinds in reference.types.values():
        for kind in kinds.values():
            if kind.attack_type not in types:
                problems.add(
                    Place(str(facts / "event_types.yml")),
                    f"there is no type of attack '{kind.attack_type}'",
                    word=kind.attack_type,
                    known=types,
                )


def _fill(
    options: Options,
    context: Context,
    reference: ReferenceData,
    database: Database,
    scratch: Path,
    outcome: Outcome,
    problems: Problems,
) -> bool:
    actors = ActorLists()
    with outcome.timed("survey"):
        planned = survey(options, reference, actors, scratch, outcome, problems)
    staging = Staging(scratch / "records.db")
    try:
        with outcome.timed("read"):
            read_tables(planned, staging, options, outcome, problems)
        if problems:
            return False
        staging.add_actors(actors, reference)
    finally:
        staging.connection.close()
    with outcome.timed("facts"):
        if not facts_build.fill(context, database):
            return False
    form = "{desc}: {n}/{total} {bar} {elapsed}"
    with tqdm(total=PARTS, bar_format=form, disable=options.no_bar, leave=False) as outcome.bar:
        add_events(database, staging.path, reference, outcome, problems)
    return not problems
