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
        monadic: Whether an event stands once for each of its actors.
        version: The version that a mapping file states.
    """

    title: str
    data_set: DataSet
    steps: tuple[Step, ...]
    monadic: bool = False
    version: str | None = None


def layout_of(
    known: Known, header: Sequence[str], reference: ReferenceData, actors: ActorLists
) -> Layout:
    """The steps for a table of a known layout."""
    names = {column_name(column): column_name(column) for column in header}
    columns = {known.renamed.get(name, name): (actual,) for name, actual in names.items()}
    data_set = next(each for each in reference.data_sets.values() if each.layout == known.layout)
    steps = build_steps(known.layout, columns, {}, reference, actors)
    return Layout(known.title, data_set, steps, monadic=known.title == MONADIC)


def build_steps(
    layout: str,
    columns: Columns,
    words: Mapping[str, Mapping[str, str]],
    reference: ReferenceData,
    actors: ActorLists,
) -> tuple[Step, ...]:
    """The steps of a reading for the columns that there are."""
    readings = {"ucdp": ucdp.build, "acled": acled.build, "gtd": gtd.build, "plain": plain.build}
    return tuple(readings[layout](Builder(columns, words), reference, actors))
