"""The first sentence of an attack's page says when, where and who, and never more than is said."""

from __future__ import annotations

from typing import Any

import pytest

from common.tolls import in_list
from plugins.site.attack_sentence import attack_sentence, dated

DAY = "2020-06-14"
ATTACK = {
    "title": "Attack on the ferry at Upper Quay, 2020",
    "date_words": "June 2020",
    "date_edtf": "2020-06",
    "date_sources": None,
    "location": "Upper Quay",
    "location_source": None,
    "place_kind": "town",
    "country": "Tidia",
    "kind": "Attack",
    "who_words": "by FHF",
    "who_name": "FHF",
    "who_certainty": "certain",
    "attribution": None,
    "who_sources": "Coast Report 2021",
}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, "FHF was behind this attack, says Coast Report. It took place in June 2020."),
        (
            {"title": "Northern raid on FHF, 2020", "location": "Salt Isle, Tidia"},
            "FHF was behind this attack, says Coast Report. It took place in June 2020 in Salt "
            "Isle, Tidia.",
        ),
        (
            {"attribution": "implied", "who_sources": "A 2020; B 2021", "location": None},
            "A and B imply that FHF was behind this attack. It took place in June 2020.",
        ),
        (
            {"who_certainty": "possible", "date_words": None, "date_edtf": None},
            "FHF was possibly behind this attack (Coast Report). When it took place is not stated.",
        ),
        (
            {
                **{"who_name": None, "who_sources": None, "title": "X"},
                "location_source": "Wire, 1 June 2020",
            },
            "Which group was behind this attack is not stated. "
            "It took place in June 2020 in Upper Quay, Tidia (Wire).",
        ),
    ],
)
def test_a_sentence_says_what_the_row_says(changed: dict[str, str], sentence: str) -> None:
    assert attack_sentence(ATTACK | changed, []) == sentence


def test_of_fighting_only_the_parties_are_named() -> None:
    record = ATTACK | {"title": "Fighting in Low Harbour, 1 May 2020", "who_words": None}
    ucdp, acled = ({"source": name, "access": "data"} for name in ("UCDP", "ACLED"))
    parties = [{"side": "party", "name": name} for name in "AB"]
    assert attack_sentence(record, [ucdp, ucdp], parties) == ("UCDP records it as between A and B.")
    assert attack_sentence(record, [ucdp, acled]) == "UCDP and ACLED record it."


def report(source: str, date: str, first: str, last: str) -> dict[str, Any]:
    """Return what a document reports of the day."""
    days = {"date_earliest": first, "date_latest": last}
    both = {"date": date, "date_edtf": date, "is_doubtful": 0}
    return {"source": source, "access": "read"} | both | days


def test_whose_the_day_is_if_the_one_who_says_who_is_less_exact() -> None:
    """The sentence gave a wire's day as that of the report, which has only the month."""
    month = report("Coast Report 2021", "2020-06", "2020-06-01", "2020-06-30")
    wire = report("Wire, 14 June 2020", DAY, DAY, DAY)
    day = ATTACK | {"date_words": "14 June 2020", "date_edtf": DAY}
    assert attack_sentence(day, [month, wire]).endswith(" took place on 14 June 2020 (Wire).")
    both = day | {
        **{"date_sources": "13 June 2020 (A) or 14 June 2020 (Wire)"},
        "date_edtf": "2020-06-13/2020-06-14",
    }
    assert "on 13 June 2020 (A) or 14 June 2020 (Wire)." in attack_sentence(both, [month, wire])


def test_who_says_all_of_it_is_named_once_and_speaks_of_all() -> None:
    """Of an attack that one document dates and ascribes, the date stood on nobody's word."""
    month = report("Coast Report 2021", "2020-06", "2020-06-01", "2020-06-30")
    assert attack_sentence(ATTACK, [month]) == (
        "FHF was behind this attack, which took place in June 2020, says Coast Report."
    )
    implied = ATTACK | {"attribution": "implied", "who_certainty": "possible"}
    assert attack_sentence(implied, [month]) == (
        "Coast Report implies that FHF was behind this attack. It took place in June 2020 (Coast "
        "Report)."
    )


def test_of_a_target_on_which_the_cited_work_differs_its_mark_is_said() -> None:
    """“The army headquarters (A)” hid that the work which A cites names another army."""
    target = {
        **{"side": "target", "certainty": "certain", "name": "barracks", "source": "A 2022"},
        "other_id": None,
    }
    problem = {"owner": "A: ", "mark": "A: the cited work names another army"}
    sentence = attack_sentence(ATTACK, [], [target], problems=[problem])
    assert "A target named: barracks (A: the cited work names another army)." in sentence
    assert "(A)" in attack_sentence(ATTACK, [], [target])


def toll(property_: str, low: int | None, source: str, **more: Any) -> dict[str, Any]:
    """Return a row of attack_tolls: an exact number of a document, unless `more` says otherwise."""
    empty = dict.fromkeys(("people", "on_word_of", "doubt", "citing", "unlike"))
    row = {"property": property_, "low": low, "high": low, "source": source, "is_other": 0}
    named = {"report_id": source, "claim_id": f"{source}-{property_}", "certainty": "certain"}
    return {**row, **named, **empty, "number": str(low), **more}


COPY = {"certainty": "possible", "doubt": "in a repost"}
MAYOR = toll("killed", 1, "A, 14 April 2018", on_word_of="a mayor")
GUARD = toll(
    *("killed", 1, "A, 14 April 2018"), high=None, people="a guard", on_word_of="a wire", is_other=1
)
GUARDS = [
    toll("injured", 7, "B 2018", high=None, people="guards", unlike="A"),
    toll("injured", 10, "A, 14 April 2018", people="guards", on_word_of="a mayor"),
]


@pytest.mark.parametrize(
    ("tolls", "sentences"),
    [
        (
            [
                *(toll("killed", 8, "A 2022"), toll("killed", 8, "B", high=None, **COPY)),
                *(toll("injured", 80, "A 2022", citing="B"), toll("injured", 80, "B", **COPY)),
            ],
            "In the attack, 8 people were killed and 80 wounded, says A.",
        ),
        (
            [MAYOR, GUARD, *GUARDS],
            "One person was killed, said a mayor; a wire said a guard was killed (both in A;"
            " perhaps the same person). Seven guards were wounded, says B; ten, said a mayor (A).",
        ),
        ([toll("killed", 2, "A 2022", people="guards")], "Two guards were killed, says A."),
        ([toll("killed", 0, "A 2022")], "Nobody was killed, says A."),
        (
            [toll("injured", 3, "B, 2018", high=None, **COPY)],
            "At least three people were wounded, says B (in a repost).",
        ),
        (
            [toll("killed", 12, "A"), toll("killed", 7, "A", is_other=1, claim_id="2")],
            "Twelve or seven people were killed, says A.",
        ),
        (
            [toll("killed", 5, "A"), toll("killed", 5, "B 2020"), toll("killed", 4, "C", high=16)],
            "In the attack, 5 people were killed, say A and B; between 4 and 16, says C.",
        ),
    ],
)
def test_the_toll_stands_with_whose_word_it_is(tolls: list[dict[str, Any]], sentences: str) -> None:
    """One dead man read as two, “Seven” stood beside “10”, and who spoke came before who died."""
    month = report("Coast Report 2021", "2020-06", "2020-06-01", "2020-06-30")
    assert attack_sentence(ATTACK, [month], tolls=tolls).endswith(f"says Coast Report. {sentences}")


@pytest.mark.parametrize(
    ("tolls", "words"),
    [
        (
            [MAYOR, GUARD],
            "1, said a mayor; a wire: a guard (A, 14 April 2018; perhaps the same person)",
        ),
        (
            GUARDS,
            "7 guards (B 2018, unlike A, which it cites);"
            " 10 guards, said a mayor (A, 14 April 2018)",
        ),
        (
            [toll("killed", 12, "A"), toll("killed", 7, "A", is_other=1, claim_id="2")],
            "12 or 7 (A)",
        ),
        (
            [toll("killed", 8, "A", citing="B"), toll("killed", 8, "B", **COPY)],
            "8 (A, citing B; B, in a repost)",
        ),
    ],
)
def test_a_list_has_the_same_in_figures(tolls: list[dict[str, Any]], words: str) -> None:
    assert in_list(tolls, is_named=True) == words
    (first, *_), (alone, *_) = tolls, in_list(tolls[:1], is_named=False).split(" (")
    assert alone.startswith(str(first["low"]))
    assert first["source"] not in in_list(tolls, is_named=False).replace("unlike A", "")


def target(
    name: str, source: str, of: str = "embassy", certainty: str = "certain"
) -> dict[str, Any]:
    """Return a row of page_attack_actors."""
    return {
        "side": "target",
        "name": name,
        "source": source,
        "other_id": of,
        "certainty": certainty,
    }


def test_targets_are_those_that_texts_name_unless_the_title_does() -> None:
    """Whether the title says on whom was guessed from “on” and “at” in it."""
    month = report("Coast Report 2021", "2020-06", "2020-06-01", "2020-06-30")
    aimed = [
        *(target("Blue embassy", "A 2022"), target("the embassy of Bluland", "B 2021")),
        *(target("barracks", "A 2022", "barracks"), target("a school", "C", "s", "possible")),
    ]
    said = " Targets named: the Blue embassy (A and B) and barracks (A)."
    assert attack_sentence(ATTACK, [month], aimed).endswith(said)
    assert "named" not in attack_sentence(ATTACK, [month], [*aimed, target("a ferry", "B", "f")])


@pytest.mark.parametrize(
    ("words", "with_preposition"),
    [
        ("3 March 2018", "on 3 March 2018"),
        ("2 or 3 March 2018", "on 2 or 3 March 2018"),
        ("March 2018", "in March 2018"),
        ("2012", "in 2012"),
        ("1 May 2020 to 3 May 2020", "between 1 May 2020 and 3 May 2020"),
        ("from March 2017 on", "in March 2017 or later"),
        ("the 1980s", "in the 1980s"),
        ("possibly from March 2017 on",) * 2,
        ("in or before May 2020", "in or before May 2020"),
        ("between 1 March 2017 and 3 March 2018 (inferred)",) * 2,
    ],
)
def test_a_date_has_the_preposition_that_it_needs(words: str, with_preposition: str) -> None:
    assert dated(words) == with_preposition
