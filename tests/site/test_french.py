"""The page in French: the home page's answers, and only if a project wants it."""

from __future__ import annotations

import html
import re
import sqlite3
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from plugins.site.french import (
    WORDS,
    french_article,
    french_date,
    french_heading,
    french_number,
    french_topics,
)
from plugins.site.search_words import configuration
from tests.site.queries import Get
from tests.site.tables import (
    METADATA,
    ROOT,
    connect,
    copy_of_site,
    in_process,
    pinned_site,
    site_told,
)
from tests.site.test_search import part, words_of

ENGLISH = re.compile(
    r"\b(?:the|of|and|by|from|with|January|February|March|April|June|July|August|September|October"
    r"|December|None|loop|undefined)\b"
)


def main_of(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def test_the_page_answers_in_french(get: Get) -> None:
    page = get("/fr")
    text = re.sub(r'<(\w+)[^>]* lang="en"[^>]*>.*?</\1>', "", main_of(page.text))
    said = words_of(text)
    assert page.status_code == 200
    assert '<html lang="fr">' in page.text
    assert 'href="/" lang="en" hreflang="en"><span>In </span>English</a>' in page.text
    around = page.text.partition("<header")[2].partition("</header>")[0]
    around += page.text.partition("<footer")[2].partition("</footer>")[0]
    assert "Chronologie" in around
    assert "Télécharger" in around
    assert not re.search(r">(?:Attacks|Claims|Map|Downloads|FR|Français)<", around)
    # The site's name stands in the reference.
    assert ENGLISH.findall(said.replace("Iyad", "").replace("claim by claim", "")) == []
    for words in ("formé en mars 2017", "1 000 à 2 000 combattants", "Tombouctou"):
        assert words in said
    assert "2 mars 2018 (département d’État américain) ou 3 mars 2018 (CSIS)" in said
    assert "Ce n’est pas la situation d’aujourd’hui" in said


def test_nothing_is_quoted_that_no_document_says(get: Get) -> None:
    """« active fighters of JNIM at a given time », a database field, looked like a quotation."""
    text = words_of(main_of(get("/fr").text).partition('<section id="conflits"')[0])
    text = text.replace("\xa0", " ")
    assert (
        # “At a given time” is not at any time.
        "combattants actifs à un moment donné, selon une estimation (dont l’auteur n’est pas"
        " nommé), sans date" in text
    )
    # The other document gives a range, and calls it no estimate.
    assert "1 000 à 2 000 combattants, en septembre 2018" in text.replace("\u202f", " ")
    assert re.findall("«[^»]*»", text) == ["« Groupe de soutien à l’islam et aux musulmans »"]


def test_each_attack_names_whom_it_took_who_says_so_and_on_what_they_conflict(get: Get) -> None:
    """No attack had a source, “Enlèvement, Gao” no name, and a conflict did not say on what."""
    _, _, attacks = main_of(get("/fr").text).replace("\xa0", " ").partition("Attaques qui lui")
    listed = attacks.partition("</ul>")[0]
    lines = [words_of(each) for each in re.split('<li id="[^"]+">', listed)[1:]]
    assert len(lines) == 5
    assert all(re.search(r"\(.*(?:CSIS|Insurgent|américain), \d{4}.*\)", each) for each in lines)
    assert lines[0].startswith("Enlèvement d’Olivier Dubois , avril 2021 ( The Modern Insurgent")
    assert "implicite" in lines[0]
    assert "implicite" in lines[1]
    assert "jour : Reuters, 2018 ; attribution : CSIS, 2018" in lines[2]
    assert "les sources se contredisent sur les blessés" in lines[2]
    assert "2 mars 2018 (département d’État américain) ou 3 mars 2018 (CSIS)" in lines[3]
    assert "les sources se contredisent sur la date" in lines[3]
    assert "; blessés : 7 militaires français ( CSIS, 2018 ) , 10 militaires fr" in lines[2]
    assert "tués : 8 ( The Modern Insurgent, 2022 ) , au moins 8 ( Caleb Weiss, 2018" in lines[3]
    assert "lieu : Gao ( Reuters, 2021 )" in lines[0]
    # What is implied is who did it, not against whom.
    assert "cible : forces françaises ( CSIS, 2018 )" in lines[1]
    assert "blessés" not in lines[0] + lines[1]
    # That a number is missing is said once, for all of them.
    assert attacks.count("Sans nombre de morts ou de blessés\u202f: non précisé") == 1
    assert "cible : base militaire française ( CSIS, 2018 ;" in lines[2]
    assert "ambassade de France ( CSIS, 2018 ; The Modern Insurgent, 2022 )" in lines[3]
    assert "référence (The Modern Insurgent) : l’ouvrage cité nomme l’armée du" in lines[3]


def test_every_single_attack_is_told_and_by_whom(get: Get) -> None:
    """Two were missing: /fr had those of its subject only, and the others led to nothing."""
    sql = "select attack_id from page_told_attacks where scope = 'incident'"
    page = main_of(get("/fr").text).replace("\xa0", " ")
    for each in connect().execute(sql):
        assert page.count(f'<li id="{each["attack_id"]}">') == 1
        head = get(f"/attacks/{each['attack_id']}").text.partition("</header>")[0]
        assert f'href="/fr#{each["attack_id"]}"' in head
    others = words_of(page.partition("Autres attaques décrites")[2].partition("</ul>")[0])
    assert "auteur : la France (attribution : The Modern Insurgent, 2022 )" in others
    assert "entre le 1er mars 2017 et le 3 mars 2018 (date déduite)" in others
    assert "Prise de Tombouctou , 2012 ; auteur : Ansar Dine" in others


def test_no_two_links_to_different_pages_have_the_same_words(get: Get) -> None:
    """Five were called “Ce que dit chaque source”."""
    conflicts = main_of(get("/fr").text).partition('id="conflits"')[2].partition("</section>")[0]
    links = [words_of(each) for each in re.findall("(?s)<a .*?</a>", conflicts)]
    assert len(links) > 4
    assert len(set(links)) == len(links)


def test_what_is_said_in_english_stands_in_good_french(get: Get) -> None:
    """West Africa lost its “as al-Qaeda's affiliate”; lists and articles were in English."""
    text = words_of(main_of(get("/fr").text)).replace("\u202f", " ").replace(" )", ")")
    for words in (
        "est un groupe djihadiste insurrectionnel ( The Modern Insurgent, 2022)",
        ", une coalition de plusieurs groupes djihadistes ( The Modern Insurgent, 2022) et est",
        "département d’État américain, 2018, dans une citation)",
        "et la branche saharienne d’AQMI (fusion)",
        "le Front de libération du Macina (absorption)",
        "organisation terroriste étrangère (FTO), le 5 septembre 2018 (date déduite)",
        "sanctions du Conseil de sécurité de l’ONU",
    ):
        assert words in " ".join(text.split()).replace(" ,", ","), words
    assert "de plus " not in text
    assert "'" not in text.replace("Jama'at", "")


def test_the_header_has_the_search_in_french(get: Get) -> None:
    """It had none, unlike the header of every other page; a box further down had its place."""
    page = get("/fr").text
    head = page.partition("<header")[2].partition("</header>")[0]
    assert 'placeholder="Question, nom"' in head
    assert '<input type="hidden" name="lang" value="fr">' in head
    assert page.count('role="search"') == 1


def test_the_contents_lead_to_each_part_in_the_order_of_the_page(get: Get) -> None:
    """One scrolled through ten screens to see what is there."""
    page = main_of(get("/fr").text)
    contents = page.partition('<nav class="contents"')[2].partition("</nav>")[0]
    parts = re.findall('href="#([^"]+)"', contents)
    assert parts[:3] == ["chef", "zones", "effectifs"]
    assert parts[-5:] == ["attaques", "carte", "conflits", "couverture", "glossaire"]
    # In the menu and here, it is one word.
    assert ">Désaccords</a>" in contents
    at = [page.index(f'id="{part}"') for part in parts]
    assert at == sorted(at)


def test_that_pages_are_in_english_is_said_once(get: Get) -> None:
    """It was said seven times, then not in the menu, whose every entry is in English.

    The message for a page without French shows for that page only.
    """
    page = get("/fr").text
    menu = page.partition('<nav id="menu"')[2].partition("</nav>")[0]
    assert words_of(menu).replace("\xa0", " ").count("Pages en anglais :") == 1
    assert words_of(main_of(page).partition("<h1")[2]).lower().count("en anglais") == 1
    assert "anglais" not in get("/").text.partition('<nav id="menu"')[2].partition("</nav>")[0]


def test_of_each_attack_the_toll_comes_before_what_it_struck(get: Get) -> None:
    """A reader looks for it first; it stood last."""
    listed = main_of(get("/fr").text).partition('id="attaques"')[2].partition('id="conflits"')[0]
    told = [each for each in listed.split('<li id="')[1:] if "cible" in each and "tués" in each]
    assert len(told) > 1
    for each in told:
        assert each.index("tués") < each.index("cible")


def test_each_answer_leads_to_a_claim_in_english(get: Get) -> None:
    page = main_of(get("/fr").text).partition('id="conflits"')[0]
    boxes = page.split("<dt>")[1:]
    assert len(boxes) == 7
    for box in boxes[:5]:
        assert re.search(r'href="/claims/[\w-]+" hreflang="en"', box)
    claims = set(re.findall(r'href="/claims/([\w-]+)"', main_of(get("/fr").text)))
    known = {row["id"] for row in connect().execute("select id from claims")}
    assert claims
    assert claims <= known


def test_every_conflict_has_its_sentence_in_french(get: Get) -> None:
    sql = "select summary_fr, topic_fr from disagreements where is_conflict"
    sentences = [each for row in connect().execute(sql) for each in row]
    page = words_of(main_of(get("/fr").text)).replace("\xa0", " ")
    assert all(sentences)
    assert all(" ".join(each.split()) in page for each in sentences)


def test_each_side_of_a_conflict_is_said_in_french_with_its_claim(get: Get) -> None:
    """The titles were in English, and led to what each side says in English only."""
    conflicts = main_of(get("/fr").text).partition('id="conflits"')[2].partition("</section>")[0]
    assert 'lang="en"' not in re.sub('hreflang="en"', "", conflicts)
    sql = """select claim_id from disagreement_readings
        inner join disagreements on disagreement_id = disagreements.id
        where is_conflict and at_issue"""
    for each in connect().execute(sql):
        assert f'href="/claims/{each["claim_id"]}" hreflang="en"' in conflicts


def test_a_conflict_without_french_words_has_its_english_title(tmp_path: Path) -> None:
    pinned_site(tmp_path)
    with sqlite3.connect(tmp_path / "jnim.db") as database:
        sql = "select id, topic from disagreements where is_conflict limit 1"
        known, topic = database.execute(sql).fetchone()
        database.execute(
            "update disagreements set summary_fr = 'Trois.', topic_fr = null where id = ?", [known]
        )
        database.execute("update disagreement_readings set reading_fr = null")
    database.close()
    with in_process(tmp_path) as get:
        page = get("/fr")
        assert page.status_code == 200
        link = (
            f'<a href="/disagreements/{known}" lang="en" hreflang="en"><b>{html.escape(topic)}</b>'
        )
        assert link in page.text


def test_it_is_linked_with_its_language(get: Get) -> None:
    home = get("/").text
    link = 'lang="fr" hreflang="fr" title="Résumé en français"><span>En </span>français</a>'
    assert link in home.partition("<main")[0]
    for page in (home, get("/fr").text):
        assert re.search(r'<link rel="alternate" hreflang="fr" href="[^"]+/fr">', page)
    assert 'hreflang="fr"' in get("/search").text


def test_a_project_without_it_has_no_such_page_and_no_link(tmp_path: Path) -> None:
    languages = [{"lang": "fr", "text": "Bonjour"}]
    with in_process(site_told(tmp_path, other_languages=languages)) as get:
        assert get("/fr").status_code == 404
        assert 'href="/fr"' not in get("/").text + get("/search").text


def test_every_date_is_said_in_french() -> None:
    sql = "select date_words from attacks where date_words is not null"
    words = [row["date_words"] for row in connect().execute(sql)]
    dates = [row["date_edtf"] for row in connect().execute("select date_edtf from page_lines")]
    said = [french_date(None, each) for each in words] + [french_date(each) for each in dates]
    assert [each for each in said if ENGLISH.search(each) or " to " in each] == []


@pytest.mark.parametrize(
    ("edtf", "said"),
    [
        ("2018-03-01", "1er mars 2018"),
        ("2018-08", "août 2018"),
        ("2017-03/..", "à partir de mars 2017"),
        ("2018-09-05/..", "à partir du 5 septembre 2018"),
        ("../2018-03-02", "au plus tard le 2 mars 2018"),
        ("../2018-03?", "peut-être au plus tard en mars 2018"),
        (None, "sans date"),
    ],
)
def test_dates(edtf: str | None, said: str) -> None:
    assert french_date(edtf) == said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("not before March 2017", "pas avant mars 2017"),
        ("not before 5 March 2017", "pas avant le 5 mars 2017"),
        ("1991 or later", "1991 ou plus tard"),
        ("between 1 April and 5 May 2021", "entre le 1er avril et le 5 mai 2021"),
        ("between 2012 and 2013", "entre 2012 et 2013"),
        ("since 2012", "depuis 2012"),
        ("at some time since 1991", "à un moment donné depuis 1991"),
        ("going on in or before 2013", "en cours au plus tard en 2013"),
        ("going on in 1991", "en cours en 1991"),
    ],
)
def test_dates_in_words(words: str, said: str) -> None:
    assert french_date(None, words) == said


def test_names_and_numbers() -> None:
    assert french_article("JNIM") == "le "
    assert french_article("AQMI") == french_article("Ansar Dine") == ""
    assert french_heading("Quel est le but de {group} ?", "JNIM") == "Quel est le but du JNIM ?"
    assert french_heading("Enlèvement de {group}", "Olivier") == "Enlèvement d’Olivier"
    assert french_topics("the dead and the wounded") == " sur les morts et les blessés"
    assert french_topics("the dead and the unheard") == french_topics(None) == ""
    assert french_number(3) == "trois"
    assert french_number(1500) == "1\u202f500"


def test_every_question_has_a_heading_in_french() -> None:
    questions = configuration()["questions"]
    assert [each["question"] for each in questions if "french" not in each] == []


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/", ""),
        ("/groups/jnim", ""),
        ("/by-source/jnim", ""),
        ("/map", "attaques"),
        ("/timeline", "attaques"),
        ("/lineage", "composantes"),
        ("/people", "chef"),
        ("/places", "zones"),
        ("/about", "couverture"),
        ("/sources/csis-2018", "couverture"),
        ("/glossary", "glossaire"),
        ("/disagreements", "conflits"),
        ("/disagreements/ouagadougou-date", "ouagadougou-date"),
        ("/claims/csis-formation", ""),
        ("/claims/csis-ouagadougou-attack", "ouagadougou-2018"),
        ("/claims/csis-merged-groups", "composantes"),
        ("/claims/csis-ghaly-emir", "chef"),
        ("/claims/mi-serval-concluded", "conflits"),
        # A page of which nothing is in French leads to the words that say so.
        ("/claims/mi-salafism", "anglais"),
        ("/disagreements/jnim-peoples", "anglais"),
        ("/codebook", "anglais"),
        ("/jnim/attacks", "anglais"),
        ("/no-such-page", "anglais"),
    ],
)
def test_the_head_of_every_page_leads_to_what_is_in_french_of_it(
    get: Get, path: str, part: str
) -> None:
    """It led to the words that there is nothing, from the map and from the glossary, too."""
    head = get(path).text.partition("<header")[2].partition("</header>")[0]
    link = re.search(r'<a class="in-french" href="/fr#?([\w-]*)" lang="fr" hreflang="fr"', head)
    assert link
    assert link[1] == part
    assert not part or f' id="{part}"' in get("/fr").text


def test_every_part_that_a_page_leads_to_is_there(get: Get) -> None:
    page = get("/fr").text
    assert [each for each in WORDS["pages"].values() if each and f' id="{each}"' not in page] == []


def test_a_place_leads_to_the_search_for_it_in_french(get: Get) -> None:
    assert 'href="/search?q=Tombouctou&amp;lang=fr" lang="fr"' in get("/places/timbuktu").text


def test_the_words_of_the_page_are_few_and_stand_on_it(get: Get) -> None:
    terms = WORDS["glossary"]
    page, _, explained = main_of(get("/fr").text).partition('<section id="glossaire"')
    said = words_of(page).replace("\xa0", " ")
    assert len(terms) <= 15
    assert explained.count("<dt>") == len(terms)
    # A link leads to an “affirmation”, and a heading says that sources contradict each other.
    implied = {"affirmation", "désaccord"}
    parts = [part for term in terms if term not in implied for part in term.split(", ")]
    assert [each for each in parts if each not in said] == []


def test_whatever_limits_a_tie_and_every_register_has_its_french() -> None:
    """“The US sanctions list”, “in a title that does not name …” stood in French sentences."""
    project = {row["lang"]: row for row in METADATA["other_languages"]}["fr"]["words"]
    known = WORDS["words"] | project
    sql = """select doubt, limits from page_lines where statement is null
        and section in ('person', 'component', 'belongs', 'tie', 'allegiance', 'opponent')"""
    limits = {words for row in connect().execute(sql) for words in row if words}
    sql = "select distinct scheme from page_identifiers where listed_on is not null"
    registers = {row["scheme"] for row in connect().execute(sql)}
    registers |= {row["register"] for row in configuration()["names"]} - {"English"}
    assert (limits | registers) - known.keys() == set()


def test_a_mistake_can_be_reported_in_french(get: Get) -> None:
    page = main_of(get("/fr").text)
    assert "Une erreur ?</summary>" in page
    assert "Ce qui est faux :" in page
    assert "Le groupe" not in page.partition('class="lead"')[2][:40]


SEARCH = (ROOT / "templates" / "pages" / "search.html").read_text(encoding="utf-8")


def test_what_frames_an_answer_has_its_french_and_no_french_is_left_over() -> None:
    names = ("_cite.html", "_report.html", "404.html", "base.html")
    frame = "".join((ROOT / "templates" / name).read_text(encoding="utf-8") for name in names)
    menu = (ROOT / "templates" / "_menu.html").read_text(encoding="utf-8")
    templates = SEARCH + menu + frame
    framed = set(re.findall(r"\bsay\((.*?)\)", SEARCH + frame))
    texts = {text for each in framed for text in re.findall('"([^"]+)"', each)}
    assert [text for text in WORDS["frame"] if f'"{text}"' not in templates] == []
    assert [text for text in texts if text not in WORDS["frame"] and " " in text.strip(", ")] == []


@pytest.mark.parametrize(
    ("q", "framed"),
    [
        ("femmes", ["Rien ici ne mentionne « femmes ».", "Rien sur les déplacés", "Ce site"]),
        ("otages", ["Ce que disent les sources", "Différences"]),
        ("orpaillage", ["Que disent les sources du financement du JNIM ?"]),
        ("Qui dirigeait le JNIM en 2024", ["Non couvert : rien ici n’est postérieur", "Groupes"]),
        ("attaques au Niger", ["aucune attaque n’est située (Niger)", "Affirmations"]),
        ("pourquoi Ghaly", ["Les affirmations qui donnent une raison"]),
        ("qui ne dirige pas le JNIM", ["Une question avec « pas » n’a pas de réponse ici"]),
        ("Touareg", ["Groupes", "peuple ou communauté"]),
    ],
)  # fmt: skip
def test_a_question_in_french_has_the_frame_of_its_answer_in_french(
    get: Get, q: str, framed: list[str]
) -> None:
    """“Qui dirigeait le JNIM” stood over “5 found for”, and one word was no French."""
    page = get("/search?q=" + quote(q)).text
    said = words_of(main_of(page).partition("</form>")[2])
    assert '<html lang="fr">' in page
    for each in framed:
        assert each in said.replace("\u202f", " ")
    own = re.sub(r'(?s)<(ul|div|dl|span)[^>]* lang="en".*?</\1>', "", main_of(page))
    own = re.sub(r"(?s)<datalist.*?</datalist>|<a .*?</a>", "", own)
    names = "claim by claim|Strategic and|The Modern"
    assert ENGLISH.findall(re.sub(names, "", words_of(own))) == []
    assert f'href="/search?q={quote_plus(q)}&amp;lang=en" lang="en"' in page
    english = get("/search?lang=en&q=" + quote(q)).text
    assert '<html lang="en">' in english
    assert f'href="/search?q={quote_plus(q)}&amp;lang=fr" lang="fr"' in english


def test_the_language_stays_for_what_is_searched_next(get: Get) -> None:
    assert '<input type="hidden" name="lang" value="fr">' in get("/fr").text
    page = get("/search?q=Gao&lang=fr").text
    assert '<input type="hidden" name="lang" value="fr">' in page
    assert "Trouvé pour « Gao »" in page.replace("\u202f", " ")
    assert '<html lang="en">' in get("/search?q=who+are+the+JNIM+allies").text


@pytest.mark.parametrize(
    ("q", "said"),
    [
        ("qui sont les membres du JNIM", "Djamel Okacha , membre notable ( CSIS, 2018 )"),
        ("à qui le JNIM a-t-il prêté allégeance", "allégeance prêtée à Ayman al-Zawahiri"),
        ("à qui le JNIM est-il affilié", "affilié à Al-Qaïda ( CSIS, 2018"),
        ("qui est Mokhtar Belmokhtar", "ancien émir d’ Al-Mourabitoun ( CSIS, 2018 )"),
        ("qui est Mokhtar Belmokhtar", "pas même si cette personne est en vie"),
        ("Belmokhtar est-il mort", "ne dit ce que cette personne est devenue"),
        ("Ansari est-il mort", "peut-être décès de Hasan al Ansari, en février 2018"),
        ("qui a fondé Ansar Dine", "fondateur, au plus tard en 2012 (date déduite)"),
        ("Ansar Dine c’est quoi", "fusion dans le JNIM"),
        ("quand le JNIM a-t-il été créé", "pas avant mars 2017 (date déduite)"),
        ("qui est Iyad Ag Ghaly", "actif au sein d’ Ansar Dine , à un moment donné depuis 1991"),
        ("qui est Iyad Ag Ghaly", "fondateur du Mouvement populaire de libération de l’Azawad"),
        ("mandat d’arrêt contre Iyad Ag Ghaly", "terroriste mondial spécialement désigné"),
        ("quand a eu lieu l’attaque de Tombouctou", "Tombouctou , 14 avril 2018"),
    ],
)
def test_an_answer_to_a_question_in_french_is_in_french(get: Get, q: str, said: str) -> None:
    """It spoke French at the door, and English in every room."""
    page = part(get("/search?q=" + quote(q)).text, "answers")
    own = re.sub(r'(?s)<(ul|div|dl|span|p)[^>]* lang="en".*?</\1>', "", page)
    words = words_of(own)
    assert said in words.replace("\xa0", " ")
    assert "Les réponses sont en anglais" not in words
    names = "The Modern Insurgent|militia in the north of|Movement for the Liberation of"
    assert ENGLISH.findall(re.sub(names, "", words)) == []


def test_what_a_document_says_in_english_is_marked(get: Get) -> None:
    """The founding member of CSIS's copy was in English in a page in French, without a sign."""
    for q in (
        "idéologie du JNIM",
        "à qui le JNIM a-t-il prêté allégeance",
        "Barkhane date de début",
    ):
        page = part(get("/search?q=" + quote(q)).text, "answers")
        assert 'lang="en"' in page
        own = re.sub(r'(?s)<(ul|div|dl|span|p)[^>]* lang="en".*?</\1>', "", page)
        assert ENGLISH.findall(re.sub("The Modern", "", words_of(own))) == [], q


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/people/mokhtar-belmokhtar", "Qui est Mokhtar Belmokhtar ? membre notable"),
        ("/groups/ansar-dine", "Qu’est-ce qu’Ansar Dine ?"),
        ("/groups/macina-liberation-front", "Qu’est-ce que le Front de libération du Macina ?"),
    ],
)
def test_of_a_person_or_group_the_head_leads_to_the_answer_in_french(
    get: Get, path: str, said: str
) -> None:
    """It led to a page that says nothing of either."""
    head = get(path).text.partition("</header>")[0]
    link = re.search(r'<a class="in-french" href="([^"]+)" lang="fr" hreflang="fr"', head)
    assert link
    page = get(html.unescape(link[1])).text
    assert '<html lang="fr">' in page
    assert said in words_of(part(page, "answers"))


def test_attacks_that_are_found_are_listed_in_french(get: Get) -> None:
    listed = words_of(part(get("/search?q=attaques&lang=fr").text, "attacks"))
    assert "Tombouctou , 14 avril 2018" in listed


def test_a_number_on_the_word_of_somebody_says_so_in_french(get: Get) -> None:
    """It was Reuters' own number, once the doubt had other words than those that French knew."""
    claims = connect().execute("select doubt from page_report_claims where doubt is not null")
    doubts = {row["doubt"] for row in claims}
    page = words_of(part(get("/search?q=combien+de+morts+%C3%A0+Tombouctou").text, "answers"))
    assert doubts
    assert "10 militaires français selon le gouvernement malien ( Reuters, 2018 )" in page


def test_the_map_of_its_attacks_is_drawn_in_french(get: Get) -> None:
    """The page had no picture."""
    figure = get("/fr").text.partition('<figure class="front-map"')[2].partition("</figure>")[0]
    figure = html.unescape(figure).replace("\xa0", " ")
    for drawn in figure.split("<svg xmlns")[1:]:
        text = " ".join(re.findall(r"<(?:text|title|desc)[^>]*>([^<]+)<", drawn))
        for words in ("Tombouctou", "ALGÉRIE", "par le JNIM", "Enlèvement, avril 2021"):
            assert words in text
        assert "Attaque, 2 ou 3 mars 2018 ≠" in text
        assert not re.search("Attack|Kidnapp|Timbuktu|conflict|active|implied", text)
        assert ENGLISH.findall(text) == []
    assert "Cinq attaques ou enlèvements attribués au JNIM, 2017 à 2021" in figure
    assert "Sur la carte : 4 ; sans lieu précis : 1." in figure.replace("\u202f", " ")


def test_its_map_is_a_picture_to_save_with_french_words(get: Get) -> None:
    """A report in French had to draw it again: every picture had English words."""
    figure = get("/fr").text.partition('<figure class="front-map"')[2].partition("</figure>")[0]
    files = [html.unescape(each) for each in re.findall('href="([^"]+)" download', figure)]
    assert [each.partition("?")[0].rpartition(".")[2] for each in files] == ["png", "png", "svg"]
    assert get(files[0]).headers["content-type"] == "image/png"
    assert get(files[0]).content != get(files[1]).content
    svg = re.sub("(?s)<style.*?</style>", "", get(files[2]).text)
    words = html.unescape(" ".join(re.sub("<[^>]+>", " ", svg).split()))
    for each in (
        "Cinq attaques ou enlèvements attribués au JNIM, 2017 à 2021 (dont deux seulement",
        "Rien ici n’est postérieur au 28 octobre 2022.",
        "département d’État américain, 5 septembre 2018",
        "surtout actif : Mali",
        "du 1er décembre 2026",
        "/fr#carte",
    ):
        assert each in words
    names = "claim by claim|Strategic and|The Modern"
    assert ENGLISH.findall(re.sub(names, "", words)) == []


@pytest.mark.parametrize("chosen", ["lang=de", "lang=fr", "lang=fr&group=jnim&country=ML"])
def test_a_map_in_another_language_or_of_other_attacks_is_refused(get: Get, chosen: str) -> None:
    """Its title would not say what was chosen."""
    assert get(f"/-/charts/map.svg?{chosen}").status_code == 400


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/fr/attacks/ouagadougou-2018", "ouagadougou-2018"),
        ("/fr/attaques/timbuktu-2018", "timbuktu-2018"),
        ("/fr/disagreements/timbuktu-toll", "timbuktu-toll"),
        ("/fr/map", "attaques"),
        ("/fr/glossaire", "glossaire"),
    ],
)
def test_an_address_below_it_leads_to_its_part(get: Get, path: str, part: str) -> None:
    answer = get(path)
    assert (answer.status_code, answer.headers["location"]) == (302, f"/fr#{part}")
    assert f' id="{part}"' in get("/fr").text


def test_an_address_below_it_of_nothing_says_so_in_french(get: Get) -> None:
    page = get("/fr/people/iyad-ag-ghaly")
    assert page.status_code == 404
    assert '<html lang="fr">' in page.text
    assert "Page introuvable" in main_of(page.text)
    assert ENGLISH.findall(words_of(main_of(page.text))) == []
    assert "Page not found" in get("/people/iyad").text


def test_it_can_be_cited_in_french(get: Get) -> None:
    """Every page in English could be; a reader of French could cite nothing."""
    cite = main_of(get("/fr").text).partition('id="cite"')[2].partition("</section>")[0]
    said = words_of(cite).replace("\xa0", " ")
    assert "« Le JNIM (GSIM) », JNIM, claim by claim (jnim.db), /fr, version 1." in said
    assert re.search(r", consulté le \d+(er)? [a-zéû]+ \d{4}$", said.strip())
    assert not re.search("release|accessed|page’s", said)


def test_a_mark_of_another_passage_says_of_which(get: Get) -> None:
    """Two lists of one source stood there, one of them “in another passage”."""
    made = words_of(
        main_of(get("/fr").text).partition('id="composantes"')[2].partition("</div>")[0]
    )
    assert made.count("dans un passage") == made.count("dans un autre passage") == 1


def test_the_box_leads_to_newer_sources_and_to_what_is_covered(get: Get) -> None:
    box = main_of(get("/fr").text).partition("Ce n’est pas la situation")[2].partition("</p>")[0]
    assert 'href="/about#newer" hreflang="en">Sources plus récentes</a>' in box
    assert 'href="#couverture">Ce qui est couvert</a>' in box


def test_names_in_attacks_are_escaped_once(tmp_path: Path) -> None:
    """“Gao &amp; Kidal” was read as such: what was escaped became plain text, and was again."""

    def rename(database: sqlite3.Connection) -> None:
        database.execute("UPDATE people SET name = 'A & B' || rowid")
        database.execute("UPDATE \"groups\" SET name = 'C & D' || rowid")

    with in_process(copy_of_site(tmp_path, rename)) as get:
        page = get("/fr").text
    assert "A &amp; B" in page and "C &amp; D" in page
    assert "&amp;amp;" not in page
