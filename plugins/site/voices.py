"""Which sources say something themselves, and which only repeat another that they cite.

The rows need the columns source_id, source and `cites`: the comma-separated ids of the works that
their claims cite, if these are among the sources too.
"""

from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import Any

from common.citing import the_names
from common.display_text import number, without_year


def names_of(
    rows: Iterable[Any], name: Callable[[Any], str], called: Callable[[Any], str] | None = None
) -> dict[str, list[str]]:
    """Return the sources of rows by name, each with the bare names of those it cites for it."""
    rows, called = list(rows), called or bare
    names = {row["source_id"]: called(row) for row in rows}
    found: dict[str, list[str]] = {}
    for row in rows:
        cited = found.setdefault(name(row), [])
        works = set((row["cites"] or "").split(",")) & names.keys() - {row["source_id"]}
        cited += sorted({names[work] for work in works} - {called(row), *cited})
    return found


def voices(rows: Iterable[Any], name: Callable[[Any], str], before: str = " ") -> dict[str, str]:
    """Return the sources of rows in words: `CSIS citing the US State Department`."""
    found = names_of(rows, name)
    return {
        each: f"{each}{before}citing {the_names(cited)}" if cited else each
        for each, cited in found.items()
    }


def own_voices(rows: Iterable[Any], called: Callable[[Any], str] | None = None) -> list[str]:
    """Return the names of sources that do not merely repeat another; all, if every one does."""
    found = names_of(rows, called or bare, called)
    return [name for name, cited in found.items() if not cited] or list(found)


def own_sources(rows: Iterable[Any], cites: Mapping[str, str]) -> list[str]:
    """Return the ids of the sources that do not merely repeat another; `cites` is by claim."""
    said = [dict(row) | {"cites": cites.get(row["claim_id"])} for row in rows]
    return own_voices(said, itemgetter("source_id"))


def partly(row: Any) -> str:
    """Return `in one of two passages`, if its source also lists who merged without it."""
    if "of_passages" not in row.keys() or not row["of_passages"]:  # noqa: SIM118  a row
        return ""
    some, every = row["in_passages"], row["of_passages"]
    return f"in {number(some)} of {number(every)} passages" if some < every else ""


def say(rows: Iterable[Any]) -> str:
    """Return who says so, in words: `say Varo and Pell`, `says Varo, and Pell citing it`."""
    rows = list(rows)
    found, own = names_of(rows, bare), own_voices(rows)
    in_part = {bare(row): partly(row) for row in rows if bare(row) in own and partly(row)}
    whole = [name for name in own if name not in in_part]
    firm = whole or [f"{name} {words}" for name, words in in_part.items()]
    text = f"{'says' if len(own) == 1 else 'say'} {the_names(firm)}"
    for name, words in in_part.items() if whole else ():
        text += f" and, {words}, {the_names([name])}"
    for name in (name for name in found if name not in own):
        whom = "it" if found[name] == own else the_names(found[name])
        text += f", and {the_names([name])} citing {whom}"
    return text


def by_note(rows: Iterable[Any], notes: Any) -> list[dict[str, str]]:
    """Return each source of rows with the numbers of its notes: `1, 3; 4 in a quotation`."""
    rows, found = list(rows), dict[str, dict[str, list[str]]]()
    names = names_of(rows, bare)
    for row in rows:
        others = names[bare(row)]
        quoted = "doubt" in row.keys() and row["doubt"] == "quoted"  # noqa: SIM118  a row
        how = "in a quotation" if quoted else partly(row)
        how = how or (f"citing {the_names(others)}" if others and row["cites"] else "")
        numbers = found.setdefault(row["source_id"], {}).setdefault(how, [])
        numbers += {str(notes.number(row["claim_id"]))} - {*numbers}
    label = {row["source_id"]: str(row["source"]) for row in rows}
    return [
        {
            "id": id_,
            "name": without_year(label[id_]),
            "year": label[id_].removeprefix(without_year(label[id_])).lstrip(", "),
            "notes": "; ".join(f"{', '.join(each)} {how}".strip() for how, each in by_how.items()),
        }
        for id_, by_how in found.items()
    ]


def bare(row: Any) -> str:
    """Return the source of a row, without the year."""
    return without_year(str(row["source"]))
