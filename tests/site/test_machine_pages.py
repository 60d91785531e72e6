"""What is under /-/ is for readers and their programs, and reveals nothing about the machine."""

from __future__ import annotations

import html
import json
import re
import sys
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from datasette.app import Datasette

from plugins.site.not_found import CLOSED
from tests.site.tables import ROOT, Get

OPEN = {
    "/-/config",
    "/-/config.json",
    "/-/databases.json",
    "/-/metadata",
    "/-/metadata.json",
    "/-/plugins",
    "/-/plugins.json",
    "/-/release",
    "/-/settings",
    "/-/settings.json",
    "/-/suggest?q=ghaly",
    "/-/versions",
    "/-/versions.json",
}
# Of which there are many, each with a name of its own.
FOLDERS = {"charts", "points", "static", "static-plugins", "tiles"}
SHUT = [
    *(f"/-/{name}" for name in CLOSED if re.fullmatch("[a-z-]+", name)),
    *("/-/actor.json", "/-/threads.json", "/-/tiles/basemap", "/-/tiles/jnim"),
    *("/-/tiles-tms/basemap/1/1/1.png", "/-/tiles-stack/1/1/1.png"),
]


@pytest.mark.parametrize("path", sorted(OPEN))
def test_what_is_open_tells_no_path(get: Get, path: str) -> None:
    answer = get(path)
    if "config" in path:
        assert answer.headers["location"] == path.replace("config", "settings")
        return
    assert answer.status_code == 200
    for place in (ROOT, Path(sys.prefix), Path.home()):
        assert str(place) not in answer.text


@pytest.mark.parametrize("path", SHUT)
def test_what_is_shut_is_not_there(get: Get, path: str) -> None:
    assert get(path).status_code == 404


def test_it_was_decided_on_every_page_that_there_is() -> None:
    names = {path.partition("?")[0].removesuffix(".json")[3:] for path in OPEN} | FOLDERS
    names |= {name.partition("/")[0] for name in CLOSED}
    patterns = [regex.pattern for regex, _ in Datasette([], config_dir=ROOT)._routes()]
    found = {match[1] for each in patterns if (match := re.match(r"\^?/-/([a-z-]+)", each))}
    assert len(found) > 10
    assert found <= names


def test_databases_are_told_by_their_hashes(get: Get) -> None:
    told = {each["name"]: each for each in get("/-/databases.json").json()}
    assert len(told["jnim"]["hash"]) == 64
    assert told["jnim"]["is_mutable"] is False


@pytest.mark.parametrize(
    "path",
    [
        "/jnim/attacks%0d%0aX-Hurt:1",
        "/attacks/%0d%0aX-Hurt:1/",
        "/:memory:%0d%0aX-Hurt:1",
        "/jnim/attacks?_filter_column=title&_filter_op=exact&_filter_value=a%0d%0aX-Hurt:1",
        "/jnim/attacks.csv?_dl=1%0d%0aX-Hurt:1",
        "/jnim.csv?_dl=1&sql=select+1+as+%22a%0d%0aX-Hurt:1%22",
    ],
)
def test_no_address_makes_a_header(get: Get, path: str) -> None:
    for name, value in get(path).headers.items():
        assert name != "x-hurt"
        assert not re.search(r"[\r\n]", value)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        # SQLite takes what is no column for a text: there were “no attacks in 2018”.
        ("/jnim/attacks.json?yaer=2018", "no column “yaer” to filter by. Did you mean year?"),
        ("/jnim/attacks.json?country=ML&_shape=array", "no column “country” to filter by"),
        ("/jnim/attacks.csv?year__foo=2018", "no operator “foo” to filter by"),
        ("/-/points/jnim/attacks?yaer=2018", "no column “yaer” to filter by"),
        ("/jnim/attacks?yaer=2018", "no column “yaer” to filter by"),
        # These were answers with status 200, and kept as such.
        ("/jnim/members.json?group=jnim&_shape=object", "only from a table with a key"),
        ("/jnim/assertions.json?_shape=object", "only from a table with a key"),
        ("/jnim/claims.json?_shape=foo", "_shape is one of array, arrayfirst"),
    ],
)
def test_what_cannot_be_asked_is_told_and_not_answered(get: Get, path: str, said: str) -> None:
    answer = get(path)
    assert answer.status_code == 400
    is_json = "json" in answer.headers["content-type"]
    assert said in (json.loads(answer.text)["error"] if is_json else html.unescape(answer.text))


@pytest.mark.parametrize(
    "path",
    [
        "/jnim/attacks.json?YEAR__gte=2018&_shape=array",
        "/jnim/claims.json?rowid__lt=5&_shape=array",
        "/jnim/claims.json?_shape=object&_size=2&_x=1",
        "/jnim/attacks.json?date_earliest__isnull=1&_shape=array",
    ],
)
def test_filters_in_any_spelling_that_sqlite_knows_are_answered(get: Get, path: str) -> None:
    assert get(path).status_code == 200
    assert get(path).json()


def test_a_list_that_would_end_early_is_refused(get: Get) -> None:
    """Ten thousand rows of twenty thousand came with status 200 and looked whole."""
    many = "with recursive n(i) as (select 1 union all select i+1 from n where i<20000) select i"
    sql = f"{many} from n"
    for shape in ("array", "arrayfirst", "array&_nl=on"):
        answer = get(f"/jnim.json?sql={quote(sql)}&_shape={shape}")
        assert answer.status_code == 400
        assert "more than 10,000 rows" in answer.text
    marked = get(f"/jnim.json?sql={quote(sql)}&_shape=arrays").json()
    assert marked["truncated"] and len(marked["rows"]) == 10_000
    assert len(get(f"/jnim.json?sql={quote(sql + ' limit 9')}&_shape=array").json()) == 9


def test_of_what_is_not_known_there_is_no_share(get: Get) -> None:
    """“0 of 7 attacks” was said of a rule and of a group that there are not."""
    for asked in ("group=jnim&rule=nope", "group=nope", "group=jnim&source=nope"):
        assert get(f"/jnim/share_of_attacks.json?{asked}&_shape=array").json() == []


def test_a_mistake_in_a_name_writes_no_line_of_its_own_into_the_log(
    get: Get, capfd: pytest.CaptureFixture[str]
) -> None:
    get("/jnim/groups.json?" + urlencode({"_facet": 'a\nINFO: 1.2.3.4 - "GET /forged HTTP/1.1"'}))
    assert "forged" not in capfd.readouterr().err
