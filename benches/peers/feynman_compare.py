"""Feynman diagrams: diagraction beside FeynGraph (pip install feyngraph), whole processes in alternating rounds.

Both generate all connected diagrams of one order of loops with labelled legs and compute every symmetry factor. diagraction
writes all of them as text, or counts them; FeynGraph keeps them and sums the factors up. Numbers and sums must agree."""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from compare import put
from measure import Candidate, peak, ratio, rounds, spread

PEER = str(Path(__file__).parent / "feynman_feyngraph.py")

CASES = [(2, 7, "4"), (2, 4, "3,4"), (2, 5, "3,4"), (4, 3, "3,4")]


def agree(command, peer):
    """The number of diagrams; stops where the two programs differ."""
    own = json.loads(subprocess.run([*command, "--count", "--format", "json"], capture_output=True, check=True).stdout)
    other = peer.runs[0].report
    if (int(own["diagrams"]), own["by_loops"][0]["sum"]) != (other["diagrams"], other["sum"]):
        raise SystemExit(f"{command}: {own} differs from {other}")
    return other["diagrams"]


def rows(binary, repeat):
    for points, loops, ranks in CASES:
        command = [binary, "feynman", "--points", str(points), "--loops", str(loops), "--ranks", ranks]
        text = Candidate("diagraction, text", [*command, "-o", "/dev/null"])
        count = Candidate("diagraction, --count", [*command, "--count"])
        peer = Candidate("FeynGraph", [sys.executable, PEER, str(points), str(loops), ranks])
        rounds([text, count, peer], repeat)
        diagrams = agree(command, peer)
        for candidate in (text, count, peer):
            yield (
                f"| {points} | {loops} | {ranks} | {diagrams:,} | {candidate.name} | {spread(candidate.seconds())} | "
                f"{peak(candidate)} | {ratio(candidate, text):.3g} |"
            )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--diagraction", default="target/release/diagraction")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--markdown", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    head = "| points | loops | ranks | diagrams | | whole process, s | peak memory | time, diagraction = 1 |"
    lines = [head, "|---|---|---|---|---|---|---|---|", *rows(arguments.diagraction, arguments.repeat)]
    if arguments.markdown:
        put(arguments.markdown, "feynman", lines)
    else:
        print("\n".join(lines))


if __name__ == "__main__":
    main()
