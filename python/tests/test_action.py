"""Actions: their entries, values and files."""

import copy
import itertools
import math
import pickle
import re

import diagraction as dg
import numpy as np
import pytest
import sympy

D = 3
LETTERS = "ijkl"


def symmetric(rank, random):
    """A random symmetric tensor, or A^(0)."""
    a = random.normal(size=(D,) * rank)
    return sum(np.transpose(a, order) for order in itertools.permutations(range(rank))) / math.factorial(rank)


RANDOM = np.random.default_rng(1)
TENSORS = [symmetric(rank, RANDOM) for rank in range(5)]
S = dg.Action.from_arrays(*TENSORS)
X = RANDOM.normal(size=(5, D))
NET = dg.random_network(4, 1, seed=2)


def contracted(tensor, x, open_axes=0):
    """All axes but the first few contracted with x."""
    letters = LETTERS[open_axes : tensor.ndim]
    return np.einsum(",".join([LETTERS[: tensor.ndim], *letters]) + "->" + LETTERS[:open_axes], tensor, *[x] * len(letters))


def test_values():
    """Values and derivatives are those of the polynomial."""
    for x, value, gradient, hessian in zip(X, S.value(X), S.gradient(X), S.hessian(X), strict=True):
        assert np.isclose(value, sum(contracted(a, x) for a in TENSORS), rtol=1e-13)
        slopes = [k * contracted(a, x, 1) for k, a in enumerate(TENSORS) if k >= 1]
        assert np.allclose(gradient, sum(slopes), rtol=1e-12)
        bends = [k * (k - 1) * contracted(a, x, 2) for k, a in enumerate(TENSORS) if k >= 2]
        assert np.allclose(hessian, sum(bends), rtol=1e-12)


@pytest.mark.parametrize("action", [S, NET.action(), dg.theory("dimension 2  S = -x[0]^2 - x[1]^4 + x[0] * x[1]^2")])
def test_entries(action):
    """Packed, dense, single and non-zero entries are the same numbers."""
    for rank in range(action.max_rank + 1):
        dense, packed = action[rank], action.packed(rank)
        assert dense.shape == (action.dimension,) * rank
        places = list(itertools.combinations_with_replacement(range(action.dimension), rank))
        assert [dense[place] for place in places] == packed.tolist()
        for place in places:
            assert len({dense[p] for p in itertools.permutations(place)}) == 1
            assert action.entry(*place[::-1]) == pytest.approx(dense[place], rel=1e-12, abs=1e-15)
        found = {tuple(index): value for index, value in action.nonzero(rank)}
        assert found == {place: dense[place] for place in places if dense[place] != 0}


def test_symmetric_part():
    """Of a tensor that is not symmetric its symmetric part counts."""
    a = RANDOM.normal(size=(D, D))
    assert np.allclose(dg.Action.from_arrays(0, np.zeros(D), a)[2], (a + a.T) / 2, rtol=1e-15)


def test_pairs():
    """A^(4) is the symmetric part of the sum of left times right."""
    action = NET.action()
    left, right = action.pairs(4)
    d = action.dimension
    assert left.shape == right.shape == (len(left), d * (d + 1) // 2)
    matrices = np.zeros((2, len(left), d, d))
    for column, (i, j) in enumerate(itertools.combinations_with_replacement(range(d), 2)):
        for side, of in enumerate((left, right)):
            matrices[side, :, i, j] = matrices[side, :, j, i] = of[:, column]
    product = np.einsum("nij,nkl->ijkl", *matrices)
    whole = sum(np.transpose(product, order) for order in itertools.permutations(range(4))) / 24
    assert np.allclose(action[4], whole, rtol=1e-12, atol=1e-14)
    with pytest.raises(dg.DiagractionError, match="pairs"):
        S.pairs(4)


@pytest.mark.parametrize("dimension, depth", [(2, 1), (3, 2), (4, 1)])
@pytest.mark.parametrize("around", [None, "mode", "point"])
def test_density(dimension, depth, around):
    """The whole action of a network is its ln p, around any point."""
    net = dg.random_network(dimension, depth, seed=5)
    point = np.full(dimension, 0.3) if around == "point" else around
    action = net.action(around=point)
    x = np.random.default_rng(2).normal(size=(20, dimension))
    assert action.max_rank == 2 ** (depth + 1)
    assert np.allclose(action.value(x), net.log_density(x), rtol=1e-9, atol=1e-9)
    if around == "mode":
        assert np.array_equal(action.around, net.mode())
        assert not action[1].any() and np.allclose(net.forward(action.around), 0, atol=1e-12)


ACTIONS = {"origin": S, "mode": dg.random_network(D, 1, seed=4).action(around="mode")}


@pytest.mark.parametrize("name", ACTIONS)
def test_sympy(name):
    """The polynomial in SymPy has the values of the action."""
    polynomial, x = ACTIONS[name].to_sympy(), sympy.symbols("x:3", real=True)
    for point, value in zip(X, ACTIONS[name].value(X), strict=True):
        assert math.isclose(polynomial.subs(dict(zip(x, point, strict=True))), value, rel_tol=1e-11)


def test_threshold():
    """Small monomials are left out, and a sum without any is 0."""
    action = dg.Action.from_arrays(0.0, [1e-3, 0.0], [[-0.5, 0.1], [0.1, -0.5]])
    assert action.to_latex(threshold=0.01) == r"- 0.5 x_{0}^{2} + 0.2 x_{0} x_{1} - 0.5 x_{1}^{2}"
    assert action.to_latex(threshold=9) == "0" and action.to_sympy(threshold=9) == 0
    assert action._repr_latex_() == f"$S = {action.to_latex()}$"


@pytest.mark.parametrize("name", ACTIONS)
def test_latex(name):
    """The formula, read as Python, has the values of the action."""
    formula = ACTIONS[name].to_latex(digits=17)
    formula = re.sub(r" \\cdot 10\^\{(-?\d+)\}", r"e\1", formula)
    formula = re.sub(r"x_\{(\d+)\}", r"x[\1]", formula)
    formula = re.sub(r"\^\{(\d+)\}", r"**\1", formula)
    formula = re.sub(r"(?<=[\d\])]) (?=[x(])", " * ", formula)
    for x, value in zip(X, ACTIONS[name].value(X), strict=True):
        assert math.isclose(eval(formula, {"x": x}), value, rel_tol=1e-11)


@pytest.mark.parametrize("ending", ["json", "npz", "safetensors"])
@pytest.mark.parametrize("name", ACTIONS)
def test_files(tmp_path, name, ending):
    """A file holds the action to the last digit, with its point."""
    action, path = ACTIONS[name], tmp_path / f"action.{ending}"
    action.save(path)
    again = dg.Action.load(path)
    assert np.array_equal(again.around, action.around) or again.around is action.around is None
    for rank in range(action.max_rank + 1):
        assert np.array_equal(again.packed(rank), action.packed(rank))
    assert np.allclose(again.value(X), action.value(X), rtol=1e-13)
    again.save(str(tmp_path / "again.npz"))
    assert np.array_equal(dg.Action.load(tmp_path / "again.npz").packed(2), action.packed(2))


def test_network_files(tmp_path):
    """Network files hold all parameters; an exact network stays exact."""
    for ending in ("json", "npz", "safetensors"):
        NET.save(tmp_path / f"net.{ending}")
        again = dg.Network.load(tmp_path / f"net.{ending}")
        assert np.array_equal(again.chi[0], NET.chi[0]) and np.array_equal(again.linear[1][1], NET.linear[1][1])
    dg.Network.load("tests/cases/d2_L1.model.json").save(tmp_path / "exact.json")
    assert dg.Network.load(tmp_path / "exact.json").is_exact
    with pytest.raises(dg.DiagractionError, match=r"end it in"):
        NET.save(tmp_path / "net.txt")


def test_too_large():
    """A tensor with 10^8 entries is not made unasked, and the message has its size."""
    action = dg.lattice_theory([10, 10], seed=1)
    with pytest.raises(dg.DiagractionError, match=r"A\^\(4\) .* 763 MiB; \.packed\(4\)"):
        action[4]
    assert action[2].shape == (100, 100) and action.entry(7, 7, 7, 7) < 0


def test_missing():
    """Ranks that there are not are a KeyError, indices an IndexError."""
    for rank in (5, -1):
        for function in (S.__getitem__, S.packed, S.dense, S.nonzero):
            with pytest.raises(KeyError, match="the ranks are 0 to 4"):
                function(rank)
    for index in (D, -1):
        with pytest.raises(IndexError, match=f"{index}"):
            S.entry(0, index)
    with pytest.raises(KeyError):
        S.entry(*[0] * 5)


def test_protocols():
    """An action is a mapping from ranks to tensors, which can be copied and sent to another process."""
    assert 2 in S and 7 not in S
    assert [S[rank].shape for rank in S] == [np.shape(a) for a in TENSORS]
    for again in (copy.deepcopy(S), pickle.loads(pickle.dumps(S))):
        assert np.array_equal(again.packed(3), S.packed(3))
    for again in (copy.deepcopy(NET), pickle.loads(pickle.dumps(NET))):
        assert np.array_equal(again.forward(np.ones(4)), NET.forward(np.ones(4)))
