"""The fast reader and the exact one give the same records, and neither ever ends in a traceback."""

import contextlib
import csv
import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.synthetic import ACLED_2023, acled_row, write_acled, write_rows
from loaders.events.actors import ActorLists
from loaders.events.files import find_tables, read_header
from loaders.events.layouts.layout import layout_of
from loaders.events.layouts.recognition import recognise
from loaders.events.mistakes import Refused
from loaders.events.read_columns import NotCleanError, read_by_columns
from loaders.events.read_rows import read_by_rows
from loaders.events.read_tables import suits_columns
from loaders.events.reference import ReferenceData
from loaders.events.staging import LoadedFile, Staging
from loaders.events.table import Dress, Table
from loaders.problems import Problems
from tests.events.conftest import Reading, events, write_export

Read = Callable[..., Reading]
QUICK = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def records(
    table: Table, reference: ReferenceData, *, fast: bool
) -> tuple[list[tuple[Any, ...]], dict[Any, int], list[str]]:
    """The records that a reader gives, with the lists of actors and the messages."""
    known = recognise(table.header)
    assert known is not None
    actors, problems = ActorLists(), Problems()
    layout = layout_of(known, table.header, reference, actors)
    loaded = LoadedFile(1, table.name, layout.data_set, layout.title)
    with tempfile.TemporaryDirectory() as folder:
        staging = Staging(Path(folder) / "records.db")
        if fast:
            assert suits_columns(table, layout)
            list(read_by_columns(table, layout, loaded, staging))
        else:
            list(read_by_rows(table, layout, loaded, staging, problems, Refused(), keep_good=False))
        columns = ", ".join(
            name
            for (name,) in staging.connection.execute(
                "SELECT name FROM pragma_table_info('records')"
            )
            if name not in ("actor_1", "allies_1", "actor_2", "allies_2")
        )
        rows = staging.connection.execute(f"SELECT {columns} FROM records").fetchall()
        names = {number: list_ for list_, number in actors.numbers.items()}
        lists = staging.connection.execute(
            "SELECT actor_1, allies_1, actor_2, allies_2 FROM records"
        ).fetchall()
        rows = [
            (*row, *(names.get(each) for each in four))
            for row, four in zip(rows, lists, strict=True)
        ]
        staging.connection.close()
    assert loaded.sha256 or problems
    return rows, {}, sorted(map(str, problems.entries))


def the_table(folder: Path) -> Table:
    problems = Problems()
    (table,) = find_tables(folder, folder, problems, [])
    read_header(table, Dress(), (), [])
    assert not problems
    return table


def test_clean_files_go_through_the_fast_reader(tmp_path: Path, reference: ReferenceData) -> None:
    write_acled(tmp_path / "a.csv", 3000)
    table = the_table(tmp_path)
    assert records(table, reference, fast=True) == records(table, reference, fast=False)


def test_blocks_are_cut_between_rows(
    tmp_path: Path, reference: ReferenceData, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [acled_row(event) for event in events(60)]
    for number, row in enumerate(rows):
        row["notes"] = 'Line, one\n"line" two\n' * (number % 4)
    write_rows(tmp_path / "a.csv", ACLED_2023, rows)
    table = the_table(tmp_path)
    expected = records(table, reference, fast=False)
    for size in (701, 902, 1303, 5000):
        monkeypatch.setattr("loaders.events.read_columns.BLOCK", size)
        assert records(table, reference, fast=True) == expected


TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from("\",;'\n\r\t #|\\=aé“"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    ),
    max_size=30,
)


@QUICK
@given(texts=st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=8), quoted=st.booleans())
def test_whatever_text_there_is_both_readers_agree(
    reference: ReferenceData, texts: list[tuple[str, str, str]], quoted: bool
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = [acled_row(event) for event in events(len(texts))]
        for row, (notes, source, actor) in zip(rows, texts, strict=True):
            # The csv module of some Pythons writes a bare carriage return without quotes.
            given_texts = [
                text if quoted else text.replace("\r", "") for text in (notes, source, actor)
            ]
            row |= dict(zip(("notes", "source", "actor2"), given_texts, strict=True))
        write_rows(folder / "a.csv", ACLED_2023, rows, quote_all=quoted)
        table = the_table(folder)
        exact = records(table, reference, fast=False)
        assert exact[2] == []
        with contextlib.suppress(NotCleanError):  # it may give up, never differ
            assert records(table, reference, fast=True) == exact


def mutated(raw: bytes, draw: st.DataObject) -> bytes:
    """A few bytes changed, cut out, put in or doubled."""
    content = bytearray(raw)
    for _ in range(draw.draw(st.integers(1, 3))):
        at = draw.draw(st.integers(0, len(content) - 1))
        match draw.draw(st.sampled_from(["change", "cut", "insert", "double", "end"])):
            case "change":
                content[at] = draw.draw(st.sampled_from(b'",;\n\r\0\x93\xe9-9a #'))
            case "cut":
                del content[at : at + draw.draw(st.integers(1, 300))]
            case "insert":
                content[at:at] = draw.draw(
                    st.sampled_from([b'"', b",", b"\n", b'""', b"\r\n", b"\0", b"\xff", b"-1"])
                )
            case "double":
                content[at:at] = content[at : at + draw.draw(st.integers(1, 300))]
            case _:
                del content[max(1, at) :]
        if not content:
            return b""
    return bytes(content)


def agree_on(folder: Path, raw: bytes, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the fast reader and without it, a folder gives the same records or the same messages."""
    for path in folder.glob("*.csv"):
        path.unlink()
    (folder / "mutated.csv").write_bytes(raw)
    both = read(folder)
    with monkeypatch.context() as patch:
        patch.setattr("loaders.events.read_tables.suits_columns", lambda *_: False)
        exact = read(folder)
    assert both.messages == exact.messages
    if not both.messages:
        assert told(both) == told(exact)
    assert all(each.startswith("mutated.csv") and each.isprintable() for each in both.messages)


def told(reading: Reading) -> list[tuple[Any, ...]]:
    """The records with the names of the actors, whose numbers depend on the order of reading."""
    columns = ("actor_1", "allies_1", "actor_2", "allies_2")
    return [
        (
            *(value for name, value in row.items() if name not in columns),
            *(reading.names(row, name) for name in columns),
        )
        for row in reading.rows
    ]


@QUICK
@given(draw=st.data())
def test_made_up_exports_with_bytes_changed(
    read: Read,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    draw: st.DataObject,
) -> None:
    folder = tmp_path_factory.mktemp("mutated")
    raw = write_export(folder / "a.csv", 12).read_bytes()
    agree_on(folder, mutated(raw, draw), read, monkeypatch)


REAL = (
    "gedevents-2025-01-17-burkina-faso.csv",
    "ged231-sample-1000.csv",
    "ged191-bangladesh-myanmar.csv",
)


@pytest.mark.parametrize("name", REAL)
@settings(QUICK, max_examples=25)
@given(draw=st.data())
def test_real_rows_with_bytes_changed(
    real: Path,
    read: Read,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    draw: st.DataObject,
) -> None:
    folder = tmp_path_factory.mktemp("mutated")
    raw = head(real / name, 15)
    agree_on(folder, mutated(raw, draw), read, monkeypatch)


def head(path: Path, count: int) -> bytes:
    """The header and the first rows of a file, which may span lines."""
    text = io.StringIO()
    with path.open(encoding="utf-8", newline="") as handle:
        writer = csv.writer(text, lineterminator="\n")
        for number, row in enumerate(csv.reader(handle)):
            if number > count:
                break
            writer.writerow(row)
    return text.getvalue().encode()


@pytest.mark.parametrize("name", REAL)
def test_real_files_are_clean(
    real: Path, tmp_path: Path, reference: ReferenceData, name: str
) -> None:
    (tmp_path / name).write_bytes((real / name).read_bytes())
    table = the_table(tmp_path)
    assert records(table, reference, fast=True) == records(table, reference, fast=False)
