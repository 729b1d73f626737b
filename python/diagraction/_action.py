"""Actions."""

from __future__ import annotations

import math
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import numpy as np

from . import _native

#: Tensors beyond this many bytes are dense on request only.
_DENSE = 1 << 28


class Action(_native.Action):
    """A polynomial action S(x) = sum_k A^(k) . x^k.

    >>> import diagraction as dg
    >>> S = dg.Action.from_arrays(0.0, [0.0, 0.0], [[-0.5, 0.1], [0.1, -0.5]])
    >>> float(S.value([1.0, 2.0]))
    -2.1
    >>> float(S[2][0, 1]), S.entry(1, 0)
    (0.1, 0.1)
    """

    _source: bytes | None = None

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """An action file: JSON, npz or safetensors."""
        action = cls(path=path)
        if Path(path).suffix == ".json":
            action._source = Path(path).read_bytes()
        return action

    @classmethod
    def from_arrays(cls, *tensors: Any) -> Self:
        """A^(0), A^(1), A^(2), .. with all their entries; the symmetric part counts."""
        return cls(tensors=list(tensors))

    def __getitem__(self, rank: int) -> np.ndarray[Any, np.dtype[np.float64]]:
        """A^(rank) with all its entries, shape (d, .., d)."""
        if 0 <= rank <= self.max_rank and 8 * self.dimension**rank > _DENSE:
            size = 8 * self.dimension**rank / 2**20
            raise _native.DiagractionError(
                f"A^({rank}) with all its entries takes {size:.0f} MiB; .packed({rank}) holds each once,"
                f" .entry(..) one of them, and .dense({rank}) makes it all the same"
            )
        return self.dense(rank)

    def __iter__(self) -> Iterator[int]:
        """The ranks."""
        return iter(range(self.max_rank + 1))

    def __contains__(self, rank: object) -> bool:
        return rank in range(self.max_rank + 1)

    def to_sympy(self, symbol: str = "x", threshold: float = 0.0) -> Any:
        """The polynomial in x0, x1, .. without monomials whose coefficient is at most ``threshold``; needs SymPy."""
        import sympy

        x = sympy.symbols(f"{symbol}:{self.dimension}", real=True)
        point = self.around if self.around is not None else np.zeros(self.dimension)
        y = [variable - float(shift) if shift else variable for variable, shift in zip(x, point, strict=True)]
        terms = [
            sympy.Float(c, 17) * sympy.Mul(*(y[i] for i in index)) for index, c in self.monomials(threshold)
        ]
        return sympy.Add(*terms)

    def to_latex(self, symbol: str = "x", threshold: float = 0.0, digits: int = 4) -> str:
        """The polynomial as LaTeX, indices counted from 0."""
        point = self.around if self.around is not None else np.zeros(self.dimension)
        names = [f"{symbol}_{{{i}}}" for i in range(self.dimension)]
        variables = [
            f"({name} {_signed(-shift, digits)})" if shift else name
            for name, shift in zip(names, point, strict=True)
        ]
        terms = []
        for index, c in self.monomials(threshold):
            counts = Counter(index).items()
            factors = [variables[i] + (f"^{{{power}}}" if power > 1 else "") for i, power in counts]
            terms.append(f"{_signed(c, digits)} {' '.join(factors)}".rstrip())
        return " ".join(terms).removeprefix("+ ") or "0"

    def monomials(self, threshold: float = 0.0) -> list[tuple[tuple[int, ...], float]]:
        """Indices and coefficients of the monomials, the entry of A^(k) times the number of its permutations."""
        found = []
        for rank in range(self.max_rank + 1):
            for index, entry in self.nonzero(rank):
                repeats = math.prod(math.factorial(count) for count in Counter(index).values())
                c = entry * math.factorial(rank) / repeats
                if abs(c) > threshold:
                    found.append((tuple(index), c))
        return found

    def _repr_latex_(self) -> str | None:
        entries = math.comb(self.dimension + self.max_rank, self.max_rank)
        return f"$S = {self.to_latex()}$" if entries <= 100 else None

    def __reduce__(self) -> tuple[Any, ...]:
        return pickled(self)

    def _save_into(self, folder: Path, name: str) -> Path:
        if self._source is not None:
            path = (folder / name).with_suffix(".json")
            path.write_bytes(self._source)
        else:
            path = (folder / name).with_suffix(".npz")
            self.save(path)
        return path


def pickled(thing: Any) -> tuple[Any, ...]:
    """What pickle keeps: the bytes of a file."""
    with tempfile.TemporaryDirectory() as folder:
        path: Path = thing._save_into(Path(folder), "kept")
        return _restored, (type(thing), path.name, path.read_bytes())


def _restored(kind: Any, name: str, held: bytes) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(held)
        return kind.load(path)


def _signed(value: float, digits: int) -> str:
    sign = "-" if value < 0 else "+"
    mantissa, _, exponent = f"{abs(value):.{digits}g}".partition("e")
    return f"{sign} {mantissa}" + (rf" \cdot 10^{{{int(exponent)}}}" if exponent else "")
