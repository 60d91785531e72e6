"""Kinds of questions: on sources, of yes or no, on one attack, and words that only notes have."""

from __future__ import annotations

import pytest

from tests.site.queries import Get
from tests.site.test_search import kinds, part, searched, words_of


@pytest.mark.pinned
@pytest.mark.parametrize(
    "q", ["is the CSIS report reliable", "how reliable is CSIS", "can I trust CSIS on numbers"]
)
def test_of_how_reliable_a_source_is_the_checks_of_its_citations_are_shown(
    get: Get, q: str
) -> None:
    page = searched(get, q)
    answer = part(page, "answers")
    assert "/citations?source=csis-2018" in answer
    assert "modern-insurgent-2022" not in answer
    assert " citations: " in words_of(answer)
    assert "How reliable a source is we do not say" in words_of(answer)
    assert "claims" not in kinds(page)


@pytest.mark.pinned
@pytest.mark.parametrize("q", ["which source is most reliable", "quelle source est la plus fiable"])
def test_of_no_source_those_of_all_are_shown(get: Get, q: str) -> None:
    answer = part(searched(get, q), "answers")
    assert "?source=csis-2018" in answer
    assert "?source=modern-insurgent-2022" in answer


@pytest.mark.pinned
@pytest.mark.parametrize(
    "q", ["what sources does this use", "what documents is this site based on"]
)
def test_what_this_is_made_from_leads_to_the_sources(get: Get, q: str) -> None:
    page = searched(get, q)
    assert kinds(page) == ["help"]
    assert "/sources" in part(page, "help")


def test_a_map_is_led_to_beside_what_else_is_asked(get: Get) -> None:
    page = searched(get, "map of JNIM territory")
    assert 'href="/map"' in page
    assert "mentions “map”" not in page


@pytest.mark.pinned
@pytest.mark.parametrize(
    "q", ["Does JNIM fight the Islamic State?", "is JNIM at war with the Islamic State"]
)
def test_of_two_groups_what_is_said_of_both_answers(get: Get, q: str) -> None:
    answer = words_of(part(searched(get, q), "answers"))
    assert "What is said of JNIM and the Islamic State?" in answer
    assert "strong rivalry with the Islamic State" in answer


@pytest.mark.pinned
@pytest.mark.parametrize(
    ("q", "said"),
    [
        ("Does JNIM kidnap foreigners?", "Kidnappings since the formation of JNIM"),
        ("Has JNIM attacked Americans", "Westerners"),
        ("Did JNIM kill 8 people in Ouagadougou?", "killed: 8"),
        ("Was anyone killed in Aguelhok?", "not stated in what was read"),
        ("Which attacks had the most victims?", "killed: 8"),
    ],
)
def test_a_question_of_yes_or_no_is_answered_with_what_is_said_of_that_deed(
    get: Get, q: str, said: str
) -> None:
    page = searched(get, q)
    assert said in words_of(part(page, "answers"))
    assert "mentions “anyone”" not in page


@pytest.mark.pinned
@pytest.mark.parametrize(
    ("q", "attack"),
    [
        ("what happened in Timbuktu in 2018", "timbuktu-2018"),
        ("what happened in Ouagadougou", "ouagadougou-2018"),
        ("French embassy attack", "ouagadougou-2018"),
        ("Where did the 14 April attack happen", "timbuktu-2018"),
        ("what happened on April 14", "timbuktu-2018"),
        ("attack on 3 March", "ouagadougou-2018"),
        ("did JNIM attack Aguelhok", "aguelhok-2018"),
        ("que s'est-il passé à Ouagadougou", "ouagadougou-2018"),
    ],
)
def test_an_attack_that_is_asked_for_comes_first_and_alone(get: Get, q: str, attack: str) -> None:
    answer = part(searched(get, q), "answers")
    assert f"/attacks/{attack}" in answer
    assert answer.count("<li") == 1


def test_who_claimed_an_attack_is_answered_as_the_claim_is_worded(get: Get) -> None:
    answer = words_of(part(searched(get, "Who claimed the Aguelhok attack?"), "answers"))
    assert "possibly claimed by “Al-Qaeda's Mali Branch” (" in answer


@pytest.mark.pinned
@pytest.mark.parametrize("q", ["why did France leave Mali", "why did JNIM kidnap Olivier Dubois"])
def test_that_no_reason_is_given_comes_first(get: Get, q: str) -> None:
    first = words_of(searched(get, q)).partition("Not covered: no source read here")[0]
    assert "outcome" not in first
    assert "Our search has no ready answer to this “why”" in words_of(searched(get, q))


@pytest.mark.pinned
@pytest.mark.parametrize("q", ["1000-2000 fighters", "between 1000 and 2000 fighters"])
def test_a_number_of_fighters_is_no_year(get: Get, q: str) -> None:
    page = words_of(searched(get, q))
    assert "How many fighters did JNIM have?" in page
    assert "dates an event to 2000" not in page


@pytest.mark.pinned
@pytest.mark.parametrize("q", ["Balmukhtar", "Belmoukhtare"])
def test_a_surname_is_found_in_a_near_spelling(get: Get, q: str) -> None:
    assert "Mokhtar Belmokhtar" in part(searched(get, q), "people")


def test_where_somebody_was_born_is_not_answered_with_when(get: Get) -> None:
    answer = words_of(part(searched(get, "where was Ghaly born"), "answers"))
    assert "When and where was Iyad Ag Ghaly born?" in answer
    assert "Not stated in what was read." in answer
    assert "comes from Mali's Kidal Region" in answer


@pytest.mark.parametrize("q", ["prosecutor of Burkina Faso", "procureur civils blessés", "ouestaf"])
def test_a_word_that_only_a_note_has_is_found_there(get: Get, q: str) -> None:
    """It said that nothing here mentions the prosecutor, whom a note quotes."""
    page = searched(get, q)
    assert "24 civilians wounded" in part(page, "noted")
    assert "mentions “prosecutor”" not in page
    assert "noted" not in kinds(searched(get, "Moura massacre"))


def test_what_a_note_says_of_civilians_stands_beside_the_toll(get: Get) -> None:
    page = searched(get, "How many civilians were wounded in Ouagadougou in 2018?")
    assert "24 civilians wounded" in part(page, "noted")


def test_abuses_by_an_army_are_not_answered_with_an_attack_on_it(get: Get) -> None:
    page = searched(get, "Was Burkina's army responsible for killings of Fulani?")
    assert "What is said of abuses by an army?" in words_of(part(page, "answers"))
    assert "/attacks/" not in part(page, "answers")


def test_kinds_of_things_are_in_french_in_a_french_answer(get: Get) -> None:
    page = get("/search?q=Tombouctou&lang=fr").text
    assert "ville, Mali" in words_of(part(page, "places"))
