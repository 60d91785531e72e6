"""A database of a few invented rows, to try the named queries on cases that no document has."""

from __future__ import annotations

import sqlite3
from typing import Any

from loaders.attack_days import count_days
from loaders.database import create_schema
from loaders.summaries import sum_up
from tests.site.queries import Row
from tests.site.tables import DATABASE

DAY = "2020-06-15"
"""The day on which the document `daily` was published; `yearly` was on some day of WINDOW."""
WINDOW = ("2020-03-01", "2020-12-31")
NEVER = "never"
WORDS = {
    "roles": ("merged",),
    "relation_kinds": ("affiliate", "allegiance"),
    "milestone_kinds": ("founding", "agreement", "presence"),
    "statement_kinds": ("threat",),
    "characteristic_kinds": ("area", "reason"),
    "measures": ("fighters",),
}
MEANINGS = {
    "presence": "lasts",
    "merged": "merges",
    "affiliate": "under",
    "allegiance": "pledges",
    "founding": "founds",
}

Bounds = tuple[str | None, str | None]
OPEN: Bounds = (None, None)


class Invented:
    """A database with the real tables and views, and the rows that a test puts in."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:")
        self.connection.row_factory = sqlite3.Row
        create_schema(self.connection)
        for vocabulary, words in WORDS.items():
            for word in words:
                meaning = {"meaning": MEANINGS[word]} if word in MEANINGS else {}
                label = word.title()
                self._insert(
                    vocabulary, id=word, label=label, description="What it means.", **meaning
                )
        self._source("daily", DAY, DAY)
        self._source("yearly", *WINDOW)
        self._source("wire", "2019-05-05", "2019-05-05")
        for group in ("union", "band", "crew"):
            self._insert("groups", id=group, name=group.title(), kind="armed-group")
        self._insert("people", id="anso", name="Anso", kind="leader")

    def _source(self, id_: str, earliest: str, latest: str) -> None:
        self._insert(
            "sources",
            id=id_,
            title=id_,
            kind="profile",
            publisher=id_,
            published_earliest=earliest,
            published_latest=latest,
            access="read",
            redistributable=0,
            follow_order=10,
            label=id_,
        )

    def _insert(self, table: str, **values: Any) -> None:
        columns = ", ".join(values)
        marks = ", ".join("?" * len(values))
        self.connection.execute(
            f'INSERT INTO "{table}" ({columns}) VALUES ({marks})',
            list(values.values()),
        )

    def claim(self, source: str = "daily", about: str | None = None) -> str:
        """Add a claim of a document, or one read from the title of a work that it cites."""
        number = self.connection.execute("SELECT count(*) FROM claims").fetchone()[0] + 1
        self._insert(
            "claims",
            id=f"c{number}",
            source_id=source,
            about_source_id=about,
            passage_id="p",
            position=number,
            statement="s",
            modality="title" if about else "stated",
            locator="Section, para. 1",
            fragment_start="a",
            fragment_end="",
            span_start=0,
            span_end=1,
            span_sha256="0" * 64,
            deep_link="https://example.org",
        )
        return f"c{number}"

    def add(self, table: str, *, source: str = "daily", **values: Any) -> str:
        """Add a row with a claim of its own, and return its id, which is also the claim's."""
        claim = values.pop("claim", None) or self.claim(source, values.pop("about_work", None))
        self._insert(table, id=claim, claim_id=claim, **values)
        return claim

    def member(
        self,
        start: Bounds,
        end: Bounds,
        *,
        kinds: tuple[str, str] = ("event", "seen"),
        told: str = "past",
        **more: Any,
    ) -> str:
        """Add Band as a member of Union."""
        values = {
            "group_id": "union",
            "member_group_id": "band",
            "role": "merged",
            "start_earliest": start[0],
            "start_latest": start[1],
            "start_kind": kinds[0],
            "end_earliest": end[0],
            "end_latest": end[1],
            "end_kind": kinds[1],
            "told": told,
        }
        return self.add("membership", **(values | more))

    def dated(self, table: str, bounds: Bounds, *, told: str = "past", **more: Any) -> str:
        """Add a row with one date, which is an event unless `date_kind` says otherwise."""
        values: dict[str, Any] = {
            "date_earliest": bounds[0],
            "date_latest": bounds[1],
            "told": told,
        }
        values |= {
            "relations": {"from_group_id": "band", "to_group_id": "crew", "kind": "affiliate"},
            "milestones": {"group_id": "union", "kind": "founding", "title": "Founding"},
            "characteristics": {"group_id": "band", "kind": "area", "value": "The marsh"},
            "statements": {"group_id": "band", "kind": "threat", "summary": "A threat"},
            "designations": {"group_id": "band", "authority_id": "crew"},
        }[table]
        if table in ("relations", "milestones", "characteristics"):
            values["date_kind"] = "event"
        return self.add(table, **(values | {"told": told} | more))

    def now(self, table: str, **more: Any) -> str:
        """Add a row that `daily` tells in the present tense."""
        return self.dated(table, (DAY, DAY), told="present", date_kind="seen", **more)

    def attack(
        self, id_: str, edtf: str | None, bounds: Bounds, *, said: str = "", **actor: Any
    ) -> None:
        """Add a report of an attack, by Band unless another actor is given.

        `said` is a further property for which the report has a claim.
        """
        claim = self.claim()
        self._insert(
            "attack_reports",
            id=f"{id_}--daily",
            attack_id=id_,
            source_id="daily",
            date_edtf=edtf,
            date_earliest=bounds[0],
            date_latest=bounds[1],
            told="past",
        )
        for name in filter(None, ("date", "actors", said)):
            self._insert(
                "report_claims",
                id=f"{id_}--{name}",
                report_id=f"{id_}--daily",
                property=name,
                told="past",
                claim_id=claim,
            )
        values = {"group_id": "band", "name": "Band", "side": "perpetrator", "certainty": "certain"}
        report = {"attack_id": id_, "report_id": f"{id_}--daily", "claim_id": claim}
        self._insert("attack_actors", **(report | values | actor))

    def count(self) -> None:
        """Sum the attacks up, as a build does."""
        ids = self.connection.execute("SELECT DISTINCT attack_id FROM attack_reports").fetchall()
        sum_up(
            self.connection,
            [{"id": id_, "title": id_.title(), "scope": "incident"} for (id_,) in ids],
        )
        count_days(self.connection)

    def ask(self, query: str, **parameters: str) -> list[Row]:
        """Return what a named query answers."""
        named = DATABASE["queries"][query]
        every = dict.fromkeys(named.get("params", []), "") | parameters
        return [dict(row) for row in self.connection.execute(named["sql"], every)]

    def one(self, query: str, column: str, **parameters: str) -> Any:
        """Return the one value of a column, or `never` if there is no row."""
        values = {row[column] for row in self.ask(query, **parameters)}
        assert len(values) <= 1, values
        return values.pop() if values else NEVER

    def figure(self, **values: Any) -> None:
        """Add a number of fighters of Band."""
        given: dict[str, Any] = {
            "group_id": "band",
            "measure": "fighters",
            "low": 40.0,
            "unit": "people",
        }
        self.add("estimates", **({"as_told": "40", "scope": "Fighters"} | given | values))
