"""How commands are given what they read."""

from __future__ import annotations

import os
import zlib
from typing import Any, TypeVar

import numpy as np

from ._action import Action
from ._command import Files, run, words
from ._mixture import Mixture
from ._network import Network
from ._results import Result

#: A network, a mixture or an action: in memory, or the path of a file.
Source = Network | Mixture | Action | str | os.PathLike[str]
#: Samples: an array, Samples, or the path of a file.
Data = Any
R = TypeVar("R", bound=Result)
Rank = int | tuple[int, int]


class Line:
    """A command with its sources and options, which can be run in any format."""

    def __init__(self, command: str, sources: dict[str, Any], options: dict[str, Any]) -> None:
        self._command = command
        self._sources = {role: source for role, source in sources.items() if source is not None}
        self._options = options
        self._sums = self._checksums()

    def run(self, name: str, warns: bool = True) -> str:
        """Its results in a format."""
        with Files() as files:
            paths = [_word(files, role, source) for role, source in self._sources.items()]
            given = {key: _kept(files, key, value) for key, value in self._options.items()}
            line = [self._command, *paths, *words(**given), f"--format={name}"]
            # 1: what was compared does not agree, which the document says.
            return run(line, files, accepted=(0, 1), warns=warns)[1]

    def __call__(self) -> str:
        """The table, of what the document is of."""
        if self._sums != self._checksums():
            return "no table: the arrays that were given have changed since"
        return self.run("text", warns=False)

    def _checksums(self) -> list[int]:
        arrays = [source for source in self._sources.values() if isinstance(source, np.ndarray)]
        return [zlib.crc32(np.ascontiguousarray(source).data) for source in arrays if source.dtype.kind in "fiub"]


def result(kind: type[R], command: str, sources: dict[str, Any], options: dict[str, Any]) -> R:
    """Runs a command that reads its sources in this order, those whose names begin with -- as options."""
    line = Line(command, sources, options)
    return kind(line.run("json"), line)


def _word(files: Files, role: str, source: Any) -> str:
    path = files.of(source, role.strip("-").replace("-", "_"))
    return f"{role}={path}" if role.startswith("--") else path


def _kept(files: Files, name: str, value: Any) -> Any:
    """An option whose value is a point is handed over as a file."""
    is_point = name in ("around", "field_file") and not isinstance(value, (str, os.PathLike, type(None)))
    return files.of(value, name) if is_point else value
