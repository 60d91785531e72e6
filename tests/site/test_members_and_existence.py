"""Who belonged to what, and what existed, on which day: the answers that the two documents give.

The answers come from the documents and not from facts/, so that they check the facts as well.
"""

from __future__ import annotations

import html
import re

import pytest

from tests.site.queries import (
    BY_TITLE,
    CSIS,
    MERGER_TITLE,
    MI,
    Get,
    ask,
    column,
    numbers,
    said_by,
    table,
)

pytestmark = pytest.mark.pinned

# ------------------------------------------------------------------- who merged to form JNIM


@pytest.mark.parametrize(
    ("source", "section", "paragraph", "merged", "absorbed"),
    [
        pytest.param(
            MI,
            "history",
            1,
            {"ansar-dine", "macina-liberation-front", "aqim-sahara"},
            set(),
            id="modern-insurgent-history",
        ),
        pytest.param(
            MI,
            "international relations",
            2,
            {"ansar-dine", "macina-liberation-front", "al-mourabitoun"},
            set(),
            id="modern-insurgent-relations",
        ),
        pytest.param(
            CSIS,
            "leadership",
            2,
            {"ansar-dine", "al-mourabitoun", "aqim-sahara"},
            {"macina-liberation-front"},
            id="csis-leadership",
        ),
    ],
)
def test_each_reading_of_who_merged_is_kept_whole(
    get: Get, source: str, section: str, paragraph: int, merged: set[str], absorbed: set[str]
) -> None:
    rows = [
        row
        for row in said_by(ask(get, "members", group="jnim"), source, section)
        if row["role"] in {"merged", "absorbed"}
    ]
    assert column([row for row in rows if row["role"] == "merged"], "member_id") == merged
    assert column([row for row in rows if row["role"] == "absorbed"], "member_id") == absorbed
    assert all(paragraph in numbers(row["locator"]) for row in rows)
    assert len(column(rows, "reading_set")) == 1
    assert None not in column(rows, "reading_set")


def test_only_ansar_dine_merges_in_all_three_readings(get: Get) -> None:
    rows = ask(get, "members", group="jnim")
    readings = [
        column(said_by(rows, source, section, role="merged"), "member_id")
        for source, section in [(MI, "history"), (MI, "international"), (CSIS, "leadership")]
    ]
    assert set.intersection(*readings) == {"ansar-dine"}


def test_the_readings_of_who_merged_do_not_share_a_set(get: Get) -> None:
    rows = ask(get, "members", group="jnim")
    sets = [
        column(said_by(rows, source, section, role="merged"), "reading_set")
        for source, section in [(MI, "history"), (MI, "international"), (CSIS, "leadership")]
    ]
    assert len(set.union(*sets)) == 3


def test_the_title_of_2_march_2017_is_a_reading_of_its_own(get: Get) -> None:
    by_set: dict[str, set[str]] = {}
    for row in ask(get, "members", group="jnim"):
        if row["source_id"] in BY_TITLE and "leadership" not in row["locator"].casefold():
            by_set.setdefault(row["reading_set"], set()).add(row["member_id"])
    assert {"ansar-dine", "aqim-sahara", "al-mourabitoun"} in by_set.values()


def test_a_month_is_not_padded_to_a_day(get: Get) -> None:
    rows = ask(get, "members", group="jnim")
    history = said_by(rows, MI, "history", role="merged")
    assert all(row["start"].startswith("2017-03") for row in history)
    for row in history + said_by(rows, CSIS, "leadership", role="merged"):
        assert not re.fullmatch(r"\d{4}-\d\d-\d\d", row["start"] or ""), row


# ------------------------------------------------------------------- membership on a day


@pytest.mark.parametrize(
    ("as_of", "source", "section", "member", "role", "certainty"),
    [
        # CSIS: they unified, in March 2017. Whether they were one group ever after is not stated.
        ("2017-03-31", CSIS, "leadership", "ansar-dine", "merged", "possible"),
        ("2018-03", CSIS, "leadership", "ansar-dine", "merged", "possible"),
        ("2018-06-01", CSIS, "leadership", "al-mourabitoun", "merged", "possible"),
        ("2018-09-05", CSIS, "leadership", "aqim-sahara", "merged", "possible"),
        ("2018-06-01", CSIS, "leadership", "macina-liberation-front", "absorbed", "possible"),
        ("2022-10-28", CSIS, "leadership", "ansar-dine", "merged", "possible"),
        # The Modern Insurgent: formed through the merger, in March 2017 or later.
        ("2017-03-15", MI, "history", "ansar-dine", "merged", "possible"),
        ("2017-04-01", MI, "history", "aqim-sahara", "merged", "possible"),
        ("2022-10-28", MI, "history", "macina-liberation-front", "merged", "possible"),
        # A merger without date or tense, and one that has been told in the perfect.
        ("2022-10-28", MI, "international", "al-mourabitoun", "merged", "possible"),
        ("2022-10-28", MI, "international", "local-groups", "incorporated", "possible"),
        # "Is" one of the component groups: so on the day of publication.
        ("2017-06-01", MI, "objectives", "macina-liberation-front", "component", "possible"),
        ("2022-10-27", MI, "objectives", "macina-liberation-front", "component", "possible"),
        ("2022-10-28", MI, "objectives", "macina-liberation-front", "component", "certain"),
        ("2022-10-29", MI, "objectives", "macina-liberation-front", "component", "possible"),
        # The present tense of a document whose day is not known is never certain.
        ("2017-06-01", CSIS, "leadership", "iyad-ag-ghaly", "emir", "possible"),
        ("2018-09-04", CSIS, "leadership", "iyad-ag-ghaly", "emir", "possible"),
        ("2018-09-05", CSIS, "leadership", "iyad-ag-ghaly", "emir", "possible"),
        ("2018-10-01", CSIS, "leadership", "iyad-ag-ghaly", "emir", "possible"),
        ("2018-12-31", CSIS, "leadership", "iyad-ag-ghaly", "emir", "possible"),
        ("2022-10-28", CSIS, "leadership", "iyad-ag-ghaly", "emir", "possible"),
        ("2018-10-01", CSIS, "leadership", "djamel-okacha", "notable-member", "possible"),
        ("2018-10-01", CSIS, "leadership", "mokhtar-belmokhtar", "notable-member", "possible"),
        ("2018-10-01", CSIS, "leadership", "mohamed-koufa", "notable-member", "possible"),
    ],
)
def test_membership_on_a_day(
    get: Get, as_of: str, source: str, section: str, member: str, role: str, certainty: str
) -> None:
    rows = ask(get, "members", group="jnim", as_of=as_of)
    hits = said_by(rows, source, section, member_id=member, role=role)
    assert column(hits, "certainty") == {certainty}


@pytest.mark.parametrize("as_of", ["2016", "2016-12-31", "2017-02-28"])
def test_nobody_had_merged_before_march_2017(get: Get, as_of: str) -> None:
    rows = ask(get, "members", group="jnim", as_of=as_of)
    assert "certain" not in column(rows, "certainty")
    for source, section in [(MI, "history"), (CSIS, "leadership")]:
        assert said_by(rows, source, section, role="merged") == []


@pytest.mark.parametrize("as_of", ["2017-03-02", "2017-03-03", "2017-04-01", "2018-06-01"])
def test_a_title_that_announces_a_merger_makes_nobody_a_member(get: Get, as_of: str) -> None:
    rows = ask(get, "members", group="jnim", as_of=as_of)
    announced = [row for row in rows if row["about_source_id"] == MERGER_TITLE]
    assert column(announced, "member_id") == {"ansar-dine", "aqim-sahara", "al-mourabitoun"}
    assert column(announced, "certainty") == {"possible"}


@pytest.mark.parametrize("as_of", ["2012", "2017-04-01", "2018-06-01", "2018-10-01", "2021"])
def test_on_these_days_no_document_is_certain_of_any_member(get: Get, as_of: str) -> None:
    assert "certain" not in column(ask(get, "members", group="jnim", as_of=as_of), "certainty")


@pytest.mark.parametrize("day", ["2017-01-01", "2017-02-28", "2017-06-01", "2017-12-31"])
def test_some_day_of_2017_is_no_sighting_of_the_factions_in_syria(get: Get, day: str) -> None:
    rows = ask(get, "members", group="syrian-factions", as_of=day)
    assert column(rows, "member_id") == {"jabhat-fatah-al-sham", "hayat-tahrir-al-sham"}
    assert column(rows, "certainty") == {"possible"}
    for group in ("jabhat-fatah-al-sham", "hayat-tahrir-al-sham"):
        assert column(ask(get, "existed", group=group, date=day), "answer") == {"possible"}


def test_no_document_is_certain_of_macina_on_2_march_2017(get: Get) -> None:
    rows = ask(get, "members", group="jnim", as_of="2017-03-02")
    hits = [row for row in rows if row["member_id"] == "macina-liberation-front"]
    assert "certain" not in column(hits, "certainty")


def test_a_merger_stays_possible_on_each_day_of_its_month(get: Get) -> None:
    rows = ask(get, "members", group="jnim", as_of="2017-03-01")
    merged = [row for row in rows if row["role"] == "merged"]
    assert column(merged, "certainty") == {"possible"}


def test_without_a_day_there_is_no_certainty_and_doubt_is_there_all_the_same(get: Get) -> None:
    rows = ask(get, "members", group="jnim")
    said = {(row["claim_id"], row["member_id"]): row["certainty"] for row in rows}
    assert set(said.values()) == {None, "possible"}
    assert said["csis-koufa", "mohamed-koufa"] is None


def test_members_are_groups_and_people(get: Get) -> None:
    kinds = {row["member_id"]: row["member_kind"] for row in ask(get, "members", group="jnim")}
    assert kinds["ansar-dine"] == "group"
    assert kinds["mohamed-koufa"] == "person"


def test_an_empty_group_does_not_restrict(get: Get) -> None:
    everyone = column(ask(get, "members"), "member_id")
    assert column(ask(get, "members", group="jnim"), "member_id") < everyone


# ------------------------------------------------------------------- who leads what


def test_only_csis_names_an_emir_of_jnim(get: Get) -> None:
    emirs = [row for row in ask(get, "members", group="jnim") if row["role"] == "emir"]
    assert {(row["member_id"], row["source_id"]) for row in emirs} == {("iyad-ag-ghaly", CSIS)}


@pytest.mark.parametrize(
    ("group", "member", "role", "source"),
    [
        ("ansar-dine", "iyad-ag-ghaly", "former-leader", CSIS),
        ("ansar-dine", "mohamed-koufa", "former-emir", CSIS),
        ("ansar-dine", "iyad-ag-ghaly", "founder", MI),
        ("aqim-sahara", "djamel-okacha", "former-emir", CSIS),
        ("al-mourabitoun", "mokhtar-belmokhtar", "former-emir", CSIS),
        ("aqim", "abu-musab-abdul-wadud", "emir", CSIS),
        ("al-qaeda", "ayman-al-zawahiri", "leader", CSIS),
        ("al-qaeda", "ayman-al-zawahiri", "leader", MI),
        ("taliban", "haibatullah-akhundzada", "leader", CSIS),
        ("azawad-movement", "iyad-ag-ghaly", "founder", MI),
    ],
)
def test_who_leads_or_led_what(get: Get, group: str, member: str, role: str, source: str) -> None:
    rows = said_by(ask(get, "members", group=group), source)
    assert (member, role) in {(row["member_id"], row["role"]) for row in rows}


def test_csis_puts_koufa_in_ansar_dine_and_nobody_puts_him_in_macina(get: Get) -> None:
    rows = ask(get, "members", group="macina-liberation-front")
    assert "mohamed-koufa" not in column(rows, "member_id")


# ------------------------------------------------------------------- what was known by when


@pytest.mark.parametrize(
    ("known_by", "expected"),
    [
        ("2016-12-31", set()),
        ("2017-03-01", set()),
        ("2017-03-02", {"ansar-dine", "aqim-sahara", "al-mourabitoun"}),
        ("2017-12-31", {"ansar-dine", "aqim-sahara", "al-mourabitoun"}),
        ("2018-09-04", {"ansar-dine", "aqim-sahara", "al-mourabitoun"}),
        # CSIS prints no day: it had certainly appeared only when 2018 was over.
        ("2018-10-01", {"ansar-dine", "aqim-sahara", "al-mourabitoun"}),
        ("2018-12-30", {"ansar-dine", "aqim-sahara", "al-mourabitoun"}),
    ],
)
def test_before_csis_appeared_only_a_title_told_who_merged(
    get: Get, known_by: str, expected: set[str]
) -> None:
    rows = ask(get, "members", group="jnim", known_by=known_by)
    merged = [row for row in rows if row["role"] == "merged"]
    assert column(merged, "member_id") == expected


def test_with_csis_the_absorbed_group_and_the_emir_were_known(get: Get) -> None:
    rows = ask(get, "members", group="jnim", known_by="2018-12-31")
    assert {"macina-liberation-front", "iyad-ag-ghaly"} <= column(said_by(rows, CSIS), "member_id")
    assert MI not in column(rows, "source_id")


@pytest.mark.parametrize(("known_by", "there"), [("2022-10-27", False), ("2022-10-28", True)])
def test_the_modern_insurgent_was_known_on_the_day_of_its_update(
    get: Get, known_by: str, there: bool
) -> None:
    rows = ask(get, "members", group="jnim", known_by=known_by)
    assert (MI in column(rows, "source_id")) is there


def test_by_28_october_2022_all_was_known(get: Get) -> None:
    known = ask(get, "members", group="jnim", known_by="2022-10-28")
    for row in ask(get, "members", group="jnim"):
        if row["source_id"] in {CSIS, MI, MERGER_TITLE}:
            assert row in known


def test_what_was_known_in_2018_was_not_certain_of_october_2018(get: Get) -> None:
    rows = ask(get, "members", group="jnim", as_of="2018-10-01", known_by="2018-12-31")
    assert column(said_by(rows, CSIS), "certainty") == {"possible"}
    assert "certain" not in column(rows, "certainty")


# ------------------------------------------------------------------- did it exist


@pytest.mark.parametrize(
    ("date", "answer"), [("2016", "no"), ("2017-02-28", "no"), ("2017-03-01", "possible")]
)
def test_before_the_merger_both_profiles_agree(get: Get, date: str, answer: str) -> None:
    rows = ask(get, "existed", group="jnim", date=date)
    for source in (CSIS, MI):
        assert column(said_by(rows, source), "answer") == {answer}
    # The works that they cite do not say when it was founded.
    assert column(rows, "answer") <= {answer, "possible"}


@pytest.mark.parametrize("date", ["2017-03-02", "2017-03-03", "2017-03-30"])
def test_in_march_2017_no_document_says_yes(get: Get, date: str) -> None:
    # The title of 2 March announces a merger: that is not yet to have merged.
    rows = ask(get, "existed", group="jnim", date=date)
    assert column(rows, "answer") == {"possible"}
    assert {CSIS, MI} <= column(rows, "source_id")


@pytest.mark.parametrize(
    ("date", "csis", "mi"),
    [
        # CSIS: formed in March 2017, and told of in the present on 5 September 2018 or later.
        # The Modern Insurgent: in March 2017 or later, and before a page on it, of July 2018.
        ("2017-04-01", "yes", "possible"),
        ("2018-03", "yes", "possible"),
        ("2018-08-01", "yes", "yes"),
        ("2018-09-05", "yes", "yes"),
        ("2018-09-06", "possible", "yes"),
        ("2018-12-31", "possible", "yes"),
        ("2022-10-28", "possible", "yes"),
        ("2022-10-29", "possible", "possible"),
        ("2030", "possible", "possible"),
    ],
)
def test_jnim_exists_as_far_as_a_document_can_tell(get: Get, date: str, csis: str, mi: str) -> None:
    rows = ask(get, "existed", group="jnim", date=date)
    assert column(said_by(rows, CSIS), "answer") == {csis}
    assert column(said_by(rows, MI), "answer") == {mi}
    assert "no" not in column(rows, "answer")


def test_a_yes_names_the_claims_that_show_it(get: Get) -> None:
    claims = {row["id"]: row for row in table(get, "claims")}
    for row in ask(get, "existed", date="2018-08-01"):
        if row["answer"] == "yes":
            first, last = claims[row["first_claim_id"]], claims[row["last_claim_id"]]
            assert first["source_id"] == last["source_id"] == row["source_id"]
    (jnim,) = said_by(ask(get, "existed", group="jnim", date="2017-04-01"), CSIS)
    assert jnim["first_claim_id"] == "csis-formation"
    (jnim_mi,) = said_by(ask(get, "existed", group="jnim", date="2018-08-01"), MI)
    assert jnim_mi["first_claim_id"] == "mi-title-mapping-militants"
    said = ask(get, "said_about", id="jnim")
    latest = [row for row in said if row["claim_id"] == jnim["last_claim_id"]]
    assert column(latest, "told") == {"present"}


@pytest.mark.parametrize(
    ("group", "date", "answers"),
    [
        # Founded in 1988; what became of it is not told.
        ("azawad-movement", "1987-01-01", {"no"}),
        ("azawad-movement", "1987", {"no"}),
        ("azawad-movement", "1988-01-01", {"possible"}),
        ("azawad-movement", "1988-06-15", {"possible"}),
        ("azawad-movement", "1989-01-01", {"possible"}),
        # Groups of which no document tells when they began: never a plain no, nor yet a yes.
        ("ansar-dine", "2000-01-01", {"possible"}),
        ("al-mourabitoun", "2010-01-01", {"possible"}),
        ("macina-liberation-front", "2010-01-01", {"possible"}),
    ],
)
def test_existence_of_other_groups(get: Get, group: str, date: str, answers: set[str]) -> None:
    assert column(ask(get, "existed", group=group, date=date), "answer") == answers


@pytest.mark.parametrize(
    ("group", "date"),
    [
        ("ansar-dine", "2012-12-31"),  # after the takeover of Timbuktu in that year
        ("ansar-dine", "2017-02-28"),  # about to merge
        ("ansar-dine", "2022-10-28"),  # spoken of in the present tense
        ("macina-liberation-front", "2022-10-28"),  # the same
        ("al-mourabitoun", "2017-02-28"),
        ("aqim", "2017-05-05"),  # ten years old, by a title of that day
    ],
)
def test_a_group_that_was_seen_is_not_denied(get: Get, group: str, date: str) -> None:
    answers = column(ask(get, "existed", group=group, date=date), "answer")
    assert answers
    assert answers <= {"yes", "possible"}


def test_a_group_that_a_document_speaks_of_exists_on_its_day(get: Get) -> None:
    rows = ask(get, "existed", group="ansar-dine", date="2022-10-28")
    assert "yes" in column(said_by(rows, MI), "answer")


SAID = "Said to belong by sources published then, which give no date: "
JOINED = (
    "Possibly, as a source says that they joined earlier, and none that they left: Al-Mourabitoun, "
    "Ansar Dine,"
    " AQIM's Sahara branch. "
)


@pytest.mark.parametrize(
    ("as_of", "words", "answers"),
    [
        (
            "2018",
            "No source dates anyone’s membership to 2018. "
            f"{SAID}Iyad Ag Ghaly, Djamel Okacha, Mohamed Koufa, Mokhtar Belmokhtar. {JOINED}",
            {"possibly", "so said then"},
        ),
        (
            "2017-03",
            "No source says who belonged on every day of March 2017. On some day of it, by such"
            " dates: Al-Mourabitoun, Ansar Dine, AQIM's Sahara branch. Others are"
            " named for other dates, and may have belonged: ",
            {"possibly", "on some day of it"},
        ),
        (
            "2018-09-05",
            f"No source dates anyone’s membership to 5 September 2018. {SAID}Iyad Ag Ghaly. "
            f"{JOINED[:70]}",
            {"possibly", "so said then"},
        ),
        (
            "2018-03-03",
            f"No source dates anyone’s membership to 3 March 2018. {JOINED}Others are named for",
            {"possibly"},
        ),
    ],
)
def test_what_a_source_says_without_a_date_is_what_it_said_then(
    get: Get, as_of: str, words: str, answers: set[str]
) -> None:
    """Four were “certainly” members, because of a page's date; the table said “possibly”."""
    page = get(f"/jnim/members?group=jnim&as_of={as_of}").text
    lead = re.search('<p class="lead answer">(.*?)</p>', page, re.DOTALL)
    assert lead is not None
    assert html.unescape(re.sub("<[^>]+>", "", lead[1])).startswith(words)
    cells = re.findall('<td class="col-certainty[^>]*>(.*?)</td>', page, re.DOTALL)
    assert {html.unescape(cell).partition(" (")[0].strip() for cell in cells} == answers


def test_that_a_year_is_not_covered_is_the_first_word_of_the_answer(get: Get) -> None:
    """Ten names “had joined earlier”, and the last words said that nothing is of 2025."""
    page = get("/jnim/members?group=jnim&as_of=2025").text
    answer = html.unescape(page.split('<p class="lead answer">')[1].split("</p>")[0])
    assert answer.startswith("Not covered: nothing here is later than 28 October 2022.")
    assert "may have belonged" not in answer
    cells = re.findall('<td class="col-certainty[^>]*>(.*?)</td>', page, re.DOTALL)
    assert {cell.strip() for cell in cells} == {"not covered"}


def test_each_member_is_named_once_and_all_about_it_stands_below(get: Get) -> None:
    page = get("/jnim/members?group=jnim").text
    rows = re.findall(
        r'<tr( class="same")?>\s*<td class="col-member about"[^>]*><a[^>]*>([^<]+)', page
    )
    first = [name for same, name in rows if not same]
    assert len(rows) > len(first) > 8
    assert len(first) == len(set(first))


@pytest.mark.parametrize("query", ["members", "said_about", "lineage", "estimates_on"])
def test_what_is_certain_by_its_publication_alone_says_so(get: Get, query: str) -> None:
    """In JSON, `certain` on the day of a page's publication looked like a dated fact."""
    asked = {"date": "2018-09-05"} if query == "estimates_on" else {"as_of": "2018-09-05"}
    asked |= {"id": "jnim"} if query == "said_about" else {"group": "jnim"}
    rows = ask(get, query, **asked)
    for row in rows:
        if row["certainty"] == "certain" and row["told"] == "present" and row["by_publication"]:
            assert (row["certain_from"], row["certain_to"]) == ("2018-09-05", "2018-09-05")
    if query != "estimates_on":
        assert any(row["by_publication"] and row["certainty"] == "certain" for row in rows)


def test_the_page_of_a_lineage_tells_what_was_said_then_as_the_query_does(get: Get) -> None:
    page = get("/lineage?on=2018-09-05").text
    assert '<span class="certainty certain">Said then.</span>' in page
    assert "certain on 5 September 2018" not in page
    assert '<span class="certainty possible">Said then.</span>' in get("/lineage?on=2018").text


@pytest.mark.parametrize("form", ["json", "csv"])
@pytest.mark.parametrize(("query", "name"), [("members", "as_of"), ("existed", "date")])
def test_a_program_is_told_what_is_no_date(get: Get, query: str, name: str, form: str) -> None:
    """Programs took the empty answer for a fact."""
    answer = get(f"/jnim/{query}.{form}?group=jnim&{name}=2018-13-01")
    assert answer.status_code == 400
    told = answer.json()["error"] if form == "json" else answer.text
    assert told.startswith("“2018-13-01” is no date. Write a day as ")
    onward = get(f"/jnim/{query}.{form}?group=jnim&{name}=3+March+2018").headers["location"]
    assert onward.startswith(f"/jnim/{query}.{form}?group=jnim&")
    assert onward.endswith(f"{name}=2018-03-03")


@pytest.mark.pinned
def test_the_sentence_on_pledges_says_first_what_is_certain_and_why_there_are_more_rows(
    get: Get,
) -> None:
    """“12 pledges” stood without a hedge, above 15 rows of which most were only possible."""
    page = get("/jnim/allegiances?group=jnim").text
    lead = " ".join(html.unescape(re.sub("<[^>]+>", "", page.split("lead answer")[1])).split())
    assert "Stated for certain by CSIS 2018: Iyad Ag Ghaly to Al-Qaeda; Ayman" in lead
    # What CSIS only quotes was stated for certain by it.
    assert "In words quoted by CSIS 2018: Iyad Ag Ghaly to Abu Musab Abdul Wadud and Ayman" in lead
    rows = get("/jnim/allegiances.json?group=jnim&_shape=objects").json()["rows"]
    pairs = {(row["from_id"], row["to_id"]) for row in rows}
    sure = {(row["from_id"], row["to_id"]) for row in rows if row["certainty"] == "certain"}
    assert (
        f". {len(pairs - sure)} more pledges are only possible. There are {len(rows)} rows" in lead
    )


def test_the_sentence_on_members_names_people_first_and_rows_their_source_in_short(
    get: Get,
) -> None:
    """The answer began with four groups, and each row spent three lines on a source's name."""
    page = get("/jnim/members?group=jnim").text
    said = " ".join(html.unescape(re.sub("<[^>]+>", "", page)).split())
    led = "Led, as of 2018, by Iyad Ag Ghaly (CSIS 2018; US State Department 2018). More than one"
    assert f"{led} source names Al-Mourabitoun, Ansar Dine, AQIM's Sahara branch and" in said
    assert ">CSIS 2018, Leadership and Organization, para. 2</a>" in page
    assert "Studies 2018, Leadership" not in page
    (row, *_) = get("/jnim/members.json?group=jnim&_shape=objects").json()["rows"]
    assert row["locator"].startswith("Center for Strategic and International Studies 2018,")
