"""What is in a network or an action."""

from __future__ import annotations

import base64
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ._command import Files, run, words
from ._results import Array, Cumulants, Result
from ._sources import Data, Line, Rank, Source, result


def correlators(
    source: Source,
    order: Rank | None = None,
    loops: Rank | str | None = None,
    *,
    route: str | None = None,
    draws: int | None = None,
    seed: int | None = None,
    dressed: bool = False,
    around: Any = None,
    incomplete: bool = False,
    exact: bool = False,
    lattice: str | None = None,
    limit: int | None = None,
) -> Cumulants:
    """Cumulants of a network or an action by loops; ``loops="all"`` of a network is exact.

    >>> import diagraction as dg
    >>> kappa = dg.correlators("examples/models/lattice16.safetensors", order=2, loops=1)
    >>> kappa[2].shape, sorted(kappa.loops(2))
    ((16, 16), [0, 1])
    """
    options = dict(
        order=order, loops=loops, route=route, draws=draws, seed=seed, dressed=dressed, around=around,
        incomplete=incomplete, exact=exact, lattice=lattice, limit=limit,
    )  # fmt: skip
    return result(Cumulants, "correlators", {"source": source}, options)


def contributions(
    model: Source,
    rank: Rank | None = None,
    *,
    cumulant: int | None = None,
    entry: Sequence[int] | None = None,
    entries: int | None = None,
    around: Any = None,
    bare: bool = False,
    max_chi: int | None = None,
    top: int | None = None,
) -> Result:
    """What every diagram and every layer adds to a coefficient."""
    options = dict(
        rank=rank, cumulant=cumulant, entry=None if entry is None else list(entry), entries=entries,
        around=around, bare=bare, max_chi=max_chi, top=top,
    )  # fmt: skip
    return result(Result, "contributions", {"model": model}, options)


def flow(
    model: Source, max_rank: int | None = None, *, rank: Rank | None = None, around: Any = None
) -> Result:
    """The coefficients at every stage of a network."""
    return result(Result, "flow", {"model": model}, dict(max_rank=max_rank, rank=rank, around=around))


def modes(
    source: Source, *, starts: int | None = None, seed: int | None = None, spread: float | None = None
) -> Result:
    """The maxima of an action, and the barriers between them."""
    return result(Result, "modes", {"source": source}, dict(starts=starts, seed=seed, spread=spread))


def reweight(
    action: Source,
    proposal: Source,
    draws: int,
    *,
    order: int | None = None,
    seed: int | None = None,
    strict: bool = False,
) -> Cumulants:
    """ln Z and cumulants of a known action by draws of a network."""
    sources = {"action": action, "--proposal": proposal}
    return result(Cumulants, "reweight", sources, dict(draws=draws, order=order, seed=seed, strict=strict))


class Score(Result):
    """ln p of samples, on average and row by row."""

    @property
    def ln_p(self) -> Array:
        """ln p of every row in nats, shape (n); S of an action whose ln Z is not known."""
        return np.array(self["values"], dtype=np.float64)

    @property
    def mean(self) -> float:
        """The mean over the rows; ``self["mean"]["error"]`` is its standard error."""
        return float(self["mean"]["value"])


def score(
    source: Source,
    data: Data,
    *,
    against: Any = None,
    ln_z: float | None = None,
    proposal: Any = None,
    draws: int | None = None,
    seed: int | None = None,
    chains: bool = False,
) -> Score:
    """How likely samples are under a network or an action, beside a Gaussian, and beside ``against``."""
    sources = {"source": source, "data": data, "--against": against, "--proposal": proposal}
    return result(Score, "score", sources, dict(ln_z=ln_z, draws=draws, seed=seed, chains=chains))


def show(
    source: Source,
    format: str = "text",
    *,
    max_rank: int | None = None,
    rank: Rank | None = None,
    top: int | None = None,
    threshold: float | None = None,
    names: str | None = None,
    around: Any = None,
) -> str:
    """An action as a formula: text, unicode, latex, sympy, python or csv."""
    options = dict(max_rank=max_rank, rank=rank, top=top, threshold=threshold, names=names, around=around)
    return Line("show", {"source": source}, options).run(format)


class Comparison(Result):
    """A comparison of two actions; its figure is drawn in Jupyter."""

    _sources: dict[str, Any]
    _options: dict[str, Any]
    _figure: str | None = None

    def figure(self) -> str:
        """Learned over true entries as SVG."""
        if self._figure is None:
            with Files() as files:
                paths = [files.of(source, role) for role, source in self._sources.items()]
                plot = files.new("figure.svg")
                run(["compare", *paths, *words(**self._options, plot=plot)], files, warns=False)
                self._figure = plot.read_text(encoding="utf-8")
        return self._figure

    def _repr_svg_(self) -> str:
        return self.figure()

    def agrees(self, tolerance: float = 1e-9) -> bool:
        """Whether no entry differs by more than this times the largest true one of its rank."""
        with Files() as files:
            line = ["compare", *(files.of(given, name) for name, given in self._sources.items()), "--strict"]
            line += words(tolerance=tolerance, **self._options)
            code, _ = run(line, files, accepted=(0, 1))
        return code == 0


def compare(
    learned: Any,
    true: Any,
    *,
    max_rank: int | None = None,
    rank: Rank | None = None,
    lattice: str | None = None,
    ln_z: float | None = None,
) -> Comparison:
    """Two actions, or two sets of cumulants, rank by rank and group by group."""
    sources = {"learned": learned, "true": true}
    options = dict(max_rank=max_rank, rank=rank, lattice=lattice, ln_z=ln_z)
    comparison = result(Comparison, "compare", sources, options)

    comparison._sources, comparison._options = sources, options
    return comparison


class Check:
    """What every test of a model or an action found; true where all hold."""

    def __init__(self, holds: bool, text: str) -> None:
        #: Whether all tests hold.
        self.holds = holds
        self.text = text

    def __bool__(self) -> bool:
        return self.holds

    def __str__(self) -> str:
        return self.text.rstrip("\n")

    def __repr__(self) -> str:
        return f"Check(holds={self.holds})"


def check(
    source: Source,
    max_rank: int | None = None,
    *,
    max_chi: int | None = None,
    draws: int | None = None,
    seed: int | None = None,
    time_limit: float | str | None = None,
) -> Check:
    """Every method against every other, and against the network, as far as the tests fit into ``time_limit``, such as "5m"."""
    with Files() as files:
        line = ["check", files.of(source, "source")]
        line += words(max_rank=max_rank, max_chi=max_chi, draws=draws, seed=seed, time_limit=time_limit)
        code, text = run(line, files, accepted=(0, 1))
    return Check(code == 0, text)


class Report:
    """A web page about a network; it shows itself in Jupyter."""

    def __init__(self, html: str) -> None:
        self.html = html

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the page."""
        Path(path).write_text(self.html, encoding="utf-8")

    def _repr_html_(self) -> str:
        page = base64.b64encode(self.html.encode()).decode()
        source = f"data:text/html;charset=utf-8;base64,{page}"
        return f'<iframe src="{source}" style="width: 100%; height: 40em; border: 0"></iframe>'

    def __repr__(self) -> str:
        return f"Report({len(self.html)} characters)"


def report(
    model: Source,
    *,
    theory: Any = None,
    errors: Any = None,
    data: Data = None,
    lattice: str | None = None,
    max_rank: int | None = None,
    top: int | None = None,
    seed: int | None = None,
) -> Report:
    """A page about what a network has learned, beside what is true, the standard errors of its entries and the data, where given."""
    with Files() as files:
        path = files.new("report.html")
        line = ["report", files.of(model, "model"), "-o", str(path)]
        line += words(lattice=lattice, max_rank=max_rank, top=top, seed=seed)
        for name, given in (("--theory", theory), ("--errors", errors), ("--data", data)):
            line += [] if given is None else [f"{name}={files.of(given, name.strip('-'))}"]
        run(line, files)
        return Report(path.read_text(encoding="utf-8"))
