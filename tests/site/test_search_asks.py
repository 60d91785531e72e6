"""Questions about the site's own terms, about places without attacks, about registers, and why."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote_plus

import pytest

from plugins.site.search_words import configuration
from tests.site.queries import Get
from tests.site.tables import ROOT, in_process, site_told
from tests.site.test_search import kinds, part, searched, words_of

pytestmark = pytest.mark.pinned

DISPUTED = "No two sources conflict on"


@pytest.mark.parametrize(
    ("q", "terms"),
    [
        ("What is the difference between a claim and a conflict?", ["claim", "conflict"]),
        ("différence entre une différence et un conflit", ["difference", "conflict"]),
        ("que signifie known by", ["known-by"]),
        ("c'est quoi un claim ?", ["claim"]),
        ("que signifie “as of”", ["as-of"]),
        ("what does possible mean", ["certain"]),
        ("what is a citation check", ["check"]),
        ("what are sources", ["source"]),
    ],
)
def test_a_word_of_the_site_is_explained_and_nothing_else(
    get: Get, q: str, terms: list[str]
) -> None:
    """It said that no two sources conflict on “claim”, and listed claims that contain the word."""
    page = searched(get, q)
    assert kinds(page) == ["help"]
    assert re.findall('href="/glossary#([^"]+)"', part(page, "help")) == terms
    assert DISPUTED not in page


@pytest.mark.parametrize("q", ["comment citer", "how to cite", "how do I cite this database?"])
def test_how_to_cite_is_told(get: Get, q: str) -> None:
    page = searched(get, q)
    assert kinds(page) == ["help"]
    assert "BibTeX" in words_of(part(page, "help"))


@pytest.mark.parametrize(
    "q", ["what is JNIM", "what is the conflict in Mali", "How do groups compare?"]
)
def test_what_names_more_than_a_term_is_no_question_for_its_meaning(get: Get, q: str) -> None:
    assert kinds(searched(get, q)) != ["help"]


def test_every_term_can_be_asked_for(get: Get) -> None:
    for term in configuration()["glossary"]:
        for name in term["title"].split(", "):
            found = part(searched(get, f"what does {name} mean"), "help")
            assert f'href="/glossary#{term["id"]}"' in found, name


def test_the_glossary_is_short_and_each_term_is_linked_where_it_is_used() -> None:
    terms = configuration()["glossary"]
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html")]
    texts.append((ROOT / "metadata.yml").read_text(encoding="utf-8"))
    assert len(terms) <= 17
    for term in terms:
        links = (f'term("{term["id"]}"', f"glossary#{term['id']}")
        assert any(link in text for text in texts for link in links), term["id"]


@pytest.mark.parametrize(
    ("q", "said", "link"),
    [
        ("attaque Niger", "no single attack is placed in Niger.", "/places/niger"),
        ("attacks in Niger", "no single attack is placed in Niger.", "/places/niger"),
        ("attaques 2016", "no single attack is dated to 2016.", "/attacks"),
        ("attacks in Mali in 2016", "placed in Mali and dated to 2016.", "/places/mali"),
    ],
)
def test_of_a_place_or_year_without_attacks_it_is_said(
    get: Get, q: str, said: str, link: str
) -> None:
    """According to the data. It listed three claims about Niger, but did not mention attacks."""
    page = searched(get, q, "en")
    assert said in words_of(page)
    assert f'href="{link}"' in page.partition("no single attack")[2].partition("</p>")[0]
    assert "attacks" not in kinds(page) or "Mali" in q


@pytest.mark.parametrize(
    "q", ["attacks in Mali", "attaque Ouagadougou", "attacks in 2018", "Niger"]
)
def test_where_there_are_attacks_it_is_not(get: Get, q: str) -> None:
    assert "no single attack" not in words_of(searched(get, q))


def test_the_attacks_of_a_country_are_listed(get: Get) -> None:
    """Including those of its towns."""
    listed = part(searched(get, "attacks in Mali"), "attacks")
    assert "/attacks/timbuktu-2018" in listed
    assert "/attacks/ouagadougou-2018" not in listed


@pytest.mark.parametrize(
    ("q", "people"),
    [
        ("Iyad Ag Ghaly ICC warrant", ["iyad-ag-ghaly"]),
        ("mandat d'arrêt de la CPI contre Iyad Ag Ghaly", ["iyad-ag-ghaly"]),
        ("Is Iyad Ag Ghaly wanted by the ICC?", ["iyad-ag-ghaly"]),
        ("ICC warrant", ["haibatullah-akhundzada", "iyad-ag-ghaly"]),
    ],
)
def test_what_a_register_says_is_found_by_its_name(get: Get, q: str, people: list[str]) -> None:
    """Nothing was found, although the row existed."""
    page = searched(get, q)
    found = part(page, "registers") or part(page, "answers")
    named = re.findall('href="/people/([^"#]+)#identifiers">[^<]+</a>: ICC arrest warrant', found)
    assert named == people
    assert "as of 21 June 2024" in words_of(found)


@pytest.mark.parametrize("q", ["sanctions", "islamist militants", "list", "JNIM", "gold"])
def test_a_word_of_many_registers_or_of_none_names_none(get: Get, q: str) -> None:
    assert "registers" not in kinds(searched(get, q))


@pytest.mark.parametrize(
    "q", ["or", "argent et or", "or au Burkina Faso", "l'or", "le JNIM et l'or"]
)
def test_or_is_gold_where_no_english_sentence_has_it(get: Get, q: str) -> None:
    page = searched(get, q, "en")
    assert "gold" in words_of(part(page, "claims")) or '<a href="?q=gold">gold</a>' in page


@pytest.mark.parametrize(
    ("q", "first", "dead"),
    [
        ("combien de civils tués", "Aucun décompte ne dit combien de civils", "tués : "),
        ("how many civilians were killed", "No count says how many civilians", "killed: "),
    ],
)
def test_that_nobody_counts_civilians_is_said_before_the_dead_of_attacks(
    get: Get, q: str, first: str, dead: str
) -> None:
    said = words_of(searched(get, q))
    assert said.index(first) < said.index(dead)


def test_of_what_is_left_out_it_is_first_said_that_nothing_is_found(get: Get) -> None:
    said = words_of(searched(get, "femmes", "en"))
    assert said.index("Nothing here mentions “femmes”.") < said.index(
        "There is nothing on displaced people, women"
    )


@pytest.mark.parametrize("q", ["qui a tué des soldats français", "French soldiers killed"])
def test_the_wounded_are_not_among_the_killed(get: Get, q: str) -> None:
    """It answered with wounded soldiers, as if they had been asked about."""
    said = words_of(searched(get, q, "en"))
    assert re.search("None of these tolls says that the dead were|None has every word", said)
    assert said.index("None of ") < said.index("wounded: ") if "wounded: " in said else True


def test_a_word_that_nothing_has_is_not_offered_again(get: Get) -> None:
    claims = part(searched(get, "état-major"), "claims")
    assert "army headquarters" in words_of(claims)
    assert "Search for one word" not in words_of(searched(get, "xqz-zqx"))


def test_a_part_of_a_name_in_arabic_is_that_name(get: Get) -> None:
    page = searched(get, "ما هي جماعة نصرة")
    assert "/groups/jnim" in part(page, "groups")
    assert "Nothing here mentions" not in words_of(page)


@pytest.mark.parametrize(
    ("q", "heading", "said"),
    [
        ("who are the JNIM allies", "Of whom was JNIM an ally", "affiliate of Al-Qaeda"),
        ("where do JNIM attacks happen", "Where were attacks, one by one?", "Timbuktu, Mali"),
        ("où le JNIM attaque-t-il", "Où ont eu lieu les attaques", "Tombouctou"),
        ("Koufa leads Macina", "Who led the Macina Liberation Front?", "Not stated"),
        ("qui dirige le JNIM", "Qui dirigeait le JNIM, en 2018 ?", "Iyad Ag Ghaly"),
    ],
)
def test_more_questions_are_answered(get: Get, q: str, heading: str, said: str) -> None:
    answers = words_of(part(searched(get, q), "answers"))
    assert answers.startswith(heading)
    assert said in answers


@pytest.mark.parametrize("q", ["is Belmokhtar dead", "Belmoktar"])
def test_of_a_person_it_is_said_who_he_is_and_what_is_claimed(get: Get, q: str) -> None:
    page = searched(get, q)
    assert "former emir of Al-Mourabitoun (CSIS 2018)" in words_of(part(page, "people"))
    assert "notable member" in part(page, "answers") + part(page, "claims")


def test_misspelt_words_are_told_in_one_sentence(get: Get) -> None:
    assert words_of(searched(get, "Moktar Belmoktar")).count("Searched for") == 1


@pytest.mark.parametrize("q", ["03/2018", "3/2018", "02/03/2018", "2/3/2018"])
def test_dates_with_the_day_first_are_read(get: Get, q: str) -> None:
    assert "/attacks/ouagadougou-2018" in part(searched(get, q), "attacks")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("belmokt", "Mokhtar Belmokhtar"),
        ("gali", "Iyad Ag Ghaly"),
        ("kouf", "Mohamed Koufa"),
        ("wagad", "Ouagadougou"),
        ("timb", "Timbuktu"),
        ("ansar d", "Ansar Dine"),
    ],
)
def test_names_are_suggested_as_they_begin(get: Get, typed: str, name: str) -> None:
    assert name in get(f"/-/suggest?q={typed}").json()


@pytest.mark.parametrize("typed", ["", "a", "zzzz", "%00", "a" * 5000, "' or 1=1"])
def test_little_and_odd_letters_suggest_nothing(get: Get, typed: str) -> None:
    assert get(f"/-/suggest?q={typed}").json() == []


def test_civilian_victims_lead_to_what_is_known_of_the_dead(get: Get) -> None:
    page = searched(get, "victimes civiles", "en")
    assert 'href="/attacks"' in part(page, "answers")
    assert "No count says how many civilians were killed" in words_of(page)
    assert part(page, "claims")


@pytest.mark.parametrize(
    "q",
    [
        *("why was JNIM formed", "pourquoi le JNIM a-t-il été créé ?", "why did they merge"),
        "reasons for the merger",
    ],
)
def test_why_is_answered_with_reasons_and_not_with_when(get: Get, q: str) -> None:
    said = part(searched(get, q), "answers")
    assert "doctrine of unification" in words_of(said)
    assert "shown by factions in Syria" in words_of(said)
    assert "Reasons for the merger that formed JNIM" in words_of(said)
    assert "gold mining" not in words_of(said)
    assert "#founding" not in said


@pytest.mark.parametrize(
    "q",
    [
        *("why did JNIM attack Ouagadougou", "motive of the Ouagadougou attack"),
        # Its claim has none of these words, but is about the attack that they lead to.
        "why was the French embassy attacked",
        "pourquoi l'ambassade de France a-t-elle été attaquée",
    ],
)
def test_why_an_attack_was_made_is_answered_by_the_claims_that_say_so(get: Get, q: str) -> None:
    """And by no others: who attacked what stood under “reason given”, too."""
    page = searched(get, q)
    assert "Ouagadougou, 2018" in words_of(part(page, "reasons")).partition("JNIM")[0]
    said = [*map(words_of, re.findall(r"<li>(.*?)</li>", part(page, "reasons")))]
    assert "was a response to" in said[0]
    assert all(re.search("response|answered|because", each) for each in said)
    assert "was a response to" not in words_of(part(page, "claims"))
    assert "no ready answer" not in words_of(page)


@pytest.mark.parametrize(
    "q", ["why was the US embassy attacked", "why did Ghana attack Ouagadougou"]
)
def test_of_another_attack_no_reason_is_given(get: Get, q: str) -> None:
    """What was left without “US” was the attack on the embassy of France."""
    assert not part(searched(get, q), "reasons")


def test_why_a_state_acted_is_answered_by_its_own_claims(get: Get) -> None:
    """“US” stands in none of them: it is who says it."""
    page = searched(get, "why did the US designate JNIM")
    assert "seek to deny JNIM the resources" in words_of(part(page, "claims"))[:100]


@pytest.mark.parametrize(
    "q",
    [
        *("why did JNIM kidnap Olivier Dubois", "why did Macina merge"),
    ],
)
def test_where_no_reason_is_found_the_sources_are_not_said_to_give_none(get: Get, q: str) -> None:
    page = searched(get, q)
    assert "Our search has no ready answer to this “why”" in words_of(page)
    assert "No source read here" not in words_of(page)
    assert "answers" not in kinds(page)


@pytest.mark.parametrize("q", ["JNIM attacks in Niger", "attaques du JNIM au Niger"])
def test_where_no_attack_is_known_stands_what_is_said_of_the_place(get: Get, q: str) -> None:
    """Six attacks elsewhere, and the claim on Niger among thirty-five."""
    page = searched(get, q, "en")
    assert "no single attack that involves JNIM is placed in Niger" in words_of(page)
    assert part(page, "claims").count("<li>") == 1
    assert "JNIM also carries out operations in Niger" in words_of(part(page, "claims"))
    assert "attacks" not in kinds(page)


def test_all_that_is_said_of_a_country_is_no_answer(get: Get) -> None:
    assert part(searched(get, "attacks in Mali in 2016"), "claims").count("<li>") < 30


@pytest.mark.parametrize("q", ["qui sont les alliés", "allies of JNIM"])
def test_who_acted_against_it_is_no_ally(get: Get, q: str) -> None:
    said = words_of(part(searched(get, q), "answers"))
    assert "affiliate of Al-Qaeda" in said or "affilié à Al-Qaïda" in said
    # The pinned facts have nobody who acted against it.
    questions = configuration()["questions"]
    [kinds] = [row["kinds"] for row in questions if row["words"][0].startswith("ally|")]
    assert "Partner of" in kinds
    assert "Acted against" not in kinds


@pytest.mark.parametrize("q", ["embed chart", "embed weddings", "iframe", "bibtex weddings"])
def test_any_word_of_help_finds_it(get: Get, q: str) -> None:
    page = searched(get, q)
    assert "help" in kinds(page)
    assert "mentions “embed”" not in words_of(page)


def test_what_led_to_something_stands_behind_leaders(get: Get) -> None:
    said = words_of(part(searched(get, "who led"), "claims"))
    assert said.index("has led to some confusion") > said.index("is the leader of al-Qaeda")


def test_an_epithet_or_a_description_is_no_spelling(get: Get) -> None:
    """France was “written ‘Crusader France’”, as a statement of JNIM has it."""
    assert "Crusader" not in part(searched(get, "France"), "groups")
    assert "written “Ansar al-Din”" in words_of(part(searched(get, "Ansar al-Din"), "groups"))


def test_two_groups_are_put_side_by_side(get: Get) -> None:
    answers = part(searched(get, "What is the difference between JNIM and AQIM?"), "answers")
    assert 'href="/compare?group=jnim&amp;group=aqim"' in answers
    assert "How do they compare?" not in searched(get, "difference between Serval and Barkhane")


def test_a_short_name_is_no_beginning_of_another(get: Get) -> None:
    """Kati is a town, not a Katiba."""
    assert "Near it" not in words_of(searched(get, "What happened in Kati?"))


def test_of_words_that_few_have_and_many_have_the_few_are_shown(get: Get) -> None:
    """Among all 51 claims about attacks, Mauritania could not be found."""
    page = searched(get, "attaques en Mauritanie", "en")
    assert part(page, "claims").count("<li>") < 5
    assert '<a href="?q=attaques">' in page


@pytest.mark.parametrize("q", ["csis-formation", "claim csis-formation"])
def test_a_claim_is_found_by_its_id(get: Get, q: str) -> None:
    """People cite claims by their id."""
    claims = part(searched(get, q), "claims")
    assert re.findall('href="/claims/([^"]+)"', claims) == ["csis-formation"]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("conflit sur la date", "/disagreements/ouagadougou-date"),
        ("when did Ansar Dine take Timbuktu", "/attacks/timbuktu-2012"),
        ("Where did the attack of April 2018 take place?", "/attacks/timbuktu-2018"),
        ("nombre de morts", 'href="/attacks"'),
        ("idéologie salafiste", "/claims/mi-"),
        ("Quels pays sont touchés ?", "/places/niger"),
        ("Peut-on faire confiance à ces données ?", "/about"),
        ("quelles sont vos sources ?", 'href="/sources"'),
        ("que s'est-il passé le 2 mars 2017 ?", "/claims/"),
    ],
)
def test_more_of_what_people_ask_is_found(get: Get, q: str, found: str) -> None:
    page = searched(get, q)
    assert found in page.partition("</form>")[2].partition("<footer")[0]
    assert "nothing has all of" not in page


def test_another_word_is_no_misspelling(get: Get) -> None:
    assert "in place of" not in words_of(searched(get, "president of Mali"))


def test_a_word_that_is_nowhere_is_named(get: Get) -> None:
    assert "Nothing here mentions “Benin”." in words_of(searched(get, "JNIM in Benin"))


def test_an_attack_is_listed_with_its_toll_and_who_gives_it(get: Get) -> None:
    said = words_of(part(searched(get, "how many dead in Ouagadougou"), "attacks"))
    assert re.search(r"killed: \d.*\(.*Weiss", said)


def test_readers_of_other_languages_are_told_that_they_may_ask_in_theirs(get: Get) -> None:
    # Above what was found they stood in the way.
    assert 'class="languages"' not in get("/search?q=Mali").text
    for path in ("/", "/search"):
        [line] = re.findall(r'<p class="languages"><span lang="fr".*?</p>', get(path).text)
        assert f'<a href="{"/search" if path == "/" else "#q"}">Chercher en français</a>' in line


def test_a_site_without_such_a_line_has_none(tmp_path: Path) -> None:
    with in_process(site_told(tmp_path, other_languages=None)) as get:
        assert "languages" not in get("/").text + get("/search").text


def test_a_table_offers_the_part_of_it_that_is_looked_for(get: Get) -> None:
    """News agencies came first among the groups."""
    page = get("/jnim/groups").text
    query = re.findall(r'href="(/jnim/groups\?kind__in=[^"]+)">Armed groups only</a>', page)
    listed = get(query[0]).text.partition("<table")[2]
    assert "JNIM" in listed
    assert "AFP" not in listed
    cited = get("/jnim/passages.json?kind__exact=consulted&_shape=array&_size=max").json()
    both = get("/jnim/passages.json?_shape=array&_size=max").json()
    documents = get("/jnim/passages.json?kind__not=consulted&_shape=array&_size=max").json()
    assert len(cited) + len(documents) == len(both)


@pytest.mark.parametrize("query", ["who founded JNIM", "founder of JNIM", "qui a fondé le JNIM"])
def test_who_founded_a_group_is_who_merged_where_no_founder_is_named(get: Get, query: str) -> None:
    """It said “not stated”, on a page that lists who merged."""
    said = words_of(part(searched(get, query), "answers"))
    assert "Not stated" not in said
    assert "Ansar Dine" in said


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("does JNIM attack Togo or Benin", "Nothing here mentions “Togo” or “Benin”."),
        ("did Wagner fight JNIM", "Nothing here mentions “Wagner”."),
        ("who leads JNIM", None),
        ("how strong is JNIM", None),
    ],
)
def test_a_word_that_is_nowhere_is_said_to_be_nowhere_above_an_answer(
    get: Get, query: str, told: str | None
) -> None:
    """Results found without the word read like an answer."""
    page = words_of(searched(get, query))
    assert (told or "") in page
    assert ("Nothing here mentions" in page) == bool(told)


@pytest.mark.parametrize(
    ("q", "says"),
    [
        ("how many attacks", "one by one? The documents do not say how many attacks there were."),
        ("number of attacks per month", "do not say how many attacks there were in a month."),
        ("combien d'attaques par mois", "Les documents ne disent pas combien d’attaques il y a eu"),
        ("when did JNIM join al Qaeda", "Which pledges of allegiance involve JNIM? CSIS 2018"),
        ("when did Al-Mourabitoun join JNIM", "merged into JNIM in March 2017"),
        ("le GSIM contrôle-t-il Bamako ?", "Rien de ceci ne mentionne « Bamako »."),
        ("does JNIM control Bamako", "None of this mentions “Bamako”."),
        ("existe-t-il une carte ?", "Une carte des attaques"),
        ("or, mines d'or", "Que disent les sources du financement du JNIM ?"),
        ("Does JNIM attack aid workers?", "against civilians by JNIM? The Modern Insurgent"),
        ("combien de morts à Ouagadougou", "Combien de morts et de blessés ? Tués : 8"),
    ],
)
def test_the_answer_begins_with_what_is_asked(get: Get, q: str, says: str) -> None:
    """A list came before the sentence that no total is known; a French verb was one odd word."""
    assert says in words_of(part(searched(get, q), "answers"))


@pytest.mark.parametrize("q", ["travailleurs humanitaires", "personnel humanitaire", "aid workers"])
def test_aid_workers_are_found_in_both_languages(get: Get, q: str) -> None:
    assert "aid workers and journalists" in words_of(part(searched(get, q), "claims"))


@pytest.mark.parametrize("q", ["Etat islamique au Sahara", "Islamic State in the Greater Sahara"])
def test_a_branch_of_a_group_is_not_taken_for_its_words(get: Get, q: str) -> None:
    """It gave what is said of AQIM’s Sahara branch, a rival."""
    page = searched(get, q)
    assert re.search("Nothing here mentions “ISGS”|Rien ici ne mentionne « EIGS »", words_of(page))
    assert "Sahara branch" not in page


def test_whoever_compares_sources_is_not_led_to_groups(get: Get) -> None:
    page = words_of(searched(get, "compare CSIS and The Modern Insurgent"))
    assert "Groups side by side" not in page
    assert "What each source says of JNIM, side by side" in page


@pytest.mark.parametrize(
    ("q", "said"),
    [
        (
            "Did JNIM break with al-Qaeda?",
            "Did JNIM break with Al-Qaeda? Nothing read here says so",
        ),
        ("Le JNIM a-t-il rompu avec Al-Qaïda ?", "Le JNIM a-t-il rompu avec Al-Qaïda ? Rien de ce"),
        ("siege of Djibo", "Nothing here mentions “siege” or “Djibo”. Below: what mentions"),
        ("Malian junta", "No claim here has all of these words. Below: what mentions"),
        ("Are Fulani terrorists?", "No claim here has all of these words. Below: what mentions"),
        ("Who is Ibrahim Traoré", "Nothing here mentions “Ibrahim” or “Traoré”."),
        ("Who took Timbuktu in 2012", "Ansar Dine took over Timbuktu in 2012."),
        ("How many people did JNIM kill in 2018?", "How many were killed or wounded, attack by"),
        ("What does GSIM mean?", "“GSIM” is JNIM , so called in the US sanctions list."),
        ("Que veut dire GSIM ?", "« GSIM » : c’est le JNIM , ainsi nommé"),
        ("Otage français libéré", "Aucune affirmation n’a ici tous ces mots."),
        ("qui a attaqué Tombouctou en 2018", "Qui en est l’auteur ? Auteur : le JNIM"),
        ("Belmoktar", "Searched for belmokhtar in place of “belmoktar”. Who is"),
    ],
)
def test_the_first_line_answers_or_says_that_nothing_does(get: Get, q: str, said: str) -> None:
    """They began with editors' notes, with “Closest: 7 with …”, or with another question."""
    page = searched(get, q).partition("</form>")[2]
    assert words_of(page).startswith(said)


@pytest.mark.parametrize(
    ("q", "said"),
    [
        ("How many people did JNIM kill in 2018?", "? There is no total here."),
        ("Otage français libéré", "Rien de ce qui a été lu ici ne le dit expressément."),
        (
            "Does JNIM attack aid workers?",
            "2022 : The tactics of JNIM's groups can include the kid",
        ),
        ("Que veut dire GSIM ?", "En français : « Groupe de soutien à l’islam et aux musulmans »"),
        ("Le JNIM contrôle-t-il Kidal ?", "Rien de ceci ne mentionne « Kidal ». CSIS 2018"),
    ],
)
def test_the_answer_begins_with_what_was_asked(get: Get, q: str, said: str) -> None:
    assert said in words_of(part(searched(get, q), "answers")).replace("2022:", "2022 :")


def test_one_word_that_is_nowhere_is_no_reason_for_five_screens(get: Get) -> None:
    results = searched(get, "Wagner Mali").partition("</form>")[2]
    assert results.index("<details") < results.index("<section")


@pytest.mark.parametrize("q", ["Que veut dire GSIM ?", "qui dirige le JNIM", "Gao", "or"])
def test_french_has_its_narrow_spaces_and_says_what_is_english(get: Get, q: str) -> None:
    page = get(f"/search?lang=fr&q={q}").text.partition("</form>")[2].partition("Une erreur")[0]
    text = re.sub("<[^>]+>", "", page)
    assert re.findall(".{9}[ \u00a0][;:!?»]|«[ \u00a0].{9}", text) == []
    claims = part(page, "claims")
    assert not claims or "(en anglais)" in claims


@pytest.mark.parametrize(
    "q",
    [
        *("does AQIM run JNIM", "does AQIM control JNIM", "is JNIM under the command of AQIM"),
        *("who does JNIM answer to", "who is above JNIM", "AQIM JNIM hierarchy"),
        "le JNIM est-il sous les ordres d'AQMI",
    ],
)
def test_who_is_above_a_group_is_answered_however_it_is_asked(get: Get, q: str) -> None:
    """“Nothing here mentions run” was said of the one claim on the chain of command."""
    page = searched(get, q)
    assert re.search("overseen by|supervisé par", words_of(part(page, "answers")))
    assert "Nearest" not in words_of(page)


@pytest.mark.parametrize("q", ["who runs JNIM", "who commands JNIM"])
def test_who_runs_a_group_is_its_leader(get: Get, q: str) -> None:
    assert "Iyad Ag Ghaly" in words_of(part(searched(get, q), "answers"))


@pytest.mark.parametrize(
    "q",
    [
        *("When did Macina join JNIM", "how did the Macina Liberation Front join JNIM"),
        "quand Macina a rejoint le JNIM",
    ],
)
def test_a_question_that_is_the_name_of_a_conflict_is_answered_by_its_sides(
    get: Get, q: str
) -> None:
    """It was answered by pledges, which no source makes to the other group."""
    page = words_of(get("/search?q=" + quote_plus(q)).text)
    assert re.search("absorbed by JNIM|l’a absorbé", page)
    assert not re.search("pledges of allegiance|serments d’allégeance", page)


@pytest.mark.parametrize(
    ("q", "language"),
    [
        *(("who is the emir of AQMI", "en"), ("how many Nigerien soldiers were killed", "en")),
        *(("qui dirige AQMI", "fr"), ("combien de soldats nigériens", "fr")),
    ],
)
def test_the_language_of_a_question_is_that_of_its_common_words(
    get: Get, q: str, language: str
) -> None:
    page = get("/search?q=" + quote_plus(q)).text
    assert ("Recherche" in words_of(page)) is (language == "fr")


@pytest.mark.parametrize("q", ["combien d'otages détient le JNIM", "how many Nigerian soldiers"])
def test_a_common_word_and_another_country_are_no_misspellings(get: Get, q: str) -> None:
    page = get("/search?q=" + quote_plus(q)).text
    assert not re.search("in place of|au lieu de", words_of(page))


def test_in_french_who_did_it_keeps_what_stands_between_its_parts(get: Get) -> None:
    page = get("/search?q=" + quote_plus("qui a enlevé Olivier Dubois")).text
    assert "Auteur" in words_of(page)
    assert not re.search(r"implicite\w", words_of(page))


@pytest.mark.parametrize(
    "q",
    [
        "when did al-Mourabitoun join JNIM",
        "when did al-Mourabitoun merge into JNIM",
        "quand al-Mourabitoun a-t-il rejoint le GSIM",
    ],
)
def test_when_a_group_joined_another_is_no_question_of_pledges(get: Get, q: str) -> None:
    """It was answered with pledges, and with claims that have the words."""
    first = words_of(searched(get, q)).partition("2018")[0]
    assert "What did Al-Mourabitoun join, and when?" in first or "Qu’a rejoint" in first


def test_what_a_group_once_was_part_of_is_an_answer_and_said_to_be_past(get: Get) -> None:
    """The answer was that no source says so, above the line of the one that does."""
    page = words_of(searched(get, "is Ansar Dine part of al-Qaeda"))
    assert re.search(r"an affiliate of Al-Qaeda \(in the past\) \(CSIS 2018", page)
    assert "No source here says so" not in page
    # What only a title says gives way to what the document says itself.
    page = words_of(searched(get, "whose affiliate is al-Mourabitoun"))
    assert re.search(r"an affiliate of Al-Qaeda \(in the past\) \(CSIS 2018", page)


def test_the_box_of_a_component_says_what_it_became_part_of(get: Get) -> None:
    """It named Ansar Dine alone, and not JNIM."""
    box = get("/groups/macina-liberation-front").text.partition("<dt>Part of")[2].partition("<dt>")
    box_words = words_of(box[0])
    assert re.search(r"\(JNIM\) sources conflict Absorbed by it \d+ ?: CSIS 2018", box_words)
    assert "merged into it" in box_words and "Affiliate of Ansar Dine" in box_words
    said = words_of(get("/groups/ansar-dine").text)
    assert re.search(r"affiliate of Al-Qaeda \(in the past\)", said)


@pytest.mark.parametrize(
    ("q", "words"),
    [
        ("who wrote the CSIS profile", "a group profile by Danika Newlee, published by the Center"),
        ("author of the CSIS backgrounder", "a group profile by Danika Newlee, published by the"),
        ("what is The Modern Insurgent", "by The Modern Insurgent on 28 October 2022. We"),
        ("State Department", "a government release, published by the U"),
        ("when was the article by Caleb Weiss published", "an analysis by Caleb Weiss, published"),
        ("qui a écrit le profil du CSIS", "a group profile by Danika Newlee"),
    ],
)
def test_a_question_about_a_source_is_answered_with_what_it_is(
    get: Get, q: str, words: str
) -> None:
    """It was answered with claims that have its name, or with the page about this site."""
    assert words in words_of(searched(get, q)).partition("related entries")[0]


def test_who_made_this_site_is_no_question_about_a_source(get: Get) -> None:
    assert kinds(searched(get, "who wrote this site")) == ["help"]


@pytest.mark.parametrize(
    ("q", "question"),
    [
        ("what does AQIM's Sahara branch want", "What did AQIM's Sahara branch want?"),
        ("who leads AQIM's Sahara branch", "Who led AQIM's Sahara branch?"),
        ("AQIM's Sahara branch", "What is AQIM's Sahara branch?"),
    ],
)
def test_a_word_of_a_group_s_name_asks_nothing(get: Get, q: str, question: str) -> None:
    """“Branch” asked whose affiliate it was, and that stood first in every answer."""
    page = words_of(searched(get, q))
    assert question in page and "Whose affiliate" not in page


def test_what_a_group_has_to_do_with_the_one_that_is_asked_comes_first(get: Get) -> None:
    """Al-Qaeda stood first where JNIM was asked."""
    page = words_of(searched(get, "is Ansar Dine part of JNIM")).partition("What was Ansar Dine")[2]
    assert page.index("merged into JNIM") < page.index("an affiliate of Al-Qaeda")


def test_a_name_that_only_registers_have_is_explained_above_the_answer(get: Get) -> None:
    """Who asked for Droukdel was told of Abu Musab Abdul Wadud, and not why."""
    page = words_of(searched(get, "who killed Droukdel")).partition("What became of")[0]
    assert re.search(r"“ABDELMALEK DROUKDEL” is Abu Musab Abdul Wadud ?, so called in", page)
    assert "so called" not in words_of(searched(get, "who is Mokhtar Belmokhtar"))


def test_hostages_that_are_held_are_not_territory_that_is(get: Get) -> None:
    """Three claims on “territory held by JNIM” stood first."""
    claims = words_of(part(searched(get, "hostages held by JNIM"), "claims")).split("6 more")[0]
    assert "kidnapping" in claims and "territory" not in claims


def test_who_was_freed_is_no_liberation_front(get: Get) -> None:
    """“Libérés” was taken for a word with Liberation, and 33 claims had it."""
    page = words_of(searched(get, "otages libérés"))
    assert "libérée" in page and "Liberation" not in page


def test_a_toll_is_asked_for_once(get: Get) -> None:
    """The same attack stood a second time, as the only one of a list."""
    page = words_of(searched(get, "how many people died in Ouagadougou attack"))
    assert "Killed and wounded in the attack" in page
    assert "described one by one" not in page
