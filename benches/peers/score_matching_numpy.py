"""Score matching of a polynomial action in NumPy and SciPy: the same normal equations, from the plain Gram matrix of the features.

    python score_matching_numpy.py data.npy --rank 4 -o action.npz

The features are the monomials up to rank K - 1. Their Gram matrix over the samples has all averages that G and b are
made of. The coordinates are brought to mean zero and variance one, with the weights that keep J that of x, and the
coefficients are brought back.
"""

import argparse
import itertools
import json
import time
from collections import Counter
from math import comb

import numpy as np
from scipy.linalg import cho_factor, cho_solve


def monomials(d, rank):
    return [index for k in range(rank + 1) for index in itertools.combinations_with_replacement(range(d), k)]


def gram(y, features, places, chunk=8192):
    """<phi phi^T> over the samples."""
    total = np.zeros((len(features), len(features)))
    for start in range(0, len(y), chunk):
        x = y[start : start + chunk].T
        phi = np.empty((len(features), x.shape[1]))
        phi[0] = 1
        for place, index in enumerate(features[1:], 1):
            np.multiply(phi[places[index[:-1]]], x[index[-1]], out=phi[place])
        total += phi @ phi.T
    return total / len(y)


def without(index, i):
    place = index.index(i)
    return index[:place] + index[place + 1 :]


def normal_equations(products, unknowns, places, weights):
    """G = sum_i w_i D_i M D_i^T with the derivatives D_i of the monomials in terms of the features."""
    matrix, rhs = np.zeros((len(unknowns),) * 2), np.zeros(len(unknowns))
    for i, weight in enumerate(weights):
        rows = np.array([a for a, index in enumerate(unknowns) if i in index])
        power = np.array([unknowns[a].count(i) for a in rows])
        lowered = np.array([places[without(unknowns[a], i)] for a in rows])
        block = products[np.ix_(lowered, lowered)] * np.outer(power, power)
        matrix[np.ix_(rows, rows)] += weight * block
        for a, n in zip(rows, power):
            if n > 1:
                rhs[a] += weight * n * (n - 1) * products[0, places[without(without(unknowns[a], i), i)]]
    return matrix, rhs


def unfold(solution, unknowns, mean, deviation):
    """Coefficients of monomials in y = (x - mean)/deviation as those of monomials in x."""
    order = {index: a for a, index in enumerate(unknowns)}
    result = np.zeros(len(unknowns))
    for coefficient, index in zip(solution, unknowns):
        powers = sorted(Counter(index).items())
        for kept in itertools.product(*(range(n + 1) for _, n in powers)):
            lower = tuple(i for (i, _), m in zip(powers, kept) for _ in range(m))
            if not lower:
                continue
            factor = coefficient
            for (i, n), m in zip(powers, kept):
                factor *= comb(n, m) * (-mean[i]) ** (n - m) / deviation[i] ** n
            result[order[lower]] += factor
    return result


def multiplicity(index):
    ways, placed = 1, 0
    for n in Counter(index).values():
        placed += n
        ways *= comb(placed, n)
    return ways


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data")
    parser.add_argument("--rank", type=int, default=4)
    parser.add_argument("-o", "--output")
    given = parser.parse_args()

    start = time.perf_counter()
    x = np.load(given.data).astype(float)
    x = x.reshape(len(x), -1)
    d = x.shape[1]
    mean, deviation = x.mean(axis=0), x.std(axis=0)
    features, unknowns = monomials(d, given.rank - 1), monomials(d, given.rank)[1:]
    places = {index: place for place, index in enumerate(features)}
    products = gram((x - mean) / deviation, features, places)
    matrix, rhs = normal_equations(products, unknowns, places, deviation**-2.0)
    scale = matrix.diagonal() ** -0.5
    factor = cho_factor(matrix * np.outer(scale, scale), lower=True, overwrite_a=True)
    solution = -scale * cho_solve(factor, scale * rhs)
    coefficients = unfold(solution, unknowns, mean, deviation)
    seconds = time.perf_counter() - start
    if given.output:
        entries = {rank: [] for rank in range(1, given.rank + 1)}
        for value, index in zip(coefficients, unknowns):
            entries[len(index)].append(value / multiplicity(index))
        arrays = {f"A{rank}": np.array(values) for rank, values in entries.items()}
        if given.rank > 1:
            full = np.zeros((d, d))
            full[np.triu_indices(d)] = arrays["A2"]
            arrays["A2"] = full + full.T - np.diag(full.diagonal())
        np.savez(given.output, dimension=d, A0=np.zeros(1), **arrays)
    print(json.dumps({"inside": seconds, "unknowns": len(unknowns)}))


if __name__ == "__main__":
    main()
