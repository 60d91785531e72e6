"""The first lines of an answer: who and what is asked for, with its date or number."""

import re

import pytest

from tests.site.queries import Get
from tests.site.test_search import part, searched, words_of


@pytest.mark.parametrize(
    ("q", "said"),
    [
        ("when did France leave Mali", "When did forces of France come, and when did they leave?"),
        ("when did the French intervene in Mali", "When did forces of France come, and when"),
        ("Quand la France a quitté le Mali", "Forces de la France : leur arrivée et leur départ"),
        ("Barkhane", "When was Operation Barkhane? 2014 : The French military initiated"),
        ("Operation Serval", "When was Operation Serval"),
        (
            "Ouagadougou date",
            "When was the attack in Ouagadougou? Attack in Ouagadougou, 2018 : 3 March",
        ),
        ("who merged to form JNIM", "Of whom was JNIM made?"),
        (
            "UN sanctions JNIM",
            "Who has sanctioned or listed JNIM? In registers, not in the documents:",
        ),
        ("Did the EU sanction JNIM", "Who has sanctioned or listed JNIM? In registers, not in the"),
        ("US sanctions JNIM", "Who has sanctioned or listed JNIM? US State Department"),
        (
            "Is Iyad Ag Ghaly wanted by the ICC",
            "Who has sanctioned or listed Iyad Ag Ghaly? In registers, not in the documents: "
            "Iyad Ag Ghaly : ICC arrest warrant, Situation in Mali, warrant of 18 July 2017 as of",
        ),
        (
            "Did JNIM pledge to the Taliban",
            "Which pledges of allegiance involve JNIM? Not in so many words of Taliban, but of "
            "Haibatullah Akhundzada, named as its leader (CSIS 2018).",
        ),
        (
            "where does Iyad Ag Ghaly come from",
            "Where does Iyad Ag Ghaly come from? The Modern Insurgent 2022: "
            "Iyad Ag Ghaly comes from Mali's Kidal Region.",
        ),
        ("Wer führt JNIM", "Nothing here mentions “Wer” or “führt”. Ask in English or French."),
    ],
)
def test_who_and_what_is_asked_for_comes_first(get: Get, q: str, said: str) -> None:
    """A deployment that ended on Monday led, another authority, a date of birth, or a denial."""
    assert words_of(searched(get, q).partition("</form>")[2]).startswith(said)


@pytest.mark.parametrize("q", ["when did France come to Mali", "when did French troops leave Mali"])
def test_when_forces_came_is_in_the_order_of_dates(get: Get, q: str) -> None:
    answer = words_of(part(searched(get, q), "answers"))
    assert "An end is that of one deployment" in answer
    said = [
        "since 2012. (CSIS 2018",
        "in January 2013. (BBC",
        "14 July 2014 :",
        "will take the place",
    ]
    at = [answer.index(each) for each in said]
    assert at == sorted(at)


def test_of_an_operation_without_an_end_that_is_said(get: Get) -> None:
    silent = "No source here says when it ended."
    assert silent in words_of(part(searched(get, "when did Barkhane end"), "answers"))
    assert silent not in words_of(part(searched(get, "when did Serval end"), "answers"))


def test_no_claim_tells_a_day_only_by_the_day_of_its_source(get: Get) -> None:
    """“On Monday” stood alone above a search, years after that Monday."""
    days = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Yesterday|Today|Last"
    rows = get("/jnim/claims.json?_shape=array&_size=max&_col=statement").json()
    assert len(rows) > 300
    assert [r for r in rows if re.match(rf"(?:On )?“?(?:{days})\b", r["statement"])] == []


def test_pledges_are_in_the_order_in_which_they_were_spoken(get: Get) -> None:
    answer = words_of(part(searched(get, "pledges of JNIM"), "answers"))
    names = ["Abu Musab Abdul Wadud", "Ayman al-Zawahiri", "Haibatullah Akhundzada"]
    at = [answer.index(name) for name in names]
    assert at == sorted(at)


@pytest.mark.parametrize("q", ["deadliest attack", "attaque la plus meurtrière"])
def test_the_deadliest_attack_is_that_with_the_highest_number(get: Get, q: str) -> None:
    answer = part(searched(get, q), "answers")
    assert answer.index("/attacks/ouagadougou-2018") < answer.index("/attacks/timbuktu-2018")


def test_what_is_near_to_what_is_asked_is_no_page_of_one_sentence(get: Get) -> None:
    page = words_of(searched(get, "Splinter group ISGS"))
    assert "Militants of the Islamic State operate" in page
    assert "related entries" not in page


@pytest.mark.parametrize("q", ["population of Mali", "what is the population of Mali?"])
def test_how_many_live_in_a_country_is_not_answered_with_whom_it_harms(get: Get, q: str) -> None:
    page = searched(get, q)
    assert "Nothing read here counts the people" in words_of(part(page, "answers"))
    assert "<h2>In Central Mali" not in page


def test_what_somebody_says_of_another_is_no_headline(get: Get) -> None:
    """When a group left was answered with until when it would fight."""
    assert "<h2>According to" not in searched(get, "when did JNIM leave Mali")
