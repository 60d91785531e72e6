"""What machines request: feeds, the site map, robots.txt, llms.txt, icons, previews, JSON-LD."""

from __future__ import annotations

import datetime
import html
import json
import re
import sqlite3
import struct
import uuid
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from tests.site.tables import DATABASE, METADATA, ROOT, Get, connect, copy_of_site, in_process

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
FEEDS = {"attacks": "feed_attacks", "disagreements": "page_disagreements"}
PNG = b"\x89PNG\r\n\x1a\n"


def read(get: Get, path: str) -> ElementTree.Element:
    """Return the root of an XML document."""
    answer = get(path)
    assert answer.status_code == 200
    return ElementTree.fromstring(answer.content)


def one(element: ElementTree.Element, name: str) -> str:
    """Return the text of the only child with a name."""
    (child,) = element.findall(ATOM + name)
    return child.text or ""


def entries(feed: ElementTree.Element) -> list[ElementTree.Element]:
    """Return the entries of a feed."""
    return feed.findall(f"{ATOM}entry")


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_is_valid_atom(get: Get, name: str) -> None:
    answer = get(f"/feeds/{name}.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert answer.content.startswith(b"<?xml")
    feed = read(get, f"/feeds/{name}.atom")
    assert feed.tag == f"{ATOM}feed"
    assert uuid.UUID(one(feed, "id").removeprefix("urn:uuid:")).version == 5
    assert METADATA["title"] in one(feed, "title")
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == f"http://localhost/feeds/{name}.atom"
    assert get(str(links["alternate"]).removeprefix("http://localhost")).status_code == 200
    told = entries(feed)
    assert one(feed, "updated") == max(one(entry, "updated") for entry in told)
    for entry in told:
        assert one(entry, "title")
        moment = one(entry, "updated")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", moment)
        assert (
            datetime.date.fromisoformat(moment[:10]) <= datetime.datetime.now(datetime.UTC).date()
        )
        assert entry.find(f"{ATOM}summary") is not None or entry.find(f"{ATOM}content") is not None
    assert len({one(entry, "id") for entry in told}) == len(told)


@pytest.mark.parametrize(("name", "view"), FEEDS.items())
def test_a_feed_has_every_row_dated_by_its_sources(get: Get, name: str, view: str) -> None:
    feed = read(get, f"/feeds/{name}.atom")
    key = "attack_id" if name == "attacks" else "disagreement_id"
    with connect() as database:
        rows = database.execute(f"SELECT * FROM {view}").fetchall()
        whole = database.execute(f"SELECT count(*) AS n FROM {name}").fetchone()["n"]
        last = database.execute(
            "SELECT max(published_latest) AS day FROM sources WHERE access = 'read'"
        ).fetchone()["day"]
    assert len(rows) == whole
    told = {}
    for entry in entries(feed):
        (link,) = entry.findall(f"{ATOM}link")
        told[str(link.get("href"))] = one(entry, "updated")
    assert told == {
        f"http://localhost/{name}/{row[key]}": f"{row['told_latest']}T00:00:00Z" for row in rows
    }
    # Nothing is news of the day on which it is asked for.
    assert max(told.values()) <= f"{last}T00:00:00Z"


def test_what_an_entry_says_of_an_attack_has_its_source(get: Get) -> None:
    """“Killed: 8 to not stated. Disputed.”, and the day of one source under the name of another."""
    said = {
        one(entry, "title"): one(entry, "summary")
        for entry in entries(read(get, "/feeds/attacks.atom"))
    }
    timbuktu = said["Attack on a French base and the UN mission in Timbuktu, 2018"]
    assert timbuktu.startswith(
        "14 April 2018 (Reuters, 14 April 2018) · Timbuktu, Mali · by JNIM ("
    )
    assert "sources conflict on the wounded" in timbuktu
    assert "possibly by JNIM" in said["Terror attacks on the local population"]
    assert not [each for each in said.values() if "to not stated" in each or "isputed" in each]


def test_an_attack_that_only_one_document_tells_is_dated_by_it(get: Get) -> None:
    with connect() as database:
        rows = database.execute(
            "SELECT feed_attacks.attack_id, told_latest, max(sources.published_latest) AS day"
            " FROM feed_attacks JOIN attack_reports USING (attack_id)"
            " JOIN sources ON sources.id = attack_reports.source_id GROUP BY 1"
        ).fetchall()
    assert rows
    assert all(row["told_latest"] == row["day"] for row in rows)


def test_a_title_is_not_made_a_statement_of_a_work_that_was_not_read(get: Get) -> None:
    with connect() as database:
        cited = {
            row["label"]
            for row in database.execute("SELECT label FROM sources WHERE access = 'cited'")
        }
    for entry in entries(read(get, "/feeds/attacks.atom")):
        for teller in one(entry, "summary").partition("Told by ")[2].rstrip(".").split("; "):
            assert teller not in cited


def test_ids_of_entries_stay_wherever_the_site_is(get: Get) -> None:
    here = [one(entry, "id") for entry in entries(read(get, "/feeds/disagreements.atom"))]
    with in_process(ROOT, base_url="/else/where/") as ask:
        there = [one(entry, "id") for entry in entries(read(ask, "/feeds/disagreements.atom"))]
    assert here == there


def test_of_event_data_the_newest_hundred_are_told(tmp_path: Path) -> None:
    def load(database: sqlite3.Connection) -> None:
        database.execute(
            "INSERT INTO sources (id, title, kind, access, redistributable, follow_order, label)"
            " VALUES ('xyz-9', 'Events', 'data-set', 'data', 1, 500, 'Events')"
        )
        for number in range(150):
            day = (datetime.date(2023, 1, 1) + datetime.timedelta(days=number)).isoformat()
            database.execute(
                "INSERT INTO attacks (id, title, scope, date_edtf, date_earliest, date_latest,"
                " year, month, reports, disputed)"
                " VALUES (?, 'Event', 'incident', ?, ?, ?, 2023, ?, 1, 0)",
                [f"xyz-{number}", day, day, day, day[:7]],
            )
            database.execute(
                "INSERT INTO attack_reports (id, attack_id, source_id, record_id)"
                " VALUES (?, ?, 'xyz-9', ?)",
                [f"xyz-{number}", f"xyz-{number}", number],
            )

    with in_process(copy_of_site(tmp_path, load)) as get:
        feed = read(get, "/feeds/attacks.atom")
    found = {
        str(entry.find(f"{ATOM}link").get("href")).rsplit("/", 1)[1]: one(entry, "updated")  # type: ignore[union-attr]
        for entry in entries(feed)
    }
    records = {id_ for id_ in found if id_.startswith("xyz-")}
    assert records == {f"xyz-{number}" for number in range(50, 150)}
    assert "ouagadougou-2018" in found
    # A data set without a date: nobody can have told it before it happened.
    assert found["xyz-149"] == "2023-05-30T00:00:00Z"
    assert one(feed, "updated") == "2023-05-30T00:00:00Z"


@pytest.mark.parametrize("path", ["/", "/disagreements", "/claims/csis-formation", "/jnim/attacks"])
def test_pages_lead_to_feeds_icons_and_a_picture(get: Get, path: str) -> None:
    page = get(path).text
    head = page[: page.index("</head>")]
    for name in FEEDS:
        assert re.search(
            rf'<link rel="alternate" type="application/atom\+xml"[^>]*/feeds/{name}.atom"', head
        )
    for address in re.findall(r'<link rel="(?:apple-touch-)?icon"[^>]*href="([^"]+)"', head):
        assert get(address).status_code == 200
    told = dict(re.findall(r'<meta (?:property|name)="([\w:]+)" content="([^"]*)">', head))
    for name in ("description", "og:title", "og:description", "og:url", "twitter:card"):
        assert told[name], name
    (title,) = re.findall(r"<title>(.*?)</title>", head, re.DOTALL)
    assert told["og:title"] == title
    picture = get(told["og:image"].removeprefix("http://localhost")).content
    assert picture.startswith(PNG)
    assert struct.unpack(">II", picture[16:24]) == (1200, 630)


def test_a_claim_is_previewed_in_its_own_words(get: Get) -> None:
    with connect() as database:
        (row,) = database.execute(
            "SELECT statement FROM claims WHERE id = 'csis-formation'"
        ).fetchall()
    head = html.unescape(get("/claims/csis-formation").text.partition("</head>")[0])
    (said,) = re.findall(r'property="og:description" content="([^"]*)"', head)
    assert row["statement"] in said
    assert "Background, para. 1" in said


def test_the_icon_is_ours_wherever_it_is_asked_for(get: Get) -> None:
    answer = get("/favicon.ico")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/png"
    assert answer.content == (ROOT / "static" / "icon-64.png").read_bytes()
    assert struct.unpack(">II", answer.content[16:24]) == (64, 64)


def test_the_site_map_has_every_page_that_documents_lead_to(get: Get) -> None:
    found = [
        (url.findtext(f"{SITEMAP}loc") or "").removeprefix("http://localhost")
        for url in read(get, "/sitemap.xml")
    ]
    assert len(found) == len(set(found))
    with connect() as database:
        for table in ("groups", "people", "places", "sources", "claims", "disagreements"):
            for row in database.execute(f"SELECT id FROM [{table}]"):
                assert f"/{table}/{row['id']}" in found
        told = {
            f"/attacks/{row['attack_id']}"
            for row in database.execute(
                "SELECT attack_id FROM attack_reports"
                " WHERE id IN (SELECT report_id FROM report_claims)"
            )
        }
    assert told == {path for path in found if path.startswith("/attacks/")}
    ours = re.compile("/(claims|sources|disagreements|groups)/")
    for path in [path for path in found if ours.match(path)][::9]:
        assert get(path).status_code == 200, path


def test_robots_are_let_in_and_told_of_the_site_map(get: Get) -> None:
    answer = get("/robots.txt")
    assert answer.headers["content-type"].startswith("text/plain")
    lines = answer.text.splitlines()
    assert "User-agent: *" in lines
    assert "Allow: /" in lines
    assert "Sitemap: http://localhost/sitemap.xml" in lines
    assert not [line for line in lines if line.startswith("Disallow")]


def test_llms_txt_names_the_pages_the_queries_and_the_rules(get: Get) -> None:
    answer = get("/llms.txt")
    assert answer.headers["content-type"].startswith("text/plain")
    text = answer.text
    assert text.startswith(f"# {METADATA['title']}\n\n> ")
    assert "&#39;" not in text
    assert METADATA["license"] in text
    for name, query in DATABASE["queries"].items():
        assert f"[{name}](http://localhost/jnim/{name}): {query['title']}" in text
    (asked,) = re.findall(r"http://localhost(/jnim/members\.json\?\S+)", text)
    assert get(asked).json()["rows"]
    for address in ("/", "/groups/jnim", "/disagreements", "/jnim", "/jnim.db", "/sitemap.xml"):
        assert f"](http://localhost{address})" in text
        assert get(address).status_code == 200


def json_ld(page: str) -> list[dict[str, object]]:
    """Return the JSON-LD of a page."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return [json.loads(text) for text in found]


def test_the_home_page_tells_search_engines_of_a_data_set(get: Get) -> None:
    (told,) = json_ld(get("/").text)
    assert told["@type"] == "Dataset"
    assert told["name"] == METADATA["title"]
    assert told["license"] == METADATA["license_url"]
    assert len(str(told["description"])) >= 50  # what Google asks of a data set
    with connect() as database:
        read_here = database.execute("SELECT url FROM sources WHERE access = 'read'").fetchall()
    assert {work["url"] for work in told["isBasedOn"]} == {row["url"] for row in read_here}  # type: ignore[attr-defined]
    for file in told["distribution"]:  # type: ignore[attr-defined]
        answer = get(file["contentUrl"].removeprefix("http://localhost"))
        assert answer.status_code == 200, file
    assert "null" not in json.dumps(told)


def test_a_claim_is_a_claim_to_search_engines(get: Get) -> None:
    with connect() as database:
        claims = database.execute("SELECT * FROM page_claims").fetchall()
    for row in claims[::5]:
        (told,) = json_ld(get(f"/claims/{row['claim_id']}").text)
        assert told["@type"] == "Claim"
        text = str(told["text"])
        assert text.startswith(row["statement"].removesuffix("."))
        assert (row["hedge"] or "") in text
        assert told["@id"] == f"http://localhost/claims/{row['claim_id']}"
        assert told["appearance"]["url"] == row["deep_link"]  # type: ignore[index]
        assert None not in told.values()
