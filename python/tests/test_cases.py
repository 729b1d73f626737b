"""Models in rational numbers, whose actions and cumulants are known exactly."""

import json
import math
from fractions import Fraction
from pathlib import Path

import diagraction as dg
import pytest

CASES = Path(__file__).resolve().parents[2] / "tests/cases"
MODELS = sorted(path.name.split(".")[0] for path in CASES.glob("*.model.json"))
CUMULANTS = sorted(path.name.split(".")[0] for path in CASES.glob("*.cumulants.json"))


@pytest.mark.parametrize("method", ["auto", "factored", "diagrams", "dressed", "direct"])
@pytest.mark.parametrize("name", MODELS)
def test_action(name, method):
    """Every entry is the exact one within 1e-12, by every method that has it."""
    net = dg.Network.load(CASES / f"{name}.model.json")
    exact = json.loads((CASES / f"{name}.action.json").read_text())
    assert net.is_exact
    if method in ("dressed", "direct") and exact["max_chi"] is not None:
        pytest.skip("this method has all orders in chi")
    ranks = {part["rank"]: part["entries"] for part in exact["coefficients"]}
    highest = max(ranks) if method != "factored" else min(max(ranks), 4)
    found = net.action(highest, max_chi=exact["max_chi"], method=method)
    constants = exact["constants"]
    ln_norm = math.log(Fraction(constants["ln_abs_det"]))
    ln_norm -= constants["gaussian_dimension"] * math.log(2 * math.pi) / 2
    for rank in range(highest + 1):
        entries = {tuple(entry["index"]): Fraction(entry["value"]) for entry in ranks[rank]}
        size = max(map(abs, entries.values()), default=0)
        for index, value in entries.items():
            expected = float(value) + (ln_norm if rank == 0 else 0)
            assert found.entry(*index) == pytest.approx(expected, rel=1e-12, abs=1e-14 * float(size))
        assert {tuple(index) for index, _ in found.nonzero(rank)} <= entries.keys() | {()} or rank > 0


@pytest.mark.parametrize("name", CUMULANTS)
def test_cumulants(name):
    """Exact cumulants are those of the file, fraction by fraction, by loops."""
    exact = json.loads((CASES / f"{name}.cumulants.json").read_text())
    for order in exact["orders"]:
        loops = [part["loops"] for part in order["loops"]]
        source = CASES / f"{name}.model.json"
        found = dg.correlators(source, order["order"], max(loops), exact=True)
        [same] = found["orders"]
        assert same["order"] == order["order"]
        parts = {part["loops"]: part["entries"] for part in same["loops"]}
        for part in order["loops"]:
            texts = [(entry["index"], entry["value"]) for entry in parts[part["loops"]]]
            assert texts == [(entry["index"], entry["value"]) for entry in part["entries"]]
        memory = dg.correlators(dg.Network.load(source), order["order"], max(loops), exact=True)
        assert memory["orders"] == found["orders"]
