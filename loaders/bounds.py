"""The bounds of a date: never past the publication of the work that states it.

A reading is stated by a document, or by a cited work whose title is read; either was published
within some window of days. What it tells in the present holds within that window. What it tells
in the past or the perfect held at its date, or at some time up to then, and on no day that could be
named. What is still to come is not bounded by it from above. Nothing is dated by default.
"""

from dataclasses import dataclass
from typing import NamedTuple

from common.dates import Dates
from loaders.context import Context
from loaders.facts import Claim, Entry


class Window(NamedTuple):
    """The days on which a work can have appeared; None is unknown."""

    earliest: str | None
    latest: str | None


@dataclass(frozen=True)
class DateLimits:
    """What a date of a row cannot pass.

    Attributes:
        window: When the work that states it was published.
        latest: The last day that it can lie on.
        date_claim: The claim that the date rests on, where that is another one.
    """

    window: Window
    latest: str | None
    date_claim: str | None


def add_windows(context: Context) -> dict[str, Window]:
    """When each source was published.

    A work without a date, of which a check has read something, was published by the time that a
    document citing it was.
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
    """Find what bounds the dates of a row.

    A title is bounded by its own work. A work without a date was published by the time that the
    document citing it was.
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
    """The earlier of two days, of which either may be unknown."""
    return min((day for day in (one, other) if day is not None), default=None)


def narrow(
    context: Context, claim: Claim, row: Entry, key: str, dates: Dates, limit: str | None
) -> Dates:
    """Keep a date from running past its limit.

    Where that would leave no day, the date stays as stated: that is a disagreement, and the build
    asks for one in disagreements.yml.
    """
    latest = _first(dates.latest, limit)
    if dates.earliest is not None and latest is not None and dates.earliest > latest:
        context.disputed.setdefault(claim.id, Entry(row.file, (*row.keys, key), {}))
        return dates
    return dates._replace(latest=latest)


def event(context: Context, claim: Claim, row: Entry, key: str, limits: DateLimits) -> Dates:
    """Bounds of what happened, began or ended at a date, which may not be stated."""
    dates = context.date(row, key)
    if row["told"] == "future":
        return _to_come(dates or UNDATED, limits.window)
    if dates is None:
        return Dates(None, None, limits.latest, "unstated")
    return narrow(context, claim, row, key, dates, limits.latest)


def seen(context: Context, claim: Claim, row: Entry, key: str, limits: DateLimits) -> Dates:
    """Bounds of the day on which something held: in the present, that of publication."""
    dates = context.date(row, key)
    if row["told"] == "future":
        # What "would" hold by words on the past may have held before they appeared.
        return _to_come(dates, limits.window) if dates else UNDATED
    if dates is not None:
        return narrow(context, claim, row, key, dates, limits.latest)
    if row["told"] == "present":
        return Dates(None, *limits.window, "unstated")
    if row["told"] in ("past", "perfect"):
        return Dates(None, None, limits.latest, "unstated")
    # Words without a verb say of no day that it held then, nor that it held by one.
    return UNDATED


UNDATED = Dates(None, None, None, "unstated")


def _to_come(dates: Dates, window: Window) -> Dates:
    """What is to come cannot lie before the work that tells it appeared."""
    if window.earliest is None:
        return dates
    if dates.latest is not None and dates.latest < window.earliest:
        return dates
    return dates._replace(earliest=max(dates.earliest or "", window.earliest))


def dated_columns(prefix: str, dates: Dates | None) -> dict[str, str | None]:
    """The four columns of a date; all empty where there is none."""
    return {
        f"{prefix}_edtf": dates.edtf if dates else None,
        f"{prefix}_earliest": dates.earliest if dates else None,
        f"{prefix}_latest": dates.latest if dates else None,
        f"{prefix}_precision": dates.precision if dates else None,
    }
