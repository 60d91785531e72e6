"""The weights in bits of what two records have in common or not, learned from data.

`python -m benchmarks.weights` learns them from pairs of known truth and prints this table. A weight
is the base-2 logarithm of how much more likely it makes two records to be one incident rather than
two neighbouring ones.
"""

from types import MappingProxyType

WEIGHTS = MappingProxyType(
    {
        "the same day": 1.8,
        "1 day apart": -1.2,
        "2 days apart": -2.3,
        "a stretch of days, for each doubling": -0.4,
        "apart from a stretch of days": -3.5,
        "each 10 km": -1.1,
        "a region": -1.1,
        "each 10 km to the point of a region": -0.7,
        "places of one name": 0.1,
        "one names the other's region": 0.6,
        "places of different names": -1.8,
        "a group and its opponent in common": 2.6,
        "a group in common, and no opponent": 0.1,
        "a party unknown, the other in common": 2.0,
        "no party in common": -7.0,
        "the same killed": 2.1,
        "rarity of the killed, each bit": 0.5,
        "killed within the bounds": 0.4,
        "killed within wide bounds": -0.5,
        "nearly the same killed": 0.7,
        "killed far apart": -1.6,
        "killed by ten or more apart": -2.4,
        "killed not stated": 0.7,
        "nobody killed in either": 1.1,
        "perhaps nobody killed": -0.8,
        "nobody killed, and up to three": -2.0,
        "nobody killed, and many": -3.8,
        "one is no attack": -6.6,
        "one is a kidnapping": -8.2,
        "rarest word in common, each bit": 0.5,
    }
)
