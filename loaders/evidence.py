"""What stands behind every assertion: passages, citations, claims; facts and lock to rows."""

from collections import Counter
from dataclasses import dataclass

from common.links import deep_link
from loaders.context import Context
from loaders.documents.document_layout import LayoutError, Spot, slug
from loaders.documents.lock import HINT, LockedAnchor, lock_path, read_lock
from loaders.facts import Claim, Entry, Profile
from loaders.problems import Place, Problems


@dataclass(frozen=True)
class Citation:
    """A citation as written, with the block of its marker and its id."""

    id: str
    entry: Entry
    spot: Spot | None
    note: Spot | None

    @property
    def marker(self) -> str:
        """The marker as printed."""
        return self.entry["marker"]

    @property
    def work(self) -> str:
        """The id of the work."""
        return self.entry["work"]


def find_spot(profile: Profile, entry: Entry, key: str, problems: Problems) -> Spot | None:
    """The block that a place names, or a problem."""
    at = entry.get(key)
    if profile.layout is None or at is None:
        return None
    try:
        return profile.layout.find(at)
    except LayoutError as error:
        problems.add(
            entry.at(key),
            f"{key}: {error}",
            expected="a block of the layout",
            word=error.word,
            known=error.known,
        )
        return None


def add_evidence(context: Context) -> None:
    """Passages, citations and claims of every profile, with their places in the documents."""
    _check_profiles(context)
    for profile in context.facts.profiles:
        place = Place(str(profile.path))
        profile.lock = read_lock(lock_path(profile.path), place, context.problems)
        _add_passages(context, profile)
        citations = _add_citations(context, profile)
        _add_claims(context, profile, citations)
    _check_cited(context)


def _check_profiles(context: Context) -> None:
    sources = context.facts.entities["sources"]
    first: dict[str, Profile] = {}
    for profile in context.facts.profiles:
        place = profile.file.at(("source",))
        if profile.source in first:
            context.problems.add(
                place,
                f"source: '{profile.source}' has a profile already, {first[profile.source].path}",
                expected="one profile for each source",
            )
        first.setdefault(profile.source, profile)
        source = sources.get(profile.source)
        if source is None:
            context.problems.add(
                place,
                f"source: there is no '{profile.source}' in sources.yml",
                expected="the id of a source that is read",
                word=profile.source,
                known=sources,
            )
        elif source.get("access") != "read":
            context.problems.add(
                source.at("access"),
                f"'{profile.source}' has a profile and is not read",
                expected="access: read",
            )
        if profile.path.stem != profile.source:
            context.problems.add(
                place,
                f"source: the profile of '{profile.source}' is in {profile.path.name}",
                expected=f"a file {profile.source}.yml",
            )
    for id_, source in sources.items():
        if source.get("access") == "read" and id_ not in first:
            context.problems.add(
                source.at(),
                f"the source '{id_}' is read and has no profile",
                expected=f"a file profiles/{id_}.yml",
            )


def _add_passages(context: Context, profile: Profile) -> None:
    if profile.layout is None or profile.lock is None:
        return
    locked = {passage.id: passage for passage in profile.lock.passages}
    same = [passage.id for passage in profile.lock.passages] == [
        spot.passage_id for spot in profile.layout.spots
    ]
    if not same or profile.lock.file != profile.file.data.get("file"):
        context.problems.add(
            profile.file.at(("layout",)), "the layout does not fit the lock file", expected=HINT
        )
        profile.lock = None
        return
    for spot in profile.layout.spots:
        passage = locked[spot.passage_id]
        context.rows["passages"].append(
            {
                "id": spot.passage_id,
                "source_id": profile.source,
                "position": spot.position,
                "section": spot.section,
                "paragraph": spot.number,
                "kind": spot.kind,
                "locator": spot.locator,
                "sha256": passage.sha256,
                "sentences": passage.sentences,
                "sentences_with_claims": passage.with_claims,
                "sentences_without_facts": passage.without_facts,
            }
        )


def _add_citations(context: Context, profile: Profile) -> list[Citation]:
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
    """Number the citations: a marker that names several works, or is printed twice, is several."""
    works: dict[tuple[str, str], set[str]] = {}
    for entry in profile.citations:
        if not entry.broken:
            works.setdefault((entry["marker"], entry["at"]), set()).add(entry["work"])
    citations: list[Citation] = []
    taken: Counter[str] = Counter()
    for entry in profile.citations:
        if entry.broken:
            # Named, so that claims that cite it are not blamed.
            fields = {"marker": "", "work": "", "at": "", **entry.data}
            entry = Entry(entry.file, entry.keys, fields, broken=True)
            citations.append(Citation("", entry, None, None))
            continue
        work = context.id_of(entry, "work", "sources")
        if work is not None:
            access = context.facts.entities["sources"][work].get("access")
            if access not in ("cited", None):
                context.problems.add(
                    entry.at("work"),
                    f"work: '{work}' is of access {access}",
                    expected="a cited work, access: cited",
                )
        id_ = f"{profile.source}-{slug(entry['marker'])}"
        if len(works[entry["marker"], entry["at"]]) > 1:
            id_ += f"-{entry['work']}"
        taken[id_] += 1
        if taken[id_] > 1:
            id_ += f"-{taken[id_]}"
        spot = find_spot(profile, entry, "at", context.problems)
        note = find_spot(profile, entry, "entry", context.problems)
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
    """The citation by way of which an Ibid. or a short form is known to mean its work."""
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


def _add_claims(context: Context, profile: Profile, citations: list[Citation]) -> None:
    locked: dict[str, LockedAnchor] = {}
    if profile.lock is not None:
        locked = {anchor.id: anchor for anchor in profile.lock.anchors}
    last: tuple[int, str] = (0, "")
    position = 0
    for claim in profile.claims:
        spot = (
            None if claim.entry.broken else find_spot(profile, claim.entry, "at", context.problems)
        )
        if spot is None:
            continue
        if spot.position < last[0]:
            context.problems.add(
                claim.entry.at("at"),
                f"the claim '{claim.id}' stands after '{last[1]}', which is "
                "further down in the document",
                expected="claims in the order of the document",
            )
        last = max(last, (spot.position, claim.id))
        about = _about(context, claim)
        position += 1
        if profile.lock is not None:
            anchor = locked.get(claim.id)
            if anchor is None or not _fits(anchor, claim.entry, spot):
                context.problems.add(
                    claim.entry.at("from"),
                    f"the anchor of '{claim.id}' does not fit the lock file",
                    expected=HINT,
                )
                continue
            context.rows["claims"].append(
                _claim_row(context, profile, claim, spot, anchor, about, position)
            )
        _add_claim_citations(context, claim, spot, citations)
    _check_rest_of_lock(context, profile)


def _fits(anchor: LockedAnchor, entry: Entry, spot: Spot) -> bool:
    return (anchor.locator, anchor.first_words, anchor.last_words) == (
        spot.locator,
        entry["from"],
        entry.get("to") or "",
    )


def _claim_row(
    context: Context,
    profile: Profile,
    claim: Claim,
    spot: Spot,
    anchor: LockedAnchor,
    about: str | None,
    position: int,
) -> dict[str, object]:
    source = context.facts.entities["sources"].get(profile.source)
    url = (source.get("url") if source else None) or ""
    return {
        "id": claim.id,
        "source_id": profile.source,
        "about_source_id": about,
        "passage_id": spot.passage_id,
        "position": position,
        "statement": " ".join(claim.entry["says"].split()),
        "modality": claim.modality,
        "locator": spot.locator,
        "fragment_start": anchor.first_words,
        "fragment_end": anchor.last_words,
        "span_start": anchor.start,
        "span_end": anchor.end,
        "span_sha256": anchor.sha256,
        "deep_link": deep_link(url, anchor.first_words, anchor.last_words),
        "note": claim.entry.get("note"),
    }


def _about(context: Context, claim: Claim) -> str | None:
    """The work whose title a claim reads."""
    entry = claim.entry
    if (claim.modality == "title") != (entry.get("about") is not None):
        context.problems.add(
            entry.at("about" if entry.get("about") else "id"),
            f"the claim '{claim.id}' is of modality {claim.modality} and has "
            f"{'an' if entry.get('about') else 'no'} about",
            expected="about: the cited work, for modality title only",
        )
        return None
    about = context.id_of(entry, "about", "sources")
    if about is not None:
        access = context.facts.entities["sources"][about].get("access")
        if access not in ("cited", None):
            context.problems.add(
                entry.at("about"),
                f"about: '{about}' is of access {access}",
                expected="a cited work, access: cited",
            )
    return about


def _add_claim_citations(
    context: Context, claim: Claim, spot: Spot, citations: list[Citation]
) -> None:
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
    found = [each for each in citations if each.marker == marker]
    if not found:
        context.problems.add(
            entry.at("marker"),
            f"marker: the document has no marker '{marker}'",
            expected="a marker of the citations",
            word=marker,
            known=[c.marker for c in citations],
        )
        return None
    here = [c for c in found if c.spot is not None and c.spot == spot] or [
        c for c in found if c.note is not None and c.note == spot
    ]
    if not here:
        if any(c.entry.broken or c.spot is None for c in found):
            return None
        places = " and ".join(sorted({c.spot.locator for c in found if c.spot is not None}))
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


def _check_rest_of_lock(context: Context, profile: Profile) -> None:
    """What the lock has more or less than the profile, besides the claims."""
    if profile.lock is None:
        return
    known = {claim.id for claim in profile.claims}
    left = [anchor.id for anchor in profile.lock.anchors if anchor.id not in known]
    if left:
        context.problems.add(
            profile.file.at(("claims",)),
            f"the lock file has anchors of claims that are not here: {', '.join(left)}",
            expected=HINT,
        )
    anchors = iter(profile.lock.no_facts)
    for entry in profile.no_facts:
        if entry.broken:
            return
        spot = find_spot(profile, entry, "at", context.problems)
        anchor = next(anchors, None)
        if spot is not None and (anchor is None or not _fits(anchor, entry, spot)):
            context.problems.add(
                entry.at(), "this sentence without facts does not fit the lock file", expected=HINT
            )
            return
    if next(anchors, None) is not None:
        context.problems.add(
            profile.file.at(("no_facts",)),
            "the lock file has more sentences without facts than there are here",
            expected=HINT,
        )


def _check_cited(context: Context) -> None:
    """A cited work without a citation would stand in the air."""
    cited = {entry.get("work") for profile in context.facts.profiles for entry in profile.citations}
    for id_, source in context.facts.entities["sources"].items():
        if source.get("access") == "cited" and id_ not in cited:
            context.problems.add(
                source.at(),
                f"no citation names the cited work '{id_}'",
                expected="a citation in a profile, or no entry",
            )
