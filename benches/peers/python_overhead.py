"""Extraction to rank 4 at d = 100: the Python package beside the command, and the start of both doors, in turns."""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import diagraction as dg

ROUNDS = 7
MODEL = "examples/models/lattice100.safetensors"


def timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def quiet(*words):
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


def extract_here():
    action = dg.Network.load(MODEL).action(max_rank=4)
    action.save(Path(folder) / "here.npz")


def main(binary):
    script = str(Path(sys.executable).with_name("diagraction"))
    work = {
        "command, file": lambda: quiet(binary, "evaluate", MODEL, "--pairs", "-o", f"{folder}/there.npz", "--quiet"),
        "package, file": extract_here,
        "package, arrays": lambda: dg.Network.load(MODEL).action(max_rank=4).pairs(4),
        "start of the binary": lambda: quiet(binary, "--version"),
        "start of the script": lambda: quiet(script, "--version"),
        "import": lambda: quiet(sys.executable, "-c", "import diagraction"),
        "import of NumPy alone": lambda: quiet(sys.executable, "-c", "import numpy"),
    }
    times = {name: [] for name in work}
    for _ in range(ROUNDS):
        for name, run in work.items():
            times[name].append(timed(run))
    for name, found in times.items():
        print(f"{name:24}{statistics.median(found):8.3f} s  ({min(found):.3f} to {max(found):.3f})")
    ratios = [here / there for here, there in zip(times["package, file"], times["command, file"], strict=True)]
    print(f"package over command    {statistics.median(ratios):8.3f}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(sys.argv[1])
