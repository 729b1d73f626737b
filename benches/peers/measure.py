"""Runs commands side by side: wall time of the whole process and peak memory, in alternating rounds."""

import json
import os
import resource
import statistics
import subprocess
import time
from dataclasses import dataclass, field


@dataclass
class Run:
    """One run of a command."""

    seconds: float
    peak: int
    report: dict


@dataclass
class Candidate:
    """A command that is measured; its last line of output may be a report in JSON."""

    name: str
    command: list
    environment: dict = field(default_factory=dict)
    runs: list = field(default_factory=list)

    def run(self):
        start = time.perf_counter()
        process = subprocess.Popen(
            self.command, stdout=subprocess.PIPE, env={**os.environ, **self.environment}, text=True
        )
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise SystemExit(f"{' '.join(self.command)} ended with {process.returncode}")
        self.runs.append(Run(seconds, usage.ru_maxrss * 1024, last_report(output)))

    @property
    def refused(self):
        """The bytes that the command says it would need, where it did not run."""
        return self.runs[0].report.get("refused") if self.runs else None

    def seconds(self, key=None):
        """Of the whole process, or of the part that the command measures itself."""
        return [run.seconds if key is None else run.report.get(key) for run in self.runs]


def last_report(output):
    last = output.rstrip().rsplit("\n", 1)[-1]
    return json.loads(last) if last.startswith("{") else {}


def rounds(candidates, repeat):
    """Every candidate once a round, so that what disturbs the machine hits all of them. What was refused once is not
    run again."""
    for _ in range(repeat):
        for candidate in candidates:
            if candidate.refused is None:
                candidate.run()


def spread(values, digits=3):
    """Median and range."""
    if not values or values[0] is None:
        return ""
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:.{digits}g} ({low:.{digits}g} – {high:.{digits}g})"


def ratio(candidate, base):
    """The median over the rounds of the ratio of whole times."""
    return statistics.median(a / b for a, b in zip(candidate.seconds(), base.seconds()))


def peak(candidate):
    """The largest of all runs. A process starts as a copy of this one, so that smaller peaks than that of this one
    cannot be seen; therefore nothing large is imported here."""
    largest = max(run.peak for run in candidate.runs)
    floor = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return f"< {floor / 2**20:.0f} MiB" if largest <= floor else f"{largest / 2**20:.0f} MiB"
