"""The bounds of a date: never past the publication of the work that states it.

A reading is stated by a document, or by the title of a cited work; either was published within a
window of days. What it tells in the present holds within that window. What it tells in the past or
the perfect held at its date, or at some time up to then, on no particular day. What is still to
come has no upper bound from it. Nothing is dated by default.
"""

from dataclasses import dataclass
from typing import NamedTuple

from common.dates import Dates
from loaders.context import Context
from loaders.facts import Claim, Entry


class Window(NamedTuple):
    """The days between which a work was published; None is unknown."""

    earliest: str | None
    latest: str | None


@dataclass(frozen=True)
class DateLimits:
    """The limits for the dates of a row.

    Attributes:
        window: When the work that states it was published.
        latest: The last possible day.
        date_claim: The claim that the date rests on, if that is a different one.
    """

    window: Window
    latest: str | None
    date_claim: str | None


def add_windows(context: Context) -> dict[str, Window]:
    """Return when each source was published.

    A work without a date, if a check has read part of it, was published no later than a document
    that cites it.
    """
    windows = {
        row["id"]: Window(row["published_earliest"], row["published_latest"])
        for row in context.rows["sources"]
    }
    for work in context.facts.consulted:
        latest = windows.get(work, Window(None, None)).latest
        for profile in context.facts.profiles:
            if latest is None and any(each.get("work") == work for each in profile.citations):
                citing = windows.get(profile.source, Window(None, None))
                windows[work] = Window(None, citing.latest)
    return windows


def date_limits(
    context: Context, windows: dict[str, Window], claim: Claim, row: Entry
) -> DateLimits:
    """Return the limits for the dates of a row.

    A title is limited by its own work. A work without a date was published no later than the
    document that cites it.
    """
    own = windows.get(claim.source, Window(None, None))
    about = claim.entry.get("about") if claim.modality == "title" else None
    window = windows.get(about, own) if about else own
    if window.latest is None:
        window = Window(window.earliest, own.latest)
    limit = window.latest
    date_claim = row.get("dated_by")
    if date_claim is not None:
        other = context.facts.claims.get(date_claim)
        if other is None:
            context.problems.add(
                row.at("dated_by"),
                f"dated_by: there is no claim '{date_claim}'",
                expected="the id of a claim",
                word=date_claim,
                known=context.facts.claims,
            )
            return DateLimits(window, limit, None)
        if other.id == claim.id:
            context.problems.add(
                row.at("dated_by"),
                "dated_by: the claim names itself",
                expected="another claim, or no dated_by",
            )
        if other.modality == "title":
            title = windows.get(other.entry.get("about") or "", Window(None, None))
            limit = _first(limit, title.latest)
    return DateLimits(window, limit, date_claim)


def _first(one: str | None, other: str | None) -> str | None:
    """Return the earlier of two days, either of which may be unknown."""
    return min((day for day in (one, other) if day is not None), default=None)


def narrow(
    context: Context, claim: Claim, row: Entry, key: str, dates: Dates, limit: str | None
) -> Dates:
    """Limit a date.

    If that would leave no day, the date stays as stated: this is a disagreement, and the build asks
    for one in disagreements.yml.
    """
    latest = _first(dates.latest, limit)
    if dates.earliest is not None and latest is not None and dates.earliest > latest:
        context.disputed.setdefault(claim.id, Entry(row.file, (*row.keys, key), {}))
        return dates
    return dates._replace(latest=latest)


def event(context: Context, claim: Claim, row: Entry, key: str, limits: DateLimits) -> Dates:
    """Return the bounds of an event, beginning or end, whose date may not be stated."""
    dates = context.date(row, key)
    if row["told"] == "future":
        return _to_come(dates or UNDATED, limits.window)
    if dates is None:
        return Dates(None, None, limits.latest, "unstated")
    return narrow(context, claim, row, key, dates, limits.latest)


def seen(context: Context, claim: Claim, row: Entry, key: str, limits: DateLimits) -> Dates:
    """Return the bounds of the day on which something held: in the present, that of publication."""
    dates = context.date(row, key)
    if row["told"] == "future":
        # A state that "would" hold, in a text about the past, may have held before publication.
        return _to_come(dates, limits.window) if dates else UNDATED
    if dates is not None:
        return narrow(context, claim, row, key, dates, limits.latest)
    if row["told"] == "present":
        return Dates(None, *limits.window, "unstated")
    if row["told"] in ("past", "perfect"):
        return Dates(None, None, limits.latest, "unstated")
    # Words without a verb say neither that it held on a day nor that it held by then.
    return UNDATED


UNDATED = Dates(None, None, None, "unstated")


def _to_come(dates: Dates, window: Window) -> Dates:
    """Limit a future date: it cannot lie before the publication of the work that states it."""
    if window.earliest is None:
        return dates
    if dates.latest is not None and dates.latest < window.earliest:
        return dates
    return dates._replace(earliest=max(dates.earliest or "", window.earliest))


def dated_columns(prefix: str, dates: Dates | None) -> dict[str, str | None]:
    """Return the four columns of a date; all None if there is none."""
    return {
        f"{prefix}_edtf": dates.edtf if dates else None,
        f"{prefix}_earliest": dates.earliest if dates else None,
        f"{prefix}_latest": dates.latest if dates else None,
        f"{prefix}_precision": dates.precision if dates else None,
    }
