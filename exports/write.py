"""Write a database in every format, into a folder that is replaced as a whole."""

import hashlib
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import (
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    as_completed,
)
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import NoReturn

import polars as pl
import yaml
from jinja2 import Environment, FileSystemLoader
from tqdm import tqdm

from common.citing import AUTHORS
from common.content_hash import begun, content_hashes
from common.database import open_read_only
from common.errors import UserError
from common.project import FILE, FOLDER
from common.redistribution import refuse_withheld
from exports import about as about_export
from exports import changes as changes_export
from exports.annotations import write_annotations
from exports.citations import write_citations
from exports.codebook import TEMPLATES, write_codebook
from exports.croissant import write_croissant
from exports.crosswalk import write_crosswalk
from exports.csv_package import ESCAPING, write_csv, write_package
from exports.entities import write_entities
from exports.geojson import TAIL, read_sources, write_features
from exports.manifest import write_manifest
from exports.network import write_network
from exports.openapi import write_openapi
from exports.parquet import write_parquet
from exports.row_hash import marked
from exports.site_files import SUMS
from exports.tables import MANY, Table, parts, read_tables
from exports.workbook import FITS, write_workbook

ROOT = Path(__file__).resolve().parent.parent
EVERYTHING = "everything.zip"
ZIPPED = 2**30
"""From this many bytes there is no archive of everything: nobody needs a second copy of so much."""
SMALL = 2**27
"""Up to this many bytes the archive is compressed as far as possible; above, it takes too long."""
BESIDE = 50_000
"""From this many rows in the longest table, two further processes are started."""
Tasks = dict[Future[str], Table]
"""Tables that are being written; each gives its content hash."""
README = """\
# {title}: data

{description}

Version {version}, content hash {content_hash}. Data: {licence} (LICENSE-DATA); please cite as
CITATION.cff says, and a single fact by its claim id and the document behind it.

* `{file}`: the SQLite database, with all views and indexes.
* `datapackage.json`, `csv/`: a file for each table, with types, keys and descriptions. {escaping}
* `codebook.html`: what each table and column means, and the words that it may hold; to be printed.
* `croissant.json`: the same as `datapackage.json`, for programs of machine learning.
* `parquet/`: the same as Parquet; long tables in folders by the year of the attack.
* `attacks.geojson`: attacks with their points. Those without a point have no geometry.
* `tables.xlsx`: the same as a workbook of Excel, a sheet for each table; of one with {fits:,} rows
  and more it says which file of `csv/` has it.
* `crosswalk.csv`: which names in ACLED, UCDP and GTD are which of the groups.
* `network.gexf`: groups, people and what ties them, for Gephi.
* `annotations.jsonld`: where in its document each claim stands, and what checks of citations found,
  as W3C Web Annotations. Offsets count in the text that was read, and not in the page.
* `openapi.json`: the named queries of the site, for programs that make clients of it.
* `sources.bib`, `sources.csl.json`: the sources, for reference managers.
* `ftm/`: FollowTheMoney entities, and each statement with its source (`dataset`) and claim
  (`origin`). `statements.csv` is for programs: no apostrophe is put in front of its texts.
  `manifest.yml` tells yente where they are.
* `CHANGES.md`, `changes.json`: claims, disagreements and attacks of the documents that were added,
  changed and withdrawn since the last release; what changed, with what it was before.
* `everything.zip`: all of this in one file, where it is less than a gigabyte.
* `SHA256SUMS`: check them with `sha256sum -c SHA256SUMS`.

Where sources conflict on the killed or wounded, the numbers of `attacks` hide it: chart
`attack_reports`, which has a row for each source. What the map shows of a row (`popup`) and search
indexes are only in `{file}`.
"""


def export(
    database: Path, to: Path, previous: Path | None, released: str | None, many: int = MANY
) -> None:
    """Write all formats.

    Args:
        database: The database.
        to: The folder, which is replaced as a whole; a folder not written by an export is refused.
        previous: The database or export folder of the last release; by default, the last git tag.
        released: The day of the release; by default, that in metadata.yml.
        many: From how many rows Parquet is partitioned by year.

    Raises:
        UserError: If rows may not be redistributed, or the folder was not written by an export.
    """
    refuse_withheld(database)
    if to.exists() and not (to / SUMS).is_file() and any(to.iterdir()):
        raise UserError(f"{to} was not written by an export; name another folder")
    with _replacing(to) as folder:
        _write(database, folder, previous, released, many)


@contextmanager
def _replacing(to: Path) -> Iterator[Path]:
    """Yield a new folder, which replaces the other once everything is written."""
    to.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{to.name}.writing-", dir=to.parent))
    try:
        yield folder
        folder.chmod(0o755)
        old = folder.with_name(f"{folder.name}.old")
        if to.exists():
            to.rename(old)
        folder.rename(to)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write(
    database: Path, folder: Path, previous: Path | None, released: str | None, many: int
) -> None:
    metadata = yaml.safe_load((FOLDER / "metadata.yml").read_text(encoding="utf-8"))
    connection = open_read_only(database)
    form = "{desc}: {n}/{total} {bar} {elapsed}"
    try:
        tables = read_tables(connection, metadata)
        with (
            tqdm(total=len(tables) + 4, bar_format=form, leave=False, disable=None) as bar,
            _pool(max(table.rows for table in tables)) as pool,
        ):
            # This is a third of the work, and nothing else depends on it.
            entities = pool.submit(write_entities, database, folder / "ftm")
            tasks = begin_tables(database, tables, folder, many, pool)
            workbook = pool.submit(write_workbook, database, tables, folder, metadata["title"])
            with _step(bar, "database, sources and changes"):
                shutil.copyfile(database, folder / FILE)
                _write_small(connection, folder, previous, released or metadata.get("released"))
                long = {table.name: "" for table in tables if table.rows >= many}
                hashes = content_hashes(connection, long)
            hashes |= finish_tables(tasks, many, bar)
            with _step(bar, "content hash and descriptions"):
                about = about_export.about_of(connection, FOLDER, metadata, released, hashes)
                properties = about_export.package_properties(about)
                package = write_package(tables, properties, folder, "csv")
                write_croissant(package, str(metadata.get("address") or ""), folder)
                write_codebook(connection, metadata, about, folder)
                write_openapi(metadata, about.version, folder)
                _write_about(about, folder)
            with _step(bar, "FollowTheMoney and the workbook"):
                entities.result()
                workbook.result()
                write_manifest(about, str(metadata.get("address") or ""), folder / "ftm")
            with _step(bar, "checksums"):
                _write_zip(folder)
                _write_sums(folder)
    except sqlite3.Error as error:
        raise UserError(f"{database} cannot be read: {error}") from None
    finally:
        connection.close()


def _write_small(
    connection: sqlite3.Connection, folder: Path, previous: Path | None, released: str | None
) -> None:
    """Write what depends on no table, while other processes write the tables."""
    write_citations(connection, folder, released)
    write_annotations(connection, folder)
    write_network(connection, folder)
    write_crosswalk(folder)
    with changes_export.previous_release(previous, FOLDER) as release:
        since, changes = changes_export.compare(connection, release)
    changes_export.write_changes(since, changes, folder)


def _pool(rows: int) -> Executor:
    """Return an executor: processes only for many rows, which make up for their start."""
    if rows < BESIDE:
        return ThreadPoolExecutor(1)
    # More threads than processors would wait for each other.
    threads = ("POLARS_MAX_THREADS", str(max(1, (os.cpu_count() or 1) // 2)))
    return ProcessPoolExecutor(2, get_context("spawn"), os.putenv, threads)


@contextmanager
def _step(bar: "tqdm[NoReturn]", what: str) -> Iterator[None]:
    bar.set_description(what)
    yield
    bar.update()


def _write_about(about: about_export.About, folder: Path) -> None:
    about_export.write_citation(about, folder / "CITATION.cff")
    about_export.write_zenodo(about, folder / ".zenodo.json")
    words = {**vars(about), "authors": AUTHORS, "escaping": ESCAPING, "file": FILE, "fits": FITS}
    words |= {"licence": about_export.LICENCE, "url": about_export.LICENCE_URL}
    templates = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    licence = templates.get_template("archive/LICENSE.txt")
    (folder / "LICENSE-DATA").write_text(licence.render(words), encoding="utf-8")
    readme = README.format(**words)
    (folder / "README.md").write_text(readme, encoding="utf-8")


def begin_tables(
    database: Path, tables: Sequence[Table], folder: Path, many: int, pool: Executor
) -> Tasks:
    """Start writing the formats with rows, in one pass over them: CSV, Parquet, GeoJSON."""
    (folder / "csv").mkdir()
    # The longest first, so that no process is idle at the end.
    longest = sorted(tables, key=lambda table: -table.rows * len(table.columns))
    return {pool.submit(_write_table, database, table, folder, many): table for table in longest}


def finish_tables(tasks: Tasks, many: int, bar: "tqdm[NoReturn]") -> dict[str, str]:
    """Wait for the tables, and return the content hashes of the long ones."""
    for task in as_completed(tasks):
        with _step(bar, tasks[task].name):
            task.result()
    return {table.name: task.result() for task, table in tasks.items() if table.rows >= many}


def _write_table(database: Path, table: Table, folder: Path, many: int) -> str:
    """Write a table, and return its content hash if it is a long one."""
    digest = begun(table.sql)
    has_points = table.name == "attacks"
    sources = read_sources(database) if has_points else None

    def seen(rows: pl.DataFrame) -> None:
        if table.rows >= many:
            for text in marked(rows):
                digest.update(text)

    features = folder / "attacks.geojson" if has_points else Path(os.devnull)
    with (folder / "csv" / f"{table.name}.csv").open("wb") as file, features.open("wb") as points:
        for year, rows in parts(database, table, many, seen):
            write_csv(rows, file)
            write_parquet(table, year, rows, folder / "parquet")
            if sources is not None:
                write_features(rows, sources, points)
        points.write(TAIL)
    return digest.hexdigest()


def _write_zip(folder: Path) -> None:
    """Put everything into one archive, unless that would exceed a gigabyte."""
    paths = _files(folder)
    size = sum(path.stat().st_size for path in paths)
    if size > ZIPPED:
        return
    level = 6 if size < SMALL else 1
    with zipfile.ZipFile(folder / EVERYTHING, "w", zipfile.ZIP_DEFLATED, True, level) as archive:
        for path in paths:
            # Without times, so that the same files give the same archive.
            name = path.relative_to(folder).as_posix()
            with path.open("rb") as file, archive.open(name, "w", force_zip64=True) as packed:
                shutil.copyfileobj(file, packed, 1 << 20)


def _write_sums(folder: Path) -> None:
    paths = _files(folder)
    # In threads: hashing releases the GIL.
    with ThreadPoolExecutor() as pool:
        lines = [
            f"{digest}  {path.relative_to(folder).as_posix()}\n"
            for path, digest in zip(paths, pool.map(_digest, paths), strict=True)
        ]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
