"""The first sentence of an attack's page says when, where and who, and never more than is said."""

from __future__ import annotations

import pytest

from plugins.site.attack_sentence import attack_sentence, on_or_in

ATTACK = {
    "title": "Attack on the ferry at Upper Quay, 2020",
    "date_words": "June 2020",
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
            "Coast Report 2021 says that FHF carried it out.",
        ),
        (
            {"title": "Northern raid on FHF, 2020", "location": "Salt Isle, Tidia"},
            "The Northern raid on FHF took place in June 2020 in Salt Isle, Tidia; "
            "Coast Report 2021 says that FHF carried it out.",
        ),
        (
            {"who_words": "by FHF (implied)", "who_sources": "A 2020; B 2021", "location": None},
            "The attack on the ferry at Upper Quay took place in June 2020; "
            "A 2020 and B 2021 imply that FHF carried it out.",
        ),
        (
            {"who_words": "possibly by FHF", "date_words": None},
            "When the attack on the ferry at Upper Quay, Tidia, took place is not stated; "
            "FHF possibly carried it out (Coast Report 2021).",
        ),
        (
            {"who_words": None, "who_sources": None, "location_source": "Wire, 2020", "title": "X"},
            "The X took place in June 2020 in Upper Quay, Tidia (Wire, 2020); "
            "which group carried it out is not stated.",
        ),
    ],
)
def test_a_sentence_says_what_the_row_says(changed: dict[str, str], sentence: str) -> None:
    assert attack_sentence(ATTACK | changed, []) == sentence


def test_of_fighting_only_the_parties_are_named() -> None:
    record = ATTACK | {"title": "Fighting in Low Harbour, 1 May 2020", "who_words": None}
    assert attack_sentence(record, ["UCDP"], ["A", "B"]) == (
        "UCDP records fighting in Low Harbour, 1 May 2020, between A and B."
    )
    assert attack_sentence(record, ["UCDP", "ACLED"]) == (
        "UCDP and ACLED record fighting in Low Harbour, 1 May 2020."
    )


@pytest.mark.parametrize(
    ("words", "with_preposition"),
    [
        ("3 March 2018", "on 3 March 2018"),
        ("2 or 3 March 2018", "on 2 or 3 March 2018"),
        ("March 2018", "in March 2018"),
        ("2012", "in 2012"),
        ("1 May 2020 to 3 May 2020", "from 1 May 2020 to 3 May 2020"),
        ("by May 2020", "by May 2020"),
        ("between 1 March 2017 and 3 March 2018 (inferred)",) * 2,
    ],
)
def test_a_date_has_the_preposition_that_it_needs(words: str, with_preposition: str) -> None:
    assert on_or_in(words) == with_preposition
