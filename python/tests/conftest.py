"""All tests run in the root of the repository, whose examples they read."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[2]

settings.register_profile("quick", max_examples=5, deadline=None, database=None)
settings.load_profile("quick")


@pytest.fixture(autouse=True)
def in_root(monkeypatch):
    """Paths in the tests are relative to the root."""
    monkeypatch.chdir(ROOT)


@pytest.fixture
def binary():
    """The command as a binary, named by the variable DIAGRACTION."""
    path = os.environ.get("DIAGRACTION")
    if not path:
        pytest.skip("DIAGRACTION does not name the binary")
    return path
