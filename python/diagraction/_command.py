"""The command inside of this process: words in, results out, its errors as exceptions."""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from . import _native
from ._native import DiagractionError

#: The exit code of a command that was interrupted and kept what it had done.
INTERRUPTED = 130


#: Options without a value.
_FLAGS = {"chains", "dressed", "exact", "incomplete", "moments", "open", "strict", "triangular", "verify"}


class DiagractionWarning(UserWarning):
    """Something to know about a result that is there."""


def main() -> int:
    """The script ``diagraction``."""
    return _native.command(["diagraction", *sys.argv[1:]])


class Files:
    """Files with what a command is to read, until it has ended."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="diagraction-")
        self._names: dict[str, str] = {}

    def __enter__(self) -> Files:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()

    def new(self, name: str, called: str | None = None) -> Path:
        """A path to write to, and what messages call it."""
        path = Path(self._folder.name) / name
        self._names[str(path)] = called or name
        return path

    def of(self, given: Any, role: str) -> str:
        """The path of a file that holds what was given: itself, or a copy of what is in memory."""
        if isinstance(given, (str, os.PathLike)):
            return os.fspath(given)
        if given is None:
            raise TypeError(f"{role} is None; give a path, or what is in memory")
        if hasattr(given, "_save_into"):
            path = given._save_into(Path(self._folder.name), role)
            self._names[str(path)] = f"the given {getattr(given, '_called', type(given).__name__.lower())}"
        else:
            path = self.new(f"{role}.npy", f"the given {role}")
            np.save(path, array(given, role), allow_pickle=False)
        return str(path)

    def named(self, text: str) -> str:
        """A text in which these files are called what they are in Python."""
        for path, name in self._names.items():
            text = text.replace(path, name)
        return text


class Events:
    """Takes lines of results, each with one event as JSON."""

    def __init__(self, files: Files, callback: Callable[[dict[str, Any]], object] | None) -> None:
        self.found: list[dict[str, Any]] = []
        self._files, self._callback = files, callback
        self._rest = b""

    def __call__(self, part: bytes) -> None:
        *lines, self._rest = (self._rest + part).split(b"\n")
        for line in lines:
            event = json.loads(self._files.named(line.decode()))
            self.found.append(event)
            if self._callback is not None:
                self._callback(event)


def array(given: Any, name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Real numbers as 64-bit floats."""
    numbers = np.asarray(given)
    if numbers.dtype.kind not in "fiub":
        raise TypeError(
            f"{name} has dtype {numbers.dtype}; give real numbers, such as np.asarray(.., dtype=float)"
        )
    return np.ascontiguousarray(numbers, dtype=np.float64)


def words(**options: Any) -> list[str]:
    """Options as words of a command line: True is a flag, (a, b) of a range A..B, a list its members with commas."""
    found: list[str] = []
    for name, value in options.items():
        option = "--" + name.strip("_").replace("_", "-")
        if value is None or (isinstance(value, (bool, np.bool_)) and not value):
            continue
        if isinstance(value, (bool, np.bool_)):
            found.append(option)
        elif isinstance(value, tuple):
            if len(value) != 2:
                raise TypeError(f"{name} is a number or (low, high); {value} has {len(value)} numbers")
            found.append(f"{option}={value[0]}..{value[1]}")
        elif isinstance(value, list) and value and isinstance(value[0], list):
            found.extend(f"{option}={','.join(map(str, member))}" for member in value)
        elif isinstance(value, (list, range)):
            found.append(f"{option}={','.join(map(str, value))}")
        else:
            found.append(f"{option}={value}")
    return found


def run(
    line: list[str],
    files: Files | None = None,
    on_results: Callable[[bytes], object] | None = None,
    accepted: tuple[int, ...] = (0,),
    warns: bool = True,
) -> tuple[int, str]:
    """Runs a command line; an exit code that is not accepted is an error."""
    code, results, messages = _native.run(line, on_results)
    text, messages = results.decode(), spelled(messages)
    if files is not None:
        text, messages = files.named(text), files.named(messages)
    if code == INTERRUPTED and code not in accepted:
        raise KeyboardInterrupt
    error = re.search(r"^error: ", messages, re.MULTILINE)
    if code not in accepted or error:
        raise DiagractionError(messages[error.end() if error else 0 :].strip() or f"exit code {code}")
    for note in re.findall(r"^note: (.*)", messages, re.MULTILINE) if warns else []:
        warn(note)
    return code, text


def warn(note: str) -> None:
    """A warning at the line that called this package."""
    level, frame = 1, sys._getframe()
    while frame.f_back is not None and frame.f_globals["__name__"].startswith("diagraction."):
        level, frame = level + 1, frame.f_back
    warnings.warn(note, DiagractionWarning, stacklevel=level)


def spelled(message: str) -> str:
    """A message with the options of the command as arguments of Python: --max-rank 4 is max_rank=4."""
    message = message.replace("\n\nFor more information, try '--help'.", "")
    message = re.sub(r"\n+(?:  tip|Usage): .*|; --count prints the table of counts", "", message)
    message = re.sub(r"(?<!\S)-n\b", "--draws", message)

    def keyword(found: re.Match[str]) -> str:
        name = found[1].replace("-", "_")
        if found[2]:
            low, dots, high = found[2].partition("..")
            return f"{name}=({low}, {high})" if dots else f"{name}={found[2]}"
        return f"{name}=True" if found[1] in _FLAGS else name

    return re.sub(r"(?<![^\s('`])--([a-z][a-z-]*)(?:[ =]((?:\d|[A-Z]\b|[a-z]+:\d)[\w.]*))?", keyword, message)
