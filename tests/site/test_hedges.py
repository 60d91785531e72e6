"""What limits a claim accompanies its words: copied, cited, embedded, listed, exported."""

from __future__ import annotations

import html
import re

import pytest

from tests.site.tables import Get, connect, fact
from tests.site.test_evidence import text_of

# What stands beside the value on pages, by the claim that it rests on.
LIMITS = {
    "csis-ghaly-leads": "implied",
    "weiss-ansari-founding-member": "in a repost that may not be the original",
    "mi-fighters": "whose estimate is not stated",
    "csis-macina-effect": "assessed by its source",
    "csis-inspired-by-syria": "reported",
    "mi-gold-value": "the sentence does not name JNIM",
    "mi-ansar-dine-founder": "inferred date: in or before 2012",
    "csis-title-merger": "title only",
    "csis-fighters": "cites a report not yet published",
    "csis-timbuktu-injured": "sources conflict",
    "mi-share-of-incidents": "may be out of date",
}


@pytest.mark.parametrize(("claim", "words"), LIMITS.items())
def test_what_limits_a_claim_is_in_all_that_is_copied_of_it(
    get: Get, claim: str, words: str
) -> None:
    """A page said “leader (implied)”, but its note copied only “Ghaly leads JNIM”."""
    page = get(f"/claims/{claim}").text
    quote = re.search(r'class="cite-text cite-claim"[^>]*>(.*?)</p>', page, re.DOTALL)
    assert quote is not None
    said, _, reference = html.unescape(quote[1]).partition(". (")
    assert words in said
    # Once is enough; but what other sources say against it stands in every reference.
    warned = words in {"sources conflict", "cites a report not yet published"}
    assert (words in reference) == warned
    below = re.search(r"</h1>\s*<p class=\"hedge\">(.*?)</p>", page)
    assert words.lower() in html.unescape(below[1]).lower()  # type: ignore[index]
    # A bibliography names the claim and does not say it.
    cited = html.unescape(re.search(r'class="cite-text"[^>]*>(.*?)</p>', page)[1])  # type: ignore[index]
    assert (words in cited) == warned
    for ending in ("bib", "csl.json"):
        assert words in get(f"/claims/{claim}.{ending}").text
    assert words in text_of(get(f"/embed/claims/{claim}").text)
    assert words in get(f"/jnim/claims.json?id={claim}&_shape=objects").json()["rows"][0]["hedge"]


def test_what_a_document_says_outright_bears_no_limit(get: Get) -> None:
    page = get("/claims/csis-formation").text
    assert 'class="hedge"' not in page
    quote = re.search(r'class="cite-text cite-claim"[^>]*>(.*?)</p>', page, re.DOTALL)
    assert quote is not None
    assert html.unescape(quote[1]).startswith(
        "According to CSIS (2018): JNIM was formed in March 2017. (Danika"
    )
    # It had “According to The Modern Insurgent 2022 (2022)”.
    other = html.unescape(get("/claims/mi-gold-control").text)
    assert "According to The Modern Insurgent (2022): In territory held by JNIM" in other


# What was said of a whole sentence, though it is so of a row only, or the sentence says it itself.
NOT_OF_THE_SENTENCE = {
    "csis-macina-absorbed": "inferred date: from March 2017 on; sources conflict",
    # told in the perfect, a figure without a date is as undated as one told in the present
    "mi-mlf-majority": "the reason is our reading of “this”; no date given",
    "mi-mlf-aims": "compared with whom or what is not stated; as of 2022",
    "mi-leaders-pledge": "inferred date: in or before March 2017",
    "csis-pledge-wadud": "quoted",
    "csis-aguelhok-attack": None,  # “counts it among JNIM's operations”; the target is outright
    "mi-kidnappings": "as of 2022",
    "mi-fighters": "whose estimate is not stated; no date given",  # not “estimated” as well
    "mi-barkhane-aim": "inferred date: from 2014 on",  # what was does not go out of date
    "eizenga-sahel": None,
    "mi-sharia-struggle": "implied",  # to implement is not to imply
}


@pytest.mark.parametrize(("claim", "hedge"), NOT_OF_THE_SENTENCE.items())
def test_a_tag_is_true_of_the_sentence_that_it_stands_behind(claim: str, hedge: str | None) -> None:
    """“JNIM also absorbed the Macina Liberation Front (inferred)”: only its date is."""
    with connect() as database:
        found = database.execute("SELECT hedge FROM claims WHERE id = ?", [claim]).fetchone()
    assert found["hedge"] == hedge


def test_the_doubt_of_a_row_stays_behind_the_row(get: Get) -> None:
    rows = get("/jnim/allegiances.json?group=ansar-dine&_shape=objects").json()["rows"]
    assert "mi-leaders-pledge" in {row["claim_id"] for row in rows}
    page = text_of(get("/groups/ansar-dine").text)
    assert "(by its leader, perhaps for himself alone)" in page
    struggle = text_of(get("/groups/jnim").text)
    assert "to implement Sharia law where it is active (implied)" in struggle


@pytest.mark.parametrize(
    ("path", "words"),
    [
        *[
            (path, words)
            for path in (
                "/groups/macina-liberation-front",
                "/compare?group=macina-liberation-front",
            )
            for words in (
                "CSIS 2018 (though its words may mean Ansar al-Din",
                "Central Mali and Northern Burkina Faso (implied)",
            )
        ],
        ("/by-source/macina-liberation-front", "though its words may mean Ansar al-Din"),
        ("/groups/jnim", "active fighters at a given time (whose estimate is not stated)"),
        ("/", "active fighters at a given time (whose estimate is not stated)"),
        ("/fr", "selon une estimation (dont l’auteur n’est pas nommé)"),
        # They were “1,000 to 2,000 people”.
        *[
            ("/jnim/estimates_on?group=jnim&measure=fighters&date=", words)
            for words in (
                "1,000 to 2,000 fighters, as of September 2018",
                "2,000 active fighters (whose estimate is not stated), no date given",
            )
        ],
        ("/groups/al-qaeda", "in a sentence about the past"),
        ("/groups/jnim", "has a strong rivalry with the Islamic State and its militants"),
        ("/compare?group=islamic-state", "above all the Islamic State (implied)"),
    ],
)
def test_what_limits_a_claim_is_in_the_line_that_sums_it_up(
    get: Get, path: str, words: str
) -> None:
    """“Active in Central Mali (CSIS 2018)” left out that it may be another group that is there."""
    page = re.sub(r" (?=[;.,)])", "", text_of(get(path).text))
    assert words in re.sub(r"(?<=\() ", "", page)


def test_the_notes_of_a_page_say_what_limits_each(get: Get) -> None:
    page = get("/groups/jnim").text
    notes = text_of(re.search(r'<details class="notes.*?</details>', page, re.DOTALL)[0])  # type: ignore[index]
    for words in ("(implied)", "in a repost", "title only", "whose estimate is not stated"):
        assert words in notes, words
    listed = text_of(get("/claims?source=modern-insurgent-2022").text)
    assert "the sentence does not name JNIM" in listed


def test_whose_headquarters_it_was_stands_beside_the_conflicts(get: Get) -> None:
    """Whose soldiers were attacked was one folded “citation problem” among twenty."""
    summary = (
        "The Modern Insurgent says that the attack shows JNIM willing to attack targets such as"
        " “the French army's foreign headquarters”. The work that it cites, in a repost that may"
        " not be the original, says that the headquarters was that of the army of Burkina Faso."
    )
    disagreements = get("/disagreements").text
    shown = text_of(disagreements[: disagreements.index('id="others"')])
    assert summary in shown
    attack = get("/attacks/ouagadougou-2018").text
    # Told in full once a page.
    brief = summary.replace(" that may not be the original", "")
    assert brief in text_of(fact(attack, "Target"))
    # A mark was in the middle of a sentence.
    said = text_of(attack.split('id="in-words"')[1].split("</section>")[0])
    assert "citation problem" not in said


def test_every_disagreement_begins_with_what_is_in_question(get: Get) -> None:
    """Pages began with “For the French army's:”, without saying what the question was."""
    with connect() as database:
        rows = database.execute("SELECT id, summary, note FROM disagreements").fetchall()
    assert [row["id"] for row in rows if "\n" in (row["note"] or "") and not row["summary"]] == []
    page = get("/disagreements/ouagadougou-headquarters").text
    lead = text_of(page.split('class="lead">')[1].split("</p>")[0])
    assert lead.startswith("The Modern Insurgent says that the attack shows JNIM willing")


@pytest.mark.parametrize(
    "q",
    [
        *("does JNIM attack civilians", "does JNIM target civilians", "human rights abuses"),
        "le JNIM attaque-t-il les civils",
    ],
)
def test_what_is_done_to_civilians_comes_before_what_a_group_promotes(get: Get, q: str) -> None:
    """The site had no answer, or one about embassies, or began with what JNIM says of itself."""
    page = get(f"/search?q={q}").text
    answer = text_of(page.split('id="answers"')[1].split("</section>")[0])
    parts = ("extortion", "Sharia law", "terror attacks on the local population", "aid workers")
    places = [answer.index(part) for part in (*parts, "rather than attacks on the population")]
    assert max(places) == places[-1]
    assert "what it promotes, not what it does" in answer
    # Of what is left out, the sentence with the word that is asked for.
    count = "Aucun décompte" if q.startswith("le ") else "No count says how many civilians"
    assert ("no abuse by an army" if "abuses" in q else count) in text_of(page)


def test_a_toll_says_who_was_killed_or_that_nobody_says(get: Get) -> None:
    """“killed: 1” as the answer to “civilians killed” suggested a wrong number."""
    answer = text_of(get("/search?q=civilians killed").text)
    assert "killed: 1, said Malian authorities; the UN mission: a UN peacekeeper (Reuters" in answer
    assert re.search("Ouagadougou .*; who was killed is not stated", answer)


def test_joined_is_another_word_for_merged(get: Get) -> None:
    page = get("/search?q=which groups joined JNIM").text
    answer = text_of(page.split('id="answers"')[1].split("</section>")[0])
    assert "absorbed: Macina Liberation Front" in answer
    assert "Nothing here mentions" not in text_of(page)


def test_how_a_thing_is_said_stands_beside_how_certain_it_is(get: Get) -> None:
    """CSIS's implied leader was certain, but its implied attacker only possible."""
    rows = get("/jnim/members.json?group=jnim&_shape=objects").json()["rows"]
    said = {(row["claim_id"], row["certainty"], row["modality"]) for row in rows}
    assert ("csis-ghaly-leads", "possible", "implied") in said
    with connect() as database:
        for table in ("membership", "relations", "milestones", "statements", "characteristics"):
            found = database.execute(
                f"SELECT count(*), count(modality), sum(modality = 'implied' AND"
                f" certainty = 'certain') FROM {table}"
            ).fetchone()
            assert found[0] == found[1], table
            assert not found[2], table


def test_every_state_of_things_says_as_of_when_and_nothing_else_does() -> None:
    """Ghaly's post “may be out of date”, but not “a military presence in Mali since 2012”."""
    with connect() as database:
        rows = database.execute(
            "SELECT claims.id, claims.hedge, claims.as_of_year, claims.statement,"
            " max(assertions.told = 'present' AND assertions.kind <> 'definition') AS is_now,"
            " max(assertions.told IN ('present', 'perfect')) AS may_be,"
            " max(assertions.table_name = 'estimates') AS is_figure, sources.published_latest"
            " FROM claims INNER JOIN assertions ON claims.id = assertions.claim_id"
            " INNER JOIN sources ON claims.source_id = sources.id"
            " WHERE claims.modality NOT IN ('title', 'reference') GROUP BY claims.id"
        ).fetchall()
    for row in rows:
        is_dated = re.search(r"\bas of\b", row["statement"], re.IGNORECASE)
        if row["is_now"] and not row["is_figure"] and row["published_latest"] and not is_dated:
            assert row["as_of_year"], row["id"]
        if row["as_of_year"]:
            assert row["may_be"], row["id"]
            assert not row["is_figure"], row["id"]
            assert row["hedge"].endswith(f"as of {row['as_of_year']}")
            assert row["published_latest"].startswith(str(row["as_of_year"]))


def test_the_lead_of_a_page_keeps_what_limits_its_claim(get: Get) -> None:
    """“JNIM is active … to Southern Burkina Faso” lost the “(implied)” of the list below it."""
    limited = 0
    with connect() as database:
        subjects = database.execute(
            "SELECT DISTINCT subject_table, subject_id FROM page_first_claims"
            " WHERE subject_table IN ('groups', 'people', 'places', 'attacks')"
        ).fetchall()
        hedges = {
            row["statement"].removesuffix("."): row["hedge"]
            for row in database.execute("SELECT statement, hedge FROM claims")
        }
    for table, id_ in subjects:
        page = get(f"/{table}/{id_}").text
        leads = re.findall(r'class="(?:lines said )?lead">(.*?)</(?:p|ul)>', page, re.DOTALL)
        said = text_of(leads[0]) if leads else ""
        for statement in (each for each in hedges if f": {each}" in said):
            for words in (hedges[statement] or "").split("; "):
                assert words in said or words == "sources conflict", (table, id_, words)
                limited += bool(words)
    assert limited > 50


def test_a_copied_sentence_begins_with_as_of_when_and_on_whose_word(get: Get) -> None:
    """“France has kept a military presence in Mali since 2012.” was copied without a date."""
    page = html.unescape(get("/claims/csis-france-in-mali").text)
    quoted = "As of 2018 (CSIS): France has kept a military presence in Mali since 2012. (Danika"
    assert f">{quoted}" in page
    release = html.unescape(get("/claims/us-state-formation").text)
    assert ">According to the US State Department (2018): " in release
    assert ">As of 2022 (The Modern Insurgent): " in get("/claims/mi-al-qaeda-affiliate").text
    implied = html.unescape(get("/claims/csis-barkhane").text)
    assert ">As of 2018 (CSIS): Operation Barkhane is under way (implied). (" in implied


def test_what_limits_a_claim_is_told_once_on_a_page_and_in_its_note(get: Get) -> None:
    """“(compared with whom or what is not stated)” came four times on one screen for two claims."""
    above, _, notes = text_of(get("/groups/macina-liberation-front").text).partition(" Each note ")
    for part, count in ((above, 2), (notes, 2)):
        assert part.count("compared with whom or what is not stated") == count
    assert "read from what it does; compared with whom or what is not stated" in above
