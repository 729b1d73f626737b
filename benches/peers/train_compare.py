"""Training throughput on lattice samples: diagraction beside JAX, compiled, in alternating rounds.

Both train the same network on the same samples with Adam in 32-bit floats. Samples per second are those of the epochs
alone, without reading and compiling. The share of the machine is the arithmetic of the gradient over a matrix product of NumPy
in 32-bit floats, measured in the same round."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from compare import put
from measure import spread
from sample_compare import lattice


def operations(d, depth):
    """Floating-point operations of the gradient for one sample: three products for each layer, two for W_1."""
    first, second = (d + 1) // 2, d // 2
    linear = 3 * (depth + 1) - 1
    return 2 * (linear * d * d + 3 * depth * second * first * (first + 1) // 2)


def peak(n=2000, repeat=5):
    a = np.random.default_rng(0).standard_normal((n, n), dtype=np.float32)
    seconds = []
    for _ in range(repeat):
        start = time.perf_counter()
        np.matmul(a, a)
        seconds.append(time.perf_counter() - start)
    return 2 * n**3 / min(seconds)


def report(command):
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(result.stdout.strip().splitlines()[-1])


def ours(arguments, data, depth, folder):
    command = [arguments.diagraction, "train", data, "--depth", str(depth), "--batch", str(arguments.batch), "--holdout", "1000",
               "--epochs", str(arguments.epochs), "--json", "-o", os.path.join(folder, "model.safetensors")]
    return report(command)


def theirs(arguments, data, depth):
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "train_jax.py")
    return report([sys.executable, script, data, "--depth", str(depth), "--batch", str(arguments.batch),
                   "--epochs", str(arguments.epochs)])


def rows(arguments, side, draws, folder):
    """Lines of the table for all depths of one lattice."""
    d = side * side
    action, data = os.path.join(folder, f"{d}.json"), os.path.join(folder, f"{d}.npy")
    lattice(side, action)
    subprocess.run([arguments.diagraction, "sample", action, "-n", str(draws), "--quiet", "-o", data], check=True,
                   stdout=subprocess.DEVNULL)
    for depth in arguments.depths:
        runs = []
        for _ in range(arguments.rounds):
            own, other = ours(arguments, data, depth, folder), theirs(arguments, data, depth)
            rate = own["samples_per_second"]
            share = rate * operations(d, depth) / peak()
            runs.append((rate, other["samples_per_second"], rate / other["samples_per_second"], share))
        yield f"| {d} | {depth} | " + " | ".join(spread(list(column)) for column in zip(*runs)) + " |"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--depths", type=int, nargs="+", default=[1, 3, 6])
    parser.add_argument("--batch", type=int, default=512)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--diagraction", default="target/release/diagraction")
    parser.add_argument("--markdown", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    lines = ["| d | L | diagraction, samples/s | JAX, samples/s | ratio | share of the matrix product |", "|---|---|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder:
        for side, draws in [(4, 101_000), (10, 21_000)]:
            lines.extend(rows(arguments, side, draws, folder))
    if arguments.markdown:
        put(arguments.markdown, "training", lines)
    else:
        print("\n".join(lines))


if __name__ == "__main__":
    main()
