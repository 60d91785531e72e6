"""The evidence for every assertion: passages, citations, claims; from facts and lock to rows."""

from common.links import deep_link
from loaders.citations import Citation, add_citations, add_claim_citations, check_cited
from loaders.context import Context
from loaders.documents.document_layout import Spot
from loaders.documents.lock import HINT, LockedAnchor, lock_path, read_lock
from loaders.facts import Claim, Entry, Profile
from loaders.problems import Place


def add_evidence(context: Context) -> None:
    """Add passages, citations and claims of every profile, with their places in the documents."""
    _check_profiles(context)
    for profile in context.facts.profiles:
        place = Place(str(profile.path))
        profile.lock = read_lock(lock_path(profile.path), place, context.problems)
        _add_passages(context, profile)
        citations = add_citations(context, profile)
        _add_claims(context, profile, citations)
    check_cited(context)


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
    reasons = _reasons(profile)
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
                "reasons": "\n".join(reasons.get(spot.locator, [])) or None,
            }
        )


def _reasons(profile: Profile) -> dict[str, list[str]]:
    """Return by passage why sentences state no fact, each with its first and last words."""
    reasons: dict[str, list[str]] = {}
    if profile.lock is None:
        return reasons
    for entry, anchor in zip(profile.no_facts, profile.lock.no_facts, strict=False):
        words = " … ".join(filter(None, (anchor.first_words, anchor.last_words)))
        reasons.setdefault(anchor.locator, []).append(f"“{words}”: {entry.get('why')}")
    return reasons


def _add_claims(context: Context, profile: Profile, citations: list[Citation]) -> None:
    locked: dict[str, LockedAnchor] = {}
    if profile.lock is not None:
        locked = {anchor.id: anchor for anchor in profile.lock.anchors}
    last: tuple[int, str] = (0, "")
    position = 0
    stale: list[Claim] = []
    misplaced: list[tuple[Claim, str]] = []
    for claim in profile.claims:
        spot = None if claim.entry.broken else profile.spot(claim.entry, "at", context.problems)
        if spot is None:
            continue
        if spot.position < last[0]:
            misplaced.append((claim, last[1]))
        last = max(last, (spot.position, claim.id))
        about = _about(context, claim)
        position += 1
        if not claim.entry.data["gives"] and not claim.event_links:
            context.problems.add(
                claim.entry.at("gives"),
                "nothing stands here",
                expected="a list of the rows that the claim is evidence for",
            )
        if profile.lock is not None:
            anchor = locked.get(claim.id)
            if anchor is None or not _fits(anchor, claim.entry, spot):
                stale.append(claim)
                continue
            context.rows["claims"].append(
                _claim_row(context, profile, claim, spot, anchor, about, position)
            )
        add_claim_citations(context, claim, spot, citations)
    if misplaced:
        (claim, before), *more = misplaced
        others = "".join(f", '{each.id}'" for each, _ in more)
        context.problems.add(
            claim.entry.at("at"),
            f"the claim '{claim.id}' stands after '{before}', which is further down in the document"
            + (f"; out of order as well: {others[2:]}" if more else ""),
            expected="claims in the order of the document",
        )
    if stale:
        others = f" nor those of {len(stale) - 1} others" if stale[1:] else ""
        context.problems.add(
            stale[0].entry.at("from"),
            f"the anchor of '{stale[0].id}' does not fit the lock file{others}",
            expected=HINT,
        )
        return
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
    url = source.get("read_url") or source.get("url") if source else None
    return {
        "id": claim.id,
        "source_id": profile.source,
        "about_source_id": about,
        "passage_id": spot.passage_id,
        "position": position,
        "statement": " ".join(claim.entry["says"].split()),
        "modality": claim.modality,
        "doubt": claim.entry.get("doubt") or claim.row_doubt(),
        "limits": claim.entry.get("limits"),
        "on_word_of": claim.entry.get("on_word_of"),
        "locator": spot.locator,
        "fragment_start": anchor.first_words,
        "fragment_end": anchor.last_words,
        "span_start": anchor.start,
        "span_end": anchor.end,
        "span_sha256": anchor.sha256,
        "deep_link": deep_link(url, anchor.first_words, anchor.last_words) if url else None,
        "note": claim.entry.get("note"),
    }


def _about(context: Context, claim: Claim) -> str | None:
    """Return the work whose title the claim is read from."""
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
        if access == "data" or about == claim.source:
            context.problems.add(
                entry.at("about"),
                f"about: '{about}' is {'data' if access == 'data' else 'the document itself'}",
                expected="a work that the document cites",
            )
    return about


def _check_rest_of_lock(context: Context, profile: Profile) -> None:
    """Report where lock and profile differ other than in claims."""
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
        spot = profile.spot(entry, "at", context.problems)
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
