"""Match the records of the same incident: weighed, explained, and each decided with its rivals.

Records of one data set are never taken for one on their own: its makers distinguish them. What
decides, for two records of different data sets (`evidence.py`):

- the days on which they may lie are at most two apart, and their points at most 25 km, or 50 where
  one of them stands for a region;
- those who attacked in the one are not others than in the other; somebody unknown may be anybody;
- days, way, names of places, parties, killed, types and words in common are weighed in bits, more
  where what they share is rare, and less the more records lie near;
- of all assignments of records to records the most likely one is taken (`assignment.py`).

Several records of one data set are one incident where another data set tells it in one record,
whose killed are the sum of theirs (`splits.py`).

An incident of the facts is matched by its place, its perpetrator and its dates. A cited work with
a date in its title takes precedence over the day in the profile: the record may not lie after that
date, and the nearer before it the better.
"""
