"""The page /about: who reads the documents and how often, where corrections go, the releases."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest

from plugins.site.template_helpers import with_links
from tests.site.tables import ROOT, Get, connect, in_process, site_told


@pytest.mark.parametrize(
    ("corrections", "leads_to"),
    [
        ({"issues": "", "email": ""}, []),
        (
            {"issues": "", "email": "desk@example.org"},
            ["mailto:desk%40example.org?subject=Mistake%20on%20/"],
        ),
        (
            {"issues": "https://example.org/issues", "email": ""},
            ["https://example.org/issues?title="],
        ),
    ],
)
def test_readers_are_led_to_corrections_only_where_there_is_an_address(
    tmp_path: Path, corrections: dict[str, str], leads_to: list[str]
) -> None:
    with in_process(site_told(tmp_path, corrections=corrections)) as get:
        about = get("/about").text
        for page in (get("/glossary").text, about):
            links = re.findall(r'<a class="report" href="([^"]+)"', page)
            assert len(links) == len(leads_to)
            assert all(link.startswith(to) for link, to in zip(links, leads_to, strict=True)), links
        folds = [
            (page, get(page).text)
            for page in (
                *("/claims/csis-ghaly-emir", "/attacks/ouagadougou-2018", "/groups/jnim"),
                *("/people/iyad-ag-ghaly", "/places/mali", "/disagreements/merged-groups"),
            )
        ]
    # Where there is none, a reader had nothing to do: each of these bears a report to copy.
    for page, shown in folds:
        assert (f">\nPage: {page}\n" in shown) != bool(leads_to)
        assert ("Found a mistake?" in shown) != bool(leads_to)
    if not leads_to:
        report = folds[0][1].partition("<textarea")[2].partition("</textarea>")[0]
        assert "Claim: csis-ghaly-emir\nWhat it says: " in report
        assert "Iyad Ag Ghaly is the emir of JNIM (as of 2018).\nWhat is wrong:" in report
    assert ('id="mistakes"' in about) == bool(leads_to)
    assert ("There is no address for corrections" in about) != bool(leads_to)


def test_an_address_in_a_note_is_called_by_its_host_and_other_marks_stay_text(get: Get) -> None:
    """It used to be cut in the middle, as in romandie.com/news/At…, which says less."""
    page = get("/disagreements/timbuktu-toll").text
    assert re.search(
        r'<a href="https://www\.romandie\.com/news/[^"]+"[^>]*>romandie\.com</a>', page
    )
    assert with_links("<b> https://a.example/<i>") == (
        '&lt;b&gt; <a href="https://a.example/&lt;i&gt;">a.example</a>'
    )


def test_about_says_how_it_was_read_and_who_maintains_it(get: Get) -> None:
    page = get("/about").text
    method = page[page.index('id="method"') :].split("</section>")[0]
    assert "<p>We read three documents sentence by sentence: a government release by " in method
    assert method.count('<a href="/sources/') == 3
    assert "They" not in method
    assert "We looked up each cited work twice, the second time without the findings" in method
    assert "Its authors are not named; cite them as “The jnim.db authors”" in page


def test_each_release_lists_the_claims_that_it_reworded(get: Get) -> None:
    """About gave the number of changed claims, but not a single claim with its former wording.

    A row of such numbers, in its turn, read as if as many claims had been wrong.
    """
    wording = json.loads((ROOT / "docs" / "releases" / "wording.json").read_text(encoding="utf-8"))
    about, page = get("/about").text, html.unescape(get("/releases").text)
    # A release that rewords none is not among them.
    assert all(wording.values())
    assert '<a href="/releases">What changed in each</a>, with the old and the new words' in about
    for version, claims in wording.items():
        part = page.split(f'id="release-{version}"')[1].split("</section>")[0]
        assert "Content hash" in part
        for each in claims:
            assert f'<a href="/claims/{each["claim"]}">{each["after"]}</a>' in part
            assert f"Before: {each['before']}" in part
            assert each["before"] != each["after"]
            assert each["why"] in part
    newest = next(iter(wording.values()))[0]
    claim = html.unescape(get(f"/claims/{newest['claim']}").text)
    assert f"Before: “{newest['before']}”" in claim
    assert 'href="/releases#release-' in claim


def test_about_says_by_subject_what_the_documents_leave_out(get: Get) -> None:
    page = get("/about").text
    covers = page[page.index('id="covers"') :].split("</section>")[0]
    assert "Civilians: the documents say little about them." in covers
    # nothing on these: no claim has a word of them
    with connect() as database:
        said = " ".join(row[0].lower() for row in database.execute("SELECT statement FROM claims"))
    for word, in_claims in {
        "displaced people": "displac",
        "children": "child",
        "sexual violence": "sexual",
        "blockades": "blockad",
        "abuse by an army": "abuse",
        "civilians were killed": "civilian",
    }.items():
        assert word in covers
        assert in_claims not in said


def test_pages_speak_to_readers_and_not_to_whoever_runs_the_site(get: Get) -> None:
    """A reader who wanted to report a mistake was told to fill in a file of the programs."""
    for path in ("/about", "/downloads", "/search?q=report+a+mistake", "/glossary", "/"):
        assert not re.search(r"project\.yml|>make [a-z]", get(path).text), path


@pytest.mark.parametrize("q", ["report a mistake", "signaler une erreur", "corrections"])
def test_whoever_asks_where_to_report_a_mistake_is_told_what_to_do(get: Get, q: str) -> None:
    page = get(f"/search?q={q.replace(' ', '+')}").text
    assert "“Found a mistake?” at the foot of each page" in page


@pytest.mark.pinned
def test_a_report_says_what_the_page_says(get: Get) -> None:
    """The report on an attack had nothing after “What it says:”."""
    reports = {
        path: html.unescape(get(path).text.partition("<textarea")[2].partition("</textarea>")[0])
        for path in ("/attacks/bamako-resort-2017", "/attacks/timbuktu-2018")
    }
    one, several = reports.values()
    assert "What it says: US State Department 2018: JNIM attacked a resort outside Bamako" in one
    assert "What it says: CSIS 2018: " in several
    assert "says ten, on the word of the Malian government" in several
    assert not re.search("<|CSIS says.*CSIS says", several.partition("What it says:")[2])


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/about", "/attacks", "/by-source/jnim", "/citations", "/claims", "/disagreements"),
        *("/compare?group=jnim&group=ansar-dine", "/lineage", "/map", "/search?q=gold", "/sources"),
        *("/sources/csis-2018", "/timeline", "/jnim", "/jnim/claims", "/jnim/members?group=jnim"),
    ],
)
def test_every_kind_of_page_has_a_report_of_a_mistake(get: Get, path: str) -> None:
    """It was missing just where a reviewer found the worst two."""
    page = get(path).text
    assert page.count("Found a mistake?</summary>") == 1
    assert f">\nPage: {path.partition('?')[0]}\n" in page


def test_no_report_is_offered_of_what_is_not_there(get: Get) -> None:
    """The address could put lines of its own into the report."""
    assert "Found a mistake?" in get("/claims/csis-fighters").text
    answer = get("/claims/x~0D~0AWhat~20it~20says")
    assert answer.status_code == 404
    assert "Found a mistake?" not in answer.text
