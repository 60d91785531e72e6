"""The citations in each document, and those that support a claim: from facts to rows."""

from collections import Counter
from dataclasses import dataclass

from loaders.context import Context
from loaders.documents.document_layout import Spot, slug
from loaders.facts import Claim, Entry, Profile


@dataclass(frozen=True)
class Citation:
    """A citation as written, with the block of its marker and its id."""

    id: str
    entry: Entry
    spot: Spot | None
    note: Spot | None

    @property
    def marker(self) -> str:
        """Return the marker as printed."""
        return self.entry["marker"]

    @property
    def work(self) -> str:
        """Return the id of the work."""
        return self.entry["work"]


def add_citations(context: Context, profile: Profile) -> list[Citation]:
    """Add the citations of a profile, in the order of the document."""
    citations = _read_citations(context, profile)
    for position, citation in enumerate(citations, 1):
        entry = citation.entry
        resolves = _resolve(context, citation, citations)
        if citation.spot is None or citation.note is None or entry.broken:
            continue
        context.rows["citations"].append(
            {
                "id": citation.id,
                "source_id": profile.source,
                "passage_id": citation.spot.passage_id,
                "entry_passage_id": citation.note.passage_id,
                "position": position,
                "marker": citation.marker,
                "form": entry["form"],
                "cited_source_id": citation.work,
                "resolves_through_id": resolves,
                "note": entry.get("note"),
            }
        )
    return citations


def _read_citations(context: Context, profile: Profile) -> list[Citation]:
    """Number the citations: a marker for several works, or printed twice, is several citations."""
    works: dict[tuple[str, str], set[str]] = {}
    for entry in profile.citations:
        if not entry.broken:
            works.setdefault((entry["marker"], entry["at"]), set()).add(entry["work"])
    citations: list[Citation] = []
    taken: Counter[str] = Counter()
    for entry in profile.citations:
        if entry.broken:
            # Keep it, so that claims that cite it are not reported as well.
            fields = {"marker": "", "work": "", "at": "", **entry.data}
            entry = Entry(entry.file, entry.keys, fields, broken=True)
            citations.append(Citation("", entry, None, None))
            continue
        work = context.id_of(entry, "work", "sources")
        if work is not None:
            access = context.facts.entities["sources"][work].get("access")
            if access == "data" or work == profile.source:
                what = "data" if access == "data" else "the document itself"
                context.problems.add(
                    entry.at("work"),
                    f"work: '{work}' is {what}",
                    expected="a work that the document cites",
                )
        id_ = f"{profile.source}-{slug(entry['marker'])}"
        if len(works[entry["marker"], entry["at"]]) > 1:
            id_ += f"-{entry['work']}"
        taken[id_] += 1
        if taken[id_] > 1:
            id_ += f"-{taken[id_]}"
        spot = profile.spot(entry, "at", context.problems)
        note = profile.spot(entry, "entry", context.problems)
        for other in citations:
            if (other.marker, other.work, other.spot) == (entry["marker"], entry["work"], spot):
                context.problems.add(
                    entry.at(),
                    f"the citation {entry['marker']} of '{entry['work']}' is already at "
                    f"{other.entry.at()}",
                    expected="each marker once for each work and place",
                )
        citations.append(Citation(id_, entry, spot, note))
    return citations


def _resolve(context: Context, citation: Citation, citations: list[Citation]) -> str | None:
    """Return the id of the citation through which an Ibid. or a short form is resolved."""
    entry = citation.entry
    through = entry.get("through")
    if entry.broken:
        return None
    needed = entry["form"] in ("ibid", "short")
    if needed != (through is not None):
        context.problems.add(
            entry.at("form"),
            f"form: {entry['form']} {'needs' if needed else 'has no'} through",
            expected="through: the marker that names the work, for ibid and short only",
        )
    if through is None:
        return None
    markers = [other.marker for other in citations]
    if through not in markers:
        context.problems.add(
            entry.at("through"),
            f"through: the document has no marker '{through}'",
            expected="a marker of the citations",
            word=through,
            known=markers,
        )
        return None
    for other in citations:
        if other.marker == through and other.work == citation.work and other is not citation:
            return other.id
    context.problems.add(
        entry.at("through"),
        f"through: marker '{through}' does not name '{citation.work}'",
        expected="a marker that names the same work",
    )
    return None


def add_claim_citations(
    context: Context, claim: Claim, spot: Spot, citations: list[Citation]
) -> None:
    """Add the citations that a claim names; each must be in the claim's paragraph."""
    if not claim.entry.data.get("cites"):
        return
    seen: dict[str, int] = {}
    for number in range(len(claim.entry.data["cites"])):
        entry = claim.entry.part("cites", number)
        citation = _find_citation(context, entry, spot, citations)
        if citation is None or not citation.id:
            continue
        if citation.id in seen:
            context.problems.add(
                entry.at(), f"marker {citation.marker} is cited here twice", expected="each once"
            )
            continue
        seen[citation.id] = number
        context.rows["claim_citations"].append(
            {
                "id": f"{claim.id}--{citation.id}",
                "claim_id": claim.id,
                "citation_id": citation.id,
                "scope": entry["scope"],
            }
        )


def _find_citation(
    context: Context, entry: Entry, spot: Spot, citations: list[Citation]
) -> Citation | None:
    marker, work = entry["marker"], entry.get("work")
    with_marker = [each for each in citations if each.marker == marker]
    if not with_marker:
        context.problems.add(
            entry.at("marker"),
            f"marker: the document has no marker '{marker}'",
            expected=f"one of {', '.join(dict.fromkeys(c.marker for c in citations))}"
            if citations
            else "an entry for it in citations first",
        )
        return None
    here = [c for c in with_marker if c.spot is not None and c.spot == spot] or [
        c for c in with_marker if c.note is not None and c.note == spot
    ]
    if not here:
        if any(c.entry.broken or c.spot is None for c in with_marker):
            return None
        places = " and ".join(sorted({c.spot.locator for c in with_marker if c.spot is not None}))
        context.problems.add(
            entry.at("marker"),
            f"marker: '{marker}' stands in {places}, not in {spot.locator}",
            expected="a marker of the claim's own paragraph",
        )
        return None
    if work is not None:
        works = [c.work for c in here]
        here = [c for c in here if c.work == work]
        if not here:
            context.problems.add(
                entry.at("work"),
                f"work: marker '{marker}' does not name '{work}'",
                expected="one of " + ", ".join(works),
                word=work,
                known=works,
            )
            return None
    if len({c.work for c in here}) > 1:
        works = [c.work for c in here]
        context.problems.add(
            entry.at("marker"),
            f"marker: '{marker}' names {len(works)} works",
            expected="work: " + " or ".join(works),
        )
        return None
    return here[0]


def check_cited(context: Context) -> None:
    """Check that every cited work has a citation."""
    cited = {entry.get("work") for profile in context.facts.profiles for entry in profile.citations}
    for id_, source in context.facts.entities["sources"].items():
        if source.get("access") in ("cited", "consulted") and id_ not in cited:
            context.problems.add(
                source.at(),
                f"no citation names the cited work '{id_}'",
                expected="a citation in a profile, or no entry",
            )
