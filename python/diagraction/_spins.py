"""Spins: networks, couplings, temperatures; symmetries and block variables of any samples."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ._command import INTERRUPTED, Events, Files, run, words
from ._described import Described
from ._results import Array, Result
from ._sources import Data, result


class Couplings(Result):
    """An action of spins."""

    def coupling(self, *spins: int) -> float:
        """The coupling J of these spins: a field of one, zero where there is none."""
        return self._of("coefficients", spins)

    def error(self, *spins: int) -> float:
        """Its standard error, or of flips the spread over states; zero where there is none."""
        return self._of("errors", spins)

    @property
    def fields(self) -> Array:
        """All fields, shape (N)."""
        return np.array([self.coupling(spin) for spin in range(self["dimension"])])

    @property
    def pairs(self) -> Array:
        """The couplings of all pairs, shape (N, N), symmetric."""
        n = self["dimension"]
        found = np.zeros((n, n))
        for rank in self["coefficients"]:
            for entry in rank["entries"] if rank["rank"] == 2 else []:
                i, j = entry["index"]
                found[i, j] = found[j, i] = 2 * float(entry["value"])
        return found

    def _of(self, key: str, spins: tuple[int, ...]) -> float:
        for rank in self.document.get(key, []):
            for entry in rank["entries"] if rank["rank"] == len(spins) else []:
                if entry["index"] == sorted(spins):
                    return math.factorial(len(spins)) * float(entry["value"])
        return 0.0


class SpinNetwork:
    """A network of spins by its arrays, as files have them."""

    def __init__(self, arrays: dict[str, Any]) -> None:
        #: The arrays by name, such as weight and bias of logistic units.
        self.arrays = {name: np.asarray(array) for name, array in arrays.items()}

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> SpinNetwork:
        """From an ``.npz`` file."""
        with np.load(path) as found:
            return cls(dict(found))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes an ``.npz`` file."""
        arrays: dict[str, Any] = self.arrays
        np.savez(path, **arrays)

    def _save_into(self, folder: Path, name: str) -> Path:
        path = (folder / name).with_suffix(".npz")
        self.save(path)
        return path


class SpinTraining(Result):
    """A trained network of spins, ``network``; ``couplings`` has its fields and pairs with errors, where these were asked for."""

    network: SpinNetwork
    couplings: Couplings | None
    #: All events, such as the steps ("epoch") with their losses.
    events: list[dict[str, Any]]


def train_spins(
    data: Data,
    hidden: Sequence[int] = (),
    *,
    validation: Data = None,
    holdout: int | float | None = None,
    errors: int | None = None,
    seed: int | None = None,
    chains: bool = False,
    run_folder: str | os.PathLike[str] | None = None,
    callback: Callable[[dict[str, Any]], object] | None = None,
) -> SpinTraining:
    """Trains an autoregressive network on states of spins, +1 and -1 or bits: logistic units, or masked layers with so many ``hidden`` units.

    ``errors`` is the number of networks that are trained again on states drawn anew. ``callback`` is called with every event, such as a step ("epoch") with its
    losses. A run in ``run_folder`` can be watched, and taken up by ``diagraction train --resume``.

    >>> import numpy as np
    >>> import diagraction as dg
    >>> states = dg.sample("lattice chain 4  spins  S = 1/2 * sum(<i,j>) s[i] * s[j]", 2000, seed=1)
    >>> found = dg.train_spins(states, holdout=0)
    >>> bool(abs(dg.couplings(found.network).coupling(0, 1) - 0.5) < 0.15)
    True
    """
    with Files() as files:
        path = files.new("network.npz")
        options = words(
            autoregressive=True, hidden=list(hidden) or None, holdout=holdout, errors=errors, seed=seed, chains=chains,
            run=run_folder, validation=None if validation is None else files.of(validation, "validation"),
        )  # fmt: skip
        line = ["train", files.of(data, "data"), *options, "--json", "-o", str(path)]
        events = Events(files, callback)
        code, _ = run(line, files, events, accepted=(0, INTERRUPTED))
        if code == INTERRUPTED:
            raise KeyboardInterrupt
        text = json.dumps(events.found[-1])
        found = SpinTraining(text, lambda: text)
        found.events = events.found
        found.network = SpinNetwork.load(path)
        beside = path.with_suffix(".errors.json")
        held = beside.read_text(encoding="utf-8") if beside.exists() else None
        found.couplings = None if held is None else Couplings(held, lambda: held)
        return found


def couplings(
    model: str | os.PathLike[str] | SpinNetwork,
    data: Data = None,
    *,
    method: str | None = None,
    max_rank: int | None = None,
    subsets: Sequence[Sequence[int]] = (),
    rows: int | None = None,
) -> Couplings:
    """The couplings of a network of spins: fields and pairs, and those of ``subsets``.

    ``max_rank`` is the highest rank by all states. With ``data`` spins are flipped at the first ``rows`` states: means, with spreads as errors.
    """
    options = dict(method=method, rank=max_rank, subset=[list(subset) for subset in subsets] or None, rows=rows)
    return result(Couplings, "couplings", {"model": model, "--data": data}, options)


def scan(
    action: Any,
    beta: Sequence[float] | float = 1.0,
    *,
    draws: int | None = None,
    data: Data = None,
    tune: int | None = None,
    seed: int | None = None,
    moves: str | None = None,
    chains: bool = False,
) -> Result:
    """Thermodynamics of an action or a network of spins at inverse temperatures: exactly, by ``draws``, or by ``data`` drawn at one.

    >>> import diagraction as dg
    >>> ising = "lattice square 4 4 periodic  spins  S = sum(<i,j>) s[i] * s[j]"
    >>> round(dg.scan(ising, 0.44)["temperatures"][0]["energy"], 9)
    -25.00555245
    """
    values = [float(value) for value in np.atleast_1d(np.asarray(beta))]
    options = dict(beta=values, draws=draws, tune=tune, seed=seed, moves=moves, chains=chains)
    sources = {"action": Described.of(action, ".action", ".json", ".npz", ".safetensors"), "--data": data}
    return result(Result, "scan", sources, options)


class Symmetry(Result):
    """What a density keeps of the symmetries of its lattice; ``projection`` is what is symmetric of an action, as a document."""

    projection: dict[str, Any] | None = None


def symmetry(
    source: Any,
    data: Data = None,
    *,
    lattice: str | None = None,
    group: Sequence[str] = (),
    components: int | None = None,
    chains: bool = False,
) -> Symmetry:
    """The share of each rank of an action that symmetries leave, and with ``data`` what each of them changes in S.

    ``group`` is among "sign", "translations", "point", "rotations"; all that there are without it. Rotations are of the ``components`` of a field at each site,
    which stand beside each other.
    """
    is_network = isinstance(source, SpinNetwork)
    with Files() as files:
        given, path = files.of(Described.theory(source), "source"), files.new("projection.json")
        is_network |= data is not None and given.endswith((".npz", ".safetensors"))
        line = ["symmetry", given, *([] if data is None else [files.of(data, "data")])]
        line += words(lattice=lattice, group=list(group) or None, components=components, chains=chains)
        more = [] if is_network else ["--projection", str(path)]
        text = run([*line, *more, "--format=json"], files)[1]
        table = run(line, files, warns=False)[1]
        found = Symmetry(text, lambda: table)
        found.projection = None if is_network else json.loads(path.read_text(encoding="utf-8"))
        return found


def coarse(
    data: Data,
    lattice: str,
    block: Sequence[int] | str,
    *,
    stride: int | None = None,
    rule: str | None = None,
    seed: int | None = None,
    chains: bool = False,
) -> Array:
    """Block variables of samples on a lattice, a row for each: the majority of spins, the mean of real variables, or ``rule``.

    >>> import numpy as np
    >>> import diagraction as dg
    >>> dg.coarse(np.arange(16.0)[None, :], "square:4x4", (2, 2), rule="sum").tolist()
    [[10.0, 18.0, 42.0, 50.0]]
    """
    sides = block if isinstance(block, str) else "x".join(map(str, block))
    with Files() as files:
        path = files.new("blocks.npy")
        options = words(lattice=lattice, block=sides, stride=stride, rule=rule, seed=seed, chains=chains)
        run(["coarse", files.of(data, "data"), *options, "-o", str(path)], files)
        found: Array = np.load(path)
        return found
