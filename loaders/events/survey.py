"""Find the tables in a folder, and how to read each."""

import contextlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from loaders.events.actors import ActorLists
from loaders.events.files import find_tables, read_header
from loaders.events.headers import looks_like_values
from loaders.events.json_rows import counts_in, pages_in
from loaders.events.layouts.layout import Layout, layout_of
from loaders.events.layouts.recognition import recognise, why_no_events
from loaders.events.mapping import Mapping, read_mappings
from loaders.events.reference import ReferenceData
from loaders.events.run import Options, Outcome
from loaders.events.suggestion import Suggestion
from loaders.events.table import Dress, Table, UnreadableFileError
from loaders.events.unknown import describe
from loaders.problems import Place, Problems

_FEW = 5
"""The fewest columns of a table of events."""


@dataclass
class Survey:
    """Everything needed to determine how a table is read."""

    mappings: list[Mapping]
    reference: ReferenceData
    actors: ActorLists
    outcome: Outcome
    used: set[str] = field(default_factory=set)

    def plan(self, table: Table) -> Layout:
        """Return the layout of a table, whose header is found and stored.

        Raises:
            UnreadableFileError: If it cannot be determined.
        """
        mapping = next((each for each in self.mappings if each.is_for(table)), None)
        if mapping is not None:
            return self._by(mapping, table)
        open_to_all = [each for each in self.mappings if each.files is None]
        wanted = [each.named for each in open_to_all]
        read_header(table, Dress(), wanted, self.outcome.notices)
        known = recognise(table.header)
        if known is not None:
            return layout_of(known, table.header, self.reference, self.actors)
        for each in open_to_all:
            dressed = replace(table)
            with contextlib.suppress(UnreadableFileError):
                read_header(dressed, each.dress, [each.named], [])
                if not each.lacking(dressed.header):
                    return self._by(each, table)
        raise describe(table, self.reference)

    def complete(self, suggestion: Suggestion, table: Table) -> None:
        """Add the table's name, and its mapping file if there is one, to a suggestion."""
        mapping = next((each for each in self.mappings if each.is_for(table)), None)
        suggestion.mapping = mapping.place.file if mapping else None
        known = recognise(table.header)
        if known is not None:
            suggestion.data_set = self.reference.of_layout(known.layout)

    def _by(self, mapping: Mapping, table: Table) -> Layout:
        """Return the layout of a table according to a mapping file."""
        self.used.add(mapping.place.file)
        read_header(table, mapping.dress, [mapping.named], self.outcome.notices)
        lacking = mapping.lacking(table.header)
        if lacking:
            names = ", ".join(f"'{name}'" for name in lacking)
            raise UnreadableFileError(
                f"the mapping file {mapping.place.file} is for this table, which lacks {names}",
                "columns by the names that the table has: " + ", ".join(table.header[:60]),
                # A sheet with notes beside one with events.
                is_other=table.sheet is not None and not mapping.named & {*table.header},
            )
        if mapping.data_set.layout == "plain":
            self._report_unread(mapping, table)
        return mapping.layout(table.header, self.reference, self.actors)

    def _report_unread(self, mapping: Mapping, table: Table) -> None:
        """Report columns of a table of the user's own that the mapping file does not name."""
        unread = [f"'{name}'" for name in table.header if name and name not in mapping.named]
        if unread:
            self.outcome.notices.append(
                f"{table.name}: {mapping.place.file} does not name {', '.join(unread)}: what "
                "stands there is not read"
            )


def survey(
    options: Options,
    reference: ReferenceData,
    actors: ActorLists,
    scratch: Path,
    outcome: Outcome,
    problems: Problems,
) -> list[tuple[Table, Layout]]:
    """Return the tables, with the layout of each."""
    mappings = read_mappings(options.events, reference, problems)
    of_files = Problems()
    tables = find_tables(options.events, scratch, of_files, outcome.notices)
    surveyor = Survey(mappings, reference, actors, outcome)
    planned: list[tuple[Table, Layout]] = []
    unknown: list[tuple[Table, UnreadableFileError]] = []
    left_out = False
    for table in tables:
        try:
            layout = surveyor.plan(table)
        except UnreadableFileError as error:
            if error.suggestion is not None:
                surveyor.complete(error.suggestion, table)
            unknown.append((table, error))
            continue
        if options.public and not layout.data_set.redistributable:
            left_out = True
            outcome.notices.append(
                f"{table.name}: left out, since rows of {layout.data_set.title} may not "
                "be passed on"
            )
            continue
        if layout.data_set.layout == "acled" and not {"timestamp", "gwno"} & set(table.header):
            outcome.notices.append(
                f"{table.name}: without the column timestamp, so that of two versions of a record "
                "the newer is told by the files' names, or else by their newest events"
            )
        if table.is_hidden:
            outcome.notices.append(f"{table.name}: it is read, though the spreadsheet hides it")
        planned.append((table, layout))
    answers = [table for table, _ in planned if table.kind == "json"]
    _report_incomplete(answers, pages_in, "{:,} pages", outcome)
    alone = [each for each in answers if pages_in(each.path)[1] == 1]
    _report_incomplete(alone, counts_in, "{:,} records that the answer counts", outcome)
    readable = [table for table, _ in planned]
    unknown = [(table, _continued(table, readable) or error) for table, error in unknown]
    books = {table.book for table, _ in planned if table.book}
    _report_unknown(unknown, books, outcome, of_files, has_tables=bool(planned))
    if options.keep_good:
        _leave_out(of_files, outcome)
    else:
        problems.entries |= of_files.entries
    if not planned and not left_out and not problems:
        problems.add(
            Place(str(options.events)),
            "there is no table of events here" if tables else "there is no table here",
            expected="files such as .csv, .zip or .xlsx",
        )
    if tables:
        unused = [each for each in mappings if each.place.file not in surveyor.used]
        _report_unused(unused, tables, outcome)
    return planned


def _report_incomplete(
    tables: list[Table], counts: Callable[[Path], tuple[int, int]], of: str, outcome: Outcome
) -> None:
    """Report incomplete responses: a page is missing, or a limit cut them off.

    Args:
        tables: The tables with responses.
        counts: Returns how many a file holds, and how many it announces.
        of: What is counted, with a placeholder for the number announced.
        outcome: Collects the notices.
    """
    here: Counter[int] = Counter()
    first: dict[int, str] = {}
    for table in tables:
        held, said = counts(table.path)
        here[said] += held
        first.setdefault(said, table.name)
    for said, held in here.items():
        if held < said:
            outcome.notices.append(
                f"{first[said]}: of {of.format(said)} {said - held:,} "
                f"{'is' if said - held == 1 else 'are'} not here"
            )


def _leave_out(of_files: Problems, outcome: Outcome) -> None:
    """Leave out files that cannot be read at all, like rows that cannot be read."""
    for problem in sorted(of_files.entries):
        outcome.notices.append(f"{problem} The file is left out.")
        place, reason = problem.place, f"{problem.message}. {problem.hint}"
        outcome.refused.rows.append((place.file, place.line, "", "", reason))
        outcome.files_left_out += 1


def _report_unused(mappings: list[Mapping], tables: list[Table], outcome: Outcome) -> None:
    for mapping in mappings:
        lacking = min((mapping.lacking(table.header) for table in tables), key=len)
        names = ", ".join(f"'{name}'" for name in lacking)
        outcome.notices.append(
            f"{mapping.place.file}: it is for no table here"
            + (f"; the nearest lacks {names}" if names else "")
        )


def _continued(table: Table, planned: list[Table]) -> UnreadableFileError | None:
    """Return why a sheet without a header is unreadable if it seems to continue another one."""
    if table.sheet is None or not looks_like_values(table.header):
        return None
    for each in planned:
        # Its last columns may be empty.
        if table.book == each.book and len(each.header) < 2 * len(table.header):
            problem = f"the first line is no header but a row, perhaps like those of {each.name}"
            expected = f"the header of the sheet '{each.sheet}' in the first line of this one too"
            return UnreadableFileError(problem, expected, table.header_line)
    return None


def _report_unknown(
    unknown: list[tuple[Table, UnreadableFileError]],
    books: set[str],
    outcome: Outcome,
    problems: Problems,
    *,
    has_tables: bool,
) -> None:
    """Report for each unreadable table why, or that it is skipped.

    A sheet or a member of an archive that also holds data may be a read-me, and so may a text
    without any columns. GeoJSON may hold borders.
    """
    told: set[str] = set()
    books |= {table.book for table, _ in unknown if table.book and why_no_events(table.header)}
    for table, error in unknown:
        # Next to a table of events, a few commas in a read-me do not make it a table.
        few = _FEW if has_tables else 1
        is_text = table.name.lower().endswith(".txt") and error.is_other and len(table.header) < few
        beside = table.book in books and error.is_other
        is_map = table.name.lower().endswith(".geojson") and error.suggestion is None
        if why := why_no_events(table.header):
            outcome.notices.append(f"{table.name}: passed over, since {why}")
        elif error.is_empty and has_tables:
            outcome.notices.append(f"{table.name}: passed over, since it holds no records")
        elif is_text or beside or is_map:
            outcome.notices.append(f"{table.name}: passed over, since it is no table of events")
        elif table.kind != "sheet" or table.book not in told:
            if table.kind == "sheet":
                told.add(table.book or "")
            problems.add(Place(table.name, error.line), error.problem, expected=error.expected)
            if error.suggestion is not None:
                outcome.suggestions.append(error.suggestion)
