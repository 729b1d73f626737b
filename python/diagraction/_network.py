"""Networks."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np

from . import _native
from ._action import Action, pickled
from ._command import warn


class Network(_native.Network):
    """An invertible network z = f(x): linear layers (W, b) with quadratic couplings chi between them.

    >>> import diagraction as dg
    >>> net = dg.Network.load("examples/models/lattice16.safetensors")
    >>> net
    Network(dimension=16, depth=3)
    >>> net.action(max_rank=3)
    Action(dimension=16, max_rank=3)
    """

    @classmethod
    def load(cls, path: str | os.PathLike[str], component: int | None = None) -> Self:
        """A model file: safetensors, npz, or JSON with exact numbers. Of a mixture one component, counted from 0."""
        network = cls(path=path, component=component)
        for note in network._notes:
            warn(note)
        return network

    @classmethod
    def from_arrays(cls, linear: Iterable[tuple[Any, Any]], chi: Iterable[Any] = ()) -> Self:
        """L + 1 pairs of W, shape (d, d), and b, shape (d); L couplings chi of shape (d2, d1, d1)."""
        return cls(linear=[(weight, bias) for weight, bias in linear], chi=list(chi))

    @classmethod
    def from_torch(cls, module: Any) -> Self:
        """A torch module with the parameters linear.{l}.weight, linear.{l}.bias and chi.{l}, or its state_dict()."""
        if not isinstance(module, Mapping) and not hasattr(module, "state_dict"):
            raise TypeError(f"{type(module).__name__} is neither a torch module nor its state_dict()")
        state = module if isinstance(module, Mapping) else module.state_dict()
        tensors = {name: tensor.detach().cpu().double().numpy() for name, tensor in state.items()}
        return cls._named(tensors)

    @classmethod
    def from_jax(cls, parameters: Mapping[str, Any]) -> Self:
        """A pytree {"linear": [{"weight": W, "bias": b}, ..], "chi": [chi, ..]}."""
        linear = [(np.asarray(layer["weight"]), np.asarray(layer["bias"])) for layer in parameters["linear"]]
        return cls.from_arrays(linear, [np.asarray(chi) for chi in parameters["chi"]])

    @classmethod
    def _named(cls, tensors: Mapping[str, Any]) -> Self:
        layers = sum(name.startswith("linear.") and name.endswith(".weight") for name in tensors)
        names = [(f"linear.{layer}.weight", f"linear.{layer}.bias") for layer in range(layers)]
        chi = [f"chi.{layer}" for layer in range(layers - 1)]
        needed = {name for pair in names for name in pair} | set(chi)
        if needed != set(tensors):
            odd = ", ".join(sorted(needed ^ set(tensors))) or "all"
            raise _native.DiagractionError(
                f"the parameters are not linear.0.weight, linear.0.bias, chi.0, ..: missing or unknown are {odd};"
                " give the module that has them, such as model.flow"
            )
        return cls.from_arrays([(tensors[w], tensors[b]) for w, b in names], [tensors[name] for name in chi])

    def action(
        self,
        max_rank: int | None = None,
        *,
        max_chi: int | None = None,
        method: str | None = None,
        around: str | Sequence[float] | np.ndarray[Any, Any] | None = None,
        memory_limit: int | None = None,
    ) -> Action:
        """S(x) = ln p(x) as a polynomial.

        ``max_rank`` is the highest rank, by default all of a small action and up to 4 of a large one; ``max_chi`` keeps at
        most so many factors of chi; ``method`` is auto, factored, low-rank, diagrams, dressed or direct; ``around`` is "zero",
        "mode" or a point.
        """
        if max_rank is not None and max_rank < 0:
            raise _native.DiagractionError(f"max_rank is {max_rank}; ranks begin at 0")
        extracted = self.coefficients(
            max_rank, max_chi=max_chi, method=method, around=around, memory_limit=memory_limit
        )
        return Action(extracted)

    def __reduce__(self) -> tuple[Any, ...]:
        return pickled(self)

    def _save_into(self, folder: Path, name: str) -> Path:
        path = (folder / name).with_suffix(".json" if self.is_exact else ".safetensors")
        self.save(path)
        return path
