"""OpenRefine's requests to the reconciliation service, in all their forms."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from datasette.app import Datasette

from tests.site.tables import ROOT, Get, copy_of_site, in_process, visit

PATH = "/reconcile"


def results(get: Get, query: Any, **more: Any) -> list[dict[str, Any]]:
    batch = json.dumps({"q0": {"query": query, **more}})
    found: list[dict[str, Any]] = get(f"{PATH}?queries={quote(batch)}").json()["q0"]["result"]
    return found


def test_the_manifest_says_what_the_service_is(get: Get) -> None:
    answer = get(PATH)
    manifest = answer.json()
    assert manifest["versions"] == ["0.2"]
    assert {"name", "identifierSpace", "schemaSpace"} <= manifest.keys()
    assert [each["id"] for each in manifest["defaultTypes"]] == ["group", "person", "place"]
    assert answer.headers["access-control-allow-origin"] == "*"
    page = manifest["view"]["url"].replace("{{id}}", "groups/jnim")
    assert get(page.removeprefix("http://localhost")).status_code == 200


def test_a_batch_is_asked_by_post_as_openrefine_does() -> None:
    batch = {
        "q0": {"query": "Ansar Dine", "type": "group", "limit": 3, "type_strict": "should"},
        "q1": {"query": "Iyad Ag Ghali"},
        "q2": {"query": "Zzyzx Brigade"},
    }
    headers = {"content-type": "application/x-www-form-urlencoded", "cookie": "of=another-site"}

    async def ask(datasette: Datasette) -> Any:
        body = urlencode({"queries": json.dumps(batch)})
        return await datasette.client.post(PATH, content=body, headers=headers)

    answer = visit(ROOT, ask)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    first, second, third = (answer.json()[key]["result"] for key in ("q0", "q1", "q2"))
    assert (first[0]["id"], first[0]["match"], first[0]["score"]) == (
        "groups/ansar-dine",
        True,
        100,
    )
    assert {each["type"][0]["id"] for each in first} == {"group"}
    assert second[0]["id"] == "people/iyad-ag-ghaly"
    assert third == []


def test_an_answer_names_the_source_of_each_spelling(get: Get) -> None:
    for each in results(get, "Murabitun"):
        assert "” in " in each["description"]
    assert any("Center for Strategic" in each["description"] for each in results(get, "Ansar Dine"))


def test_what_is_only_like_a_name_is_no_match(get: Get) -> None:
    for query in ("Muslimeen", "Ghali", "al-Qaeda in the Maghreb", "Mali attack", "", "%", "*"):
        assert not any(each["match"] for each in results(get, query)), query
    assert results(get, "Ansar Dine", type="place") == []
    assert len(results(get, "al-Qaeda", limit=1)) == 1


def test_a_number_is_a_match_where_it_is_certain_and_more_than_digits(get: Get) -> None:
    def matched(query: str) -> list[tuple[str, bool]]:
        return [(each["id"], each["match"]) for each in results(get, query)]

    assert matched("QDe.159") == matched("Q28877411") == [("groups/jnim", True)]
    # Probably his; and 5790822 may stand in a column of anything.
    assert matched("EU.1786.36") == [("people/abu-musab-abdul-wadud", False)]
    assert {is_match for _, is_match in matched("590")} == {False}
    assert {is_match for _, is_match in matched("QDe.137")} == {False}


def test_a_name_that_is_typed_is_completed(get: Get) -> None:
    where = get(PATH).json()["suggest"]["entity"]
    address = f"{where['service_url']}{where['service_path']}".removeprefix("http://localhost")
    found = {
        typed: get(f"{address}?prefix={quote(typed)}").json()["result"]
        for typed in ("Ansar D", "ghali", "QDe.159", "%", "zzyzx")
    }
    assert found["Ansar D"][0]["id"] == "groups/ansar-dine"
    assert found["Ansar D"][0]["notable"] == [{"id": "group", "name": "Group"}]
    assert "” in " in found["Ansar D"][0]["description"]
    assert "people/iyad-ag-ghaly" in {each["id"] for each in found["ghali"]}
    assert [each["id"] for each in found["QDe.159"]] == ["groups/jnim"]
    assert found["%"] == found["zzyzx"] == []
    assert get(f"{address}?prefix=Ansar&type=place").json()["result"] == []


@pytest.mark.parametrize(
    "query",
    [
        "queries=[]", "queries={", "queries=" + "[" * 20_000, 'queries={"q0":{}}',
        'queries={"q0":1}',
        'queries={"q0":{"query":"\\ud800"}}', 'queries={"\\udfff":{"query":"a"}}',
        'queries={"q0":{"query":["a"]}}', 'queries={"q0":{"query":"' + "a" * 201 + '"}}',
        "queries=" + json.dumps({f"q{n}": {"query": "a"} for n in range(26)}),
        "extend={}",
    ],
)  # fmt: skip
def test_what_is_too_much_or_no_request_is_refused(get: Get, query: str) -> None:
    answer = get(f"{PATH}?{query}")
    assert answer.status_code in (400, 414)
    assert answer.json()["error"]


@pytest.mark.parametrize("kind", [1, True, {"id": "person"}, ["place", 1, None], "nothing"])
def test_a_type_that_there_is_not_has_no_candidates(get: Get, kind: object) -> None:
    assert results(get, "Ghaly", type=kind) == []


@pytest.fixture
def withholding(tmp_path: Path) -> Iterator[Path]:
    def withhold(database: sqlite3.Connection) -> None:
        database.execute("UPDATE sources SET redistributable = 0 WHERE id = 'csis-2018'")

    yield copy_of_site(tmp_path, withhold)


def test_no_other_site_reads_names_that_may_not_be_passed_on(withholding: Path) -> None:
    with in_process(withholding) as ask:
        assert "access-control-allow-origin" not in ask(PATH).headers


def test_a_body_without_end_is_refused_and_only_here_is_post_allowed() -> None:
    async def ask(datasette: Datasette) -> list[int]:
        body = "queries=" + "a" * 70_000
        paths = (PATH, "/jnim/find", f"{PATH}/x")
        answers = [await datasette.client.post(path, content=body) for path in paths]
        # In words that a program can show, and no page.
        assert {each.headers["content-type"][:10] for each in answers} == {"text/plain"}
        return [each.status_code for each in answers]

    assert visit(ROOT, ask) == [413, 405, 405]
