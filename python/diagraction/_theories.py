"""Known actions and networks."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import numpy as np

from ._action import Action
from ._command import Files, run, words
from ._network import Network


def theory(text: str | os.PathLike[str]) -> Action:
    """An action from its text, or from the path of a file that ends in .action.

    >>> import diagraction as dg
    >>> dg.theory("dimension 1  u = 1/10  S = -x[0]^2 / 2 - u * x[0]^4").entry(0, 0, 0, 0)
    -0.1
    """
    with Files() as files:
        if isinstance(text, os.PathLike) or text.endswith(".action"):
            return _theory(files, [os.fspath(text)])
        path = files.new("text.action", "the text")
        path.write_text(text, encoding="utf-8")
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
        is_array = np.ndim(field) > 0 if field is not None else False
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
