"""What must be there wherever the site runs: pages, queries, our plugins, pinned versions."""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import Any

import httpx


def visit(client: httpx.Client) -> None:
    """Assert that what is served is the site."""
    for path in ("/", "/jnim", "/jnim/attacks", "/jnim/attacks/ouagadougou-2018"):
        page = client.get(path)
        assert page.status_code == 200, (path, page.text[:500])
        assert "JNIM" in page.text
        assert "default-src 'self'" in page.headers["content-security-policy"]
    # The site's own templates and words, and not Datasette's.
    assert "claim by claim" in client.get("/").text
    assert client.get("/static/site.css").status_code == 200
    (style,) = re.findall(r'href="(/static/[0-9a-f]{12}/site\.css)"', client.get("/").text)
    assert "immutable" in client.get(style).headers["cache-control"]
    told = client.get("/-/release").headers["x-release"]
    assert client.get("/jnim/groups").headers["x-release"] == told
    # Functions that need the loaders beside the plugins.
    found = client.get("/jnim/find.json?_shape=objects&q=Muslimeen").json()["rows"]
    assert "jnim" in {row["id"] for row in found}
    asked = "/jnim/members.json?_shape=objects&group=jnim&as_of=2018-03-03&known_by="
    assert {row["certainty"] for row in client.get(asked).json()["rows"]} <= {"certain", "possible"}
    # Answered by a process of its own, which can be killed.
    own = client.get("/jnim.json", params={"sql": "select count(*) as n from claims"}).json()
    assert own["rows"]
    endless = client.get("/jnim.json", params={"sql": "select printf('%.*c', 900000000, 'x')"})
    assert endless.status_code == 400
    # Whichever comes first.
    assert any(word in endless.json()["error"] for word in ("too long", "memory", "too big"))
    missing = client.get("/jnim/attacks/no-such-attack")
    assert missing.status_code == 404
    assert "Traceback" not in missing.text
    assert client.get("/nowhere").status_code == 404
    # The map's background.
    assert client.get("/-/tiles/basemap/2/1/1.png").headers["content-type"] == "image/png"
    settings = client.get("/-/settings.json").json()
    assert settings["default_page_size"] == 50
    assert settings["suggest_facets"] is False
    (database,) = [each for each in databases(client) if each["name"] == "jnim"]
    assert database["is_mutable"] is False
    running = client.get("/-/versions.json").json()
    assert running["datasette"]["version"] == version("datasette")
    assert tuple(map(int, running["sqlite"]["version"].split("."))) >= (3, 37)
    plugins = {each["name"]: each["version"] for each in client.get("/-/plugins.json").json()}
    for name in ("datasette-cluster-map", "datasette-template-sql", "datasette-tiles"):
        assert plugins[name] == version(name)
    assert {"questions.py", "site.py", "versions.py"} <= plugins.keys()


def databases(client: httpx.Client) -> list[dict[str, Any]]:
    """Return what Datasette says of its databases: 1.0 says it beside other things."""
    told = client.get("/-/databases.json").json()
    found: list[dict[str, Any]] = told["databases"] if isinstance(told, dict) else told
    return found
