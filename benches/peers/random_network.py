"""A random network close to the identity, as a safetensors file; float32 unless --double.

    python random_network.py D L SEED FILE [--terms R]
"""

import argparse

import numpy as np
from safetensors.numpy import save_file


def random(dimension, depth, seed, terms):
    """W = 1 + N(0, 0.1/sqrt d), b ~ N(0, 0.1), chi ~ N(0, 0.1/d), given by standard deviations.

    With terms the coupling is sum_r out_r in_r in_r, of the same size in the mean.
    """
    generator = np.random.default_rng(seed)
    first, second = (dimension + 1) // 2, dimension // 2
    tensors = {}
    for layer in range(depth + 1):
        noise = generator.normal(0, 0.1 / dimension**0.5, (dimension, dimension))
        tensors[f"linear.{layer}.weight"] = np.eye(dimension) + noise
        tensors[f"linear.{layer}.bias"] = generator.normal(0, 0.1, dimension)
    for layer in range(depth):
        if terms is None:
            tensors[f"chi.{layer}"] = generator.normal(0, 0.1 / dimension, (second, first, first))
        else:
            size = 0.1 / dimension / terms**0.5
            tensors[f"chi_out.{layer}"] = generator.normal(0, size, (second, terms))
            tensors[f"chi_in.{layer}"] = generator.normal(0, 1, (terms, first))
    return tensors


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("dimension", "depth", "seed"):
        parser.add_argument(name, type=int)
    parser.add_argument("file")
    parser.add_argument("--terms", type=int, help="terms of every coupling, in low-rank form")
    parser.add_argument("--double", action="store_true")
    given = parser.parse_args()
    number = np.float64 if given.double else np.float32
    tensors = random(given.dimension, given.depth, given.seed, given.terms)
    save_file({key: array.astype(number) for key, array in tensors.items()}, given.file)


if __name__ == "__main__":
    main()
