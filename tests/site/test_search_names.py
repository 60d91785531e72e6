"""Names in the spellings of French, English and Arabic, of documents and of registers."""

from __future__ import annotations

import re

import pytest

from tests.site.queries import Get
from tests.site.test_search import kinds, part, searched, words_of

pytestmark = pytest.mark.pinned

SPELT = {
    "/groups/al-mourabitoun": [
        *("Al Mourabitoune", "Mourabitoune", "Al-Mourabitoune", "Les Mourabitounes"),
        *("El Mourabitoun", "Al-Morabitoune", "al-Murabitun", "Les Sentinelles"),
    ],
    "/groups/ansar-dine": ["Ansar Eddine", "Ançar Dine", "Ansar ed-Din", "Ansardine"],
    "/groups/aqim": ["AQMI", "Al-Qaida au Maghreb islamique", "GSPC"],
    "/groups/macina-liberation-front": ["Katiba Macina", "Massina", "Macina Katiba"],
    "/groups/jnim": ["Nusrat al Islam", "Djama'at Nousrat al-Islam wal Mouslimin", "JNIM/GSIM"],
    "/groups/al-qaeda": ["Al Kaïda"],
    "/groups/taliban": ["Talibans", "Taleban"],
    "/groups/hayat-tahrir-al-sham": ["Hay'at Tahrir al-Cham", "Jabhat al-Nosra"],
    "/people/mokhtar-belmokhtar": [
        *("Khaled Abou al-Abbas", "Khalid Abu al-Abbas", "مختار بلمختار", "Mokhtar Benmokhtar"),
        *("Moktar Belmoktar", "Bel Moktar"),
    ],
    "/people/iyad-ag-ghaly": [
        *("Iyad Ag Ghali", "Iyad ag Rhali", "Iyad Gali", "إياد أغ غالي", "Sidi Mohamed Arhali"),
    ],
    "/people/abu-musab-abdul-wadud": [
        *("Abou Moussab Abdelwadoud", "Abdelmalek Droukdal", "Abou Moussab Abdel Wadoud"),
    ],
    "/people/djamel-okacha": ["Djamel Akkacha", "Jamal Okasha", "Yahia Abou Hammam"],
    "/people/mohamed-koufa": ["Hamadoun Kouffa", "Mohammed Kouffa", "Amadou Diallo Koufa"],
    "/people/ayman-al-zawahiri": ["Aïman al-Zaouahiri", "Ayman Zawahri"],
    "/people/haibatullah-akhundzada": ["Haibatoullah Akhounzada", "Mollah Haibatullah"],
    "/places/aguelhok": ["Aguelhoc", "Aguel'hoc"],
}


@pytest.mark.parametrize(
    ("typed", "thing"), [(each, thing) for thing, typed in SPELT.items() for each in typed]
)
def test_a_name_is_found_in_every_usual_spelling(get: Get, typed: str, thing: str) -> None:
    """A group was not found if its French spelling ends in another letter than our documents'."""
    listed = re.findall(
        r'(?s)<section id="(?:groups|people|places)".*?</section>', searched(get, typed)
    )
    first = re.search(r'<ul class="lines"[^>]*><li><a href="([^"]+)"', "".join(listed))
    assert first is not None
    assert first[1] == thing


@pytest.mark.parametrize(
    ("typed", "thing"),
    [
        *(("بلمختار", "mokhtar-belmokhtar"), ("غالي", "iyad-ag-ghaly"), ("إياد", "iyad-ag-ghaly")),
        *(("الظواهري", "ayman-al-zawahiri"), ("ظواهري", "ayman-al-zawahiri")),
        *(("كوفا", "mohamed-koufa"), ("أمادو كوفا", "mohamed-koufa"), ("عكاشة", "djamel-okacha")),
        *(
            ("عكاشه", "djamel-okacha"),
            ("دوبوا", "olivier-dubois"),
            ("دروكدال", "abu-musab-abdul-wadud"),
        ),
    ],
)
def test_a_part_of_a_name_in_arabic_finds_as_one_in_latin_letters_does(
    get: Get, typed: str, thing: str
) -> None:
    """A surname alone found nobody."""
    assert f'href="/people/{thing}"' in part(searched(get, typed), "people")


@pytest.mark.parametrize("typed", ["أغ", "خالد", "ماسينا بلمختار", "الله", "ال", "جبل"])
def test_what_is_no_part_of_a_mans_name_in_arabic_finds_no_man(get: Get, typed: str) -> None:
    assert "people" not in kinds(searched(get, typed)) or "ماسينا" in typed


@pytest.mark.parametrize("typed", ["ماسينا", "قاعدة", "المرابطين", "مرابطون"])
def test_a_group_is_found_in_arabic_without_its_article(get: Get, typed: str) -> None:
    assert "groups" in kinds(searched(get, typed))


@pytest.mark.parametrize(
    "typed",
    [
        *("Abou Zeid", "Abou Walid al-Sahraoui", "Ben Laden", "Malam Dicko", "Bah Ag Moussa"),
        *("Boko Haram", "MUJAO", "Ansaroul Islam", "Abderrahmane Talha", "dunes"),
    ],
)
def test_who_is_not_here_is_nobody_else(get: Get, typed: str) -> None:
    assert {"groups", "people", "places"}.isdisjoint(kinds(searched(get, typed)))


@pytest.mark.parametrize("q", ["Khaled Abou al-Abbas sanctions", "mort de Khaled Abou al-Abbas"])
def test_such_a_name_is_found_beside_other_words(get: Get, q: str) -> None:
    assert "/people/mokhtar-belmokhtar" in part(searched(get, q), "answers")


@pytest.mark.parametrize("q", ["les", "le la", "al", "the", "Abou", "de", "weddings OR gold"])
def test_an_article_names_nobody(get: Get, q: str) -> None:
    assert {"groups", "people", "places"}.isdisjoint(kinds(searched(get, q)))


@pytest.mark.parametrize("q", ["(", "''", ".*", "?!"])
def test_signs_alone_ask_nothing(get: Get, q: str) -> None:
    """A search without any words matched all questions and all pages of help."""
    assert kinds(searched(get, q)) == []
    assert f"Nothing here mentions “{q}”." in words_of(searched(get, q))


def test_a_doubt_about_who_is_meant_is_told(get: Get) -> None:
    assert (
        "“Amadou Barry” is probably Mohamed Koufa , so called in the EU sanctions list."
        in words_of(searched(get, "Amadou Barry"))
    )


def test_a_name_in_another_language_is_no_misspelling(get: Get) -> None:
    page = searched(get, "Afrique de l’Ouest")
    assert "in place of" not in words_of(page)
    assert "/places/west-africa" in part(page, "places")


EVERYTHING = [
    *("everything on {}", "Everything about {}?", "all about {}", "tell me about {}", "{} info"),
    *("what do you know about {}", "what is known of {}", "info on {}", "anything about {}"),
    *("tout sur {}", "que sait-on de {}", "dites-moi tout ce que vous savez sur {}"),
]


@pytest.mark.parametrize("asking", EVERYTHING)
@pytest.mark.parametrize("name", ["Belmoktar", "Koufa"])
def test_whoever_asks_for_everything_gets_what_the_name_alone_gets(
    get: Get, asking: str, name: str
) -> None:
    """The word “everything” was sought in texts, and found in notes on reposts."""
    found = searched(get, asking.format(name))
    alone = searched(get, name, "fr" if '<html lang="fr"' in found else "en")
    answer = part(found, "answers")
    assert answer
    assert answer == part(alone, "answers")


@pytest.mark.parametrize(
    ("typed", "name"),
    [("Belmoktar", "Belmokhtar"), ("Kouffa", "Koufa"), ("Iyad Gali", "Iyad Ag Ghaly")],
)
def test_a_misspelt_name_has_the_answer_of_the_name(get: Get, typed: str, name: str) -> None:
    assert part(searched(get, typed), "answers") == part(searched(get, name), "answers") != ""


def test_what_stands_in_notes_alone_comes_after_a_name_and_after_what_was_not_found(
    get: Get,
) -> None:
    for q in ("humanitarian access", "everything", "repost of Koufa possible"):
        page = searched(get, q)
        if "noted" in page:
            assert page.index('role="status"') < page.index('id="noted"'), q
            assert 'id="people"' not in page[page.index('id="noted"') :], q
