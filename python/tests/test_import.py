"""Importing the package, and what it offers."""

import doctest
import importlib
import pkgutil

import diagraction as dg
import pytest
from helpers import python

MODULES = [found.name for found in pkgutil.iter_modules(dg.__path__, "diagraction.")]


def test_nothing_else():
    """Importing it imports no library that it does not need."""
    text = "import sys, diagraction; print(*sys.modules, sep='\\n')"
    loaded = {name.partition(".")[0] for name in python(text)}
    assert loaded & {"torch", "jax", "sympy", "xarray", "pandas", "scipy", "matplotlib"} == set()


def test_time():
    """It takes less than 100 ms more than NumPy, the best of five times."""
    text = "import numpy, time; t = time.perf_counter(); import diagraction; print(time.perf_counter() - t)"
    assert min(float(python(text)[0]) for _ in range(5)) < 0.1


def test_names():
    """__all__ has all public names, each with a docstring."""
    public = {name for name, value in vars(dg).items() if not name.startswith("_") and not hasattr(value, "__path__")}
    modules = {name for name in public if type(getattr(dg, name)) is type(doctest)}
    assert set(dg.__all__) == public - modules | {"__version__"}
    assert [name for name in dg.__all__ if name != "__version__" and not getattr(dg, name).__doc__] == []


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    """The examples in docstrings give what they say."""
    if name.rpartition(".")[2] in ("torch", "jax"):
        pytest.importorskip(name.rpartition(".")[2])
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_examples_of_the_package():
    """So does that of the package."""
    found = doctest.testmod(dg)
    assert found.failed == 0 and found.attempted > 0
