"""The largest deviation of a peer from diagraction, for every rank that both have.

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


def pair(own, peer, rank, d):
    """Entries of both at the same multi-indices."""
    if rank <= 2 or (f"A{rank}" in peer and peer[f"A{rank}"].ndim == 1):
        return own[f"A{rank}"], peer[f"A{rank}"]
    if f"A{rank}.indices" in peer:
        places = [position(d, index.tolist()) for index in peer[f"A{rank}.indices"]]
        return own[f"A{rank}"][places], peer[f"A{rank}.entries"]
    indices = np.array(list(combinations_with_replacement(range(d), rank)))
    return own[f"A{rank}"], peer[f"A{rank}"][tuple(indices.T)]


def main():
    own, peer = (np.load(path) for path in sys.argv[1:])
    d = int(own["dimension"])
    held = [rank for rank in range(1, 5) if f"A{rank}" in own and any(key.startswith(f"A{rank}") for key in peer)]
    report = {}
    for rank in held:
        a, b = pair(own, peer, rank, d)
        report[rank] = [float(abs(a - b).max()), float(abs(a).max())]
    print(json.dumps(report))


if __name__ == "__main__":
    main()
