"""What a build to be passed on leaves out."""

import shutil
from collections.abc import Callable
from pathlib import Path

from benchmarks.synthetic import (
    GTD,
    UCDP_23,
    ucdp_row,
    write_rows,
)
from common.redistribution import WITHHELD
from loaders.events.run import Outcome
from tests.events.conftest import events, rows_of, write_export
from tests.events.test_layouts import gtd_row

Build = Callable[..., Outcome]


def test_a_public_build_holds_no_byte_of_what_may_not_be_passed_on(
    build: Build, tmp_path: Path
) -> None:
    folder = tmp_path / "exports"
    event = events(1, killed=6)[0]
    write_export(
        folder / "acled-unmistakable.csv",
        30,
        notes="Unmistakable words of a note",
        place="Nowheretown",
        killed=6,
    )
    write_rows(
        folder / "gtd.csv",
        GTD,
        [gtd_row(summary="Another unmistakable summary", city="Elsewhereville")],
    )
    write_rows(folder / "ged.csv", UCDP_23, [ucdp_row(event, id_=77, low=5, best=6, high=9)])
    secrets = [
        b"Unmistakable words",
        b"Nowheretown",
        b"MLI1",
        b"unmistakable summary",
        b"Elsewhereville",
        b"acled-events",
        b"gtd-incidents",
        b"acled-unmistakable.csv",
        b"Made-up Daily; Invented Radio",
    ]

    build(folder, tmp_path / "all" / "jnim.db")
    raw = (tmp_path / "all" / "jnim.db").read_bytes()
    assert [secret for secret in secrets if secret not in raw] == []

    outcome = build(folder, tmp_path / "public" / "jnim.db", public=True)
    assert len(outcome.notices) == 2
    for path in (tmp_path / "public").iterdir():
        raw = path.read_bytes()
        assert [secret for secret in secrets if secret in raw] == [], path
    # What was computed from both is computed anew from what is left.
    only = tmp_path / "only"
    only.mkdir()
    shutil.copy(folder / "ged.csv", only)
    build(only, tmp_path / "only.db")
    for table in (
        "attacks",
        "attack_reports",
        "attack_actors",
        "matches",
        "attack_days",
        "sources",
        "data_files",
    ):
        assert rows_of(tmp_path / "public" / "jnim.db", f"SELECT * FROM {table}") == rows_of(
            tmp_path / "only.db", f"SELECT * FROM {table}"
        )


def test_a_public_build_has_only_sources_that_may_be_passed_on(
    build: Build, tmp_path: Path
) -> None:
    write_export(tmp_path / "exports" / "acled.csv")
    build(tmp_path / "exports", tmp_path / "jnim.db", public=True)
    assert rows_of(tmp_path / "jnim.db", WITHHELD) == []
    build(tmp_path / "exports", tmp_path / "all.db")
    assert len(rows_of(tmp_path / "all.db", WITHHELD)) == 1
