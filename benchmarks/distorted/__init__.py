"""Real UCDP records rewritten as ACLED and GTD records, with labels of which are the same incident.

The UCDP rows are real (CC BY 4.0; they are not in the repository). The other two data sets are
generated from them, because real ones may not be redistributed, and differ in the ways real ones
do: points of other villages, a day's shift, weeks and months, other tolls, spellings, unknown
perpetrators, incidents split and merged, other wording.

Assumptions about records without a counterpart:

- Data sets report overlapping subsets of the same incidents: of ten real records, six are in UCDP
  and the others, two only in UCDP and two only in the others. So incidents that are only in the
  others are as near to those of UCDP as real ones are to each other.
- ACLED has as many incidents again of kinds that UCDP does not record: abductions, looting, fights
  without deaths, and violence by soldiers and militias. They are in the same places and weeks as
  real records, and coincide with one in town and day as often as real records do (one in fourteen
  of 1,552, one in a hundred with the same toll).
- If UCDP has two records with the same days, point and toll, it has split one incident by dyad, and
  nobody could say which of them another record matches: both are right.
- Notes are in English and about a single incident. They say who attacked whom and where, and
  mention some of the things (convoy, market, mine) and villages in the UCDP text; a note on another
  incident mentions things from some record of the region, and its own villages. If UCDP gives the
  point of a district and names a village, ACLED often has that village.
- ACLED has looting under strategic developments, which are not attacks. Mines are laid by
  insurgents. Other fights are between groups of the region, not always those in the nearby record.
"""

from pathlib import Path

from benchmarks.distorted.kinds import Distortion
from benchmarks.distorted.manner import FIRST, FRESH, Manner
from benchmarks.distorted.records import Labelled, mergeable, read_records, twins
from benchmarks.synthetic import ACLED_2023, GTD, UCDP_23, write_rows

__all__ = ["FIRST", "FRESH", "Labelled", "Manner", "write_distorted"]


def write_distorted(
    source: Path, folder: Path, *, seed: int = 7, hard: bool = False, manner: Manner = FIRST
) -> Labelled:
    """Write exports of three data sets generated from real records, and return the labels.

    Args:
        source: The file of real UCDP records.
        folder: The folder for the exports.
        seed: The seed of the random generator.
        hard: Whether all kinds of difficulty are equally frequent; otherwise three in five records
            with a day and a known place differ only in spelling, toll and wording.
        manner: How far apart the data sets are.
    """
    records, released = read_records(source)
    distortion = Distortion(records, seed, manner, hard=hard)
    distortion.labelled.incident |= twins(records)
    groups = mergeable(records, manner.merged)
    done = {each.id for group in groups for each in group}
    groups += [[each] for each in records if each.id not in done]
    not_in_ucdp: set[str] = set()
    for group in groups:
        fate = distortion.draw.choices(("both", "UCDP", "others"), manner.fates)[0]
        if fate == "others":
            not_in_ucdp |= {each.id for each in group}
        if fate != "UCDP":
            distortion.tell_merged(group) if len(group) > 1 else distortion.tell(group[0])
    for record in distortion.draw.choices(records, k=round(len(records) * manner.unsought)):
        distortion.tell_unsought(record)
    released = [row for row in released if row["id"] not in not_in_ucdp]
    write_rows(folder / "GEDEvent_v25_1.csv", UCDP_23, released)
    write_rows(folder / "acled.csv", ACLED_2023, distortion.acled)
    write_rows(folder / "gtd.csv", GTD, distortion.gtd)
    labelled = distortion.labelled
    absent = {f"ucdp-{id_}" for id_ in not_in_ucdp}
    labelled.kind = {pair: kind for pair, kind in labelled.kind.items() if not pair & absent}
    return labelled
