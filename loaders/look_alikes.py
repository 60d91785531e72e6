"""Groups or people whose folded names are equal: perhaps one with two ids."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from common.folding import words
from loaders.context import Context

WHO = {"groups": "group", "people": "person"}
NO_NAMES = ("descriptive", "translation", "short")
"""Kinds of names that several entities can share."""


def look_alikes(context: Context) -> Iterator[str]:
    """Yield, for each pair that no file declares distinct, the name and the line to do so."""
    entities = context.facts.entities
    called: dict[tuple[str, tuple[str, ...]], dict[str, str]] = defaultdict(dict)
    for table in WHO:
        for id_, entry in entities[table].items():
            called[table, words(entry["name"])].setdefault(id_, entry["name"])
    for row in context.rows["names"]:
        for table, kind in WHO.items():
            who = row.get(f"{kind}_id")
            if who and row["kind"] not in NO_NAMES:
                called[table, words(row["name"])].setdefault(who, row["name"])
    pairs: dict[tuple[str, str, str], tuple[str, str]] = {}
    for (table, _), names in called.items():
        for one, other in combinations(sorted(names), 2):
            pairs.setdefault((table, one, other), (names[one], names[other]))
    for (table, one, other), (name, alike) in sorted(pairs.items()):
        entry, second = entities[table][one], entities[table][other]
        apart = entry.data.get("not_the_same_as", []), second.data.get("not_the_same_as", [])
        if other not in apart[0] and one not in apart[1]:
            yield (
                f"{entry.at()}: '{one}' is called '{name}' and '{other}' '{alike}': the same "
                f"{WHO[table]}? If not, write there not_the_same_as: [{other}]"
            )
