"""The versions of data sets, as the names of files give them."""

import datetime
import re

_RELEASE = re.compile(r"ged[a-z_-]*?v?(\d\d)[._]?(\d)(?!\d)", re.IGNORECASE)
_DAY = re.compile(r"(?<!\d)(20\d\d)[-_]?([01]\d)[-_]?([0-3]\d)(?!\d)")
_GTD_ISSUE = re.compile(r"_(\d\d)(\d\d)dist", re.IGNORECASE)


def version_day(version: str) -> datetime.date | None:
    """The day that a version stands for: release 21.1 is of 2021, 2025-01-17 is that day."""
    if match := re.fullmatch(r"(\d\d)\.(\d)(?:\.\d+)?", version):
        # Candidate releases of a year come month by month after its first.
        return datetime.date(2000 + int(match[1]), 6, 1)
    if match := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", version):
        try:
            return datetime.date(*map(int, match.groups()))
        except ValueError:
            return None
    if re.fullmatch(r"\d{4}", version):
        return datetime.date(int(version), 6, 1)
    return None


def version_in_name(name: str) -> str | None:
    """The version that a file's name tells: a release such as ged251, or a day."""
    stem = name.rpartition("/")[2]
    for part in (stem, name):
        if match := _DAY.search(part):
            version = "-".join(match.groups())
            if version_day(version):
                return version
        if match := _RELEASE.search(part):
            return f"{match[1]}.{match[2]}"
        if match := _GTD_ISSUE.search(part):
            return (
                f"20{match[2]}-{match[1]}-01"
                if version_day(f"20{match[2]}-{match[1]}-01")
                else None
            )
    return None
