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
    "target_words": None,
    "toll_words": None,
}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {},
            "FHF was behind the attack on the ferry at Upper Quay, Tidia, says Coast Report. "
            "It took place in June 2020.",
        ),
        (
            {"title": "Northern raid on FHF, 2020", "location": "Salt Isle, Tidia"},
            "FHF was behind the Northern raid on FHF in Salt Isle, Tidia, says Coast Report. "
            "It took place in June 2020.",
        ),
        (
            {"who_words": "by FHF (implied)", "who_sources": "A 2020; B 2021", "location": None},
            "A and B imply that FHF was behind the attack on the ferry at Upper Quay. "
            "It took place in June 2020.",
        ),
        (
            {"who_words": "possibly by FHF", "date_words": None, "date_edtf": None},
            "FHF was possibly behind the attack on the ferry at Upper Quay, Tidia (Coast Report). "
            "When it took place is not stated.",
        ),
        (
            {
                **{"who_words": None, "who_sources": None, "title": "X"},
                "location_source": "Wire, 1 June 2020",
            },
            "Which group was behind the X in Upper Quay, Tidia (Wire) is not stated. "
            "It took place in June 2020.",
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
        "FHF was behind the attack on the ferry at Upper Quay, Tidia, in June 2020, "
        "says Coast Report."
    )
    implied = ATTACK | {"who_words": "by FHF (implied)"}
    assert attack_sentence(implied, [month]) == (
        "Coast Report implies that FHF was behind the attack on the ferry at Upper Quay, Tidia. "
        "It took place in June 2020 (Coast Report)."
    )


@pytest.mark.parametrize(
    ("toll", "sentences"),
    [
        (
            "killed: 8 (A 2022), at least 8 (B, 4 March 2018, in a repost that may not be the original);"
            " wounded: 80 (A 2022, citing B; B, 4 March 2018, in a repost that may not be the original)",
            " Eight people were killed and 80 wounded (A).",
        ),
        (
            "killed: 1 (A, 14 April 2018, on the word of a mayor), a guard (A, 14 April 2018,"
            " on the word of a wire); wounded: 7 guards (B 2018, unlike A, which it cites), 10"
            " guards (A, 14 April 2018, on the word of a mayor)",
            " One was killed (A, on the word of a mayor), a guard (A, on the word of a wire)."
            " Seven guards were wounded (B), 10 guards (A, on the word of a mayor).",
        ),
        ("killed: 2 guards", " Two guards were killed (Coast Report)."),
        (
            "wounded: at least 3 (B, 2018, in a repost that may not be the original)",
            " At least 3 were wounded (B, in a repost that may not be the original).",
        ),
    ],
)
def test_the_toll_and_the_target_stand_with_whose_word_they_are(toll: str, sentences: str) -> None:
    """The dead of an attack came in the fifth row of a table, below its dates."""
    month = report("Coast Report 2021", "2020-06", "2020-06-01", "2020-06-30")
    said = attack_sentence(ATTACK | {"toll_words": toll}, [month])
    assert said.endswith(f"says Coast Report.{sentences}")
    aimed = attack_sentence(ATTACK | {"target_words": "Blue embassy (A 2022)"}, [month])
    assert aimed.endswith(" A target was the Blue embassy (A).")


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
