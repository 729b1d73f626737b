"""The coefficients A^(1) .. A^(4) with at most two factors of chi, as in Appendix B of arXiv:2304.00599, in NumPy.

Every coupling is written as chi = sum_t gamma_t (x) beta_t (x) beta_t by the eigendecomposition of its slices, without a
cutoff. A^(4) stays a sum of terms alpha_t (x) beta_t (x) beta_t and goes through the layers in this form, Eq. (B3); it is
not written down for large d. Coefficients are kept apart by their number of chi.

    python extract_appendix_b.py MODEL -o action.npz

Prints one line of JSON. The file has A^(4) whole up to d = 32, else 1000 of its entries at random places.
"""

import argparse
import itertools
import json
import time

import numpy as np

from model import load

MAX_CHI = 2


class Coefficients:
    """A^(1) .. A^(3) by their number of chi, and the terms alpha, beta of A^(4)."""

    def __init__(self, d):
        self.vector = np.zeros((MAX_CHI + 1, d))
        self.matrix = np.zeros((MAX_CHI + 1, d, d))
        self.third = np.zeros((MAX_CHI + 1, d, d, d))
        self.alpha = np.zeros((0, d, d))
        self.beta = np.zeros((0, d))
        self.matrix[0] = -np.eye(d) / 2


def symmetrised(third):
    """The average over all permutations of three indices."""
    return sum(third.transpose(order) for order in itertools.permutations(range(3))) / 6


def contract_with_bias(a, b):
    """The circles of Eq. (15): binom(k, n) A^(k) . b^n is added to rank k - n."""
    for c in range(MAX_CHI + 1):
        once = a.third[c] @ b
        a.vector[c] += 2 * a.matrix[c] @ b + 3 * once @ b
        a.matrix[c] += 3 * once
    if len(a.alpha) == 0:
        return
    alpha_b, beta_b = a.alpha @ b, a.beta @ b
    both = alpha_b @ b
    d = len(b)
    a.vector[2] += 2 * (both * beta_b) @ a.beta + 2 * beta_b**2 @ alpha_b
    mixed = 4 * (alpha_b * beta_b[:, None]).T @ a.beta
    a.matrix[2] += (a.beta * both[:, None]).T @ a.beta + np.tensordot(beta_b**2, a.alpha, 1) + (mixed + mixed.T) / 2
    left = alpha_b[:, :, None] * a.beta[:, None, :] + beta_b[:, None, None] * a.alpha
    a.third[2] += symmetrised((2 * left.reshape(-1, d * d).T @ a.beta).reshape(d, d, d))


def contract_with_weight(a, w):
    """The lines of Eq. (15): every index with W."""
    d = len(w)
    a.vector = a.vector @ w
    a.matrix = w.T @ a.matrix @ w
    for _ in range(3):
        # One index after the other, which also carries it to the end.
        a.third = np.moveaxis(a.third, 1, -1) @ w
    a.alpha = w.T @ (a.alpha.reshape(-1, d) @ w).reshape(-1, d, d)
    a.beta = a.beta @ w


def split(a, chi):
    """The splits of Eq. (26), at most two of them."""
    d, (d2, d1, _) = a.vector.shape[1], chi.shape
    full = np.zeros((d, d, d))
    full[d1:, :d1, :d1] = chi
    eigenvalues, eigenvectors = np.linalg.eigh(chi)
    beta = np.zeros((d2 * d1, d))
    beta[:, :d1] = eigenvectors.transpose(0, 2, 1).reshape(-1, d1)
    # gamma_t is an eigenvalue times a unit vector, so that a contraction with it selects an index.
    selected = np.repeat(np.arange(d1, d), d1)
    twice = np.tensordot(a.matrix[0][:, d1:], full, axes=(0, 0))
    alpha = (3 * a.third[1, d1:] + twice)[selected - d1] * eigenvalues.reshape(-1)[:, None, None]
    for c in (2, 1):
        a.third[c] += symmetrised(2 * np.tensordot(a.matrix[c - 1], full, axes=(1, 0)))
        a.matrix[c] += np.tensordot(a.vector[c - 1], full, axes=(0, 0))
    a.alpha = np.concatenate([a.alpha, alpha])
    a.beta = np.concatenate([a.beta, beta])


def extract(weights, biases, couplings):
    """From the latent vertex to the data, Eq. (12)."""
    a = Coefficients(len(biases[0]))
    for layer in range(len(weights) - 1, -1, -1):
        contract_with_bias(a, biases[layer])
        contract_with_weight(a, weights[layer])
        if layer > 0:
            split(a, couplings[layer - 1])
    return a


def entries(a, indices):
    """A^(4) at these multi-indices: the two indices of alpha are any two of the four."""
    sums = np.zeros(len(indices))
    for pair in itertools.combinations(range(4), 2):
        rest = [place for place in range(4) if place not in pair]
        for n, index in enumerate(indices):
            i, j, k, l = index[list(pair) + rest]
            sums[n] += a.alpha[:, i, j] @ (a.beta[:, k] * a.beta[:, l])
    return sums / 6


def some_indices(d):
    """All non-decreasing multi-indices where they are few, else some at random."""
    if d <= 32:
        return np.array(list(itertools.combinations_with_replacement(range(d), 4)))
    return np.sort(np.random.default_rng(1).integers(0, d, (1000, 4)), axis=1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("-o", "--output")
    given = parser.parse_args()
    parameters = load(given.model)
    start = time.perf_counter()
    a = extract(*parameters)
    report = {"inside": time.perf_counter() - start, "terms": len(a.alpha)}
    if given.output:
        indices = some_indices(a.vector.shape[1])
        named = {"A1": a.vector.sum(0), "A2": a.matrix.sum(0), "A3": a.third.sum(0)}
        np.savez(given.output, **named, **{"A4.indices": indices, "A4.entries": entries(a, indices)})
    print(json.dumps(report))


if __name__ == "__main__":
    main()
