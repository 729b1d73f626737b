"""Cumulants to order 4 of the rows of an .npy file, in NumPy as one writes it down: the Gram matrix of all products of
two coordinates, k-statistics, packed. No standard errors.

    python stats_numpy.py samples.npy -o cumulants.npz
"""

import argparse
import json
import time

import numpy as np

CHUNK = 4096


def cumulants(samples):
    rows, d = samples.shape
    mean = samples.mean(axis=0, dtype=np.float64)
    first, second = np.triu_indices(d)
    m2 = np.zeros((d, d))
    m3 = np.zeros((d, len(first)))
    m4 = np.zeros((len(first), len(first)))
    for start in range(0, rows, CHUNK):
        x = samples[start : start + CHUNK].astype(np.float64) - mean
        pairs = x[:, first] * x[:, second]
        m2 += x.T @ x
        m3 += x.T @ pairs
        m4 += pairs.T @ pairs
    place = np.zeros((d, d), dtype=int)
    place[first, second] = place[second, first] = np.arange(len(first))
    n = float(rows)
    m2 /= n
    i, j, k = packed(d, 3)
    k3 = n * n / ((n - 1) * (n - 2)) * m3[i, place[j, k]] / n
    i, j, k, l = packed(d, 4)
    pairings = m2[i, j] * m2[k, l] + m2[i, k] * m2[j, l] + m2[i, l] * m2[j, k]
    k4 = (n + 1) * m4[place[i, j], place[k, l]] / n - (n - 1) * pairings
    k4 *= n * n / ((n - 1) * (n - 2) * (n - 3))
    return {"k1": mean, "k2": m2 * n / (n - 1), "k3": k3, "k4": k4}


def packed(d, order):
    """The non-decreasing multi-indices in lexicographic order, one array for each place."""
    indices = np.arange(d)[:, None]
    for _ in range(order - 1):
        last = indices[:, -1]
        counts = d - last
        starts = np.repeat(np.cumsum(counts) - counts, counts)
        following = np.arange(counts.sum()) - starts + np.repeat(last, counts)
        indices = np.column_stack([np.repeat(indices, counts, axis=0), following])
    return indices.T


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("samples")
    parser.add_argument("-o", "--output")
    given = parser.parse_args()
    samples = np.load(given.samples, mmap_mode="r")
    start = time.perf_counter()
    found = cumulants(samples.reshape(len(samples), -1))
    inside = time.perf_counter() - start
    if given.output:
        np.savez(given.output, **found)
    print(json.dumps({"inside": inside}))


if __name__ == "__main__":
    main()
