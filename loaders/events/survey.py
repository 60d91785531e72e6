"""Find the tables of a folder, and how each is read."""

from pathlib import Path

from loaders.events.actors import ActorLists
from loaders.events.files import find_tables
from loaders.events.layouts.layout import Layout, layout_of
from loaders.events.layouts.recognition import nearest, recognise
from loaders.events.mapping import Mapping, read_mappings
from loaders.events.reference import ReferenceData
from loaders.events.run import Options, Outcome
from loaders.events.table import Table
from loaders.problems import Place, Problems


def survey(
    options: Options,
    reference: ReferenceData,
    actors: ActorLists,
    scratch: Path,
    outcome: Outcome,
    problems: Problems,
) -> list[tuple[Table, Layout]]:
    """Find the tables and the layout of each."""
    mappings = read_mappings(options.events, reference, problems)
    tables = find_tables(options.events, scratch, problems)
    planned = []
    for table in tables:
        layout = _layout(table, mappings, reference, actors)
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
            Place(str(options.events)),
            "there is no table here",
            expected="files such as .csv, .zip or .xlsx",
        )
    return planned


def _layout(
    table: Table, mappings: list[Mapping], reference: ReferenceData, actors: ActorLists
) -> Layout | None:
    known = recognise(table.header)
    mapping = next((each for each in mappings if each.fits(table.name, table.header)), None)
    if mapping is not None and (known is None or mapping.files):
        return mapping.layout(reference, actors)
    return layout_of(known, table.header, reference, actors) if known else None


def _say_unknown(table: Table, problems: Problems) -> None:
    known, lacking = nearest(table.header)
    problems.add(
        table.place,
        f"no layout has these columns; the nearest is {known.title}, and the table lacks "
        f"{', '.join(lacking)}",
        expected="those columns, or a mapping file that says which column is what (docs/events.md)",
    )
