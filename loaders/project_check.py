"""Check that what project.yml names exists: links, examples, questions."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from html import unescape
from pathlib import Path
from statistics import mean
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import yaml

from common.links import PAGES
from common.project import ENGINE
from loaders.context import Context
from loaders.problems import Problems
from loaders.yaml_positions import Keys, YamlFile

FAR = 20
"""From this many degrees from the middle of all points, the map's centre is misplaced."""

TEMPLATES = ENGINE / "templates" / "pages"
ELSEWHERE = ("-", "downloads", "embed", "feeds", "static")
"""The first parts of addresses that have no page in TEMPLATES."""


def missing_from_facts(context: Context, file: YamlFile) -> Iterator[str]:
    """Yield a line for each id in project.yml that is not in the facts, and for a misplaced map."""
    data, facts = file.data, context.facts
    disagreements = {str(entry.get("id")): entry for entry in facts.disagreements}
    sources = facts.entities["sources"]
    of_key: dict[str, Mapping[str, object]] = {
        "group": facts.entities["groups"],
        # An example must be a document that was read, not one of the many works cited.
        "source": {id_: each for id_, each in sources.items() if each.get("access") == "read"},
        "claim": facts.claims,
        "id": {**facts.tables, **disagreements},
    }
    examples = data.get("examples") or {}
    named: list[tuple[Keys, str, str]] = [
        (("subject", "id"), "group", data["subject"]["id"]),
        *((("examples", key), key, id_) for key, id_ in examples.items() if key in of_key),
    ]
    for keys, key, id_ in named:
        known = list(of_key[key])
        if id_ not in known and id_ not in (sources if key == "source" else ()):
            near = get_close_matches(id_, known, n=1) or known[:1]
            instead = "".join(f"; there is '{other}'" for other in near)
            yield f"{file.at(keys)}: {keys[0]}: there is no {key} '{id_}'{instead}"
    for key, what, there in (
        ("highlights", "disagreement", disagreements),
        ("leads", "claim", facts.claims),
    ):
        for number, id_ in enumerate(data["site"].get(key) or []):
            if id_ not in there:
                yield f"{file.at(('site', key, number))}: {key}: there is no {what} '{id_}'"
    points = [each for each in context.rows["places"] if each["latitude"] is not None]
    begin = [float(each) for each in data.get("map") or []]
    if points and begin:
        middle = [
            round(mean(each[axis] for each in points), 1) for axis in ("latitude", "longitude")
        ]
        if max(abs(a - b) for a, b in zip(middle, begin, strict=True)) > FAR:
            far = f"map: [{', '.join(data['map'])}] is far from the points in places.yml"
            yield f"{file.at(('map',))}: {far}; try {middle}"


def check_links(context: Context, file: YamlFile, metadata: Path, problems: Problems) -> None:
    """Report links in project.yml to pages, queries or rows that do not exist.

    Args:
        context: The facts.
        file: project.yml.
        metadata: The metadata.yml generated from it, which has the tables and queries.
        problems: Collects the mistakes.
    """
    words = yaml.load(metadata.read_text(encoding="utf-8"), yaml.CSafeLoader)
    database = file.data["database"]
    of_database = words["databases"][database]
    for keys, link in _links(file.data, database):
        wrong = _wrong(context, database, of_database, link)
        if wrong:
            what, word, known = wrong
            problems.add(file.at(keys), f"{link}: there is no {what}", word=word, known=known)


def _links(data: dict[str, Any], database: str) -> Iterator[tuple[Keys, str]]:
    site = data["site"]
    for number, question in enumerate(site.get("questions") or []):
        yield ("site", "questions", number, "path"), question["path"]
    for key in ("source_url", "about_url"):
        if key in site:
            yield ("site", key), site[key]
    for query, text in (data.get("tries") or {}).items():
        for link in re.findall(r'href="([^"]*)"', text):
            yield ("tries", query), urljoin(f"/{database}/{query}", unescape(link))


def _wrong(
    context: Context, database: str, of_database: dict[str, Any], link: str
) -> tuple[str, str, list[str]] | None:
    """Return what is wrong with a link, the wrong word, and the known words; None if nothing."""
    parts = urlsplit(link)
    page = parts.path.strip("/")
    first, _, id_ = page.partition("/")
    facts = context.facts
    parameters = parse_qsl(parts.query, keep_blank_values=True)
    if parts.scheme:
        return None
    if first == database:
        name = re.sub(r"\.(json|csv)$", "", id_.partition("/")[0])
        queries = of_database["queries"]
        if name and name not in queries and name not in of_database["tables"]:
            return f"table or query '{name}'", name, [*queries, *of_database["tables"]]
        for key, _ in parameters if name in queries else ():
            if key not in queries[name].get("params", ()) and not key.startswith("_"):
                return f"'{key}' in the query {name}", key, queries[name].get("params", [])
    elif first in {*PAGES, "by-source"} and id_:
        ids = {
            "claims": list(facts.claims),
            "disagreements": [str(entry.get("id")) for entry in facts.disagreements],
            "by-source": [
                each for name in ("groups", "people", "places") for each in facts.entities[name]
            ],
        }
        known = ids.get(first) or list(facts.entities.get(first, ()))
        if id_ not in known:
            return f"'{id_}' in {first}", id_, known
    elif page and first not in ELSEWHERE:
        files = (TEMPLATES / f"{page}.html", TEMPLATES.parent / "machines" / page)
        if not any(file.is_file() for file in files):
            return "such page", first, [path.stem for path in TEMPLATES.glob("*.html")]
    of_key: dict[str, Mapping[str, object]] = {
        "group": facts.entities["groups"],
        "claim": facts.claims,
    }
    for key, value in parameters:
        if value and value not in of_key.get(key, (value,)):
            return f"{key} '{value}'", value, list(of_key[key])
    return None
