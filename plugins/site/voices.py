"""Who says something, and who of them repeats another: two of whom one cites the other are not two.

Wants rows with the columns source_id, source and `cites`: the ids of the works that their claims
cite, with commas between them, of those that speak here themselves.
"""

from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import Any

from common.citing import listed
from common.display_text import article, without_year


def names_of(
    rows: Iterable[Any], name: Callable[[Any], str], called: Callable[[Any], str] | None = None
) -> dict[str, list[str]]:
    """Return who says what rows hold, each with those whom it cites for it, by their bare names."""
    rows, called = list(rows), called or bare
    names = {row["source_id"]: called(row) for row in rows}
    found: dict[str, list[str]] = {}
    for row in rows:
        cited = found.setdefault(name(row), [])
        works = set((row["cites"] or "").split(",")) & names.keys() - {row["source_id"]}
        cited += sorted({names[work] for work in works} - {called(row), *cited})
    return found


def voices(rows: Iterable[Any], name: Callable[[Any], str], before: str = " ") -> dict[str, str]:
    """Return who says what rows hold, in words: `CSIS citing the US State Department`."""
    found = names_of(rows, name)
    return {
        each: f"{each}{before}citing {the_names(cited)}" if cited else each
        for each, cited in found.items()
    }


def own_voices(rows: Iterable[Any], called: Callable[[Any], str] | None = None) -> list[str]:
    """Return the names of those who do not merely repeat another one; all, where each does."""
    found = names_of(rows, called or bare, called)
    return [name for name, cited in found.items() if not cited] or list(found)


def own_sources(rows: Iterable[Any], cites: Mapping[str, str]) -> list[str]:
    """Return the ids of those sources, by what each claim cites."""
    said = [dict(row) | {"cites": cites.get(row["claim_id"])} for row in rows]
    return own_voices(said, itemgetter("source_id"))


def say(rows: Iterable[Any]) -> str:
    """Say who says so: `say Varo and Pell`, `says Varo, and Pell citing it`."""
    rows = list(rows)
    found, own = names_of(rows, bare), own_voices(rows)
    text = f"{'says' if len(own) == 1 else 'say'} {the_names(own)}"
    for name in (name for name in found if name not in own):
        whom = "it" if found[name] == own else the_names(found[name])
        text += f", and {the_names([name])} citing {whom}"
    return text


def bare(row: Any) -> str:
    """Return who says what a row holds, without the year."""
    return without_year(str(row["source"]))


def the_names(names: Iterable[str], last: str = "and") -> str:
    return listed([f"{article(name)}{name}" for name in names], last)
