"""Effective draws per second on the lattice theory of Eq. (33): diagraction beside NumPyro, in alternating rounds.

Both run four chains with 1000 tuning steps and target acceptance 0.95 with a diagonal mass matrix, from starting points of the
same spread. Seconds are those of the whole process. The effective number of draws is the smallest bulk ESS of all coordinates,
computed by ArviZ for both."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import arviz
import numpy as np
from compare import put
from measure import spread


def lattice(side, path, r0=0.5, u=0.1, beta=1.0, seed=1):
    """S = -beta [1/2 sum x (r0 - Laplacian) x + sum (h x + u x^4)] on a periodic square lattice."""
    d = side * side
    field = 0.3 * np.random.default_rng(seed).standard_normal(d)
    pairs = {}
    for i in range(d):
        row, column = divmod(i, side)
        near = {((row + 1) % side, column), ((row - 1) % side, column), (row, (column + 1) % side), (row, (column - 1) % side)}
        for j in {a * side + b for a, b in near} - {i}:
            pairs[min(i, j), max(i, j)] = beta / 2
    pairs.update({(i, i): -beta * (r0 + 4) / 2 for i in range(d)})
    entries = [
        (1, [{"index": [i], "value": -beta * h} for i, h in enumerate(field)]),
        (2, [{"index": list(key), "value": value} for key, value in sorted(pairs.items())]),
        (4, [{"index": [i] * 4, "value": -beta * u} for i in range(d)]),
    ]
    document = {
        "format": "diagraction-action", "version": 1, "dimension": d, "max_rank": None, "max_chi": None, "exact": False,
        "coefficients": [{"rank": rank, "entries": list_} for rank, list_ in entries],
    }
    with open(path, "w", encoding="utf-8") as file:
        json.dump(document, file)


def timed(command):
    start = time.perf_counter()
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    return time.perf_counter() - start, json.loads(result.stdout[result.stdout.index("{"):])


def effective(chains):
    """The smallest bulk ESS of all coordinates; chains of shape (chains, draws, d)."""
    return min(float(arviz.ess(chains[:, :, i], method="bulk")) for i in range(chains.shape[2]))


def ours(arguments, action, folder, seed):
    output = os.path.join(folder, "ours.npz")
    command = [arguments.diagraction, "sample", action, "-n", str(4 * arguments.draws), "--seed", str(seed), "--keep-chains",
               "--format", "json", "-o", output]
    seconds, report = timed(command)
    file = np.load(output)
    chains = np.stack([file[f"chain.{i}"] for i in range(4)])
    return {"seconds": seconds, "tuning": report["tuning_seconds"], "work": report["seconds"], "chains": chains}


def theirs(arguments, action, folder, seed, method):
    output = os.path.join(folder, "theirs.npy")
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sample_numpyro.py")
    command = [sys.executable, script, action, output, "--draws", str(arguments.draws), "--seed", str(seed), "--method", method]
    seconds, _ = timed(command)
    _, again = timed([*command, "--again"])
    return {"seconds": seconds, "compiling": again["first"] - again["again"], "work": again["again"], "chains": np.load(output)}


def row(name, runs):
    """A line of the table; the numbers are medians over the rounds, with their range."""

    def number(value):
        return spread([value(run) for run in runs])

    compiling = number(lambda run: run["compiling"]) if "compiling" in runs[0] else ""
    cells = [
        name,
        number(lambda run: run["seconds"]),
        compiling,
        number(lambda run: run["work"]),
        number(lambda run: run["effective"]),
        number(lambda run: run["effective"] / run["seconds"]),
        number(lambda run: run["effective"] / run["work"]),
    ]
    return "| " + " | ".join(cells) + " |"


def table(arguments, side):
    """All candidates on one lattice, in alternating rounds."""
    rows = {}
    with tempfile.TemporaryDirectory() as folder:
        action = os.path.join(folder, "lattice.json")
        lattice(side, action)
        for seed in range(1, arguments.rounds + 1):
            runs = {"diagraction": ours(arguments, action, folder, seed)}
            for method in arguments.methods:
                runs[f"NumPyro, chains {method}"] = theirs(arguments, action, folder, seed, method)
            for name, run in runs.items():
                run["effective"] = effective(run.pop("chains"))
                rows.setdefault(name, []).append(run)
    return [
        "| | whole process, s | of this compiling, s | tuning and drawing, s | effective draws | effective draws a second | "
        "the same of tuning and drawing |",
        "|---|---|---|---|---|---|---|",
        *(row(name, runs) for name, runs in rows.items()),
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sides", type=int, nargs="+", default=[4, 10])
    parser.add_argument("--draws", type=int, default=2500, help="draws of each of four chains")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--methods", nargs="+", default=["vectorized", "parallel"])
    parser.add_argument("--diagraction", default="target/release/diagraction")
    parser.add_argument("--markdown", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    for side in arguments.sides:
        lines = table(arguments, side)
        if arguments.markdown:
            put(arguments.markdown, f"sampling-d{side * side}", lines)
        else:
            print(f"d = {side * side}\n\n" + "\n".join(lines) + "\n", flush=True)


if __name__ == "__main__":
    main()
