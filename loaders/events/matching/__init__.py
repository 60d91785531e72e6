"""Match records of the same incident: weigh each pair, explain it, and decide among its rivals.

Two records of the same data set are never matched by themselves, because its makers distinguish
them. Two records of different data sets match if (`evidence.py`):

- their possible days are at most two apart, and their points at most 25 km, or 50 km if one of them
  stands for a region;
- the attackers are not different ones; an unknown attacker may be anybody;
- days, distance, place names, parties, killed, types and shared words add up to enough bits: a rare
  thing in common adds more, and the more records are nearby, the fewer remain;
- in view of all possible assignments of records to records, it is likely enough (`assignment.py`).

Several records of one data set are one incident if another data set has it as one record, with the
sum of their killed (`splits.py`).

An incident of the facts is matched by its place, its perpetrator and its dates. A cited work with
a date in its title takes precedence over the day in the profile: the record must not be later than
that date, and the closer before it, the better.
"""
