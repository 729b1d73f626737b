"""Formulas, likelihoods and errors, as a user of NumPy and SymPy meets them."""

import itertools
import math
from fractions import Fraction

import diagraction as dg
import numpy as np
import pytest

TEACHER = dg.random_network(2, 1, seed=3)
POINTS = np.array([[0.3, -0.7], [1.1, 0.2], [-0.4, 0.9]])


@pytest.fixture(scope="module")
def draws():
    return np.asarray(dg.sample(TEACHER, 3000, seed=1))


@pytest.fixture(scope="module")
def actions(draws):
    """A fitted and a learned action, and the values of their polynomials."""
    fitted = dg.fit(draws, 3)
    learned = dg.train(draws, 1, errors=3)
    return {
        "fitted": (fitted, fitted.action),
        "learned": (learned, learned.network.action()),
        "a theory": (action := dg.theory("dimension 2  S = -x[0]^2 / 3 - x[1]^4 / 7 + x[0] * x[1]"), action),
    }


@pytest.mark.parametrize("name", ["fitted", "learned", "a theory"])
def test_a_formula_is_the_action(actions, name):
    """What is pasted into SymPy and into Python gives S(x)."""
    sympy = pytest.importorskip("sympy")
    source, action = actions[name]
    namespace = {}
    exec(dg.show(source, "sympy"), namespace)
    x = namespace["x"]
    assert namespace["S"].free_symbols <= set(x) and len(x) == 2
    pasted = sympy.lambdify(x, namespace["S"])
    exec(dg.show(source, "python"), namespace)
    value = action.value(POINTS)
    assert np.allclose([pasted(*point) for point in POINTS], value, rtol=1e-12, atol=1e-12)
    assert np.allclose(namespace["S"](POINTS.T), value, rtol=1e-12, atol=1e-12)


def test_a_formula_around_a_point_is_the_same_polynomial(actions):
    """Also with names, and of a network that is moved before its action is taken."""
    for source, action in actions.values():
        namespace = {}
        exec(dg.show(source, "python", around=np.array([0.5, -0.25]), names="a,b"), namespace)
        assert np.allclose(namespace["S"](POINTS.T), action.value(POINTS), rtol=1e-11, atol=1e-11)


def test_errors_stand_in_formulas_and_comparisons(actions, draws):
    """Errors go with a training wherever it is given."""
    learned, action = actions["learned"]
    assert learned.errors[2].shape == (2, 2) and (learned.errors[2] > 0).all()
    assert "(" in dg.show(learned) and "(" not in dg.show(learned.network)
    groups = dg.compare(learned, TEACHER)["groups"]
    assert all(group["pull"] > 0 for group in groups)
    assert "pull" not in dg.compare(learned.network, TEACHER)["groups"][0]
    assert dg.train(draws, 1).errors is None


def test_likelihoods(draws):
    """ln p is that of a forward pass, and an action needs ln Z."""
    found = dg.score(TEACHER, draws)
    assert np.allclose(found.ln_p, TEACHER.log_density(draws), rtol=1e-12)
    assert np.isclose(found.mean, found.ln_p.mean(), rtol=1e-12)
    whole = TEACHER.action()
    assert np.allclose(dg.score(whole, draws, ln_z=0.0).ln_p, found.ln_p, rtol=1e-10)
    assert dg.score(whole, draws)["quantity"] == "s"
    gained = dg.score(TEACHER, draws, against=dg.train(draws, 0))["against"]["gain"]
    assert gained["value"] > 3 * gained["error"]
    with pytest.raises(dg.DiagractionError, match="d = 2"):
        dg.score(TEACHER, draws[:, :1])


TEXT = "inputs 1  width 10  activation {}  W1 ~ normal(0, 1/N)  W0 ~ normal(0, 1)  b ~ uniform(-pi, pi)"


def test_networks_at_initialisation():
    """Closed forms of cosines, draws of others, and outputs whose covariance is that of the closed form."""
    points = np.array([-2.0, 0.0, 1.5])
    found = dg.ensemble(TEXT.format("cos"), points, symmetries=True, networks=2000, widths=[5, 20])
    apart = points[:, None] - points
    assert np.allclose(found.correlator(2), np.exp(-(apart**2) / 2) / 2, rtol=1e-14)
    assert found.correlator(4).shape == (3, 3, 3, 3) and found.action[4].shape == (3, 3, 3, 3)
    assert found.error(0, 0) == 0.0 and all(one["holds"] for one in found["symmetries"])
    assert abs(found["exponents"][1]["exponent"] + 1) < 0.2
    drawn = dg.ensemble(TEXT.format("cos"), points, drawn=True, networks=20000)
    assert abs(drawn.action.entry(0, 0) - found.action.entry(0, 0)) < 4 * drawn.error(0, 0) < 0.1
    phi = np.asarray(dg.sample(TEXT.format("cos"), 20000, points=points))
    assert np.allclose(phi.T @ phi / len(phi), found.correlator(2), atol=0.02)
    with pytest.raises(dg.DiagractionError, match="no activation is called 'sin'"):
        dg.ensemble(TEXT.format("sin"), points)
    with pytest.raises(KeyError, match="the orders are 2, 4"):
        found.correlator(6)


def test_sums_of_actions():
    """The action of a path at one temperature follows from two others, exactly; in memory and in files."""
    paths = [dg.theory(f"dimension 1  S = -x[0]^2 / {beta} - {beta} * x[0]^4") for beta in (20, 40, 30)]
    found = dg.combine(paths[:2], beta=(20, 40, 30))
    entry = {rank["rank"]: rank["entries"] for rank in found["coefficients"]}
    assert np.isclose(float(Fraction(entry[2][0]["value"])), paths[2].entry(0, 0), rtol=1e-15)
    assert np.isclose(float(Fraction(entry[4][0]["value"])), -30.0, rtol=1e-15)
    again = dg.combine([("7/18", paths[0]), ("5/9", paths[1])])
    assert again["coefficients"] == found["coefficients"]
    assert dg.combine([(1, paths[0]), (-1, paths[0])])["coefficients"][0]["entries"] == []


def test_networks_of_spins(tmp_path):
    """The couplings of a machine in bits are those of its states, whichever way they are read."""
    random = np.random.default_rng(4)
    weight, visible, hidden = random.normal(size=(3, 5)), random.normal(size=5), random.normal(size=3)
    path = tmp_path / "rbm.npz"
    np.savez(path, weight=weight, visible_bias=visible, hidden_bias=hidden, units=np.array("bit"))
    states = np.array(list(itertools.product([1, -1], repeat=5)))
    bits = (1 + states) / 2
    action = bits @ visible + np.log1p(np.exp(bits @ weight.T + hidden)).sum(axis=1)
    integral = dg.couplings(path, subsets=[(0, 2, 4)])
    by_states = dg.couplings(path, method="states", max_rank=3)
    for found in (integral, by_states):
        assert found["domain"] == "spin"
        for rank in found["coefficients"][1:]:
            for entry in rank["entries"]:
                coupling = np.mean(action * states[:, entry["index"]].prod(axis=1))
                assert abs(entry["value"] * math.factorial(rank["rank"]) - coupling) < 1e-13
    assert len(integral["coefficients"][3]["entries"]) == 1
    found = dg.scan(dg.couplings(path, method="states", max_rank=5), [0.5, 1.0])["temperatures"]
    for at in found:
        weights = np.exp(at["beta"] * (action - action.mean()))
        assert abs(at["ln_z"] - np.log(np.exp(at["beta"] * action).sum())) < 1e-10
        assert abs(at["magnetisation"] - np.average(abs(states.mean(axis=1)), weights=weights)) < 1e-12
    with pytest.raises(dg.DiagractionError, match="one with the line `spins` is needed"):
        dg.scan("dimension 2  S = -x[0]^2 - x[1]^2")


def test_cumulants_become_an_action():
    """A Gaussian comes back from its samples within errors, and from exact cumulants exactly."""
    theory = dg.theory("dimension 2  S = -x[0]^2 - x[0] * x[1] - x[1]^2")
    exact = dg.invert(dg.correlators(theory, (1, 2), 0))
    assert np.allclose(exact.action[2], theory[2], rtol=1e-12)
    measured = dg.invert(np.asarray(dg.sample(theory, 20000, seed=1)))
    assert abs(measured.action.entry(0, 1) + 0.5) < 4 * measured.error(0, 1)
