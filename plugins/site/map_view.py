"""What an address of the map chooses, the filters of the table of attacks for it, and its words."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from datasette.app import Datasette

from common.date_words import in_words
from common.project import DATABASE
from plugins.site.drawings.drawing import label
from plugins.site.drawings.months import RULE
from plugins.site.filters import condition
from plugins.site.queries import label_of, select

# The rule of counting that is the map's own: also those of whom it is only possible.
PERHAPS = "perpetrator-possible"
ANYONE, ALL_DATES = "by anyone", "all dates"
RULES_IN_WORDS = {
    "perpetrator": "attacker",
    "perpetrator-possible": "attacker, certainly or possibly",
    "party": "attacker, target or party",
    "possible": "any of these, certainly or possibly",
}
MONTH = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?")
WORD = re.compile(r"[\w.-]{1,80}")
SIZES = {"count": "attacks", "killed": "people killed"}
COLOURS = {"": "attacker", "type": "type of attack", "source": "source"}

PLACE = "substr(location, 1, instr(location || ',', ',') - 1)"
# What a map names where it has no point for it.
UNPLACED = f"coalesce({PLACE}, title) || coalesce(', ' || date_words, '')"
# Attacks of which each is told, where they are no more.
MOST_TOLD = 2

Filters = list[tuple[str, str]]


class View(NamedTuple):
    """What an address chooses; empty where it leaves something open. Months are as 2018-03."""

    first: str = ""
    last: str = ""
    type: str = ""
    country: str = ""
    group: str = ""
    source: str = ""
    rule: str = RULE
    size: str = "count"
    colour: str = ""

    def address(self, **changed: Any) -> str:
        """Return the part of an address after the question mark."""
        names = {"first": "from", "last": "to"}
        values = self._replace(**changed)._asdict()
        return urlencode({names.get(k, k): v for k, v in values.items() if v and v != _DEFAULT[k]})

    def filters(self, *, period: bool = True, kind: bool = True) -> Filters:
        """Return the filters of the table of attacks."""
        chosen = [("scope", "incident"), ("_attacks", "only")]
        if kind and self.type:
            chosen.append(("attack_type", self.type))
        if kind and self.country:
            chosen.append(("country_code", self.country))
        if period and self.first:
            chosen.append(("date_earliest__gte", f"{self.first}-01"))
        if period and self.last:
            chosen.append(("date_latest__lte", _last_day(self.last)))
        if period and self.first and self.last:
            # It follows from the others, and lets an index be used.
            chosen.append(("date_earliest__lte", _last_day(self.last)))
        if self.group:
            chosen += [("_group", self.group), ("_rule", self.rule)]
        if self.source:
            chosen.append(("_source", self.source))
        return chosen


_DEFAULT = View()._asdict()


def _last_day(month: str) -> str:
    year, number = map(int, month.split("-"))
    return f"{month}-{calendar.monthrange(max(year, 1), number)[1]:02}"


def read(arguments: Mapping[str, str]) -> tuple[View, list[str]]:
    """Read an address; what makes no sense is left out, and returned for the page to say so."""
    refused = []

    def argument(name: str, fits: Callable[[str], object]) -> str:
        value = (arguments.get(name) or "").strip()
        if value and not fits(value):
            refused.append(value[:60])
            return ""
        return value

    # As queries call them, where the page's own names are not given.
    first, last = (
        argument(name if name in arguments else other, MONTH.fullmatch)
        for name, other in (("from", "start"), ("to", "end"))
    )
    # A year is all its months.
    first += "-01" if len(first) == 4 else ""
    last += "-12" if len(last) == 4 else ""
    if first and last and first > last:
        first, last = last, first
    words: dict[str, Any] = {
        name: argument(name, WORD.fullmatch) for name in ("type", "country", "group", "source")
    }
    words["rule"] = argument("rule", RULES_IN_WORDS.__contains__) or RULE
    words["size"] = argument("size", SIZES.__contains__) or "count"
    words["colour"] = argument("colour", COLOURS.__contains__)
    return View(first, last, **words), refused


async def sources_of(datasette: Datasette, view: View) -> list[str]:
    """Return which sources report the attacks of a view; last, those of none that has a point.

    Of these, the attacks are named where they are few.
    """
    placed, others = list[str](), list[str]()
    for source in await select(datasette, "select id, label from map_sources"):
        if view.source not in ("", source["id"]):
            continue
        rows = await condition(
            datasette, DATABASE, "attacks", view._replace(source=source["id"]).filters()
        )
        sql = f"select {UNPLACED} as words from attacks where {rows.sql} and latitude is"  # noqa: S608  Datasette's conditions
        if await select(datasette, f"{sql} not null limit 1", rows.params):
            placed.append(source["label"])
        elif found := await select(datasette, f"{sql} null limit {MOST_TOLD + 1}", rows.params):
            which = "; ".join(attack["words"] for attack in found)
            few = f" ({label(which, 120)})" if len(found) <= MOST_TOLD else ""
            others.append(f"{'' if others else 'not on the map: '}{source['label']}{few}")
    return placed + others


async def chosen(datasette: Datasette, view: View) -> list[str]:
    """Say what a view chooses: whose attacks and when, and then each filter with its name."""
    first, last = view.first and in_words(view.first), view.last and in_words(view.last)
    if first and last:
        when = first if first == last else f"{first} to {last}"
    else:
        when = f"from {first} on" if first else f"up to {last}" if last else ALL_DATES
    by = {"perpetrator-possible": "certainly or possibly by"}
    by |= {"party": "by, on or with", "possible": "certainly or possibly by, on or with"}
    group = await label_of(datasette, "groups", view.group) or view.group
    said = [f"{by.get(view.rule, 'by')} {group}" if group else ANYONE, when]
    if view.country:
        sql = "select name from places where kind = 'country' and country_code = ?"
        names = await select(datasette, sql, [view.country])
        said.append(f"country: {names[0]['name'] if names else view.country}")
    if view.type:
        names = await select(datasette, "select label from attack_types where id = ?", [view.type])
        said.append(f"type: {names[0]['label'] if names else view.type}")
    if view.source:
        said.append(
            f"reported by {await label_of(datasette, 'sources', view.source) or view.source}"
        )
    return said
