"""Cited works that citation checks have read: their copies, and the works' own claims.

A claim of such a work has an anchor and a hash like any other, but its text is not available: the
words cannot be verified here, and no sentence of it counts in the coverage.
"""

from collections import Counter

from common.citing import REPOST
from common.links import deep_link
from loaders.context import Context
from loaders.facts import Claim, Consulted, Entry

WITH_CERTAINTY = frozenset(
    {"attack", "characteristic", "estimate", "member", "milestone", "relation", "statement"}
)
"""The kinds of row that have a certainty."""

COPIES = {"original": "Original", "repost": REPOST, "quotation": "Quotation"}


def add_consulted_works(context: Context) -> None:
    """Add passages and claims of the works that were consulted, in the order of their ids."""
    sources = context.facts.entities["sources"]
    for work, consulted in context.facts.consulted.items():
        context.id_of(Entry(consulted.entry.file, (work,), {"work": work}), "work", "sources")
        if not consulted.entry.broken:
            _check_access(context, consulted, sources.get(work))
        _add_claims(context, consulted)
    for id_, source in sources.items():
        if source.get("access") == "consulted" and id_ not in context.facts.consulted:
            context.problems.add(
                source.at("access"),
                f"'{id_}' is consulted and stands not in consulted.yml",
                expected=f"an entry '{id_}' with the copy that was read",
            )


def find_copy(context: Context, entry: Entry, work: str) -> Entry | None:
    """Return the copy of a work that an entry names; None, and a problem, if it does not exist."""
    name = entry.get("copy")
    consulted = context.facts.consulted.get(work)
    if name is None or (consulted is not None and consulted.entry.broken):
        return None
    copies = consulted.entry.data.get("copies", {}) if consulted is not None else {}
    if consulted is None or name not in copies:
        context.problems.add(
            entry.at("copy"),
            f"copy: '{work}' has no copy '{name}' in consulted.yml",
            expected="the name of one of its copies",
            word=name,
            known=copies,
        )
        return None
    return consulted.entry.part("copies", name)


def _check_access(context: Context, consulted: Consulted, source: Entry | None) -> None:
    """Check a source's access: reading a quotation is not reading the work."""
    if source is None:
        return
    copies = consulted.entry.data.get("copies", {}).values()
    if source.get("access") == "read":
        _check_read(context, consulted, source)
        return
    was_read = any(copy["copy"] != "quotation" for copy in copies)
    access = source.get("access")
    if access not in ("consulted", "cited"):
        context.problems.add(
            consulted.entry.at(),
            f"'{consulted.source}' is of access {access}",
            expected="a work that a document cites, access: read, consulted or cited",
        )
    elif (access == "consulted") != was_read:
        context.problems.add(
            source.at("access"),
            f"access: consulted.yml has {'a' if was_read else 'no'} copy of '{consulted.source}' "
            "that is the original or a repost",
            expected=f"access: {'consulted' if was_read else 'cited'}",
        )


def _check_read(context: Context, consulted: Consulted, source: Entry) -> None:
    """Check a document that was read: its claims are in its profile, and its copy is whole."""
    if consulted.claims:
        context.problems.add(
            consulted.claims[0].entry.at("id"),
            f"'{consulted.source}' has a profile, and '{consulted.claims[0].id}' is not in it",
            expected=f"its claims in profiles/{consulted.source}.yml",
        )
    address = source.get("read_url") or source.get("url")
    copies = consulted.entry.data.get("copies", {}).values()
    if not any(
        (copy["url"], copy["complete"]) == (address, "whole") and copy["copy"] != "quotation"
        for copy in copies
    ):
        context.problems.add(
            source.at("read_url" if source.get("read_url") else "url"),
            f"'{consulted.source}' is read, and consulted.yml has no whole copy of it at {address}",
            expected="the address of the copy that was read",
        )


def _add_claims(context: Context, consulted: Consulted) -> None:
    passages: dict[tuple[str, str], dict[str, object]] = {}
    numbers: Counter[str] = Counter()
    for position, claim in enumerate(consulted.claims, 1):
        copy = None if claim.entry.broken else find_copy(context, claim.entry, consulted.source)
        if copy is None:
            continue
        if copy["copy"] == "quotation":
            context.problems.add(
                claim.entry.at("copy"),
                f"copy: '{claim.entry['copy']}' quotes '{consulted.source}' and is not the work",
                expected="an original or a repost; what others quote is no claim of the work",
            )
        if copy.get("taken_for_it") == "yes":
            _check_doubted(context, claim)
        if claim.modality in ("title", "reference"):
            context.problems.add(
                claim.entry.at("modality"),
                f"modality: '{claim.id}' is what the work says, and not its {claim.modality}",
                expected="how the work says it, such as stated or attributed",
            )
            continue
        section = f"{COPIES[copy['copy']]} at {claim.entry['copy']}"
        key = (section, claim.entry["sha256"])
        if key not in passages:
            numbers[section] += 1
            passages[key] = _passage_row(
                consulted.source, len(passages) + 1, *key, numbers[section]
            )
        context.rows["claims"].append(_claim_row(claim, position, copy, passages[key]))
    context.rows["passages"].extend(passages.values())


def _check_doubted(context: Context, claim: Claim) -> None:
    """Check that nothing is certain that was read in a copy only presumed to be the work."""
    rows = [row.entry for row in claim.rows if row.kind in WITH_CERTAINTY]
    for entry in (*rows, *claim.event_links):
        if not entry.broken and entry.get("certainty") != "possible":
            context.problems.add(
                entry.at(),
                f"'{claim.entry['copy']}' is only taken for '{claim.source}', and this is certain",
                expected="certainty: possible",
            )


def _passage_row(
    work: str, position: int, section: str, sha256: str, number: int
) -> dict[str, object]:
    return {
        "id": f"{work}-consulted-{position}",
        "source_id": work,
        "position": position,
        "section": section,
        "paragraph": number,
        "kind": "consulted",
        "locator": f"{section}, passage {number}",
        "sha256": sha256,
        "sentences": 0,
        "sentences_with_claims": 0,
        "sentences_without_facts": 0,
    }


def _claim_row(
    claim: Claim, position: int, copy: Entry, passage: dict[str, object]
) -> dict[str, object]:
    first, last = claim.entry["from"], claim.entry.get("to") or ""
    return {
        "id": claim.id,
        "source_id": claim.source,
        "about_source_id": None,
        "passage_id": passage["id"],
        "position": position,
        "statement": " ".join(claim.entry["says"].split()),
        "modality": claim.modality,
        # a doubt about a copy applies to everything in it
        "doubt": claim.entry.get("doubt") or copy.get("doubt") or claim.row_doubt(),
        "limits": claim.entry.get("limits"),
        "on_word_of": claim.entry.get("on_word_of"),
        "locator": passage["locator"],
        "fragment_start": first,
        "fragment_end": last,
        "span_start": None,
        "span_end": None,
        "span_sha256": claim.entry["sha256"],
        "deep_link": deep_link(copy["url"], first, last),
        "note": claim.entry.get("note"),
    }
