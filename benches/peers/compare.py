"""diagraction beside its peers on the same model files, in alternating rounds.

    python compare.py                                  all tables to standard output
    python compare.py --table d16 --repeat 9           one of them
    python compare.py --markdown docs/performance.md   puts the tables where the document has them

Run it in the root of the repository, with a release build, on an idle machine.
"""

import argparse
import json
import math
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measure import Candidate, peak, ratio, rounds, spread

HERE = Path(__file__).parent
MODELS = Path("examples/models")
PYTHON = sys.executable


class Bench:
    """Where things are, and how often they are run."""

    def __init__(self, given, folder):
        self.binary, self.repeat, self.memory = given.binary, given.repeat, given.memory
        self.folder = Path(folder)

    def own(self, name, model, *options, output=None):
        command = [self.binary, "evaluate", str(model), "--quiet", *options]
        if output:
            command += ["-o", str(self.folder / output)]
        return Candidate(name, command)

    def peer(self, name, script, *options, output=None):
        command = [PYTHON, str(HERE / script), *map(str, options)]
        if output:
            command += ["-o", str(self.folder / output)]
        return Candidate(name, command)

    def random(self, d, depth, terms=None):
        """A random network that is made on first use, with so many terms in each coupling or with full ones."""
        path = self.folder / f"random_d{d}_L{depth}_R{terms}.safetensors"
        if not path.exists():
            command = [PYTHON, str(HERE / "random_network.py"), str(d), str(depth), "1", str(path)]
            subprocess.run(command + (["--terms", str(terms)] if terms else []), check=True)
        return path

    def command(self, name, *words, output):
        return Candidate(name, [self.binary, *map(str, words), "--quiet", "-o", str(self.folder / output)])

    def samples(self, d, rows):
        """Samples with cumulants of all orders, made on first use."""
        path = self.folder / f"samples_d{d}.npy"
        if not path.exists():
            subprocess.run([PYTHON, str(HERE / "samples.py"), str(d), str(rows), "1", str(path)], check=True)
        return path

    def agreement(self, own, peer):
        command = [PYTHON, str(HERE / "agreement.py"), str(self.folder / own), str(self.folder / peer)]
        return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def table(candidates, base):
    lines = [
        "| | whole process, s | of this compiling, s | of this extracting, s | peak memory | time, diagraction = 1 |",
        "|---|---|---|---|---|---|",
    ]
    for candidate in candidates:
        if candidate.refused is not None:
            needed = f"not run: needs {candidate.refused / 1e9:.3g} GB"
            lines.append(f"| {candidate.name} | {needed} | {spread(candidate.seconds('compile'))} | | | |")
            continue
        inside, compiling = spread(candidate.seconds("inside")), spread(candidate.seconds("compile"))
        lines.append(
            f"| {candidate.name} | {spread(candidate.seconds())} | {compiling} | {inside} | {peak(candidate)} "
            f"| {ratio(candidate, base):.3g} |"
        )
    return lines


def agreements(bench, pairs, letter="A"):
    """One line for each peer: the largest deviation by rank, relative to the largest entry of the rank."""
    lines = [""]
    for name, own, peer in pairs:
        ranks = bench.agreement(own, peer)
        parts = [f"{letter}^({rank}) {deviation / entry:.0e}" for rank, (deviation, entry) in ranks.items()]
        lines.append(f"{name} and diagraction differ by, relative to the largest entry: {', '.join(parts)}.")
        if any(deviation > 1e-9 * entry for deviation, entry in ranks.values()):
            raise SystemExit(f"{name} and diagraction disagree: {ranks}")
    return lines


def d16(bench):
    """d = 16, L = 3, ranks 1 to 4."""
    model = MODELS / "lattice16.safetensors"
    rank = ("--max-rank", "4")
    own = bench.own("diagraction, all orders in chi, npz", model, *rank, output="own.npz")
    two = bench.own("diagraction, at most two chi, npz", model, *rank, "--max-chi", "2", output="two.npz")
    jax = bench.peer("JAX, nested derivatives", "extract_jax.py", model, "--rank", 4, output="jax.npz")
    paper = bench.peer("NumPy, Appendix B, at most two chi", "extract_appendix_b.py", model, output="paper.npz")
    candidates = [own, two, jax, paper]
    rounds(candidates, bench.repeat)
    checks = [("JAX", "own.npz", "jax.npz"), ("Appendix B", "two.npz", "paper.npz")]
    return table(candidates, own) + agreements(bench, checks)


def d100_rank3(bench):
    """d = 100, L = 3, ranks 1 to 3."""
    model = MODELS / "lattice100.safetensors"
    own = bench.own("diagraction, all orders in chi, npz", model, "--max-rank", "3", output="own.npz")
    jax = bench.peer("JAX, nested derivatives", "extract_jax.py", model, "--rank", 3, output="jax.npz")
    rounds([own, jax], bench.repeat)
    return table([own, jax], own) + agreements(bench, [("JAX", "own.npz", "jax.npz")])


def d100_rank4(bench):
    """d = 100, L = 3, ranks 1 to 4."""
    model = MODELS / "lattice100.safetensors"
    rank = ("--max-rank", "4")
    own = bench.own("diagraction, all orders in chi, npz", model, *rank, output="own.npz")
    two = bench.own("diagraction, at most two chi, npz", model, *rank, "--max-chi", "2", output="two.npz")
    memory = ("--memory", bench.memory)
    jax = bench.peer("JAX, nested derivatives", "extract_jax.py", model, "--rank", 4, *memory)
    paper = bench.peer(
        "NumPy, Appendix B, at most two chi, A^(4) not written down",
        "extract_appendix_b.py",
        model,
        output="paper.npz",
    )
    candidates = [own, two, jax, paper]
    rounds(candidates, bench.repeat)
    return table(candidates, own) + agreements(bench, [("Appendix B", "two.npz", "paper.npz")])


def limit(bench):
    """d = 100, L = 3, rank 4, against the matrix product that makes the entries and the file that holds them."""
    d, depth = 100, 3
    model = MODELS / "lattice100.safetensors"
    entries = d * (d + 1) * (d + 2) * (d + 3) // 24
    inner = d // 2 + 2 * (depth - 1) * (d - d // 2)
    flops = d**4 / 8 * 2 * inner
    packed = bench.own("packed, npz", model, "--max-rank", "4", output="own.npz")
    text = bench.own("norms and the largest entries, text", model, "--max-rank", "4", output="own.txt")
    pairs = bench.own("pairs alone, text", model, "--max-rank", "4", "--pairs", output="pairs.txt")
    gemm = bench.peer("", "gemm.py", "--rows", d * (d + 1) // 2, "--inner", inner)
    yardstick = bench.peer("", "gemm.py")
    written = []
    for _ in range(bench.repeat):
        rounds([packed, text, pairs, gemm, yardstick], 1)
        written.append(write(bench.folder / "bytes", 8 * entries))
    rates = gemm.seconds("flops per second")
    product = [flops / rate for rate in rates]
    both = [a + b for a, b in zip(product, written)]
    share = lambda candidate, of: statistics.median(a / b for a, b in zip(candidate.seconds(), of))
    return [
        "| | s | in units of its limit |",
        "|---|---|---|",
        f"| matrix product alone: {flops / 1e9:.2f} GFlop at {statistics.median(rates) / 1e9:.0f} GFlop/s "
        f"| {spread(product)} | |",
        f"| writing {8 * entries / 2**20:.0f} MiB | {spread(written)} | |",
        f"| yardstick: (5050 x 200) times (200 x 5050) | {spread(yardstick.seconds('inside'))} | |",
        f"| diagraction: {pairs.name} | {spread(pairs.seconds())} | |",
        f"| diagraction: {text.name} | {spread(text.seconds())} | {share(text, product):.2g}, of the product |",
        f"| diagraction: {packed.name} | {spread(packed.seconds())} | {share(packed, both):.2g}, of product and writing |",
    ]


def write(path, count):
    """The seconds of writing so many bytes."""
    content = bytes(count)
    start = time.perf_counter()
    path.write_bytes(content)
    return time.perf_counter() - start


def large(bench):
    """Random networks of L = 3 beyond d = 100."""
    d200, d500 = bench.random(200, 3), bench.random(500, 3)
    candidates = [
        bench.own("d = 200, ranks 1 to 4, packed, npz", d200, "--max-rank", "4", output="large.npz"),
        bench.own("d = 200, ranks 1 to 4, norms and the largest entries", d200, "--max-rank", "4"),
        bench.own("d = 500, ranks 1 to 3, npz", d500, "--max-rank", "3", output="large.npz"),
        bench.own("d = 500, ranks 1 to 3 and A^(4) as pairs, npz", d500, "--max-rank", "4", "--pairs", output="large.npz"),
    ]
    return plain(bench, candidates, min(bench.repeat, 3))


def streamed(bench):
    """A random network of d = 500, L = 3: the 2.6e9 entries of A^(4), made and dropped."""
    d, depth = 500, 3
    flops = d**4 / 8 * 2 * (d // 2 + 2 * (depth - 1) * (d - d // 2))
    options = ("--max-rank", "4", "--top", "100", "--memory-limit", "8G")
    name = "norm and the 100 largest entries of A^(4)"
    own = bench.own(name, bench.random(d, depth), *options, output="large.txt")
    gemm = bench.peer("", "gemm.py")
    rounds([gemm, own, gemm], 1)
    rate = statistics.median(gemm.seconds("flops per second"))
    return [
        "| | s | in units of its limit | peak memory |",
        "|---|---|---|---|",
        f"| matrix product alone: {flops / 1e12:.1f} TFlop at {rate / 1e9:.0f} GFlop/s | {flops / rate:.0f} | | |",
        f"| diagraction: {name} | {own.seconds()[0]:.0f} | {own.seconds()[0] * rate / flops:.2f} | {peak(own)} |",
    ]


def low_rank(bench):
    """A random network of d = 1000, L = 3 with 500 terms in each coupling."""
    model = bench.random(1000, 3, 500)
    candidates = [
        bench.own("A^(0) to A^(2), norms of A^(3) and A^(4)", model, "--max-rank", "4"),
        bench.own("one entry of A^(3)", model, "--entry", "0,1,2"),
        bench.own("one entry of A^(4)", model, "--entry", "0,1,2,3"),
        bench.own("one row of A^(4), 1000 entries", model, "--entry", "0,1,2,:"),
    ]
    return plain(bench, candidates, min(bench.repeat, 3))


def score_matching(bench):
    """110,000 samples of a theory on 4 x 4 sites: all 4844 coefficients to rank four by score matching."""
    data = bench.folder / "samples.npy"
    subprocess.run([PYTHON, str(HERE / "lattice_samples.py"), "4", "110000", "1", str(data)], check=True)
    fit = lambda name, *options: Candidate(name, [bench.binary, "fit", str(data), "--quiet", *options])
    output = ("-o", str(bench.folder / "own.npz"))
    own = fit("diagraction, all coefficients, with errors", "--max-rank", "4", "--keep-bias", *output)
    mended = fit("diagraction, the same with the bias taken off", "--max-rank", "4", "-o", str(bench.folder / "mended.npz"))
    support = ("--support", "neighbours", "--lattice", "square:4x4")
    sparse = fit("diagraction, powers and neighbours, with errors", *support, "-o", str(bench.folder / "sparse.npz"))
    peer = bench.peer("NumPy, all coefficients, without errors", "score_matching_numpy.py", data, output="peer.npz")
    candidates = [own, mended, sparse, peer]
    rounds(candidates, min(bench.repeat, 5))
    lines = ["| | whole process, s | of this fitting, s | peak memory | time, diagraction = 1 |", "|---|---|---|---|---|"]
    for each in candidates:
        inside = spread(each.seconds("inside"))
        lines.append(f"| {each.name} | {spread(each.seconds())} | {inside} | {peak(each)} | {ratio(each, own):.3g} |")
    return lines + agreements(bench, [("NumPy", "own.npz", "peer.npz")])


def statistics_table(dimension, rows):
    def made(bench):
        samples = bench.samples(dimension, rows)
        own = bench.command("diagraction, with standard errors, npz", "stats", samples, output="stats.npz")
        third = bench.command("diagraction, orders 1 to 3", "stats", samples, "--order", "3", output="third.npz")
        numpy = bench.peer("NumPy, Gram matrix of pairs, without errors", "stats_numpy.py", samples, output="numpy.npz")
        gemm = bench.peer("", "gemm.py", "--rows", 2000, "--inner", 1000)
        rounds([own, third, numpy, gemm], bench.repeat)
        entries = sum(math.comb(dimension + order - 1, order) for order in range(1, 5))
        flops = 2 * rows * entries
        product = [flops / rate for rate in gemm.seconds("flops per second")]
        share = lambda candidate: statistics.median(a / b for a, b in zip(candidate.seconds(), product))
        lines = [
            "| | whole process, s | peak memory | in units of the product |",
            "|---|---|---|---|",
            f"| matrix product alone: {flops / 1e9:.3g} GFlop | {spread(product)} | | 1 |",
        ]
        for each in [own, third, numpy]:
            lines.append(f"| {each.name} | {spread(each.seconds())} | {peak(each)} | {share(each):.2g} |")
        return lines + agreements(bench, [("NumPy", "stats.npz", "numpy.npz")], "k")

    made.__doc__ = f"Cumulants to order 4 of {rows} samples in d = {dimension}."
    return made


def plain(bench, candidates, repeat):
    rounds(candidates, repeat)
    lines = ["| | whole process, s | peak memory |", "|---|---|---|"]
    return lines + [f"| {each.name} | {spread(each.seconds())} | {peak(each)} |" for each in candidates]


TABLES = {
    "d16": d16,
    "d100-rank3": d100_rank3,
    "d100-rank4": d100_rank4,
    "limit": limit,
    "large": large,
    "low-rank": low_rank,
    "score-matching": score_matching,
    "streamed": streamed,
    "stats16": statistics_table(16, 110_000),
    "stats100": statistics_table(100, 20_000),
}

# What takes minutes is made only when it is asked for.
USUAL = [name for name in TABLES if name != "streamed"]


def put(document, name, lines):
    """Replaces what stands between the marks of a table."""
    begin, end = f"<!-- table {name} -->\n", "<!-- end -->"
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    text = document.read_text()
    if not pattern.search(text):
        raise SystemExit(f"{document} has no place for the table {name}: {begin.strip()}")
    inserted = begin + "\n" + "\n".join(lines) + "\n\n" + end
    document.write_text(pattern.sub(lambda _: inserted, text))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default="target/release/diagraction")
    parser.add_argument("--table", choices=TABLES, action="append", help="may be repeated; default: all but streamed")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--memory", type=float, default=12, help="GB that JAX may take")
    parser.add_argument("--folder", help="for temporary files")
    parser.add_argument("--markdown", type=Path, metavar="FILE")
    given = parser.parse_args()
    for name in given.table or USUAL:
        with tempfile.TemporaryDirectory(dir=given.folder) as folder:
            lines = TABLES[name](Bench(given, folder))
        if given.markdown:
            put(given.markdown, name, lines)
        else:
            print(f"{TABLES[name].__doc__}\n\n" + "\n".join(lines) + "\n", flush=True)


if __name__ == "__main__":
    main()
