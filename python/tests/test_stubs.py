"""Types: the stubs describe the native module, and the package passes the strict checks."""

import sys
from pathlib import Path

import pytest
from helpers import ended

pytest.importorskip("mypy")


def test_stubs():
    """The stubs and the native module have the same names and arguments."""
    code, out, messages = ended([sys.executable, "-m", "mypy.stubtest", "diagraction._native"])
    assert code == 0, (out + messages).decode()


def test_types():
    """The package passes mypy --strict; torch and jax may be missing."""
    line = ["--strict", "--ignore-missing-imports", "--disable-error-code=misc", str(Path(__file__).parents[1] / "diagraction")]
    code, out, messages = ended([sys.executable, "-m", "mypy", *line])
    assert code == 0, (out + messages).decode()
