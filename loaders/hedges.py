"""The qualifications of each claim, in a few words that accompany its statement everywhere."""

import re
from collections import defaultdict
from typing import Any

from common.date_words import in_words
from loaders.context import Context

Row = dict[str, Any]

SAID_BY_TABLES = (
    *("membership", "relations", "estimates", "designations", "milestones", "statements"),
    *("characteristics", "report_claims"),
)
"""The tables of rows that count: names say nothing, and the order of events may be ours."""

HEDGED = (*SAID_BY_TABLES, "event_links")
"""The tables with a certainty, beside which stands how it is said."""

OUTRIGHT = frozenset({"stated", "reference"})
"""The modalities of what a document says in its own voice, or prints about a work."""

MARKED = ("value", "sequence", "citation", "stale")
"""The kinds of disagreement that pages mark."""

LASTING = ("membership", "relations", "characteristics")
"""The tables of states of things: told in the perfect, they lasted until the source appeared."""


def add_hedges(context: Context) -> None:
    """Fill the column `hedge` of claims with what qualifies the statement, and `modality` of rows.

    That is: how it is said, if neither outright nor in its own words; what is doubtful about it
    (but not the doubt of a row only), or else that it is only possible; what its words leave open;
    dates that we infer, which its words do not give; the disagreements about it; and as of when a
    state of things is told. The modality of each row stands beside its certainty.
    """
    modalities = {row["id"]: row for row in context.rows["modalities"]}
    how = {claim["id"]: claim["modality"] for claim in context.rows["claims"]}
    for row in (row for table in HEDGED for row in context.rows[table] if "certainty" in row):
        row["modality"] = how[row["claim_id"]]
    given, marks = _given(context), _marks(context)
    sources = {row["id"]: row for row in context.rows["sources"]}
    for claim in context.rows["claims"]:
        rows, is_outright = given[claim["id"]], claim["modality"] in OUTRIGHT
        said = context.facts.claims[claim["id"]]
        entry = said.entry
        words = []
        if entry.get("in_words") and is_outright:
            context.problems.add(
                entry.at("in_words"),
                f"in_words: '{claim['id']}' is of modality {claim['modality']}, which has no mark",
                expected="in_words only where the sentence itself says its modality",
            )
        elif not entry.get("in_words") and not is_outright:
            modality = modalities[claim["modality"]]
            words.append(modality["doubt"] or f"{modality['label'].lower()} by its source")
        if said.row_doubt() != claim["doubt"]:
            words.append(claim["doubt"])
        elif is_outright and not claim["doubt"] and rows and _is_possible(rows):
            words.append("possible")
        words.append(claim["limits"])
        words += [f"inferred date: {date}" for date in map(_inferred, rows) if date]
        words += [mark for _, mark in marks[claim["id"]]]
        claim["as_of_year"] = _as_of_year(claim, rows, sources[claim["source_id"]])
        words.append(f"as of {claim['as_of_year']}" if claim["as_of_year"] else _undated(rows))
        claim["hedge"] = "; ".join(dict.fromkeys(filter(None, words))) or None


def _given(context: Context) -> dict[str, list[Row]]:
    """Return the rows that each claim gives; an undated property of a report has its date."""
    reports = {row["id"]: row for row in context.rows["attack_reports"]}
    rows: dict[str, list[Row]] = defaultdict(list)
    for table in SAID_BY_TABLES:
        for row in context.rows[table]:
            is_dated = table != "report_claims" or row.get("date_edtf")
            dated = row if is_dated else reports[row["report_id"]]
            own = {"certainty": row.get("certainty"), "told": row.get("told"), "table": table}
            rows[row["claim_id"]].append(dated | own)
    return rows


def _as_of_year(claim: Row, rows: list[Row], source: Row) -> int | None:
    """Return the year of the source of a claim that tells a state of things, but not a figure.

    A figure is as of the date that its source gives it; what a title prints stays printed.
    """
    first, last = (str(source.get(f"published_{end}") or "")[:4] for end in ("earliest", "latest"))
    is_printed = claim["modality"] in ("title", "reference")
    is_dated = re.search(r"\bas of\b", claim["statement"], re.IGNORECASE)
    if is_printed or is_dated or not last or first != last or _figures(rows):
        return None
    is_state = any(
        (row["told"] == "present" and row.get("kind") != "definition")
        or (row["told"] == "perfect" and row["table"] in LASTING)
        for row in rows
    )
    return int(last) if is_state else None


def _undated(rows: list[Row]) -> str | None:
    figures = _figures(rows)
    is_dated = any(row.get("as_of_edtf") or row.get("period_edtf") for row in figures)
    return "no date given" if figures and not is_dated and _is_now(figures) else None


def _figures(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["table"] == "estimates"]


def _is_now(rows: list[Row]) -> bool:
    return any(row["told"] in ("present", "perfect") for row in rows)


def _is_possible(rows: list[Row]) -> bool:
    return all(row.get("certainty") == "possible" for row in rows)


def _inferred(row: Row) -> str | None:
    """Return the date of a row in words, if it rests on another claim."""
    if not row.get("date_claim_id"):
        return None
    for stem in ("date", "start", "as_of", "period"):
        if row.get(f"{stem}_edtf"):
            return in_words(*(row[f"{stem}_{part}"] for part in ("edtf", "earliest", "latest")))
    return None


def _marks(context: Context) -> dict[str, list[tuple[str, str]]]:
    """Return the marks of each claim with their kinds, the gravest first."""
    labels = {row["id"]: row["label"].lower() for row in context.rows["disagreement_kinds"]}
    disagreements = {row["id"]: row for row in context.rows["disagreements"]}
    marks: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for reading in context.rows["disagreement_readings"]:
        row = disagreements[reading["disagreement_id"]]
        kind = row["kind"]
        if reading["at_issue"] and kind in MARKED:
            marks[reading["claim_id"]].append((kind, row.get("problem") or labels[kind]))
    for found in marks.values():
        found.sort(key=lambda each: MARKED.index(each[0]))
    return marks
