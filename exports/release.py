"""Write a release into the repository: python -m exports.release.

The version is in pyproject.toml and the day in project.yml. From these and the database it writes
an entry in RELEASES.md with the content hash, CITATION.cff (for those who cite the repository),
.zenodo.json (for the deposit that Zenodo makes of a release). If docs/releases/ explains the
changes in this version, it also writes the old and new words of each reworded claim.
"""

import argparse
import json
import re
import sqlite3
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from common.command import OK, exit_code
from common.database import open_read_only
from common.date_words import in_words
from common.errors import UserError
from common.project import FILE, FOLDER
from common.redistribution import refuse_withheld
from exports.about import About, about_of, write_citation, write_zenodo
from exports.changes import Changes, compare, previous_release

RELEASES = "RELEASES.md"
REASONS = "docs/releases/{}.md"
WORDING = "docs/releases/wording.json"
HEAD = f"""\
# Releases

Each release names the content hash of its `{FILE}`. Whoever runs `make build` on the same text
files gets the same one: `make hash` prints it. Ids of claims stay; one that is withdrawn is named
here and never used again.
"""
# The tables that an entry counts, with the noun in singular and plural.
COUNTED = {
    "claims": ("claim", "claims"),
    "groups": ("group or organisation", "groups and organisations"),
    "people": ("person", "people"),
    "places": ("place", "places"),
    "membership": ("row of membership", "rows of membership"),
    "attacks": ("attack", "attacks"),
    "disagreements": ("disagreement", "disagreements"),
    "sources": ("source", "sources"),
}


def heading(version: str, day: str) -> str:
    """Return the heading of a release: `## 1.0.0, 31 January 2026`."""
    return f"## {version}, {in_words(day)}"


def entry(
    about: About, counts: dict[str, int], since: str | None, changes: Mapping[str, Changes]
) -> str:
    """Return the entry for a release in RELEASES.md.

    Args:
        about: The metadata of the release, including its day.
        counts: The number of rows for each of `COUNTED`.
        since: The last release; None if this is the first.
        changes: The changes in claims and attacks since then.
    """
    counted = [f"{n:,} {COUNTED[name][n != 1]}" for name, n in counts.items()]
    lines = [
        heading(about.version, about.released or ""),
        "",
        f"Content hash `{about.content_hash}`.",
        "",
        f"{', '.join(counted)}.",
        "",
    ]
    if since is None:
        return "\n".join([*lines, "The first release: every claim is new.", ""])
    for kind in ("claims", "attacks"):
        for word in ("added", "changed", "withdrawn"):
            ids = list(getattr(changes[kind], word))
            named = ": " + ", ".join(f"`{id_}`" for id_ in ids) if ids else ""
            lines.append(f"* {kind.capitalize()} {word}: {len(ids)}{named}")
    return "\n".join([*lines, ""])


def with_entry(releases: str, version: str, text: str) -> str:
    """Return RELEASES.md with an entry added at the top, or replacing the one it updates.

    An entry of the same version is replaced only if it is the newest: older ones are history.

    Raises:
        UserError: If an older entry has this version.
    """
    before, *entries = re.split(r"(?m)^(?=## )", releases or HEAD)
    versions = [each.removeprefix("## ").split(",")[0] for each in entries]
    if version in versions[1:]:
        raise UserError(
            f"{RELEASES} has a release {version} already; raise the version in pyproject.toml"
        )
    if versions[:1] == [version]:
        entries = entries[1:]
    return before.rstrip() + "\n\n" + "\n".join(each.strip() + "\n" for each in (text, *entries))


def reworded(claims: Changes, reasons: str) -> list[dict[str, str]]:
    """Return the claims whose wording a release changed: before, after, and the heading for it.

    Args:
        claims: The changes in claims.
        reasons: The text on what was changed and why, in sections that name the claims.
    """
    sections = [part.split("\n", 1) for part in re.split(r"(?m)^## ", reasons)[1:]]
    return [
        {
            "claim": id_,
            "before": one.before,
            "after": one.after,
            "why": "; ".join(title for title, text in sections if f"`{id_}`" in text),
        }
        for id_, differences in claims.changed.items()
        for one in differences
        if one.what == "statement"
    ]


def write_release(root: Path, database: Path, previous: Path | None) -> About:
    """Write the four files.

    Args:
        root: The repository.
        database: Its database.
        previous: The database or export of the last release; by default, the last git tag.

    Raises:
        UserError: If metadata.yml names no day, or the version has been released already.
    """
    refuse_withheld(database)
    metadata = yaml.safe_load((root / "metadata.yml").read_text(encoding="utf-8"))
    if not isinstance(metadata.get("released"), str):
        # Without quotes YAML parses it as a date, which cannot be written as JSON.
        raise UserError(
            "project.yml names no day of release in quotes; have a line below site: "
            'released: "2026-01-31"'
        )
    connection = open_read_only(database)
    try:
        about = about_of(connection, root, metadata, None)
        counts = _counts(connection)
        with previous_release(previous, root) as release:
            since, changes = compare(connection, release)
    finally:
        connection.close()
    path = root / RELEASES
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    text = entry(about, counts, since, changes)
    reasons = REASONS.format(about.version)
    if (root / reasons).exists():
        _write_wording(
            root / WORDING,
            about.version,
            reworded(changes["claims"], (root / reasons).read_text(encoding="utf-8")),
        )
        text += f"\n[What changed, and why]({reasons}).\n"
    text = with_entry(old, about.version, text)
    write_citation(about, root / "CITATION.cff")
    write_zenodo(about, root / ".zenodo.json")
    path.write_text(text, encoding="utf-8")
    return about


def _write_wording(path: Path, version: str, claims: list[dict[str, str]]) -> None:
    """Insert the claims that a release reworded before those of older releases."""
    old = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    others = {name: each for name, each in old.items() if name != version}
    new = {version: claims} | others if claims else others
    path.write_text(json.dumps(new, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    return {
        name: connection.execute(f"SELECT count(*) FROM [{name}]").fetchone()[0]  # noqa: S608
        for name in COUNTED
    }


def main(arguments: list[str] | None = None) -> int:
    """Write a release."""
    parser = argparse.ArgumentParser(
        prog="python -m exports.release",
        description=f"Write a release of {FILE} into RELEASES.md, CITATION.cff and .zenodo.json. "
        "Its version is that of pyproject.toml, its day `released` in project.yml.",
        epilog="example: python -m exports.release --previous ../last-release",
    )
    parser.add_argument("--database", type=Path, default=FOLDER / FILE, help="the file")
    parser.add_argument(
        "--previous", type=Path, help="database or export of the last release (the last tag of git)"
    )
    options: Any = parser.parse_args(arguments)
    about = write_release(FOLDER, options.database, options.previous)
    print(f"Wrote {about.version} of {about.released}, content hash {about.content_hash}.")
    print(f"Commit it with `git tag v{about.version}`, and attach what `make export` writes.")
    return OK


if __name__ == "__main__":
    sys.exit(exit_code(main))
