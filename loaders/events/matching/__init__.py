"""Match the records of the same incident: scored, explained, and conservative.

A wrong merge destroys data and a missed one does not. So two records are merged only if day, place
and parties agree, nothing contradicts it, and no other record fits nearly as well. Records of one
data set are never merged: its makers distinguish them.

What decides, for two records of different data sets:

- the days on which they may lie are at most two apart, and they are at most 25 km apart;
- neither is placed only in a region, and neither spans more than a week;
- places some way from each other bear the same name, where both are named;
- known parties do not contradict each other, nor do the killed;
- the score reaches the threshold and beats every other candidate of either record by a margin.

An incident of the facts is matched by its place, its perpetrator and its dates. A cited work with
a date in its title takes precedence over the day in the profile: the record may not lie after that
date, and the nearer before it the better.
"""
