"""Ids and names of entities in other registers: from facts to rows."""

from collections import Counter

from loaders.context import Context
from loaders.facts import Entry

COLUMNS = {"groups": "group_id", "people": "person_id", "places": "place_id"}


def add_identifiers(context: Context) -> None:
    """Add a row for each identifier, in the order of the file."""
    numbers: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str, str], Entry] = {}
    for of, entry in context.facts.identifiers:
        table = context.facts.tables.get(of)
        if entry.broken:
            continue
        if table not in COLUMNS:
            context.problems.add(
                entry.file.at((of,)),
                f"there is no '{of}' in groups.yml, people.yml or places.yml",
                expected="the id of an entity",
                word=of,
                known=[id_ for each in COLUMNS for id_ in context.facts.entities[each]],
            )
            continue
        scheme, identifier = entry["scheme"], entry["id"]
        if (of, scheme, identifier) in first:
            context.problems.add(
                entry.at("id"),
                f"the identifier '{identifier}' of '{of}' is already at "
                f"{first[of, scheme, identifier].at('id')}",
                expected="each once",
            )
        first.setdefault((of, scheme, identifier), entry)
        numbers[of, scheme] += 1
        number = numbers[of, scheme]
        word = context.facts.vocabularies["identifier_schemes"].get(scheme) or {}
        address = word.get("address")
        context.rows["identifiers"].append(
            {
                "id": f"{of}--{scheme}" + (f"-{number}" if number > 1 else ""),
                **{column: of if each == table else None for each, column in COLUMNS.items()},
                "scheme": scheme,
                "identifier": identifier,
                "label": entry.get("label"),
                "listed_on": entry.get("listed"),
                "confidence": entry.get("certainty") or "certain",
                "source_id": context.id_of(entry, "source", "sources"),
                "seen_in": entry.get("seen_in"),
                "seen_on": entry.get("seen_on"),
                "url": address.replace("{}", identifier) if address else None,
                "note": entry.get("note"),
            }
        )
