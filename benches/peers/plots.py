"""How the time of diagraction grows with the dimension, the depth and the number of threads, on random networks.

    python plots.py --measure      measures, writes docs/images/performance-*.csv, and draws
    python plots.py                draws from the csv files alone

Run it in the root of the repository, with a release build, on an idle machine.
"""

import argparse
import csv
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import matplotlib

from measure import Candidate, rounds

HERE = Path(__file__).parent
IMAGES = Path("docs/images")

# Okabe and Ito, told apart by all eyes; each with a mark of its own.
STYLES = {
    "packed": ("#0072B2", "o", "ranks 1 to 4, packed, npz"),
    "streamed": ("#D55E00", "s", "ranks 1 to 4, A^(4) streamed"),
    "pairs": ("#009E73", "^", "ranks 1 to 4, A^(4) as pairs"),
    "rank 3": ("#CC79A7", "D", "ranks 1 to 3"),
}
OPTIONS = {
    "packed": ["--max-rank", "4", "-o", "{folder}/action.npz"],
    "streamed": ["--max-rank", "4", "-o", "{folder}/action.txt"],
    "pairs": ["--max-rank", "4", "--pairs", "-o", "{folder}/pairs.npz"],
    "rank 3": ["--max-rank", "3", "-o", "{folder}/third.npz"],
}
# The axis, the title, and the points (d, L, threads).
PLOTS = {
    "dimension": ("dimension d", "L = 3, two threads", [(d, 3, 2) for d in (10, 20, 40, 70, 100, 140, 200)]),
    "depth": ("depth L", "d = 100, two threads", [(100, depth, 2) for depth in range(1, 7)]),
    "threads": ("threads", "d = 100, L = 3", [(100, 3, threads) for threads in (1, 2)]),
}


def candidates(binary, folder, d, depth, threads):
    model = f"{folder}/d{d}_L{depth}.safetensors"
    if not Path(model).exists():
        subprocess.run([sys.executable, str(HERE / "random_network.py"), str(d), str(depth), "1", model], check=True)
    for what, options in OPTIONS.items():
        command = [binary, "evaluate", model, "--quiet", *(option.format(folder=folder) for option in options)]
        yield Candidate(what, command, {"RAYON_NUM_THREADS": str(threads)})


def measure(name, binary, repeat):
    """One row a point and what is made: median and range of the whole process."""
    _, _, points = PLOTS[name]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for d, depth, threads in points:
            own = list(candidates(binary, folder, d, depth, threads))
            rounds(own, repeat)
            for candidate in own:
                seconds = candidate.seconds()
                values = (statistics.median(seconds), min(seconds), max(seconds))
                rows.append([d, depth, threads, candidate.name, *(f"{value:.4f}" for value in values)])
            print(name, d, depth, threads, flush=True)
    with open(IMAGES / f"performance-{name}.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["d", "L", "threads", "what", "seconds", "lowest", "highest"])
        writer.writerows(rows)


def lines(name):
    """For what is made, the points (place on the axis, seconds, lowest, highest)."""
    column = {"dimension": "d", "depth": "L", "threads": "threads"}[name]
    found = {what: [] for what in STYLES}
    with open(IMAGES / f"performance-{name}.csv", newline="") as file:
        for row in csv.DictReader(file):
            numbers = [float(row[key]) for key in ("seconds", "lowest", "highest")]
            found[row["what"]].append((int(row[column]), *numbers))
    return found


def draw(name):
    matplotlib.use("svg")
    # Letters stay letters, which keeps the file small, and the same data give the same bytes.
    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": name, "font.size": 11})
    from matplotlib import pyplot

    label, title, _ = PLOTS[name]
    figure, axes = pyplot.subplots(figsize=(5.2, 3.9), layout="constrained", facecolor="white")
    found = lines(name)
    for what, values in found.items():
        colour, marker, text = STYLES[what]
        places, seconds, lowest, highest = zip(*values)
        axes.fill_between(places, lowest, highest, color=colour, alpha=0.2, linewidth=0)
        axes.plot(places, seconds, color=colour, marker=marker, markersize=5, label=text)
    axes.set_xlabel(label)
    axes.set_ylabel("whole process, s")
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(matplotlib.ticker.LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_minor_locator(matplotlib.ticker.NullLocator())
    axes.yaxis.set_major_formatter("{x:g}")
    ticks = [values[0] for values in found["packed"]]
    if name == "dimension":
        axes.set_xscale("log")
        axes.xaxis.set_minor_locator(matplotlib.ticker.NullLocator())
    axes.set_xticks(ticks, [str(tick) for tick in ticks])
    axes.grid(True, which="major", color="#dddddd", linewidth=0.6)
    axes.set_title(title, fontsize=11)
    figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=2, fontsize=9, frameon=False)
    figure.savefig(IMAGES / f"performance-{name}.svg", metadata={"Date": None})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default="target/release/diagraction")
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--plot", choices=PLOTS, action="append", help="may be repeated; default: all")
    parser.add_argument("--repeat", type=int, default=5)
    given = parser.parse_args()
    for name in given.plot or PLOTS:
        if given.measure:
            measure(name, given.binary, given.repeat)
        draw(name)


if __name__ == "__main__":
    main()
