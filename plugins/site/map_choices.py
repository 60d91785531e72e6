"""What an address of the map chooses, and the filters of the table of attacks for it."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.utils.asgi import BadRequest, Request

from common.date_words import in_words
from common.dates import ENDS_FIRST, DateError, is_backwards, parse, typed
from common.project import DATABASE
from plugins.site.drawings.drawing import NO_CHOICE, NO_ID, label
from plugins.site.drawings.months import RULE
from plugins.site.queries import select
from plugins.site.table_filters import condition, count

# The rules of counting, as in the named queries and `attack_days`; PERHAPS is the map's own: also
# those of whom it is only possible.
PERHAPS = "perpetrator-possible"
RULES = {
    RULE: " and side = 'perpetrator' and certainty = 'certain'",
    PERHAPS: " and side = 'perpetrator'",
    "party": " and certainty = 'certain'",
    "possible": "",
}
MONTH = re.compile(r"[0-9]{4}(?:-[0-9]{2})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WORD = re.compile(r"[\w.-]{1,80}")
CHOICES = {"rule": tuple(RULES), "size": ("count", "killed")}
# What is chosen by an id or a code, and where these are.
KNOWN = {
    "type": "select 1 from attack_types where id = ?1",
    "country": """select 1 from places where country_code = ?1
        union all select 1 from attack_counts where country_code = ?1 limit 1""",
    "group": "select 1 from groups where id = ?1",
    "source": "select 1 from sources where id = ?1",
}
# How the table of attacks calls what is chosen so.
WORDS = {
    **{"type": "attack_type", "country": "country_code"},
    **{name: f"_{name}" for name in ("group", "rule", "source")},
}
# What to say of a value that nothing has: that it is none, and how to write one.
NO_MONTH = "“{}” is no date. Write a year or a month, as 2000, 2000-03 or March 2000."
NOT_A_MONTH = "“{}” is no day, month or year, and these are what can be chosen: write 2000-03."
NO_TYPE = "There is no type of attack of the id “{}”. The ids of types are {}."
TYPES = "select id from attack_types order by id"
NO_COUNTRY = "No country here has the code “{}”. A code has two letters, as {}."
COUNTRIES = "select distinct country_code from places where country_code <> '' order by 1 limit 3"

PLACE = "substr(location, 1, instr(location || ',', ',') - 1)"
# What a map names where it has no point for it.
UNPLACED = f"coalesce({PLACE}, title) || coalesce(', ' || date_words, '')"
# How many attacks are dated, and from when to when they are.
DATED = """count(date_edtf) as dated, count(date_words) as datable,
  min(date_earliest) filter (where date_edtf is not null) as first,
  max(date_latest) filter (where date_edtf is not null) as last"""

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

    def address(self, **changed: Any) -> str:
        names = {"first": "from", "last": "to"}
        values = self._replace(**changed)._asdict()
        return urlencode({names.get(k, k): v for k, v in values.items() if v and v != _DEFAULT[k]})

    def filters(self, *, period: bool = True, kind: bool = True) -> Filters:
        year, _, month = self.last.partition("-")
        last = month and f"{self.last}-{calendar.monthrange(int(year) or 1, int(month))[1]:02}"
        chosen = [
            *(("scope", "incident"), ("_attacks", "only")),
            ("attack_type", self.type if kind else ""),
            ("country_code", self.country if kind else ""),
            ("date_earliest__gte", f"{self.first}-01" if period and self.first else ""),
            ("date_latest__lte", last if period else ""),
            # It follows from the others, and lets an index be used.
            ("date_earliest__lte", last if period and self.first else ""),
            *(("_group", self.group), ("_rule", self.rule if self.group else "")),
            ("_source", self.source),
        ]
        return [(name, value) for name, value in chosen if value]


_DEFAULT = View()._asdict()


def read(arguments: Mapping[str, str]) -> tuple[View, dict[str, str]]:
    """Read an address; what makes no sense is left out, and returned by its name."""
    refused = dict[str, str]()

    def argument(name: str, fits: Callable[[str], object], other: str = "") -> str:
        given = ((arguments.get(each) or "").strip() for each in (name, other))
        value = next(filter(None, given), "")
        value = _month_of(value) if name in ("from", "to") else value
        if value and not fits(value):
            refused[name] = value
            return ""
        return value

    # As queries call them, where the page's own names are not given.
    first, last = argument("from", _is_month, "start"), argument("to", _is_month, "end")
    if is_backwards(first, last):
        refused["period"] = ENDS_FIRST.format(first, last)
        first = last = ""
    # A year is all its months.
    first += "-01" if len(first) == 4 else ""
    last += "-12" if len(last) == 4 else ""
    words: dict[str, Any] = {name: argument(name, WORD.fullmatch) for name in KNOWN}
    words |= {
        name: argument(name, values.__contains__) or _DEFAULT[name]
        for name, values in CHOICES.items()
    }
    return View(first, last, **words), refused


def _month_of(text: str) -> str:
    """Return what is typed as a date; of a day, its month, since attacks are counted by these."""
    text = typed(text)
    return text[:7] if DAY.fullmatch(text) and _is_date(text) else text


def days_asked(arguments: Mapping[str, str]) -> list[str]:
    """Return the days that an address asks for, in words: all of their months is shown."""
    asked = (typed(arguments.get(name) or "") for name in ("from", "to", "start", "end"))
    return list(dict.fromkeys(in_words(day) for day in asked if _month_of(day) != day))


def _is_date(text: str) -> bool:
    with suppress(DateError):
        return bool(parse(text))
    return False


def _is_month(text: str) -> bool:
    return bool(MONTH.fullmatch(text)) and _is_date(text)


async def chosen(datasette: Datasette, arguments: Mapping[str, str]) -> tuple[View, list[str]]:
    """Read an address; what nothing here is called is left out, and said with how to mend it.

    So of what is not known nothing is denied: no map, picture or list says that there is no attack
    by a group of which it knows nothing.
    """
    view, refused = read(arguments)
    for name, sql in KNOWN.items():
        value = getattr(view, name)
        if value and not await select(datasette, sql, [value]):
            refused[name] = value
            view = view._replace(**{name: ""})
    return view, [await _refusal(datasette, *each) for each in refused.items()]


async def check_filters(datasette: Datasette, request: Request) -> None:
    """Check what filters of the table of attacks choose by ids.

    Raises:
        BadRequest: Where nothing is called so: no row would be found, and nothing said.
    """
    asked = {name: request.args.get(word) or "" for name, word in WORDS.items()}
    _, refused = await chosen(datasette, asked)
    if refused:
        raise BadRequest(" ".join(refused))


async def _refusal(datasette: Datasette, name: str, value: str) -> str:
    """Say that a value cannot be chosen, and which can be."""
    if name == "period":
        return value
    is_date, value = _is_date(value), label(value, 60)
    if name in ("from", "to"):
        return (NOT_A_MONTH if is_date else NO_MONTH).format(value)
    if name in CHOICES:
        return NO_CHOICE.format(value, name, ", ".join(CHOICES[name]))
    if name in ("group", "source"):
        return NO_ID.format(name, value)
    text, sql = (NO_TYPE, TYPES) if name == "type" else (NO_COUNTRY, COUNTRIES)
    known = [str(each) for row in await select(datasette, sql) for each in row.values()]
    return text.format(value, ", ".join(known))


async def sources_of(datasette: Datasette, view: View) -> list[str]:
    """Return which sources report the attacks of a view; last, those of none that has a point."""
    placed, others = list[str](), list[str]()
    for source in await select(datasette, "select id, label from map_sources"):
        if view.source not in ("", source["id"]):
            continue
        rows = await condition(
            datasette, DATABASE, "attacks", view._replace(source=source["id"]).filters()
        )
        sql = f"select 1 from attacks where {rows.sql} and latitude is"  # noqa: S608  Datasette's conditions
        if await select(datasette, f"{sql} not null limit 1", rows.params):
            placed.append(source["label"])
        elif await select(datasette, f"{sql} null limit 1", rows.params):
            others.append(f"{'' if others else 'not on the map: '}{source['label']}")
    return placed + others


async def perhaps(datasette: Datasette, view: View) -> int:
    """Count the attacks that are perhaps by a group, also where they are left out."""
    if not view.group or view.rule not in (RULE, PERHAPS):
        return 0
    every, sure = [
        await count(datasette, DATABASE, "attacks", view._replace(rule=rule).filters())
        for rule in (PERHAPS, RULE)
    ]
    return every - sure


async def dated(datasette: Datasette, view: View, months: Iterable[str]) -> dict[str, Any]:
    """Return when the attacks of all time were, as `found`; how many are `undated`, or `inferred`.

    Those of a month are known by their `months`: only those of none are looked at.
    """
    rows = await condition(datasette, DATABASE, "attacks", view.filters(), "month is null")
    sql = f"select {DATED}, count(*) as attacks from attacks where {rows.sql}"  # noqa: S608  words of ours
    [spanning] = await select(datasette, sql, rows.params)
    days = sorted([*months, *filter(None, (spanning["first"], spanning["last"]))])
    found = found_in_words(days[0], days[-1]) if days else ""
    without = spanning["attacks"] - spanning["datable"]
    inferred = spanning["datable"] - spanning["dated"]
    return {"found": found, "undated": without, "inferred": inferred}


def found_in_words(first: str | None, last: str | None) -> str:
    """Say from when to when attacks were found: the month of all, or else the years."""
    if not first or not last:
        return ""
    if first[:7] == last[:7]:
        return in_words(first[:7])
    return " to ".join(dict.fromkeys((first[:4], last[:4])))
