"""Reference data in the facts: actors, types, countries, data sets, pairs judged by hand."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from loaders.events.name_lists import doubted_name, either_of, fold_name, names_in
from loaders.problems import Place, Problems
from loaders.yaml_positions import YamlFile, read_yaml

FILES = ("event_actors", "event_sources", "event_types", "countries", "matches")


@dataclass(frozen=True)
class Meaning:
    """A group that a name stands for."""

    group: str | None
    certainty: str
    since: str | None


NO_GROUP = Meaning(None, "certain", None)
"""The meaning of a name that is not one of our groups."""


@dataclass(frozen=True)
class NamedGroup:
    """A group that data sets name and the documents do not."""

    name: str
    kind: str


@dataclass(frozen=True)
class EventType:
    """A data set's type in our words."""

    attack_type: str
    first_attacks: bool
    label: str | None


UNSPECIFIED = "unspecified"
"""The type of an event of which nobody knows what a data set means by the word for it."""


@dataclass(frozen=True)
class DataSet:
    """A data set: how it is read, and its row in `sources`."""

    id: str
    layout: str
    prefix: str
    title: str
    authors: str | None
    publisher: str | None
    url: str | None
    licence: str | None
    redistributable: bool | None  # None if its terms are not known
    follow_order: int


@dataclass(frozen=True)
class JudgedPair:
    """Two ids judged by hand to be the same incident, or not."""

    one: str
    other: str
    same: bool
    why: str
    place: Place


@dataclass(repr=False)
class ReferenceData:
    """The reference data for event data, looked up by exact names."""

    names: dict[str, tuple[Meaning, ...]] = field(default_factory=dict)
    tails: dict[str, tuple[Meaning, ...]] = field(default_factory=dict)
    attributed_first: tuple[str, ...] = ()
    classes: dict[str, list[str]] = field(default_factory=dict)
    types: dict[str, dict[str, EventType]] = field(default_factory=dict)
    data_sets: dict[str, DataSet] = field(default_factory=dict)
    spelled: dict[tuple[str, str], str] = field(default_factory=dict)
    named_groups: dict[str, NamedGroup] = field(default_factory=dict)
    countries: dict[str, str] = field(default_factory=dict)
    country_names: dict[str, str] = field(default_factory=dict)
    boxes: dict[str, tuple[float, ...]] = field(default_factory=dict)
    pairs: list[JudgedPair] = field(default_factory=list)

    def meanings(self, name: str) -> tuple[Meaning, ...]:
        """Return the groups that a name stands for: the whole name, or the part before a suffix.

        If a name leaves open which of several it was ("and/or"), or whether it was them
        ("suspected"), each is only possible.
        """
        if fold_name(name) in self.names:
            return self.names[fold_name(name)]
        either = either_of(name)
        if doubted := doubted_name(name):
            either = [doubted]
        if either:
            words = [word for part in either for word in self.listed(part)]
            found = [each for word in words for each in self.meanings(word)]
            firsts = {each.group: replace(each, certainty="possible") for each in reversed(found)}
            return tuple(reversed(firsts.values()))
        match = _TAIL.fullmatch(name)
        return self.tails.get(fold_name(match[1]), ()) if match else ()

    def listed(self, field: str) -> tuple[str, ...]:
        """Return the names in a field."""
        return names_in(
            field,
            lambda name: bool(self.meanings(name)),
            lambda name: self.actor_class(name) is not None,
        )

    def of_layout(self, layout: str) -> str:
        """Return the id of the data set whose tables have a layout."""
        return next(each.id for each in self.data_sets.values() if each.layout == layout)

    def groups(self) -> list[str]:
        """Return every group in the tables of names, each once."""
        meanings = [*self.names.values(), *self.tails.values()]
        named = [each.group for group in meanings for each in group if each.group]
        return [*dict.fromkeys([*self.attributed_first, *named])]

    def attribution(self, names: Iterable[str]) -> Meaning | None:
        """Return the group to which a record with actors of these names is attributed."""
        certain = [
            each for name in names for each in self.meanings(name) if each.certainty == "certain"
        ]
        order = {group: place for place, group in enumerate(self.attributed_first)}
        certain.sort(key=lambda each: order.get(each.group or "", len(order)))
        return certain[0] if certain else None

    def actor_class(self, name: str) -> str | None:
        """Return the class of a name, for a state with the country: `state:Mali`."""
        for class_, beginnings in self.classes.items():
            for beginning in beginnings:
                if name.startswith(beginning):
                    rest = name[len(beginning) :].partition("(")[0].strip()
                    return f"{class_}:{rest}" if class_ == "state" else class_
        return None

    def country(self, *texts: str) -> str | None:
        """Return a country's ISO 3166-1 code, by whichever of name, number and code is known."""
        for text in texts:
            key = text.strip().lower()
            for each in (key, key.partition(" (")[0]):
                if each in self.countries:
                    return self.countries[each]
        return None


_TAIL = re.compile(r"(.+?) \([^()]*(?:\([^()]*\))?\)(?: - [^()]+)?")


def read_reference(folder: Path, problems: Problems) -> ReferenceData:
    """Read the fact files on event data sets."""
    files: dict[str, YamlFile] = {}
    for name in FILES:
        path = folder / f"{name}.yml"
        file = read_yaml(path, str(path), problems)
        if file is not None and isinstance(file.data, dict):
            files[name] = file
    reference = ReferenceData()
    for name in FILES:
        file = files.get(name)
        try:
            if file is not None:
                _READERS[name](reference, file, problems)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            problems.add(
                Place(str(folder / f"{name}.yml")),
                f"an entry is not as the others are ({type(error).__name__}: {error})",
                expected="the keys that the comment at the top of the file names",
            )
    return reference


def _read_actors(reference: ReferenceData, actors: YamlFile, problems: Problems) -> None:
    reference.attributed_first = tuple(actors.data.get("attributed_first", ()))
    for table, key in ((reference.names, "names"), (reference.tails, "names_with_tail")):
        for name, meanings in _mapping(actors, key, problems):
            read = tuple(
                Meaning(each["group"], each["certainty"], each.get("since")) for each in meanings
            )
            table[fold_name(name)] = read
            reference.spelled[key, fold_name(name)] = name
            for number, meaning in enumerate(read):
                if meaning.certainty not in ("certain", "possible"):
                    problems.add(
                        actors.at((key, name, number)),
                        f"certainty: '{meaning.certainty}' is none",
                        expected="certain or possible",
                    )
    reference.classes = dict(_mapping(actors, "classes", problems))
    reference.named_groups = {
        id_: NamedGroup(each["name"], each["kind"])
        for id_, each in actors.data.get("groups", {}).items()
    }


def _read_types(reference: ReferenceData, types: YamlFile, problems: Problems) -> None:
    for layout in ("ucdp", "acled", "gtd"):
        reference.types[layout] = {
            name: EventType(each["type"], each["attacker"] == "first", each.get("told"))
            for name, each in _mapping(types, layout, problems)
        }


def _read_sources(reference: ReferenceData, sources: YamlFile, problems: Problems) -> None:
    for id_, each in sources.data.items():
        reference.data_sets[id_] = data_set(id_, each)
    for layout in ("ucdp", "acled", "gtd"):
        if layout not in [each.layout for each in reference.data_sets.values()]:
            problems.add(sources.at(()), f"no data set has the layout {layout}")


def _read_countries(reference: ReferenceData, countries: YamlFile, problems: Problems) -> None:
    for code, each in countries.data.items():
        if len(code) != 2:
            problems.add(countries.at((code,)), f"'{code}' is no code", expected="two letters")
        reference.country_names[code] = each["name"]
        if "box" in each:
            reference.boxes[code] = tuple(map(float, each["box"]))
        for name in (each["name"], each["iso3"], each["number"], code, *each.get("also", [])):
            reference.countries[name.lower()] = code


def _read_matches(reference: ReferenceData, matches: YamlFile, problems: Problems) -> None:
    for key in matches.data:
        if key not in ("confirmed", "refused"):
            problems.add(matches.at((key,)), f"the key '{key}' is unknown here")
    for key in ("confirmed", "refused"):
        for number, each in enumerate(matches.data.get(key) or []):
            place = matches.at((key, number))
            reference.pairs.append(
                JudgedPair(each["one"], each["other"], key == "confirmed", each["why"], place)
            )


_READERS = {
    "event_actors": _read_actors,
    "event_sources": _read_sources,
    "event_types": _read_types,
    "countries": _read_countries,
    "matches": _read_matches,
}


def data_set(id_: str, each: dict[str, Any]) -> DataSet:
    """Return a data set as described in event_sources.yml or in a mapping file."""
    return DataSet(
        id=id_,
        layout=each.get("layout", "plain"),
        prefix=each.get("prefix", id_),
        title=each["title"],
        authors=each.get("authors"),
        publisher=each.get("publisher"),
        url=each.get("url"),
        licence=each.get("licence"),
        redistributable={"yes": True, "no": False}.get(each.get("redistributable", "")),
        follow_order=int(each.get("follow_order", 2900)),
    )


def _mapping(file: YamlFile, key: str, problems: Problems) -> Iterator[tuple[str, Any]]:
    part = file.data.get(key)
    if not isinstance(part, dict):
        problems.add(file.at((key,)), f"'{key}' is missing", expected=f"a mapping named {key}")
        return
    yield from part.items()
