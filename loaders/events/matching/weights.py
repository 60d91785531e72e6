"""What two records have in common or not, and how many bits each adds: learned, not set by hand.

`python -m benchmarks.weights` learns them from pairs of known truth and prints this table. A bit is
the logarithm, to the base of 2, of how much likelier it makes that two records are one incident and
not two that lie near each other.
"""

from types import MappingProxyType

WEIGHTS = MappingProxyType(
    {
        "the same day": 1.8,
        "1 day apart": -1.3,
        "2 days apart": -2.2,
        "a stretch of days, for each doubling": -0.3,
        "apart from a stretch of days": -2.3,
        "each 10 km": -1.3,
        "a region": -0.6,
        "each 10 km to the point of a region": -0.6,
        "places of one name": 0.3,
        "one names the other's place": -0.0,
        "places of different names": -1.4,
        "a group and its opponent in common": 1.9,
        "a group in common, and no opponent": 0.3,
        "a party unknown, the other in common": 1.3,
        "a party unknown, the others differ": -0.6,
        "parties unknown": -0.8,
        "no party in common": -7.3,
        "the same killed": 3.5,
        "rarity of the killed, each bit": 0.1,
        "killed within the bounds": 1.8,
        "killed within wide bounds": -0.5,
        "nearly the same killed": 1.7,
        "killed by half apart": 0.0,
        "killed far apart": -0.9,
        "killed by ten or more apart": -2.1,
        "nobody killed in either": 0.5,
        "perhaps nobody killed": -1.4,
        "nobody killed, and up to three": -2.8,
        "nobody killed, and many": -4.9,
        "killed not stated": 0.7,
        "types alike": 0.2,
        "types differ": -0.8,
        "one is a kidnapping": -7.2,
        "one is no attack": -5.0,
        "rarest word in common, each bit": 0.3,
    }
)
