"""The page /downloads: the files of an export that exist, and how to make them."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json
import re
import sqlite3
import zipfile
from pathlib import Path

import pytest

from common.errors import UserError
from exports import site_files
from exports.site_files import OFFERED, SUMS, offer
from tests.site.tables import (
    LISTED,
    ROOT,
    VIEWS,
    VOCABULARIES,
    Get,
    connect,
    copy_of_site,
    in_process,
)


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """Return the folder of an export, with some of its files."""
    folder = tmp_path / "dist"
    (folder / "ftm").mkdir(parents=True)
    (folder / "jnim.db").write_bytes((ROOT / "jnim.db").read_bytes())
    (folder / "everything.zip").write_bytes(b"PK zipped")
    (folder / "ftm" / "entities.ftm.json").write_text("{}\n")
    names = ("jnim.db", "everything.zip", "ftm/entities.ftm.json")
    sums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    (folder / SUMS).write_text("".join(f"{sums[name]}  {name}\n" for name in names))
    return folder


def site(folder: Path) -> Path:
    """Make a copy of the site with static files of its own."""
    folder.mkdir()
    copy_of_site(folder, lambda database: None)
    (folder / "static").unlink()
    (folder / "static").mkdir()
    for path in (ROOT / "static").iterdir():
        if path.name != "downloads":
            (folder / "static" / path.name).symlink_to(path)
    return folder


def test_the_files_of_an_export_are_offered(dist: Path, tmp_path: Path) -> None:
    folder = site(tmp_path / "site")
    assert offer(dist, folder / "static" / "downloads") == 2
    with in_process(folder) as get:
        page = get("/downloads").text
        assert page.index("Everything in one archive") < page.index("<h2>The database")
        assert page.count('href="/static/downloads/everything.zip"') == 1
        assert "take the file from" in get("/codebook").text
        assert "Parquet" in get("/about").text
        assert "FollowTheMoney" in page
        assert "tables.xlsx" not in page
        assert hashlib.sha256(b"PK zipped").hexdigest() in page
        assert "another version" not in page
        file = get("/static/downloads/everything.zip", range="bytes=0-1")
        assert (file.status_code, file.content) == (206, b"PK")
        index = get("/static/downloads/downloads.json").json()
    assert [entry["name"] for entry in index["files"]] == ["everything.zip", "entities.ftm.json"]


def test_without_an_export_nothing_is_promised(tmp_path: Path) -> None:
    with in_process(site(tmp_path / "site")) as get:
        page = get("/downloads")
        others = [get(path).text for path in ("/", "/about", "/codebook")]
    assert page.status_code == 200
    assert "One table as CSV" in page.text
    # Two tables stood there with 0 rows, and nothing said what is in the others.
    assert ">0 rows" not in page.text
    assert "Without rows, and so not listed: Matches between reports, Data files." in page.text
    assert re.search("Milestones</a> [^E]*Events other than attacks: foundings, mergers", page.text)
    for text in (page.text, *others):
        assert not re.search("Parquet|GeoJSON|make export|take the file", text)


def test_what_is_offered_is_replaced_as_a_whole(dist: Path, tmp_path: Path) -> None:
    folder = tmp_path / "downloads"
    offer(dist, folder)
    (dist / "everything.zip").unlink()
    offer(dist, folder)
    assert {path.name for path in folder.iterdir()} == {"entities.ftm.json", "downloads.json"}
    assert json.loads((folder / "downloads.json").read_text())["database"]


def test_too_much_for_a_site_is_refused(
    dist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_files, "MOST", 5)
    folder = tmp_path / "downloads"
    with pytest.raises(UserError, match="put them on a host for files"):
        offer(dist, folder)
    assert not folder.exists()


def test_every_file_that_is_offered_has_its_words() -> None:
    words = (ROOT / "templates" / "pages" / "downloads.html").read_text(encoding="utf-8")
    assert [name for name in OFFERED if f'"{Path(name).name}"' not in words] == []


def test_the_codebook_is_a_page(get: Get) -> None:
    page = get("/codebook").text
    for name in (*LISTED, *VIEWS, *VOCABULARIES):
        assert f'<section id="{name}">' in page
    for words in ("whole number, never empty", 'One of: <a href="#roles">'):
        assert words in page
    assert 'href="/codebook"' in get("/downloads").text


def test_all_tables_are_one_archive_of_csv(get: Get) -> None:
    page = get("/downloads").text
    assert 'href="/downloads/tables.zip"' in page
    answer = get("/downloads/tables.zip")
    assert answer.headers["content-type"] == "application/zip"
    assert (
        f"<summary>SHA-256</summary><code>{hashlib.sha256(answer.content).hexdigest()}</code>"
        in page
    )
    assert answer.headers["content-disposition"] == 'attachment; filename="jnim-tables.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as files:
        assert files.namelist()[:2] == ["README.txt", "LICENSE.txt"]
        tables = {Path(name).stem: files.read(name) for name in files.namelist()[2:]}
    assert set(tables) == {name for name in LISTED if name not in VIEWS}
    with connect() as database:
        for name, text in tables.items():
            (count,) = database.execute(f"SELECT count(*) FROM [{name}]").fetchone()
            assert len(list(csv.reader(io.StringIO(text.decode())))) == count + 1, name
    # Row for row, and in their order, what the page offers of each table alone.
    links = re.findall(r'href="(/jnim/(\w+)\.csv\?[^"]+)"', get("/downloads").text)
    filled = {name for name, text in tables.items() if b"\n" in text[:-1]}
    assert {name for _, name in links} == filled
    for path, name in links:
        assert tables[name] == get(html.unescape(path)).content, name


def test_what_a_map_draws_is_in_no_csv_but_where_it_is_asked_for(get: Get) -> None:
    for name in ("attacks", "places"):
        for more in ("", "&_stream=on", "&_exact=on"):
            head = get(f"/jnim/{name}.csv?_size=1{more}").text.splitlines()[0]
            assert "popup" not in head and "latitude" in head
        assert "popup" in get(f"/jnim/{name}.csv?_col=popup").text.splitlines()[0]
    assert "popup" in get("/jnim/attacks.json?_size=1").text


def test_the_archive_says_what_it_is(get: Get) -> None:
    """It had no description; now it describes each column of each file, as the codebook does."""
    content = get("/downloads/tables.zip").content
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        readme, licence = (files.read(name).decode() for name in files.namelist()[:2])
        heads = {
            name: next(csv.reader(io.StringIO(files.read(name).decode("utf-8-sig"))))
            for name in files.namelist()[2:]
        }
    assert "popup" not in readme
    assert "Cite the data as: " in readme
    assert "CC BY 4.0" in licence
    for words in (
        " are bounds, not dates",
        "A bound, not a date that the source gives",
        "&#39;",
        "&amp;",
    ):
        assert (words in " ".join(readme.split())) == ("&" not in words)
    for name, columns in heads.items():
        part = readme.split(f"\n{name}: ")[1].split("\n\n\n")[0]
        assert re.findall(r"(?m)^  (\w+)[ :(]", part) == columns != [], name
        assert "popup" not in columns, "it is what a map draws"
    with in_process(ROOT) as other:
        assert other("/downloads/tables.zip").content == content, "the same rows, the same bytes"


def test_of_what_may_not_be_passed_on_there_is_no_archive(tmp_path: Path) -> None:
    def withhold(database: sqlite3.Connection) -> None:
        database.execute("UPDATE sources SET redistributable = 0 WHERE id = 'csis-2018'")

    copy_of_site(tmp_path, withhold)
    with in_process(tmp_path) as get:
        assert get("/downloads/tables.zip").status_code == 404
        assert "tables.zip" not in get("/downloads").text
