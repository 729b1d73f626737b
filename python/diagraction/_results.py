"""What commands give: their JSON, and views of it as arrays and tables."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ._command import spelled

Array = np.ndarray[Any, np.dtype[np.float64]]


class Result(Mapping[str, Any]):
    """The JSON document of a command as a mapping; :attr:`json` is its text, byte for byte that of the command."""

    def __init__(self, text: str, table: Callable[[], str]) -> None:
        #: The document as text.
        self.json = text
        self._make_table = table
        self._table: str | None = None
        self._document: dict[str, Any] | None = None

    @property
    def holds(self) -> bool:
        """Whether what was compared agrees, and nothing is in doubt; true where nothing was compared."""
        return bool(self.document.get("agrees", True)) and not self.document.get("doubts")

    @property
    def document(self) -> dict[str, Any]:
        """The document as Python objects."""
        if self._document is None:
            self._document = json.loads(self.json)
        return self._document

    def __getitem__(self, key: str) -> Any:
        return self.document[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.document)

    def __len__(self) -> int:
        return len(self.document)

    def __str__(self) -> str:
        """The table that the command prints; it is made when it is first asked for."""
        if self._table is None:
            self._table = spelled(self._make_table()).rstrip("\n")
        return self._table

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(self.document)})"

    def save(self, path: str | Path) -> None:
        """Writes the document."""
        Path(path).write_text(self.json, encoding="utf-8")

    def _save_into(self, folder: Path, name: str) -> Path:
        path = (folder / name).with_suffix(".json")
        self.save(path)
        return path


class Cumulants(Result):
    """Cumulants by orders: ``kappa[2]`` is an array of shape (d, d), the sum of its loops."""

    def _order(self, order: int) -> Mapping[str, Any]:
        for found in self["orders"]:
            if found["order"] == order:
                return dict(found)
        orders = ", ".join(str(found["order"]) for found in self["orders"])
        raise KeyError(f"there is no order {order}; the orders are {orders}")

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            return super().__getitem__(key)
        order = self._order(key)
        if "loops" not in order:
            return self._dense(key, order["entries"], "value")
        return sum(self.loops(key).values())

    def loops(self, order: int) -> dict[int, Array]:
        """The part of every number of loops."""
        found = self._order(order)
        if "loops" not in found:
            raise KeyError("these cumulants are not told apart by loops")
        parts = found["loops"]
        return {part["loops"]: self._dense(order, part["entries"], "value") for part in parts}

    def error(self, order: int) -> Array:
        """The standard errors, where there are any."""
        found = self._order(order)
        parts = [found] if "entries" in found else found["loops"]
        if not all("error" in entry for part in parts for entry in part["entries"]):
            raise KeyError("these cumulants have no errors")
        return self._dense(order, [entry for part in parts for entry in part["entries"]], "error")

    def _dense(self, order: int, entries: list[dict[str, Any]], what: str) -> Array:
        return dense(self["dimension"], order, entries, what)


def dense(dimension: int, order: int, entries: list[dict[str, Any]], what: str) -> Array:
    """A symmetric tensor with all its entries."""
    tensor = np.zeros((dimension,) * order)
    for entry in entries:
        value = number(entry[what])
        for place in set(itertools.permutations(entry["index"])):
            tensor[place] = value
    return tensor


def number(value: Any) -> float:
    """A number of a document; exact ones are texts."""
    if isinstance(value, str):
        numerator, _, denominator = value.partition("/")
        return int(numerator) / int(denominator or 1)
    return float(value)


class Samples:
    """Draws as rows, accepted wherever an array is."""

    def __init__(self, chains: Sequence[Array], report: str, interrupted: bool = False) -> None:
        #: All draws, chain after chain, shape (n, d).
        self.values: Array = np.concatenate(chains)
        shortest = min(map(len, chains))
        #: The chains, each as long as the shortest, shape (chains, draws, d).
        self.chains: Array = (
            self.values.reshape(len(chains), shortest, -1)
            if len(self.values) == len(chains) * shortest
            else np.stack([chain[:shortest] for chain in chains])
        )
        #: What the sampler says about the draws.
        self.report = report
        #: Whether Ctrl-C ended the drawing early.
        self.interrupted = interrupted

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return np.array(self.values, dtype=dtype, copy=copy)

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, key: Any) -> Any:
        return self.values[key]

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self.values.shape)

    def __repr__(self) -> str:
        draws, dimension = self.values.shape
        return f"Samples(chains={len(self.chains)}, draws={draws}, dimension={dimension})"

    def to_xarray(self) -> Any:
        """A dataset with the variable x(chain, draw, site), as ArviZ takes it; needs xarray."""
        import xarray

        return xarray.Dataset({"x": (("chain", "draw", "site"), self.chains)})
