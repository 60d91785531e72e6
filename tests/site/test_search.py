"""The search page: questions are answered, help is found, and an empty result says why."""

from __future__ import annotations

import html
import re
from urllib.parse import quote

import pytest
import yaml

from plugins.site.search_words import configuration
from tests.site.queries import Get
from tests.site.tables import ROOT

pytestmark = pytest.mark.pinned


def words_of(page: str) -> str:
    """Return what a reader sees of a page, in one line."""
    page = re.sub("</?mark>", "", page)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def searched(get: Get, q: str, lang: str = "") -> str:
    """Return the page of a search, without its suggestions."""
    page: str = get("/search?q=" + quote(q) + (f"&lang={lang}" if lang else "")).text
    return re.sub(r"(?s)<datalist.*?</datalist>", "", page)


def part(page: str, anchor: str) -> str:
    """Return a section of the results; empty if it is not there."""
    found: list[str] = re.findall(rf'(?s)<section id="{anchor}".*?</section>', page)
    return found[0] if found else ""


def part_of_message(page: str) -> str:
    """Return the paragraph that stands first, if one does."""
    found: list[str] = re.findall(r'(?s)<p class="message" role="status">.*?</p>', page)
    return found[0] if found else ""


def kinds(page: str) -> list[str]:
    """Return the sections of the results in their order."""
    return re.findall(r'<section id="(\w+)"', page)


@pytest.mark.parametrize(
    ("q", "answer", "address"),
    [
        ("who leads JNIM", "/people/iyad-ag-ghaly", "/jnim/members"),
        ("Who leads JNIM?", "/people/iyad-ag-ghaly", "/jnim/members"),
        ("leader of JNIM", "/people/iyad-ag-ghaly", "/groups/jnim#people"),
        ("JNIM's leader", "/people/iyad-ag-ghaly", "/groups/jnim#people"),
        ("who is the emir of jnim", "/people/iyad-ag-ghaly", "/groups/jnim#people"),
        ("leaders", "/people/iyad-ag-ghaly", "/groups/jnim#people"),
        ("when was JNIM founded", "March 2017", "/groups/jnim#founding"),
        ("how many fighters", "1,000 to 2,000", "/jnim/estimates_on"),
        ("where is GSIM active", "/places/mali", "/groups/jnim#areas"),
        ("is JNIM a terrorist group?", "Terrorist", "/groups/jnim#designations"),
        ("fondateur d'Ansar Dine", "fondateur, au plus tard en 2012", "/people/iyad-ag-ghaly"),
        ("qui a fondé Ansar Dine", "fondateur, au plus tard en 2012", "/people/iyad-ag-ghaly"),
        ("quand a été fondé le JNIM", "mars 2017", "/groups/jnim#founding"),
        ("who leads al-Mourabitoun", "former emir", "/people/mokhtar-belmokhtar"),
        ("qui finance le JNIM", "gold mining routes", "/groups/jnim#means"),
        ("where does JNIM get its money", "gold mining routes", "/groups/jnim#means"),
        ("what weapons does JNIM use", "use can also include bombs and IEDs", "/groups/jnim#means"),
        ("que veut le JNIM", "shariah law", "/groups/jnim#aims"),
        ("idéologie", "Salafism", "/groups/jnim#aims"),
        ("qui sont les ennemis du JNIM", "opposé à la France", "/groups/jnim#opponents"),
        ("whom does JNIM target", "Westerners", "/groups/jnim#opponents"),
        ("where is JNIM based", "/places/mali", "/groups/jnim#areas"),
        ("what is AQIM", "AQIM is responsible for managing all of al-Qaeda's", "/groups/aqim"),
        ("AQIM", "Leader, as of 2018: ", "/groups/aqim"),
        ("latest attack", "do not say how many attacks there were", "/attacks"),
        ("compare JNIM and Macina", "side by side", "/compare"),
        ("combien de morts", "Il n’y a pas ici de total.", "/attacks"),
        ("who is the spokesman", "Not stated in what was read", "/groups/jnim"),
        ("who is the second in command", "Not stated in what was read", "/groups/jnim"),
        ("what is JNIM", "is a Jihadist insurgent group", "/groups/jnim#content"),
        ("what is al-Mourabitoun", "was an affiliate of Al-Qaeda", "/groups/al-mourabitoun"),
        ("what is the Macina Liberation Front", "JNIM incorporated it", "/disagreements"),
        ("where is JNIM", "Where was JNIM active?", "/groups/jnim#areas"),
        ("c'est quoi le JNIM", "affilié à Al-Qaïda", "/groups/al-qaeda"),
        ("how does JNIM make money", "gold mining routes", "/groups/jnim#means"),
        ("is JNIM a terrorist organization", "Terrorist", "/groups/jnim#designations"),
        ("leader of Macina", "", "/groups/macina-liberation-front#people"),
        ("allegiance of Macina Liberation Front", "", "/groups/macina-liberation-front"),
    ],
)
def test_a_question_is_answered_first(get: Get, q: str, answer: str, address: str) -> None:
    page = searched(get, q)
    assert kinds(page)[0] == "answers"
    assert answer in part(page, "answers") or answer in words_of(part(page, "answers"))
    assert f'href="{address}' in part(page, "answers")


@pytest.mark.parametrize("q", ["who are the Fulani", "Peul", "what is Fulani", "les Touareg"])
def test_a_people_is_found_by_its_name_in_a_question_and_in_french(get: Get, q: str) -> None:
    """Having a synonym made the name an ordinary word, and the group was not found."""
    found = 'href="/groups/tuareg"' if "Touareg" in q else 'href="/groups/fulani"'
    assert found in part(searched(get, q), "groups")


def test_who_founded_it_is_not_answered_with_when(get: Get) -> None:
    """Each answer names its sources; “when” and “who” are asked with the same word."""
    who = words_of(part(searched(get, "who founded Ansar Dine"), "answers"))
    assert who.startswith("Who founded Ansar Dine? The Modern Insurgent 2022: Iyad Ag")
    assert "When was" not in who
    assert "Who founded" not in part(searched(get, "when was Ansar Dine founded"), "answers")


def test_questions_ask_for_lines_that_there_may_be() -> None:
    """A kind that no vocabulary has would leave a question without an answer."""
    questions = configuration()["questions"]
    kinds = {kind for row in questions for kind in row.get("kinds", [])}
    words = yaml.safe_load((ROOT / "facts" / "vocabularies.yml").read_text(encoding="utf-8"))
    tables = ("roles", "milestone_kinds", "measures", "relation_kinds")
    labels = {row["label"] for name in tables for row in words[name].values()}
    assert kinds
    assert kinds <= labels


@pytest.mark.parametrize(
    "q", ["attacks in 2019", "attack 2020?", "attacks in 2022", "attaques 2019"]
)
def test_a_year_without_events_is_said_to_have_none(get: Get, q: str) -> None:
    """It had seventy hits, the first from 2017, without saying that none is from that year."""
    page = searched(get, q, "en")
    year = re.findall(r"\d{4}", q)[0]
    said = f"No source read here dates an event to {year}. That does not mean that nothing happened"
    assert said in words_of(page)
    assert kinds(page) == []  # not what was published in that year either
    assert "dates an event" not in searched(get, q.replace(year, "2018"))


def test_what_happened_in_a_year_lists_what_is_of_it(get: Get) -> None:
    assert part(searched(get, "what happened in 2018"), "attacks").count("<li>") >= 3


def test_a_name_misspelt_twice_is_named_once(get: Get) -> None:
    """It said that the results have “mokhtar” and “mokhtar”."""
    page = searched(get, "Mokhttar Bin Mokhttar")
    assert "/people/mokhtar-belmokhtar" in part(page, "people")
    assert "Searched for mokhtar in place of “mokhttar”." in words_of(page)


def test_an_answer_has_its_sources_its_days_and_its_notes(get: Get) -> None:
    page = searched(get, "who leads JNIM")
    assert "CSIS 2018" in part(page, "answers")
    assert "US State Department 2018" in part(page, "answers")
    assert 'href="#n1"' in part(page, "answers")
    assert re.search(r'<li id="n1"><a href="/claims/', page)


def test_an_answer_leads_to_a_query_that_has_rows(get: Get) -> None:
    """This goes for each ready-made question that names a query, for the subject."""
    questions = re.findall(r'<option value="([^"]+\?)"', get("/search").text)
    found = [
        re.findall(r'href="(/jnim/[^"]+)"', part(searched(get, q), "answers")) for q in questions
    ]
    paths = {path.replace("&amp;", "&") for paths in found for path in paths}
    assert len(paths) > 3
    for path in paths:
        name, _, query = path.partition("?")
        assert get(f"{name}.json?_shape=array&{query}").json(), path


@pytest.mark.parametrize(
    "q",
    [
        *("leader of Timbuktu", "Ghaly leads", "French commander", "embassy", "Ansaru"),
        *("who leads the Tuareg militia", "Islam", "Tuareg", "Mali"),
    ],
)
def test_what_asks_nothing_of_one_group_gets_no_answer(get: Get, q: str) -> None:
    """Nor do places, militias, a part of several names, or a name that is only written like it."""
    assert "answers" not in kinds(searched(get, q))


@pytest.mark.parametrize("q", ["who leads JNIM", "leader of JNIM", "when was JNIM founded"])
def test_a_question_does_not_list_all_that_names_the_group(get: Get, q: str) -> None:
    """It listed eight attacks and fifty claims."""
    page = searched(get, q)
    assert part(page, "attacks").count("<li>") < 5
    assert 0 < part(page, "claims").count("<li>") < 20


@pytest.mark.parametrize(
    ("q", "address"),
    [
        ("known by", "/glossary#known-by"),
        ("reported", "/glossary#how-said"),
        ("what does possible mean", "/glossary#certain"),
        ("embed", "/map"),
        ("download", "/downloads"),
        ("API", "/about#downloads"),
        ("timeline", "/timeline"),
        ("who are you", "/about"),
        ("à qui appartient le site", "/about"),
        ("who owns this site", "/about"),
        ("how do I cite this database?", "/about#licence"),
    ],
)
def test_help_is_found(get: Get, q: str, address: str) -> None:
    page = searched(get, q)
    assert f'href="{address}"' in part(page, "help")
    assert "Nothing found" not in page


def test_what_is_suggested_is_found(get: Get) -> None:
    """Each question and page of help that the box suggests leads to itself."""
    proposed = re.findall(r'<option value="([^"]+)"', get("/search").text)
    questions = [each for each in proposed if each.endswith("?")]
    assert len(questions) > 5
    for question in questions:
        answers = words_of(part(searched(get, question), "answers"))
        assert question.removesuffix("?") in answers
    for title in proposed[-10:]:
        assert f">{title}</a>" in part(searched(get, title), "help")


def test_a_claim_that_answers_is_not_listed_once_more(get: Get) -> None:
    """A claim stood in the answer, in its notes and in the list of claims."""
    page = searched(get, "founded")
    for claim in ("csis-formation", "us-state-formation"):
        address = f'href="/claims/{claim}"'
        assert address in page
        assert address not in part(page, "claims")
    assert "Other claims" in part(page, "claims")
    assert "Other claims" not in part(searched(get, "Macina"), "claims")


@pytest.mark.parametrize(
    ("q", "first"),
    [
        *(("Mali", "places"), ("Ghaly", "answers"), ("Barkhane", "answers")),
        *(("JNIM", "answers"), ("AQIM", "answers"), ("Tuareg", "groups")),
    ],
)
def test_what_is_named_just_so_comes_first(get: Get, q: str, first: str) -> None:
    page = searched(get, q)
    assert kinds(page)[0] == first
    assert page.index(f'id="{first}"') < page.index('id="claims"')


def test_a_name_is_listed_once(get: Get) -> None:
    for kind in ("groups", "places"):
        addresses = re.findall(r'href="(/[^"]+)"', part(searched(get, "Mali"), kind))
        assert len(addresses) == len(set(addresses)) > 1


def test_a_small_mistake_finds_no_less_than_a_large_one(get: Get) -> None:
    near, far = (searched(get, q) for q in ("Belmoktar", "Bel Mochtar"))
    found = 'href="/people/mokhtar-belmokhtar"'
    assert found in near
    assert found in far
    claims = [{*re.findall(r"/claims/[\w-]+", page)} for page in (near, far)]
    assert claims[0] == claims[1] != set()


def test_a_claim_names_the_attack_that_it_is_about(get: Get) -> None:
    line = re.findall(
        r"(?s)<li>(?:(?!<li>).)*?/claims/weiss-ouagadougou-toll.*?</li>",
        part(searched(get, "killed"), "claims"),
    )
    assert "Attack on the French embassy in Ouagadougou" in line[0]


@pytest.mark.parametrize(
    "q",
    ["weddings", "Wagner", "Ansaroul Islam", "child soldiers", "Moura massacre", "xyzzy"],
)
def test_nothing_found_says_what_is_covered(get: Get, q: str) -> None:
    page = searched(get, q)
    said = words_of(part_of_message(page))
    assert said.startswith(("Nothing here mentions “", "Nothing read here says this"))
    assert "This site covers the U.S. Department of State (2018)" in page
    assert "nothing later than 28 October 2022" in page
    assert "may have happened all the same" in page
    assert kinds(page) == []


def test_of_words_that_are_found_only_alone_each_is_offered(get: Get) -> None:
    assert '<a href="?q=killed">killed</a>' in searched(get, "weddings killed")


def test_the_page_has_one_box(get: Get) -> None:
    assert get("/search?q=Ghaly").text.count('type="search"') == 1
    assert get("/").text.count('type="search"') == 1


@pytest.mark.parametrize(
    "q", ["which sources conflict on casualties", "casualties conflict", "disagree casualties"]
)
def test_where_sources_conflict_comes_first(get: Get, q: str) -> None:
    """With what each source says. It listed ACLED, because of the word in its name."""
    page = searched(get, q)
    assert kinds(page)[0] == "conflicts"
    first = part(page, "conflicts")
    assert "Conflicts on casualties" in first
    assert "/disagreements/timbuktu-toll" in first
    assert "seven French soldiers" in first
    assert "ten French soldiers" in first
    assert "acled" not in page.lower().partition("<main")[2]


@pytest.mark.parametrize("q", ["conflict", "disagree", "what do sources disagree on", "désaccord"])
def test_the_word_conflict_finds_all_of_them(get: Get, q: str) -> None:
    page = searched(get, q)
    assert kinds(page)[0] == "conflicts"
    assert part(page, "conflicts").count("/disagreements/") == 5


def test_conflicts_stand_above_claims_and_smaller_differences_below(get: Get) -> None:
    """A reader who asks when the French came to Mali wants the claims that say so."""
    order = kinds(searched(get, "casualties"))
    assert order.index("conflicts") < order.index("claims") < order.index("disputes")


def test_all_words_count(get: Get) -> None:
    """Koufa was silently dropped, because the claim spells the other name differently."""
    page = searched(get, "koufa ansar dine")
    assert part(page, "claims").count("<li>") == 1
    assert "Mohamed Koufa is the former emir of Ansar al-Din" in words_of(part(page, "claims"))
    assert "/people/mohamed-koufa" in part(page, "people")
    assert "/groups/ansar-dine" in part(page, "groups")


@pytest.mark.parametrize(
    ("q", "message"),
    [
        ("ghaly france weddings", "mentions “ghaly” and “france”"),
        ("Djamel Okacha weddings", "mentions “Djamel Okacha”"),
    ],
)
def test_where_nothing_has_all_words_it_says_which(get: Get, q: str, message: str) -> None:
    page = searched(get, q)
    assert re.search("Nothing (read )?here (mentions|says) ", page)
    assert "Below: what mentions" in page
    assert message in page
    assert part(page, "claims")


def test_a_name_of_several_words_is_one_phrase(get: Get) -> None:
    """It does not match the Islam of one name and the State Department of another."""
    found = part(searched(get, "Islamic State JNIM"), "claims")
    assert "Islamic State" in found
    assert "State Department" not in found


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("bel moktar", "belmoktar"),
        ("hostages", "hostage"),
        ("otages", "hostage"),
        ("AQMI", "AQIM"),
        ("GSIM", "JNIM"),
        ("casulties", "casualties"),
        ("qui dirige le GSIM", "qui dirige le JNIM"),
        ("nombre de combattants", "how many fighters"),
    ],
)
def test_the_same_is_found_in_other_words(get: Get, typed: str, other: str) -> None:
    pages = [searched(get, q) for q in (typed, other)]
    claims = [{*re.findall(r'href="/claims/([\w-]+)', page)} for page in pages]
    assert claims[0] >= claims[1] != set()
    assert kinds(pages[0])[0] == kinds(pages[1])[0]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("3 mars 2018", "/attacks/ouagadougou-2018"),
        ("2018-03-02", "/attacks/ouagadougou-2018"),
        ("14/04/2018", "/attacks/timbuktu-2018"),
    ],
)
def test_a_day_is_understood_as_it_is_written(get: Get, q: str, found: str) -> None:
    """`3` was found as a number that a data set uses for the United States."""
    page = searched(get, q)
    assert found in part(page, "attacks")
    assert "groups" not in kinds(page)


def test_a_word_of_the_claims_is_no_name_that_is_written_like_it(get: Get) -> None:
    """A search for sharia showed Syria first, and its factions."""
    page = searched(get, "sharia")
    assert "attacks" in kinds(page)
    assert "syria" not in page.lower().partition("<main")[2]


@pytest.mark.parametrize("q", ["civilians", "civilian", "journalist", "embassies"])
def test_one_and_many_are_the_same(get: Get, q: str) -> None:
    assert part(searched(get, q), "claims")


@pytest.mark.parametrize("q", ["Niamey", "Menaka", "drones", "Benin", "Sikasso", "Gossi"])
def test_no_place_is_taken_for_a_misspelling(get: Get, q: str) -> None:
    assert "in place of" not in searched(get, q)
    said = words_of(searched(get, q))
    assert f"Nothing here mentions “{q}”." in said


@pytest.mark.parametrize(
    ("q", "place"),
    [
        ("What happened in Mopti?", "central-mali"),
        ("Sévaré", "central-mali"),
        ("attaques à Djibo", "northern-burkina-faso"),
        ("Is JNIM in Benin?", "west-africa"),
        ("Tillabéri", "niger"),
    ],
)
def test_a_place_that_no_source_names_leads_to_where_it_lies(get: Get, q: str, place: str) -> None:
    """Maps name Mopti and Benin, and the search found nothing for them and said no more."""
    assert f'href="/places/{place}"' in searched(get, q).partition("</form>")[2]


@pytest.mark.parametrize(
    "q", ["NGO kidnapped", "humanitaires", "le JNIM enlève-t-il des humanitaires ?"]
)
def test_aid_workers_are_found_by_other_words(get: Get, q: str) -> None:
    page = searched(get, q)
    assert "mentionne «" not in page
    assert "kidnapping of aid workers" in words_of(page)


@pytest.mark.parametrize(
    "q", ["est-ce que le JNIM attaque les civils ?", "Est-ce qu’il attaque les civils ?"]
)
def test_a_question_in_french_keeps_its_words(get: Get, q: str) -> None:
    """“Rien ici ne mentionne « whetherle »”."""
    page = searched(get, q)
    assert "whether" not in words_of(page.partition("</form>")[2]).partition("Une erreur")[0]
    assert part(page, "answers")


@pytest.mark.parametrize("q", ["International Criminal Court", "Cour pénale internationale"])
def test_the_court_is_found_by_its_full_name(get: Get, q: str) -> None:
    """“Nothing here mentions Criminal or Court”, beside a warrant."""
    assert "ICC arrest warrant" in words_of(part(searched(get, q), "registers"))


@pytest.mark.parametrize(
    "q", ["Who pledged allegiance to Al-Qaeda?", "Qui a prêté allégeance à Al-Qaïda ?"]
)
def test_an_answer_does_not_turn_a_pledge_round(get: Get, q: str) -> None:
    """It was headed “To whom has Al-Qaeda pledged allegiance?”."""
    heading = words_of(part(searched(get, q), "answers")).partition("?")[0]
    assert "pledges" in heading or "serments" in heading


@pytest.mark.parametrize("q", ["Xavier Ag Galit", "Xavier Zawahi"])
def test_what_is_said_of_another_does_not_answer_for_a_name_nobody_has(get: Get, q: str) -> None:
    page = searched(get, q)
    assert "No name here is written" in words_of(page)
    assert part(page, "people")
    assert not part(page, "claims")
    assert not part(page, "attacks")


@pytest.mark.parametrize(
    ("q", "address"),
    [
        ("uncited", "/jnim/uncited"),
        ("not checked", "/citations"),
        ("coverage", "/about#covers"),
        ("what is missing", "/about#covers"),
        ("carte", "/map"),
        ("télécharger", "/downloads"),
    ],
)
def test_pages_are_found_by_what_readers_call_them(get: Get, q: str, address: str) -> None:
    assert f'href="{address}"' in part(searched(get, q), "help")


def test_no_state_is_asked_who_sanctioned_it(get: Get) -> None:
    """States impose sanctions."""
    answers = words_of(part(searched(get, "terrorist designation united states"), "answers"))
    assert answers.startswith("Who has sanctioned or listed JNIM?")


@pytest.mark.parametrize("q", ["jnim recruitment", "child soldiers", "sources", "documents"])
def test_what_says_nothing_lists_nothing(get: Get, q: str) -> None:
    """It does not list all of the subject's claims, or all disagreements."""
    page = searched(get, q)
    assert page.count('href="/claims/') < 10
    assert "conflicts" not in kinds(page)


@pytest.mark.parametrize("typed", ["droukdel", "Drukdel", "Abdelmalek Droukdel"])
def test_a_name_that_only_registers_have_is_found_and_said_to_be_theirs(
    get: Get, typed: str
) -> None:
    page = get("/search?q=" + typed.replace(" ", "+")).text
    assert 'href="/people/abu-musab-abdul-wadud"' in page
    assert re.search(
        r"called “ABDELMALEK DROUKDEL” in .*UN Security Council sanctions.*US Treasury SDN list",
        words_of(page),
    )


def test_a_name_that_another_begins_with_is_none_of_it(get: Get) -> None:
    """For Moura, a town, it offered Al-Mourabitoun, and the disagreements about that name."""
    page = searched(get, "Moura")
    assert "Nothing here mentions “Moura”." in words_of(page)
    assert "mourabitoun" not in page.lower().partition("<main")[2].partition("<footer")[0]


def test_words_that_no_text_has_together_show_what_has_some(get: Get) -> None:
    page = get("/search?q=civilians+killed").text
    assert "No count says how many civilians were killed." in words_of(page)
    found = set(re.findall(r'href="/claims/([^"#]+)"', page))
    alone = set(re.findall(r'href="/claims/([^"#]+)"', get("/search?q=civilians").text))
    assert alone
    assert alone <= found


def test_two_things_of_one_name_say_by_whom(get: Get) -> None:
    text = words_of(get("/search?q=barkhane").text)
    first = "Operation Barkhane as in CSIS 2018 : Operation Barkhane is under way. (implied; as of "
    assert f"{first}2018) Operation Barkhane as in " in text
    assert " as in " not in words_of(part(get("/search?q=Ghali").text, "people"))


@pytest.mark.parametrize("q", ["children", "displaced people", "Blockades"])
def test_what_the_documents_leave_out_is_said_where_it_is_searched_for(get: Get, q: str) -> None:
    """It said that the documents may have these words; About said that there is nothing."""
    page = get(f"/search?q={q}").text
    assert "There is nothing on displaced people, women, children, schools, health" in page
    assert "There is nothing on displaced" not in get("/search?q=gold").text


@pytest.mark.parametrize(
    ("q", "thing"),
    [
        # The site's own name, which no document writes so; and what registers say.
        ("tuareg", "/groups/tuareg"),
        ("United Nations", "/groups/united-nations"),
        ("Amadou Koufa", "/people/mohamed-koufa"),
        ("who is Kouffa?", "/people/mohamed-koufa"),
        ("Abou Fadl", "/people/iyad-ag-ghaly"),
        ("katiba Macina", "/groups/macina-liberation-front"),
        ("Yahya Abou al-Hammam", "/people/djamel-okacha"),
        ("Cheikh Zawahiri", "/people/ayman-al-zawahiri"),
    ],
)
def test_who_is_called_so_stands_first(get: Get, q: str, thing: str) -> None:
    """A people was missing among the groups with its name; a man merely had a similar name."""
    page = searched(get, q)
    first = re.search(r'<ul class="lines"><li><a href="([^"]+)"', page)
    assert first is not None
    assert first[1] == thing
    assert "of this spelling" not in page


@pytest.mark.parametrize("q", ["Abou Zeid", "Abou Walid al-Sahraoui", "Ben Laden"])
def test_a_particle_of_many_names_finds_no_other_man(get: Get, q: str) -> None:
    page = searched(get, q)
    assert "people" not in kinds(page)
    assert "/people/" not in page.split('class="outcome"')[-1].split("<footer")[0]


@pytest.mark.parametrize(
    ("q", "is_gold"),
    [
        ("mines d'or", True),
        ("Qui contrôle l’or ?", True),
        ("sites d'or", True),
        ("Who controls the gold mines?", True),
        ("Mali or Burkina Faso", False),
        ("Serval or Barkhane?", False),
    ],
)
def test_or_is_gold_in_french_alone(get: Get, q: str, is_gold: bool) -> None:
    """Gold mines turned into bombs."""
    claims = part(searched(get, q), "claims")
    assert ("gold" in claims) == is_gold
    assert not (is_gold and "IED" in claims)


@pytest.mark.parametrize(
    ("q", "question"),
    [
        ("How strong was JNIM in 2018?", "How many fighters did JNIM have?"),
        ("How many fighters in 2022?", "How many fighters did JNIM have?"),
        ("Combien d'hommes compte le GSIM ?", "Combien de combattants comptait le JNIM ?"),
        ("Is JNIM on the US terror list?", "Who has sanctioned or listed JNIM?"),
        ("When did the US designate JNIM?", "Who has sanctioned or listed JNIM?"),
        ("Quels groupes ont fusionné en mars 2017 ?", "De qui se composait le JNIM ?"),
        ("quel est le but du JNIM ?", "Que voulait le JNIM ?"),
    ],
)
def test_a_year_or_a_common_word_hides_no_answer(get: Get, q: str, question: str) -> None:
    assert question in words_of(part(searched(get, q), "answers"))


@pytest.mark.parametrize(
    ("q", "groups"),
    [
        ("Is JNIM part of al-Qaeda or Islamic State?", {"jnim", "al-qaeda", "islamic-state"}),
        ("Le JNIM est-il lié à Al-Qaïda ?", {"jnim", "al-qaeda"}),
        ("What is the relationship between JNIM and Islamic State?", {"jnim", "islamic-state"}),
    ],
)
def test_an_article_begins_a_name_and_ends_none(get: Get, q: str, groups: set[str]) -> None:
    """It searched for “jnim al” and “qaeda islamic”."""
    page = searched(get, q)
    assert set(re.findall('href="/groups/([^"#]+)"', part(page, "groups"))) == groups
    assert "nothing has all of" not in page


@pytest.mark.parametrize(
    ("q", "question"),
    [
        (
            "How many people died in the 2018 Ouagadougou attack?",
            "Killed and wounded in the attack on the French embassy in Ouagadougou",
        ),
        ("Combien de morts à Ouagadougou ?", "Combien de morts et de blessés ? Tués : 8"),
    ],
)
def test_of_the_dead_of_one_attack_that_attack_is_found(get: Get, q: str, question: str) -> None:
    page = searched(get, q)
    assert question in words_of(part(page, "answers"))
    assert "/attacks/ouagadougou-2018" in part(page, "answers")
    assert "The newest first" not in page


def test_who_leads_is_also_in_the_words_of_who_gives_no_date(get: Get) -> None:
    """The Modern Insurgent also calls him the leader of al-Qaeda, but was not shown."""
    said = words_of(part(searched(get, "who leads al-qaeda"), "answers"))
    both = "Ayman al-Zawahiri 1 2 CSIS 2018 no date given; The Modern Insurgent 20"
    assert both in said


@pytest.mark.parametrize(
    ("path", "thing"),
    [
        ("/tuareg", "/groups/tuareg"),
        ("/groups/Tuareg", "/groups/tuareg"),
        ("/groups/touareg", "/groups/tuareg"),
        ("/people/droukdel", "/people/abu-musab-abdul-wadud"),
    ],
)
def test_an_address_that_leads_nowhere_offers_what_is_called_so(
    get: Get, path: str, thing: str
) -> None:
    answer = get(path)
    assert answer.status_code == 404
    first = re.search(r'<ul class="lines">\s*<li><a href="([^"]+)"', answer.text)
    assert first is not None
    assert first[1] == thing
