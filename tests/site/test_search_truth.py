"""What search must not do to a question: lose its “not”, dates, false premises or script."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from plugins.site.search_periods import periods
from plugins.site.search_words import folded, plainly
from tests.site.queries import Get
from tests.site.test_search import kinds, part, searched, words_of

pytestmark = pytest.mark.pinned


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("attacks after 2019", "2020-01-01", ""),
        ("attaques après mars 2018", "2018-04-01", ""),
        ("attacks before 2018", "", "2017-12-31"),
        ("avant le 3 mars 2018", "", "2018-03-02"),
        ("since March 2018", "2018-03", ""),
        ("from 2018 on", "2018", ""),
        ("depuis le 2 mars 2018", "2018-03-02", ""),
        ("à partir d'avril 2018", "2018-04", ""),
        ("until 2018", "", "2018"),
        ("jusqu'en juillet 2018", "", "2018-07"),
        ("jusqu’au 2 mars 2018", "", "2018-03-02"),
        ("between March and July 2018", "2018-03", "2018-07"),
        ("entre 2017 et 2018", "2017", "2018"),
        ("du 2 mars au 5 avril 2018", "2018-03-02", "2018-04-05"),
        ("2017–2018", "2017", "2018"),
        ("after the 3rd of March 2018", "2018-03-04", ""),
        ("before the end of 2018", "", "2018"),
        ("after the start of 2018", "2018", ""),
        ("le 2 mars 2018", "2018-03-02", "2018-03-02"),
        ("2018-03-02", "2018-03-02", "2018-03-02"),
        ("1000 fighters in 2018", "2018", "2018"),
    ],
)
def test_a_period_is_read_as_it_is_written(typed: str, first: str, last: str) -> None:
    found = periods(folded(plainly(typed, {})))
    assert [(each.first, each.last) for each in found] == [(first, last)]


@pytest.mark.parametrize(
    "typed", ["after 30 February 2018", "1000 fighters", "march on", "by JNIM"]
)
def test_what_is_no_date_is_no_period(typed: str) -> None:
    assert periods(folded(plainly(typed, {}))) == []


@pytest.mark.parametrize(
    ("q", "there", "missing"),
    [
        ("attacks after 2019", {"dubois-kidnapping-2021"}, {"timbuktu-2018"}),
        ("attaques après 2019", {"dubois-kidnapping-2021"}, {"timbuktu-2018"}),
        ("attacks before 2018", {"timbuktu-2012", "bamako-resort-2017"}, {"timbuktu-2018"}),
        ("attaques avant 2018", {"timbuktu-2012", "bamako-resort-2017"}, {"timbuktu-2018"}),
        ("attacks since April 2018", {"timbuktu-2018"}, {"ouagadougou-2018"}),
        ("attaques jusqu'en mars 2018", {"ouagadougou-2018"}, {"timbuktu-2018"}),
        ("attaques entre mars et avril 2018", {"timbuktu-2018"}, {"aguelhok-2018"}),
        ("attacks in April 2018", {"timbuktu-2018"}, {"ouagadougou-2018", "aguelhok-2018"}),
        ("attacks by Ansar Dine before 2018", {"timbuktu-2012"}, {"bamako-resort-2017"}),
        ("attacks in Mali after 2017", {"aguelhok-2018"}, {"ouagadougou-2018"}),
        ("what happened after 2020", {"dubois-kidnapping-2021"}, {"timbuktu-2018"}),
    ],
)
def test_attacks_of_a_period_are_those_of_it(
    get: Get, q: str, there: set[str], missing: set[str]
) -> None:
    """“After 2019” found the word “after”, but not April 2021; “before 2018” listed 2018."""
    page = searched(get, q)
    lists = part(page, "answers") + part(page, "attacks")
    listed = set(re.findall('href="/attacks/([^"#]+)"', lists))
    assert there <= listed
    assert missing.isdisjoint(listed)
    assert "claims" not in kinds(page) or "April 2018" in q


@pytest.mark.parametrize(
    "path", ["/search?q=attacks+between+2019+and+2017", "/jnim/attacks_between?start=2019&end=2017"]
)
def test_a_period_that_ends_before_it_begins_is_said_to(get: Get, path: str) -> None:
    """It said that this may still be true."""
    said = words_of(get(path).text)
    assert "ends before it begins" in said
    assert "may still be true" not in said


def test_a_period_of_which_nothing_is_here_is_not_one_without_attacks(get: Get) -> None:
    said = words_of(searched(get, "attacks after 2023"))
    assert "Not covered: nothing here is later than" in said
    assert "That does not mean that there was none." in said


@pytest.mark.parametrize(
    "q",
    [
        *("who does not lead JNIM", "qui ne dirige pas le JNIM", "is JNIM not a terrorist group"),
        *("which groups did not merge into JNIM", "JNIM isn't part of al-Qaeda", "no attacks"),
        *("who will lead JNIM", "where is JNIM not active"),
    ],
)
def test_what_no_rule_can_answer_is_not_answered(get: Get, q: str) -> None:
    """“Who does not lead it” was answered with who does, and “why” with whom."""
    page = searched(get, q, "en")
    assert "answers" not in kinds(page)
    assert "is not answered here. Below: what has its other words." in words_of(page)


@pytest.mark.parametrize("q", ["not checked", "statements without citation"])
def test_a_page_of_help_may_have_such_a_word(get: Get, q: str) -> None:
    page = searched(get, q)
    assert "help" in kinds(page)
    assert "is not answered here" not in words_of(page)


@pytest.mark.parametrize(
    ("q", "other"),
    [
        ("is JNIM part of ISIS", "No source here says so of Islamic State."),
        (
            "has JNIM pledged allegiance to Islamic State",
            "No source here says so of Islamic State.",
        ),
        ("is Koufa the leader of JNIM", "None of this mentions “Koufa”."),
        ("did France list JNIM as terrorist", "None of this mentions “France”."),
    ],
)
def test_an_answer_says_of_whom_it_says_nothing(get: Get, q: str, other: str) -> None:
    assert other in words_of(part(searched(get, q), "answers"))


@pytest.mark.parametrize(
    ("q", "tie"),
    [
        ("is JNIM part of Islamic State", "JNIM has a strong rivalry with the Islamic State"),
        ("is Koufa the leader of JNIM", "Mohamed Koufa , notable member"),
    ],
)
def test_what_ties_the_two_stands_in_an_answer_that_denies_another(
    get: Get, q: str, tie: str
) -> None:
    page = searched(get, q)
    assert "What is said of both:" in words_of(part(page, "answers"))
    assert tie in words_of(part(page, "answers"))
    assert tie not in words_of(part(page, "claims"))


@pytest.mark.parametrize(
    "q", ["is JNIM part of al-Qaeda", "is JNIM active in Niger", "did Koufa lead Ansar Dine"]
)
def test_of_whom_an_answer_speaks_it_does_not_deny_it(get: Get, q: str) -> None:
    said = words_of(part(searched(get, q), "answers"))
    assert said
    assert "None of this mentions" not in said
    assert "says so of" not in said


@pytest.mark.parametrize(
    ("q", "notice"),
    [
        ("who led JNIM in 2021", "None of this is about 2021; the newest is of 2018."),
        ("leader of JNIM in 2023", "None of this is about 2023; the newest is of 2018."),
        ("how many fighters in 2025", "None of this is dated 2025; the newest date is of 2018."),
        ("who led JNIM between 2010 and 2012", "None of this is of that time;"),
        ("where is JNIM active in 2018", "Not all of this is about 2018: each line says as of"),
        (
            "qui dirigeait le JNIM en 2015",
            "Rien de ceci n’est daté de 2015 ; la date la plus récente est de",
        ),
    ],
)
def test_an_answer_says_whether_it_is_of_the_date_that_is_asked(
    get: Get, q: str, notice: str
) -> None:
    """“This is not only of that time” stood where nothing was."""
    assert notice in words_of(part(searched(get, q), "answers")).replace("\u202f", " ")


def test_of_an_answer_that_is_all_of_that_time_nothing_is_said(get: Get) -> None:
    said = words_of(part(searched(get, "who led JNIM in 2018"), "answers"))
    assert "None of this" not in said
    assert "Not all" not in said


def test_an_attack_of_another_group_is_none_of_the_one_that_is_named(get: Get) -> None:
    said = words_of(searched(get, "did Islamic State attack Ouagadougou"))
    assert "no single attack that involves Islamic State is placed in Ouagadougou" in said


@pytest.mark.parametrize("q", ["what happened in 2020", "que s'est-il passé en 2013"])
def test_a_year_is_no_group(get: Get, q: str) -> None:
    """It was answered with what JNIM is."""
    assert "answers" not in kinds(searched(get, q))


def test_child_soldiers_are_no_number_of_fighters(get: Get) -> None:
    assert "answers" not in kinds(searched(get, "does JNIM use child soldiers"))


@pytest.mark.parametrize("q", ["did Belmokhtar join JNIM", "does JNIM earn 34 million dollars"])
def test_a_name_takes_no_other_word_into_it(get: Get, q: str) -> None:
    quoted = re.findall("“([^”]+)”", words_of(searched(get, q)))
    assert not {"belmokhtar join", "jnim 34"} & set(quoted)


@pytest.mark.parametrize(
    ("q", "word"),
    [("سلام أزواد", "سلام"), ("إجابة أزواد", "إجابة"), ("JNIM au Bénin", "Bénin")],
)
def test_words_are_shown_as_they_were_typed(get: Get, q: str, word: str) -> None:
    """Arabic words had lost their vowels and hamza, and were in Latin letters."""
    said = re.sub("[\u2066-\u2069]", "", words_of(searched(get, q, "en")))
    assert f"“{word}”" in said
    assert not re.search("“(?:slm|jbh)”", said)


def test_another_group_is_not_searched_in_its_name(get: Get) -> None:
    """ISGS was treated as Islamic State, without a word."""
    assert "Nothing here mentions “ISGS”." in words_of(searched(get, "is ISGS part of JNIM"))


@pytest.mark.parametrize(
    ("q", "question"),
    [
        ("من يقود جماعة نصرة الإسلام والمسلمين", "Who led JNIM, as of 2018?"),
        (
            "qui dirige le Groupe de soutien à l’islam et aux musulmans ?",
            "Qui dirigeait le JNIM, en 2018 ?",
        ),
    ],
)
def test_a_name_in_another_language_is_one_name_in_a_question(
    get: Get, q: str, question: str
) -> None:
    """Some of its words were said to be in no text."""
    page = searched(get, q)
    assert question in words_of(part(page, "answers"))
    assert "Nothing here mentions" not in words_of(page)
    assert re.search("is <b>JNIM</b>, so called|<html lang=.fr.", page)


def test_a_doubt_about_a_name_in_a_question_is_told(get: Get) -> None:
    said = words_of(searched(get, "is Amadou Barry dead"))
    assert "“Amadou Barry” is probably Mohamed Koufa , so called in the EU sanctions list." in said


@pytest.mark.parametrize("q", ["attacks in West Africa", "attacks in Northern Mali after 2017"])
def test_attacks_in_the_towns_of_a_region_are_not_said_to_be_none(get: Get, q: str) -> None:
    """It said that no attack was placed in West Africa, although Timbuktu was on the next page."""
    assert "so attacks in them may be missing" in words_of(searched(get, q))
    assert "may be missing" not in words_of(searched(get, "attacks in Mali"))


@pytest.mark.parametrize(
    ("q", "attack"),
    [
        ("Is JNIM active in Timbuktu", "timbuktu-2018"),
        ("le JNIM est-il actif à Tombouctou ?", "timbuktu-2018"),
        ("Is JNIM active in Ouagadougou", "ouagadougou-2018"),
    ],
)
def test_where_no_source_says_that_it_is_active_an_attack_there_is_found(
    get: Get, q: str, attack: str
) -> None:
    """It did not mention the town, and left out the attack there."""
    page = searched(get, q)
    assert f'href="/attacks/{attack}"' in part(page, "attacks")
    assert re.search(
        "(All on|Tout sur) (Timbuktu|Tombouctou|Ouagadougou)", words_of(part(page, "answers"))
    )


def test_a_claim_is_not_about_an_attack_whose_date_alone_is_inferred_from_it(get: Get) -> None:
    page = get("/claims/mi-pledge-and-merger-date").text
    rests = page.split('id="rests"')[1].split("</section>")[0]
    said, dated = rests.split("Used to infer the date of")
    assert 'href="/attacks/ouagadougou-2018"' in dated
    assert "ouagadougou" not in said
    found = words_of(part(searched(get, "bayat"), "claims"))
    assert "Attack in Ouagadougou" not in found


@pytest.mark.parametrize(
    ("q", "said"),
    [
        (
            "Serval",
            "prompted Operation Serval, which the French led. (The Modern Insurgent 2022; ",
        ),
        ("Barkhane", "Operation Barkhane is under way. (CSIS 2018; implied; as of 2018)"),
        ("Timbuktu", ": town or city in Mali"),
    ],
)
def test_what_a_name_is_stands_beside_it(get: Get, q: str, said: str) -> None:
    """A list of names that says no more than the question is not an answer."""
    page = searched(get, q)
    assert said in words_of(part(page, kinds(page)[0]))


@pytest.mark.parametrize("q", ["Sahel", "sharia"])
def test_claims_stand_above_attacks_that_bear_no_such_name(get: Get, q: str) -> None:
    page = searched(get, q)
    order = kinds(page)
    assert order.index("claims") < order.index("attacks")


@pytest.mark.parametrize("q", ["Ouagadougou", "attacks in 2018", "kidnapping"])
def test_attacks_that_are_asked_for_stand_above_claims(get: Get, q: str) -> None:
    order = kinds(searched(get, q))
    assert order.index("attacks") < order.index("claims")


@pytest.mark.parametrize("q", ["gold", "how is JNIM financed", "qui finance le JNIM"])
def test_gold_is_answered_as_money_is(get: Get, q: str) -> None:
    assert "gold mining routes" in words_of(part(searched(get, q), "answers"))


def test_an_answer_says_how_new_what_it_rests_on_is(get: Get) -> None:
    """For what only a source of 2018 says, it said that nothing is later than October 2022."""
    said = words_of(part(searched(get, "Ansar Dine leader"), "answers"))
    assert "Nothing of this was published after 31 December 2018." in said
    assert "2022" not in said


@pytest.mark.parametrize(
    ("q", "said"),
    [
        ("Zawahry", "No name here is written “Zawahry”: what is shown is written most like it."),
        ("Belmoktar", "Searched for belmokhtar in place of “belmoktar”."),
    ],
)
def test_a_name_that_is_only_like_another_is_said_to_be(get: Get, q: str, said: str) -> None:
    """For Ansaru, another group, it showed a man with a similar name, without a word."""
    page = words_of(searched(get, q))
    assert said in page
    assert ("No name here" in said) == ("No name here" in page)


@pytest.mark.parametrize("q", ["Reuters", "The Modern Insurgent", "CSIS"])
def test_the_name_of_a_source_leads_to_its_claims(get: Get, q: str) -> None:
    """It found a group whose description contains the same words, but not the document."""
    page = searched(get, q)
    assert "All its claims:" in words_of(page)
    assert "conflicts" not in kinds(page)


def test_of_the_latest_attack_it_is_not_said_that_nothing_is_found(get: Get) -> None:
    assert "othing has all of" not in words_of(searched(get, "latest attack"))


def test_an_answer_says_of_what_word_it_says_nothing(get: Get) -> None:
    answers = words_of(part(searched(get, "jnim leader death"), "answers"))
    assert "None of this mentions “death”." in answers


@pytest.mark.parametrize("q", ["does JNIM control territory", "territory held by JNIM"])
def test_what_a_group_holds_is_not_where_it_is_active(get: Get, q: str) -> None:
    """“Where it is active” was the answer, with “None of this mentions “control””."""
    answers = words_of(part(searched(get, q), "answers"))
    assert "JNIM holds, or held, territory" in answers
    assert "None of this mentions" not in answers


def test_a_pledge_to_the_leader_of_a_group_is_no_pledge_of_it(get: Get) -> None:
    """“To whom has it pledged” was not stated, and who pledged to its leader was not found."""
    answers = words_of(part(searched(get, "Taliban pledge June 2016"), "answers"))
    assert "No source here says so of the group itself." in answers
    assert "Ayman al-Zawahiri pledged allegiance to it in June 2016" in answers


def test_an_age_is_no_part_of_a_name(get: Get) -> None:
    """The stem of “age” is “ag”."""
    page = words_of(searched(get, "Ghaly age"))
    assert "When and where was Iyad Ag Ghaly born? Not stated in what was read." in page
    assert "Ag" not in words_of(part(searched(get, "age"), "claims"))


def test_an_acronym_is_answered_with_names_and_their_sources(get: Get) -> None:
    answers = words_of(part(searched(get, "What does JNIM stand for"), "answers"))
    assert "Translation: “Group for the Support of Islam and Muslims” (CSIS 2018)" in answers


@pytest.mark.parametrize(
    ("q", "said"),
    [
        ("increased pressure", "more pressure"),
        ("loss of territory", "lost territory"),
        ("Mali Burkina Niger", "Burkina Faso : country"),
        ("Barkhane Serval 2013", "Operations Serval and Barkhane"),
        ("Niamey", "Nothing here mentions “Niamey”. Below: what is said of Niger."),
        ("unheard of words", "Claims are in our own words"),
    ],
)
def test_other_words_lead_to_the_same(get: Get, q: str, said: str) -> None:
    assert said in words_of(searched(get, q))


def test_a_year_that_nothing_covers_is_said_once(get: Get) -> None:
    page = words_of(searched(get, "2025 fuel blockade"))
    assert "Not covered: nothing here is later than" in page
    assert "Civilians:" not in page


@pytest.mark.parametrize(
    ("q", "said"),
    [
        ("which groups make up JNIM", "Of whom was JNIM made?"),
        ("quels groupes ont formé le JNIM", "De qui se composait le JNIM ?"),
        (
            "Where did JNIM kidnap Olivier Dubois?",
            "Kidnapping of Olivier Dubois , April 2021 : Gao",
        ),
    ],
)
def test_what_is_asked_in_other_words_is_answered(get: Get, q: str, said: str) -> None:
    assert said in words_of(part(searched(get, q), "answers"))


@pytest.mark.parametrize("q", ["is this up to date", "mises à jour", "most recent news"])
def test_how_new_all_this_is_leads_to_what_is_covered(get: Get, q: str) -> None:
    assert 'href="/about#covers"' in part(searched(get, q), "help")


COVERED = [
    *(
        "Que ne couvre pas ce site ?",
        "Qu'est-ce que ce site ne couvre pas ?",
        "Que couvre ce site ?",
    ),
    *("quelle est la situation actuelle ?", "limites de cette base", "Que contient cette base ?"),
    *("Qu’est-ce qui n’est pas couvert ?", "Que manque-t-il à ce site ?"),
]


@pytest.mark.parametrize(
    "q",
    [
        *COVERED,
        *(
            "What does this site not cover?",
            "What is not covered here?",
            "What doesn't this site cover?",
        ),
        *("What is missing", "the current situation", "Is anything missing from this database?"),
    ],
)
def test_what_the_site_covers_and_what_not_is_told(get: Get, q: str) -> None:
    """It said “A question with ‘pas’ is not answered here”, and listed notes that cite SITE."""
    page = searched(get, q)
    assert kinds(page) == ["help"]
    help_ = part(page, "help")
    assert 'href="/about#covers"' in help_
    assert ('href="/fr#lacunes"' in help_) == (q in COVERED)


@pytest.mark.parametrize("q", ["attacks covered by Reuters", "Quelles attaques ne sont pas à Gao"])
def test_what_else_is_covered_is_no_such_question(get: Get, q: str) -> None:
    assert "/about#covers" not in part(searched(get, q), "help")


def test_several_regions_of_unknown_towns_are_told_in_one_sentence(get: Get) -> None:
    said = words_of(searched(get, "attaques au Burkina", "en"))
    assert said.count("may be missing") == 1
    assert "Southern Burkina Faso is not recorded here" in said


def test_a_name_with_little_words_is_one_in_a_question(get: Get) -> None:
    """It was split into two names, a mission and a country, and was found in neither."""
    page = searched(get, "casques bleus tués")
    assert "/groups/un-mission-mali" in part(page, "groups")
    assert "places" not in kinds(page)


def test_a_letter_more_in_a_short_word_is_a_misspelling(get: Get) -> None:
    assert "french in place of “frensh”" in words_of(searched(get, "atack on frensh embasy"))


def test_a_name_is_not_searched_for_another_by_one_letter(get: Get) -> None:
    """For Ansaru, another group, it searched for a man called Ansari."""
    assert "in place of" not in words_of(searched(get, "Okachu"))


@pytest.mark.pinned
def test_what_is_found_is_marked_as_on_the_page_of_its_source(get: Get) -> None:
    """Claims such as “Ghaly leads JNIM” were shown without “implied” and “as of 2018”."""
    found = words_of(get("/search?q=Operation+Barkhane").text)
    assert "Operation Barkhane is under way. (implied; as of 2018)" in found
    leads = words_of(get("/search?q=Ghaly+leads").text)
    assert re.search(r"Ghaly leads JNIM\. CSIS 2018, [^·]* · implied [A-Z]", leads)
    violent = words_of(get("/search?q=JNIM+violent").text)
    assert re.search(r"extremely violent\. The Modern Insurgent 2022, [^·]* · assessed", violent)
    # What is just stated, of a past, has no mark but that of what sources make of it.
    assert "The French military initiated Operation Barkhane in 2014. (The Modern" in found
    scope = words_of(get("/search?q=military+scope+expanded").text)
    assert "Alliances, para. 2 · sources conflict on the order" in scope
    assert "· stated" not in found.lower()


@pytest.mark.pinned
@pytest.mark.parametrize("q", ["8 killed", "8 dead", "huit morts", "80 wounded"])
def test_a_number_beside_a_toll_is_a_quantity(get: Get, q: str) -> None:
    """A reader who typed 8 found note 8 first, and not the eight people who were killed."""
    claims = part(searched(get, q), "claims")
    first = words_of(claims.partition("<li>")[2].partition("</li>")[0])
    assert re.search(r"[Ee]ight (?:people|were)", first)
    assert "/claims/csis-note" not in claims


@pytest.mark.pinned
def test_of_a_number_that_nobody_gives_no_note_of_that_number_is_found(get: Get) -> None:
    claims = words_of(part(searched(get, "11 killed"), "claims"))
    assert "killed" in claims
    assert "note 11" not in claims


def test_the_words_by_which_a_claim_is_found_are_marked(get: Get) -> None:
    """Readers had to look for them in sentences of three lines; only whole words are marked."""
    claims = part(searched(get, "80 wounded"), "claims")
    assert "<mark>80</mark>" in claims
    assert "<mark>wounded</mark>" in claims
    # What is typed is words, whatever they mean to SQLite.
    for q in ('"wounded" AND <b>', "wounded *", "NEAR(wounded", "wounded ^ +", 'wounded "'):
        page = get("/search?q=" + quote(q))
        assert page.status_code == 200, q
        assert "<b>wounded" not in page.text


@pytest.mark.parametrize(
    ("q", "heading"),
    [
        ("leader of al-Qaeda", "Who led Al-Qaeda, as of 2018?"),
        ("who leads JNIM", "Who led JNIM, as of 2018?"),
        ("qui dirige Al-Qaïda", "Qui dirigeait Al-Qaïda, en 2018 ?"),
        ("what does JNIM want", "What did JNIM want?"),
        ("where is JNIM active", "Where was JNIM active?"),
    ],
)
def test_what_documents_told_in_the_present_is_past(get: Get, q: str, heading: str) -> None:
    """It asked who leads al-Qaeda now, and answered from a document of 2018."""
    assert words_of(part(searched(get, q), "answers")).startswith(heading)


@pytest.mark.parametrize(
    "q",
    [
        *("who leads JNIM now", "how many fighters does JNIM have today", "latest attacks"),
        *("JNIM's current leader", "does JNIM still attack Mali", "the newest attack by JNIM"),
    ],
)
def test_of_today_it_is_said_that_it_is_not_covered(get: Get, q: str) -> None:
    page = searched(get, q)
    said = "The present is not covered: nothing here is later than 28 October 2022."
    assert said in words_of(page)
    assert (
        page.index("is not covered") < next(re.finditer('class="(answer|outcome)"', page)).start()
    )


@pytest.mark.parametrize(
    "q", ["qui dirige le JNIM actuellement", "qui dirige le JNIM aujourd'hui", "dernière attaque"]
)
def test_of_today_that_is_said_in_french(get: Get, q: str) -> None:
    said = "Le présent n’est pas couvert : rien ici n’est postérieur au 28 octobre 2022."
    page = words_of(searched(get, q))
    assert said in page
    assert "Nothing here mentions" not in page


def test_of_what_is_asked_of_its_time_nothing_is_said_of_today(get: Get) -> None:
    assert "is not covered" not in searched(get, "who led JNIM in 2018")


@pytest.mark.parametrize("q", ["JNIM drones", "drones JNIM", "does JNIM use drones?", "JNIM Benin"])
def test_of_what_is_nowhere_the_subject_is_no_answer(get: Get, q: str) -> None:
    """It said that one was found: the group itself; what is near to it is, and is called so."""
    page = searched(get, q)
    word = "Benin" if "Benin" in q else "drones"
    assert f"Nothing here mentions “{word}”." in words_of(page)
    assert "does not mean" not in words_of(page), "no event was asked for"
    assert kinds(page)[:1] == (["claims"] if word == "Benin" else ["answers"])
    assert "Below: what is said of " in words_of(page)


def test_a_figure_is_as_of_no_day_that_its_source_does_not_give(get: Get) -> None:
    """The share of 2020 was as of 2022, and the number of fighters as of the publication year."""
    for q in ("64 percent", "1,000 to 2,000 fighters"):
        page = searched(get, q)
        assert "para. 1" in words_of(page)
        assert "· as of" not in words_of(part(page, "claims"))


def test_what_a_note_names_stands_behind_what_a_text_says(get: Get) -> None:
    """For 2018, the first result was that the address of a note ends in 705."""
    claims = re.findall('href="/claims/([^"#]+)"', part(searched(get, "JNIM 2018"), "claims"))
    assert not re.search("note|title|address", claims[0])


@pytest.mark.parametrize(
    ("q", "said"),
    [
        ("did JNIM attack Ouagadougou on 2 or 3 March", "When was the attack on the French"),
        ("did Ansar Dine exist in 2010", "When was Ansar Dine formed?"),
        ("is Iyad Ag Ghaly Tuareg", "What sources say of “Iyad Ag Ghaly” and “Tuareg”"),
        ("hostage", "What sources say of “hostage”"),
        ("Salafism", "What sources say of “Salafism”"),
        (
            "why does JNIM fight France",
            "that give a reason or name an enemy come first.",
        ),
        ("why does JNIM oppose the Islamic State", "“Islamic State” 3 Because it is an al-Qaeda"),
        (
            "French soldiers killed",
            "None of these tolls says that the dead were “French soldiers”.",
        ),
        (
            "combien de Français tués",
            "Aucun de ces bilans ne dit que les morts étaient « Français ».",
        ),
        ("fatalities", "Eight people died in the attack in Ouagadougou"),
        ("Hayat united", "Hay'at Tahrir al-Sham united in early 2017"),
        ("attacks by Taliban", "no single attack that involves Taliban is described."),
        ("attacks in Timbuktu region", "14 April 2018 , by JNIM"),
        ("Qui a fondé le JNIM ?", "Sources de 2018 et 2022. Rien de ceci n’a été publié"),
    ],
)
def test_what_was_asked_of_it_and_not_answered_is(get: Get, q: str, said: str) -> None:
    assert said in words_of(searched(get, q))


@pytest.mark.parametrize(
    ("q", "unsaid"),
    [
        ("who led JNIM through 2018", "None of this mentions"),
        ("was Serval before Barkhane", "“before”"),
        ("al-Qaeda central relationship", "No source here says so of Central Mali"),
        ("cite", "SITE Intelligence Group"),
        ("IED", "control over profitable gold mining routes"),
        ("xqz-zqx", "“xqz-zqx” or “xqz-zqx”"),
        ("Ansaroul Islam", "Search for one word"),
        ("who leads JNIM", "Attack in Ouagadougou"),
        ("who leads JNIM", "1 more"),
        ("attacks in Benin", "no single attack"),
        ("how many French soldiers wounded in Timbuktu", "None of these tolls"),
    ],
)
def test_what_was_not_asked_is_not_said(get: Get, q: str, unsaid: str) -> None:
    assert unsaid not in words_of(searched(get, q))


def test_an_attack_bears_its_conflict_and_other_claims_are_folded_below_an_answer(get: Get) -> None:
    assert "sources conflict on the date" in words_of(part(searched(get, "Ouagadougou"), "attacks"))
    claims = part(searched(get, "who leads JNIM"), "claims")
    assert re.search(
        r"Show \d+ related entries", searched(get, "who leads JNIM").partition(claims)[0]
    )
    assert "<details" not in part(searched(get, "gold routes"), "claims")


def test_what_is_counted_is_what_is_shown(get: Get) -> None:
    """Claims of the answer were among the “15 found”, and not below it."""
    page = searched(get, "who is the current leader of JNIM")
    counts = map(
        int, re.findall(r'<h2>[^<]+ <span class="count">(\d+)<', page.partition("Notes")[0])
    )
    assert f"Show {sum(counts)} related entries" in words_of(page)


@pytest.mark.parametrize(
    ("q", "said"),
    [
        ("le JNIM est-il allié à Al-Qaida", "À qui le JNIM était-il affilié ?"),
        ("alliés du JNIM", "De qui le JNIM était-il l’allié"),
        ("attaque de Tombouctou victimes", "Combien de morts et de blessés"),
        ("who belongs to JNIM", "Who is named as a member of JNIM?"),
        ("who belongs to JNIM known by 2018", "“until 2018” is not searched for"),
        ("blocus", "Rien ici ne mentionne « blocus »."),
    ],
)
def test_what_was_asked_otherwise_is_answered(get: Get, q: str, said: str) -> None:
    assert said in words_of(searched(get, q))


def test_a_claim_that_is_not_answered_stands_open_below(get: Get) -> None:
    """What the answer does not mention was said in claims that were folded."""
    claims = part(searched(get, "jnim leader death"), "claims")
    assert "<details" not in claims.partition("</li>")[0]


def test_what_editors_note_about_who_led_a_group_stands_in_the_answer(get: Get) -> None:
    """That a post may be a slip of its source stood only on the page of the group or person."""
    answers = words_of(part(searched(get, "who led AQAP"), "answers"))
    assert "Note: The documents do not write the acronym out." in answers


def test_words_that_are_not_found_together_are_not_said_to_be_in_no_source(get: Get) -> None:
    """“Nothing read here says this” stood above a claim of a strong rivalry of the two."""
    page = words_of(searched(get, "Is JNIM a rival of the Islamic State?"))
    assert "JNIM has a strong rivalry with the Islamic State" in page
    assert "Nothing read here says" not in page
