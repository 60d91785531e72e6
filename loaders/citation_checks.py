"""Citation checks, from facts to rows: whether a cited work says what it is cited for."""

from common.links import deep_link
from loaders.consulted_works import find_copy
from loaders.context import Context
from loaders.facts import VERDICTS, Checks, Claim, Entry

*SAYS_SOMETHING, ABSENT, UNREAD = VERDICTS


def add_citation_checks(context: Context) -> None:
    """Add a row for each check, in the order of the files."""
    citations = {row["id"]: row for row in context.rows["citations"]}
    cited: dict[str, list[dict[str, str]]] = {}
    for row in context.rows["claim_citations"]:
        cited.setdefault(row["claim_id"], []).append(citations.get(row["citation_id"], {}))
    seen: dict[str, Entry] = {}
    for checks in context.facts.checks:
        _check_source(context, checks)
        for entry in checks.entries:
            if entry.broken:
                continue
            citation = _find_citation(context, checks, entry, cited)
            if citation is None:
                continue
            id_ = f"{entry['claim']}--{citation['id']}"
            if id_ in seen:
                context.problems.add(
                    entry.at(),
                    f"the check of '{entry['claim']}' and marker {entry['marker']} is already at "
                    f"{seen[id_].at()}",
                    expected="each citation of a claim once",
                )
                continue
            seen[id_] = entry
            copy = find_copy(context, entry, citation["cited_source_id"])
            row = {"id": id_, **_row(context, checks, entry, citation, copy)}
            if _is_complete(context, entry, copy, row):
                context.rows["citation_checks"].append(row)


def _check_source(context: Context, checks: Checks) -> None:
    place = checks.file.at(("source",))
    sources = [profile.source for profile in context.facts.profiles]
    if checks.source not in sources:
        context.problems.add(
            place,
            f"source: '{checks.source}' has no profile",
            expected="the id of a document that is read",
            word=checks.source,
            known=sources,
        )
    elif checks.path.stem != checks.source:
        context.problems.add(
            place,
            f"source: the checks of '{checks.source}' are in {checks.path.name}",
            expected=f"a file {checks.source}.yml",
        )


def _find_citation(
    context: Context, checks: Checks, entry: Entry, cited: dict[str, list[dict[str, str]]]
) -> dict[str, str] | None:
    """Return the row of the citation that is checked; None if there is none or it is broken."""
    claim = context.facts.claims.get(entry["claim"])
    if claim is None or claim.source != checks.source:
        own = [each.id for each in context.facts.claims.values() if each.source == checks.source]
        context.problems.add(
            entry.at("claim"),
            f"claim: '{checks.source}' has no claim '{entry['claim']}'",
            expected="the id of a claim of the document",
            word=entry["claim"],
            known=own,
        )
        return None
    if not _is_cited(context, claim, entry):
        return None
    # The claim's own citations are checked in its profile.
    here = [each for each in cited.get(claim.id, []) if each.get("marker") == entry["marker"]]
    works = [each["cited_source_id"] for each in here]
    work = entry.get("work")
    if work is not None and here and work not in works:
        context.problems.add(
            entry.at("work"),
            f"work: marker '{entry['marker']}' of '{claim.id}' does not name '{work}'",
            expected="one of " + ", ".join(works),
            word=work,
            known=works,
        )
        return None
    if work is None and len(here) > 1:
        context.problems.add(
            entry.at("marker"),
            f"marker: '{claim.id}' cites {len(here)} works by '{entry['marker']}'",
            expected="work: " + " or ".join(works),
        )
        return None
    return next((each for each in here if work in (None, each["cited_source_id"])), None)


def _is_cited(context: Context, claim: Claim, entry: Entry) -> bool:
    cites = claim.entry.data.get("cites")
    markers = [
        str(cite["marker"])
        for cite in (cites if isinstance(cites, list) else [])
        if isinstance(cite, dict) and "marker" in cite
    ]
    if entry["marker"] in markers:
        return True
    if not claim.entry.broken:
        context.problems.add(
            entry.at("marker"),
            f"marker: the claim '{claim.id}' does not cite '{entry['marker']}'",
            expected="a marker that the claim cites",
            word=entry["marker"],
            known=markers,
        )
    return False


def _row(
    context: Context, checks: Checks, entry: Entry, citation: dict[str, str], copy: Entry | None
) -> dict[str, str | None]:
    work = context.facts.consulted.get(citation["cited_source_id"])
    tried = [work.entry.get("tried") if work else None, entry.get("tried")]
    notes = [copy.get("note") if copy else None, entry.get("note")]
    first, last = entry.get("from"), entry.get("to")
    url = copy["url"] if copy else None
    return {
        "claim_id": entry["claim"],
        "citation_id": citation["id"],
        "verdict": entry["verdict"],
        "first_verdict": entry.get("first") or entry["verdict"],
        "second_verdict": entry.get("second"),
        "consulted_url": url,
        "copy": copy["copy"] if copy else None,
        "complete": copy["complete"] if copy else None,
        "consulted_on": entry.get("consulted_on") or checks.file.data["consulted_on"],
        "work_says": _joined([entry.get("work_says")]),
        "explanation": _joined([entry["explanation"]]),
        "fragment_start": first,
        "fragment_end": last,
        "span_sha256": entry.get("sha256"),
        "deep_link": deep_link(url, first, last or "") if url and first else None,
        "tried": _joined(tried),
        "note": _joined(notes),
    }


def _joined(texts: list[str | None]) -> str | None:
    return " ".join(" ".join(text.split()) for text in texts if text) or None


def _is_complete(
    context: Context, entry: Entry, copy: Entry | None, row: dict[str, str | None]
) -> bool:
    """Return whether a check has everything its verdict requires, and nothing it must not have."""
    verdict = entry["verdict"]
    needed: list[tuple[str, str]] = []
    barred: list[str] = []
    if verdict == UNREAD:
        barred = ["work_says", "from", "to", "sha256"]
        if row["tried"] is None:
            needed.append(("tried", "what was tried, here or in consulted.yml"))
    else:
        needed += [("copy", "the copy that was read"), ("work_says", "what the work says")]
    if verdict in SAYS_SOMETHING or "from" in entry.data or "sha256" in entry.data:
        needed += [("from", "the first words of the passage"), ("sha256", "its hash")]
    missing = [
        (key, what) for key, what in needed if key not in entry.data and row.get(key) is None
    ]
    for key, what in missing:
        context.problems.add(
            entry.at("verdict"), f"the verdict {verdict} needs {key}", expected=f"{key}: {what}"
        )
    extra = [key for key in barred if key in entry.data]
    for key in extra:
        context.problems.add(
            entry.at(key),
            f"{key}: the verdict {verdict} has none",
            expected="another verdict, or no such key",
        )
    found = {row["first_verdict"], row["second_verdict"]}
    if row["second_verdict"] and verdict not in found and "note" not in entry.data:
        context.problems.add(
            entry.at("verdict"),
            f"verdict: neither of the two readers found {verdict}, and nothing says why it is",
            expected="a note with the reason",
        )
    short = verdict == ABSENT and copy is not None and copy["complete"] != "whole"
    if short:
        context.problems.add(
            entry.at("verdict"),
            f"the verdict {ABSENT} needs the whole work, and '{entry['copy']}' is not whole",
            expected=f"verdict: {UNREAD}, or a copy that is complete: whole",
        )
    named_and_lost = "copy" in entry.data and copy is None
    return not (missing or extra or short or named_and_lost)
