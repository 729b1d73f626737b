"""Samples of correlated variables that are not Gaussian.

    python samples.py D ROWS SEED samples.npy
"""

import sys

import numpy as np


def main():
    d, rows, seed = map(int, sys.argv[1:4])
    generator = np.random.default_rng(seed)
    mixing = np.eye(d) + 0.1 * generator.normal(size=(d, d)) / np.sqrt(d)
    x = generator.normal(size=(rows, d)) @ mixing
    np.save(sys.argv[4], x + 0.1 * x**2)


if __name__ == "__main__":
    main()
