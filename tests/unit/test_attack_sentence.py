"""The first sentence of an attack's page says when, where and who, and never more than is said."""

from __future__ import annotations

from typing import Any

import pytest

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
    "who_words": "by FHF",
    "who_sources": "Coast Report 2021",
}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {},
            "The attack on the ferry at Upper Quay, Tidia, took place in June 2020; "
            "FHF carried it out, says Coast Report.",
        ),
        (
            {"title": "Northern raid on FHF, 2020", "location": "Salt Isle, Tidia"},
            "The Northern raid on FHF took place in June 2020 in Salt Isle, Tidia; "
            "FHF carried it out, says Coast Report.",
        ),
        (
            {"who_words": "by FHF (implied)", "who_sources": "A 2020; B 2021", "location": None},
            "The attack on the ferry at Upper Quay took place in June 2020; "
            "A and B imply that FHF carried it out.",
        ),
        (
            {"who_words": "possibly by FHF", "date_words": None, "date_edtf": None},
            "When the attack on the ferry at Upper Quay, Tidia, took place is not stated; "
            "FHF possibly carried it out (Coast Report).",
        ),
        (
            {
                **{"who_words": None, "who_sources": None, "title": "X"},
                "location_source": "Wire, 1 June 2020",
            },
            "The X took place in June 2020 in Upper Quay, Tidia (Wire); "
            "which group carried it out is not stated.",
        ),
    ],
)
def test_a_sentence_says_what_the_row_says(changed: dict[str, str], sentence: str) -> None:
    assert attack_sentence(ATTACK | changed, []) == sentence


def test_of_fighting_only_the_parties_are_named() -> None:
    record = ATTACK | {"title": "Fighting in Low Harbour, 1 May 2020", "who_words": None}
    ucdp, acled = ({"source": name, "access": "data"} for name in ("UCDP", "ACLED"))
    assert attack_sentence(record, [ucdp, ucdp], ["A", "B"]) == (
        "UCDP records fighting in Low Harbour, 1 May 2020, between A and B."
    )
    assert attack_sentence(record, [ucdp, acled]) == (
        "UCDP and ACLED record fighting in Low Harbour, 1 May 2020."
    )


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
    assert "took place on 14 June 2020 (Wire); FHF" in attack_sentence(day, [month, wire])
    both = day | {
        **{"date_sources": "13 June 2020 (A) or 14 June 2020 (Wire)"},
        "date_edtf": "2020-06-13/2020-06-14",
    }
    assert "on 13 June 2020 (A) or 14 June 2020 (Wire); " in attack_sentence(both, [month, wire])


def test_who_says_all_of_it_is_named_once_and_speaks_of_all() -> None:
    """Of an attack that one document dates and ascribes, the date stood on nobody's word."""
    month = report("Coast Report 2021", "2020-06", "2020-06-01", "2020-06-30")
    assert attack_sentence(ATTACK, [month]) == (
        "The attack on the ferry at Upper Quay, Tidia, was carried out by FHF in June 2020, "
        "says Coast Report."
    )
    implied = ATTACK | {"who_words": "by FHF (implied)"}
    assert attack_sentence(implied, [month]).endswith(
        "took place in June 2020 (Coast Report); Coast Report implies that FHF carried it out."
    )


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
