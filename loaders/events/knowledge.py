"""What the facts say about event data sets: actors, types, countries, data sets, matches."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loaders.problems import Place, Problems
from loaders.yaml_positions import YamlFile, read_yaml

FILES = ("event_actors", "event_sources", "event_types", "countries", "matches")


@dataclass(frozen=True)
class Meaning:
    """A group that a name stands for."""

    group: str
    certainty: str
    since: str | None


@dataclass(frozen=True)
class EventType:
    """A type of a data set in our words."""

    attack_type: str
    first_attacks: bool
    told: str | None


@dataclass(frozen=True)
class DataSet:
    """A data set: how it is read, and the row that it has in `sources`."""

    id: str
    layout: str
    prefix: str
    title: str
    authors: str | None
    publisher: str | None
    url: str | None
    licence: str | None
    redistributable: bool
    follow_order: int


@dataclass(frozen=True)
class JudgedPair:
    """Two ids that were judged by hand to be one incident, or not."""

    one: str
    other: str
    same: bool
    why: str
    place: Place


@dataclass(repr=False)
class Knowledge:
    """All of it, looked up by exact names."""

    names: dict[str, tuple[Meaning, ...]] = field(default_factory=dict)
    tails: dict[str, tuple[Meaning, ...]] = field(default_factory=dict)
    classes: dict[str, list[str]] = field(default_factory=dict)
    types: dict[str, dict[str, EventType]] = field(default_factory=dict)
    data_sets: dict[str, DataSet] = field(default_factory=dict)
    countries: dict[str, str] = field(default_factory=dict)
    pairs: list[JudgedPair] = field(default_factory=list)

    def meanings(self, name: str) -> tuple[Meaning, ...]:
        """The groups that a name stands for: the whole name, or what precedes a tail."""
        if name in self.names:
            return self.names[name]
        match = _TAIL.fullmatch(name)
        return self.tails.get(match[1], ()) if match else ()

    def actor_class(self, name: str) -> str | None:
        """Who a name is in general, with the country of a state: `state:Mali`."""
        for class_, beginnings in self.classes.items():
            for beginning in beginnings:
                if name.startswith(beginning):
                    rest = name[len(beginning) :].partition("(")[0].strip()
                    return f"{class_}:{rest}" if class_ == "state" else class_
        return None

    def country(self, *texts: str) -> str | None:
        """A country's ISO 3166-1 code, by whichever of name, number and code is known."""
        for text in texts:
            key = text.strip().lower()
            for each in (key, key.partition(" (")[0]):
                if each in self.countries:
                    return self.countries[each]
        return None


_TAIL = re.compile(r"(.+?) \([^()]*(?:\([^()]*\))?\)")


def read_knowledge(folder: Path, problems: Problems) -> Knowledge:
    """Read the files of the facts that tell about event data sets."""
    files: dict[str, YamlFile] = {}
    for name in FILES:
        path = folder / f"{name}.yml"
        file = read_yaml(path, str(path), problems)
        if file is not None and isinstance(file.data, dict):
            files[name] = file
    knowledge = Knowledge()
    if len(files) < len(FILES):
        return knowledge
    actors = files["event_actors"]
    for table, key in ((knowledge.names, "names"), (knowledge.tails, "names_with_tail")):
        for name, meanings in _mapping(actors, key, problems):
            table[name] = tuple(
                Meaning(each["group"], each["certainty"], each.get("since")) for each in meanings
            )
    knowledge.classes = dict(_mapping(actors, "classes", problems))
    for layout in ("ucdp", "acled", "gtd"):
        knowledge.types[layout] = {
            name: EventType(each["type"], each["attacker"] == "first", each.get("told"))
            for name, each in _mapping(files["event_types"], layout, problems)
        }
    for id_, each in files["event_sources"].data.items():
        knowledge.data_sets[id_] = data_set(id_, each)
    for code, each in files["countries"].data.items():
        for name in (each["name"], each["iso3"], each["number"], code, *each.get("also", [])):
            knowledge.countries[name.lower()] = code
    for key in ("confirmed", "refused"):
        for number, each in enumerate(files["matches"].data.get(key) or []):
            place = files["matches"].at((key, number))
            knowledge.pairs.append(
                JudgedPair(each["one"], each["other"], key == "confirmed", each["why"], place)
            )
    return knowledge


def data_set(id_: str, each: dict[str, Any]) -> DataSet:
    """A data set as its entry in event_sources.yml, or in a mapping file, describes it."""
    return DataSet(
        id=id_,
        layout=each.get("layout", "plain"),
        prefix=each.get("prefix", id_),
        title=each["title"],
        authors=each.get("authors"),
        publisher=each.get("publisher"),
        url=each.get("url"),
        licence=each.get("licence"),
        redistributable=each.get("redistributable") == "yes",
        follow_order=int(each.get("follow_order", 2900)),
    )


def _mapping(file: YamlFile, key: str, problems: Problems) -> Iterator[tuple[str, Any]]:
    part = file.data.get(key)
    if not isinstance(part, dict):
        problems.add(file.at((key,)), f"'{key}' is missing", expected=f"a mapping named {key}")
        return
    yield from part.items()
