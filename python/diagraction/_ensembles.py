"""Ensembles of networks as text, and points."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np


class Described:
    """An ensemble as text."""

    def __init__(self, text: str) -> None:
        self._text = text

    @staticmethod
    def of(given: Any) -> Any:
        """A path as it is, and any other text as an ensemble."""
        is_text = isinstance(given, str) and not given.endswith(".ensemble")
        return Described(os.fspath(given)) if is_text else given

    def _save_into(self, folder: Path, name: str) -> Path:
        path = (folder / name).with_suffix(".ensemble")
        path.write_text(self._text, encoding="utf-8")
        return path


def rows(points: Any) -> Any:
    """Points as rows; numbers are points of one input."""
    if isinstance(points, (str, os.PathLike)):
        return points
    numbers = np.asarray(points)
    return numbers[:, None] if numbers.ndim == 1 else numbers
