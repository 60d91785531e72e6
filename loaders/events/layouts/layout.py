"""How the tables of one layout are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from loaders.events.actors import ActorLists
from loaders.events.columns import Step
from loaders.events.layouts import acled, gtd, plain, ucdp
from loaders.events.layouts.builder import Builder, Columns
from loaders.events.layouts.recognition import MONADIC, Known, column_name
from loaders.events.reference import DataSet, ReferenceData


@dataclass(frozen=True)
class Layout:
    """How the tables of one layout are read.

    Attributes:
        title: Its name.
        data_set: The data set that its records belong to.
        steps: What is read from which columns.
        columns: The columns of the table, by the reading's names.
        monadic: Whether an event has one row for each of its actors.
        version: The version stated in a mapping file.
        mapping_file: The mapping file, if the table has one.
    """

    title: str
    data_set: DataSet
    steps: tuple[Step, ...]
    columns: Columns
    monadic: bool = False
    version: str | None = None
    mapping_file: str | None = None

    def name_of(self, column: str) -> str:
        """Return the reading's name for a column of the table."""
        return next((name for name, group in self.columns.items() if column in group), column)


def layout_of(
    known: Known, header: Sequence[str], reference: ReferenceData, actors: ActorLists
) -> Layout:
    """Return the layout of a table, from a known one and its header."""
    names = {column_name(column): column_name(column) for column in header}
    columns = {known.renamed.get(name, name): (actual,) for name, actual in names.items()}
    data_set = next(each for each in reference.data_sets.values() if each.layout == known.layout)
    steps = build_steps(known.layout, columns, reference, actors)
    return Layout(known.title, data_set, steps, columns, monadic=known.title == MONADIC)


def build_steps(
    layout: str,
    columns: Columns,
    reference: ReferenceData,
    actors: ActorLists,
    words: Mapping[str, Mapping[str, str]] | None = None,
    day_first: bool | None = None,
) -> tuple[Step, ...]:
    """Return the steps of a reading for the available columns.

    Args:
        layout: The data set's reading.
        columns: The columns of the table, by the reading's names.
        reference: What the facts say about event data.
        actors: Collects the names of actors.
        words: For our columns, the table's words and ours for them.
        day_first: Whether numeric dates have the day first; None if nothing says so.
    """
    readings = {"ucdp": ucdp.build, "acled": acled.build, "gtd": gtd.build, "plain": plain.build}
    return tuple(readings[layout](Builder(columns, words or {}, day_first), reference, actors))
