"""Mapping files: which column is what, for a table that no known layout fits."""

import fnmatch
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loaders.events.actors import ActorLists
from loaders.events.layouts.builder import Columns
from loaders.events.layouts.layout import Layout, build_steps
from loaders.events.layouts.plain import PLAIN
from loaders.events.layouts.recognition import column_name
from loaders.events.reference import DataSet, ReferenceData, data_set
from loaders.problems import Problems
from loaders.yaml_positions import YamlFile, read_yaml

NEEDED = {
    "ucdp": ("id", "date_start", "type_of_violence", "best", "side_a", "latitude", "longitude"),
    "acled": (
        "event_id_cnty",
        "event_date",
        "time_precision",
        "event_type",
        "actor1",
        "fatalities",
    ),
    "gtd": ("eventid", "iyear", "imonth", "iday", "attacktype1_txt", "gname", "nkill"),
    "plain": ("id", "date"),
}
"""For each reading the columns without which there is no record."""

KEYS = ("title", "data_set", "version", "files", "columns", "values")


@dataclass(frozen=True)
class Mapping:
    """One mapping file."""

    title: str
    data_set: DataSet
    version: str | None
    files: str | None
    columns: Columns
    words: dict[str, dict[str, str]]

    def fits(self, name: str, header: Sequence[str]) -> bool:
        """Whether a table has all columns that the mapping names, and a name that it is for."""
        have = {column_name(column) for column in header}
        named = {column for group in self.columns.values() for column in group}
        if self.files and not fnmatch.fnmatch(name.rpartition("/")[2].lower(), self.files.lower()):
            return False
        return named <= have

    def layout(self, reference: ReferenceData, actors: ActorLists) -> Layout:
        """The steps that it makes."""
        steps = build_steps(self.data_set.layout, self.columns, self.words, reference, actors)
        return Layout(self.title, self.data_set, steps, version=self.version)


def read_mappings(folder: Path, reference: ReferenceData, problems: Problems) -> list[Mapping]:
    """Read every mapping file of a folder."""
    mappings = []
    for path in sorted([*folder.glob("*.yml"), *folder.glob("*.yaml")]):
        if path.name.startswith("."):
            continue
        file = read_yaml(path, str(path), problems)
        if file is not None:
            mapping = _mapping(file, path.stem, reference, problems)
            if mapping is not None:
                mappings.append(mapping)
    return mappings


def _mapping(
    file: YamlFile, stem: str, reference: ReferenceData, problems: Problems
) -> Mapping | None:
    before = len(problems)
    data: Any = file.data
    if not isinstance(data, dict):
        problems.add(
            file.at(()), "this is no mapping file", expected="keys such as data_set and columns"
        )
        return None
    for key in data:
        if key not in KEYS:
            problems.add(
                file.at((key,)),
                f"the key '{key}' is unknown here",
                expected="one of " + ", ".join(KEYS),
                word=key,
                known=KEYS,
            )
    owner = _data_set(file, reference, problems)
    columns = _columns(file, problems)
    if owner is not None and columns:
        known = PLAIN if owner.layout == "plain" else None
        for name in columns:
            if known is not None and name not in known:
                problems.add(
                    file.at(("columns", name)),
                    f"the column '{name}' is unknown here",
                    expected="one of " + ", ".join(known),
                    word=name,
                    known=known,
                )
        for name in NEEDED[owner.layout]:
            if name not in columns:
                problems.add(
                    file.at(("columns",)),
                    f"'{name}' is missing",
                    expected=f"{name}: a column of the table",
                )
    words = data.get("values", {})
    if not isinstance(words, dict) or not all(isinstance(each, dict) for each in words.values()):
        problems.add(
            file.at(("values",)),
            "'values' is no mapping of mappings",
            expected="column: {theirs: ours}",
        )
        words = {}
    if owner is None or len(problems) > before:
        return None
    return Mapping(
        title=str(data.get("title", stem)),
        data_set=owner,
        version=data.get("version"),
        files=data.get("files"),
        columns=columns,
        words=words,
    )


def _data_set(file: YamlFile, reference: ReferenceData, problems: Problems) -> DataSet | None:
    """A data set that event_sources.yml knows, or one that the mapping file describes."""
    value = file.data.get("data_set")
    if isinstance(value, str) and value in reference.data_sets:
        return reference.data_sets[value]
    if isinstance(value, dict) and {"id", "title"} <= value.keys():
        if value["id"] not in reference.data_sets:
            return data_set(value["id"], {**value, "layout": "plain"})
        problems.add(
            file.at(("data_set", "id")),
            f"'{value['id']}' is already a data set",
            expected="an id of its own",
        )
        return None
    problems.add(
        file.at(("data_set",)),
        "the data set is not known",
        expected="one of "
        + ", ".join(reference.data_sets)
        + ", or {id, title, licence, redistributable}",
        word=value if isinstance(value, str) else "",
        known=reference.data_sets,
    )
    return None


def _columns(file: YamlFile, problems: Problems) -> Columns:
    names = file.data.get("columns")
    if not isinstance(names, dict):
        problems.add(
            file.at(("columns",)), "'columns' is missing", expected="columns: {id: theirs ...}"
        )
        return {}
    columns = {}
    for name, actual in names.items():
        group = actual if isinstance(actual, list) else [actual]
        if not group or not all(isinstance(each, str) and each for each in group):
            problems.add(
                file.at(("columns", name)),
                f"'{name}' names no column",
                expected="a column, or a list of them",
            )
            continue
        columns[column_name(name)] = tuple(column_name(each) for each in group)
    return columns
