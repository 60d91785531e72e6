"""The recipes of docs/recipes.md print what stands under them, in an environment of their own."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.plain.conftest import Make
from tests.site.test_examples import ADDRESS, lines

pytestmark = pytest.mark.walk

TEXT = (ROOT / "docs/recipes.md").read_text(encoding="utf-8")
RECIPES = re.findall(r"```(sh|python|r)\n(.*?)```\s+```text\n(.*?)```", TEXT, re.DOTALL)
# The last version for which PyPI has the extension that DuckDB else fetches from its makers.
DUCKDB = ("duckdb==1.5.5", "duckdb-extension-sqlite-scanner==1.5.5")
EXTENSION = """
from importlib.util import find_spec
from pathlib import Path
folder = Path(find_spec("duckdb_extension_sqlite_scanner").origin).parent / "extensions"
duckdb.sql(f"LOAD '{next(folder.rglob('*.duckdb_extension'))}'")
"""


@pytest.mark.parametrize(("language", "code", "printed"), RECIPES)
def test_a_recipe_prints_what_stands_under_it(
    language: str, code: str, printed: str, site: str, environment: Make, tmp_path: Path
) -> None:
    shutil.copyfile(ROOT / "jnim.db", tmp_path / "jnim.db")
    code = code.replace(ADDRESS, site)
    if language == "python":
        code = code.replace('duckdb.sql("INSTALL sqlite; LOAD sqlite")', EXTENSION)
        command = [str(environment("pandas", "polars", *DUCKDB)), "-c", code]
    elif language == "r":
        command = ["Rscript", "-e", code]
    else:
        command = ["sh", "-c", code]
    for program in re.findall(
        r"^(?:curl|sqlite3|ogrinfo|Rscript)\b", f"{command[0]}\n{code}", re.M
    ):
        if shutil.which(program) is None:
            pytest.skip(f"needs {program}")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = lines(done.stdout)
    for expected in lines(printed):
        pattern = re.escape(expected).replace("…", ".*")
        assert any(re.fullmatch(pattern, line) for line in found), (expected, found)


def test_every_block_that_can_be_run_is_a_recipe() -> None:
    assert len(RECIPES) == len(re.findall(r"^```(?:sh|python|r)$", TEXT, re.M)) >= 10
