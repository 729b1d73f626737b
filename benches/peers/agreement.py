"""The largest deviation of a peer from diagraction, for every rank of an action or order of cumulants that both have.

    python agreement.py DIAGRACTION.npz PEER.npz

Prints one line of JSON: {rank: [largest deviation, largest entry]}. diagraction's A^(3) and A^(4) are packed, those of a
peer are packed as well, have all d^k entries, or some of them beside their multi-indices.
"""

import json
import math
import sys
from itertools import combinations_with_replacement

import numpy as np


def position(d, index):
    """The place of a non-decreasing multi-index in lexicographic order."""
    place, lowest = 0, 0
    for n, entry in enumerate(index):
        rest = len(index) - n
        count = lambda start: math.comb(d - start + rest - 1, rest)
        place += count(lowest) - count(entry)
        lowest = entry
    return place


def pair(own, peer, name, rank, d):
    """Entries of both at the same multi-indices."""
    if rank <= 2 or (name in peer and peer[name].ndim == 1):
        return own[name], peer[name]
    if f"{name}.indices" in peer:
        places = [position(d, index.tolist()) for index in peer[f"{name}.indices"]]
        return own[name][places], peer[f"{name}.entries"]
    indices = np.array(list(combinations_with_replacement(range(d), rank)))
    return own[name], peer[name][tuple(indices.T)]


def main():
    own, peer = (np.load(path) for path in sys.argv[1:])
    d = int(own["dimension"])
    letter = "k" if "k1" in own else "A"
    report = {}
    for rank in range(1, 5):
        name = f"{letter}{rank}"
        if name not in own or not any(key.startswith(name) for key in peer):
            continue
        a, b = pair(own, peer, name, rank, d)
        report[rank] = [float(abs(a - b).max()), float(abs(a).max())]
    print(json.dumps(report))


if __name__ == "__main__":
    main()
