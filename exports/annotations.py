"""The evidence as W3C Web Annotations: the passage behind each claim and each citation check.

See the Web Annotation Data Model, https://www.w3.org/TR/annotation-model/. No text is copied: a
passage is selected by its first and last words, by its offsets in the text that was read, and by a
text fragment, which opens the page there.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from common.project import PROJECT

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
TEXT_FRAGMENTS = "https://wicg.github.io/scroll-to-text-fragment/"
FILE = "annotations.jsonld"

CLAIMS = """
SELECT
  claims.id,
  CASE
    WHEN claims.hedge IS NULL THEN claims.statement
    ELSE rtrim(claims.statement, '.') || ' (' || claims.hedge || ').'
  END AS text, sources.url, claims.deep_link, claims.fragment_start,
  claims.fragment_end, claims.span_start, claims.span_end, claims.locator, claims.modality
FROM claims
INNER JOIN sources ON claims.source_id = sources.id
WHERE claims.deep_link IS NOT NULL AND sources.url IS NOT NULL
ORDER BY claims.source_id, claims.position
"""
# A note on the sentence after the claim's may not be meant for the claim.
TEXT = """
  CASE claim_citations.scope WHEN 'paragraph' THEN 'Cited in the next sentence. ' ELSE '' END
  || verdicts.label || ': ' || citation_checks.explanation"""
# A work that could not be read has no passage: the annotation is then on the passage that cites it.
CHECKS = f"""
SELECT
  citation_checks.id, {TEXT} AS text,
  citation_checks.consulted_url AS url, citation_checks.deep_link, citation_checks.fragment_start,
  citation_checks.fragment_end, NULL AS span_start, NULL AS span_end, citation_checks.claim_id
FROM citation_checks
INNER JOIN claim_citations ON citation_checks.id = claim_citations.id
INNER JOIN verdicts ON citation_checks.verdict = verdicts.id
WHERE citation_checks.deep_link IS NOT NULL
UNION ALL
SELECT
  citation_checks.id, {TEXT}, sources.url,
  claims.deep_link, claims.fragment_start, claims.fragment_end, claims.span_start, claims.span_end,
  claims.id
FROM citation_checks
INNER JOIN claim_citations ON citation_checks.id = claim_citations.id
INNER JOIN verdicts ON citation_checks.verdict = verdicts.id
INNER JOIN claims ON citation_checks.claim_id = claims.id
INNER JOIN sources ON claims.source_id = sources.id
WHERE
  citation_checks.deep_link IS NULL AND claims.deep_link IS NOT NULL AND sources.url IS NOT NULL
ORDER BY 1
"""  # noqa: S608

Row = Mapping[str, Any]


def write_annotations(database: sqlite3.Connection, folder: Path) -> None:
    """Write the annotations of all claims and checks; rows must be tuples (sqlite3's default)."""
    items = list(annotations(database))
    collection = {
        "@context": CONTEXT,
        "id": f"urn:{PROJECT.id}:annotations",
        "type": "AnnotationCollection",
        "label": "What each claim rests on, and what checks of citations found",
        "total": len(items),
        "first": {
            "id": f"urn:{PROJECT.id}:annotations:1",
            "type": "AnnotationPage",
            "startIndex": 0,
            "items": items,
        },
    }
    text = json.dumps(collection, ensure_ascii=False, indent=1)
    (folder / FILE).write_text(text + "\n", encoding="utf-8")


def annotations(database: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Return an annotation for each claim of a document, and for each check of a citation."""
    for row in _rows(database, CLAIMS):
        yield _annotation(f"urn:{PROJECT.id}:claim:{row['id']}", "describing", row)
    for row in _rows(database, CHECKS):
        check = _annotation(f"urn:{PROJECT.id}:check:{row['id']}", "assessing", row)
        # Add the claim whose citation is assessed.
        yield check | {"body": [check["body"], f"urn:{PROJECT.id}:claim:{row['claim_id']}"]}


def _rows(database: sqlite3.Connection, sql: str) -> Iterator[Row]:
    cursor = database.execute(sql)
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))


def _annotation(id_: str, motivation: str, row: Row) -> dict[str, Any]:
    return {
        "id": id_,
        "type": "Annotation",
        "motivation": motivation,
        "body": {
            "type": "TextualBody",
            "value": row["text"],
            "format": "text/plain",
            "language": "en",
            "purpose": motivation,
        },
        "target": {"source": row["url"], "selector": list(_selectors(row))},
    }


def _selectors(row: Row) -> Iterator[dict[str, Any]]:
    """Yield alternative selectors of a passage, from which clients can choose."""
    _, _, fragment = row["deep_link"].partition("#")
    yield {"type": "FragmentSelector", "conformsTo": TEXT_FRAGMENTS, "value": fragment}
    quote = {"type": "TextQuoteSelector", "exact": row["fragment_start"]}
    if row["fragment_end"]:
        # By the model, the end is exclusive, although the passage includes these words.
        end = {"type": "TextQuoteSelector", "exact": row["fragment_end"]}
        yield {"type": "RangeSelector", "startSelector": quote, "endSelector": end}
    else:
        yield quote
    if row["span_start"] is not None:
        yield {
            "type": "TextPositionSelector",
            "start": row["span_start"],
            "end": row["span_end"],
        }
