"""Mixtures: one network with several latent densities, and so several actions."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Self

import numpy as np

from . import _native
from ._network import Network
from ._results import Array


class Mixture:
    """p(x) = sum_k w_k p_k(x): each component has an action of its own, one theory for each phase."""

    def __init__(self, content: bytes, ending: str) -> None:
        self._content, self._ending = content, ending
        path = self._temporary()
        try:
            #: w_k.
            self.weights: Array = np.array(_native.component_weights(path))
            #: The components as networks: of everything that takes a network.
            self.components = [Network.load(path, component=k) for k in range(len(self.weights))]
        finally:
            path.unlink()

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """A model file of ``train(components=K)``: safetensors, npz or JSON."""
        file = Path(path)
        return cls(file.read_bytes(), file.suffix)

    @property
    def dimension(self) -> int:
        """The number of variables d."""
        return self.components[0].dimension

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the file again, in the format that it came in."""
        if Path(path).suffix != self._ending:
            raise _native.DiagractionError(f"{os.fspath(path)}: this mixture is of a {self._ending} file; end it so")
        Path(path).write_bytes(self._content)

    def log_density(self, x: Any) -> Array:
        """ln p(x) of points as rows.

        >>> import diagraction as dg
        >>> import numpy as np
        >>> rng = np.random.default_rng(1)
        >>> data = np.concatenate([rng.normal(-4, 1, (600, 2)), rng.normal(4, 1, (200, 2))])
        >>> mixture = dg.train(rng.permutation(data), 1, components=2, epochs=2).network
        >>> bool(abs(mixture.weights.min() - 0.25) < 0.05), len(mixture.components)
        (True, 2)
        >>> x = np.zeros((1, 2))
        >>> parts = [w * np.exp(p.log_density(x)) for w, p in zip(mixture.weights, mixture.components)]
        >>> bool(np.allclose(mixture.log_density(x), np.log(sum(parts))))
        True
        """
        parts = np.array([network.log_density(x) for network in self.components])
        parts += np.log(self.weights).reshape(-1, *[1] * (parts.ndim - 1))
        found: Array = np.logaddexp.reduce(parts, axis=0)
        return found

    def __repr__(self) -> str:
        weights = ", ".join(f"{weight:.4g}" for weight in self.weights)
        return f"Mixture(dimension={self.dimension}, weights=[{weights}])"

    def _save_into(self, folder: Path, name: str) -> Path:
        path = folder / f"{name}{self._ending}"
        path.write_bytes(self._content)
        return path

    def _temporary(self) -> Path:
        import tempfile

        handle, path = tempfile.mkstemp(suffix=self._ending, prefix="diagraction-")
        with os.fdopen(handle, "wb") as file:
            file.write(self._content)
        return Path(path)
