"""What is under /-/ is for readers and their programs, and reveals nothing about the machine."""

from __future__ import annotations

import re
import sys
from pathlib import Path

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
