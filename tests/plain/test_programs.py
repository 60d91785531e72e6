"""jnim.db in programs that bring an SQLite of their own, and its CSV in a spreadsheet program."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.plain.conftest import Make
from tests.site.queries import QUERIES
from tests.site.tables import DATABASE

pytestmark = pytest.mark.walk

FOUND = "SELECT count(*) FROM claims_fts WHERE claims_fts MATCH 'embassy'"
# Prints what fails, of all that is asked: names of tables and views, then queries with parameters.
APSW = """
import apsw, json, sys
database = apsw.Connection(sys.argv[1], flags=apsw.SQLITE_OPEN_READONLY)
failed = {}
for sql, parameters in json.load(sys.stdin):
    try:
        list(database.execute(sql, parameters))
    except apsw.Error as error:
        failed[sql] = str(error)
print(json.dumps([apsw.sqlite_lib_version(), failed]))
"""
SQL_JS = """
const [path, asked] = process.argv.slice(2);
const SQL = await (await import("sql.js")).default();
const database = new SQL.Database((await import("node:fs")).readFileSync(path));
const failed = {};
for (const sql of JSON.parse(asked)) {
  try { database.exec(sql); } catch (error) { failed[sql] = String(error); }
}
console.log(JSON.stringify(failed));
"""
PYODIDE = """
const [path, asked] = process.argv.slice(2);
const python = await (await import("pyodide")).loadPyodide();
python.FS.writeFile("/jnim.db", (await import("node:fs")).readFileSync(path));
python.globals.set("asked", asked);
console.log(python.runPython(`
import json, sqlite3
database, failed = sqlite3.connect("/jnim.db"), {}
for sql in json.loads(asked):
    try:
        database.execute(sql).fetchall()
    except sqlite3.Error as error:
        failed[sql] = str(error)
json.dumps(failed)
`));
"""


def selects() -> list[str]:
    """Everything in the file, but for the tables behind those of full text."""
    with closing(sqlite3.connect(ROOT / "jnim.db")) as database:
        rows = database.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
            " AND name NOT LIKE '%\\_fts\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'"
        )
        return [f'SELECT * FROM "{name}"' for (name,) in rows] + [FOUND]


def queries() -> list[tuple[str, dict[str, str]]]:
    """The named queries, each with its example."""
    asked = []
    for name, query in DATABASE["queries"].items():
        params = QUERIES[name].params if name in QUERIES else ("q",)
        example = QUERIES[name].example if name in QUERIES else {"q": "Ouagadougou"}
        asked.append((query["sql"], dict.fromkeys(params, "") | dict(example)))
    return asked


def test_the_newest_sqlite_reads_all(environment: Make) -> None:
    """It refuses a query that unfolds into too many views, which older ones do not."""
    asked = [*((sql, {}) for sql in selects()), *queries()]
    done = subprocess.run(
        [environment("apsw"), "-c", APSW, ROOT / "jnim.db"],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    version, failed = json.loads(done.stdout)
    assert version >= "3.54"
    assert failed == {}


def test_the_oldest_sqlite_reads_all(old_sqlite: dict[str, str]) -> None:
    code = (
        "import json, sqlite3, sys; database = sqlite3.connect(sys.argv[1]);"
        "[database.execute(*each).fetchall() for each in json.load(sys.stdin)]"
    )
    asked = [*((sql, {}) for sql in selects()), *queries()]
    done = subprocess.run(
        [shutil.which("python3") or "python3", "-c", code, ROOT / "jnim.db"],
        input=json.dumps(asked),
        env={"PATH": "/usr/bin:/bin", **old_sqlite},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with sql.js and Pyodide, as npm installs them."""
    if shutil.which("npm") is None:
        pytest.skip("needs Node.js and npm")
    folder = tmp_path_factory.mktemp("node")
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "sql.js", "pyodide"]
    if subprocess.run(command, cwd=folder, capture_output=True).returncode:
        pytest.skip("needs the registry of npm, and it does not answer")
    return folder


def failures(node: Path, script: str) -> dict[str, str]:
    (node / "script.mjs").write_text(script)
    command = ["node", "script.mjs", str(ROOT / "jnim.db"), json.dumps(selects())]
    done = subprocess.run(command, cwd=node, capture_output=True, text=True, check=True)
    failed: dict[str, str] = json.loads(done.stdout)
    return failed


def test_sql_js_reads_all_but_full_text_and_says_so(node: Path) -> None:
    failed = failures(node, SQL_JS)
    assert all("_fts" in sql for sql in failed)
    assert set(failed.values()) == {"Error: no such module: fts5"}


def test_pyodide_reads_all_full_text_as_well(node: Path) -> None:
    assert failures(node, PYODIDE) == {}


def test_r_reads_the_file_and_the_csv(site: str) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("needs R")
    address = f"{site}/jnim/attacks.csv?_stream=on&_exact=on"
    code = f"rows <- read.csv('{address}'); stopifnot(nrow(rows) == {attacks()}); cat(names(rows))"
    done = subprocess.run(["Rscript", "-e", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("id title")


def test_libreoffice_opens_the_csv_rightly(site: str, tmp_path: Path) -> None:
    """As it does by a double-click, where its dialogue sets UTF-8 at the file's first bytes.

    Without a dialogue it looks at no such bytes, so that it is told here.
    """
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("needs LibreOffice")
    file = tmp_path / "statements.csv"
    address = f"{site}/jnim/claims.csv?_stream=on"
    subprocess.run(["curl", "-sSf", "-o", file, address], check=True)
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    command = [office, "--headless", "--infilter=CSV:44,34,76"]
    command += ["--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76"]
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command += ["--outdir", str(tmp_path / "out"), profile, str(file)]
    subprocess.run(command, check=True, capture_output=True)
    text = (tmp_path / "out" / "statements.csv").read_text(encoding="utf-8")
    assert text.startswith("id,")
    assert "AQIM’s" in text
    assert "â€" not in text
    assert len(text.splitlines()) > 200


def attacks() -> int:
    with closing(sqlite3.connect(ROOT / "jnim.db")) as database:
        (count,) = database.execute("SELECT count(*) FROM attacks").fetchone()
        return int(count)
