"""Every page answers in HTML, JSON and CSV, and requests nothing from anybody else."""

from __future__ import annotations

import csv
import html
import io
import re
import sqlite3
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from datasette.app import Datasette
from datasette.database import QueryInterrupted

from tests.conftest import finished, some
from tests.site.tables import (
    DESCRIBED,
    HIDDEN,
    LISTED,
    MAIN,
    METADATA,
    ROOT,
    Get,
    connect,
    in_process,
    one_row,
)

LOADED = re.compile(
    r'<(?:script|img|iframe|source)\b[^>]*\bsrc="([^"]+)"|<link\b[^>]*\bhref="([^"]+)"'
)
SOME = [
    "/",
    "/jnim",
    "/jnim/attacks",
    "/jnim/places",
    "/jnim/attacks/ouagadougou-2018",
    "/jnim/claims/csis-ouagadougou-attack",
    "/jnim/find?q=Nusrat",
    "/jnim?sql=select+*+from+attacks",
    "/jnim/no",
]
WITH_ROWS = [name for name in [*LISTED, *HIDDEN] if name != "attack_days" and one_row(name)]


def loaded(page: str) -> list[str]:
    """Return the addresses that a page loads without being asked."""
    return [one or other for one, other in LOADED.findall(page)]


def headings(page: str) -> list[int]:
    """Return the levels of a page's headings, in order."""
    return [int(level) for level in re.findall(r"<h([1-6])\b", page)]


@pytest.mark.parametrize("table", some([*DESCRIBED], 3))
def test_a_table_answers_as_page_json_and_csv(get: Get, table: str) -> None:
    page = get(f"/jnim/{table}")
    assert page.status_code == 200
    assert DESCRIBED[table]["title"] in page.text
    data = get(f"/jnim/{table}.json?_shape=objects").json()
    lines = list(csv.reader(io.StringIO(get(f"/jnim/{table}.csv?_size=max&_exact=on").text)))
    assert set(lines[0]) == set(DESCRIBED[table]["columns"]) - {"popup"}
    assert len(lines) - 1 == min(data["filtered_table_rows_count"], 10_000)


@pytest.mark.parametrize("table", some(WITH_ROWS, 3))
def test_a_row_answers_as_page_and_json(get: Get, table: str) -> None:
    page = get(f"/jnim/{table}/{one_row(table)}")
    assert page.status_code == 200
    assert get(f"/jnim/{table}/{one_row(table)}.json?_shape=objects").json()["rows"]


@pytest.mark.parametrize("path", SOME)
def test_a_page_is_whole_and_loads_nothing_from_elsewhere(get: Get, path: str) -> None:
    page = get(path)
    assert '<html lang="en">' in page.text
    head, _, body = page.text.partition("</head>")
    # In the body, drawings have titles of their own.
    assert body.count("<h1") == body.count("<main") == head.count("<title>") == 1
    levels = headings(page.text)
    steps = [(one, other) for one, other in pairwise(levels) if other - one > 1]
    assert not steps
    for address in loaded(page.text):
        assert urlsplit(address).netloc in {"", "localhost"}, address
    # Nor do styles and scripts of ours name any other place.
    for file in (ROOT / "static").iterdir():
        if file.suffix in {".css", ".js"}:
            text = re.sub(r"^\s*//.*$", "", file.read_text(), flags=re.MULTILINE)
            assert "//" not in text, file
        elif file.suffix == ".svg":
            assert not re.search(r"href|url\(|<script|<style|<!", file.read_text()), file


@pytest.mark.parametrize("path", ["/", "/jnim/attacks", "/no/such/page"])
def test_the_fonts_are_of_the_site_and_kept_for_good(get: Get, path: str) -> None:
    head = get(path).text.partition("</head>")[0]
    told = dict(re.findall(r'font-family: "?([\w ]+?)"?; .*?src: url\("([^"]+)"\)', head))
    assert [*told] == ["Public Sans", "Newsreader", "Noto Sans Arabic"]
    # A font that is asked for early is the very one that the page uses.
    early = re.findall(r'<link rel="preload" as="font" [^>]*href="([^"]+)"', head)
    assert early == [told["Public Sans"], told["Newsreader"]]
    for address in told.values():
        font = get(address)
        assert font.content.startswith(b"wOF2")
        assert font.headers["content-type"] == "font/woff2"
        assert "immutable" in font.headers["cache-control"]
        assert len(font.content) < 50_000
    styles = (ROOT / "static" / "site.css").read_text()
    assert all(name in styles for name in told)


@pytest.mark.parametrize("path", ["/", "/jnim", "/jnim/attacks", "/jnim/attacks.json", "/jnim/no"])
def test_headers_keep_readers_and_pages_to_themselves(get: Get, path: str) -> None:
    headers = get(path).headers
    assert headers.get_list("referrer-policy") == ["same-origin"]
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_the_index_says_who_the_group_is_and_on_whose_word(get: Get) -> None:
    page = get("/").text
    who = page[page.index('<section class="who"') : page.index('<p class="quiet small">')]
    who = re.sub('<figure class="front-map">.*?</figure>', "", who, flags=re.S)
    told = re.sub(r" (?=[,;.])", "", " ".join(re.sub(r"<[^>]+>|&nbsp;", " ", who).split()))
    # Each part with its notes, and a state of things with the day on which it was said.
    for part in (
        # a wider date that holds this one is no other date
        r"is a jihadist insurgent group 1 and a coalition of several jihadist groups 2\. It is"
        r" an affiliate of Al-Qaeda 3 4 5\. It was formed in March 2017 6 7\. In 2018 it was"
        r" active above all in Mali 8\.",
        r"This is not the situation today\."
        r" Three documents, up to 28 October 2022\.",
        r"Leader in 2018 Iyad Ag Ghaly \d+ \d+ CSIS 2018; US State Department 2018",
        # “Every list” and “only some” were a riddle: each document for itself, passage by passage.
        r"Made of CSIS: Ansar Dine, Al-Mourabitoun and AQIM&#39;s Sahara branch merged ?;"
        r" absorbed: Macina Liberation Front \d+ \d+ The Modern Insurgent: Ansar Dine, Macina"
        r" Liberation Front and AQIM&#39;s Sahara branch merged ?; in another passage, Ansar"
        r" Dine, Macina Liberation Front and Al-Mourabitoun merged \d+ \d+ sources conflict"
        r" Listed by",
        # The figure most quoted was folded on another page; its origin is two years older.
        r"Share of violence Violent incidents that are tied to terror and attributed to JNIM make"
        r" up more than 64 percent of all violent episodes linked to militant Islamist groups in"
        r" the Sahel since 2017\. \d+ \d+ may be out of date The Modern Insurgent 2022, citing"
        r" Daniel Eizenga and Wendy Williams, 1 December 2020 \(by the Sahel it means Burkina"
        r" Faso, Mali and western Niger\) not stated Part of",
        # Who is above it stood nowhere here; for a reader of the region it is the first question.
        r"Affiliate of Al-Qaeda \d+ \d+ no date given; CSIS 2018; US State Department 2018, quoted"
        r" Affiliate of Al-Qaeda \d+ The Modern Insurgent 2022 Would be overseen by Al-Qaeda in the"
        r" Islamic Maghreb \(AQIM\) \(whether it came to that is not stated\) \d+ no date given;"
        r" The Modern Insurgent 2022",
        # What it wants and whom it fights stood nowhere: each source for itself, since they differ.
        r"Aims and opponents Ultimate goal: the entire region ruled under shariah law \d+ ?;"
        r" opposed to France and Western partners of France \d+ \d+ CSIS 2018 \(which region is"
        r" not stated\) No united objectives, in its active areas \d+ ?; rival of Islamic State \d+"
        r" The Modern Insurgent 2022",
        r"The Modern Insurgent 2022 names no leader",
        # An affiliate “in West Africa” is not active all over it.
        r"Mali \(above all\), Niger, Burkina Faso and the Sahel (\d+ )+CSIS 2018",
        # apart, so that nobody reads it of the others
        r"the Maghreb and West Africa \d+ The Modern Insurgent 2022 and where it may have been"
        r" also areas from Northern Mali to Southern Burkina Faso \(implied\) \d+ no date given;"
        r" The Modern Insurgent 2022",
        # The remark stood before the day: a report not yet published “as of September 2018”.
        r"1,000 to 2,000 fighters \d+ as of September 2018; CSIS 2018 cites a report not yet"
        r" published",
        r"an estimate of around 1,000 to 2,000 active fighters at a given time"
        r" \(whose estimate is not stated\) \d+ no date given; The Modern Insurgent 2022"
        r" may repeat the older figure",
        # one day, which the month of the other source holds
        r"as Foreign Terrorist Organization \(FTO\) and Specially Designated Global"
        r" Terrorist \(SDGT\), on 5 September 2018 \(inferred\) \d+",
        r"From registers, not from the documents; dates may differ: UN Security Council",
    ):
        assert re.search(part, told), part
    # Below the facts, whose the notes are, and of when.
    section = page[page.index('<div class="facts-left"') :].split("</div>\n<section")[0]
    below = " ".join(re.sub(r"<[^>]+>", " ", section).split())
    sources = (
        "Sources: The Modern Insurgent , 2022; Center for Strategic and International"
        " Studies (CSIS), 2018; US State Department , 2018."
    )
    assert sources in below
    # What is only said less exactly is on the group's page: here it made a short paragraph longer.
    assert "/disagreements/formation-date" not in who
    assert told.index("Strength") < told.index("Listed by")
    # Few enough for one screen, and what is folded has most; what is past is on the group's page.
    shown = re.sub(r"<details.*?</details>", "", who, flags=re.S)
    assert len(re.findall(r'href="#n\d', who)) <= 24
    # Two sources of what is asked most stand in sight: a reader left with the older one alone.
    assert len(re.findall(r'href="#n\d', shown)) <= 22
    # The mark of a conflict stands in the box beside it; here only where all the lists stand.
    assert who.count("is-conflict") == 1
    # Both ends of an area have one standing.
    assert "areas from Northern Mali to Southern Burkina Faso" in told
    assert "ossibly" not in told


def test_pages_have_few_sizes_of_type() -> None:
    """There were twenty-two, and grey text of thirteen pixels."""
    sizes = re.findall(
        r"font(?:-size)?: (?:\d+ )?([\d.]+)rem", (ROOT / "static/site.css").read_text()
    )
    assert {float(size) for size in sizes} == {0.8, 0.9, 1, 1.1, 1.25, 1.6}


def test_the_index_says_first_what_the_site_is_for(get: Get) -> None:
    """It had the name of the site twice, and nowhere what the site holds."""
    heading = re.findall(r"<h1>(.*?)</h1>", get("/").text)
    assert heading == ["JNIM in the Sahel: sources of 2018 and 2022, and where they conflict"]


def test_the_index_says_what_was_read_and_what_it_leaves_out(get: Get) -> None:
    page = get("/").text
    assert "between 5 September and 31 December 2018" in page
    assert "not a complete list" in page
    for each in (page, get("/about").text):
        words = " ".join(re.sub(r"<[^>]+>", "", each).split())
        assert (
            "This is not the situation today. Three documents, up to 28 October 2022." in words
        ) == (each == page)
        assert each == page or (
            "This database holds what three documents say about JNIM: one government release and"
            " two group profiles (two from 2018 and one from 2022). We also read nine of the"
            " works that they cite. All are old:"
            " none is later than 28 October 2022." in words
        )
        # On the home page beside the attacks, for which it is needed.
        assert (
            "No document dates an event to 2019, 2020 or 2022: that is a gap in what we read, not a"
            " lull in attacks." in words.split("Attacks attributed to JNIM")[-1]
        )
        assert re.search(
            r"The documents cite 19 other works\. We read nine in full or in part;"
            r" three we know only from quotations; of one we found only an extract too short to"
            r" check; six we could not read\.",
            words,
        ) or (each == page and "The documents cite 19 other works. Do those works say" in words)
    main = page[page.index("<main") :]
    # who the group is comes first, and before its particulars how far the documents reach
    assert (
        main.index("jihadist insurgent group")
        < main.index("Three documents, up to")
        < main.index(">Leader in 20")
    )
    for link in (
        "groups/jnim",
        "people/iyad-ag-ghaly",
        "map",
        "disagreements",
        "glossary",
        "about",
    ):
        assert f'"/{link}"' in page or f'"/{link}#' in page, link
    assert "creativecommons.org/licenses/by/4.0" in page


def test_the_first_screen_says_that_it_is_a_free_data_set_and_how_large(get: Get) -> None:
    """That there are data to take home stood only in the last of five links."""
    with connect() as database:
        (claims,) = database.execute("SELECT count(*) FROM claims").fetchone()
    page = get("/").text
    assert f"Free data: {claims:,} claims, " in page[: page.index('id="conflicts"')]
    # Those of the documents below add up to fewer.
    own = [int(each) for each in re.findall(r"· (\d+) (?:<a[^>]*>)?claims?", page)]
    assert own and f", {claims - sum(own)} of them from works that the documents cite, in" in page
    tables = re.search(r"cite, in (\d+) tables", page)
    files = get("/downloads").text.split("One table as CSV")[1].split("</section>")[0]
    empty = re.search("Without rows, and so not listed: ([^.]*)", files)
    without = empty[1].count(",") + 1 if empty else 0
    assert tables and int(tables[1]) == files.count("<li>") + without


def test_a_work_is_read_only_where_what_it_is_cited_for_could_be_looked_up(get: Get) -> None:
    """The cover letters of a report, cited for many claims, counted among the works read."""
    with connect() as database:
        states = {
            row["source_id"]: (row["state"], row["extent"])
            for row in database.execute("SELECT * FROM page_work_states")
        }
    assert states["unsc-2018-07-27"] == ("unread", "Not read")
    assert states["site-2017-03-02"] == ("quoted", "Known only from quotations")
    assert states["stanford-2018"] == ("unread", "Not read")
    assert states["weiss-2018"] == ("read", "Read in part")
    assert states["us-state-2018-09-05"] == ("read", "Read in full")
    assert len(states) == 20


def test_the_index_leads_with_the_conflicts(get: Get) -> None:
    page = get("/").text
    part = page[page.index('<section id="conflicts"') :].split("</section>")[0]
    words = " ".join(re.sub(r"<[^>]+>", "", part).split())
    with connect() as database:
        topics = [
            row["topic"]
            for row in database.execute("SELECT * FROM page_disagreements WHERE sort = 'conflict'")
        ]
        (smaller,) = database.execute(
            "SELECT count(*) FROM page_disagreements WHERE sort <> 'conflict'"
        ).fetchone()
    assert words.startswith("Sources conflict on five points")
    assert all(html.escape(topic) in part for topic in topics)
    assert f"and on {smaller} smaller differences" in words


def test_the_menu_leads_to_every_kind_of_page_and_knows_where_it_is(get: Get) -> None:
    page = get("/people/iyad-ag-ghaly").text
    menu = page[page.index('<nav id="menu"') : page.index("</nav>")]
    assert re.search(r'class="here"><summary>Browse<.*?aria-current="true">People<', menu, re.S)
    assert menu.count("aria-current") == menu.count('class="here"') == 1
    paths = re.findall(r'href="([^"]+)"', menu)
    assert len(set(paths)) == len(paths) >= 17
    assert [path for path in paths if get(path).status_code != 200] == []
    own = get("/groups/jnim").text
    assert own[own.index('<nav id="menu"') : own.index("</nav>")].count("aria-current") == 1


def test_conflicts_are_one_step_from_every_page_and_on_a_phones_first_screen(get: Get) -> None:
    """They were folded under “Evidence”, and on the home page of a phone in screen four."""
    page = get("/").text
    menu = page[page.index('<nav id="menu"') : page.index("</nav>")]
    assert re.search(r'<li><a href="/disagreements"[^>]*>Disagreements</a>', menu)
    lead = page[page.index("<h1>") : page.index('<dl class="glance')]
    assert '<a class="when-narrow" href="#conflicts">5 conflicts</a>' in lead


def test_the_index_shows_both_readings_of_a_disputed_date(get: Get) -> None:
    page = get("/").text
    card = page[page.index('id="d-ouagadougou-date"') :].split("</ul>")[0]
    sides = re.findall("<b>(.+?)</b> <span>(.+?)\u202f", card)
    assert sides == [
        ("2 March 2018", "US State Department 2018 (copy)"),
        ("3 March 2018", "CSIS 2018"),
    ]
    assert page.index('id="conflicts"') < page.index('id="documents"')
    assert "2 March 2018 (US State Department) or 3 March 2018 (CSIS)</span>" in page


def test_questions_on_the_index_are_answered(get: Get) -> None:
    for question in METADATA["questions"]:
        if question["path"].startswith("/jnim/"):
            path, _, query = question["path"].partition("?")
            answer = get(f"{path}.json?{query}&_shape=objects")
            assert answer.status_code == 200, question
            found = {row.get("certainty") or row.get("answer") for row in answer.json()["rows"]}
            assert found - {"possible"}, question
        else:
            assert get(question["path"]).status_code == 200, question


def test_the_database_page_lists_the_main_tables_first_and_no_vocabulary(get: Get) -> None:
    page = get("/jnim").text
    main = page[page.index("<main") :]
    found = re.findall(r'class="name" href="/jnim/(\w+)"', main)
    assert found[:4] == MAIN
    assert [name for name in found if name in LISTED] == LISTED
    assert not set(found) & set(HIDDEN)
    for name in LISTED:
        assert DESCRIBED[name]["description"].split(":")[0][:40] in main.replace("&#39;", "'")


def test_the_basemap_is_not_for_visitors_but_its_tiles_answer(get: Get) -> None:
    assert get("/basemap").status_code == 403
    assert get("/basemap/tiles.json").status_code == 403
    tile = get("/-/tiles/basemap/5/15/14.png")
    assert tile.status_code == 200
    assert tile.headers["content-type"] == "image/png"


@pytest.mark.parametrize("path", ["/no", "/jnim/no", "/jnim/groups/no", "/jnim/groups/no.x"])
def test_a_missing_page_says_so_and_leads_back(get: Get, path: str) -> None:
    page = get(path)
    assert page.status_code == 404
    assert "Page not found" in page.text
    assert 'href="/jnim"' in page.text


@pytest.mark.parametrize(
    "path", some(["/groups/jnim", "/", "/attacks/ouagadougou-2018", "/disagreements"], 4)
)
@pytest.mark.parametrize("memory", [False, True])
def test_a_page_that_takes_too_long_says_that_the_site_is_busy(
    monkeypatch: pytest.MonkeyPatch, path: str, memory: bool
) -> None:
    async def ask() -> tuple[int, str, str, str]:
        datasette = Datasette([], config_dir=ROOT)
        await datasette.invoke_startup()
        database = datasette.get_database("jnim")
        execute = database.execute

        async def interrupt(sql: str, *arguments: Any, **named: Any) -> Any:
            if "page_" in sql and memory:
                raise MemoryError
            if "page_" in sql:
                raise QueryInterrupted(sqlite3.OperationalError("interrupted"), sql, None)
            return await execute(sql, *arguments, **named)

        monkeypatch.setattr(database, "execute", interrupt)
        page = await datasette.client.get(path)
        headers = page.headers
        return page.status_code, headers["retry-after"], headers["cache-control"], page.text

    *head, page = finished(ask())
    assert head == [503, "10", "no-store"]
    assert "<h1>The site is busy</h1>" in page


@pytest.mark.parametrize("path", ["/", "/groups/jnim", "/jnim/groups.json"])
def test_a_page_that_fails_says_so_and_leads_on(
    path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One of Datasette's own pages, and one of ours, whose errors Datasette does not report.

    They said "division by zero" to their readers.
    """

    async def ask() -> Any:
        datasette = Datasette([], config_dir=ROOT)
        await datasette.invoke_startup()
        datasette.jinja_env.filters["said"] = lambda row: 1 / 0
        if path.endswith(".json"):
            datasette.get_database("jnim").execute_fn = lambda *_, **__: 1 / 0
        return await datasette.client.get(path)

    page = finished(ask())
    assert page.status_code == 500
    assert "The site failed to make this answer" in page.text
    assert "division by zero" not in page.text
    assert "division by zero" in capsys.readouterr().err
    if not path.endswith(".json"):
        assert "<h1>Something went wrong on this site</h1>" in page.text
        assert 'href="/search"' in page.text


def test_macros_are_made_once_for_all_pages_that_tell_them_the_same() -> None:
    """They were rendered anew for each page, two dozen times, and awaited each word written."""

    async def ask() -> Any:
        datasette = Datasette([], config_dir=ROOT)
        await datasette.invoke_startup()
        return datasette.jinja_env.globals["macros"]

    macros = finished(ask())
    assert (
        macros("_term.html").term("claim", "<") == '<a class="term" href="/glossary#claim">&lt;</a>'
    )
    assert macros("_lead.html", in_box=True) is macros("_lead.html", in_box=True)
    assert macros("_lead.html", in_box=True) is not macros("_lead.html")


def test_macros_that_await_nothing_ask_nothing() -> None:
    """Otherwise a page would print `<coroutine object>`."""
    texts = {
        str(path.relative_to(ROOT / "templates")): path.read_text(encoding="utf-8")
        for path in (ROOT / "templates").rglob("*.html")
    }
    asked = {name for text in texts.values() for name in re.findall(r'macros\("([^"]+)"', text)}
    assert len(asked) > 10
    imports = re.compile(r'(?:import|from) "(\w+\.html)"')
    while new := {name for each in asked for name in imports.findall(texts[each])} - asked:
        asked |= new
    awaited = re.compile(r"\b(?:sql|ask|chart|cited|codebook|searched|no_ids)\(")
    assert {name: found for name in asked if (found := awaited.findall(texts[name]))} == {}


def test_a_query_that_cannot_be_answered_is_told_in_words(get: Get) -> None:
    page = get("/jnim/groups?_sort=no")
    assert "Cannot sort table by no" in page.text
    wrong = get("/jnim?sql=select+no")
    assert "no such column: no" in wrong.text
    # The columns of the table that was asked stand below, and a query to begin with.
    named = get("/jnim?sql=select+m.person_id+from+membership+m").text
    assert "<mark>membership</mark>" in named
    assert re.search(r"<mark>membership</mark></dt><dd>[^<]*\bmember_person_id\b", named)
    for words, column in (
        ("Who held which post", "claim_id"),
        ("Attacks by country", "country_code"),
    ):
        sample = re.search(rf'href="(/jnim\?sql=select[^"]+)">{words}', named)
        assert sample
        assert f'data-column="{column}"' in get(html.unescape(sample[1])).text
    assert "/jnim" in wrong.text
    assert "Download</h2>" not in wrong.text
    assert "Download</h2>" in get("/jnim?sql=select+1").text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (
            "selct * from groups",
            "A query begins with select or with; explain may stand before. This",
        ),
        ("drop table groups", "This one begins with “drop table groups”."),
        ("explain drop table groups", "This one begins with “explain drop table groups”."),
        ("select * from pragma_compile_options", "cannot hold the word pragma, except"),
        ("select 'pragma'", "cannot hold the word pragma, except"),
        ("select * frm groups", "The query cannot be read at “frm”"),
        ("select * from groups where", "ends too early"),
        ("select * from grups", "There is no table “grups”"),
        ("select nam from groups", "There is no column “nam”"),
        ("select id from groups, people", "More than one table of this query has a column “id”"),
        ("selct '</textarea><b>'", "“selct '</textarea><b>'”"),
    ],
)
def test_a_mistake_in_sql_loses_no_query(get: Get, query: str, words: str) -> None:
    answer = get(f"/jnim?{urlencode({'sql': query})}")
    assert answer.status_code == 400
    assert words in html.unescape(answer.text)
    box = re.findall(r'(?s)<textarea[^>]* name="sql"[^>]*>(.*?)</textarea>', answer.text)
    assert [html.unescape(text) for text in box] == [query]
    data = get(f"/jnim.json?{urlencode({'sql': 'selct 1'})}")
    assert (data.status_code, data.json()["ok"]) == (400, False)


def test_the_box_for_sql_stands_above_the_tables(get: Get) -> None:
    page = get("/jnim").text
    order = [page.index(each) for each in ('id="sql"', "Who held which post", 'class="name"')]
    assert order == sorted(order)


@pytest.mark.parametrize("path", ["/jnim", "/jnim?sql=select+no", "/jnim?sql=select+1"])
def test_beside_the_box_for_sql_stands_what_it_can_name(get: Get, path: str) -> None:
    box = get(path).text.split('<textarea id="sql-editor"')[1].split("<section")[0]
    assert '<a href="/codebook">all tables and columns</a>' in box
    assert "<code>perpetrator_id</code>" in get("/codebook").text


def test_the_columns_are_explained_and_most_are_folded_away(get: Get) -> None:
    page = get("/jnim/attacks").text
    for name in DESCRIBED["attacks"]["columns"]:
        assert f"<dt><code>{name}</code></dt>" in page
    shown = re.findall(r'<th class="[^"]*" scope="col" data-column="(\w+)"', page)
    assert shown == DESCRIBED["attacks"]["summary_columns"]
    whole = get("/jnim/attacks?_all_columns=1").text
    shown = re.findall(r'data-column="(\w+)"', whole)
    # The map alone reads it.
    assert {*shown} == {*DESCRIBED["attacks"]["columns"]} - {"popup"}
    assert "Show fewer columns" in whole


def test_foreign_keys_show_names(get: Get) -> None:
    table = get("/jnim/membership?group_id=jnim").text
    assert '<a href="/jnim/people/iyad-ag-ghaly">Iyad Ag Ghaly</a>' in table
    row = get("/jnim/attacks/ouagadougou-2018").text
    assert '<a href="/jnim/places/ouagadougou">Ouagadougou</a>' in row
    assert '<a href="/jnim/groups/jnim">Jama&#39;at Nasr al-Islam wal Muslimin (JNIM)</a>' in row
    facets = get("/jnim/claims").text
    assert "Center for Strategic and International Studies, 2018</a>" in facets


def test_ids_in_answers_are_links(get: Get) -> None:
    page = get("/jnim?sql=select+claim_id,+source_id+from+names+limit+1").text
    assert re.search(r'<a href="/jnim/claims/[\w-]+">', page)
    assert re.search(r'<a href="/jnim/sources/[\w-]+">', page)
    page = get("/jnim/evidence?row_id=ouagadougou-2018").text
    assert '<a href="/jnim/attacks/ouagadougou-2018">ouagadougou-2018</a>' in page


def test_yes_and_no_are_words(get: Get) -> None:
    ties = get("/jnim/relations").text
    assert re.search(r'<td class="col-is_renewal [^>]*>(yes|no)</td>', ties)
    page = get("/jnim/attacks").text
    assert re.search(r'href="[^"]*disputed=1[^"]*">yes</a>', page)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", r"\d+ of these \d+ rows are not on the map: no source names"),
        ("?scope=general", r"None of these \d+ rows is on the map: no source names"),
        ("?id=ouagadougou-2018", r"This row is on the map\."),
        ("?id=french-raid-northern-mali", r"This row is not on the map: no source names"),
        ("?place_id=timbuktu", r"All 2 rows are on the map\."),
    ],
)
def test_what_is_not_on_the_map_is_counted_in_words(get: Get, query: str, words: str) -> None:
    page = get(f"/jnim/attacks{query}").text
    note = re.search(r'<p class="map-note">(.*?)</p>', page, re.DOTALL)
    assert note
    assert re.fullmatch(words + ".*", note[1], re.DOTALL), note[1]


def test_a_report_that_no_document_cites_is_told_by_more_than_its_site(get: Get) -> None:
    """It gave eight addresses of newspapers, which did not tell anybody what they report."""
    beside = get("/sources").text.split('id="beside"')[1].split("</section>")[0]
    # Its words are quoted: without accents they looked like a title that we had spoilt.
    assert 'lecho.be</a> <span class="aside">“La piste islamiste privilegiee a' in beside
    lines = beside.split("<li>")[1:]
    assert len(lines) > 5
    # The address of a list of pieces has no title in it.
    untold = [line for line in lines if '<span class="aside">“' not in line]
    assert len(untold) == 1 and "longwarjournal.org" in untold[0]


def test_the_count_beside_the_map_is_right_for_the_filter(get: Get) -> None:
    for query in ("scope=incident", "country_code=ML", "_search=attack"):
        data = get(f"/jnim/attacks.json?{query}&_shape=objects").json()["rows"]
        without = sum(row["latitude"] is None for row in data)
        page = get(f"/jnim/attacks?{query}").text
        assert re.search(rf"\b{without} of these {len(data)} rows", page), query


def test_no_map_where_there_is_nothing_to_show(get: Get) -> None:
    for path in ("/jnim/attacks?scope=general", "/jnim/attacks?id=none", "/jnim/groups"):
        page = get(path).text
        assert 'id="map"' not in page
        assert "cluster-map" not in page.partition("<body")[0]
    assert "No row of this table fits" in get("/jnim/attacks?id=none").text
    for path in ("/jnim/attacks", "/jnim/places", "/jnim?sql=select+*+from+attacks"):
        page = get(path).text
        assert 'id="map"' in page
        assert "cluster-map" in page.partition("<body")[0]


def test_under_another_address_all_links_have_it_in_front() -> None:
    prefix = "/some/where/"
    with in_process(ROOT, base_url=prefix) as get:
        for path in ("", "jnim", "jnim/attacks", "jnim/attacks/ouagadougou-2018", "jnim/no", "map"):
            page = get("/" + path).text
            links = re.findall(r'(?:href|src|action)="(/[^"]*)"', page)
            assert links
            assert all(link.startswith(prefix) for link in links), path
        assert re.search(r"\d+ of these \d+ rows", get("/jnim/attacks").text)
        for path in ("/jnim/attacks", "/map"):
            page = get(path).text
            assert f"&#34;base&#34;: &#34;{prefix}&#34;" in page
        assert f'TILE_LAYER = "{prefix}-/tiles/' in get("/jnim/attacks").text
        assert f'"{prefix}-/points/jnim/attacks' in get("/map").text
        assert '"more":false' in get("/-/points/jnim/attacks").text


def test_settings_fit_large_tables(get: Get, root: Path) -> None:
    settings = get("/-/settings.json").json()
    assert settings["suggest_facets"] is False
    assert settings["max_returned_rows"] == 10_000
    assert settings["allow_download"] is True


def test_every_term_of_the_glossary_is_linked_where_it_is_used(get: Get) -> None:
    paths = [
        *("/", "/about", "/citations", "/disagreements", "/lineage?on=2018", "/jnim/members"),
        *(
            "/attacks",
            "/sources/csis-2018",
            "/claims/csis-ouagadougou-attack",
            "/attacks/ouagadougou-2018",
        ),
    ]
    terms = re.findall(r'<dt id="([\w-]+)"', get("/glossary").text)
    linked = set(re.findall(r'"/glossary#([\w-]+)"', "".join(get(path).text for path in paths)))
    # What a form says in place is linked nowhere (tests/site/test_asked.py).
    assert linked | {"known-by"} == set(terms)


def test_attacks_and_places_are_read_and_not_only_tables(get: Get) -> None:
    """The menu led to Datasette's tables, with facets and columns."""
    menu = get("/").text.split('<nav id="menu"')[1].split("</nav>")[0]
    assert 'href="/attacks"' in menu and 'href="/places"' in menu
    attacks = get("/attacks").text
    ids = re.findall(r'<(?:li|th scope="row")><a href="/attacks/([^"]+)"', attacks)
    assert len(set(ids)) == len(ids) > 5
    assert ids.index("timbuktu-2018") < ids.index("ouagadougou-2018") < ids.index("timbuktu-2012")
    assert "2 March 2018 (US State Department) or 3 March 2018 (CSIS)" in attacks
    assert "2012</a>, " not in attacks
    assert re.search("<td>2012</td>.{,99}Takeover of Timbuktu</a>", attacks, re.S)
    places = get("/places").text
    assert re.search(r'href="/places/timbuktu">Timbuktu</a>.*?2 attacks', places, re.S)
    # What is in a country's towns is in the country, as its page has it.
    mali = re.search(r'href="/places/mali">Mali</a>.*?(\d+) attacks', places, re.S)
    assert mali and int(mali[1]) > 2
    for page, table in ((attacks, "attacks"), (places, "places")):
        assert f'href="/jnim/{table}"' in page


def test_claims_and_sources_are_read_and_not_only_tables(get: Get) -> None:
    """The menu led to Datasette's tables, and /claims and /sources redirected to them."""
    menu = get("/").text.split('<nav id="menu"')[1].split("</nav>")[0]
    assert 'href="/claims"' in menu and 'href="/sources"' in menu
    total = get("/jnim/claims.json?_size=1").json()["filtered_table_rows_count"]
    found: list[str] = []
    for page in range(1, total // 100 + 2):
        answer = get(f"/claims?page={page}")
        assert len(answer.content) < 100_000
        found += re.findall(r'class="role"><a href="/claims/([^"]+)"', answer.text)
    assert len(found) == len(set(found)) == total, "each once"
    first = get("/claims").text
    assert '<h2><a href="/sources/csis-2018">CSIS 2018</a></h2>' in first
    # A telephone had fourteen screens of them.
    assert first.count('<details class="more" open>') == 1 < first.count('<details class="more">')
    assert '<details class="more">' not in get("/claims?group=aqim").text
    assert 'href="/jnim/claims"' in first
    assert first.count("<h2><a") == 1, "a page is one document, and whole"
    last, early = ("The figure of Iyad Ag Ghaly is numbered 1.", "JNIM was formed in March 2017.")
    assert first.index(last) > first.index(early), "references come last"
    sources = get("/sources").text
    assert 'href="/claims?source=csis-2018"' in sources and 'href="/jnim/sources"' in sources
    cited = sources.split('id="cited-by-csis-2018"')[1].split("</section>")[0]
    for work, extent in (
        ("Reuters, 14 April 2018", "Read in part"),
        ("US State Department, 5 September 2018", "Read in full"),
        ("SITE Intelligence Group, 11 June 2016", "Known only from quotations"),
        ("CSIS Transnational Threats Project, 2018", "Not read"),
    ):
        assert re.search(rf"{work}</a>[^<]*<span[^>]*>{extent}. [CP].*ited for", cited), work
    assert 'class="verdict is-says-otherwise"' in cited


def test_claims_are_narrowed_by_document_group_and_kind(get: Get) -> None:
    def ids(question: str) -> set[str]:
        return set(
            re.findall(r'class="role"><a href="/claims/([^"]+)"', get(f"/claims?{question}").text)
        )

    # By words, and by others for the same.
    gold = ids("words=gold")
    assert {"mi-gold-value", "mi-gold-routes"} <= gold
    assert len(gold) < 20
    assert not ids("words=zzz")
    rows = get("/jnim/membership.json?group_id=jnim&_shape=array&_size=max").json()
    assert ids("group=jnim&kind=membership") >= {row["claim_id"] for row in rows}
    both = ids("source=us-state-2018-09-05&kind=names")
    assert both and all(id_.startswith("us-state-") for id_ in both)
    assert not ids("source=no-such-source")


def test_years_come_in_their_order_beside_a_table(get: Get) -> None:
    facet = get("/jnim/attacks").text.split('id="facet-year"')[1].split("</section>")[0]
    years = re.findall(r'">(\d{4})</a>', facet)
    assert years == sorted(years) and len(years) > 2


@pytest.mark.parametrize(
    "path",
    [
        *("/attacks", "/citations", "/claims", "/disagreements", "/groups", "/lineage", "/people"),
        *("/places", "/sources", "/timeline", "/disagreements/ouagadougou-date"),
        *("/attacks/ouagadougou-2018", "/sources/csis-2018", "/people/iyad-ag-ghaly"),
    ],
)
def test_where_the_same_is_for_programs_stands_apart(get: Get, path: str) -> None:
    """On some pages it was a line below the last one, without a margin, and was printed too."""
    main = get(path).text.split("<main")[1].split("</main>")[0]
    at_end = main[main.rindex('<p class="as-data">') :]
    assert re.search(r"\b(?:table|query|CSV)\b", at_end)
    quiet = re.findall(r'<p class="quiet">(?:(?!</p>).)*\b(?:JSON|CSV)\b', main, re.DOTALL)
    assert quiet == []


def test_the_index_says_of_which_document_nobody_signs(get: Get) -> None:
    """It came first, and only its own page said that it names no author."""
    documents = get("/").text.partition('<section id="documents">')[2].partition("</section>")[0]
    read = {row.partition("</a>")[0].rpartition(">")[2]: row for row in documents.split("<li>")[1:]}
    assert "Group profile, unsigned" in read["The Modern Insurgent"]
    # Of a government's releases none names an author.
    assert documents.count("unsigned") == 1
