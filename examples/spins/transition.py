"""The transition of the two-dimensional Ising model: from draws to learned couplings, beside Onsager's solution.

    python examples/spins/transition.py [--side 16] [--draws 10000] [--masked H ..]

draws states at twelve temperatures, trains logistic units (or a masked network with H hidden units at each), and reads their couplings.
"""

import argparse
import time

import diagraction as dg
import numpy as np

BETAS = [0.30, 0.34, 0.37, 0.39, 0.41, 0.425, 0.435, 0.44, 0.455, 0.48, 0.51, 0.55]


def elliptic(k):
    """The complete elliptic integral K of the modulus k, by the arithmetic-geometric mean."""
    a, b = 1.0, np.sqrt(1 - k * k)
    while abs(a - b) > 1e-14:
        a, b = (a + b) / 2, np.sqrt(a * b)
    return np.pi / (2 * a)


def onsager(beta):
    """Energy and magnetisation for each site of the infinite lattice."""
    tanh = np.tanh(2 * beta)
    k = 2 * np.sinh(2 * beta) / np.cosh(2 * beta) ** 2
    energy = -(1 + 2 / np.pi * (2 * tanh * tanh - 1) * elliptic(k)) / tanh
    return energy, max(0.0, 1 - np.sinh(2 * beta) ** -4) ** 0.125


def neighbours(side):
    """The pairs of neighbours of a periodic square, and all others, as masks."""
    site = np.arange(side * side).reshape(side, side)
    near = np.zeros((side * side, side * side), bool)
    for axis in (0, 1):
        other = np.roll(site, -1, axis)
        near[site, other] = near[other, site] = True
    upper = np.triu(np.ones_like(near), 1)
    return near & upper, ~near & upper


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--side", type=int, default=16)
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--masked", type=int, nargs="*", default=[], metavar="H", help="hidden units of each layer")
    options = parser.parse_args()
    side, draws, hidden = options.side, options.draws, options.masked
    sites = side * side
    near, far = neighbours(side)
    begun = time.perf_counter()
    print("  beta   E/N            Onsager   C_v/N      <|m|>          Onsager   J of neighbours     others, rms")
    for place, beta in enumerate(BETAS):
        theory = f"lattice square {side} {side}  spins  S = {beta} * sum(<i,j>) s[i] * s[j]"
        states = dg.sample(theory, draws, seed=place + 1)
        row = dg.scan(theory, draws=draws, seed=place + 1)["temperatures"][0]
        trained = dg.train_spins(states, hidden, holdout=0.1 if hidden else 0)
        found = dg.couplings(trained.network, *([states] if hidden and sites > 24 else []))
        j = found.pairs
        energy, magnetisation = onsager(beta)
        error = row["errors"]
        print(
            f"{beta:6.3f} {row['energy'] / beta / sites:8.4f}({error['energy'] / beta / sites:.4f}) {energy:8.4f}"
            f" {row['heat_capacity'] / sites:7.3f}({error['heat_capacity'] / sites:.3f})"
            f" {row['magnetisation']:7.4f}({error['magnetisation']:.4f}) {magnetisation:7.4f}"
            f"   {j[near].mean():.4f} +- {j[near].std():.4f}   {np.sqrt((j[far] ** 2).mean()) if far.any() else 0.0:.4f}"
        )
    print(f"{time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
