"""Attacks are described in the same words on each page, in the table and in files."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from typing import Any
from urllib.parse import urlencode

import pytest

from loaders.readings import NUMBERS
from tests.site.tables import Get, fact


@pytest.fixture
def attacks(get: Get) -> list[dict[str, Any]]:
    """Return the table of attacks."""
    return list(get("/jnim/attacks.json?_shape=array&_size=max").json())


def words_of(page: str) -> str:
    """Return a page without its tags."""
    return " ".join(html.unescape(re.sub("<[^>]*>", "", page)).split())


def test_one_sentence_counts_the_attacks_wherever_a_count_stands(
    get: Get, attacks: list[dict[str, Any]]
) -> None:
    """Pages gave seven, six, five, three and two, each correct by a rule of its own."""
    singly = [attack for attack in attacks if attack["scope"] == "incident"]
    by = Counter(attack["who_words"] for attack in singly)
    unplaced = sum(attack["latitude"] is None for attack in singly)
    sentences = set()
    for path in ("/about", "/attacks"):
        found = re.findall(r"\w+ attacks are described .*? in general\.", words_of(get(path).text))
        assert found, path
        sentences |= set(found)
    (sentence,) = sentences
    many = NUMBERS[len(singly)].capitalize()
    implied = by["by JNIM (implied)"]
    own = f"{NUMBERS[by['by JNIM'] + implied]} attributed to JNIM ({NUMBERS[implied]} only implied)"
    assert sentence.startswith(f"{many} attacks are described one by one: {own}, ")
    counted = re.findall(r"(\w+) (?:(?:possibly )?by [A-Z]|attributed)", sentence)
    assert sum(map(NUMBERS.index, counted)) == len(singly)
    more = len(attacks) - len(singly)
    assert f" {more} more entries describe violence or coercion in general." in sentence
    # The map has the same numbers in a sentence of its own.
    placed = len(singly) - unplaced
    said = (
        "Others: 1 by France, 1 by Ansar Dine; "
        f"{placed} on the map, {unplaced} without an exact place"
    )
    assert said in words_of(get("/map").text)


def test_the_row_of_an_attack_says_what_its_page_says(
    get: Get, attacks: list[dict[str, Any]]
) -> None:
    """The file had April, 7 wounded, an exact point; the page the 14th, 7 or 10, a town's point."""
    row = next(attack for attack in attacks if attack["id"] == "timbuktu-2018")
    assert (row["date_edtf"], row["date_words"]) == ("2018-04-14", "14 April 2018")
    assert row["geo_precision"] == "town"
    assert row["who_words"] == "by JNIM"
    reuters, csis = "Reuters, 14 April 2018", "CSIS 2018, unlike Reuters, which it cites"
    peacekeeper = f"the UN mission: a UN peacekeeper ({reuters}; perhaps the same person)"
    ten = f"10 French soldiers, said the Malian government ({reuters})"
    assert row["toll_words"] == (
        f"killed: 1, said Malian authorities; {peacekeeper};"
        f" wounded: 7 French soldiers ({csis}); {ten}"
    )
    assert (row["injured_low"], row["injured_high"]) == (7, None)
    assert row["conflict_words"] == "the wounded"
    page = words_of(get("/attacks/timbuktu-2018").text)
    assert "The point is Timbuktu as GeoNames has it" in page
    assert "sources conflict" in page


def test_each_number_of_a_toll_has_the_noun_and_the_speaker_of_its_own_claim(
    get: Get, attacks: list[dict[str, Any]]
) -> None:
    """Malian authorities were made to say that the one dead was a peacekeeper."""
    told = {attack["id"]: attack["toll_words"] or "" for attack in attacks}
    tolls = get("/jnim/attack_tolls.json?_shape=array&_size=max").json()
    assert {row["on_word_of"] for row in tolls} >= {None, "Malian authorities", "the UN mission"}
    for row in tolls:
        words, of = told[row["attack_id"]], row["people"] or ""
        count = of if row["low"] == 1 and of else f"{row['low']} {of}".strip()
        by = row["on_word_of"]
        assert (
            (f"{count}, said {by}" in words or f"{by}: {count}" in words)
            if by
            else (re.search(rf"{count} \([^()]*{re.escape(row['source'])}", words))
        ), row
    page = words_of(get("/attacks/timbuktu-2018").text)
    lead = (
        "One person was killed, said Malian authorities; the UN mission said a UN peacekeeper was"
    )
    # The wounded, on whom sources conflict, are in the box that follows.
    same = "both in Reuters; perhaps the same person"
    assert f"{lead} killed ({same}). Sources conflict: how" in page
    french = words_of(get("/fr").text)
    dead = (
        "1 selon des autorités maliennes ; un Casque bleu selon la mission de l’ONU (Reuters, 2018"
    )
    assert f"{dead} ; peut-être la même personne)" in french.replace("\xa0", " ")
    assert "10 militaires français selon le gouvernement malien (Reuters, 2018)" in french


def test_the_means_of_an_attack_stand_in_the_open(get: Get) -> None:
    """Mortars and car bombs were in a drawer."""
    for attack in ("timbuktu-2018", "ouagadougou-2018"):
        shown = re.sub(r"(?s)<details.*?</details>", "", get(f"/attacks/{attack}").text)
        assert "bomb" in words_of(fact(shown, "Weapons"))


def test_words_that_do_not_name_a_group_are_never_shown_as_its_name(
    get: Get, attacks: list[dict[str, Any]]
) -> None:
    """“Claimed by JNIM, the title of SITE”: the title names neither JNIM nor the town."""
    sql = (
        "select attack_reports.attack_id, attack_actors.name, via_source_id from attack_actors"
        " join attack_reports on attack_reports.id = attack_actors.report_id"
        " where side = 'perpetrator' and group_id = 'jnim' and certainty = 'possible'"
        " and attack_actors.name not like '%JNIM%' and attribution is null"
    )
    read_so = get(f"/jnim.json?{urlencode({'sql': sql, '_shape': 'array'})}").json()
    assert len({each["attack_id"] for each in read_so}) > 2
    for each in read_so:
        page = words_of(get(f"/attacks/{each['attack_id']}").text)
        quoted = re.findall(rf"“{re.escape(each['name'])}” \(([^)]*)\)", page)
        assert quoted, each
        named = r"the title names neither JNIM nor \w+|(the title|which) does not name JNIM"
        assert all(re.fullmatch(named, words) for words in quoted), quoted
    page = words_of(fact(get("/attacks/aguelhok-2018").text, "Who"))
    assert "claimed by “Al-Qaeda's Mali Branch” (the title names neither JNIM nor Aguelhok)" in page


def test_what_a_statement_says_is_no_event_before_or_after_an_attack(
    get: Get, attacks: list[dict[str, Any]]
) -> None:
    """“Followed by: The operation is a “message” to France”: a statement said so."""
    sql = (
        "select distinct coalesce(from_attack_id, to_attack_id) as attack, summary, statement"
        " from event_links join statements"
        " on statements.id in (from_statement_id, to_statement_id)"
        " join claims on claims.id = event_links.claim_id"
        " where coalesce(from_attack_id, to_attack_id) is not null and not is_inferred"
    )
    links = get(f"/jnim.json?{urlencode({'sql': sql, '_shape': 'array'})}").json()
    assert links
    for link in links:
        page = get(f"/attacks/{link['attack']}").text
        order = words_of(page.partition('id="order"')[2].partition("</section>")[0])
        assert link["summary"].rstrip(".") not in order.replace(link["statement"].rstrip("."), "")
        assert link["statement"].rstrip(".") in order


def test_lists_and_popups_put_the_conflict_behind_what_it_is_about(
    get: Get, attacks: list[dict[str, Any]]
) -> None:
    """A popup said “killed: 1 · 3 reports”, although only one source of two gives the one death."""
    # A page says once what is doubtful about a repost.
    once = " that may not be the original"
    listed = words_of(get("/map").text).replace(once, "")
    for attack in attacks:
        told = json.loads(attack["popup"])["description"].replace(once, "")
        assert " reports" not in told
        if attack["scope"] == "incident":
            # In the list a conflict is a mark, and no part of the line; a doubt is in full once.
            parts = told.replace(" that may not be the original", "").split(" · ")
            full = " that may not be the original"
            # The popup also has whose day it is, if those who say by whom give none.
            parts[0] = parts[0].replace(" (Reuters, 14 April 2018)", "")
            assert [part for part in parts if part not in listed.replace(full, "")] == []
            assert (attack["who_words"] or "").removesuffix(")") in told
    told = {attack["id"]: json.loads(attack["popup"])["description"] for attack in attacks}
    assert told["ouagadougou-2018"].startswith(
        "2 March 2018 (US State Department) or 3 March 2018 (CSIS) · sources conflict on the date"
    )
    assert re.search(r"wounded: .* · sources conflict on the wounded$", told["timbuktu-2018"])


def test_whom_a_source_only_mentions_is_not_possibly_the_attacker(
    attacks: list[dict[str, Any]],
) -> None:
    who = {attack["id"]: attack["who_words"] for attack in attacks}
    # What a source implies, what groups in it do, and what is open are three things.
    assert who["jnim-complex-attacks"] == who["aguelhok-2018"] == "by JNIM (implied)"
    assert who["jnim-gold-theft"] == who["jnim-extortion"] == "by groups in JNIM"
    assert who["dubois-kidnapping-2021"] == "by JNIM (implied)"
    assert who["jnim-kidnappings"] == who["jnim-terror-attacks-locals"] == "possibly by JNIM"
    assert who["timbuktu-2012"] == "by Ansar Dine"


def test_whether_an_attack_lies_in_a_period_is_not_whether_a_group_did_it(get: Get) -> None:
    """Aguelhok was “certain” in a table that did not say that it is only possibly JNIM’s."""
    asked = "/jnim/attacks_between{}?start=2018&end=2018&_shape=objects"
    page = get(asked.format("")).text
    heads = re.findall(r'<th class="col-(\w+)"[^>]*>([^<]*)', page)
    assert ("certainty", "In this period?") in heads
    assert ("who_words", "By whom") in heads
    said = re.findall(r'data-label="In this period\?">(\w+)', page)
    who = re.findall(r'data-label="By whom">([^<]+)', page)
    rows = get(asked.format(".json")).json()["rows"]
    words = {"certain": "yes", "possible": "possibly"}
    assert said == [words[row["certainty"]] for row in rows]
    assert who == [row["who_words"] for row in rows]
    assert ("yes", "by JNIM (implied)") in zip(said, who, strict=True)
    undated = [row["date"] is None for row in rows]
    assert undated == sorted(undated)
    assert any(undated)


def test_without_a_day_that_was_asked_for_certainty_is_what_the_words_leave_open(get: Get) -> None:
    assert "On this date?" in get("/jnim/said_about?id=ansar-dine&as_of=2018").text
    page = get("/jnim/said_about?id=ansar-dine").text
    assert "On this date?" not in page
    assert 'data-label="Certainty">possible' in page


def test_a_toll_that_is_told_in_words_is_not_called_not_stated(get: Get) -> None:
    """“Toll: Not stated” was above a table that says “One person kidnapped”."""
    toll = words_of(fact(get("/attacks/dubois-kidnapping-2021").text, "Toll"))
    assert "One person kidnapped. The Modern Insurgent 2022" in toll
    assert "Not stated: target, toll" in words_of(get("/attacks/bamako-resort-2017").text)


def test_a_place_has_its_sources_and_a_toll_what_else_is_known_of_it(get: Get) -> None:
    """Gao was given as the place of a kidnapping without a word on who says so."""
    where = words_of(fact(get("/attacks/dubois-kidnapping-2021").text, "Where"))
    assert "Gao Reuters, 5 May 2021" in where
    assert where.endswith("not stated The Modern Insurgent 2022"), "which does not say where"
    toll = fact(get("/attacks/ouagadougou-2018").text, "Toll")
    assert '<a href="#d-ouagadougou-toll">Dead and wounded of the attack in Ouagadougou' in toll


def test_the_page_of_an_undated_attack_says_by_when_it_was_and_that_we_infer_it(get: Get) -> None:
    text = words_of(get("/attacks/french-raid-northern-mali").text)
    assert "Between 1 March 2017 and 3 March 2018 (inferred)" in text
    assert "28 October 2022 at the latest" not in text
    listed = words_of(get("/attacks").text)
    days = "between 1 March 2017 and 3 March 2018"
    assert f"B{days[1:]} (inferred) French raid on JNIM in northern Mali" in listed
    timeline = words_of(get("/timeline").text)
    assert days in timeline, "as everywhere"
    assert "inferred from The Modern Insurgent" in timeline


def test_every_date_of_a_report_is_in_the_table(get: Get) -> None:
    """The row of the date on which sources conflict was “see above”."""
    assert "possibly 8 April 2021" in fact(get("/attacks/dubois-kidnapping-2021").text, "When")
    when = words_of(fact(get("/attacks/ouagadougou-2018").text, "When"))
    assert re.search(r"2 March 2018 US State Department 2018", when)
    assert re.search(r"3 March 2018 CSIS 2018", when)


def test_the_list_of_attacks_says_which_are_counted_and_keeps_to_it(get: Get) -> None:
    """An undated raid was counted and a dated operation was not, and no rule was given."""
    page = words_of(get("/attacks").text)
    rule = "We count every attack that a document describes, or that a headline it cites"
    assert f"Which attacks are counted {rule} mentions, dated or not." in page
    sql = (
        "select count(*) as attacks from attacks where id not in (select attack_id from"
        " attack_reports join report_claims on report_id = attack_reports.id join claims on"
        " claims.id = claim_id join sources on sources.id = claims.source_id where access = 'read')"
    )
    answer = get(f"/jnim.json?{urlencode({'sql': sql, '_shape': 'array'})}")
    assert answer.json() == [{"attacks": 0}]
    told = {row["kind"] for row in get("/jnim/timeline.json?_shape=array&kind=operation").json()}
    assert told == {"operation"}


def test_the_column_of_a_toll_has_room(get: Get) -> None:
    """A narrow column made rows of 600 px."""
    sheet = re.search(r'href="([^"]*/site[^"]*\.css[^"]*)"', get("/").text)
    assert sheet
    css = get(html.unescape(sheet[1])).text
    assert "td.col-toll_words { min-width: 18rem; }" in css


def test_what_an_inferred_date_comes_from_is_named(get: Get) -> None:
    """It followed what a note dated, and nobody could tell without opening the note."""
    page = get("/attacks/french-raid-northern-mali").text
    said = " ".join(html.unescape(re.sub("<[^>]+>", "", page)).split())
    assert "dates it before attack " in said
    assert ", which CSIS 2018 dates to 3 March 2018" in said


def test_each_attack_of_the_list_leads_to_its_sources(get: Get) -> None:
    """An entry had its sources in brackets, up to eighty words; a day seemed to be CSIS's."""
    page = get("/attacks").text
    page = page.split("<h1>")[1].split('id="notes"')[0]
    items = re.findall(r"(?s)<tr><td>.*?</tr>|<li>.*?</li>", page)
    assert len(items) > 20
    for item in items:
        assert re.search(r'<a href="#n\d+"', item), item
        # A row has columns; it may have more words than a line.
        assert len(words_of(item).split()) < (90 if item.startswith("<tr") else 65), item
    (timbuktu,) = (item for item in map(words_of, items) if "Attack on a French base" in item)
    assert timbuktu.startswith("14 April 2018 (Reuters)")
    # Where sources conflict on a number, each is named.
    assert re.search(r"7 French soldiers \(CSIS\) \d+ ?; 10 French soldiers,", timbuktu)
    # How attacks are counted waits below the sentence that counts them.
    assert '<details class="more" id="counted">' in page


def test_what_a_note_has_on_civilians_is_said_first_where_the_toll_is(get: Get) -> None:
    """The only count of civilians stood in the middle of a note; attacks on them came 13th."""
    page = get("/attacks/ouagadougou-2018").text
    assert (
        "No source in this row counts civilians; for one that does, see the next row."
        in words_of(fact(page, "Toll"))
    )
    # Reports that no document cites have a row of their own.
    outside = words_of(page.partition("Reports outside these documents")[2].partition("</tr>")[0])
    assert "24 civilians wounded" in outside
    assert "Civilians:" not in words_of(fact(get("/attacks/timbuktu-2018").text, "Toll"))
    general = get("/attacks").text.partition('id="general"')[2]
    # Gold theft and raids were under “attacks”, extortion of locals not “against civilians”.
    assert words_of(general).startswith("> Violence and coercion in general")
    first = words_of(general.partition("<h3>Coercion of civilians and")[2].partition("<h3>")[0])
    assert "Terror attacks on the local population" in first
    assert "Complex attacks" not in first


def test_what_an_attack_answered_has_each_source_and_its_doubt_once(get: Get) -> None:
    """Each of three lines had “uncertain copy” behind it, and a note for ourselves."""
    page = get("/attacks/ouagadougou-2018").text
    order = words_of(page.partition('id="order"')[2].partition("</section>")[0])
    assert order.count("In response to") == 1
    assert order.count("Caleb Weiss") == order.count("in a repost") == 1
    assert "The Modern Insurgent 2022: French raid" in order
    assert "in the plural" not in order


def test_sources_that_all_say_the_same_are_one_line(get: Get) -> None:
    """Five sources for “Ouagadougou” took five lines; that two are reposts stays."""
    where = words_of(fact(get("/attacks/ouagadougou-2018").text, "Where"))
    assert "all five sources; two of them in a repost that may not be the original" in where
    assert "CSIS" not in where
    # Where one of two sources is silent or says otherwise, each is named.
    assert "CSIS 2018" in words_of(fact(get("/attacks/timbuktu-2018").text, "Where"))
