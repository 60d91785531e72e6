"""Questions about attacks: how many were killed, who did it, the latest, and by which source."""

from __future__ import annotations

import re

import pytest

from tests.site.queries import Get
from tests.site.test_search import kinds, part, searched, words_of

pytestmark = pytest.mark.pinned

TIMBUKTU = (
    "wounded: 7 French soldiers (CSIS 2018, unlike Reuters, which it cites) ;"
    " 10 French soldiers (Reuters"
)
IN_FRENCH = (
    "blessés : 7 militaires français ( CSIS, 2018 ) , 10 militaires français ( Reuters, 2018"
)


@pytest.mark.parametrize(
    ("q", "said"),
    [
        (
            "how many killed in Ouagadougou",
            "killed: 8 (The Modern Insurgent 2022) ; at least 8 (Caleb",
        ),
        ("bilan de l'attaque de Ouagadougou", "blessés : 80 ( The Modern Insurgent, 2022"),
        ("how many were wounded in the embassy attack", "wounded: 80 (The Modern Insurgent 2022"),
        ("combien de morts à Tombouctou", IN_FRENCH),
        ("how many French soldiers wounded in Timbuktu", TIMBUKTU),
        ("combien de soldats français blessés à Tombouctou", IN_FRENCH),
        ("كم قتيل في تمبكتو", TIMBUKTU),
        ("how many killed in Aguelhok", "dead and wounded: not stated in what was read"),
        ("combien de morts à Aguelhok", "morts et blessés : non précisé dans ce qui a été lu"),
        ("how many people has JNIM killed in total", "There is no total here."),
        ("death toll 2012", "dead and wounded: not stated in what was read"),
    ],
)
def test_how_many_were_killed_is_answered_attack_by_attack(get: Get, q: str, said: str) -> None:
    """It led to the list of all attacks, without any number."""
    page = searched(get, q)
    assert kinds(page)[0] == "answers"
    assert said in words_of(part(page, "answers"))
    assert "nothing has all of" not in words_of(page)


def test_of_another_attack_there_is_no_toll(get: Get) -> None:
    answers = part(searched(get, "how many French soldiers wounded in Timbuktu"), "answers")
    assert re.findall('href="/attacks/([^"#]+)"', answers)[0] == "timbuktu-2018"
    assert "ouagadougou" not in answers.lower()


@pytest.mark.parametrize(
    ("q", "said"),
    [
        ("Who kidnapped Olivier Dubois?", "possibly by JNIM"),
        ("qui a enlevé Olivier Dubois", "? Auteur possible : le JNIM"),
        ("who attacked the French embassy", "by JNIM (CSIS 2018"),
        ("qui a commis l'attaque de Ouagadougou", "? Auteur : le JNIM (attribution : CSIS, 2018"),
        ("who attacked Aguelhok", "by JNIM ("),
        ("من نفذ هجوم واغادوغو", "by JNIM (CSIS 2018"),
    ],
)
def test_who_did_it_is_answered_with_who_says_so(get: Get, q: str, said: str) -> None:
    answers = words_of(part(searched(get, q), "answers"))
    assert answers.startswith(
        "Qui en est l’auteur ?" if q.startswith("qui ") else "Who carried out the"
    )
    assert answers.index("?") < answers.index(",") and "newest first" not in answers
    assert said in answers


@pytest.mark.parametrize(
    "q",
    [
        *(
            "how many did Ghaly kill",
            "how many killed in the Radisson attack",
            "who attacked Niamey",
        ),
        *("who kidnapped Koufa", "how many killed in Niger", "how many killed in 2019"),
    ],
)
def test_of_what_no_attack_is_here_no_other_is_an_answer(get: Get, q: str) -> None:
    assert "answers" not in kinds(searched(get, q))


def test_who_was_killed_does_not_ask_who_did_it(get: Get) -> None:
    answers = words_of(part(searched(get, "who was killed in the embassy attack"), "answers"))
    assert answers.startswith("Killed and wounded in the attack on")


@pytest.mark.parametrize(
    ("q", "near"),
    [
        ("did JNIM attack Bamako in 2024", "bamako-resort-2017"),
        ("le JNIM a-t-il attaqué Bamako en 2024", "bamako-resort-2017"),
        ("did Islamic State attack Ouagadougou", "ouagadougou-2018"),
        ("attacks in Mali in 2016", "bamako-resort-2017"),
    ],
)
def test_of_an_attack_that_is_not_here_the_nearest_is_offered(get: Get, q: str, near: str) -> None:
    page = searched(get, q, "en")
    assert "That does not mean that there was none." in words_of(page)
    nearest = page.partition("The nearest here:")[2].partition("</p>")[0]
    assert f'href="/attacks/{near}"' in nearest
    assert "by JNIM" in words_of(nearest)


def test_a_place_is_named_as_in_a_sentence(get: Get) -> None:
    said = words_of(searched(get, "did JNIM attack Bamako in 2024"))
    assert "that involves JNIM is placed in the surroundings of Bamako and" in said
    assert "Who founded the Macina" in words_of(searched(get, "who founded katiba Macina"))


@pytest.mark.parametrize(
    ("q", "claims"),
    [
        (
            "What does CSIS say about the United States?",
            {"csis-no-threat-to-us", "csis-no-capability-shown"},
        ),
        (
            "selon Reuters, qui a enlevé Olivier Dubois",
            {"reuters-dubois-story", "reuters-dubois-taken"},
        ),
        ("what does Weiss say about Ouagadougou", {"weiss-ouagadougou-claimed"}),
        ("what does The Modern Insurgent say about gold", {"mi-gold-theft"}),
        ("selon Reuters", {"reuters-timbuktu-attack", "reuters-dubois-taken"}),
    ],
)
def test_a_source_that_is_asked_is_no_word_to_search_for(
    get: Get, q: str, claims: set[str]
) -> None:
    """It found what contains the word CSIS, not what CSIS says."""
    page = searched(get, q, "en")
    found = set(re.findall('href="/claims/([^"#]+)"', part(page, "claims")))
    begins = {each.split("-")[0] for each in claims}
    assert {each.split("-")[0] for each in found} == begins
    assert claims & found
    assert re.search(r"The claims below are those of .+ only\.", words_of(page))


def test_of_a_source_that_does_not_say_it_others_are_shown(get: Get) -> None:
    page = searched(get, "What does CSIS say about gold?")
    said = "No claim of Center for Strategic and International Studies here has these words."
    assert said in words_of(page)
    assert "/claims/mi-" in part(page, "claims")


def test_a_source_is_a_name_where_nobody_asks_what_it_says(get: Get) -> None:
    assert "/groups/csis" in part(searched(get, "CSIS"), "groups")


@pytest.mark.parametrize("q", ["threat to the United States", "menace pour les États-Unis"])
def test_a_threat_is_also_what_is_targeted(get: Get, q: str) -> None:
    claims = part(searched(get, q), "claims")
    assert "/claims/csis-no-threat-to-us" in claims
    assert "/claims/csis-no-capability-shown" in claims


@pytest.mark.parametrize("q", ["FAMa", "les FAMa", "forces armées maliennes", "Malian army"])
def test_an_army_is_found_by_what_its_country_calls_it(get: Get, q: str) -> None:
    page = searched(get, q)
    assert "/groups/malian-troops" in part(page, "groups")
    assert "/claims/us-state-malian-troops" in part(page, "claims")


@pytest.mark.parametrize("q", ["who pledged to whom", "bayat", "qui a prêté allégeance à qui"])
def test_who_pledged_is_answered_with_pledges(get: Get, q: str) -> None:
    """The answer was whose affiliate JNIM is."""
    answers = part(searched(get, q), "answers")
    in_french = "Quels serments d’allégeance concernent le JNIM ?"
    question = in_french if q.startswith("qui ") else "Which pledges of allegiance involve JNIM?"
    assert words_of(answers).startswith(question)
    assert 'href="/jnim/allegiances?group=jnim"' in answers


@pytest.mark.parametrize(
    ("q", "said"),
    [
        ("who is Amadou Koufa", "Who is Mohamed Koufa?"),
        ("qui est Droukdel", "Qui est Abu Musab Abdul Wadud ?"),
        ("من هو إياد أغ غالي", "Who is Iyad Ag Ghaly?"),
    ],
)
def test_who_somebody_is_is_answered(get: Get, q: str, said: str) -> None:
    assert words_of(part(searched(get, q), "answers")).startswith(said)


def test_where_it_is_not_said_to_be_active_the_claims_on_the_place_stand(get: Get) -> None:
    claims = part(searched(get, "Is JNIM active in central Mali"), "claims")
    assert "/claims/mi-mlf-area" in claims


def test_as_many_words_for_the_same_as_there_are_are_searched(get: Get) -> None:
    """For four words with many synonyms each, it said that no text has all of them."""
    page = searched(get, "soldats français blessés à Tombouctou")
    assert "nothing has all of" not in words_of(page)
    assert "/claims/reuters-timbuktu-wounded" in part(page, "claims")


ALL_OF_2018 = {"ouagadougou-2018", "timbuktu-2018", "aguelhok-2018"}


@pytest.mark.parametrize(
    "q",
    [
        *(
            f"{how} attacks did JNIM {verb} in 2018"
            for how in ("how many", "which")
            for verb in ("carry out", "commit", "conduct", "launch", "stage", "perpetrate", "make")
        ),
        *("attacks carried out by JNIM in 2018", "what did JNIM do in 2018", "JNIM 2018"),
        *("how many attacks has JNIM committed in 2018", "When did JNIM attack in 2018?"),
        *("quelles attaques le JNIM a-t-il menées en 2018", "attaques commises en 2018"),
        *("combien d'attaques le JNIM a-t-il perpétrées en 2018", "qu'a fait le JNIM en 2018"),
    ],
)
def test_a_verb_that_only_asks_is_no_word_of_an_attack(get: Get, q: str) -> None:
    """It found one of three attacks, because a claim says that this one was carried out."""
    listed = re.findall('href="/attacks/([^"#]+)"', part(searched(get, q), "attacks"))
    assert {*listed} == ALL_OF_2018


@pytest.mark.parametrize(
    ("q", "attack"), [("what did JNIM do in July 2018", "aguelhok"), ("April 2018", "timbuktu")]
)
def test_what_was_done_at_a_time_is_an_attack_first(get: Get, q: str, attack: str) -> None:
    page = searched(get, q)
    assert next(kind for kind in kinds(page) if kind in ("attacks", "claims")) == "attacks"
    assert set(re.findall('href="/attacks/([^"#]+)"', part(page, "attacks"))) == {f"{attack}-2018"}


@pytest.mark.parametrize(
    ("q", "said"),
    [
        ("When did JNIM attack the French embassy?", "3 March 2018 (CSIS 2018); 2 March 2018 (US"),
        ("quand le JNIM a-t-il attaqué l'ambassade de France", "dates : 3 mars 2018 ( CSIS 2018 )"),
        ("when was Dubois kidnapped", "April 2021 (The Modern Insurgent 2022)"),
        ("when was the attack in Timbuktu", "April 2018 (CSIS 2018); 14 April 2018 (Reuters"),
        ("date of the attack in Aguelhok", "July 2018 (CSIS 2018)"),
    ],
)
def test_when_an_attack_was_is_answered_by_each_source(get: Get, q: str, said: str) -> None:
    answers = part(searched(get, q), "answers")
    assert said in words_of(answers)
    assert len(set(re.findall(r"/attacks/([^\"#]+)", answers))) <= 2


def test_who_is_only_possible_is_said_in_a_list_of_attacks(get: Get) -> None:
    attacks = words_of(part(searched(get, "what did JNIM do in July 2018"), "attacks"))
    assert "possibly by JNIM" in attacks


@pytest.mark.parametrize("q", ["largest attack by JNIM", "attacks by JNIM", "JNIM's last attacks"])
def test_what_a_group_did_is_not_what_was_done_to_it(get: Get, q: str) -> None:
    """A French raid on it was listed among its own attacks."""
    assert "french-raid" not in part(searched(get, q), "attacks")
    assert "french-raid" in part(searched(get, "attacks on JNIM"), "attacks")


def test_the_first_attack_stands_first(get: Get) -> None:
    answers = part(searched(get, "JNIM's first attack"), "answers")
    assert re.findall('href="/attacks/([^"#]+)"', answers)[0] == "bamako-resort-2017"
    assert "Earlier ones may be missing" in words_of(answers)


@pytest.mark.parametrize(
    ("q", "heading"),
    [
        ("Which group kidnapped the French journalist?", "Who carried out the kidnapping of"),
        ("is the Dubois kidnapping JNIM", "What sources say of the kidnapping of Olivier Dubois"),
        ("list of attacks", "Which attacks are described one by one?"),
        ("liste des attaques", "Quelles attaques sont décrites une par une ?"),
        ("number of attacks in 2021", "Which attacks are described one by one?"),
        ("where is Kidal", "Where is the Kidal Region?"),
        ("où est Tombouctou", "Où se trouve Tombouctou ?"),
        ("did Ag Ghaly found Ansar Dine", "Who founded Ansar Dine?"),
        ("was Ansar Dine founded in 2012", "When was Ansar Dine formed?"),
        ("JNIM and ISGS", "What is said of JNIM and the Islamic State?"),
        ("JNIM et EIGS", "Que disent les sources du JNIM et de l’État islamique ?"),
        ("difference between JNIM and AQIM", "What is said of JNIM and AQIM?"),
        ("how many attacks per month", "How many attacks are described, month by month?"),
        ("Le JNIM est-il présent au Togo ?", "Où le JNIM était-il actif ?"),
        (
            "Le JNIM s'en prend-il aux civils ?",
            "Que disent les sources des attaques et exactions du JNIM contre les civils ?",
        ),
        ("D’où vient l’argent du JNIM ?", "Que disent les sources du financement du JNIM ?"),
    ],
)
def test_as_it_is_asked_otherwise_it_is_answered(get: Get, q: str, heading: str) -> None:
    assert words_of(part(searched(get, q), "answers")).startswith(heading)


def test_what_happened_somewhere_at_a_time_is_an_attack_first(get: Get) -> None:
    page = searched(get, "what happened in Ouagadougou in March 2018")
    assert next(kind for kind in kinds(page) if kind in ("attacks", "claims")) == "attacks"


def test_the_french_embassy_is_the_embassy_of_france(get: Get) -> None:
    """It found the claim that gives no day, and not that of CSIS."""
    page = searched(get, "When did JNIM attack the French embassy?")
    assert {"csis-ouagadougou-attack", "mi-ouagadougou-attack"} <= {
        *re.findall('href="/claims/([^"#]+)"', part(page, "claims"))
    }


@pytest.mark.parametrize(
    ("q", "heading", "said", "unsaid"),
    [
        ("JNIM and Islamic State", "said of JNIM and the Islamic State?", "rivalry", "Zawahiri"),
        ("relationship between JNIM and Ansar Dine", "and Ansar Dine?", "merged", "Zawahiri"),
        (
            "JNIM et État islamique",
            "Que disent les sources du JNIM et de l’État islamique",
            "rivalry",
            "Z",
        ),
    ],
)
def test_two_groups_are_answered_with_what_ties_the_one_to_the_other(
    get: Get, q: str, heading: str, said: str, unsaid: str
) -> None:
    """The rivalry was the twenty-first note of all ties, or there was no answer."""
    answer = words_of(part(searched(get, q), "answers"))
    assert heading in answer
    assert said in answer
    assert unsaid not in answer


@pytest.mark.parametrize(
    ("q", "has"),
    [
        ("attacks by France", True),
        ("attaques par la France", True),
        ("attacks on France", False),
        ("attacks against the French", False),
        ("attaques contre la France", False),
    ],
)
def test_attacks_by_a_state_are_not_those_on_it(get: Get, q: str, has: bool) -> None:
    """One list answered both: its soldiers and embassy are found by words."""
    attacks = part(searched(get, q), "attacks")
    assert ("/attacks/french-raid-northern-mali" in attacks) is has
    assert ("/attacks/timbuktu-2018" in attacks) is not has


def test_an_attack_stands_before_the_claims_on_what_happened_in_it(get: Get) -> None:
    order = kinds(searched(get, "kidnapped journalist"))
    assert order.index("attacks") < order.index("claims")
