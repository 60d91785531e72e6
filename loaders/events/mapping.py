"""Mapping files: what a table does not say about itself, or says in other words."""

import fnmatch
from collections.abc import Mapping as Words
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loaders.events.actors import ActorLists
from loaders.events.layouts.builder import Columns
from loaders.events.layouts.layout import Layout, build_steps
from loaders.events.layouts.plain import PLAIN
from loaders.events.layouts.recognition import KNOWN, MONADIC, column_name, recognise
from loaders.events.reference import DataSet, ReferenceData, data_set
from loaders.events.table import Dress, Table
from loaders.events.values import fold_word
from loaders.problems import Place, Problems
from loaders.yaml_positions import YamlFile, read_yaml

NEEDED = {
    "ucdp": ("id", "date_start"),
    "acled": ("event_id_cnty", "event_date"),
    "gtd": ("eventid", "iyear"),
    "plain": ("id", "date"),
}
"""The columns that each reading requires; any others that are missing are empty."""

KEYS = (
    *("title", "data_set", "version", "files", "columns", "values"),
    *("day_first", "skip", "header", "separator", "encoding"),
)
_SEPARATORS = {"tab": "\t", "comma": ",", "semicolon": ";", "bar": "|", "space": " "}
_TRUTH = {"yes": True, "true": True, "no": False, "false": False}
_RENAMED = {theirs: ours for known in KNOWN for theirs, ours in known.renamed.items()}


@dataclass(frozen=True)
class Mapping:
    """A mapping file.

    Attributes:
        place: The file itself.
        title: The name of the layout.
        data_set: The data set that the tables belong to.
        version: Its version, if the file states one.
        files: A pattern for the names of the tables it applies to.
        columns: The table's columns for ours; those of a known layout that it does not name are as
            in the layout.
        words: For our columns, the table's words, folded, and ours for them.
        day_first: Whether numeric dates have the day first.
        dress: The format of the text.
    """

    place: Place
    title: str | None
    data_set: DataSet
    version: str | None
    files: str | None
    columns: Columns
    words: Words[str, Words[str, str]]
    day_first: bool | None
    dress: Dress

    @property
    def named(self) -> frozenset[str]:
        """Return the columns of the table that it names."""
        return frozenset(column for group in self.columns.values() for column in group)

    def is_for(self, table: Table) -> bool:
        """Return whether it applies to a table."""
        names = (table.file_name.lower(), table.name.lower())
        if self.files is None:
            return False
        files = self.files.lower()
        # A file name may contain pattern characters: export [1].csv.
        return files in names or any(fnmatch.fnmatch(name, files) for name in names)

    def lacking(self, header: Sequence[str]) -> list[str]:
        """Return what a table with these columns lacks: columns that it names or requires."""
        missing = sorted(self.named - set(header))
        columns = self._columns(header)
        needed = [name for name in NEEDED[self.data_set.layout] if name not in columns]
        return missing + [name for name in needed if name not in missing]

    def layout(self, header: Sequence[str], reference: ReferenceData, actors: ActorLists) -> Layout:
        """Return the layout for a table with these columns."""
        columns = self._columns(header)
        steps = build_steps(
            self.data_set.layout, columns, reference, actors, self.words, self.day_first
        )
        known = recognise(header)
        known = known if known and known.layout == self.data_set.layout else None
        title = self.title or (known.title if known else self.data_set.title)
        return Layout(
            title,
            self.data_set,
            steps,
            columns,
            monadic=known is not None and known.title == MONADIC,
            version=self.version,
            mapping_file=self.place.file,
        )

    def _columns(self, header: Sequence[str]) -> Columns:
        if self.data_set.layout == "plain":
            return self.columns
        as_they_are = {_RENAMED.get(name, name): (name,) for name in header if name}
        return {**as_they_are, **self.columns}


def read_mappings(folder: Path, reference: ReferenceData, problems: Problems) -> list[Mapping]:
    """Read every mapping file in a folder."""
    mappings = []
    for path in sorted([*folder.glob("*.yml"), *folder.glob("*.yaml")]):
        if path.name.startswith("."):
            continue
        if not path.is_file():
            problems.add(Place(str(path)), "this is no file", expected="a mapping file")
            continue
        file = read_yaml(path, str(path), problems)
        if file is not None:
            mapping = _mapping(file, reference, problems)
            if mapping is not None:
                mappings.append(mapping)
    return mappings


def _mapping(file: YamlFile, reference: ReferenceData, problems: Problems) -> Mapping | None:
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
    columns = _columns(file, owner, problems)
    words = _words(file, problems)
    dress = _dress(file, problems)
    day_first = _TRUTH.get(str(data.get("day_first", "")).lower())
    if "day_first" in data and day_first is None:
        problems.add(
            file.at(("day_first",)), f"'{data['day_first']}' is no answer", expected="yes or no"
        )
    if dress.header is not None and not data.get("files"):
        problems.add(
            file.at(("header",)),
            "it is not said of which table the header is",
            expected="files: the name of the table",
        )
    if owner is None or len(problems) > before:
        return None
    return Mapping(
        place=file.at(()),
        title=data.get("title"),
        data_set=owner,
        version=data.get("version"),
        files=data.get("files"),
        columns=columns,
        words=words,
        day_first=day_first,
        dress=dress,
    )


def _data_set(file: YamlFile, reference: ReferenceData, problems: Problems) -> DataSet | None:
    """Return a data set in event_sources.yml, or one that the mapping file describes."""
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


def _columns(file: YamlFile, owner: DataSet | None, problems: Problems) -> Columns:
    plain = owner is not None and owner.layout == "plain"
    names = file.data.get("columns", None if plain else {})
    if not isinstance(names, dict):
        problems.add(
            file.at(("columns",)), "'columns' is missing", expected="columns: {id: theirs ...}"
        )
        return {}
    columns = {}
    for name, actual in names.items():
        group = actual if isinstance(actual, list) else [actual]
        if not group or not all(isinstance(each, str) and each.strip(". ") for each in group):
            problems.add(
                file.at(("columns", name)),
                f"'{name}' names no column",
                expected="a column, or a list of them",
            )
            continue
        if plain and column_name(name) not in PLAIN:
            problems.add(
                file.at(("columns", name)),
                f"the column '{name}' is unknown here",
                expected="one of " + ", ".join(PLAIN),
                word=name,
                known=PLAIN,
            )
        columns[column_name(name)] = tuple(column_name(each) for each in group)
    for name in NEEDED["plain"] if plain else ():
        if name not in columns:
            problems.add(
                file.at(("columns",)),
                f"'{name}' is missing",
                expected=f"{name}: a column of the table",
            )
    return columns


def _words(file: YamlFile, problems: Problems) -> Words[str, Words[str, str]]:
    words = file.data.get("values", {})
    if isinstance(words, dict) and all(isinstance(each, dict) for each in words.values()):
        return {
            column_name(name): {fold_word(theirs): ours for theirs, ours in each.items()}
            for name, each in words.items()
        }
    problems.add(
        file.at(("values",)),
        "'values' is no mapping of mappings",
        expected="column: {theirs: ours}",
    )
    return {}


def _dress(file: YamlFile, problems: Problems) -> Dress:
    data = file.data
    skip, separator, encoding = (data.get(key) for key in ("skip", "separator", "encoding"))
    if skip is not None and not str(skip).isdecimal():
        problems.add(file.at(("skip",)), f"'{skip}' is no number", expected="how many lines")
        skip = None
    if separator is not None and len(_SEPARATORS.get(separator, separator)) != 1:
        problems.add(
            file.at(("separator",)),
            f"'{separator}' is no separator",
            expected="one character, or one of " + ", ".join(_SEPARATORS),
        )
        separator = None
    if encoding is not None and not _is_encoding(encoding):
        problems.add(
            file.at(("encoding",)),
            f"'{encoding}' is no encoding",
            expected="a name such as utf-8 or windows-1252",
        )
        encoding = None
    return Dress(
        None if skip is None else int(skip),
        _header(file, problems),
        None if separator is None else _SEPARATORS.get(separator, separator),
        encoding,
    )


def _is_encoding(name: object) -> bool:
    try:
        "".encode(str(name))
    except LookupError:
        return False
    return True


def _header(file: YamlFile, problems: Problems) -> tuple[str, ...] | None:
    header = file.data.get("header")
    if header is None or header == "none":
        return None if header is None else ()
    if isinstance(header, list) and header and all(isinstance(each, str) for each in header):
        return tuple(header)
    problems.add(
        file.at(("header",)),
        "the header is no list of names",
        expected="none, or a list of the columns in their order",
    )
    return None
