"""Independent samples of the lattice theory of Eq. (33), by rejection: draws of the theory without u are kept with the
probability exp(-u sum x^4).

    python lattice_samples.py 4 110000 1 samples.npy         side of the square lattice, N, seed
"""

import sys

import numpy as np

R0, U = 0.5, 0.1


def precision(side):
    """r0 - Laplacian of the periodic lattice."""
    ring = 2 * np.eye(side) - np.roll(np.eye(side), 1, axis=0) - np.roll(np.eye(side), -1, axis=0)
    return R0 * np.eye(side**2) + np.kron(ring, np.eye(side)) + np.kron(np.eye(side), ring)


def main():
    side, rows, seed = map(int, sys.argv[1:4])
    random = np.random.default_rng(seed)
    matrix = precision(side)
    field = 0.3 * random.standard_normal(side**2)
    mean = -np.linalg.solve(matrix, field)
    inverse = np.linalg.inv(np.linalg.cholesky(matrix))
    kept = []
    while sum(map(len, kept)) < rows:
        x = mean + random.standard_normal((rows, side**2)) @ inverse
        kept.append(x[random.random(rows) < np.exp(-U * (x**4).sum(axis=1))])
    np.save(sys.argv[4], np.concatenate(kept)[:rows].astype(np.float32))


if __name__ == "__main__":
    main()
