"""From exports to the database: actors, versions, matches, counting."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.synthetic import (
    ACLED_2023,
    ACLED_MONADIC,
    GTD,
    JNIM,
    JNIM_OR_IS,
    UCDP_23,
    acled_row,
    ucdp_row,
    write_rows,
)
from loaders.events.reference import ReferenceData
from loaders.events.run import Outcome
from tests.events.conftest import ROOT, events, rows_of, write_export
from tests.events.test_layouts import gtd_row

Build = Callable[..., Outcome]

# ------------------------------------------------------------------ actors


@pytest.mark.parametrize(
    ("name", "groups"),
    [
        (JNIM, {"jnim": "certain"}),
        (JNIM_OR_IS, {"jnim": "possible", "islamic-state": "possible"}),
        (
            f"{JNIM} and/or Islamic State (Sahel Province (ISSP))",
            {"jnim": "possible", "islamic-state": "possible"},
        ),
        (
            f"{JNIM} and/or Islamic State (West Africa - Greater Sahara Faction)",
            {"jnim": "possible", "islamic-state": "possible"},
        ),
        ("Katiba Macina", {"macina-liberation-front": "certain", "jnim": "certain"}),
        ("AQIM: Al Qaeda in the Islamic Maghreb", {"aqim": "certain", "jnim": "possible"}),
        ("FLM", {"macina-liberation-front": "certain", "jnim": "possible"}),
        ("Jamaat Nusrat al-Islam wal Muslimin (JNIM)", {"jnim": "certain"}),
        ("Kel Ansar Communal Militia (Mali)", {}),
        ("GMA: Mourabitounes Group of Azawad", {}),
        ("Ansaroul Islam", {}),
        ("Kel Ansar (Mali)", {}),
        (f"Former {JNIM}", {}),
    ],
)
def test_names_are_resolved_whole_and_never_in_part(
    reference: ReferenceData, name: str, groups: dict[str, str]
) -> None:
    assert {meaning.group: meaning.certainty for meaning in reference.meanings(name)} == groups


def test_every_group_of_the_table_is_one_of_ours(reference: ReferenceData) -> None:
    known = {id_ for (id_,) in rows_of(ROOT / "jnim.db", "SELECT id FROM groups")}
    named = {
        each.group
        for meanings in (*reference.names.values(), *reference.tails.values())
        for each in meanings
    }
    assert named <= known | set(reference.named_groups)
    assert not known & set(reference.named_groups)
    types = {id_ for (id_,) in rows_of(ROOT / "jnim.db", "SELECT id FROM attack_types")}
    assert {
        each.attack_type for kinds in reference.types.values() for each in kinds.values()
    } <= types


@pytest.fixture(scope="module")
def mixed(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of exports of all three data sets that share no incident."""
    folder = tmp_path_factory.mktemp("mixed")
    (folder / "exports").mkdir()
    made = events(6)
    rows = [acled_row(event) for event in made]
    rows[0] |= {"actor1": JNIM_OR_IS}
    rows[1] |= {
        "actor1": "Military Forces of Mali (2021-)",
        "actor2": JNIM,
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
    }
    rows[2] |= {
        "actor1": "Unidentified Armed Group (Mali)",
        "assoc_actor_1": f"Dozo (Mali); {JNIM}",
    }
    rows[3] |= {"event_type": "Protests", "sub_event_type": "Peaceful protest"}
    rows[4] |= {"actor1": "Katiba Serma", "event_date": "05 January 2016", "year": "2016"}
    rows[5] |= {"time_precision": "2"}
    write_rows(folder / "exports" / "acled.csv", ACLED_2023, rows)
    write_rows(
        folder / "exports" / "ged.csv",
        UCDP_23,
        [
            ucdp_row(event, id_=number, low=1, best=2, high=4)
            for number, event in enumerate(events(3, latitude=20.0), 1)
        ],
    )
    write_rows(
        folder / "exports" / "gtd.csv",
        GTD,
        [gtd_row(latitude="25"), gtd_row(eventid="201803020009", latitude="26", guncertain1="1")],
    )
    build(folder / "exports", folder / "jnim.db")
    return folder / "jnim.db"


def test_sources_say_what_may_be_passed_on(mixed: Path) -> None:
    found = rows_of(
        mixed,
        "SELECT id, access, redistributable FROM sources WHERE id IN (SELECT source_id "
        "FROM data_files) ORDER BY id",
    )
    assert found == [
        ("acled-events", "data", 0),
        ("gtd-incidents", "data", 0),
        ("ucdp-ged", "data", 1),
    ]


def test_sides_and_certainty(mixed: Path) -> None:
    def parties(report: str) -> list[tuple[Any, ...]]:
        return rows_of(
            mixed,
            "SELECT group_id, name, side, certainty FROM attack_actors WHERE report_id = "
            "? ORDER BY id",
            report,
        )

    assert parties("acled-MLI1") == [
        ("jnim", JNIM_OR_IS, "perpetrator", "possible"),
        ("islamic-state", JNIM_OR_IS, "perpetrator", "possible"),
        (None, "Civilians (Mali)", "victim", "certain"),
    ]
    assert parties("acled-MLI2") == [
        (None, "Military Forces of Mali (2021-)", "party", "certain"),
        ("jnim", JNIM, "party", "certain"),
    ]
    assert [each[:3] for each in parties("acled-MLI3")] == [
        (None, "Unidentified Armed Group (Mali)", "perpetrator"),
        (None, "Dozo (Mali)", "perpetrator"),
        ("jnim", JNIM, "perpetrator"),
        (None, "Civilians (Mali)", "victim"),
    ]
    assert parties("acled-MLI5")[0] == (None, "Katiba Serma", "perpetrator", "certain"), (
        "before there was a JNIM"
    )
    assert parties("gtd-201803020009")[0][3] == "possible", "the data set doubts it"


def test_who_is_put_down_as_the_perpetrator(mixed: Path) -> None:
    found = dict(
        rows_of(
            mixed,
            "SELECT id, perpetrator_id FROM attacks WHERE id LIKE 'acled-%' OR id LIKE "
            "'ucdp-%' OR id LIKE 'gtd-%'",
        )
    )
    assert found["acled-MLI1"] is None, "possibly is not certainly"
    assert found["acled-MLI2"] is None, "nobody says who attacked"
    assert found["acled-MLI4"] is None, "a protest"
    assert found["ucdp-1"] == found["gtd-201803020001"] == "jnim"
    assert found["gtd-201803020009"] is None


def test_responsibility_and_weeks(mixed: Path) -> None:
    found = dict(
        rows_of(
            mixed, "SELECT id, responsibility FROM attack_reports WHERE data_file_id IS NOT NULL"
        )
    )
    assert (
        found["gtd-201803020001"],
        found["acled-MLI1"],
        found["acled-MLI3"],
        found["acled-MLI2"],
    ) == ("claimed", "attributed", "context", None)
    ((edtf, precision, note),) = rows_of(
        mixed, "SELECT date_edtf, date_precision, note FROM attack_reports WHERE id = 'acled-MLI6'"
    )
    assert (edtf, precision) == ("2018-12-31/2019-01-12", "range")
    assert "A week is known" in note


def test_counting_rules(mixed: Path) -> None:
    def count(rule: str, source: str, group: str = "jnim") -> int:
        ((attacks,),) = rows_of(
            mixed,
            "SELECT coalesce(sum(attacks), 0) FROM attack_days WHERE group_id = ? AND "
            "source_id = ? AND rule = ?",
            group,
            source,
            rule,
        )
        return int(attacks)

    # MLI1 possible, 2 a party, 3 the perpetrator, 4 a protest, 5 before JNIM, 6 the perpetrator.
    assert [count(rule, "acled-events") for rule in ("perpetrator", "party", "possible")] == [
        2,
        3,
        4,
    ]
    assert [count(rule, "gtd-incidents") for rule in ("perpetrator", "party", "possible")] == [
        1,
        1,
        2,
    ]
    assert count("possible", "acled-events", "") == 5
    assert (
        count("possible", "", "")
        == sum(
            count("possible", source, "")
            for source in ("acled-events", "gtd-incidents", "ucdp-ged")
        )
        + count("possible", "", "")
        - 10
    )


def test_no_row_refers_to_nothing(mixed: Path) -> None:
    assert rows_of(mixed, "PRAGMA foreign_key_check") == []


def test_search_finds_notes(mixed: Path) -> None:
    found = rows_of(
        mixed,
        "SELECT r.id FROM attack_reports_fts AS f JOIN attack_reports AS r ON r.rowid = "
        "f.rowid WHERE attack_reports_fts MATCH 'naive'",
    )
    assert {id_ for (id_,) in found} == {"gtd-201803020001", "gtd-201803020009"}


# ---------------------------------------------------------------- versions


def test_a_later_export_supersedes_record_by_record(build: Build, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    old, new = events(4), events(4, timestamp=1_700_000_000, killed=40, actor1="Katiba Macina")
    # The newer export comes first by name, and one of its records is older than that of the other.
    write_export(folder / "z.csv", 4)
    rows = [acled_row(event) for event in new]
    rows[3]["timestamp"] = "1500000000"
    write_rows(folder / "a.csv", ACLED_2023, rows[1:])
    build(folder, tmp_path / "jnim.db")
    found = dict(
        rows_of(
            tmp_path / "jnim.db",
            "SELECT record_id, killed_best FROM attack_reports WHERE source_id = 'acled-events'",
        )
    )
    assert found == {"MLI1": old[0].killed, "MLI2": 40, "MLI3": 40, "MLI4": old[3].killed}
    names = rows_of(
        tmp_path / "jnim.db",
        "SELECT DISTINCT name FROM attack_actors WHERE report_id = 'acled-MLI2' AND side "
        "= 'perpetrator'",
    )
    assert names == [("Katiba Macina",)]
    files = rows_of(
        tmp_path / "jnim.db", "SELECT name, rows, used, superseded FROM data_files ORDER BY name"
    )
    assert files == [("a.csv", 3, 2, 1), ("z.csv", 4, 2, 2)]


def test_a_monadic_file_joins_the_actors_of_an_event(build: Build, tmp_path: Path) -> None:
    rows = []
    for event in events(3):
        rows += [acled_row(event), acled_row(event) | {"actor1": event.actor2}]
    (tmp_path / "exports").mkdir()
    write_rows(tmp_path / "exports" / "monadic.csv", ACLED_MONADIC, rows)
    build(tmp_path / "exports", tmp_path / "jnim.db")
    found = rows_of(
        tmp_path / "jnim.db",
        "SELECT report_id, name, side FROM attack_actors WHERE report_id LIKE 'acled-%' "
        "ORDER BY 1, 3",
    )
    assert len(found) == 6
    assert found[:2] == [
        ("acled-MLI1", JNIM, "perpetrator"),
        ("acled-MLI1", "Civilians (Mali)", "victim"),
    ]
    assert rows_of(
        tmp_path / "jnim.db", "SELECT count(*) FROM attacks WHERE id LIKE 'acled-%'"
    ) == [(3,)]


# ---------------------------------------------------------------- matching


def test_two_lists_of_a_user_s_own_are_compared(build: Build, tmp_path: Path) -> None:
    """Both had one place in the order of sources, and only an earlier one looked at a later."""
    folder = tmp_path / "exports"
    folder.mkdir()
    head = "id,date,town,lat,lon,dead,attacker"
    for name in ("one", "two"):
        row = f"{name},2019-01-01,Mopti,14.5,-4.2,6,JNIM"
        (folder / f"{name}.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
        (folder / f"{name}.yml").write_text(
            f"files: {name}.csv\ndata_set: {{id: {name}, title: {name}}}\n"
            "columns: {id: id, date: date, location: town, latitude: lat, longitude: lon,"
            " killed: dead, perpetrator: attacker}\n",
            encoding="utf-8",
        )
    build(folder, tmp_path / "jnim.db")
    assert rows_of(
        tmp_path / "jnim.db",
        "SELECT DISTINCT attack_id FROM attack_reports WHERE source_id IN ('one', 'two')",
    ) == [("one-one",)]
    assert rows_of(tmp_path / "jnim.db", "SELECT decision FROM matches") == [("same",)]


def test_the_words_of_an_attack_have_its_range_and_a_date_that_is_read(
    build: Build, tmp_path: Path
) -> None:
    """A list that said “killed: 46” of a record from 46 to 422 was more certain than it."""
    event = events(1, killed=6)[0]
    (tmp_path / "exports").mkdir()
    rows = [
        ucdp_row(event, id_=77, low=5, best=6, high=9),
        ucdp_row(event, id_=78, low=6, best=6, high=6),
    ]
    write_rows(tmp_path / "exports" / "u.csv", UCDP_23, rows)
    build(tmp_path / "exports", tmp_path / "jnim.db")
    said = rows_of(
        tmp_path / "jnim.db",
        "SELECT toll_words, title, date_words FROM attacks WHERE id LIKE 'ucdp-%' ORDER BY id",
    )
    assert [toll for toll, _, _ in said] == ["killed: 6 (5–9)", "killed: 6"]
    assert all(title.endswith(f", {date}") for _, title, date in said)
    assert said[0][2] == "1 January 2019"


def test_two_sources_share_an_attack_whose_figures_follow_the_first(
    build: Build, tmp_path: Path
) -> None:
    event = events(1, killed=6)[0]
    (tmp_path / "exports").mkdir()
    write_rows(tmp_path / "exports" / "a.csv", ACLED_2023, [acled_row(event)])
    write_rows(
        tmp_path / "exports" / "u.csv", UCDP_23, [ucdp_row(event, id_=77, low=5, best=6, high=9)]
    )
    build(tmp_path / "exports", tmp_path / "jnim.db")
    ((attack, reports, low, best, high, country),) = rows_of(
        tmp_path / "jnim.db",
        "SELECT id, reports, killed_low, killed_best, killed_high, country_code FROM "
        "attacks WHERE id LIKE 'ucdp-%'",
    )
    assert (attack, reports, low, best, high, country) == ("ucdp-77", 2, 5, 6, 9, "ML")
    assert rows_of(
        tmp_path / "jnim.db", "SELECT count(*) FROM attacks WHERE id LIKE 'acled-%'"
    ) == [(0,)]
    ((decision, method, score, reason),) = rows_of(
        tmp_path / "jnim.db", "SELECT decision, method, score, reason FROM matches"
    )
    assert (decision, method) == ("same", "records")
    assert score >= 0.8
    assert reason.startswith("the same day (+1.8); 0.0 km apart")
    assert rows_of(
        tmp_path / "jnim.db",
        "SELECT DISTINCT attack_id FROM attack_actors WHERE report_id = 'acled-MLI1'",
    ) == [("ucdp-77",)]
    days = rows_of(
        tmp_path / "jnim.db",
        "SELECT source_id, attacks, killed_best FROM attack_days WHERE group_id = 'jnim' "
        "AND rule = 'perpetrator' AND date_earliest = '2019-01-01' ORDER BY 1",
    )
    assert days == [("", 1, 6), ("acled-events", 1, 6), ("ucdp-ged", 1, 6)]


def test_two_that_fit_as_well_are_left_apart(build: Build, tmp_path: Path) -> None:
    event = events(1, killed=6)[0]
    (tmp_path / "exports").mkdir()
    write_rows(tmp_path / "exports" / "a.csv", ACLED_2023, [acled_row(event)])
    write_rows(
        tmp_path / "exports" / "u.csv",
        UCDP_23,
        [ucdp_row(event, id_=number, low=6, best=6, high=6) for number in (77, 78)],
    )
    build(tmp_path / "exports", tmp_path / "jnim.db")
    assert rows_of(tmp_path / "jnim.db", "SELECT DISTINCT decision FROM matches") == [
        ("undecided",)
    ]
    assert rows_of(
        tmp_path / "jnim.db",
        "SELECT count(*) FROM attacks WHERE id LIKE 'acled-%' OR id LIKE 'ucdp-%'",
    ) == [(3,)]
