"""Samples, and what is learned from them."""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from . import _native
from ._action import Action
from ._command import INTERRUPTED, Events, Files, run, spelled, warn, words
from ._described import Described, rows
from ._native import DiagractionError
from ._mixture import Mixture
from ._network import Network
from ._results import Array, Cumulants, Result, Samples, dense
from ._sources import Data, Source, result
from ._spins import Couplings


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
    return result(Cumulants, "stats", {"data": data, "--against": against}, options)


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
    points: Any = None,
    width: int | None = None,
    transfer_matrix: bool = False,
    moves: str | None = None,
    beta: float | None = None,
) -> Samples:
    """Draws of an action by the no-U-turn sampler, of a network independent ones, of an ensemble of networks its outputs at points.

    Actions of spins are sampled by ``moves``, "heat-bath" or "clusters", at an inverse temperature ``beta``; chains of neighbours independently with ``transfer_matrix``.
    """
    with Files() as files:
        described = Described.theory(source) if points is None else Described.of(source, ".ensemble")
        path, given = files.new("draws.npz"), files.of(described, "source")
        options = words(
            draws=draws, chains=chains, tune=tune, seed=seed, mass=mass, threads=threads, strict=strict,
            verify=verify, width=width, transfer_matrix=transfer_matrix, moves=moves, beta=beta, points=None if points is None else files.of(rows(points), "points"),
        )  # fmt: skip
        keep = not transfer_matrix and (isinstance(source, Action) or _native.is_action(given))
        path = path if keep else path.with_suffix(".npy")
        line = ["sample", given, *options, "-o", str(path), *words(keep_chains=keep)]
        code, report = run(line, files, accepted=(0, 1, INTERRUPTED))
        report = spelled(report)
        verdict = re.search(r"^verdict +(do not use.*)", report, re.MULTILINE)
        if code == 1 and (strict or verify):
            raise DiagractionError(
                verdict[1] if verdict else f"the draws are not those of the action\n{report}"
            )
        if verdict:
            warn(verdict[1])
        if keep:
            with np.load(path) as found:
                chain = [found[f"chain.{place}"] for place in range(len(found.files))]
        else:
            chain = [np.load(path)]
        if code == INTERRUPTED:
            warn(f"interrupted after {sum(map(len, chain))} of {draws} draws")
        return Samples(chain, report, code == INTERRUPTED)


class Fit(Result):
    """An action fitted to samples, with standard errors."""

    def __init__(self, text: str, table: Callable[[], str], action: str | None = None) -> None:
        super().__init__(text, table)
        with Files() as files:
            path = files.new("fit.json")
            path.write_text(action or text, encoding="utf-8")
            #: The fitted action.
            self.action = Action.load(path)

    def error(self, *index: int) -> float:
        """The standard error of an entry."""
        for rank in self.document.get("action", self.document).get("errors", []):
            for entry in rank["entries"] if rank["rank"] == len(index) else []:
                if entry["index"] == sorted(index):
                    return float(entry["value"])
        self.action.entry(*index)
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
    blocks: int | None = None,
    ridge: float | None = None,
    keep_bias: bool = False,
    errors: int | None = None,
    seed: int | None = None,
) -> Any:
    """An action fitted to samples without a network: a :class:`Fit`.

    ``method`` is "score-matching", "autoregressive" (Gaussians around polynomials, ln Z = 0), or of spins "pseudo-likelihood" or "mean-field", which give
    :class:`Couplings` with the spread of ``errors`` fits to states drawn anew.
    """
    are_spins = method in ("pseudo-likelihood", "mean-field")
    is_words = support is None or isinstance(support, str)
    sources = {"data": data} if is_words else {"data": data, "--support": support}
    options = dict(
        method=method, max_rank=None if are_spins else max_rank, errors=errors, seed=seed, support=support if is_words else None, lattice=lattice, chains=chains,
        block=block, blocks=blocks, ridge=ridge, keep_bias=keep_bias,
    )  # fmt: skip
    return result(Couplings if are_spins else Fit, "fit", sources, options)


def invert(
    source: Any,
    loops: int | None = None,
    *,
    order: int | None = None,
    max_rank: int | None = None,
    around: str | None = None,
    errors: int | None = None,
    seed: int | None = None,
    chains: bool = False,
) -> Fit:
    """An action out of cumulants, or of those of samples, by diagrams, to so many loops (1) or a power of 1/N; ``errors`` sets of samples drawn anew give standard errors."""
    options = dict(loops=loops, order=order, max_rank=max_rank, around=around, errors=errors, seed=seed, chains=chains)
    return result(Fit, "invert", {"source": source}, options)


class Outputs(Fit):
    """Outputs of networks with random parameters: their correlators, and their action with errors of what was drawn."""

    def __init__(self, text: str, table: Callable[[], str]) -> None:
        super().__init__(text, table, json.dumps(json.loads(text)["action"]))

    def correlator(self, order: int) -> Array:
        """The connected correlators of so many outputs, an array with an axis for each."""
        for found in self["correlators"]:
            if found["order"] == order:
                return dense(len(self["points"]), order, found["entries"], "value")
        orders = ", ".join(str(found["order"]) for found in self["correlators"])
        raise KeyError(f"there is no order {order}; the orders are {orders}")


def ensemble(
    source: str | os.PathLike[str],
    points: Any,
    order: int | None = None,
    *,
    width: int | str | None = None,
    networks: int | None = None,
    seed: int | None = None,
    drawn: bool = False,
    widths: Sequence[int] | None = None,
    density: int | None = None,
    outputs: Sequence[float] | None = None,
    symmetries: bool = False,
) -> Outputs:
    """Networks with random parameters as a field theory, from their text or the path of an .ensemble file.

    >>> import diagraction as dg
    >>> text = "inputs 1  width 10  activation cos  W1 ~ normal(0, 1/N)  W0 ~ normal(0, 1)  b ~ uniform(-pi, pi)"
    >>> found = dg.ensemble(text, [0.0])
    >>> found.correlator(2).item(), round(found.action.entry(0, 0, 0, 0), 12)
    (0.5, 0.025)
    """
    options = dict(
        order=order, width=width, networks=networks, seed=seed, drawn=drawn,
        widths=None if widths is None else list(widths), density=density,
        outputs=None if outputs is None else [float(value) for value in outputs], symmetries=symmetries,
    )  # fmt: skip
    return result(Outputs, "ensemble", {"source": Described.of(source, ".ensemble"), "--points": rows(points)}, options)


def combine(
    parts: Sequence[tuple[float | str, Any] | Any], beta: tuple[float | str, float | str, float | str] | None = None
) -> Result:
    """The sum of actions with weights, (weight, action) each; rational weights may be given as "7/18".

    With ``beta`` = (b1, b2, b3) the parts are S(b1) and S(b2) without weights, and the sum is S(b3), where S(b) = K/b + b V + C.
    """
    options = words(beta=None if beta is None else [str(value) for value in beta])

    def printed(name: str, warns: bool = True) -> str:
        with Files() as files:
            given = []
            for place, part in enumerate(parts):
                weight, source = part if isinstance(part, tuple) else (None, part)
                path = files.of(source, f"part{place}")
                given.append(f'"{path}"' if weight is None else f'{weight}*"{path}"')
            text = " + ".join(given).replace("+ -", "- ")
            return run(["combine", text, *options, f"--format={name}"], files, warns=warns)[1]

    return Result(printed("json"), lambda: printed("text", warns=False))


class Training:
    """A trained network and how it got there."""

    def __init__(
        self, network: Network | Mixture, events: list[dict[str, Any]], interrupted: bool, errors: dict[str, bytes] | None = None
    ) -> None:
        #: A ``Mixture`` after ``components=K``.
        self.network: Any = network
        # By the ends of the names of their files.
        self._errors = errors or {}
        #: One for every epoch, from the start, epoch 0, and for every note and layer, as ``train --json`` prints them.
        self.events = events
        #: Whether Ctrl-C ended it early; the network is the one so far.
        self.interrupted = interrupted

    @property
    def epochs(self) -> list[dict[str, Any]]:
        """The losses of every epoch."""
        return [event for event in self.events if event.get("event") == "epoch"]

    def __repr__(self) -> str:
        last = self.epochs[-1] if self.epochs else {}
        known = {"epoch": last.get("epoch"), "train": last.get("train"), "test": last.get("test")}
        said = [f"{name}={value:.6g}" for name, value in known.items() if value is not None]
        return f"Training({', '.join(said + ['interrupted'] * self.interrupted)})"

    @property
    def errors(self) -> Any:
        """The standard errors of the coefficients, an ``Action`` in the place of these, or a list of one for each component; None without ``errors=N``."""
        found = [_errors(content) for content in self._errors.values()]
        return found if isinstance(self.network, Mixture) and found else next(iter(found), None)

    def _save_into(self, folder: Path, name: str) -> Path:
        path: Path = self.network._save_into(folder, name)
        for suffix, content in self._errors.items():
            path.with_suffix(suffix).write_bytes(content)
        return path


def _errors(content: bytes) -> Action:
    held = np.load(io.BytesIO(content))
    with Files() as files:
        path = files.new("errors.npz")
        arrays: dict[str, Any] = {name.removesuffix(".error"): held[name] for name in held if name.endswith(".error")}
        np.savez(path, dimension=held["dimension"], **arrays)
        return Action.load(path)


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
    errors: int | None = None,
    seed: int | None = None,
    components: int | None = None,
    run_folder: str | os.PathLike[str] | None = None,
    callback: Callable[[dict[str, Any]], object] | None = None,
    **others: Any,
) -> Training:
    """Trains a network of a depth on samples of shape (n, d).

    ``errors`` is the number of trainings on samples drawn anew that give every coefficient a standard error. ``callback`` is called with every event, such as an epoch with its losses; an exception that it raises ends the training. Ctrl-C
    ends it too and keeps what is learned. With several ``components`` the network is a ``Mixture``, one theory for each phase. ``others`` are further options of ``diagraction train``, with _ for -.
    """
    odd = {
        "help": "see help(train)",
        "json": "it is always so",
        "resume": "it is the command's",
        "run": "it is run_folder",
    }
    for name in others.keys() & odd.keys():
        raise TypeError(f"{name} is no argument of train; {odd[name]}")
    with Files() as files:
        events = Events(files, callback)
        path = files.new("model.safetensors")
        options = words(
            depth=depth, epochs=epochs, batch=batch, learning_rate=learning_rate, start=start, select=select,
            low_rank=low_rank, holdout=holdout, patience=patience, errors=errors, seed=seed, components=components, run=run_folder, **others,
            validation=None if validation is None else files.of(validation, "validation"),
        )  # fmt: skip
        line = ["train", files.of(data, "data"), *options, "--json", "-o", str(path)]
        code, _ = run(line, files, events, accepted=(0, INTERRUPTED))
        if not path.exists():
            raise KeyboardInterrupt
        number = len(events.found[-1].get("components", []))
        network = Mixture.load(path) if number > 1 else Network.load(path)
        ends = [f".component{k}.errors.npz" for k in range(number)] if number > 1 else [".errors.npz"]
        held = {end: path.with_suffix(end).read_bytes() for end in ends if path.with_suffix(end).exists()}
        return Training(network, events.found, code == INTERRUPTED, held)
