"""Metadata of an export: CITATION.cff, .zenodo.json, the properties of the data package."""

import json
import re
import sqlite3
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from common.citing import AUTHORS, authors_of
from common.content_hash import content_hash
from common.project import FILE, PROJECT

LICENCE = str(PROJECT.site.get("license") or "not stated")
LICENCE_URL = str(PROJECT.site.get("license_url") or "")
# The licence's SPDX id, which data repositories require, if it is one of the licences for data.
SPDX = re.fullmatch(
    r"CC-BY(-NC)?(-SA|-ND)?-[1-4]\.0|CC0-1\.0|ODbL-1\.0|ODC-By-1\.0|PDDL-1\.0",
    LICENCE.replace(" ", "-"),
)


@dataclass(frozen=True)
class About:
    """Metadata of an export.

    Attributes:
        title: The title of the site.
        description: Its description.
        version: The version of the project.
        content_hash: The content hash of the database.
        released: The day of the release, as an ISO day; None if there is none.
        sources: Title, address and licence of the documents that were read and of the data sets.
    """

    title: str
    description: str
    version: str
    content_hash: str
    released: str | None
    sources: list[dict[str, str]]


def version_of(root: Path) -> str:
    """Return the version in project.yml, or else that in pyproject.toml."""
    if PROJECT.version:
        return PROJECT.version
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


def about_of(
    connection: sqlite3.Connection,
    root: Path,
    metadata: Mapping[str, Any],
    released: str | None,
    hashes: Mapping[str, str] | None = None,
) -> About:
    """Return the metadata for an export of a database.

    Args:
        connection: The database.
        root: The repository.
        metadata: Its metadata.yml.
        released: The day of the release; by default, that in metadata.yml.
        hashes: Content hashes of tables that are already known.
    """
    cursor = connection.execute("SELECT * FROM sources ORDER BY id")
    names = [column[0] for column in cursor.description]
    sources = [dict(zip(names, row, strict=True)) for row in cursor]
    day = released or metadata.get("released")
    return About(
        metadata["title"],
        " ".join(metadata["description"].split()),
        version_of(root),
        content_hash(connection, hashes),
        str(day) if day else None,
        sources_of(sources, {name for (name,) in connection.execute("SELECT name FROM people")}),
    )


def package_properties(about: About) -> dict[str, Any]:
    """Return the properties of the data package, without its tables."""
    return {
        "name": PROJECT.id,
        "title": about.title,
        "description": about.description,
        "version": about.version,
        "keywords": PROJECT.keywords,
        "licenses": [
            {"title": LICENCE}
            | ({"name": SPDX[0]} if SPDX else {})
            | ({"path": LICENCE_URL} if LICENCE_URL else {})
        ],
        "contributors": [{"title": AUTHORS, "role": "author"}],
        "sources": [_package_source(source) for source in about.sources],
        "content_hash": about.content_hash,
        **({"created": f"{about.released}T00:00:00Z"} if about.released else {}),
    }


def _package_source(source: Mapping[str, str]) -> dict[str, str]:
    return {"title": source["title"], **({"path": source["url"]} if "url" in source else {})}


def write_citation(about: About, path: Path) -> None:
    """Write CITATION.cff (Citation File Format 1.2.0)."""
    citation: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "Cite a fact by its claim id and the document behind it, and the data as below.",
        "type": "dataset",
        "title": about.title,
        "abstract": about.description,
        "authors": [{"name": AUTHORS}],
        "version": about.version,
        **({"license": SPDX[0]} if SPDX else {}),
        **({"license-url": LICENCE_URL} if LICENCE_URL and not SPDX else {}),
        "keywords": PROJECT.keywords,
        "identifiers": [
            {
                "type": "other",
                "value": f"sha256:{about.content_hash}",
                "description": "The content hash of the database",
            }
        ],
        "references": [_cff_reference(source) for source in about.sources],
    }
    if about.released:
        citation["date-released"] = about.released
    path.write_text(
        yaml.safe_dump(citation, allow_unicode=True, sort_keys=False, width=100), encoding="utf-8"
    )


def _cff_reference(source: Mapping[str, str]) -> dict[str, Any]:
    reference: dict[str, Any] = {
        "type": "data" if source["access"] == "data" else "generic",
        "title": source["title"],
        "authors": [_cff_author(name, source) for name in source["authors"].split("; ")],
    }
    if "url" in source:
        reference["url"] = source["url"]
    if "year" in source:
        reference["year"] = int(source["year"])
    return reference


def _cff_author(name: str, source: Mapping[str, str]) -> dict[str, str]:
    """Return a person with two names, split before the last word; an organisation with one."""
    given, _, family = name.rpartition(" ")
    if name not in source.get("persons", "").split("; ") or not given:
        return {"name": name}
    return {"family-names": family, "given-names": given}


def write_zenodo(about: About, path: Path) -> None:
    """Write .zenodo.json, from which Zenodo takes the description of a deposit."""
    deposit = {
        "title": f"{about.title} ({FILE})",
        "description": about.description,
        "upload_type": "dataset",
        "access_right": "open",
        **({"license": SPDX[0].lower()} if SPDX else {}),
        "creators": [{"name": AUTHORS}],
        "version": about.version,
        "keywords": PROJECT.keywords,
        "notes": f"Content hash of the database: {about.content_hash}",
        "references": [_named(source) for source in about.sources],
        "related_identifiers": [
            {"identifier": source["url"], "relation": "isDerivedFrom", "scheme": "url"}
            for source in about.sources
            if "url" in source
        ],
        **({"publication_date": about.released} if about.released else {}),
    }
    path.write_text(json.dumps(deposit, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _named(source: Mapping[str, str]) -> str:
    licence = f" ({source['licence']})" if "licence" in source else ""
    return f"{source['publisher']}: {source['title']}{licence}"


def sources_of(rows: Iterable[Mapping[str, Any]], persons: Collection[str]) -> list[dict[str, str]]:
    """Describe the documents that were read and the data sets.

    Args:
        rows: Rows of `sources`.
        persons: Names of people; other authors are organisations.
    """
    described = []
    for row in rows:
        if row["access"] in ("cited", "consulted"):
            continue
        year = re.match("[0-9]{4}", row["published_edtf"] or "")
        fields = {
            "title": row["title"],
            "publisher": row["publisher"] or row["authors"] or row["title"],
            "authors": "; ".join(authors_of(row)) or row["publisher"] or row["title"],
            "persons": "; ".join(name for name in authors_of(row) if name in persons),
            "url": row["url"],
            "licence": row["licence"],
            "access": row["access"],
            "year": year[0] if year else None,
        }
        described.append({name: str(value) for name, value in fields.items() if value})
    return described
