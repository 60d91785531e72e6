"""Load a folder of event data: survey, read, and build the database next to the old one."""

import shutil
import tempfile
from pathlib import Path

from sqlite_utils import Database
from tqdm import tqdm

from common.errors import UserError
from loaders.database import write
from loaders.events.actors import ActorLists
from loaders.events.read_tables import read_tables
from loaders.events.reference import ReferenceData, read_reference
from loaders.events.run import Options, Outcome
from loaders.events.staging import Staging
from loaders.events.start import Start, from_database, from_facts
from loaders.events.survey import survey
from loaders.events.write_events import PARTS, add_events
from loaders.problems import Place, Problems


def load(options: Options, problems: Problems, outcome: Outcome | None = None) -> Outcome | None:
    """Build a database from the facts and a folder of event data.

    Args:
        options: The user's options.
        problems: Collects the mistakes.
        outcome: Collects what was loaded and the notices, even if there are mistakes.

    Returns:
        The outcome; None if there are mistakes, and the old database is then unchanged.

    Raises:
        UserError: If there is no such folder, or the disk is full.
    """
    if not options.events.is_dir():
        raise UserError(f"there is no folder {options.events} with event data")
    outcome = outcome or Outcome()
    start = from_database(options.built) if options.built else from_facts(options.facts, problems)
    reference = read_reference(options.facts, problems)
    _check_words(start, reference, options.facts, problems)
    if problems:
        return None
    options.output.parent.mkdir(parents=True, exist_ok=True)
    built: list[bool] = []

    def filled(database: Database) -> bool:
        # Only one build can be running here, so other unpacked files are from killed ones.
        for left in options.output.parent.glob(f"{options.output.name}.unpacked-*"):
            shutil.rmtree(left, ignore_errors=True)
        scratch = Path(
            tempfile.mkdtemp(prefix=f"{options.output.name}.unpacked-", dir=options.output.parent)
        )
        try:
            built.append(_fill(options, start, reference, database, scratch, outcome, problems))
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        return built[-1]

    return outcome if write(options.output, filled, thorough=False) else None


def _check_words(start: Start, reference: ReferenceData, facts: Path, problems: Problems) -> None:
    """Check that the tables of names and types refer only to existing groups and types."""
    actors_file = Place(str(facts / "event_actors.yml"))
    for id_, named in reference.named_groups.items():
        if id_ in start.groups:
            problems.add(actors_file, f"the group '{id_}' is one of groups.yml already")
        if named.kind not in start.group_kinds:
            problems.add(
                actors_file,
                f"there is no kind of group '{named.kind}'",
                word=named.kind,
                known=start.group_kinds,
            )
    groups = {*start.groups, *reference.named_groups}
    for group in reference.groups():
        if group not in groups:
            problems.add(
                actors_file,
                f"there is no group '{group}'",
                word=group,
                known=groups,
            )
    for kinds in reference.types.values():
        for kind in kinds.values():
            if kind.attack_type not in start.attack_types:
                problems.add(
                    Place(str(facts / "event_types.yml")),
                    f"there is no type of attack '{kind.attack_type}'",
                    word=kind.attack_type,
                    known=start.attack_types,
                )


def _fill(
    options: Options,
    start: Start,
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
        if not start.fill(database):
            return False
    form = "{desc}: {n}/{total} {bar} {elapsed}"
    with tqdm(total=PARTS, bar_format=form, disable=options.no_bar, leave=False) as outcome.bar:
        add_events(database, staging.path, reference, options, outcome, problems)
    return not problems
