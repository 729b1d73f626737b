"""The commands as functions. What they take as a network, an action or data may be a path, or what is in memory."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from ._action import Action
from ._command import INTERRUPTED, Files, run, words
from ._network import Network
from ._results import Cumulants, Result, Samples

Source = Network | Action | str | os.PathLike[str]
Data = Any
R = TypeVar("R", bound=Result)
Rank = int | tuple[int, int]


def _result(kind: type[R], command: str, sources: dict[str, Any], options: dict[str, Any]) -> R:
    """Runs a command that reads its sources in this order, those whose names begin with -- as options."""

    def formatted(name: str) -> tuple[int, bytes]:
        with Files() as files:
            paths = [_word(files, role, source) for role, source in sources.items() if source is not None]
            given = {key: _kept(files, key, value) for key, value in options.items()}
            # 1: what was compared does not agree, which the document says.
            return run([command, *paths, *words(**given), f"--format={name}"], files, accepted=(0, 1))

    code, text = formatted("json")
    return kind(text.decode(), lambda: formatted("text")[1].decode(), code == 0)


def _word(files: Files, role: str, source: Any) -> str:
    path = files.of(source, role.strip("-").replace("-", "_"))
    return f"{role}={path}" if role.startswith("--") else path


def _kept(files: Files, name: str, value: Any) -> Any:
    """An option whose value is a point is handed over as a file."""
    is_point = name in ("around", "field_file") and not isinstance(value, (str, os.PathLike, type(None)))
    return files.of(value, name) if is_point else value


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
    return _result(Cumulants, "correlators", {"source": source}, options)


def contributions(
    model: Source,
    rank: int | None = None,
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
    return _result(Result, "contributions", {"model": model}, options)


def flow(model: Source, max_rank: int | None = None, *, around: Any = None) -> Result:
    """The coefficients at every stage of a network."""
    return _result(Result, "flow", {"model": model}, dict(max_rank=max_rank, around=around))


def modes(
    source: Source, *, starts: int | None = None, seed: int | None = None, spread: float | None = None
) -> Result:
    """The maxima of an action, and the barriers between them."""
    return _result(Result, "modes", {"source": source}, dict(starts=starts, seed=seed, spread=spread))


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
    return _result(Cumulants, "reweight", sources, dict(draws=draws, order=order, seed=seed, strict=strict))


def stats(
    data: Data,
    order: int | None = None,
    *,
    moments: bool = False,
    against: Any = None,
    chains: bool = False,
    block: int | None = None,
    blocks: int | None = None,
    seed: int | None = None,
    strict: bool = False,
) -> Cumulants:
    """Cumulants of samples with standard errors, also beside those of other samples, of a network or of an action.

    ``data`` has shape (n, d), or with ``chains`` (chains, n, d).
    """
    options = dict(
        order=order, moments=moments, chains=chains, block=block, blocks=blocks, seed=seed, strict=strict
    )
    return _result(Cumulants, "stats", {"data": data, "--against": against}, options)


class Comparison(Result):
    """A comparison of two actions; its figure is drawn in Jupyter."""

    _figure: Callable[[], str]

    def figure(self) -> str:
        """Learned over true entries as SVG."""
        return self._figure()

    def _repr_svg_(self) -> str:
        return self.figure()


def compare(
    learned: Any,
    true: Any,
    *,
    max_rank: int | None = None,
    lattice: str | None = None,
    ln_z: float | None = None,
) -> Comparison:
    """Two actions, or two sets of cumulants, rank by rank and group by group."""
    sources, options = {"learned": learned, "true": true}, dict(max_rank=max_rank, lattice=lattice, ln_z=ln_z)
    comparison = _result(Comparison, "compare", sources, options)

    def figure() -> str:
        with Files() as files:
            paths = [files.of(source, role) for role, source in sources.items()]
            plot = files.new("figure.svg")
            run(["compare", *paths, *words(**options, plot=plot)], files)
            return plot.read_text()

    comparison._figure = figure
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
    points: int | None = None,
    seed: int | None = None,
) -> Check:
    """Every method against every other, and against the network."""
    with Files() as files:
        line = ["check", files.of(source, "source")]
        line += words(max_rank=max_rank, max_chi=max_chi, points=points, seed=seed)
        code, text = run(line, files, accepted=(0, 1))
    return Check(code == 0, text.decode())


def theory(text: str | os.PathLike[str]) -> Action:
    """An action from its text, or from the path of a file that ends in .action.

    >>> import diagraction as dg
    >>> dg.theory("dimension 1  u = 1/10  S = -x[0]^2 / 2 - u * x[0]^4").entry(0, 0, 0, 0)
    -0.1
    """
    with Files() as files:
        path = Path(text) if isinstance(text, os.PathLike) or text.endswith(".action") else files.new("text.action")
        if not path.exists() and not isinstance(text, os.PathLike) and not text.endswith(".action"):
            path.write_text(text)
        return _theory(files, [str(path)])


def lattice_theory(
    side: int | Sequence[int],
    *,
    dimension: int | None = None,
    triangular: bool = False,
    open: bool = False,
    r0: float | str | None = None,
    u: float | str | None = None,
    beta: float | str | None = None,
    field: float | np.ndarray[Any, Any] | None = None,
    seed: int | None = None,
) -> Action:
    """The lattice theory of the paper; rationals may be given as "1/10"."""
    with Files() as files:
        is_array = isinstance(field, np.ndarray)
        options = words(
            side=side if isinstance(side, int) else list(side), dimension=dimension, triangular=triangular,
            open=open, r0=r0, u=u, beta=beta, field=None if is_array else field,
            field_file=files.of(field, "field") if is_array else None, seed=seed,
        )  # fmt: skip
        return _theory(files, ["lattice", *options])


def random_theory(
    dimension: int | None = None,
    *,
    length: float | None = None,
    c: float | None = None,
    seed: int | None = None,
    multimodal: bool = False,
) -> Action:
    """A random action of the paper's Appendix E."""
    with Files() as files:
        options = words(dimension=dimension, length=length, c=c, seed=seed, multimodal=multimodal)
        return _theory(files, ["random", *options])


def _theory(files: Files, line: list[str]) -> Action:
    path = files.new("theory.json")
    run(["theory", *line, "-o", str(path)], files)
    return Action.load(path)


def random_network(
    dimension: int | None = None,
    depth: int | None = None,
    *,
    weight: float | None = None,
    bias: float | None = None,
    chi: float | None = None,
    seed: int | None = None,
) -> Network:
    """A random network, to be a teacher."""
    with Files() as files:
        path = files.new("teacher.safetensors")
        options = words(dimension=dimension, depth=depth, weight=weight, bias=bias, chi=chi, seed=seed)
        run(["theory", "teacher", *options, "-o", str(path)], files)
        return Network.load(path)


def sample(
    source: Source,
    draws: int,
    *,
    chains: int | None = None,
    tune: int | None = None,
    seed: int | None = None,
    mass: str | None = None,
    threads: int | None = None,
    strict: bool = False,
    verify: bool = False,
) -> Samples:
    """Draws of an action by the no-U-turn sampler, of a network independent ones."""
    with Files() as files:
        path, given = files.new("draws.npz"), files.of(source, "source")
        options = words(
            draws=draws, chains=chains, tune=tune, seed=seed, mass=mass, threads=threads, strict=strict,
            verify=verify,
        )  # fmt: skip
        keep = isinstance(source, Action) or _is_action(given)
        path = path if keep else path.with_suffix(".npy")
        line = ["sample", given, *options, "-o", str(path), *words(keep_chains=keep)]
        _, report = run(line, files, accepted=(0, 1, INTERRUPTED))
        if keep:
            with np.load(path) as found:
                chain = [found[f"chain.{place}"] for place in range(len(found.files))]
            shortest = min(map(len, chain))
            return Samples(np.stack([one[:shortest] for one in chain]), report.decode())
        return Samples(np.load(path)[None], report.decode())


def _is_action(path: str) -> bool:
    """Whether a file is sampled in chains."""
    if path.endswith(".action"):
        return True
    if path.endswith(".json"):
        return b'"diagraction-action"' in Path(path).read_bytes()[:4096]
    if path.endswith(".npz"):
        with np.load(path) as found:
            return "A0" in found.files
    return path.endswith(".safetensors") and b'"linear.0.weight"' not in Path(path).read_bytes()[:65536]


class Fit(Result):
    """An action fitted to samples, with standard errors."""

    def __init__(self, text: str, table: Callable[[], str], holds: bool = True) -> None:
        super().__init__(text, table, holds)
        with Files() as files:
            path = files.new("fit.json")
            path.write_text(text)
            #: The fitted action.
            self.action = Action.load(path)

    def error(self, *index: int) -> float:
        """The standard error of an entry."""
        for rank in self["errors"]:
            for entry in rank["entries"] if rank["rank"] == len(index) else []:
                if entry["index"] == sorted(index):
                    return float(entry["value"])
        return 0.0


def fit(
    data: Data,
    max_rank: int = 4,
    *,
    method: str = "score-matching",
    support: Any = None,
    lattice: str | None = None,
    chains: bool = False,
    block: int | None = None,
    ridge: float | None = None,
    keep_bias: bool = False,
) -> Fit:
    """An action fitted to samples by score matching, without a network."""
    is_words = support is None or isinstance(support, str)
    sources = {"data": data} if is_words else {"data": data, "--support": support}
    options = dict(
        method=method, max_rank=max_rank, support=support if is_words else None, lattice=lattice, chains=chains,
        block=block, ridge=ridge, keep_bias=keep_bias,
    )  # fmt: skip
    return _result(Fit, "fit", sources, options)


class Training:
    """A trained network and how it got there."""

    def __init__(self, network: Network, events: list[dict[str, Any]], interrupted: bool) -> None:
        self.network = network
        #: One for every epoch, note and layer, as ``train --json`` prints them.
        self.events = events
        #: Whether Ctrl-C ended it early; the network is the one so far.
        self.interrupted = interrupted

    @property
    def epochs(self) -> list[dict[str, Any]]:
        """The losses of every epoch."""
        return [event for event in self.events if event.get("event") == "epoch"]

    def __repr__(self) -> str:
        last = self.epochs[-1] if self.epochs else {}
        losses = ", ".join(f"{key}={last[key]:.6g}" for key in ("train", "test") if last.get(key) is not None)
        return f"Training(epochs={len(self.epochs)}, {losses}{', interrupted' if self.interrupted else ''})"


def train(
    data: Data,
    depth: int,
    *,
    epochs: int | None = None,
    batch: int | None = None,
    learning_rate: float | None = None,
    start: str | None = None,
    select: float | None = None,
    low_rank: int | None = None,
    validation: Data = None,
    holdout: int | float | None = None,
    patience: int | None = None,
    seed: int | None = None,
    run_folder: str | os.PathLike[str] | None = None,
    callback: Callable[[dict[str, Any]], object] | None = None,
    **others: Any,
) -> Training:
    """Trains a network of a depth on samples of shape (n, d).

    ``callback`` is called with every event, such as an epoch with its losses; an exception that it raises ends the training. Ctrl-C
    ends it too and keeps what is learned. ``others`` are further options of ``diagraction train``, with _ for -.
    """
    events: list[dict[str, Any]] = []
    rest = b""

    def on_results(part: bytes) -> None:
        nonlocal rest
        *lines, rest = (rest + part).split(b"\n")
        for line in lines:
            event = json.loads(line)
            events.append(event)
            if callback is not None:
                callback(event)

    with Files() as files:
        path = files.new("model.safetensors")
        options = words(
            depth=depth, epochs=epochs, batch=batch, learning_rate=learning_rate, start=start, select=select,
            low_rank=low_rank, holdout=holdout, patience=patience, seed=seed, run=run_folder, **others,
            validation=None if validation is None else files.of(validation, "validation"),
        )  # fmt: skip
        line = ["train", files.of(data, "data"), *options, "--json", "-o", str(path)]
        code, _ = run(line, files, on_results, accepted=(0, INTERRUPTED))
        if not path.exists():
            raise KeyboardInterrupt
        return Training(Network.load(path), events, code == INTERRUPTED)


class Report:
    """A web page about a network; it shows itself in Jupyter."""

    def __init__(self, html: str) -> None:
        self.html = html

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the page."""
        Path(path).write_text(self.html)

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
    data: Data = None,
    lattice: str | None = None,
    max_rank: int | None = None,
    top: int | None = None,
    seed: int | None = None,
) -> Report:
    """A page about what a network has learned, beside what is true and the data where they are given."""
    with Files() as files:
        path = files.new("report.html")
        line = ["report", files.of(model, "model"), "-o", str(path)]
        line += words(lattice=lattice, max_rank=max_rank, top=top, seed=seed)
        for name, given in (("--theory", theory), ("--data", data)):
            line += [] if given is None else [f"{name}={files.of(given, name.strip('-'))}"]
        run(line, files)
        return Report(path.read_text())
