"""Diagrams: a few charts by name, inside pages, and as SVG, PNG and Vega-Lite to take along.

A chart's data come from views and named queries, its looks from templates/charts/<name>.vl.json;
what lies between them is in diagrams/, beside this file.
"""

import datetime
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zlib import crc32

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response
from jinja2 import Environment
from markupsafe import Markup

# As in plugins/questions.py; besides, the folder that this one is in, for plugins.diagrams.
for place in (Path(__file__).parent.parent, Path(__file__).parent):
    if (place / "common").is_dir() and str(place) not in sys.path:
        sys.path.insert(0, str(place))
if str(Path(__file__).parent.parent) not in sys.path:
    sys.path.append(str(Path(__file__).parent.parent))

from common.date_words import between, in_words  # noqa: E402
from common.dates import DateError, parse  # noqa: E402
from plugins.diagrams import lineage, months, render, timeline, tree  # noqa: E402
from plugins.diagrams.drawing import (  # noqa: E402
    FIRST_DAY,
    LAST_DAY,
    Drawing,
    Row,
    label,
)
from plugins.diagrams.svg import HERE, alone, inline  # noqa: E402

DATABASE = "jnim"
MAX_LENGTH = 200
TYPES = {
    "svg": "image/svg+xml; charset=utf-8",
    "png": "image/png",
    "vl.json": "application/json; charset=utf-8",
}
# What a narrow drawing takes besides its plot, about: title, key and axis.
NARROW_EDGES = (20, 130)
NO_LIBRARY = (
    "The drawing needs the library vl-convert-python, which this copy of the site does not have. "
    "What it would show is told in words below."
)
NOT_DRAWN = "The drawing could not be made ({}). What it would show is told in words below."
NO_DATE = (
    "“{}” is no date. Write a day as 2018-03-03, a month as 2018-03, a year as 2018, "
    "or leave it empty."
)

# The columns of the query lineage that name a reading, and what to call the column's values.
READINGS_IN_WORDS = {
    "A document": ("source_id", "source"),
    "A list of who merged": ("reading_set", "reading_label"),
    "A cited work": ("about_source_id", "about_source"),
}
READINGS = [key for key, _ in READINGS_IN_WORDS.values()]

Parameters = dict[str, str]
# A drawing for a wide page, or for a narrow one.
Layout = Callable[[bool], Drawing]

_kept = render.Kept()


@dataclass(frozen=True)
class Chart:
    """A chart: its parameters, and how what they ask for is fetched, to be laid out then."""

    parameters: tuple[str, ...]
    fetch: Callable[["Asked"], Awaitable[Layout]]


@dataclass(frozen=True)
class Asked:
    """One asking for a chart: of which site, and with which parameters."""

    datasette: Datasette
    name: str
    parameters: Parameters

    async def query(self, name: str, **parameters: str) -> list[Row]:
        """Return the rows that a named query answers."""
        found = await self.datasette.get_canned_query(DATABASE, name, None)
        every = dict.fromkeys(found["params"], "") | parameters
        return await self.select(found["sql"], every)

    async def select(self, sql: str, parameters: Any = None) -> list[Row]:
        """Return the rows of a view."""
        answer = await self.datasette.get_database(DATABASE).execute(sql, parameters)
        return [dict(row) for row in answer.rows]

    async def name_of(self, table: str, id_: str) -> str | None:
        """Return what a group or source is called; None where there is none of this id."""
        rows = await self.select(
            "select label from row_labels where table_name = ? and row_id = ?", [table, id_]
        )
        return str(rows[0]["label"]) if rows else None


@dataclass(frozen=True)
class Picture:
    """A chart for a page. As text it is the inline SVG, or the reason why there is none.

    Attributes:
        drawing: What was laid out: title, description, and the rows for the text form.
        svg: The drawing for wide pages; None where it could not be made.
        files: The addresses of the drawing as SVG, PNG and Vega-Lite, and as a narrow SVG.
        narrow_size: About the width and height of the narrow one, so that its place can be kept.
        reason: Why there is no drawing, in a sentence.
    """

    drawing: Drawing
    svg: Markup | None
    files: dict[str, str]
    reason: str
    narrow_size: tuple[int, int] = (0, 0)

    def __html__(self) -> Markup:
        """Return what stands in the page."""
        if self.svg is None:
            return Markup('<p class="chart-none">{}</p>').format(self.reason)
        return self.svg


# -------------------------------------------------------------------------------------- charts


def days(text: str) -> tuple[str, str] | None:
    """Return the first and last day of a date that somebody asks about; None for none.

    Raises:
        DateError: Where it is no date.
    """
    if not text:
        return None
    dates = parse(text)
    return dates.earliest or FIRST_DAY, dates.latest or LAST_DAY


def problems(parameters: Parameters, names: tuple[str, ...]) -> list[str]:
    """Return a sentence for each of these parameters that is no date."""
    found = []
    for name in names:
        try:
            days(parameters[name])
        except DateError:
            found.append(NO_DATE.format(label(parameters[name], 60)))
    return found


def refused(title: str, wrong: list[str]) -> Layout:
    """Return no drawing, for what was wrong with the parameters."""
    return lambda _: Drawing(title, "", empty=" ".join(wrong), problems=wrong)


async def attacks_per_month(asked: Asked) -> Layout:
    """Fetch the attacks per month."""
    given = asked.parameters | {"rule": asked.parameters["rule"] or "perpetrator"}
    wrong = problems(given, ("start", "end"))
    names: dict[str, str] = {}
    for name, table in (("group", "groups"), ("source", "sources")):
        if given[name]:
            called = await asked.name_of(table, given[name])
            if called is None:
                wrong.append(f"There is no {name} of the id “{label(given[name], 60)}”.")
            else:
                names[name] = called
    if given["rule"] not in months.RULES:
        wrong.append("The rule is one of perpetrator, party and possible.")
    if wrong:
        return refused("Attacks per month", wrong)
    rows = await asked.query("attacks_per_month", **given)
    return lambda narrow: months.draw(rows, names, given, narrow)


async def lineage_chart(asked: Asked) -> Layout:
    """Fetch the lineage of a group, to be drawn lane by lane."""
    return await lineage_drawn(asked, lineage.draw)


async def lineage_tree(asked: Asked) -> Layout:
    """Fetch the lineage of a group, to be drawn as boxes and arrows."""
    return await lineage_drawn(asked, tree.draw)


async def lineage_drawn(asked: Asked, draw: Callable[..., Drawing]) -> Layout:
    """Fetch the lineage of a group, for one of its two drawings."""
    given = asked.parameters
    wrong = problems(given, ("on",))
    if wrong:
        return refused("Lineage", wrong)
    on = days(given["on"])
    on_words = in_words(given["on"], *on) if on else ""
    every = await asked.query("lineage", group=given["group"], as_of=given["on"])
    ties = [tie for tie in every if given["reading"] in ("", *(tie[name] for name in READINGS))]
    parties = await asked.select(
        "select * from lineage_parties where root_id = ?", [given["group"]]
    )
    documents = {tie["source_id"]: tie["source"] for tie in ties}
    named = {party["party_id"]: party["name"] for party in parties}
    existed = await asked.query("existed", date=given["on"])
    existence = [
        {
            **row,
            "name": named[row["group_id"]],
            "source": documents[row["source_id"]],
            "certainty": lineage.ANSWERS.get(row["answer"]),
            "date": row["founded"],
            "date_earliest": row["possible_from"] if row["basis"] == "founded" else None,
            "date_latest": row["certain_from"],
            "possible_from": row["possible_from"] or FIRST_DAY,
            "possible_to": row["possible_to"] or LAST_DAY,
            "certain_from": row["certain_from"] or LAST_DAY,
            "certain_to": row["certain_to"] or FIRST_DAY,
        }
        for row in existed
        if row["group_id"] in named and row["source_id"] in documents
    ]
    facts: dict[str, Any] = {"readings": readings_of(every), "on": on_words}
    if on and on[0] == on[1]:
        facts |= {"earlier": shifted(on[0], -1), "later": shifted(on[0], 1)}

    told = {str(tie["source"]) for tie in every}

    def lay_out(narrow: bool) -> Drawing:
        drawing = draw(ties, parties, existence, told, on, on_words, narrow)
        drawing.facts |= facts
        return drawing

    return lay_out


def readings_of(ties: list[Row]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return whose readings there are, id and name, under a heading for each sort."""
    return [
        (heading, sorted({(tie[key], tie[name]) for tie in ties if tie[key]}))
        for heading, (key, name) in READINGS_IN_WORDS.items()
    ]


def shifted(day: str, by: int) -> str | None:
    """Return the day before or after a day; None beyond the calendar."""
    try:
        return (datetime.date.fromisoformat(day) + datetime.timedelta(days=by)).isoformat()
    except OverflowError:
        return None


async def timeline_chart(asked: Asked) -> Layout:
    """Fetch what is dated."""
    given = asked.parameters
    wrong = problems(given, ("from", "to"))
    called = await asked.name_of("groups", given["group"]) if given["group"] else None
    if given["group"] and called is None:
        wrong.append(f"There is no group of the id “{label(given['group'], 60)}”.")
    if wrong:
        return refused("Timeline", wrong)
    start, end = days(given["from"]), days(given["to"])
    period = (start[0] if start else "", end[1] if end else "")
    if all(period) and period[0] > period[1]:
        return refused("Timeline", ["The period ends before it begins."])
    rows = await asked.query(
        "timeline", kind=given["kind"], group=given["group"], start=given["from"], end=given["to"]
    )
    words = [label(given["kind"].replace("-", " "), 40)] if given["kind"] else []
    words += [label(called, 120)] if called else []
    if all(period):
        words.append(between(*period))
    elif any(period):
        words.append(f"from {in_words(period[0])}" if period[0] else f"to {in_words(period[1])}")
    every = await asked.query("timeline")
    called_by_id = {
        row["row_id"]: row["label"]
        for row in await asked.select("select * from row_labels where table_name = 'groups'")
    }
    groups = {one for row in every for one in json.loads(row["group_ids"]) if one}
    facts = {
        "years": timeline.years(every),
        "kinds": sorted({(row["kind"], kind_of(row)) for row in every}, key=lambda pair: pair[1]),
        "groups": sorted(
            ((one, called_by_id[one]) for one in groups), key=lambda pair: pair[1].lower()
        ),
    }

    told = {str(row["source"]) for row in every}

    def lay_out(narrow: bool) -> Drawing:
        asked_about = period if any(period) else None
        drawing = timeline.draw(rows, told, asked_about, ", ".join(words), narrow)
        drawing.facts |= facts
        return drawing

    return lay_out


def kind_of(row: Row) -> str:
    """Return what to call a kind of dated things: attacks told in general are of that kind too."""
    return "Attack" if row["kind"] == "attack" else str(row["kind_label"])


CHARTS = {
    "attacks-per-month": Chart(("group", "start", "end", "source", "rule"), attacks_per_month),
    "lineage": Chart(("group", "on", "reading"), lineage_chart),
    "lineage-tree": Chart(("group", "on", "reading"), lineage_tree),
    "timeline": Chart(("kind", "group", "from", "to"), timeline_chart),
}


# ------------------------------------------------------------------------------------- drawing


def template(datasette: Datasette, name: str) -> Any:
    """Return a JSON file of templates/charts/."""
    environment = datasette.jinja_env
    text, _, _ = environment.loader.get_source(environment, f"charts/{name}.json")
    return json.loads(text)


def filled(spec: Any, values: dict[str, Any]) -> Any:
    """Return a spec with the values in their places: `{"$value": name}`."""
    if isinstance(spec, dict):
        if spec.keys() == {"$value"}:
            return values[spec["$value"]]
        return {key: filled(value, values) for key, value in spec.items()}
    if isinstance(spec, list):
        return [filled(value, values) for value in spec]
    return spec


def linked(datasette: Datasette, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values with the site in front of the addresses in them."""
    rows = {
        name: [
            row | {"href": HERE + str(datasette.urls.path(row["href"]))}
            if isinstance(row, dict) and "href" in row
            else row
            for row in value
        ]
        for name, value in values.items()
        if isinstance(value, list)
    }
    return values | rows


def spec_of(asked: Asked, drawing: Drawing, narrow: bool, with_links: bool) -> Any:
    """Return the Vega-Lite spec of a drawing; one that says why where there is nothing to draw.

    Without links it is to be taken along, and has its title in it.
    """
    datasette = asked.datasette
    if drawing.empty:
        values = {"reason": [{"text": label(drawing.empty, 160)}], "title": drawing.title}
        return filled(template(datasette, "empty.vl"), values)
    spec = filled(template(datasette, f"{asked.name}.vl"), linked(datasette, drawing.values))
    if not with_links:
        # What is only there to be pointed at, and where that leads.
        spec["layer"] = [layer for layer in spec["layer"] if layer["mark"].get("opacity") != 0]
        for layer in spec["layer"]:
            layer["encoding"].pop("href", None)
        note = spec["usermeta"]["note"]
        spec["title"] = {
            "text": label(drawing.title, 36 if narrow else 140),
            "subtitle": note["narrow" if narrow else "wide"],
        }
    return spec


def identity(datasette: Datasette) -> tuple[object, ...] | None:
    """Return what changes when the database does; None for one that is in memory only."""
    path = datasette.get_database(DATABASE).path
    if path is None:
        return None
    facts = Path(path).stat()
    return str(path), facts.st_mtime_ns, facts.st_size


def own_name(asked: Asked) -> str:
    """Return what tells a drawing's ids from those of others on its page."""
    return f"{asked.name}-{crc32(repr(sorted(asked.parameters.items())).encode()):08x}"


def key_of(asked: Asked, narrow: bool, form: str) -> tuple[object, ...] | None:
    """Return what tells a drawing from all others; None where it cannot be kept."""
    which = identity(asked.datasette)
    if which is None:
        return None
    parameters = sorted(asked.parameters.items())
    return asked.name, *parameters, narrow, form, which, str(asked.datasette.urls.path("/"))


async def drawn(asked: Asked, drawing: Drawing, narrow: bool, form: str) -> str | bytes:
    """Return a drawing as `inline`, `svg` or `png`: from those made last, where it is there."""
    datasette = asked.datasette
    key = key_of(asked, narrow, form)
    made: str | bytes | None = _kept.get(key) if key else None
    if made is not None:
        return made
    spec = spec_of(asked, drawing, narrow, with_links=form == "inline")
    made = await render.draw(spec, "png" if form == "png" else "svg")
    if form != "png":
        text = made.decode()
        palette = template(datasette, "palette")
        if form == "inline":
            made = inline(
                text, own_name(asked), drawing.title, drawing.description, palette["variables"]
            )
        else:
            made = alone(
                text, drawing.title, drawing.description, palette["variables"], palette["dark"]
            )
    if key:
        _kept.put(key, made)
    return made


def asked_for(datasette: Datasette, name: str, given: dict[str, str | None]) -> Asked:
    """Return the asking for a chart, with every parameter, trimmed and not endless."""
    parameters = {
        key: (given.get(key) or "").strip()[:MAX_LENGTH] for key in CHARTS[name].parameters
    }
    return Asked(datasette, name, parameters)


async def chart(datasette: Datasette, name: str, **parameters: str | None) -> Picture:
    """Return a chart for a page. See CHARTS for the names and their parameters.

    Raises:
        TypeError: Where the chart has no such parameter: a mistake in a template.
    """
    if unknown := parameters.keys() - set(CHARTS[name].parameters):
        raise TypeError(f"{name} has no parameter {', '.join(sorted(unknown))}")
    asked = asked_for(datasette, name, parameters)
    lay_out = await CHARTS[name].fetch(asked)
    drawing = lay_out(False)
    query = urlencode({key: value for key, value in asked.parameters.items() if value})
    files = {
        form: str(datasette.urls.path(f"/-/charts/{name}.{form}")) + (f"?{query}" if query else "")
        for form in TYPES
    }
    files["narrow"] = files["svg"] + ("&" if query else "?") + "width=narrow"
    if drawing.empty:
        return Picture(drawing, None, files, drawing.empty)
    if not render.can_draw():
        return Picture(drawing, None, {}, NO_LIBRARY)
    try:
        svg = Markup(await drawn(asked, drawing, False, "inline"))  # noqa: S704
    except render.DrawingError as error:
        return Picture(drawing, None, {}, NOT_DRAWN.format(label(str(error), 120)))
    key = key_of(asked, True, "svg")
    narrow = lay_out(True)
    if key and not _kept.get(key):
        # A telephone asks for it next: it need not show an empty place until then.
        render.ahead(spec_of(asked, narrow, True, with_links=False), "svg")
    small = narrow.values
    size = small["width"] + NARROW_EDGES[0], round(small["height"] + NARROW_EDGES[1])
    return Picture(drawing, svg, files, "", size)


async def file(datasette: Datasette, request: Request) -> Response:
    """Answer with a chart as a file."""
    name, form = request.url_vars["name"], request.url_vars["form"]
    if name not in CHARTS:
        raise NotFound(f"There is no chart {label(name, 60)}")
    if DATABASE not in datasette.databases:
        raise NotFound("The database jnim.db is not here")
    if not render.can_draw() and form != "vl.json":
        return Response.text(NO_LIBRARY, status=501)
    given = {key: request.args.get(key) for key in CHARTS[name].parameters}
    narrow = request.args.get("width") == "narrow"
    asked = asked_for(datasette, name, given)
    drawing = (await CHARTS[name].fetch(asked))(narrow)
    if drawing.problems:
        return Response.text("\n".join(drawing.problems), status=400)
    if form == "vl.json":
        spec = spec_of(asked, drawing, narrow, with_links=False)
        body: str | bytes = json.dumps(spec, indent=1, ensure_ascii=False)
    else:
        try:
            body = await drawn(asked, drawing, narrow, form)
        except render.DrawingError as error:
            return Response.text(NOT_DRAWN.format(label(str(error), 120)), status=500)
    return Response(body, content_type=TYPES[form])


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Any]]:
    """Answer for the charts' files."""
    return [(r"^/-/charts/(?P<name>[\w-]+)\.(?P<form>svg|png|vl\.json)$", file)]


@hookimpl  # type: ignore[untyped-decorator]
def startup(datasette: Datasette) -> None:
    """Start the drawing process, so that the first reader need not wait for it."""
    # Not for what only answers SQL (plugins/apart).
    if not getattr(datasette, "answers_apart", False):
        render.start()


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(datasette: Datasette) -> dict[str, Any]:
    """Give templates `chart(name, **parameters)`, to be awaited as templates do by themselves."""

    async def in_page(name: str, **parameters: str | None) -> Picture:
        return await chart(datasette, name, **parameters)

    return {"chart": in_page}


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Environment) -> None:
    """Give templates the query of an address from what is given: `{...}|given`."""
    env.filters["by_year"] = timeline.by_year
    env.filters["sentence"] = lambda text: text[:1].upper() + text[1:]
    env.filters["given"] = lambda pairs: urlencode({k: v for k, v in pairs.items() if v})
