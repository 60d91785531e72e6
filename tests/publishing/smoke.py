"""What must be there wherever the site runs: pages, queries, our plugins, pinned versions."""

from __future__ import annotations

import re
from importlib.metadata import version

import httpx


def visit(client: httpx.Client) -> None:
    """Assert that what is served is the site."""
    for path in ("/", "/jnim", "/jnim/attacks", "/jnim/attacks/ouagadougou-2018", "/map"):
        page = client.get(path)
        assert page.status_code == 200, (path, page.text[:500])
        assert "JNIM" in page.text
        assert "default-src 'self'" in page.headers["content-security-policy"]
    # The site's own templates and words, and not Datasette's.
    front = client.get("/").text
    assert "claim by claim" in front
    (style,) = re.findall(r'href="(/static/site\.css\?v=\w+)"', front)
    assert "immutable" in client.get(style).headers["cache-control"]
    release = client.get("/-/release").headers["x-release"]
    assert client.get("/jnim/groups").headers["x-release"] == release
    # Functions that need common/ beside the plugins.
    found = client.get("/jnim/find.json?_shape=objects&q=Muslimeen").json()["rows"]
    assert "jnim" in {row["id"] for row in found}
    members = "/jnim/members.json?_shape=objects&group=jnim&as_of=2018-03-03&known_by="
    rows = client.get(members).json()["rows"]
    assert {row["certainty"] for row in rows} <= {"certain", "possible"}
    visit_workers(client)
    missing = client.get("/jnim/attacks/no-such-attack")
    assert missing.status_code == 404
    assert "Traceback" not in missing.text
    assert client.get("/nowhere").status_code == 404
    # The map's background.
    assert client.get("/-/tiles/basemap/2/1/1.png").headers["content-type"] == "image/png"
    settings = client.get("/-/settings.json").json()
    assert settings["default_page_size"] == 50
    assert settings["suggest_facets"] is False
    databases = {each["name"]: each for each in client.get("/-/databases.json").json()}
    assert databases["jnim"]["is_mutable"] is False
    assert client.get("/-/versions.json").json()["datasette"]["version"] == version("datasette")
    plugins = {each["name"]: each["version"] for each in client.get("/-/plugins.json").json()}
    for name in ("datasette-cluster-map", "datasette-template-sql", "datasette-tiles"):
        assert plugins[name] == version(name)
    assert "load.py" in plugins


def visit_workers(client: httpx.Client) -> None:
    """Assert that what may take long is answered, and within limits."""
    rows = client.get("/jnim.json", params={"sql": "select count(*) as n from claims"}).json()
    assert rows["rows"][0][0] > 100
    assert "columns" in client.get("/-/points/jnim/attacks").text.partition("\n")[0]
    lines = client.get("/jnim/claims.csv?_stream=on").text.splitlines()
    assert len(lines) > 100
    assert client.get("/-/charts/lineage.png").content.startswith(b"\x89PNG")
    # With the site's font in it, and with borders.
    assert "font/woff2" in client.get("/-/charts/map.svg").text
    for sql in (
        "select printf('%.*c', 900000000, 'x')",
        "select length(hex(zeroblob(100000000)))",
        "select fts3_tokenizer('simple')",
    ):
        assert client.get("/jnim.json", params={"sql": sql}).status_code == 400
