"""What pages say is no more certain, exact or recent than the words behind it."""

import re

import pytest

from tests.site.tables import Get, connect
from tests.site.test_group_pages import text_of


def box_of(page: str) -> str:
    return text_of(page.split('class="infobox"')[1].split("</dl>")[0])


@pytest.mark.parametrize(
    "path", ["/", "/groups/jnim", "/compare", "/search?q=where+is+jnim+active"]
)
def test_an_area_from_one_place_to_another_is_not_cut_to_its_ends(get: Get, path: str) -> None:
    """“Northern Mali and Southern Burkina Faso” left out everything between them."""
    words = text_of(get(path).text)
    assert re.search(r"areas from Northern Mali to Southern Burkina Faso", words)
    assert "Northern Mali and Southern Burkina Faso" not in words


def test_where_only_a_whole_is_said_to_be_its_part_is_by_implication(get: Get) -> None:
    words = box_of(get("/groups/ansar-dine").text)
    assert "Northern Mali (as a major component of the Tuareg militia there; implied)" in words
    # Nobody says outright where the militia is, and all that is said of it is certain.
    assert "Northern Mali (implied)" in box_of(get("/groups/tuareg-militia").text)


def test_an_example_of_kidnappings_is_by_implication_everywhere(get: Get) -> None:
    """One page said “named only by the captive”, another “only mentioned with it”."""
    implied = {
        "/": "implied by The Modern Insurgent 2022",
        "/attacks": "implied by The Modern Insurgent;",
        "/attacks/dubois-kidnapping-2021": "The Modern Insurgent implies that JNIM",
    }
    captive = "named by the captive, in a video then not yet confirmed"
    for path, said in implied.items():
        words = text_of(get(path).text)
        assert said in words, path
        assert captive in words, path
        assert "named only by" not in words
        assert "Only mentioned with it" not in words
    group = text_of(get("/groups/jnim").text)
    assert f"by JNIM implied by The Modern Insurgent 2022; {captive}: Reuters" in group
    assert "Kidnapping of Olivier Dubois, by JNIM (implied)" in text_of(get("/timeline").text)


def test_what_is_said_of_two_at_once_stands_once(get: Get) -> None:
    """“Called “deadly threats” … to the United States and its allies” appeared twice in a line."""
    assert text_of(get("/groups/al-qaeda").text).count("still “deadly threats” to") == 1


def test_a_comparison_is_kept(get: Get) -> None:
    words = text_of(get("/groups/macina-liberation-front").text)
    assert words.count("more active in") >= 2
    said = text_of(get("/claims/mi-mlf-fighting").text)
    assert "More active than whom, or than in what, is not stated" in said


def test_a_later_source_without_a_date_is_not_put_under_an_earlier_year(get: Get) -> None:
    """“Led, as of 2018, by …” included a source of 2022, in a sentence about March 2017."""
    words = box_of(get("/groups/al-qaeda").text)
    assert re.search(r"\d CSIS 2018 no date given; The Modern Insurgent", words)
    people = text_of(get("/people").text)
    assert "leader of Al-Qaeda (CSIS 2018; no date given: The Modern Insurgent 2022)" in people


def test_the_days_between_which_a_document_appeared_are_called_our_inference(get: Get) -> None:
    ours = "between 5 September and 31 December 2018, inferred"
    for path in ("/", "/sources", "/sources/csis-2018", "/about"):
        assert ours in text_of(get(path).text), path
    # Where it has only its year, that is the one which it prints.
    for path in ("/groups/al-qaeda", "/people/mohamed-koufa"):
        assert "Dec 2018" not in text_of(get(path).text), path


def test_a_claim_that_only_dates_an_attack_is_no_claim_about_it(get: Get) -> None:
    """“Facts based on this claim: Attack in Ouagadougou” was said of a sentence about pledges."""
    page = get("/claims/mi-pledge-and-merger-date").text
    based, dated = text_of(page.split('id="rests"')[1].split("</section>")[0]).split(
        "Used to infer"
    )
    assert "Attack in Ouagadougou" not in based
    assert "Attack in Ouagadougou" in dated
    assert "Merger that formed JNIM" in based
    with connect() as database:
        inferred = database.execute(
            "SELECT 1 FROM evidence"
            " WHERE property = 'inferred date' AND row_id = 'ouagadougou-2018'"
        ).fetchall()
    assert inferred


def test_whom_a_quoted_pledge_may_bind_is_not_bound_for_certain(get: Get) -> None:
    """JNIM “pledged allegiance (a renewal; quoted)”, where Ghaly only says “we”."""
    assert "a renewal (Ghaly says “we”; whether that is JNIM is not stated)" in text_of(
        get("/groups/jnim").text
    )
    ghaly = text_of(get("/people/iyad-ag-ghaly").text)
    assert re.search(r"to Abu Musab Abdul Wadud\s*, a renewal\s*\(quoted", ghaly)


def test_what_may_not_be_meant_for_a_claim_is_not_counted_on_the_front_page(get: Get) -> None:
    words = "the note is on the next sentence and may not cover the claim"
    assert words not in text_of(get("/").text)
    assert words in text_of(get("/citations").text)
