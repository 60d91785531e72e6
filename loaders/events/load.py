"""Load a folder of event data: survey, read, and build the database beside the old one."""

import contextlib
import datetime
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from tqdm import tqdm

from common.errors import UserError
from loaders import build as facts_build
from loaders.attack_counts import count_attacks
from loaders.attack_days import count_days
from loaders.context import Context
from loaders.database import write
from loaders.events import fill
from loaders.events.actors import ActorLists
from loaders.events.days import count_alone
from loaders.events.files import Table, find_tables, version_day, version_in_name
from loaders.events.layouts.layout import Layout, layout_of
from loaders.events.layouts.recognition import nearest, recognise
from loaders.events.mapping import Mapping, read_mappings
from loaders.events.matching.match import match
from loaders.events.parallel_tables import Beside, rebuild_search, speed_up, table_beside
from loaders.events.read_columns import NotCleanError, is_for, read_fast
from loaders.events.read_rows import Refused, read_exactly
from loaders.events.reference import Knowledge, read_knowledge
from loaders.events.search import index_beside
from loaders.events.staging import LoadedFile, Staging
from loaders.problems import Place, Problems
from loaders.summaries import sum_up

PARTS = 7
"""Parts that adding the records to the database has, for the bar."""


@dataclass
class Options:
    """What the user asked for.

    Attributes:
        events: The folder with the tables.
        facts: The folder of the facts.
        output: The database to write.
        keep_good: Whether to leave out rows that cannot be read, and load the others.
        public: Whether to leave out data sets that may not be passed on.
        quiet: Whether to show no progress.
    """

    events: Path
    facts: Path
    output: Path
    keep_good: bool = False
    public: bool = False
    quiet: bool = False


@dataclass
class Outcome:
    """What a run did.

    Attributes:
        files: Each table that was loaded.
        refused: Rows that were left out.
        notices: What the user should know, though nothing is wrong.
        counts: Rows of the tables that grew.
        seconds: How long each part took.
        bar: Shows which part is under way.
    """

    files: list[LoadedFile] = field(default_factory=list)
    refused: Refused = field(default_factory=Refused)
    notices: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    bar: "tqdm[Any] | None" = field(default=None, repr=False, compare=False)

    @contextlib.contextmanager
    def timed(self, part: str) -> Iterator[None]:
        """Note how long a part takes, and show that it is under way."""
        if self.bar is not None:
            self.bar.set_description(part)
        started = time.perf_counter()
        yield
        if self.bar is not None:
            self.bar.update()
        self.seconds[part] = self.seconds.get(part, 0) + time.perf_counter() - started


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
    knowledge = read_knowledge(options.facts, problems)
    _check_words(context, knowledge, options.facts, problems)
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
            built.append(_fill(options, context, knowledge, database, scratch, outcome, problems))
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        return built[-1]

    if not write(options.output, filled, thorough=False):
        return None
    return outcome


def _check_words(context: Context, knowledge: Knowledge, facts: Path, problems: Problems) -> None:
    """The tables of names and types may only speak of groups and types that there are."""
    groups = context.facts.entities.get("groups", {})
    for meanings in (*knowledge.names.values(), *knowledge.tails.values()):
        for meaning in meanings:
            if meaning.group not in groups:
                problems.add(
                    Place(str(facts / "event_actors.yml")),
                    f"there is no group '{meaning.group}'",
                    word=meaning.group,
                    known=groups,
                )
    types = context.facts.vocabularies.get("attack_types", {})
    for kinds in knowledge.types.values():
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
    knowledge: Knowledge,
    database: Database,
    scratch: Path,
    outcome: Outcome,
    problems: Problems,
) -> bool:
    actors = ActorLists()
    with outcome.timed("survey"):
        planned = survey(options, knowledge, actors, scratch, outcome, problems)
    staging = Staging(scratch / "records.db")
    try:
        with outcome.timed("read"):
            read_tables(planned, staging, options, outcome, problems)
        if problems:
            return False
        staging.add_actors(actors, knowledge)
    finally:
        staging.connection.close()
    with outcome.timed("facts"):
        if not facts_build.fill(context, database):
            return False
    form = "{desc}: {n}/{total} {bar} {elapsed}"
    with tqdm(total=PARTS, bar_format=form, disable=_is_quiet(options), leave=False) as outcome.bar:
        _add_events(database, staging.path, knowledge, outcome, problems)
    return not problems


def _is_quiet(options: Options) -> bool:
    return options.quiet or not sys.stderr.isatty()


# ---------------------------------------------------------------- reading


def survey(
    options: Options,
    knowledge: Knowledge,
    actors: ActorLists,
    scratch: Path,
    outcome: Outcome,
    problems: Problems,
) -> list[tuple[Table, Layout]]:
    """Find the tables and the layout of each."""
    mappings = read_mappings(options.events, knowledge, problems)
    tables = find_tables(options.events, scratch, problems)
    planned = []
    for table in tables:
        layout = _layout(table, mappings, knowledge, actors)
        if layout is None:
            _say_unknown(table, problems)
        elif options.public and not layout.data_set.redistributable:
            outcome.notices.append(
                f"{table.name}: left out, since rows of {layout.data_set.title} may not "
                "be passed on"
            )
        else:
            planned.append((table, layout))
    if not tables and not problems:
        problems.add(
            # The folder as a whole.
            _folder(options.events),
            "there is no table here",
            expected="files such as .csv, .zip or .xlsx",
        )
    return planned


def _folder(path: Path) -> Place:
    return Place(str(path))


def _layout(
    table: Table, mappings: list[Mapping], knowledge: Knowledge, actors: ActorLists
) -> Layout | None:
    known = recognise(table.header)
    mapping = next((each for each in mappings if each.fits(table.name, table.header)), None)
    if mapping is not None and (known is None or mapping.files):
        return mapping.layout(knowledge, actors)
    return layout_of(known, table.header, knowledge, actors) if known else None


def _say_unknown(table: Table, problems: Problems) -> None:
    known, lacking = nearest(table.header)
    problems.add(
        table.place,
        f"no layout has these columns; the nearest is {known.title}, and the table lacks "
        f"{', '.join(lacking)}",
        expected="those columns, or a mapping file that says which column is what (docs/events.md)",
    )


def read_tables(
    planned: list[tuple[Table, Layout]],
    staging: Staging,
    options: Options,
    outcome: Outcome,
    problems: Problems,
) -> None:
    """Read every table into the staging file, the later ones too where one has mistakes."""
    seen: dict[str, str] = {}
    with tqdm(unit=" rows", unit_scale=True, disable=_is_quiet(options), leave=False) as bar:
        for number, (table, layout) in enumerate(planned, 1):
            bar.set_description(Path(table.name).name[:30])
            loaded = LoadedFile(number, table.name, layout.data_set, layout.title)
            start = staging.last_row()
            for count in _read_one(table, layout, loaded, staging, outcome, problems, options):
                bar.update(count)
            if loaded.sha256 and loaded.sha256 in seen:
                staging.forget_after(start)
                outcome.notices.append(
                    f"{table.name}: the same file as {seen[loaded.sha256]}, counted once"
                )
                continue
            seen[loaded.sha256] = table.name
            _date_file(loaded, layout, staging, start)
            outcome.files.append(loaded)


def _read_one(
    table: Table,
    layout: Layout,
    loaded: LoadedFile,
    staging: Staging,
    outcome: Outcome,
    problems: Problems,
    options: Options,
) -> Iterator[int]:
    if is_for(table, layout):
        try:
            yield from read_fast(table, layout, loaded, staging)
        except NotCleanError:
            pass
        else:
            return
    if layout.data_set.layout == "gtd" and table.kind == "csv" and not _is_utf8(table):
        table.encoding = "cp1252"
        outcome.notices.append(f"{table.name}: read as Windows-1252, since it is not UTF-8")
    yield from read_exactly(
        table, layout, loaded, staging, problems, outcome.refused, keep_good=options.keep_good
    )


def _is_utf8(table: Table) -> bool:
    try:
        with table.path.open(encoding=table.encoding, newline="") as text:
            while text.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return False
    return True


def _date_file(loaded: LoadedFile, layout: Layout, staging: Staging, start: int) -> None:
    """When a file is of: as stated, else as named, else as new as what it tells of."""
    version = layout.version or version_in_name(loaded.name)
    day = version_day(version) if version else None
    loaded.version = version
    if day is None:
        newest = staging.newest_day(loaded.number, start)
        day = datetime.date.fromisoformat(newest) if newest else datetime.date(1970, 1, 1)
        loaded.version = loaded.version or f"to {day.isoformat()}"
    loaded.rank = int(datetime.datetime.combine(day, datetime.time(), datetime.UTC).timestamp())


# ---------------------------------------------------------------- writing


def _add_events(
    database: Database, staged: Path, knowledge: Knowledge, outcome: Outcome, problems: Problems
) -> None:
    connection: sqlite3.Connection = database.conn
    connection.commit()
    speed_up(connection, 128)
    connection.execute("ATTACH ? AS staged", (str(staged),))
    with outcome.timed("prepare"):
        fill.add_sources(connection, outcome.files)
        fill.add_names(connection, knowledge.country_names)
        fill.choose(connection, outcome.files)
        tables, words = _beside(connection, staged.parent, outcome.files)
        indexes = fill.drop_indexes(connection)
        connection.commit()
    with contextlib.ExitStack() as running:
        for each in (*tables, words):
            running.enter_context(each.filling(staged))
        with outcome.timed("write"):
            connection.execute(fill.ATTACKS)
        with outcome.timed("index"):
            for statement in indexes:
                connection.execute(statement)
            rebuild_search(connection, "attacks_fts")
            connection.commit()
        with outcome.timed("take over"):
            for each in tables:
                each.take_over(connection)
            fill.add_files(connection, outcome.files)
        with outcome.timed("match"):
            for trigger in fill.KEEP_SEARCH:
                connection.execute(trigger)
            changed = match(connection, knowledge, problems)
            _sum_up_again(connection, changed)
            connection.commit()
        with outcome.timed("count"):
            connection.execute("DELETE FROM attack_days")
            count_days(connection, partial(count_alone, _path(connection)))
            count_attacks(connection)
            # How many rows there are of a value, by which SQLite chooses among the indexes.
            connection.execute("ANALYZE attacks")
            database.table("sources").rebuild_fts()
            connection.commit()
        with outcome.timed("search"):
            words.take_over(connection)
    connection.execute("DETACH staged")
    for table in (*fill.BIG_TABLES, "matches", "data_files"):
        ((outcome.counts[table],),) = connection.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
    ((outcome.counts["same"],),) = connection.execute(
        "SELECT count(*) FROM matches WHERE decision = 'same'"
    )


def _beside(
    connection: sqlite3.Connection, folder: Path, files: list[LoadedFile]
) -> tuple[list[Beside], Beside]:
    """What is filled beside the database: two tables, and the index of the records' words."""
    ((base,),) = connection.execute("SELECT coalesce(max(rowid), 0) FROM attack_reports")
    monadic = any("one row for each actor" in each.layout for each in files)
    statements = {
        "attack_reports": [fill.REPORTS.format(base=base)],
        "attack_actors": fill.actor_statements(monadic=monadic),
    }
    tables = [table_beside(connection, name, each, folder) for name, each in statements.items()]
    return tables, index_beside(connection, base, folder)


def _path(connection: sqlite3.Connection) -> Path:
    """The file of a database."""
    return Path(
        next(path for _, name, path in connection.execute("PRAGMA database_list") if name == "main")
    )


def _sum_up_again(connection: sqlite3.Connection, changed: list[str]) -> None:
    """Sum those attacks up anew whose reports have changed."""
    titles = []
    for id_ in changed:
        ((title, scope),) = connection.execute(
            "SELECT title, scope FROM attacks WHERE id = ?", (id_,)
        )
        titles.append({"id": id_, "title": title, "scope": scope})
        connection.execute("DELETE FROM attacks WHERE id = ?", (id_,))
    sum_up(connection, titles)
