"""What people type into the search: an extra word, a year, part of a name, French, a register."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from plugins.site import search_hooks
from plugins.site.search_words import alternates, asking_most, configuration
from tests.site.queries import Get
from tests.site.tables import in_process, site_told
from tests.site.test_search import kinds, part, searched, words_of

pytestmark = pytest.mark.pinned


@pytest.mark.parametrize(
    ("q", "question", "said"),
    [
        ("number of fighters 2022", "How many fighters", "1,000 to 2,000"),
        ("how strong was JNIM in 2018", "How many fighters", "1,000 to 2,000"),
        ("total number of fighters", "How many fighters", "1,000 to 2,000"),
        ("current leader", "Who led JNIM, as of 2018?", "Iyad Ag Ghaly"),
        ("who led in March 2018", "Who led JNIM, as of 2018?", "Iyad Ag Ghaly"),
        ("date de création du JNIM", "Quand le JNIM a-t-il été formé ?", "mars 2017"),
        ("date de création du GSIM", "Quand le JNIM a-t-il été formé ?", "mars 2017"),
        ("when did JNIM begin", "When was JNIM formed?", "March 2017"),
        ("origine du JNIM", "Quand le JNIM a-t-il été formé ?", "mars 2017"),
        (
            "Is JNIM part of al-Qaeda",
            "What was JNIM part of?",
            "an affiliate of Al-Qaeda",
        ),
        (
            "le JNIM fait partie d'Al-Qaïda",
            "De quoi le JNIM faisait-il partie ?",
            "affilié à",
        ),
        ("Is Ansar Dine part of JNIM?", "What was Ansar Dine part of?", "merged into JNIM"),
        ("JNIM relations with Taliban", "What is said of JNIM and the Taliban?", "Haibatullah"),
        ("who finances JNIM in Burkina Faso", "What is said about money and JNIM?", "gold mining"),
        (
            "biggest attack by JNIM",
            "How many were killed or wounded, attack by attack?",
            "The highest number of dead",
        ),
        ("UN sanctions", "Who has sanctioned or listed JNIM?", "Security Council sanctions, on 4"),
        ("designation UN", "Who has sanctioned or listed JNIM?", "4 October 2018"),
        ("sanctions ONU", "Qui a sanctionné ou inscrit le JNIM sur une liste ?", "4 octobre 2018"),
        ("EU sanctions", "Who has sanctioned or listed JNIM?", "4 October 2018"),
        ("designation terrorist UN", "Who has sanctioned or listed JNIM?", "4 October 2018"),
        (
            "liste des organisations terroristes",
            "Qui a sanctionné ou inscrit le JNIM sur une liste ?",
            "5 septembre 2018",
        ),
    ],
)
def test_an_answer_is_not_lost_by_a_word_more(get: Get, q: str, question: str, said: str) -> None:
    """A year, a word that changes nothing, a second group, or who lists it."""
    page = searched(get, q)
    answers = words_of(part(page, "answers"))
    assert question in answers
    assert said in answers


@pytest.mark.parametrize(
    ("q", "person"),
    [
        ("When was Droukdel killed", "abu-musab-abdul-wadud"),
        ("Is Iyad Ag Ghaly dead?", "iyad-ag-ghaly"),
        ("Ghaly arrested", "iyad-ag-ghaly"),
        # a heading of the site that it did not know as a question
        ("What became of Mohamed Koufa?", "mohamed-koufa"),
        ("what has become of Ghaly", "iyad-ag-ghaly"),
        ("what happened to Mokhtar Belmokhtar", "mokhtar-belmokhtar"),
    ],
)
def test_of_the_fate_of_a_person_it_says_what_is_not_known(get: Get, q: str, person: str) -> None:
    """It listed 29 claims, or nothing, but not the sentence from that person's page."""
    page = searched(get, q)
    answers = part(page, "answers")
    assert kinds(page)[0] == "answers"
    assert f'href="/people/{person}#content"' in answers
    assert "Nothing read here says what became of" in words_of(answers)
    assert f'href="/people/{person}#identifiers"' in answers
    assert f"/people/{person}" in part(page, "people")


@pytest.mark.parametrize(
    ("q", "person", "said"),
    [
        ("When was Iyad Ag Ghaly sanctioned", "iyad-ag-ghaly", "UN Security Council sanctions, on"),
        ("Is Koufa on the UN sanctions list", "mohamed-koufa", "4 February 2020, probably"),
        ("Ghaly terroriste", "iyad-ag-ghaly", "terroriste mondial spécialement désigné"),
    ],
)
def test_who_lists_a_person_is_answered_of_that_person(
    get: Get, q: str, person: str, said: str
) -> None:
    answers = part(searched(get, q), "answers")
    assert said in words_of(answers)
    assert f'href="/people/{person}#identifiers"' in answers
    assert "/groups/" + person not in answers
    assert "still alive" not in answers


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("What do sources say about Sharia", "shariah"),
        ("qui est derrière l'attaque de Tombouctou", "/attacks/timbuktu-2018"),
        ("le GSIM est-il un groupe terroriste", "/groups/jnim"),
        ("attacks on the UN", "/groups/united-nations"),
        ("what is IS", "/groups/islamic-state"),
    ],
)
def test_a_word_that_only_asks_is_not_searched_and_an_acronym_is(
    get: Get, q: str, found: str
) -> None:
    page = searched(get, q)
    assert found in page
    assert "nothing has all of" not in page
    assert "in place of" not in page
    assert ("/groups/united-nations" in part(page, "groups")) == ("UN" in q)


def test_of_a_victim_it_says_that_the_rest_is_not_covered(get: Get) -> None:
    said = words_of(part(searched(get, "was Olivier Dubois released"), "answers"))
    assert "Nothing read here says what became of Olivier Dubois after that." in said


def test_a_year_without_events_names_the_source_of_that_year(get: Get) -> None:
    """What that source tells in the present is of that year; a figure is shown with it."""
    page = words_of(searched(get, "number of fighters 2022"))
    assert "No source read here dates an event to 2022." in page
    assert "What The Modern Insurgent tells in the present is as of 28 October 2022." in page
    assert "tells in the present" not in words_of(searched(get, "attacks in 2019"))


@pytest.mark.parametrize(
    ("q", "person", "said"),
    [
        ("Ghali", "iyad-ag-ghaly", "called “GHALI, Iyad ag” in 7 registers"),
        ("Amadou Koufa", "mohamed-koufa", "probably called “AMADOU KOUFA” in 4 registers"),
        ("Droukdel", "abu-musab-abdul-wadud", "called “ABDELMALEK DROUKDEL” in"),
    ],
)
def test_a_person_is_found_by_part_of_a_name_and_by_the_name_of_registers(
    get: Get, q: str, person: str, said: str
) -> None:
    page = searched(get, q)
    assert f"/people/{person}" in part(page, "people")
    assert said in words_of(part(page, "people"))
    assert "/claims/" in page


def test_words_of_a_long_name_in_a_register_name_nothing(get: Get) -> None:
    """In one register a group's name is a whole sentence: criminal code, call and combat."""
    for q in ("criminal code", "combat"):
        assert "groups" not in kinds(searched(get, q))


@pytest.mark.parametrize(
    "q",
    [
        *("women", "school", "torture", "human rights", "refugees", "massacre", "rape"),
        *("victimes civiles", "enfants", "droits humains", "déplacés", "école", "viol"),
        *("Droits de l'homme", "réfugiés", "femmes", "crimes de guerre"),
    ],
)
def test_what_is_left_out_is_said_in_english_and_in_french(get: Get, q: str) -> None:
    said = words_of(searched(get, q))
    # All of it, or only the sentence with the word.
    in_french = ("Les civils : les documents en parlent peu.", "Rien sur les déplacés")
    in_english = (
        "Civilians: the documents say little about them.",
        "There is nothing on displaced",
    )
    assert any(each in said for each in in_french + in_english)


@pytest.mark.parametrize("q", ["violent", "violence", "absorbed", "gold"])
def test_what_only_begins_like_a_subject_left_out_is_not_said_to_be(get: Get, q: str) -> None:
    assert "Civilians: the documents" not in words_of(searched(get, q))


def test_a_short_word_is_no_beginning_of_another(get: Get) -> None:
    """In French, viol is rape; the search found violent events."""
    assert kinds(searched(get, "viol")) == []
    assert "disputes" in kinds(searched(get, "violence"))


def test_of_what_is_not_found_the_notes_of_the_editors_can_be_searched(get: Get) -> None:
    page = searched(get, "transliterations")
    link = re.findall(r'href="(/disagreements\?topic=[^"]+)"', page)
    assert 'href="/disagreements/name-jnim"' in get(link[0]).text


@pytest.mark.parametrize(
    ("q", "near"),
    [
        ("ransom", "hostages"),
        ("rançon", "hostages"),
        ("prisonniers", "hostages"),
        ("drones", "weapons"),
        ("Mopti", "Central Mali"),
        ("attacks in Mopti", "Central Mali"),
        ("ISGS", "the Islamic State"),
        ("EIGS", "the Islamic State"),
        ("is JNIM in Togo", "West Africa"),
    ],
)
def test_what_is_near_answers_where_nothing_is_found(get: Get, q: str, near: str) -> None:
    """Nothing was found, with words to try; it offered another group in place of ISGS."""
    said = words_of(searched(get, q, "en"))
    assert f"Nothing here mentions “{q.split()[-1]}”." in said
    assert f"Below: what is said of {near}." in said


@pytest.mark.parametrize(
    "q", ["Soutien à l'islam et aux musulmans", "l’islam et aux musulmans", "soutien"]
)
def test_a_part_of_a_long_name_in_another_language_finds_it(get: Get, q: str) -> None:
    """It found nothing, and suggested searching for the name."""
    groups = words_of(part(searched(get, q), "groups"))
    assert re.search("(called “|nommé « )Groupe de soutien à l'islam et aux musulmans", groups)


@pytest.mark.parametrize("q", ["islam", "Azawad", "national", "de", "mouvement front"])
def test_what_is_found_or_means_several_is_no_part_of_a_name(get: Get, q: str) -> None:
    assert "See also" not in searched(get, q)


@pytest.mark.parametrize(
    ("q", "claim"),
    [
        ("Quand la France est-elle intervenue au Mali", "bbc-troops-to-mali"),
        ("Quand la France est-elle intervenue au Mali", "csis-france-in-mali"),
        ("when did French troops arrive in Mali", "bbc-troops-to-mali"),
        ("French intervention in Mali", "csis-france-in-mali"),
        ("When did the French leave Mali?", "bbc-mali-deployment-ended"),
        ("Opération Serval date", "mi-serval-concluded"),
        ("implantation au Burkina Faso", "mi-mlf-area"),
        ("qui a prêté allégeance à Zawahiri", "csis-zawahiri-pledge"),
        ("soldats français blessés à Tombouctou", "csis-timbuktu-injured"),
        ("troupes françaises Tombouctou", "csis-timbuktu-injured"),
        ("journaliste français enlevé à Gao", "reuters-dubois-story"),
        ("UN base attack Timbuktu toll", "reuters-timbuktu-attack"),
        ("gold mines", "mi-gold"),
        ("who was killed in the embassy attack", ""),
        ("attaque de l'ambassade de France à Ouagadougou", "csis-ouagadougou-attack"),
        ("Is JNIM part of al-Qaeda?", ""),
    ],
)
def test_what_a_journalist_types_finds_the_claims_that_say_it(get: Get, q: str, claim: str) -> None:
    page = searched(get, q)
    notes = page.partition("<h2>Notes")[2]  # of an answer, whose claims are not listed again
    assert f"/claims/{claim}" in part(page, "claims") + notes


def test_where_somebody_hides_is_asked_of_that_person(get: Get) -> None:
    page = searched(get, "Où se cache Iyad Ag Ghali ?")
    assert "nothing has all of" not in page
    assert "/people/iyad-ag-ghaly" in part(page, "people")


@pytest.mark.parametrize("q", ["ouaga attack", "attaque Ouaga"])
def test_an_attack_is_found_by_what_people_call_its_place(get: Get, q: str) -> None:
    assert "/attacks/ouagadougou-2018" in part(searched(get, q), "attacks")


def test_what_has_the_words_as_typed_stands_before_what_has_others(get: Get) -> None:
    claims = part(searched(get, "soldiers"), "claims")
    assert "soldiers" in words_of(claims.partition("</li>")[0])
    assert "forces" in words_of(claims)


@pytest.mark.parametrize("q", ["how many fighters", "combien de combattants"])
def test_a_member_is_no_number_of_fighters(get: Get, q: str) -> None:
    assert "notable member" not in part(searched(get, q), "claims")


def test_a_claim_that_is_found_has_its_conflict_beside_it(get: Get) -> None:
    """Seven or ten wounded: the conflict does not contain the words of the question."""
    page = searched(get, "how many French soldiers were wounded in Timbuktu")
    assert "/disagreements/timbuktu-toll" in part(page, "conflicts")


@pytest.mark.parametrize(
    "q", ["leader of Boko Haram", "how many fighters does Boko Haram have", "is the emir dead"]
)
def test_what_is_asked_of_another_is_not_answered_of_the_subject(get: Get, q: str) -> None:
    answers = words_of(part(searched(get, q), "answers"))
    assert "What became of" not in answers
    assert "Boko Haram" not in q or not answers


def test_did_it_attack_a_place_is_not_answered_with_all_its_attacks(get: Get) -> None:
    page = searched(get, "did JNIM claim the attack in Ouagadougou")
    assert part(page, "answers").count("<li") == 1
    assert "/attacks/ouagadougou-2018" in part(page, "attacks")


@pytest.mark.parametrize("email", ["", "desk@example.org"])
def test_no_address_is_promised_where_there_is_none(tmp_path: Path, email: str) -> None:
    """It said that About explains how to report a mistake; About says that nobody takes them."""
    with in_process(site_told(tmp_path, corrections={"issues": "", "email": email})) as get:
        for q in ("report a mistake", "contact", "signaler une erreur"):
            page = part(searched(get, q), "help")
            assert "a report to copy, or whom to write to" in page, q
            assert 'href="/about#maintainers"' in page, q
        assert ("Found a mistake?" in get("/about").text) == (not email)
        assert ('id="mistakes"' in get("/about").text) == bool(email)


@pytest.mark.parametrize("asked", ["JNIM attacks 2021", "attaques du JNIM en 2021", "attacks 2021"])
def test_the_attacks_of_a_year_are_listed_whatever_they_are_called(get: Get, asked: str) -> None:
    """A kidnapping does not contain the word attack, so nothing was found for 2021."""
    assert 'href="/attacks/dubois-kidnapping-2021"' in searched(get, asked)
    assert "/attacks/timbuktu-2018" not in searched(get, asked)


@pytest.mark.parametrize("q", ["bel moktar", "Bel Mokhtar", "who is bel mokhtar"])
def test_a_word_of_a_name_is_found_that_is_typed_as_two(get: Get, q: str) -> None:
    """It said “Nothing on bel here”, above the right man."""
    page = searched(get, q)
    assert 'href="/people/mokhtar-belmokhtar"' in part(page, "people")
    assert "Nothing on" not in page
    assert "nothing has all of" not in page


@pytest.mark.parametrize("q", ["Operation Barkhane start", "when did Barkhane begin"])
def test_of_an_operation_it_says_when_it_was(get: Get, q: str) -> None:
    """The claim has 2014, and stood below “nothing has all of these words”."""
    answer = words_of(part(searched(get, q), "answers"))
    assert answer.startswith("When was Operation Barkhane? 2014 : The French military initiated")


def test_an_operation_ended_when_a_claim_of_its_end_says_so(get: Get) -> None:
    answer = words_of(part(searched(get, "when did Operation Serval end"), "answers"))
    assert "in or before 2013 : By 2013 Operation Serval had been concluded" in answer


def test_two_names_that_no_text_has_together_are_both_shown(get: Get) -> None:
    page = searched(get, "Kouffa Katiba Macina")
    assert 'href="/people/mohamed-koufa"' in part(page, "people")
    assert 'href="/groups/macina-liberation-front"' in part(page, "groups")
    assert "does not mean that" not in page, "no event was asked for"


def test_what_is_stated_stands_before_what_is_implied(get: Get) -> None:
    claims = part(searched(get, "Tuareg"), "claims").split("<li>")[1:]
    implied = ["implied" in each for each in claims]
    assert any(implied)
    assert implied == sorted(implied)


def test_an_answer_in_english_to_a_question_in_french_says_so(get: Get) -> None:
    said = "Les réponses sont en anglais"
    assert said in part(searched(get, "idéologie du JNIM"), "answers")
    assert said not in part(searched(get, "who leads JNIM"), "answers")


@pytest.mark.parametrize(
    ("q", "french"),
    [
        ("qui dirige le JNIM", "Iyad Ag Ghaly , émir ( CSIS, 2018 )"),
        ("quand le JNIM a-t-il été fondé", "Il a été formé en mars 2017"),
        ("quand Ansar Dine a-t-il été fondé", "Il a été formé au plus tard en 2012"),
        ("combien de combattants", "1 000 à 2 000 combattants, en septembre 2018"),
        ("où le JNIM est-il actif", "Mali (surtout)"),
        ("qui a sanctionné le JNIM", "5 septembre 2018 (date déduite)"),
        ("de quoi se compose le JNIM", "(fusion)"),
    ],
)
def test_a_question_in_french_is_answered_in_french_where_the_french_page_is(
    get: Get, q: str, french: str
) -> None:
    page = searched(get, q)
    said = words_of(part(page, "answers")).replace("\u202f", " ").replace("\u00a0", " ")
    assert french in said
    assert "sont en anglais" not in said
    assert "Ce que dit chaque source" in said
    cited = re.findall(r'href="/claims/([\w-]+)', part(page, "answers"))
    assert cited
    assert not {*cited} & {*re.findall(r'href="/claims/([\w-]+)', part(page, "claims"))}


def test_what_is_not_covered_is_said_in_french(get: Get) -> None:
    page = words_of(searched(get, "combien de combattants en 2025"))
    assert "Non couvert : rien ici n’est postérieur au 28 octobre 2022. Ce qui est couvert" in page


@pytest.mark.parametrize(
    ("q", "is_asked"),
    [
        ("who created it", True),
        ("who formed", True),
        ("qui fonde", True),
        ("founders", True),
        ("cofounder", True),
        ("who", False),
        ("founding", False),
    ],
)
def test_words_of_a_question_are_alternatives_and_beginnings(q: str, *, is_asked: bool) -> None:
    words = ["founder|cofounder", "who|qui found*|form*|creat*|fond*"]
    assert bool(asking_most([{"words": words}], {*q.split()})) is is_asked


def test_a_word_is_found_in_its_other_forms() -> None:
    sets = [["founded", "formation"], ["attack", "attaque"]]
    assert alternates("founding", sets) == ["founding", "founded", "formation"]
    assert alternates("attaques", sets) == ["attaques", "attack", "attaque"]
    assert alternates("founder", sets) == ["founder"]


def test_small_numbers_and_months_are_known_without_a_list() -> None:
    sets = configuration()["words"]
    assert alternates("huit", sets) == ["huit", "8", "eight"]
    assert alternates("janvier", sets) == ["janvier", "january"]
    assert alternates("neuf", sets) == ["neuf"]


def test_a_name_of_what_is_not_here_is_told(
    pinned_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name in another register may belong to a group that this database does not have."""
    names = [{"name": "Zzyx", "also": ["Groupe des dunes bleues"], "register": "French"}]
    monkeypatch.setattr(search_hooks, "configuration", lambda: configuration() | {"names": names})
    with in_process(pinned_folder) as get:
        assert "is <b>Zzyx</b>, so called in French" in searched(
            get, "Groupe des dunes bleues", "en"
        )


@pytest.mark.parametrize(
    ("q", "headings"),
    [
        ("who founded JNIM and where does it operate", ["Who founded JNIM?", "Where was JNIM"]),
        ("qui a fondé le JNIM et quand", ["Qui a fondé le JNIM ?", "Quand le JNIM a-t-il été"]),
        (
            "who kidnapped Dubois and when",
            ["Who carried out the kidnapping", "When was the kidnapp"],
        ),
        ("who leads JNIM and how many fighters has it", ["Who led JNIM", "How many fighters"]),
    ],
)
def test_a_question_of_two_parts_has_two_answers(get: Get, q: str, headings: list[str]) -> None:
    """The part with more words was answered, and of the other its words were called missing."""
    answers = words_of(part(searched(get, q), "answers"))
    assert [each for each in headings if each not in answers] == []
    assert "None of this mentions" not in answers


@pytest.mark.parametrize("q", ["Ansar ul Islam", "Ansarul Islam JNIM"])
def test_parts_of_names_are_no_two_groups(get: Get, q: str) -> None:
    """Ansar and Islam, each part of a name, were two groups, and what ties them the answer."""
    assert "What is said of" not in words_of(part(searched(get, q), "answers"))


@pytest.mark.parametrize(
    ("q", "heading"),
    [
        ("who was in charge of JNIM in 2018", "Who led JNIM"),
        ("who does JNIM fight", "Who were the rivals and opponents of JNIM?"),
        ("how does JNIM fight", "How did JNIM fight, and with what?"),
        ("ouaga attack march 2018 dead", "Killed and wounded in the attack"),
        ("c koi le gsim", "Qu’est-ce que le JNIM ?"),
        ("effectif", "Combien de combattants comptait le JNIM ?"),
        ("que signifie JNIM", "Quel est le nom complet du JNIM"),
    ],
)
def test_sloppy_questions_are_answered(get: Get, q: str, heading: str) -> None:
    assert words_of(part(searched(get, q), "answers")).startswith(heading)


def test_how_it_fights_does_not_answer_who_fights_it(get: Get) -> None:
    assert "answers" not in kinds(searched(get, "does Russia fight JNIM"))


def test_a_word_of_the_help_is_no_correction(get: Get) -> None:
    """“Charge” was taken for “change”, a word of the page About, which came first."""
    assert "change" not in words_of(searched(get, "in charge"))


@pytest.mark.parametrize("q", ["Peuls et JNIM", "Fulani JNIM"])
def test_what_ties_a_group_to_others_does_not_answer_for_one_that_is_not_tied(
    get: Get, q: str
) -> None:
    """Its pledges were the answer to what ties it to the Fulani."""
    page = searched(get, q)
    assert "answers" not in kinds(page)
    assert "claims" in kinds(page)


@pytest.mark.parametrize("q", ["quelles sont les sources", "which sources"])
def test_words_that_only_ask_find_the_page_that_answers(get: Get, q: str) -> None:
    assert 'href="/sources"' in part(searched(get, q), "help")
