"""Names of parties and their sides, as each data set means them."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from benchmarks.synthetic import (
    ACLED_2023,
    ACLED_MONADIC,
    GTD,
    JNIM,
    UCDP_23,
    acled_row,
    ucdp_row,
    write_rows,
)
from exports.entities import read_entities
from loaders.events.reference import ReferenceData
from loaders.events.run import Outcome
from tests.events.conftest import Reading, events, rows_of
from tests.events.test_layouts import gtd_row
from tests.site.tables import DATABASE

Build = Callable[..., Outcome]
Read = Callable[..., Reading]

BLOOD = {"those-who-signed-in-blood": "certain"}
EITHER = {"jnim": "possible", "islamic-state": "possible"}


@pytest.mark.parametrize(
    ("name", "groups"),
    [
        (f"{JNIM} and/or Islamic State Sahel Province (ISSP)", EITHER),
        (f"{JNIM} and/or Islamic State (West Africa) - Greater Sahara Faction", EITHER),
        (f"{JNIM} and/or Islamic State (Sahel)", EITHER),
        (f"{JNIM} and/or Dozo Communal Militia (Mali)", {"jnim": "possible"}),
        ("Islamic State Sahel Province (ISSP)", {"islamic-state": "certain"}),
        ("Islamic State (West Africa) - Greater Sahara Faction", {"islamic-state": "certain"}),
        ("Islamic State West Africa Province (ISWAP)", {"islamic-state": "certain"}),
        ("Islamic State in the Greater Sahara (ISGS)", {"islamic-state": "certain"}),
        ("Islamic State (Greater Sahara) and/or Ansaroul Islam", {"islamic-state": "possible"}),
        ("Ansar al-Dine (Mali)", {"ansar-dine": "certain", "jnim": "possible"}),
        (
            "Macina Liberation Front (FLM)",
            {"macina-liberation-front": "certain", "jnim": "possible"},
        ),
        ("MUJAO", {"mujao": "certain"}),
        ("MUJAO: Movement for Unity and Jihad in West Africa", {"mujao": "certain"}),
        ("Signed-in-Blood Battalion", {"those-who-signed-in-blood": "certain"}),
        ("Those Who Signed in Blood", {"those-who-signed-in-blood": "certain"}),
        ("Al Qaeda", {"al-qaeda": "certain"}),
        ("JNIM (Mali)", {"jnim": "certain"}),
        ("jnim: Group for support of Islam and Muslims", {"jnim": "certain"}),
        ("Al-Mua’qi’oon Biddam Brigade (Those who Sign with Blood)", BLOOD),
        ("suspected JNIM", {"jnim": "possible"}),
        ("JNIM?", {"jnim": "possible"}),
        (f"{JNIM} (suspected)", {"jnim": "possible"}),
        (f"{JNIM} or Islamic State (Sahel)", EITHER),
        ("MUJAO, JNIM and/or Islamic State (Sahel)", {"mujao": "possible", **EITHER}),
        ("Possibly MUJAO", {"mujao": "possible"}),
        ("Splinter of JNIM", {}),
        ("JNIM defectors", {}),
        ("Islamic State Sahel", {}),
        ("Kel Ansar and/or Dozo", {}),
    ],
)
def test_names_with_tails_and_with_and_or(
    reference: ReferenceData, name: str, groups: dict[str, str]
) -> None:
    assert {meaning.group: meaning.certainty for meaning in reference.meanings(name)} == groups


def test_a_list_is_split_where_one_of_its_names_is_known(reference: ReferenceData) -> None:
    assert reference.listed("AQIM, Boko Haram, MUJAO") == ("AQIM", "Boko Haram", "MUJAO")
    for name in ("Giants Brigade, STC", "Kel Ansar, Dozo", JNIM):
        assert reference.listed(name) == (name,)


@pytest.mark.parametrize(
    ("field", "names"),
    [
        (f"{JNIM} || Katiba Macina", (JNIM, "Katiba Macina")),
        (f"{JNIM}|Katiba Macina", (JNIM, "Katiba Macina")),
        (f"{JNIM}; Teachers (Mali)", (JNIM, "Teachers (Mali)")),
        ("Farmers (Mali) || Teachers (Mali)", ("Farmers (Mali)", "Teachers (Mali)")),
        ("JNIM and others", ("JNIM", "others")),
        (f"{JNIM} and allies", (JNIM, "allies")),
        ("JNIM et al.", ("JNIM", "et al.")),
        ("AQIM, Ansar Dine and MUJAO", ("AQIM", "Ansar Dine", "MUJAO")),
        ("AQIM, Ansar Dine, and MUJAO", ("AQIM", "Ansar Dine", "MUJAO")),
        ("JNIM & Ansar Dine", ("JNIM", "Ansar Dine")),
        ("JNIM/IS", ("JNIM", "IS")),
        ("JNIM and Military Forces of Mali", ("JNIM", "Military Forces of Mali")),
        # Who is with them is not known, and may be one name with them.
        ("JNIM and Ansar Dine defectors", ("JNIM and Ansar Dine defectors",)),
        ("Defense and Security Forces", ("Defense and Security Forces",)),
        ("JNIM, Defense and Security Forces", ("JNIM", "Defense and Security Forces")),
        # It was one of them, so that none is certain.
        ("AQIM, JNIM and/or Dozo", ("AQIM, JNIM and/or Dozo",)),
        ("AQIM; JNIM and/or Dozo", ("AQIM", "JNIM and/or Dozo")),
        ("Military Forces of Mali (2012-2020)", ("Military Forces of Mali (2012-2020)",)),
    ],
)
def test_the_names_in_a_field(reference: ReferenceData, field: str, names: tuple[str, ...]) -> None:
    assert reference.listed(field) == names


def test_whoever_is_unknown_or_none_is_no_party(build: Build, tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    rows = [acled_row(events(1)[0]) | {"actor1": "JNIM; Unknown", "assoc_actor_1": "None"}]
    write_rows(tmp_path / "exports" / "a.csv", ACLED_2023, rows)
    build(tmp_path / "exports", tmp_path / "jnim.db")
    assert [name for name, *_ in parties(tmp_path / "jnim.db", "acled-MLI1")] == [
        "JNIM",
        "Civilians (Mali)",
    ]


def parties(database: Path, report: str) -> list[tuple[Any, ...]]:
    return rows_of(
        database,
        "SELECT name, group_id, side, certainty FROM attack_actors WHERE report_id = ? ORDER BY id",
        report,
    )


def test_lists_and_groups_that_only_data_sets_name(build: Build, tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    rows = [ucdp_row(event, id_=1, low=1, best=1, high=1) for event in events(1)]
    rows[0]["side_a"] = "MUJAO, Signed-in-Blood Battalion"
    write_rows(tmp_path / "exports" / "a.csv", UCDP_23, rows)
    build(tmp_path / "exports", tmp_path / "jnim.db")
    assert parties(tmp_path / "jnim.db", "ucdp-1") == [
        ("MUJAO", "mujao", "perpetrator", "certain"),
        ("Signed-in-Blood Battalion", "those-who-signed-in-blood", "perpetrator", "certain"),
        ("Civilians", None, "victim", "certain"),
    ]
    marked = rows_of(
        tmp_path / "jnim.db", "SELECT id, kind FROM groups WHERE note LIKE 'Named by event data%'"
    )
    assert marked == [("mujao", "armed-group"), ("those-who-signed-in-blood", "armed-group")]
    assert rows_of(
        tmp_path / "jnim.db", "SELECT perpetrator_id FROM attacks WHERE id = 'ucdp-1'"
    ) == [("mujao",)]
    # They are found by what the data set calls them, and by what this database does.
    find = DATABASE["queries"]["find"]["sql"].replace(":q", "?1")
    for q, id_, spelling in (
        ("mujao", "mujao", "MUJAO"),
        ("Oneness and Jihad", "mujao", "MUJAO"),
        ("Signed in Blood", "those-who-signed-in-blood", "Signed-in-Blood Battalion"),
        ("Those Who Signd in Blood", "those-who-signed-in-blood", "Signed-in-Blood Battalion"),
    ):
        (row,) = rows_of(tmp_path / "jnim.db", find, q)
        assert (row[1], row[3], row[7], row[8]) == (id_, spelling, None, None)
        assert row[6].startswith("ucdp-")
    with closing(sqlite3.connect(tmp_path / "jnim.db")) as database:
        database.row_factory = sqlite3.Row
        (source,) = [
            source
            for entity in read_entities(database)
            for prop, value, source, _ in entity.statements
            if (prop, value) == ("alias", "MUJAO")
        ]
    assert source.startswith("ucdp-")


def test_a_group_that_nobody_names_is_not_there(build: Build, tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    write_rows(tmp_path / "exports" / "a.csv", ACLED_2023, [acled_row(events(1)[0])])
    build(tmp_path / "exports", tmp_path / "jnim.db")
    assert rows_of(tmp_path / "jnim.db", "SELECT id FROM groups WHERE id = 'mujao'") == []


# -------------------------------------------------- a row for each actor


ARMY, FRANCE, CIVILIANS = (
    "Military Forces of Mali (2013-)",
    "Military Forces of France (2017-)",
    "Civilians (Mali)",
)
ATTACK = ("Violence against civilians", "Attack")
BOMB = ("Explosions/Remote violence", "Remote explosive/landmine/IED")
MONADIC: dict[str, tuple[tuple[str, str], list[str], dict[str, str], str | None]] = {
    "a bomb and two armed sides": (BOMB, [JNIM, ARMY], {JNIM: "party", ARMY: "party"}, None),
    "a strike, the attacker first": (BOMB, [FRANCE, JNIM], {FRANCE: "party", JNIM: "party"}, None),
    "civilians first": (
        ATTACK,
        [CIVILIANS, JNIM],
        {JNIM: "perpetrator", CIVILIANS: "victim"},
        JNIM,
    ),
    "civilians last": (ATTACK, [JNIM, CIVILIANS], {JNIM: "perpetrator", CIVILIANS: "victim"}, JNIM),
    "a bomb among civilians": (
        BOMB,
        [CIVILIANS, JNIM],
        {JNIM: "perpetrator", CIVILIANS: "victim"},
        JNIM,
    ),
    "a bomb of which nobody was hit": (BOMB, [JNIM], {JNIM: "perpetrator"}, JNIM),
    "a battle": (("Battles", "Armed clash"), [ARMY, JNIM], {ARMY: "party", JNIM: "party"}, None),
}


@pytest.mark.parametrize("case", MONADIC)
def test_a_file_with_a_row_for_each_actor_does_not_say_who_attacked(
    build: Build, tmp_path: Path, case: str
) -> None:
    (kind, sub_kind), names, sides, attacker = MONADIC[case]
    event = acled_row(events(1)[0]) | {"event_type": kind, "sub_event_type": sub_kind}
    rows = [event | {"actor1": name} for name in names]
    (tmp_path / "exports").mkdir()
    write_rows(tmp_path / "exports" / "a.csv", ACLED_MONADIC, rows)
    build(tmp_path / "exports", tmp_path / "jnim.db")
    found = parties(tmp_path / "jnim.db", "acled-MLI1")
    assert {name: side for name, _, side, _ in found} == sides
    assert len(found) == len(names)
    ((perpetrator, responsibility),) = rows_of(
        tmp_path / "jnim.db",
        "SELECT a.perpetrator_id, r.responsibility FROM attacks AS a JOIN attack_reports AS r"
        " ON r.attack_id = a.id WHERE a.id = 'acled-MLI1'",
    )
    assert perpetrator == ("jnim" if attacker else None)
    assert responsibility == ("attributed" if attacker else None)


def test_those_with_the_civilians_are_hit_with_them(build: Build, tmp_path: Path) -> None:
    event = acled_row(events(1)[0])
    rows = [
        event | {"actor1": CIVILIANS, "assoc_actor_1": "Farmers (Mali)"},
        event | {"actor1": JNIM, "assoc_actor_1": "Katiba Macina"},
    ]
    (tmp_path / "exports").mkdir()
    write_rows(tmp_path / "exports" / "a.csv", ACLED_MONADIC, rows)
    build(tmp_path / "exports", tmp_path / "jnim.db")
    found = {(name, side) for name, _, side, _ in parties(tmp_path / "jnim.db", "acled-MLI1")}
    assert found == {
        (JNIM, "perpetrator"),
        ("Katiba Macina", "perpetrator"),
        (CIVILIANS, "victim"),
        ("Farmers (Mali)", "target"),
    }


# ---------------------------------------------------------------- GTD


def test_each_doubt_of_gtd_is_about_its_own_name(build: Build, tmp_path: Path) -> None:
    row = gtd_row(
        gname="Al-Qaida in the Islamic Maghreb (AQIM)",
        gname2="Jamaat Nusrat al-Islam wal Muslimin (JNIM)",
        gname3="Islamic State in the Greater Sahara (ISGS)",
        guncertain1="0",
        guncertain2="1",
        guncertain3="1.0",
    )
    columns = [*GTD, *(name for name in ("guncertain2", "guncertain3") if name not in GTD)]
    (tmp_path / "exports").mkdir()
    write_rows(tmp_path / "exports" / "gtd.csv", columns, [row])
    build(tmp_path / "exports", tmp_path / "jnim.db")
    found = {
        (group, certainty)
        for _, group, side, certainty in parties(tmp_path / "jnim.db", "gtd-201803020001")
        if side == "perpetrator"
    }
    assert found == {
        ("aqim", "certain"),
        ("jnim", "possible"),
        ("islamic-state", "possible"),
    }


def test_unknown_and_not_applicable_are_nothing(build: Build, tmp_path: Path) -> None:
    row = gtd_row(
        gname="Unknown",
        corp1="Not Applicable",
        targtype1_txt="Unknown",
        target1="Not Applicable",
        city="Unknown",
        claimed="0",
    )
    (tmp_path / "exports").mkdir()
    write_rows(tmp_path / "exports" / "gtd.csv", GTD, [row])
    build(tmp_path / "exports", tmp_path / "jnim.db")
    assert parties(tmp_path / "jnim.db", "gtd-201803020001") == []
    assert rows_of(
        tmp_path / "jnim.db",
        "SELECT target, location, responsibility FROM attack_reports WHERE data_file_id = 1",
    ) == [(None, None, "context")]
    ((title,),) = rows_of(tmp_path / "jnim.db", "SELECT title FROM attacks WHERE id LIKE 'gtd%'")
    assert "Unknown" not in title
    assert "Burkina Faso" in title
