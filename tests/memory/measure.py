"""The memory that commands take, beside the smallest --memory-limit at which they run.

    cargo build --release
    python tests/memory/measure.py target/release/diagraction
    python tests/memory/measure.py target/release/diagraction --dimension 50 100 --only pairs --only sample

Every command is started with growing limits until it is not refused, then between the last two until they are a percent
apart. Its peak, less that of `check` in ten dimensions, is divided by this limit. A ratio above 1.1 is an estimate that is
too low, one below 0.5 refuses what would fit. The exit code is 1 where a ratio is above 1.1. Peaks below 16 MiB, of which much is the
process itself, are shown and not judged. It needs GNU time.
"""

import argparse
import json
import os
import random
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

TOO_LOW = 1.1
TOO_HIGH = 0.5
CLOSE = 1.01
JUDGED = 16 << 20
MOST = 8 << 30
MEBI = 1 << 20


def run(command, seconds):
    """The exit code, all output, and the peak in bytes. A run that takes longer is ended. A process that starts as a copy of
    this one would have its peak; therefore GNU time starts it and measures."""
    with tempfile.NamedTemporaryFile("r") as found:
        timed = ["time", "-q", "-f", "%M", "-o", found.name, "timeout", "-s", "KILL", str(seconds), *command]
        done = subprocess.run(timed, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return done.returncode, done.stdout, 1024 * int(found.read().split()[-1])


def is_refused(code, output):
    """Whether the memory was too little. `check` leaves out single methods instead."""
    words = ("may be taken", "are available", "are allowed", "of memory;")
    return any(word in output for word in words) and (code != 0 or "skipped" in output)


class Measured:
    """The smallest limit at which a command runs, and its peak there."""

    def __init__(self, command, seconds):
        self.command, self.seconds = command, seconds
        self.limit, self.peak, self.fault = None, None, None
        refused, limit = 0, 1 << 16
        while limit <= MOST and not self.runs(limit):
            if self.fault:
                return
            refused, limit = limit, limit * 2
        while self.limit and self.limit > CLOSE * refused + 1:
            middle = (refused + self.limit) // 2
            if not self.runs(middle):
                refused = middle
            if self.fault:
                return

    def runs(self, limit):
        code, output, peak = run([*self.command, "--memory-limit", str(limit)], self.seconds)
        if is_refused(code, output):
            return False
        if code not in (0, 3):
            self.fault = output.strip().splitlines()[-1] if output.strip() else f"ended with {code}"
            return False
        self.limit, self.peak = limit, peak
        return True


def write_safetensors(path, arrays):
    """Named lists of floats with their shapes."""
    header, place = {}, 0
    for name, (shape, numbers) in arrays.items():
        header[name] = {"dtype": "F64", "shape": shape, "data_offsets": [place, place + 8 * len(numbers)]}
        place += 8 * len(numbers)
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for _, numbers in arrays.values():
            file.write(struct.pack(f"<{len(numbers)}d", *numbers))


def write_low_rank(path, d, depth, terms):
    """A network close to the identity whose couplings are sums of a few products."""
    generator = random.Random(d)
    first, second = (d + 1) // 2, d // 2
    normal = lambda shape, size: (shape, [generator.gauss(0, size) for _ in range(shape[0] * (shape[1:] or [1])[0])])
    arrays = {}
    for layer in range(depth + 1):
        weight = normal([d, d], 0.2 / d**0.5)
        for i in range(d):
            weight[1][i * d + i] += 1.0
        arrays[f"linear.{layer}.weight"], arrays[f"linear.{layer}.bias"] = weight, normal([d], 0.2)
    for layer in range(depth):
        arrays[f"chi_out.{layer}"] = normal([second, terms], 0.2 / terms)
        arrays[f"chi_in.{layer}"] = normal([terms, first], 0.2 / first**0.5)
    write_safetensors(path, arrays)


def write_text(path, text):
    Path(path).write_text(text)


def write_samples(path, rows, d):
    """Independent samples that are nearly normal, as csv."""
    generator = random.Random(d)
    with open(path, "w") as file:
        for _ in range(rows):
            row = (generator.gauss(0, 1) for _ in range(d))
            file.write(",".join(f"{x + 0.1 * x * x:.6f}" for x in row) + "\n")


class Files:
    """What the commands read, made once in a folder."""

    def __init__(self, binary, folder):
        self.binary, self.folder, self.made = binary, Path(folder), set()

    def path(self, name):
        return str(self.folder / name)

    def once(self, name, make):
        path = self.path(name)
        if name not in self.made:
            make(path)
            self.made.add(name)
        return path

    def command(self, *arguments):
        return lambda path: subprocess.run([self.binary, *arguments, "-o", path, "-q"], check=True, stdout=subprocess.DEVNULL)

    def teacher(self, d, seed=1, ending="safetensors", depth=2):
        make = self.command("theory", "teacher", "-d", str(d), "--depth", str(depth), "--seed", str(seed))
        return self.once(f"teacher{d}_{depth}_{seed}.{ending}", make)

    def low_rank(self, d):
        return self.once(f"low_rank{d}.safetensors", lambda path: write_low_rank(path, d, 2, 4))

    def action(self, d, seed, ending, *options):
        name = f"action{d}_{seed}{''.join(options)}.{ending}"
        return self.once(name, self.command("evaluate", self.teacher(d, seed), *options))

    def theory(self, d):
        """A lattice of d sites, each bound to the next."""
        text = f"lattice square {d // 10} 10 periodic\nS = - sum(i) (1/2 * x[i]^2 + 1/10 * x[i]^4) - sum(<i,j>) 1/2 * (x[i] - x[j])^2\n"
        return self.once(f"theory{d}.action", lambda path: write_text(path, text))

    def ensemble(self, points, width):
        """Cosines at points on a line, and these."""
        lines = [f"inputs 1\nwidth {width}\nactivation cos", "W1 ~ normal(0, 1/N)", "W0 ~ normal(0, 1)", "b ~ uniform(-pi, pi)"]
        text = self.once("cosine.ensemble", lambda path: write_text(path, "\n".join(lines)))
        rows = "".join(f"{place}\n" for place in range(points))
        return text, "--points", self.once(f"points{points}.csv", lambda path: write_text(path, rows))

    def spins(self, rows):
        return self.once(f"spins{rows}.npy", self.command("sample", "examples/theories/ising.action", "-n", str(rows)))

    def samples(self, rows, d):
        return self.once(f"samples{rows}x{d}.csv", lambda path: write_samples(path, rows, d))

    def draws(self, rows, d):
        return self.once(f"draws{rows}x{d}.npy", self.command("sample", self.teacher(d), "-n", str(rows)))


def cases(files, d):
    """Names and commands, without the limit. Methods that would take minutes have a lower rank."""
    model, other, low = files.teacher(d), files.teacher(d, 2), files.low_rank(d)
    out = lambda ending: ["-o", files.path(f"out.{ending}")]
    yield "evaluate text", ["evaluate", model, "--max-rank", "4"]
    for ending in ("json", "csv", "npz", "safetensors"):
        if d <= 100 or ending in ("npz", "safetensors"):
            yield f"evaluate {ending}", ["evaluate", model, "--max-rank", "4", *out(ending)]
    yield "evaluate npz of npz", ["evaluate", files.teacher(d, 1, "npz"), "--max-rank", "4", *out("npz")]
    for rank in (1, 2, 3):
        yield f"evaluate rank {rank}", ["evaluate", model, "--max-rank", str(rank), *out("npz")]
    yield "evaluate max-chi 2", ["evaluate", model, "--max-rank", "4", "--max-chi", "2", *out("npz")]
    yield "evaluate mode", ["evaluate", model, "--max-rank", "3", "--around", "mode", *out("npz")]
    yield "evaluate chi-cutoff", ["evaluate", model, "--max-rank", "3", "--chi-cutoff", "0.001"]
    yield "pairs npz", ["evaluate", model, "--pairs", *out("npz")]
    yield "pairs safetensors", ["evaluate", model, "--pairs", *out("safetensors")]
    yield "pairs text", ["evaluate", model, "--pairs"]
    yield "entry", ["evaluate", model, "--entry", "0,1,2,3"]
    yield "entry row", ["evaluate", model, "--entry", "0,1,2,:"]
    yield "entry rank 2", ["evaluate", model, "--entry", "0,1"]
    for method in ("diagrams", "dressed", "direct"):
        for rank in (2, 3, 4):
            if rank == 2 or d <= 50 or (d <= 100 and rank == 3 and method != "diagrams"):
                yield f"{method} rank {rank}", ["evaluate", model, "--method", method, "--max-rank", str(rank), *out("npz")]
    yield "diagram", ["evaluate", model, "--diagram", "Z(W3.chi2(W2.W1.x, W2.W1.x), W3.chi2(W2.W1.x, W2.W1.x))", *out("npz")]
    yield "low-rank text", ["evaluate", low, "--method", "low-rank"]
    yield "low-rank npz", ["evaluate", low, "--method", "low-rank", *out("npz")]
    yield "low-rank safetensors", ["evaluate", low, "--method", "low-rank", *out("safetensors")]
    yield "low-rank entry", ["evaluate", low, "--method", "low-rank", "--entry", "0,1,2,3"]
    for rank in (2, 3, 4):
        if rank == 2 or d <= 50:
            yield f"check rank {rank}", ["check", model, "--max-rank", str(rank)]
        yield f"contributions rank {rank}", ["contributions", model, "--rank", str(rank)]
    yield "contributions entry", ["contributions", model, "--entry", "0,1,2,3"]
    yield "evaluate stage", ["evaluate", model, "--at", "B1", "--max-rank", "4", *out("npz")]
    yield "flow", ["flow", model]
    yield "flow low-rank", ["flow", low]
    for loops in (0, 1):
        yield f"correlators loops {loops}", ["correlators", model, "--loops", str(loops), *out("npz")]
    yield "correlators by diagrams", ["correlators", model, "--route", "diagrams", "--loops", "1", *out("npz")]
    yield "correlators order 3", ["correlators", model, "--order", "3", "--loops", "0", *out("npz")]
    yield "correlators draws", ["correlators", model, "--order", "2", "--draws", "20000", *out("npz")]
    yield "correlators order 4", ["correlators", model, "--order", "4", "--loops", "0", *out("npz")]
    yield "correlators theory", ["correlators", files.theory(d), "--order", "2", "--loops", "1", *out("json")]
    yield "correlators dressed", ["correlators", files.theory(d), "--dressed", "--order", "2", "--loops", "1", *out("npz")]
    yield "correlators entry", ["correlators", files.theory(d), "--entry", "0,1", "--loops", "2"]
    for rank in (2, 3, 4):
        yield f"report rank {rank}", ["report", model, "--max-rank", str(rank), *out("html")]
    truth = files.action(d, 2, "npz", "--max-rank", "4")
    yield "report theory", ["report", model, "--theory", truth, *out("html")]
    yield "report data", ["report", model, "--max-rank", "2", "--data", files.draws(20000, d), *out("html")]
    yield "compare models", ["compare", model, other]
    yield "compare models plot", ["compare", model, other, "--plot", files.path("out.svg")]
    yield "compare npz", ["compare", files.action(d, 1, "npz", "--max-rank", "4"), truth]
    yield "compare safetensors", ["compare", files.action(d, 1, "safetensors", "--max-rank", "4"), truth]
    yield "compare pairs", ["compare", files.action(d, 1, "npz", "--pairs"), truth]
    if d <= 50:
        yield "compare json", ["compare", files.action(d, 1, "json", "--max-rank", "4"), truth]
    yield "compare theory", ["compare", model, files.theory(d)]
    yield "plot heatmap", ["plot", model, *out("svg")]
    yield "plot distribution", ["plot", model, "--kind", "distribution", *out("svg")]
    yield "sample model", ["sample", model, "-n", "100000", *out("npy")]
    yield "sample model chains", ["sample", model, "-n", "100000", "--keep-chains", *out("npz")]
    for order in (1, 2, 3) if d <= 50 else (1, 2):
        yield f"reweight order {order}", ["reweight", files.theory(d), "--proposal", model, "-n", "50000", "--order", str(order), *out("npz")]
    yield "sample model verify", ["sample", model, "-n", "100000", "--verify", *out("npy")]
    short = ["-n", "100000", "--tune", "100", "--max-depth", "3"]
    yield "sample action", ["sample", files.theory(d), *short, *out("npy")]
    yield "sample action chains", ["sample", files.theory(d), *short, "--keep-chains", *out("npz")]
    yield "sample action verify", ["sample", files.theory(d), *short, "--verify", *out("npy")]
    yield "sample action dense", ["sample", files.theory(d), "-n", "4000", "--tune", "400", "--max-depth", "3", "--mass", "dense", *out("npy")]
    if d <= 50:
        yield "sample npz", ["sample", files.action(d, 1, "npz", "--max-rank", "2"), *short, *out("npy")]
    data, text = files.draws(100000, d), files.samples(5000, d)
    for order in (1, 2, 3) if d > 50 else (1, 2, 3, 4):
        yield f"stats order {order}", ["stats", data, "--order", str(order)]
    yield "stats csv", ["stats", text, "--order", "2"]
    yield "stats against", ["stats", data, "--order", "2", "--against", model]
    yield "stats json", ["stats", data, "--order", "2", "--format", "json", *out("json")]
    yield "fit rank 2", ["fit", data, "--max-rank", "2", *out("json")]
    yield "fit neighbours", ["fit", data, "--support", "neighbours", "--lattice", f"square:{d // 10}x10", *out("json")]
    if d <= 20:
        yield "fit rank 4", ["fit", data, "--max-rank", "4", *out("json")]
    yield "score", ["score", model, data, *out("npy")]
    yield "score theory", ["score", files.theory(d), data, "--proposal", model, "-n", "50000"]
    yield "show", ["show", model, "--rank", "0..4"]
    yield "show sympy", ["show", model, "--rank", "0..3", "--format", "sympy", *out("txt")]
    if d <= 20:
        yield "invert", ["invert", data, "--loops", "0", "--errors", "2", *out("npz")]
    yield "ensemble", ["ensemble", *files.ensemble(16, 100), "--drawn", "--networks", "20000"]
    yield "scan", ["scan", "examples/theories/ising.action"]
    yield "scan draws", ["scan", "examples/theories/ising.action", "--draws", "100000"]
    make = files.command("train", files.samples(4 * d, d), "--depth", "1", "--components", "2", "--epochs", "1")
    mixture = files.once(f"mixture{d}.safetensors", make)
    yield "correlators mixture", ["correlators", mixture, "--order", "3", "--loops", "0", *out("npz")]
    yield "modes mixture", ["modes", mixture, "--starts", "20"]
    yield "sample spins", ["sample", "examples/theories/ising.action", "-n", "200000", *out("npy")]
    yield "sample chain", ["sample", "examples/theories/kink.action", "--transfer-matrix", "-n", "20000", *out("npy")]
    yield "train spins", ["train", files.spins(20000), "--autoregressive", *out("npz")]
    yield "train mixture", ["train", data, "--depth", "1", "--components", "3", "--epochs", "1", *out("safetensors")]
    yield "fit spins", ["fit", files.spins(20000), "--method", "pseudo-likelihood", *out("json")]
    yield "fit autoregressive", ["fit", data, "--method", "autoregressive", "--rank", "1..2", *out("json")]
    yield "symmetry", ["symmetry", files.theory(d), data, "--group", "sign"]
    yield "coarse", ["coarse", data, "--lattice", f"chain:{d}", "--block", "2", "--stride", "1", *out("npy")]
    yield "sample networks", ["sample", *files.ensemble(16, 100), "-n", "50000", *out("npy")]
    yield "modes", ["modes", files.theory(d), "--starts", "20"]
    if d <= 50:
        yield "modes model", ["modes", model, "--starts", "4"]
    yield "theory teacher", ["theory", "teacher", "-d", str(d), *out("safetensors")]
    yield "theory teacher action", [
        "theory", "teacher", "-d", str(d), *out("safetensors"), "--action", files.path("out.npz"), "--max-rank", "4",
    ]
    if d <= 50:
        yield "theory random", ["theory", "random", "-d", str(d), *out("json")]


def verdict(ratio, net):
    if net < JUDGED:
        return "small"
    return "TOO LOW" if ratio > TOO_LOW else "high" if ratio < TOO_HIGH else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", help="the command to measure")
    parser.add_argument("--dimension", type=int, nargs="+", default=[50, 100, 150])
    parser.add_argument("--only", action="append", default=[], help="part of the name of a case; can be given more than once")
    parser.add_argument("--seconds", type=float, default=180, help="a run that takes longer is ended")
    arguments = parser.parse_args()
    binary = os.path.abspath(arguments.binary)
    low = 0
    with tempfile.TemporaryDirectory() as folder:
        files = Files(binary, folder)
        _, _, idle = run([binary, "check", files.teacher(10), "--max-rank", "4"], 60)
        print(f"idle process {idle / MEBI:.1f} MiB\n   d  {'command':24} {'peak MiB':>9} {'limit MiB':>9}  ratio")
        for d in arguments.dimension:
            for name, command in cases(files, d):
                if arguments.only and not any(part in name for part in arguments.only):
                    continue
                found = Measured([binary, *command, "-q"], arguments.seconds)
                if found.fault or not found.limit:
                    print(f"{d:4}  {name:24} {found.fault or 'refused at any limit'}", flush=True)
                    continue
                net = max(found.peak - idle, 0)
                ratio = net / found.limit
                note = verdict(ratio, net)
                low += note == "TOO LOW"
                print(f"{d:4}  {name:24} {net / MEBI:9.1f} {found.limit / MEBI:9.1f}  {ratio:5.2f}  {note}", flush=True)
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
