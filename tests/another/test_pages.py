"""Every page, query and table of another project answers, and says nothing of this one.

`make test` of such a project runs these; here tests/unit/test_another.py does, for a made-up group.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import cache
from xml.etree import ElementTree

import httpx
import pytest

from common.project import DATABASE, ENGINE, FILE, FOLDER, PROJECT, read_project
from loaders.build import make_rows
from loaders.problems import Problems
from loaders.project_check import check_links, missing_from_facts
from loaders.yaml_positions import read_yaml

pytestmark = pytest.mark.skipif(FOLDER == ENGINE, reason="for another project: PROJECT names it")
Get = Callable[[str], httpx.Response]
PAGES = (
    *(
        "/",
        "/about",
        "/compare",
        "/downloads",
        "/groups",
        "/people",
        "/search?q=a",
        "/search?q=zzz",
    ),
    *("/attacks-per-month", "/timeline?group=ID", "/lineage?group=ID", "/map?group=ID"),
    *(
        "/compare?group=ID",
        "/by-source/ID",
        "/embed/map",
        "/embed/lineage",
        "/embed/timeline",
        "/reconcile",
    ),
    *(
        "/llms.txt",
        "/robots.txt",
        "/sitemap.xml",
        "/feeds/attacks.atom",
        "/feeds/disagreements.atom",
    ),
    *("/-/charts/lineage.svg", "/-/charts/timeline.svg", f"/-/points/{DATABASE}/attacks"),
    *("/-/release", f"/{DATABASE}", f"/{DATABASE}.json"),
)


def of_itself(answer: httpx.Response) -> str:
    """Return the text of an answer, which is a page of this project and of no other."""
    assert answer.status_code == 200, f"{answer.url}: {answer.status_code} {answer.text[:300]}"
    text = answer.text
    other = read_project(ENGINE / "project.yml")
    for name in (other.subject.name, f"/{other.database}/", f"{other.database}.db"):
        assert name not in text, f"{answer.url} names {name}"
    # How a date is written is no day of another group's time.
    assert {*re.findall(r'placeholder="[^"]*?(\d{4}-\d\d)', text)} <= months()
    return text


@cache
def months() -> set[str]:
    """Return the months with attacks of this project, and that by which one is else written."""
    sql = "select distinct month from attack_counts where month is not null"
    with closing(sqlite3.connect(FOLDER / FILE)) as database:
        return {"2000-03", *(month for (month,) in database.execute(sql))}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_answers(get: Get, path: str) -> None:
    """Pages that belong to no entity."""
    of_itself(get(path.replace("ID", PROJECT.subject.id)))


def test_every_address_of_the_site_map_answers(get: Get) -> None:
    """Each group, person, place, source, claim and disagreement has its page."""
    places = ElementTree.fromstring(get("/sitemap.xml").content)
    addresses = [element.text or "" for element in places.iter() if element.tag.endswith("loc")]
    assert any("/claims/" in address for address in addresses)
    for address in addresses:
        of_itself(get(re.sub("^https?://[^/]+", "", address)))


def test_every_table_and_query_answers(get: Get) -> None:
    """Each table and view as a page and JSON; each query without anything asked for, as well."""
    tables = [table["name"] for table in get(f"/{DATABASE}.json").json()["tables"]]
    queries = get("/-/metadata.json").json()["databases"][DATABASE]["queries"]
    for name in [*tables, *queries]:
        of_itself(get(f"/{DATABASE}/{name}"))
        of_itself(get(f"/{DATABASE}/{name}.json?_shape=objects"))


def test_who_is_tied_to_whom_is_drawn(get: Get) -> None:
    """What the query of the lineage answers stands on its page, a leader's own pledge as well."""
    rows = get(f"/{DATABASE}/lineage.json?_shape=array&group={PROJECT.subject.id}").json()
    page = of_itself(get(f"/lineage?group={PROJECT.subject.id}"))
    assert ("<svg" in page) == bool(rows)


def test_what_project_yml_names_is_there() -> None:
    """The examples in the descriptions of queries, and where the map begins."""
    problems = Problems()
    context = make_rows(FOLDER / "facts", problems)
    file = read_yaml(FOLDER / "project.yml", "project.yml", problems)
    assert file is not None
    check_links(context, file, FOLDER / "metadata.yml", problems)
    assert [str(each) for each in problems.entries] + list(missing_from_facts(context, file)) == []
