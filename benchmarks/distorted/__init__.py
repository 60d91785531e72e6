"""Real UCDP records, told again as ACLED and the GTD would tell them, with which of them are one.

The UCDP rows are real (CC BY 4.0; they stay outside the repository). The other two data sets are
made from them, since theirs may not be passed on, and differ from them as they do in truth: points
of other villages, a day's shift, weeks and months, other tolls, spellings, unknown perpetrators,
incidents split and merged, other words.

What is taken for true of the records that have no counterpart:

- Data sets report subsets of the same incidents that overlap: of ten real records six are in UCDP
  and in the others, two in UCDP only and two in the others only. These are the incidents that the
  others have of their own, and so lie as near to those of UCDP as real ones lie to each other.
- ACLED has about as many incidents again that UCDP does not seek: abductions, looting, fights
  without deaths, and the violence of soldiers and militias. They are where real records are and in
  the same weeks. In the same town on the same day as one they are as often as real records are (of
  1,552 one in fourteen, one in a hundred with the same toll).
- Where UCDP has two records of the same days, point and toll it splits one incident by dyad, and
  nobody could say which of them another record is: both are right.
- Notes are in English and of one incident each. They say who attacked whom and where, and of what
  the UCDP text mentions (convoy, market, mine) and of the villages that it names some; a text of
  another incident mentions what one of the region does, and its own villages. Where UCDP gives the
  point of a district and names a village, ACLED often has that village.
- ACLED has looting under strategic developments, which are no attacks. Insurgents lay the mines.
  Unsought fights are between those who fight in the region, not always those of the record beside.
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
    """Write exports of three data sets made of real records, and tell which are one incident.

    Args:
        source: The file of real UCDP records.
        folder: Where the exports go.
        seed: Of what is drawn.
        hard: Whether all kinds of difficulty are as frequent; else three in five of the records of
            a day and a known place differ by nothing else than spelling, toll and words.
        manner: How far apart they tell it.
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
