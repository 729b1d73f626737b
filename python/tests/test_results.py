"""What functions give: arrays, tables, pictures and their errors."""

import itertools
from fractions import Fraction

import diagraction as dg
import numpy as np
import pytest

WELL = "dimension 2  S = -(x[0]^2 + x[1]^2 + x[0] * x[1]) / 2 - (x[0]^4 + x[1]^4) / 10 + x[0]^3 / 20"
NET = dg.random_network(2, 1, seed=3)


def test_cumulants():
    """Cumulants are symmetric arrays, the sums of their loops."""
    kappa = dg.correlators(dg.theory(WELL), (1, 3), 2)
    for order in (1, 2, 3):
        loops = kappa.loops(order)
        assert sorted(loops) == [0, 1, 2] and kappa[order].shape == (2,) * order
        assert np.array_equal(kappa[order], loops[0] + loops[1] + loops[2])
        assert all(
            np.array_equal(kappa[order], kappa[order].transpose(p))
            for p in itertools.permutations(range(order))
        )
    assert np.array_equal(kappa[np.int64(2)], kappa[2])
    assert 2 in kappa and 4 not in kappa and "orders" in kappa and len(kappa) == len(list(kappa))
    with pytest.raises(KeyError, match="the orders are 1, 2, 3"):
        kappa[4]
    with pytest.raises(KeyError):
        kappa["nothing"]


def test_known_cumulants():
    """At lowest order the covariance is the inverse of the curvature, that of exact numbers as well."""
    kappa = dg.correlators(dg.theory("dimension 2  S = -x[0]^2 - x[0] * x[1] - x[1]^2"), 2, 0, exact=True)
    assert np.allclose(kappa[2], np.linalg.inv([[2, 1], [1, 2]]), rtol=1e-15)


def test_statistics_of_draws():
    """Draws keep their chains, are an array, and their cumulants have errors."""
    draws = dg.sample(dg.theory(WELL), 400, chains=2, seed=1)
    assert draws.chains.shape == (2, 200, 2) and draws.shape == (400, 2) and len(draws) == 400
    assert (
        np.array_equal(np.asarray(draws), draws.values)
        and np.asarray(draws, dtype=np.float32).dtype == np.float32
    )
    assert np.shares_memory(np.asarray(draws), draws.chains)
    kappa = dg.stats(draws, 2)
    assert kappa.json == dg.stats(np.asarray(draws), 2).json
    assert np.allclose(kappa[1], np.mean(draws, axis=0)) and np.allclose(kappa[2], np.cov(draws.values.T))
    assert (kappa.error(2) > 0).all() and kappa.error(2).shape == (2, 2)
    assert dg.stats(draws.chains, 1, chains=True)["dimension"] == 2
    assert dg.stats(draws, 2, against=NET).holds in (True, False)
    assert "R-hat" in draws.report


def test_draws_as_dataset():
    """As a dataset, draws have the axes that ArviZ expects."""
    pytest.importorskip("xarray")
    draws = dg.sample(NET, 30, seed=1)
    data = draws.to_xarray()
    assert dict(data.sizes) == {"chain": 1, "draw": 30, "site": 2}
    assert np.array_equal(data["x"][0], draws)


def test_sources(tmp_path):
    """A file, its path as an object, and what is in memory are the same source, in any format."""
    action = dg.theory(WELL)
    results = [dg.correlators(action, 2, 1)["orders"]]
    for ending in ("json", "npz", "safetensors"):
        path = tmp_path / f"action.{ending}"
        action.save(path)
        results += [
            dg.correlators(source, 2, 1)["orders"] for source in (path, str(path), dg.Action.load(path))
        ]
        assert np.array_equal(dg.sample(path, 20, tune=20, seed=2), dg.sample(action, 20, tune=20, seed=2))
    assert all(result == results[0] for result in results)


def test_theories():
    """Theories are read from text or a file, and errors have their place."""
    assert dg.theory("dimension 1  u = 1/10  S = -x[0]^2 / 2 - u * x[0]^4").entry(0, 0, 0, 0) == -0.1
    assert dg.theory("examples/theories/lattice16.action").dimension == 16
    with pytest.raises(dg.DiagractionError, match=r"line 2, column 8: index 7 is out of range(.|\n)*\^"):
        dg.theory("dimension 2\nS = -x[7]^2")
    with pytest.raises(dg.DiagractionError, match="nothing.action: cannot be read"):
        dg.theory("nothing.action")
    field = np.linspace(0, 1, 16)
    for given in (field, field.tolist()):
        assert np.array_equal(dg.lattice_theory([4, 4], field=given)[1], -field)
    assert dg.lattice_theory(4, u="1/10").dimension == 16
    assert dg.random_theory(5, seed=2).max_rank == 4


def test_fit():
    """A fit has its action, and errors of every coefficient, whatever the order of the indices."""
    points = np.random.default_rng(1).normal(size=(2000, 2))
    found = dg.fit(points, 2)
    assert np.allclose(found.action[2], -np.eye(2) / 2, atol=5 * found.error(0, 0))
    assert 0 < found.error(1, 0) == found.error(0, 1) and found.error(0) > 0
    support = dg.theory("dimension 2  S = -x[0]^2 - x[1]^2")
    assert dg.fit(points, 2, support=support).action.entry(0, 1) == 0
    with pytest.raises((KeyError, IndexError)):
        found.error(0, 5)


def test_training():
    """Training has its events and a network; a seed makes it the same again."""
    points = NET.sample(400, seed=4)
    events = []
    one, two = [dg.train(points, 1, epochs=3, seed=2, callback=events.append) for _ in range(2)]
    assert events == one.events + two.events and len(one.epochs) == 4 and not one.interrupted
    assert np.array_equal(one.network.forward(points), two.network.forward(points))
    assert repr(one).startswith("Training(epoch=")


def test_check_and_report():
    """A check is true where all holds; a report is a page with a title."""
    assert dg.check(dg.theory("dimension 1  S = -x[0]^2 / 2 - x[0]^4 / 10"))
    found = dg.check(NET)
    assert found.holds and "all" in str(found)
    report = dg.report(NET, top=1)
    assert report.html.lstrip().lower().startswith("<!doctype html>") and "<title>" in report.html
    assert report._repr_html_().startswith("<iframe")


def test_checks_fit_into_time():
    """A time limit leaves out what takes longer, and the rest holds."""
    found = dg.check("examples/models/lattice100.safetensors", max_rank=2, draws=2, time_limit="0.5s")
    assert found and "direct on 2 lines" in str(found) and "takes about" in str(found)


def test_ranks_and_blocks():
    """Ranks are one or a pair, and blocks are counted or measured."""
    points = np.random.default_rng(1).normal(size=(2000, 2))
    assert dg.fit(points, 2, blocks=100).error(0) == dg.fit(points, 2, block=20).error(0)
    assert [group["rank"] for group in dg.compare(NET, NET, rank=1)["groups"]] == [1]
    assert dg.flow(NET, rank=(2, 3))["stages"]
    assert dg.contributions(NET, (1, 2))["ranks"]


def test_files_of_other_modules(tmp_path):
    """A prefix of names is left out with a warning, and biases that are not there are zero."""
    weights = {f"net.linear.{l}.weight": np.eye(2) for l in range(2)} | {"net.chi.0": np.ones((1, 1, 1))}
    np.savez(tmp_path / "m.npz", **{name: array.astype(np.float16) for name, array in weights.items()})
    with pytest.warns(dg.DiagractionWarning) as told:
        network = dg.Network.load(tmp_path / "m.npz")
    assert [str(warning.message).split(": ")[1] for warning in told] == [
        "names begin with `net.`, which is left out",
        "no layer has a bias, so all are zero",
    ]
    assert np.array_equal(network.forward(np.array([[2.0, 3.0]])), [[2.0, 7.0]])


def test_comparison():
    """A comparison is a document, a table and a figure."""
    found = dg.compare(NET, NET.action(), max_rank=2)
    assert found.agrees() and not dg.compare(NET, dg.random_theory(2)).agrees()
    assert found._repr_svg_() == found.figure() and found.figure().startswith("<svg")
    assert "cosine" in str(found) and found["format"] and found.holds


def test_diagrams():
    """Diagrams are a sequence of terms with exact factors."""
    diagrams = dg.expand(1)
    assert len(diagrams) == len(list(diagrams)) == 21
    assert all(isinstance(term.factor, Fraction) for term in diagrams)
    assert [len(dg.expand(1, rank)) for rank in range(5)] == [6, 6, 6, 2, 1]
    assert str(dg.expand(1, 3)[0]) == "2 * Z(W2.chi1(W1.x, W1.x), W2.W1.x)" and len(diagrams[2:4]) == 2
    assert diagrams._repr_svg_().startswith("<svg") and diagrams[3].grades["rank"] == 0
    two = dg.feynman(2, (0, 2), [4])
    assert [term.factor for term in two] == [
        1,
        Fraction(1, 2),
        Fraction(1, 4),
        Fraction(1, 4),
        Fraction(1, 6),
    ]
    assert two._repr_latex_().startswith("$G(1,2) + \\tfrac{1}{2}\\, V_{4}(1,2,a,a)")
    assert len(dg.feynman(2, 5, [4])) > 60 and dg.feynman(2, 5, [4])._repr_svg_() is None
    assert two.format("dot").count("graph") >= 1
    with pytest.raises(dg.DiagractionError, match="bogus"):
        two.format("bogus")
