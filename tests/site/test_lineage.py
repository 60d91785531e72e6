"""The lineage: one box a group, in the words of the claims, on any day and by any source."""

from __future__ import annotations

import html
import re
from itertools import combinations
from typing import Any

import pytest

from plugins.site.drawings import findings
from plugins.site.drawings.drawing import LIGHT
from tests.conftest import some
from tests.site import queries
from tests.site.drawn import (
    GROUPS,
    Drawn,
    drawing,
    file,
    in_words,
    legend,
    lineage,
    text_of,
)
from tests.site.queries import ask
from tests.site.tables import Get

READINGS = ["", "csis-2018", "csis-merger", "mi-history-merger", "mi-relations-merger"]
DAYS = ["2017-02-28", "2017-03-01", "2017-03-02", "2018-09-05", "2022-10-28"]


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("group", some([*GROUPS], 3))
def test_no_box_lies_over_another_or_leaves_the_picture(get: Get, group: str, width: str) -> None:
    for reading in READINGS:
        drawn = file(get, "lineage", group=group, reading=reading, width=width)
        right, foot = drawn.size
        for box in drawn.boxes:
            assert 0 <= box[0] < box[2] <= right
            assert 0 <= box[1] < box[3] <= foot
        for one, other in combinations(drawn.boxes, 2):
            assert (
                one[2] <= other[0]
                or other[2] <= one[0]
                or one[3] <= other[1]
                or (other[3] <= one[1])
            )


@pytest.mark.parametrize("on", ["", *DAYS])
@pytest.mark.parametrize("reading", some([*READINGS], 3))
def test_every_tie_is_listed_with_its_claim_and_its_answer(get: Get, on: str, reading: str) -> None:
    words = in_words(text_of(get, f"/lineage?on={on}&reading={reading}"))
    ties = ask(get, "lineage", group="jnim", as_of=on, reading=reading)
    assert len(ties) > (50 if not reading else 2)
    assert all(f'href="/claims/{tie["claim_id"]}"' in words for tie in ties)
    # Each tie once, with its answer for the day, and each source of when a group existed.
    answers = re.findall(r'<span class="certainty (\w+)">', words)
    existence = [row for row in ask(get, "existed", date=on) if row["group_id"] in words]
    for certainty in ("certain", "possible", "no") if on else ():
        expected = sum(tie["certainty"] == certainty for tie in ties)
        assert 0 <= answers.count(certainty) - expected <= len(existence)


def test_the_list_says_from_when_to_when_each_tie_was_certain_and_possible(get: Get) -> None:
    words = in_words(text_of(get, "/lineage"))
    assert (
        "existed, by what it says, from 31 March 2017 to 5 September 2018; possibly from 1 March"
        in words
    )


def box_of(drawn: Drawn, name: str) -> str:
    """Return the words of the box that begins with a name."""
    for left, top, right, foot in drawn.boxes:
        inside = [one for one in drawn.texts if left < one.x < right and top < one.y < foot]
        words = " ".join(text.words for text in sorted(inside, key=lambda one: one.y))
        if words.startswith(name):
            return words
    raise AssertionError(f"{name} has no box")


def test_rivals_are_drawn_and_listed_with_their_claims(get: Get) -> None:
    """Every statement is listed with its source; the list left out rivals that have no tie."""
    listed = text_of(get, "/lineage").partition('id="ties"')[2]
    rivals = listed.partition("<h3>Rivals</h3>")[2].partition("</section>")[0]
    assert '<dt><a href="/groups/islamic-state">Islamic State</a></dt>' in rivals
    claims = set(re.findall(r'href="/claims/([^"]+)"', rivals))
    rows = queries.table(get, "relations", kind="rival")
    about = {
        row["claim_id"] for row in rows if "jnim" in (row["from_group_id"], row["to_group_id"])
    }
    assert claims == about != set()


def test_one_box_a_group_and_one_line_a_tie(get: Get) -> None:
    drawn = lineage(get)
    ties = ask(get, "lineage", group="jnim")
    tied = {
        tie["from_id"] for tie in ties if tie["to_id"] == "jnim" and tie["from_kind"] == "group"
    } - {"tuareg"}
    above = {"al-qaeda", "aqim", "taliban"}
    # Rivals are no part of how it came about: they are in the list alone.
    assert len(drawn.boxes) == 1 + len(tied | above)
    assert len(drawn.all("path", **{"class": "tie"})) == len(drawn.boxes) - 1
    # From the top: those that it belongs to, itself, those who merged into it.
    names = ("Al-Qaeda", "Jama'at Nasr al-Islam wal", "Ansar Dine")
    for picture in (drawn, lineage(get, width="narrow")):
        heights = [
            next(box[1] for box in picture.boxes if _has(picture, box, name)) for name in names
        ]
        assert heights == sorted(heights)


def test_a_box_says_what_ties_it_on_whose_word_and_where_lists_differ(get: Get) -> None:
    drawn = lineage(get)
    # All name it; a list is no vote, and two of them may be one source that conflicts with itself.
    assert box_of(drawn, "Ansar Dine") == "Ansar Dine Merged: CSIS; The Modern Insurgent"
    assert not any("lists of" in text.words for text in drawn.texts)
    assert box_of(drawn, "Al-Mourabitoun") == (
        "Al-Mourabitoun · sources conflict Merged: CSIS; The Modern Insurgent in one of its two"
        " lists"
    )
    # What sources conflict on is said by each of them.
    assert box_of(drawn, "Macina Liberation Front") == (
        "Macina Liberation Front · sources conflict Merged: The Modern Insurgent Absorbed: CSIS"
    )
    # Of one list alone there is no conflict.
    for reading in ("csis-merger", "mi-relations-merger"):
        alone = lineage(get, reading=reading)
        assert not any("conflict" in text.words for text in alone.texts), reading
    listed = in_words(text_of(get, "/lineage"))
    assert "No date given; not before March 2017" in listed
    assert "from March 2017 on" not in listed.casefold()
    assert "Affiliate: CSIS; The Modern Insurgent" in box_of(drawn, "Al-Qaeda")


@pytest.mark.parametrize("width", ["wide", "middle", "narrow"])
def test_a_box_has_one_tie_a_source_and_a_line_for_what_makes_it_less(get: Get, width: str) -> None:
    """Boxes were lists of hedges: a stranger read for a minute whom it had pledged to."""
    drawn = lineage(get, width=width)
    # The pledge to its leader, which readers look for, was left out as less than the affiliation.
    assert box_of(drawn, "Al-Qaeda") == (
        "Al-Qaeda Affiliate: CSIS; The Modern Insurgent"
        " Pledge to Ayman al-Zawahiri (leader as of 2018): CSIS"
        " Ghaly says “we”; whether that is JNIM is not stated"
    )
    bold = {text.words for text in drawn.texts if text.bold and text.size < 15}
    assert not [words for words in bold if re.search("quoted|possible|reported|only", words)]
    # Where nothing is stated outright, it is one tie of each kind, by one source. The one claim on
    # who is above it stood only in the list below.
    assert box_of(drawn, "Al-Qaeda in the Islamic Maghreb") == (
        "Al-Qaeda in the Islamic Maghreb (AQIM) Pledge to Abu Musab Abdul Wadud (emir as of 2018):"
        " CSIS Ghaly says “we”; whether that is JNIM is not stated"
        " AQIM would oversee JNIM: The Modern Insurgent"
        " Whether it came to that is not stated"
    )
    # No tie has more than one line that tells why it is less than certain.
    ties = ask(get, "lineage", group="jnim")
    doubts = {tie["tie"].partition(" (")[2].rstrip(")").casefold() for tie in ties} - {""}
    for left, top, right, foot in drawn.boxes:
        inside = [each for each in drawn.texts if left < each.x < right and top < each.y < foot]
        words = " ".join(each.words for each in sorted(inside, key=lambda one: one.y))
        told = words.count("Pledge") + words.count("oversee")
        assert sum(doubt in words.casefold() for doubt in doubts) <= max(told, 1), words


@pytest.mark.parametrize("group", GROUPS)
def test_groups_alone_have_a_box(get: Get, group: str) -> None:
    """A man stood among groups, and a people among organisations, as if it had been taken in."""
    kinds = {row["name"]: row["kind"] for row in queries.table(get, "groups")}
    drawn = lineage(get, group=group)
    names = [text.words for text in drawn.texts if text.bold and text.size == 14]
    boxes = {name: kinds[name] for name in kinds if any(name == words for words in names)}
    assert (len(boxes) > 1) == (group != "tuareg")
    assert "people" not in boxes.values()
    assert not {row["name"] for row in queries.table(get, "people")} & set(names)
    # What is said of them is in the list.
    listed = in_words(text_of(get, "/lineage"))
    assert 'href="/people/haibatullah-akhundzada">Haibatullah Akhundzada</a></h3>' in listed
    assert "JNIM has taken in, for instance, ethnic groups other than the Fulani" in listed


def test_a_pledge_to_a_man_is_a_tie_with_the_group_that_he_is_said_to_lead(get: Get) -> None:
    """The box bore the group's name, to which no source says that it pledged."""
    box = box_of(lineage(get), "Haibatullah")
    assert box == (
        "Haibatullah Akhundzada, leader of the Taliban Pledge (leader as of 2018): CSIS"
        " Through Zawahiri: Ghaly says “we” and “from him”"
    )


@pytest.mark.parametrize(
    ("group", "title"),
    [
        ("jnim", "Who merged into JNIM, and to whom it belongs or pledged allegiance"),
        ("ansar-dine", "Who belongs to Ansar Dine, and what it merged into or belongs to"),
        ("taliban", "Who pledged allegiance to the Taliban"),
    ],
)
def test_the_title_says_what_the_picture_shows(get: Get, group: str, title: str) -> None:
    """“Lineage of JNIM” named the sort of picture."""
    assert (title, 17) in {(each.words, each.size) for each in lineage(get, group=group).texts}
    assert f"<h1>{title}</h1>" in text_of(get, f"/lineage?group={group}")


@pytest.mark.parametrize("width", ["wide", "middle", "narrow"])
def test_the_group_stands_between_its_parents_and_its_parts(get: Get, width: str) -> None:
    """A column of a few parents beside many parts left a third of the picture empty."""
    drawn = lineage(get, width=width)
    own = next(box for box in drawn.boxes if _has(drawn, box, "Jama'at"))
    assert own[2] - own[0] == drawn.size[0] - 12
    assert {box[3] <= own[1] or box[1] >= own[3] for box in drawn.boxes if box != own} == {True}
    # Half of what is above or below it, or more, are boxes.
    taken = sum((box[2] - box[0]) * (box[3] - box[1]) for box in drawn.boxes)
    tops, feet = min(box[1] for box in drawn.boxes), max(box[3] for box in drawn.boxes)
    assert taken > (feet - tops) * drawn.size[0] / 2


def test_lines_tell_parents_from_parts(get: Get) -> None:
    """One line carried both, with arrows into both: “Ansar Dine → Al-Qaeda”."""
    for width in ("wide", "narrow"):
        drawn = lineage(get, width=width)
        (own,) = [box for box in drawn.all("rect") if box.get("fill") == LIGHT["tint"]]
        top, high = float(own.get("y") or 0), float(own.get("height") or 0)
        head = "url(#drawing-head)"
        ends = [line.get("d") or "" for line in drawn.all("path", marker_end=head)]
        assert len(ends) == 3, "to whom it belongs or pledged"
        assert all(f",{top:g}V" in end for end in ends), "from the group, above it"
        starts = [line.get("d") or "" for line in drawn.all("path", marker_start=head)]
        assert len(starts) == len(drawn.boxes) - 4
        assert all(f",{top + high:g}V" in start for start in starts), "into it, from below"


def _has(drawn: Drawn, box: tuple[float, float, float, float], name: str) -> bool:
    return any(
        text.words.startswith(name)
        for text in drawn.texts
        if box[0] < text.x < box[2] and box[1] < text.y < box[3]
    )


def test_no_tie_is_drawn_on_a_day_before_its_own_source_has_the_group_formed(get: Get) -> None:
    """By Weiss, JNIM may not yet have been formed, and the box drew it as possibly a branch."""
    drawn = lineage(get, on="2017-01-01")
    assert not any(text.words.startswith(("Al-Qaeda", "Branch: ")) for text in drawn.texts)
    listed = in_words(text_of(get, "/lineage?on=2017-01-01"))
    assert listed.count("Possible then, but its source has the group formed later.") == 1
    later = lineage(get, on="2017-03-03", reading="weiss-2018")
    assert "Branch: Caleb Weiss, cited by The Modern Insurgent " in box_of(later, "Al-Qaeda")


@pytest.mark.parametrize("on", ["", "2017-01-01", "2018-09-05"])
def test_who_is_in_every_list_is_in_no_conflict_on_any_day(get: Get, on: str) -> None:
    drawn = lineage(get, on=on)
    assert "conflict" not in box_of(drawn, "Ansar Dine")
    assert "· sources conflict" in box_of(drawn, "Al-Mourabitoun")


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("on", ["", "2017-01-01", "2018-09-05"])
def test_lines_over_each_other_are_in_step(get: Get, on: str, width: str) -> None:
    """Broken lines drawn over each other, out of step, looked solid, which means “stated”."""
    drawn = lineage(get, on=on, width=width)
    starts: dict[str, list[tuple[str, bool]]] = {}
    for line in drawn.all("path", **{"class": "tie"}):
        x, y, side = re.findall(r"[\d.]+", line.get("d") or "")[:3]
        is_full = line.get("stroke-dasharray") is None
        starts.setdefault(f"{x} {float(side) > float(y)}", []).append((y, is_full))
    assert starts
    for each in starts.values():
        # Those on one line all begin at the group, so that gaps lie on gaps; full ones come last.
        assert len({y for y, _ in each}) == 1
        assert [full for _, full in each] == sorted(full for _, full in each)
    # Where all is only possible no line is full, and the key has no full one.
    is_full = any(full for each in starts.values() for _, full in each)
    full = "so then, or before with no end stated" if on else "stated outright by a source"
    assert is_full == (full in legend(drawn)) == (on != "2017-01-01")


def test_a_doubtful_founding_that_we_date_is_said_to_be_both(get: Get) -> None:
    """“Formed 2 March 2017 to 3 March 2017” read like a founding that took two days."""
    page = text_of(get, "/lineage")
    assert "Possibly formed 2 or 3 March 2017 (inferred)." in in_words(page)
    box = box_of(lineage(get), "Jama'at")
    assert "Formed March 2017: CSIS; US State Department" in box
    assert "(inferred)" not in box
    alone = box_of(lineage(get, reading="weiss-2018"), "Jama'at")
    assert "Possibly formed 2 or 3 March 2017 (inferred): Caleb Weiss" in alone
    of_timeline = in_words(text_of(get, "/timeline"))
    assert "2 or 3 March 2017 (possible): <a" in of_timeline
    for text in (page, of_timeline):
        assert "2 March 2017 to 3 March 2017" not in text


def test_leaders_are_named_as_of_when_they_were_said_to_lead(get: Get) -> None:
    drawn = lineage(get)
    assert "Emir and leader: Iyad Ag Ghaly, as of 2018" in box_of(drawn, "Jama'at")
    assert "(emir as of 2018)" in box_of(drawn, "Al-Qaeda in the Islamic Maghreb")


def test_what_is_no_single_organisation_is_drawn_otherwise(get: Get) -> None:
    drawn = lineage(get)
    round_ones = [box for box in drawn.all("rect") if box.get("class") == "box" and box.get("rx")]
    assert len(round_ones) == 2, "Fulani militias, and local groups"


def test_a_tie_of_the_leader_alone_makes_no_full_line(get: Get) -> None:
    """The emir's own pledge drew a solid line, above “possible branch”."""
    drawn = lineage(get)
    lines = drawn.all("path", **{"class": "tie"})
    broken = [line for line in lines if line.get("stroke-dasharray")]
    assert len(broken) == 2, "to AQIM and to the Taliban"


def test_the_key_of_a_lineage_is_of_what_is_drawn(get: Get) -> None:
    """Each picture explained broken lines and round corners, even if it had none."""
    full, many = "stated outright by a source", "not a single organisation"
    broken = "less certain, or indirect"
    assert legend(lineage(get)) == {full, broken, many}
    assert legend(lineage(get, reading="csis-merger")) == set()
    # On a day, a broken line is a matter of dates: “see its box” led to none.
    assert legend(lineage(get, on="2017-03-01")) == {"only possible then", many}
    sure = "so then, or before with no end stated"
    assert legend(lineage(get, on="2018-09-05")) == {sure, "only possible then", many}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "CSIS and The Modern Insurgent call JNIM an affiliate of"),
        ("", "affiliate of Al-Qaeda. Sources conflict on who merged"),
        # The picture has five lists, and the sentence had as many sources.
        ("", " JNIM: all five lists from four sources have Ansar Dine; only some have AQIM's Sah"),
        ("", " or the Macina Liberation Front; CSIS has the Macina Liberation Front as absorbed."),
        (
            "reading=csis-2018",
            "By CSIS, AQIM's Sahara branch, Al-Mourabitoun and Ansar Dine merged into JNIM.",
        ),
        (
            "reading=modern-insurgent-2022",
            "The Modern Insurgent gives two different lists of who merged to form JNIM: all have"
            " Ansar Dine and the Macina Liberation Front; only some have ",
        ),
        ("reading=site-2017-03-02", "By SITE Intelligence Group, "),
        ("reading=site-2017-03-02", " and Ansar Dine possibly merged into JNIM."),
        (
            "on=2017-01-01",
            "On 1 January 2017, by CSIS 2018, The Modern Insurgent 2022 and US State",
        ),
        (
            "on=2017-01-01",
            " JNIM had not yet been formed; by Caleb Weiss, 4 March 2018, it had possibly",
        ),
        ("on=2018", "In 2018, by "),
    ],
)
def test_a_sentence_above_the_lineage_says_what_is_to_be_seen(
    get: Get, query: str, words: str
) -> None:
    page = text_of(get, f"/lineage?{query}")
    lead = page.partition('<p class="lead"')[2].partition("</p>")[0]
    assert words in html.unescape(lead)
    given = dict(pair.split("=") for pair in query.split("&") if pair)
    below = " ".join(text.words for text in lineage(get, **given).texts if text.size == 14)
    assert words in below, "the title says what the picture is of"


def test_sources_that_name_other_groups_conflict_only_where_that_is_recorded() -> None:
    """“4 of 5 lists” looked like a score of who is right."""

    def said(*pairs: tuple[str, str, str], conflict: str = "") -> str:
        row: dict[str, Any] = {"about_source": None, "tie": "Merged into", "told": "past"}
        row["is_doubtful"] = 0
        merged = [
            row | {"from_name": name, "source": source, "reading_set": each, "claim_id": each}
            for name, source, each in pairs
        ]
        found = findings.of_lists(merged, [], {"name": "G"}, [{"claim_id": conflict}])
        return str(found["finding"])

    one, other = ("A", "S 2018", "s"), ("B", "T, 1 May 2019", "t")
    assert said(one, other, conflict="s") == (
        "Sources conflict on who merged to form G: no group is in all two lists from two sources;"
        " some have A or B."
    )
    assert said(one, other).startswith("Sources do not name the same groups that merged")
    assert said(one, ("A", "T, 1 May 2019", "t")) == "By S and T, A merged into G."
    both = [("A", "S 2018", "s"), ("B", "S 2018", "s"), ("B", "S 2018", "other")]
    assert said(*both) == (
        "S gives two different lists of who merged to form G: all have B; only some have A."
    )


def test_a_line_is_broken_where_a_tie_is_possible_and_missing_where_it_is_not(get: Get) -> None:
    def styles(on: str, **more: str) -> set[str]:
        lines = lineage(get, on=on, **more).all("path", **{"class": "tie"})
        return {line.get("stroke-dasharray", "full") for line in lines}

    assert styles("2017-03-01") == {"6 4"}
    assert "full" in styles("2022-10-28")
    assert styles("2017-02-28", reading="csis-merger") == set()
    early = lineage(get, on="2017-02-28", reading="csis-merger")
    said = " ".join(text.words for text in early.texts if text.size == 14)
    assert "On 28 February 2017, by CSIS 2018, JNIM had not yet been formed." in said
    assert len(early.boxes) == 1, "who was certainly not tied to it has no box"
    # What had come about, and of which no end is stated, is more than possible.
    later = lineage(get, on="2018-10-01", reading="csis-merger")
    assert styles("2018-10-01", reading="csis-merger") == {"full", "6 4"}
    (root,) = [box for box in later.all("rect") if box.get("fill") == LIGHT["tint"]]
    assert root.get("stroke-dasharray") is None, "it had been formed, and no end is stated"
    # Rivals are known as of today's sources.
    assert not any("Rival" in text.words for text in lineage(get, on="2017-03-01").texts)


def test_a_picture_of_a_day_says_nothing_that_its_sources_deny_of_that_day(get: Get) -> None:
    """It drew what CSIS says about 2018 under a sentence in which CSIS denies it for 2017."""
    denied = {
        tie["from_name"]
        for tie in ask(get, "lineage", group="jnim", as_of="2017-01-01", reading="csis-2018")
        if tie["certainty"] == "no"
    }
    assert "Ansar Dine" in denied
    drawn = lineage(get, on="2017-01-01")
    in_boxes = " ".join(
        text.words
        for text in drawn.texts
        if any(x < text.x < right and y < text.y < foot for x, y, right, foot in drawn.boxes)
    )
    assert "Nsaibia" in in_boxes
    for words in ("Affiliate", "Merged:", "Absorbed", "Incorporated", "Ghaly"):
        assert words not in in_boxes, words


@pytest.mark.parametrize("on", ["1950", "2015-01-01"])
def test_a_founding_in_doubt_is_none_of_a_time_before(get: Get, on: str) -> None:
    """For 1950 it said that the group may have existed, citing a source that says 2017."""
    lead = text_of(get, f"/lineage?on={on}").partition('<p class="lead"')[2].partition("</p>")[0]
    assert "by Caleb Weiss, 4 March 2018, it had possibly not yet been formed." in lead
    rows = {row["source_id"]: row for row in ask(get, "existed", group="jnim", date=on)}
    assert "may have existed" not in {row["in_words"] for row in rows.values()}
    assert rows["nsaibia-undated"]["in_words"] is None, "it dates nothing"
    page = re.sub("<[^>]+>", "", text_of(get, f"/jnim/existed?group=jnim&date={on}"))
    assert "Nothing about that time is said by" in page


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (
            "2019-01-01",
            "On 1 January 2019, by CSIS 2018 and US State Department 2018, JNIM had been formed,"
            " and no end is stated; by Caleb Weiss, 4 March 2018, it had possibly been formed, and"
            " no end is stated.",
        ),
        ("2022-10-28", "On 28 October 2022, by The Modern Insurgent 2022, JNIM existed."),
        (
            "2017-12-31&group=al-mourabitoun",
            "On 31 December 2017, by SITE Intelligence Group, 2 March 2017, Al-Mourabitoun had been"
            " formed, and no end is stated.",
        ),
        (
            "1990&group=ansar-dine",
            "In 1990, by The Modern Insurgent 2022, Ansar Dine was formed in or before 2012; how"
            " long before is not stated.",
        ),
    ],
)
def test_no_source_speaks_of_a_day_after_it(get: Get, on: str, said: str) -> None:
    """It said that, by a paper of March 2018, the group may have existed in October 2022."""
    lead = text_of(get, f"/lineage?on={on}").partition('<p class="lead"')[2].partition("</p>")[0]
    assert said in lead


def test_a_line_is_broken_for_one_reason_on_a_day_and_at_any_time(get: Get) -> None:
    def broken(**given: str) -> set[str]:
        drawn = lineage(get, **given)
        dashed = [box.get("stroke-dasharray") for box in drawn.all("rect", **{"class": "box"})]
        corners = [corner for corner, dashes in zip(drawn.boxes, dashed, strict=True) if dashes]
        return {
            text.words
            for text in drawn.texts
            for x, y, right, foot in corners
            if text.bold and text.size == 14 and x < text.x < right and y < text.y < foot
        }

    names = broken()
    assert {"(AQIM)", "Taliban"} <= {name.split()[-1] for name in names}
    assert broken(on="2022-10-28") == names


def test_conflicts_between_sources_are_named_below_the_picture(get: Get) -> None:
    page = text_of(get, "/lineage")
    caption = page[page.index("<figcaption") : page.index("</figcaption>")]
    assert 'href="/disagreements/merged-groups"' in caption


def test_another_group_has_a_lineage_of_its_own(get: Get) -> None:
    drawn = lineage(get, group="al-qaeda")
    assert "Affiliate" in box_of(drawn, "Jama'at")
    assert any(text.words == "Who is tied to Al-Qaeda" for text in drawn.texts)
    # Who merged to form another group is no conflict of what is drawn.
    page = text_of(get, "/lineage?group=al-qaeda")
    assert "merged-groups" not in page[page.index("<figcaption") : page.index("</figcaption>")]
    part = lineage(get, group="ansar-dine")
    said = " ".join(text.words for text in part.texts if text.size == 14)
    assert "CSIS calls Ansar Dine an affiliate of Al-Qaeda." in said


def test_who_manages_something_for_another_is_not_said_to_belong_to_it(get: Get) -> None:
    """“What AQIM belongs to” was above a box that says for whom it manages the efforts."""
    headings = {text.words for text in lineage(get, group="aqim").texts if text.bold}
    assert "What AQIM manages the efforts of" in headings
    assert "What AQIM belongs to" not in headings
    assert any(
        text.words == "Who is tied to Al-Qaeda" for text in lineage(get, group="al-qaeda").texts
    )


def test_on_1_march_2017_jnim_possibly_existed_as_the_queries_say(get: Get) -> None:
    for on, words in (
        ("2017-02-28", "had not yet been formed."),
        ("2017-03-01", "may have existed."),
        ("2017-04-01", "existed."),
        ("2018-09-06", "had been formed, and no end is stated."),
    ):
        assert f"by CSIS 2018, JNIM {words}" in text_of(get, f"/lineage?on={on}&reading=csis-2018")
    both = text_of(get, "/lineage?on=2017-04-01")
    assert "by CSIS 2018 and US State Department 2018, JNIM existed; by " in both
    for member in ask(get, "members", group="jnim", as_of="2017-03-01"):
        if member["member_kind"] == "group":
            tie = [
                one
                for one in ask(get, "lineage", group="jnim", as_of="2017-03-01")
                if (one["from_id"], one["claim_id"]) == (member["member_id"], member["claim_id"])
                and one["to_id"] == "jnim"
            ]
            assert [one["certainty"] for one in tie] == [member["certainty"]]


@pytest.mark.parametrize(
    ("reading", "members"),
    [
        ("csis-merger", {"ansar-dine", "al-mourabitoun", "aqim-sahara", "macina-liberation-front"}),
        ("mi-history-merger", {"ansar-dine", "macina-liberation-front", "aqim-sahara"}),
        ("mi-relations-merger", {"ansar-dine", "macina-liberation-front", "al-mourabitoun"}),
        ("site-2017-03-02", {"ansar-dine", "aqim-sahara", "al-mourabitoun"}),
    ],
)
def test_a_reading_shows_only_its_own_list(get: Get, reading: str, members: set[str]) -> None:
    page = text_of(get, f"/lineage?reading={reading}")
    lanes = set(re.findall(r'<h3><a href="/groups/([\w-]+)">', in_words(page)))
    ties = ask(get, "lineage", group="jnim", reading=reading)
    assert {tie["from_id"] for tie in ties if tie["to_id"] == "jnim"} == members
    assert members <= lanes
    assert f'<option value="{reading}" selected>' in page
    drawn = drawing(page).links
    assert {address.removeprefix("/groups/") for address, _ in drawn} == {"jnim", *members}


def test_all_sources_together_are_all_that_is_told(get: Get) -> None:
    every = {tie["row_id"] for tie in ask(get, "lineage", group="jnim")}
    parts = [
        # a work that was consulted is the reading of its title as well, which a document cites
        {
            tie["row_id"]
            for tie in ask(get, "lineage", group="jnim", reading=source)
            if tie["source_id"] == source
        }
        for source in {tie["source_id"] for tie in ask(get, "lineage", group="jnim")}
    ]
    assert set.union(*parts) == every


def test_only_what_is_tied_to_jnim_is_in_its_lineage(get: Get) -> None:
    lanes = set(re.findall(r'<h3><a href="/groups/([\w-]+)">', in_words(text_of(get, "/lineage"))))
    assert {"jnim", "ansar-dine", "aqim", "al-qaeda", "taliban"} <= lanes
    assert not lanes & {"france", "islamic-state", "bbc", "united-states", "azawad-movement"}


def test_a_man_s_pledge_is_not_called_its_pledge(get: Get) -> None:
    assert "enewed its pledge" not in text_of(get, "/lineage?group=jnim")
    assert "enewed a pledge to" in text_of(get, "/lineage?group=jnim")


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("2018", "In 2018, by CSIS"),
        ("../2022", "In or before 2022, by CSIS"),
        ("2018/2022", "From 2018 to 2022, by CSIS"),
    ],
)
def test_who_speaks_of_a_part_of_a_period_is_not_said_to_be_silent(
    get: Get, on: str, said: str
) -> None:
    """The picture below names whose affiliate it is, from sources of that year."""
    page = html.unescape(text_of(get, f"/lineage?group=al-qaeda&on={on}"))
    assert said in page
    assert "Al-Qaeda existed on some day of it." in page
    assert "not mentioned" not in page


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31", "1850", "2500-06", "2017", "201X"])
def test_any_day_is_an_answer(get: Get, on: str) -> None:
    page = get(f"/lineage?on={on}")
    assert page.status_code == 200
    assert "<svg" in page.text


def test_the_file_of_the_lineage_is_of_the_subject_where_no_group_is_asked_for(get: Get) -> None:
    # Title and address say what was asked for.
    own, asked = file(get, "lineage").texts[1:], file(get, "lineage", group="jnim").texts[1:]
    (credit,) = [text for text in asked if text not in own]
    assert credit.words.endswith("CC BY 4.0 · /lineage?group=jnim")
    assert get("/-/charts/lineage.png?group=none-such").status_code == 400


@pytest.mark.parametrize("page", ["/lineage", "/disagreements/merged-groups"])
def test_who_merged_is_a_table_of_lists_and_groups(get: Get, page: str) -> None:
    """The lists are what sources conflict on, and readers had to put them together from boxes."""
    part = get(page).text.partition('<section id="lists">')[2].partition("</section>")[0]
    rows = [
        [
            " ".join(html.unescape(re.sub("<[^>]+>", " ", cell)).split())
            for cell in re.findall("<t[hd][^>]*>(.*?)</t[hd]>", row)
        ]
        for row in re.findall("<tr>(.*?)</tr>", part, re.DOTALL)
    ]
    certain, title, copy = "● merged", "○ merged (title only)", "○ merged (in a repost)"
    unnamed = "– not named"
    assert rows == [
        [
            *("Group", "a CSIS", "b Title cited by CSIS", "c The Modern Insurgent, History"),
            *("d The Modern Insurgent, International Relations", "e Nsaibia, cited by CSIS"),
        ],
        ["Ansar Dine", certain, title, certain, certain, copy],
        ["AQIM's Sahara branch", certain, title, certain, unnamed, copy],
        ["Al-Mourabitoun", certain, title, unnamed, certain, copy],
        ["Macina Liberation Front", "◆ absorbed", unnamed, certain, certain, copy],
    ]
    # A group on whose lists nothing conflicts has none.
    assert 'id="lists"' not in get("/lineage?group=ansar-dine").text
