"""What is described by a text, and points."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np


class Described:
    """A text in the place of a file."""

    #: What messages call it.
    _called = "text"

    def __init__(self, text: str, ending: str) -> None:
        self._text, self._ending = text, ending

    @staticmethod
    def of(given: Any, *endings: str) -> Any:
        """A path with one of these endings, or what is no text, as it is; any other text as a file with the first."""
        is_text = isinstance(given, str) and not given.endswith(endings)
        return Described(given, endings[0]) if is_text else given

    @staticmethod
    def theory(given: Any) -> Any:
        """A text with an equation as a file, anything else as it is."""
        is_text = isinstance(given, str) and "=" in given and not given.endswith((".action", ".json", ".npz", ".safetensors", ".ensemble"))
        return Described(given, ".action") if is_text else given

    def _save_into(self, folder: Path, name: str) -> Path:
        path = (folder / name).with_suffix(self._ending)
        path.write_text(self._text, encoding="utf-8")
        return path


def rows(points: Any) -> Any:
    """Points as rows; numbers are points of one input."""
    if isinstance(points, (str, os.PathLike)):
        return points
    numbers = np.asarray(points)
    return numbers[:, None] if numbers.ndim == 1 else numbers
