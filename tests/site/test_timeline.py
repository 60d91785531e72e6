"""The timeline: as precise as its sources, drawn and in words alike."""

from __future__ import annotations

import html
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from common.date_words import known_of
from plugins.site.drawings import time_axis
from plugins.site.drawings.drawing import LIGHT
from tests.site import queries
from tests.site.drawn import (
    Drawn,
    drawing,
    file,
    in_words,
    legend,
    text_of,
)
from tests.site.queries import ask
from tests.site.tables import Get, connect, copy_of_site, in_process


@pytest.mark.parametrize(
    "query",
    [
        "",
        "kind=events",
        "kind=all",
        "kind=attack",
        "group=jnim",
        "kind=allegiance&group=ansar-dine",
        "from=2018-03",
    ],
)
def test_the_timeline_is_the_same_drawn_and_in_words(get: Get, query: str) -> None:
    page = text_of(get, f"/timeline?{query}")
    given = dict(pair.split("=") for pair in query.split("&") if pair)
    named = {
        {"from": "start"}.get(key, key): given[key]
        for key in given
        if given[key] not in ("all", "events")
    }
    every = ask(get, "timeline", **named)
    # Statements and publications are one click away.
    said = {"statement", "publication"}
    rows = [
        row for row in every if given.get("kind", "events") != "events" or row["kind"] not in said
    ]
    assert (">show all</a>" in page) == (len(rows) < len(every))
    # What is known to have been before the period is none of it, though a doubtful date may be.
    doubts = {row["row_id"]: row for row in queries.table(get, "timeline_entries")}
    known = {
        thing: known_of(
            [
                row | {"is_doubtful": doubts[row["row_id"]]["is_doubtful"]}
                for row in rows
                if row["thing"] == thing
            ]
        )
        for thing in {row["thing"] for row in rows}
    }
    start = named.get("start", "")
    things = {
        thing
        for thing, dates in known.items()
        if not dates or any((row["date_latest"] or "9") >= start for row in dates)
    }
    assert len(things) < len(known) or not start
    rows = [row for row in rows if row["thing"] in things]
    # What an authority designates a group as on one day is one entry.
    designated = {(row["thing"], row["date"]) for row in rows if row["kind"] == "designation"}
    joined = len(designated) - len({date for _, date in designated})
    counts = re.findall(
        r"(?s)<strong>(?:\d+ of the )?(\d+|No) dated entr\w+(?: in that time)?"
        r"(?:; (\d+)|.* before or after a date <span class=\"count\">(\d+))?",
        page,
    )[0]
    counts = [counts[0], counts[1] or counts[2]]
    assert sum(int(count) for count in counts if count.isdigit()) == len(things) - joined
    words = in_words(page)
    assert words.count("<li><span class=") == len(things) - joined
    # What no claim says, when a document was published, leads to the document.
    behind = {
        (f"/claims/{row['claim_id']}" if row["claim_id"] else f"/sources/{row['source_id']}")
        for row in rows
    }
    assert all(f'href="{address}"' in words for address in behind)
    # In the picture a row for each that has both ends, that leads to the attack or to a claim.
    pages = {f"/attacks/{row['attack_id']}" for row in rows if row["attack_id"]}
    links = [address for address, _ in drawing(page).links] if "<svg" in page else []
    listed = words.partition("Known only to be before or after a date")[0]
    shown = listed.count("<li><span class=")
    assert (10 if not query else shown) == len(links) <= shown <= len(things)
    assert set(links) <= pages | behind


def test_what_is_known_to_be_of_another_time_is_not_in_a_period(get: Get) -> None:
    """A doubtful “by 5 May 2021” put a kidnapping of April 2021 into 2017."""
    asked = {row["title"] for row in ask(get, "timeline", start="2017", end="2018")}
    assert "Kidnapping of Olivier Dubois, 2021" in asked
    page = text_of(get, "/timeline?from=2017&to=2018")
    assert "Kidnapping of Olivier Dubois" not in page.partition('id="undated"')[0]
    assert "Attack at a resort outside Bamako, 2017" in page


def test_a_doubt_is_no_matter_of_a_period_where_none_is_asked_for(get: Get) -> None:
    """“Possibly in the period” was shown next to every doubtful date of all years."""
    assert "in the period</span>" not in text_of(get, "/timeline")
    assert "in the period</span>" in text_of(get, "/timeline?from=2018")


def test_a_publication_rests_on_a_date_line_or_on_no_claim(get: Get) -> None:
    rows = ask(get, "timeline", kind="publication")
    claims = {row["source_id"]: row["claim_id"] for row in rows if row["table_name"] == "sources"}
    stated = {"modern-insurgent-2022": "mi-updated"}
    assert len(claims) > 1
    assert claims == dict.fromkeys(claims) | stated


def dated(date: str, earliest: str | None, latest: str | None, doubtful: int = 0) -> dict[str, Any]:
    """Return a date of the timeline."""
    row = {"date": date, "date_earliest": earliest, "date_latest": latest}
    return row | {"is_doubtful": doubtful}


def test_of_dates_that_agree_the_narrowest_is_drawn_and_of_others_all() -> None:
    month = dated("2018-04", "2018-04-01", "2018-04-30")
    day = dated("2018-04-14", "2018-04-14", "2018-04-14")
    other = dated("2018-05-02", "2018-05-02", "2018-05-02")
    by, on = dated("../2018-05", None, "2018-05-31"), dated("2018/..", "2018-01-01", "2022-01-01")
    assert known_of([month, day, by, on]) == [day]
    assert known_of([by]) == [by]
    assert known_of([by, on]) == [on]
    assert known_of([day, other]) == [day, other]
    assert known_of([day, other | {"is_doubtful": 1}]) == [day]


def test_what_is_only_before_or_after_a_date_is_listed_and_not_drawn(get: Get) -> None:
    """Of 44 rows, 15 had only an arrow, and the picture was twice as high as wide."""
    drawn = file(get, "timeline", kind="events")
    words = " ".join(text.words for text in drawn.texts)
    page = in_words(text_of(get, "/timeline"))
    listed, _, others = page.partition("Known only to be before or after a date")
    for title in (
        "Foundation of Ansar Dine",
        "Conclusion of Operation",
        "Absorption of the Macina",
    ):
        assert title not in words
        assert title not in listed
        assert title in others
    assert "15 more are known only to be before or after a date" in words
    # An interval is where a day lies, and no duration.
    assert "Between 2012 and 2013: Operation Serval, led by the French The Modern" in words
    # What a source says has gone on since has a mark of its own, and what was under way then.
    assert "Since 2012: French military presence in Mali CSIS" in words
    going_on = "Going on in 1991: Tuareg rebellion in Mali (implied) The Modern Insurgent; date"
    assert going_on in words
    # In the order of time.
    rows = ("Tamanrasset", "Takeover of Timbuktu", "French military presence", "Formation of JNIM")
    places = [words.index(name) for name in (*rows, "at a resort", "Kidnapping of Olivier")]
    assert places == sorted(places)


@pytest.mark.parametrize("kind", ["", "events"])
@pytest.mark.parametrize("width", ["wide", "middle", "narrow"])
def test_each_entry_has_its_number_beside_its_words_and_its_mark(
    get: Get, width: str, kind: str
) -> None:
    """On a telephone a dot floated a screen below the years, and a row had nothing but its date."""
    drawn = file(get, "timeline", kind=kind, width=width)
    (year,) = {text.y for text in drawn.texts if text.words in ("2018", "’18")}
    numbers = [text for text in drawn.texts if text.words.isdigit() and text.y > year + 1]
    every = sorted({int(text.words) for text in numbers})
    assert every == [*range(1, (31 if kind else 10) + 1)]
    few = {each.text for each in drawn.all("g", **{"aria-hidden": "true"})[0]}
    words = [text for text in drawn.texts if text.y > year and text.words not in few]
    foot = min(text.y for text in words if re.match(r"\S+.*: ", text.words))
    beside = [text for text in numbers if text.y < foot - 1]
    assert sorted(int(text.words) for text in beside) == every
    assert all(text.right <= drawn.size[0] for text in beside)
    # No number of a mark is on another.
    for one in beside:
        for other in beside:
            apart = one.right <= other.left or other.right <= one.left or abs(one.y - other.y) > 13
            assert one is other or apart, (one.words, other.words)


def test_a_few_words_stand_beside_the_marks_of_a_wide_picture(get: Get) -> None:
    """The labels were numbers: the eye jumped to the words and back for each."""
    for width in ("", "middle", "narrow"):
        drawn = file(get, "timeline", width=width)
        few = [each.text for each in drawn.all("g", **{"aria-hidden": "true"})[0]]
        wanted = {"Ouagadougou", "Formation of JNIM", "Gao"} if not width else set()
        assert wanted <= set(few) and bool(few) == bool(wanted)
        # They would stand across the years of which no document dates anything.
        assert not {"Numerous attacks", "JNIM designated"} & set(few)
        beside = [text for text in drawn.texts if text.words in few and not text.bold]
        assert all(text.right <= drawn.size[0] for text in beside)


def test_what_an_authority_designates_on_one_day_is_one_entry(get: Get) -> None:
    """5 September 2018 had two rows, which differed by a name."""
    words = " ".join(text.words for text in file(get, "timeline").texts)
    assert words.count("5 September 2018") == 1
    assert "Terrorist Organization (FTO) and Specially Designated Global Terrorist" in words
    listed = in_words(text_of(get, "/timeline"))
    assert {"/claims/us-state-fto", "/claims/us-state-second-listing"} <= set(
        re.findall('href="([^"]+)"', listed)
    )


def test_the_key_of_a_timeline_is_of_the_marks_that_are_drawn(get: Get) -> None:
    """One sign meant two things, two had no key, and hatching was explained in grey prose."""
    inferred, doubt, between = "date inferred", "not stated outright", "once, some time between"
    whose = {"JNIM, or by it"}
    behind = {"no document dates an event then"}
    marks = {between, "continuing; its source ends there", doubt, inferred, "sources conflict"}
    drawn = file(get, "timeline")
    assert legend(drawn) == legend(file(get, "timeline", kind="events")) == marks | whose | behind
    assert len({text.y for text in drawn.texts if text.words in marks | whose | behind}) <= 2
    assert legend(file(get, "timeline", kind="agreement")) - behind == {between}
    designated = legend(file(get, "timeline", kind="designation"))
    assert inferred in designated and doubt not in designated
    # What is not there has no key.
    near = file(get, "timeline", **{"from": "2018", "to": "2018"})
    assert not legend(near) & behind
    words = " ".join(text.words for text in drawn.texts)
    said = "Hatched years are a gap in what we read, not a lull in attacks."
    assert said in words
    assert said not in " ".join(text.words for text in near.texts)


@pytest.mark.parametrize("kind", ["", "events", "attack"])
@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_each_row_whose_words_tell_of_a_conflict_has_its_sign(
    get: Get, width: str, kind: str
) -> None:
    """One of three rows that say “Sources conflict” had the sign, and no key explained it."""
    drawn = file(get, "timeline", kind=kind, width=width)
    signs = drawn.all("path", **{"class": "conflict"})
    in_key, words = 1, " ".join(text.words for text in drawn.texts)
    assert len(signs) - in_key == words.count("Sources conflict") > (2 if not kind else 1)


def test_a_conflict_stands_beside_a_bar_and_not_on_it(get: Get) -> None:
    """Of what began at an unknown time of a year, it was as far left as those days are long."""
    drawn = file(get, "timeline", kind="events")
    bars = [
        [float(bar.get(name) or 0) for name in ("y", "x", "width")]
        for bar in drawn.all("rect", height="8")
    ]
    _in_key, *signs = [
        [float(place) for place in re.findall(r"[-\d.]+", sign.get("d") or "")[:2]]
        for sign in drawn.all("path", **{"class": "conflict"})
    ]
    beside = [(x, *bar) for x, y in signs for at, *bar in bars if at + 4 == y + 2]
    assert beside, "Operation Barkhane's"
    assert not [x for x, start, wide in beside if start - 9 < x <= start + wide]


def test_a_hollow_sign_means_one_thing_and_shortened_years_have_a_break(get: Get) -> None:
    """A ring was both what no source states outright and what is dated by inference."""
    for width in ("", "narrow"):
        picture = text_of(get, f"/-/charts/timeline.svg?width={width}")
        rows = {
            when: next(part for part in picture.split("<g>") if when in part)
            for when in ("14 April 2018: ", "5 September 2018: ", "July 2018: ", "June 2017: ")
        }
        found = {when: re.findall('class="(dot|diamond)"', row) for when, row in rows.items()}
        assert list(found.values()) == [["dot"], ["diamond"], [], []], "a month is no day"
        assert [when for when, row in rows.items() if 'opacity=".45"' in row] == ["July 2018: "]
        assert 'class="break"' in picture
    assert 'class="break"' not in text_of(get, "/-/charts/timeline.svg?from=2018&to=2018")
    # What is both is a hollow diamond.
    every = file(get, "timeline", kind="events")
    assert every.all("path", **{"class": "diamond", "fill": LIGHT["ground"]})


def test_the_group_alone_has_the_accent(get: Get) -> None:
    """All marks looked alike, and only the words told what JNIM did."""
    drawn = file(get, "timeline", kind="attack")
    full = {LIGHT["accent"], LIGHT["text"]}
    bars = [bar for bar in drawn.all("rect", height="8") if bar.get("fill") in full]
    in_key, *others = [bar.get("fill") for bar in bars]
    assert in_key == LIGHT["text"]
    assert set(others) == {LIGHT["accent"]}
    # The takeover of 2012, IED attacks of whom nobody says that they were its, and a French raid.
    ends = drawn.all("path", stroke=LIGHT["text"], stroke_width="2")
    assert len([each for each in ends if not each.get("class")]) == 3 + 3
    of_other = file(get, "timeline", kind="attack", group="ansar-dine")
    assert "others" not in legend(of_other), "there are none"
    assert of_other.all("path", stroke=LIGHT["accent"], stroke_width="2")


def test_what_is_possible_is_faint(get: Get) -> None:
    drawn = file(get, "timeline", width="narrow")
    # In the key, and the attacks of July 2018 and April 2021.
    assert len(drawn.all("g", opacity=".45")) == 1 + 2
    # Two days of the attack in Ouagadougou, on which sources conflict; and that in Timbuktu.
    dots = drawn.all("path", **{"class": "dot", "fill": LIGHT["accent"]})
    assert len(dots) == 2 + 1


def test_years_to_which_nothing_is_dated_are_gaps_and_not_quiet_years(get: Get) -> None:
    """2019 and 2020 were as white as years in which, by the documents, nothing happened."""
    said = "that is a gap in what we read, not a lull in attacks."
    drawn = file(get, "timeline", kind="events")
    assert len(drawn.all("rect", **{"class": "unread"})) == 3
    words = " ".join(text.words for text in drawn.texts)
    assert f"Hatched years are a gap in what we read, {said.partition(', ')[2]}" in words
    assert "not a complete list. Nothing here is later than 28 October 2022." in words
    # The page says it once, in the note of its picture.
    shown = text_of(get, "/timeline").partition('class="chart-frame"')[2].partition("</svg>")[0]
    hatched = said.partition(", ")[2]
    assert hatched in " ".join(re.findall("<text[^>]*>([^<]*)", shown))
    assert hatched not in text_of(get, "/timeline").partition("<figcaption")[2]
    empty = text_of(get, "/timeline?kind=attack&group=ansar-dine&from=2019&to=2020")
    assert f"No document dates an event to 2019 or 2020: {said}" in empty
    drawn = file(get, "timeline", **{"from": "2012", "to": "2018"})
    assert drawn.all("rect", **{"class": "unread"}) == []


def test_who_names_the_attacker_is_said_where_another_gives_the_day(get: Get) -> None:
    """“14 April 2018 (Reuters): … by JNIM” put words of CSIS into Reuters' mouth."""
    words = " ".join(text.words for text in file(get, "timeline", kind="events").texts)
    assert "in Timbuktu, by JNIM (CSIS) Reuters. Sources conflict on the wounded" in words
    assert "Bamako, by JNIM (" not in words


def test_a_year_is_no_point_however_short_it_is_drawn(get: Get) -> None:
    """1988 and 1991 were dots, which by the key are a day or a month."""
    rows = text_of(get, "/-/charts/timeline.svg?kind=events").split("<g>")
    (row,) = [each.partition("</g>")[0] for each in rows if ">1988: <" in each]
    assert 'class="dot"' not in row and 'stroke-dasharray="0 5"' in row


def test_the_titles_of_pledges_and_designations_are_sentences(get: Get) -> None:
    """“JNIM: Foreign Terrorist Organization (FTO), by US Department of State” had no verb."""
    titles = [row["title"] for row in ask(get, "timeline", kind="designation")]
    titles += [row["title"] for row in ask(get, "timeline", kind="allegiance")]
    pledged = "Ansar Dine pledged allegiance to Ayman al-Zawahiri"
    assert f"{pledged} (by its leader, perhaps for himself alone)" in titles
    # Why it is only possible stood within it: “pledged allegiance to (title only) Haibatullah”.
    assert not [title for title in titles if re.search(r"\bto \(|\w, \w+ed\b", title)]
    assert (
        "Jama'at Nasr al-Islam wal Muslimin (JNIM) designated as Foreign Terrorist Organization"
        " (FTO) by US State Department" in titles
    )
    assert not [title for title in titles if ": " in title or "its pledge" in title]


def test_a_row_says_that_the_work_it_cites_differs(get: Get) -> None:
    """The home page shows this very pair; the timeline gave both ends of Serval without a word."""
    drawn = file(get, "timeline", kind="events")
    words = " ".join(text.words for text in drawn.texts)
    assert "Serval expanded The Modern Insurgent. Sources conflict on the date; BBC News," in words
    assert "BBC News, which The Modern Insurgent cites next, does not say so" in words
    # It said “the work in the next note differs in the copy read”.
    assert "BBC, which CSIS cites next, has another date in the copy read" in words
    page = in_words(text_of(get, "/timeline"))
    checks = {row["claim_id"] for row in ask(get, "citation_check", verdict="says-otherwise")}
    assert "mi-serval-concluded" in checks
    assert page.count(" cites next, has another date") + page.count(" cites next, says") >= 2
    # Sources that conflict on a date say so, and by whom an attack was.
    assert "2 or 3 March 2018: Attack in Ouagadougou, by JNIM CSIS; US State Department. S" in words
    assert "Kidnapping of Olivier Dubois, by JNIM (implied) Reuters; The Modern Insurgent" in words
    # “Since March 2017: Attacks since the formation” said the same thing twice.
    assert "Since March 2017: Numerous attacks, by JNIM CSIS" in words
    assert "Incidents attributed to JNIM, " not in words, "its title says by whom"
    assert ">Takeover of Timbuktu, 2012</a>, by Ansar Dine <small>" in page


def colour_of(drawn: Drawn, words: str) -> str:
    """Return the colour of the number of the entry with these words."""
    (entry,) = [
        each
        for each in drawn.all("g")
        if each.find("{*}g[@class='number']") is not None and words in " ".join(each.itertext())
    ]
    number = entry.find("{*}g[@class='number']")
    return str(number.get("fill")) if number is not None else ""


def test_what_people_did_before_the_group_was_formed_is_not_its_own(get: Get) -> None:
    drawn = file(get, "timeline", kind="events")
    assert colour_of(drawn, "Tamanrasset Accords") == LIGHT["text"]
    assert colour_of(drawn, "Formation of JNIM") == LIGHT["accent"]


def test_a_sentence_above_the_timeline_says_what_is_to_be_seen(get: Get) -> None:
    page = text_of(get, "/timeline")
    lead = html.unescape(page.partition('<p class="lead">')[2].partition("</p>")[0])
    attacks = {row["thing"]: row for row in ask(get, "timeline", kind="attack")}
    singly = [row for row in attacks.values() if row["kind_label"] == "Attack"]
    assert len(singly) == 7
    attacks_words = (
        "have a date (one inferred): three attacks by JNIM, an attack and a kidnapping by JNIM by"
        " implication, a takeover by Ansar Dine and a raid by France."
    )
    said = "JNIM formed in March 2017, say CSIS and the US State Department. Seven incidents"
    assert re.sub("<[^>]+>", "", lead) == f"{said} {attacks_words}"
    assert '<a href="/claims/csis-formation">CSIS</a>' in lead
    drawn = file(get, "timeline")
    title = " ".join(text.words for text in drawn.texts if text.size == 17)
    # Two sentences of counts were its title, and nothing said what it is.
    assert title == "JNIM and events around it, 2012–2021, as three documents date them"
    assert f"<h1>{title}</h1>" in page
    assert f"{said} {attacks_words}" in " ".join(text.words for text in drawn.texts)
    # Of the attacks alone it says the same of them, and of a period what was asked for.
    drawn = file(get, "timeline", kind="attack")
    said = " ".join(text.words for text in drawn.texts)
    assert f"Seven incidents described one by one {attacks_words}" in said
    period = "Timeline: between 1 January 2018 and 31 December 2018, as three documents date them"
    drawn = file(get, "timeline", **{"from": "2018", "to": "2018"})
    assert drawn.line(period.replace("1 January 2018", "1 January")).size == 17


def test_a_row_of_the_timeline_names_its_source_and_what_conflicts(get: Get) -> None:
    words = " ".join(text.words for text in file(get, "timeline", kind="events").texts)
    # Who merged is what sources conflict on, and not when.
    conflict = "Sources conflict on who merged"
    by = "CSIS; US State Department"
    assert f"March 2017: Formation of JNIM {by}. {conflict} 16 16 March 2017: Merger" in words
    assert f"formed JNIM CSIS; date inferred. {conflict}" in words
    # Whose the day is from which a date follows: it was put down to who tells of the raid.
    raid = "French raid on JNIM in northern Mali, by France The Modern Insurgent"
    assert f"{raid}; date inferred from CSIS" in words
    barkhane = "The Modern Insurgent; under way later (possible): CSIS"
    assert f"{barkhane}. Sources conflict on the date" in words


def test_each_row_of_the_timeline_can_be_pressed_all_over(get: Get) -> None:
    """Only its letters linked to its claim: 16 pixels high."""
    page = text_of(get, "/timeline")
    heights = re.findall(r'class="hit" d="M[-\d.]+,[\d.]+h[\d.]+v([\d.]+)H', page)
    assert len(heights) == len(drawing(page).links) * 3 == 30
    assert min(map(float, heights)) >= 24


def test_no_row_begins_in_the_middle_of_a_sentence(get: Get) -> None:
    """If a date did not fit next to its mark, the row began with “between 2013 and 2014:”."""
    for width in ("wide", "narrow"):
        for text in file(get, "timeline", kind="events", width=width).texts:
            title = text.words.removesuffix(": sources conflict")
            assert not re.match("(possibly|between|since) .*: ", title), title


def test_a_conflict_on_an_attack_is_none_on_what_the_same_claim_says_besides(get: Get) -> None:
    rows = queries.table(get, "timeline_entries")
    about = {row["thing"] for row in rows if "ouagadougou-date" in str(row["disagreements"])}
    assert about == {"attack:ouagadougou-2018"}


def test_a_period_after_the_documents_is_not_covered(get: Get) -> None:
    page = text_of(get, "/timeline?from=2023")
    assert "Not covered: nothing here is later than 28 October 2022." in page
    assert "Nothing dated is found" not in page


def test_what_goes_on_fades_out_by_the_day_of_its_source(get: Get) -> None:
    """Bars ran to the edge of any period, and faded only in the year after their source."""
    drawn = file(get, "timeline", kind="events")
    fadings = {f"url(#{one.get('id')})": one for one in drawn.all("linearGradient")}
    assert all(
        [stop.get("stop-opacity") for stop in one] == [None, "0"] for one in fadings.values()
    )
    # What was under way in a year fades at both of its ends.
    bars = [bar for bar in drawn.all("rect") if bar.get("fill") in fadings]
    assert len(bars) == 1 + 5 + 2, "in the legend, for what goes on, and for the rebellion of 1991"
    # Marks are moved by the edge of six pixels, as words are here.
    year = {text.words: text.x - 6 for text in drawn.texts if text.bold and text.words.isdigit()}
    ends = sorted(
        float(bar.get("x") or 0) + float(bar.get("width") or 0)
        for bar in bars
        if float(bar.get("x") or 0) > year["2016"] and float(bar.get("y") or 0) > 30
    )
    # September 2018 is the Department of State's, then CSIS by the end of the year, three times;
    # and a count of incidents that is cited from a work of 2020 is of no later day.
    wide = year["2018"] - year["2017"]
    last = year["2018"] + wide / 2
    assert year["2018"] < ends[0] < last
    assert ends[1:4] == pytest.approx([last] * 3, abs=1)
    assert ends[4] <= last + wide * time_axis.GAP + 1, "in the gap of 2019 and 2020"


def test_a_beginning_is_no_duration_and_what_lasts_does_not_end_with_its_first_year(
    get: Get,
) -> None:
    """Operation Barkhane began and ended in 2014, although CSIS tells of it in 2018.

    “Since 2014” is the word of no source: one dates the beginning, another implies it years later.
    """
    drawn = file(get, "timeline", kind="events")
    words = " ".join(text.words for text in drawn.texts)
    assert "2014 and later: Operation Barkhane" in words
    assert "under way later (possible): CSIS" in words
    # Where only the year is known in which it began, the bar follows brackets that hold that.
    brackets = [line for line in drawn.all("path") if line.get("stroke-dasharray") == "0 5"]
    bars = drawn.all("rect", height="8", fill=LIGHT["text"])
    assert len(brackets) > len(bars) >= 3
    # A union “in early 2017” ran to the end of that year.
    assert "Between January 2017 and June 2017: Possibly: Jabhat Fatah al-Sham" in words


@pytest.mark.parametrize("width", ["wide", "middle", "narrow"])
def test_each_year_has_a_label_in_its_middle(get: Get, width: str) -> None:
    """Labels were next to ticks: a dot of March 2017 was under “2016”, and 2022 had no label."""
    drawn = file(get, "timeline", width=width)
    # Years without anything were a third of the axis, and those with seven things an eighth.
    placed = {text.words: (text.left + text.right) / 2 for text in drawn.texts}
    full = ["2012", "2017", "2018", "2021"]
    gaps = ["…", "…", "’22"] if width == "narrow" else ["2013–16", "2019–20", "2022"]
    named = [text.words for text in drawn.texts if re.fullmatch("[’0-9–]{2,}|…", text.words)]
    assert sorted(named[:7]) == sorted(full + gaps)
    slot = placed["2018"] - placed["2017"]
    assert placed["2017"] - placed["2012"] == pytest.approx(slot * (1 + time_axis.GAP), abs=1)
    assert placed["2021"] - placed["2018"] == pytest.approx(slot * (1 + time_axis.GAP), abs=1)
    assert slot > drawn.size[0] / 13
    # The brackets of March 2017 are left of the middle of its year, and not of that before.
    march = next(each for each in drawn.all("path", stroke=LIGHT["accent"], stroke_width="2"))
    x = float(re.findall(r"[\d.]+", march.get("d") or "")[0])
    assert placed["2017"] - slot / 2 < x < placed["2017"]


def test_the_first_picture_is_a_short_one_for_a_report(get: Get) -> None:
    """On a sheet of A4, the full picture had letters of six points."""
    drawn = file(get, "timeline")
    wide, high = drawn.size
    points = min(785 / wide, 538 / high)  # of a sheet, across, with margins
    assert min(text.size for text in drawn.texts if text.size > 12) * points >= 9
    page = text_of(get, "/timeline")
    assert "<strong>10 of the 31 dated entries</strong>" in page
    assert 'href="/timeline?kind=events">Draw all 31</a>' in page
    assert len(drawing(page).links) == 10
    assert len(drawing(text_of(get, "/timeline?kind=events")).links) == 31


def test_who_is_only_possibly_of_a_group_is_not_among_its_people(get: Get) -> None:
    """A man who is possibly of JNIM, and whose death one work reports, was under its heading."""
    drawn = file(get, "timeline", kind="events")
    assert colour_of(drawn, "Possibly: Death of Hasan") == LIGHT["text"]


def test_nothing_is_said_twice_above_the_timeline(get: Get) -> None:
    """What the lead of the page says is left out of the picture there, but not out of an embed."""
    sizes = {text.size for text in drawing(text_of(get, "/timeline")).texts}
    assert sizes == {13, 14}
    assert {text.size for text in drawing(text_of(get, "/embed/timeline")).texts} == sizes | {17}


def test_an_event_is_named_by_who_knows_it(get: Get) -> None:
    """A work that leaves the formation open came first, so the event was called possible."""
    texts = [text.words for text in file(get, "timeline", kind="events").texts]
    place = texts.index("March 2017: Formation of JNIM")
    assert texts[place + 1].startswith("CSIS; US State Department.")


def test_a_document_that_was_read_is_a_source_of_its_own(get: Get) -> None:
    """The timeline named only the document that cites it."""
    words = " ".join(text.words for text in file(get, "timeline", kind="events").texts)
    assert "US State Department" in words.split("Sources of")[1]


def test_both_readings_of_a_disputed_date_stand_together(get: Get) -> None:
    page = in_words(text_of(get, "/timeline?kind=attack"))
    (item,) = re.findall(
        r'<li><span class="when">[^<]*</span>\s*<p class="what">'
        r'<a href="/attacks/ouagadougou-2018".*?</ul>',
        page,
        re.DOTALL,
    )
    assert 'href="/disagreements/ouagadougou-date"' in item
    for words in (
        *("On or before 2 March 2018", "3 March 2018", "Possibly on or before 4 March 2018"),
        "Not dated",
    ):
        assert f"{words}: <a href" in item
    # What is disputed about its targets or toll is no matter of time.
    assert "ouagadougou-toll" not in item
    (takeover,) = [each for each in re.split("<li><span", page) if "/attacks/timbuktu-2012" in each]
    assert "timbuktu-2012-actor" not in takeover
    # Its own page had it, and the timeline stated a year that its source may not bear.
    assert 'href="/disagreements/timbuktu-2012-source"' in takeover
    drawn = " ".join(text.words for text in file(get, "timeline", kind="events").texts)
    assert "The Modern Insurgent. The cited story may be older" in drawn
    assert set(re.findall(r"/disagreements/([\w-]+)", takeover)) == {"timbuktu-2012-source"}


def test_a_disagreement_bears_one_mark_in_the_timeline_and_on_its_page(get: Get) -> None:
    """Conflicts over Ouagadougou and Serval were marked “≈”, as if all readings could be right."""
    page = text_of(get, "/timeline")
    found = re.findall(r'class="disputed([^"]*)" href="/disagreements/([^"]+)"[^>]*>([^<]+)<', page)
    with connect() as database:
        marks = {
            row["disagreement_id"]: (f" is-{row['sort']}", row["mark"])
            for row in database.execute("SELECT * FROM page_disagreements")
        }
    # The topic of a conflict stands in its mark.
    found = [
        (sort, id_, mark.partition(":")[0] if "conflict" in sort else mark)
        for sort, id_, mark in found
    ]
    assert {(" is-conflict", "sources conflict"), (" is-precision", "less precise")} <= {
        (sort, mark) for sort, _, mark in found
    }
    for sort, id_, mark in found:
        assert (sort, mark) == marks[id_]
    checks = page.count('class="disputed is-citation" href="/citations?source=')
    assert page.count('class="disputed') == len(found) + checks


def test_the_timeline_leaves_event_records_out_and_says_so(get: Get, tmp_path: Path) -> None:
    def load(database: sqlite3.Connection) -> None:
        database.executescript(
            """
            INSERT INTO sources (id, title, kind, access, redistributable, follow_order, label)
            SELECT 'ucdp-1', 'UCDP', kind, 'data', 1, 99, 'UCDP' FROM sources LIMIT 1;
            INSERT INTO attacks (id, title, scope, date_edtf, date_earliest, date_latest, year,
              month, reports, disputed, perpetrator_id, dispute_earliest, dispute_latest)
            VALUES ('record-1', 'A record', 'incident', '2019-05-05', '2019-05-05', '2019-05-05',
              2019, '2019-05', 1, 0, 'jnim', '2019-05-05', '2019-05-05');
            INSERT INTO attack_reports (id, attack_id, source_id, record_id, date_edtf,
              date_earliest, date_latest)
            VALUES ('record-1--1', 'record-1', 'ucdp-1', '1', '2019-05-05', '2019-05-05',
              '2019-05-05');
            """
        )

    with in_process(copy_of_site(tmp_path, load)) as loaded:
        page = loaded("/timeline")
        assert page.status_code == 200
        assert "A record" not in page.text
        assert "Records of event data sets are on" in page.text
        assert ask(loaded, "timeline") == ask(get, "timeline")


@pytest.mark.parametrize("start", ["2012", "2017-05", "2019", "2021", "2022", "2022-10-28"])
def test_a_timeline_begins_in_any_year(get: Get, start: str) -> None:
    """After what goes on has begun, no day of it is on the axis."""
    assert get(f"/-/charts/timeline.svg?kind=all&from={start}").status_code == 200
    axis, gaps = time_axis.of_years([], map(time_axis.day_number, ("2022-01-01", "2022-10-28")), 90)
    assert ([x for _, x in axis], gaps) == ([0, 90], [])


def test_undated_entries_are_those_of_the_kind_and_group_that_are_asked_for(get: Get) -> None:
    """Narrowing the list named more: 40 of all, but 63 attacks on France, pledges among them."""

    def undated(query: str) -> int:
        found = re.search(r'Undated <span class="count">(\d+)<', text_of(get, f"/timeline?{query}"))
        return int(found[1]) if found else 0

    everything = undated("kind=all")
    assert 0 < undated("kind=attack") < everything
    assert undated("kind=attack&group=france") <= undated("group=france") < undated("kind=events")


def test_the_day_that_only_a_captive_gives_is_on_the_timeline(get: Get) -> None:
    """The report's own date was there, attributed to the captive."""
    query = "/jnim/timeline.json?kind=attack&start=2021-04-08&end=2021-04-08&_shape=array"
    rows = get(query).json()
    told = {row["claim_id"]: (row["date"], row["certainty"]) for row in rows}
    assert told["reuters-dubois-taken"] == ("2021-04-08?", "possible")
    assert told["reuters-dubois-story"] == ("2021-04", "possible")
    assert "Possibly 8 April 2021" in text_of(get, "/timeline?kind=attack")
