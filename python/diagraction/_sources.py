"""How commands are given what they read."""

from __future__ import annotations

import os
from typing import Any, TypeVar

from ._action import Action
from ._command import Files, run, words
from ._network import Network
from ._results import Result

#: A network or an action: in memory, or the path of a file.
Source = Network | Action | str | os.PathLike[str]
#: Samples: an array, Samples, or the path of a file.
Data = Any
R = TypeVar("R", bound=Result)
Rank = int | tuple[int, int]


def result(kind: type[R], command: str, sources: dict[str, Any], options: dict[str, Any]) -> R:
    """Runs a command that reads its sources in this order, those whose names begin with -- as options."""

    def formatted(name: str) -> tuple[int, str]:
        with Files() as files:
            paths = [_word(files, role, source) for role, source in sources.items() if source is not None]
            given = {key: _kept(files, key, value) for key, value in options.items()}
            # 1: what was compared does not agree, which the document says.
            return run([command, *paths, *words(**given), f"--format={name}"], files, accepted=(0, 1))

    code, text = formatted("json")
    return kind(text, lambda: formatted("text")[1], code == 0)


def _word(files: Files, role: str, source: Any) -> str:
    path = files.of(source, role.strip("-").replace("-", "_"))
    return f"{role}={path}" if role.startswith("--") else path


def _kept(files: Files, name: str, value: Any) -> Any:
    """An option whose value is a point is handed over as a file."""
    is_point = name in ("around", "field_file") and not isinstance(value, (str, os.PathLike, type(None)))
    return files.of(value, name) if is_point else value
