"""Arrays of every layout and type of numbers, and those that are refused."""

import diagraction as dg
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

D = 3


def unaligned(a):
    """The same numbers at an odd address."""
    bytes_ = b"-" + np.ascontiguousarray(a).tobytes()
    return np.frombuffer(bytes_, dtype=a.dtype, offset=1).reshape(a.shape)


def spread(a):
    """Every other number of a larger array, backwards."""
    large = np.full([2 * n + 1 for n in a.shape], np.nan)
    part = large[tuple(slice(1, None, 2) for _ in a.shape)][..., ::-1]
    part[...] = a
    return part


def read_only(a):
    """Numbers that nobody may write to."""
    copy = a.copy()
    copy.flags.writeable = False
    return copy


FORMS = {
    "C order": np.ascontiguousarray,
    "Fortran order": np.asfortranarray,
    "strides": spread,
    "read-only": read_only,
    "unaligned": unaligned,
    "float16": lambda a: a.astype(np.float16),
    "float32": lambda a: a.astype(np.float32),
    "long double": lambda a: a.astype(np.longdouble),
    "big-endian": lambda a: a.astype(">f8"),
    "integers": lambda a: a.astype(np.int64),
    "small integers": lambda a: a.astype(">i2"),
    "truth values": lambda a: a > 0,
}
small = st.floats(-2, 2, width=32)
rows = st.integers(0, 4).flatmap(lambda n: arrays(np.float64, (n, D), elements=small))


NET = dg.random_network(D, 1, seed=1)
ACTION = NET.action()


@pytest.mark.parametrize("form", FORMS)
@given(x=rows)
def test_points(form, x):
    """Points of any layout give what their copy as 64-bit floats gives, to the last bit, and stay as they are."""
    points = FORMS[form](x)
    before = points.tobytes()
    for function in (NET.forward, NET.inverse, NET.log_density, ACTION.value, ACTION.hessian):
        found = function(points)
        assert found.tobytes() == function(np.array(points, dtype=float, order="C")).tobytes()
        assert len(found) == len(x)
    assert points.tobytes() == before


@pytest.mark.parametrize("form", FORMS)
def test_one_point(form):
    """A vector is one point, and the result has no axis for it."""
    point = FORMS[form](np.array([0.5, -1, 2]))
    assert np.array_equal(NET.forward(point), NET.forward(np.array([point], dtype=float))[0])
    assert ACTION.value(point) == ACTION.value(np.array([point], dtype=float))[0]
    assert np.shape(ACTION.value(point)) == ()


square, vector = arrays(np.float64, (D, D), elements=small), arrays(np.float64, D, elements=small)
couplings = arrays(np.float64, (1, 2, 2), elements=small)


@pytest.mark.parametrize("form", FORMS)
@given(first=square, second=square, b=vector, chi=couplings)
def test_networks(form, first, second, b, chi):
    """A network of arrays of any layout is that of their copies."""
    change = FORMS[form] if form != "truth values" else np.asarray
    given_ = [change(a) for a in (first + 8 * np.eye(D), second + 8 * np.eye(D), b, chi)]
    copies = [np.array(a, dtype=float, order="C") for a in given_]
    found, expected = [
        dg.Network.from_arrays([(w1, b1), (w2, b1)], [c]) for w1, w2, b1, c in (given_, copies)
    ]
    x = np.linspace(-1, 1, 2 * D).reshape(2, D)
    assert found.forward(x).tobytes() == expected.forward(x).tobytes()
    assert all(np.array_equal(a, c) for a, c in zip(given_, copies, strict=True))
    assert np.array_equal(found.linear[0][0], copies[0]) and np.array_equal(found.chi[0], copies[3])


@pytest.mark.parametrize("form", FORMS)
@given(a=arrays(np.float64, (D, D, D), elements=small))
def test_actions(form, a):
    """An action of arrays of any layout is that of their copies."""
    tensor = FORMS[form](a)
    found, expected = [
        dg.Action.from_arrays(0, np.zeros(D), np.eye(D), t) for t in (tensor, np.array(tensor, dtype=float, order="C"))
    ]
    assert found.packed(3).tobytes() == expected.packed(3).tobytes()


def test_lists_and_pairs():
    """Lists are arrays, and a layer may be a list of two."""
    assert np.array_equal(NET.forward([[1, 2, 3]]), NET.forward(np.array([[1.0, 2.0, 3.0]])))
    assert dg.Network.from_arrays([[np.eye(2), [0, 0]]]).dimension == 2


@pytest.mark.parametrize("bad, word", [(np.nan, "NaN"), (np.inf, "inf"), (-np.inf, "-inf")])
def test_not_finite(bad, word):
    """The message says where the number is, as the caller counts."""
    x = np.zeros((2, D))
    x[1, 2] = bad
    with pytest.raises(ValueError, match=rf"^x\[1, 2\] is {word};"):
        NET.forward(x.T.copy().T)
    with pytest.raises(ValueError, match=rf"^A\^\(2\)\[1, 2\] is {word};"):
        dg.Action.from_arrays(0, [0, 0, 0], np.vstack([x, x[:1]]))
    with pytest.raises(ValueError, match=rf"^linear\[0\] bias\[2\] is {word};"):
        dg.Network.from_arrays([(np.eye(D), x[1])])
    with pytest.raises(ValueError, match=rf"row 1, column 2 .* is {word};"):
        dg.stats(np.vstack([x, np.ones((9, D))]))


def test_not_finite_vector():
    """Of a vector the message has one index."""
    with pytest.raises(ValueError, match=r"^x\[2\] is NaN;"):
        NET.forward([0, 0, np.nan])


@pytest.mark.parametrize("dtype", [complex, object, str, "datetime64[s]"])
def test_types(dtype):
    """What are no real numbers is a TypeError that names the argument and the type."""
    x = np.zeros((1, D), dtype=int).astype(dtype)
    for function in (NET.forward, ACTION.value, ACTION.hessian):
        with pytest.raises(TypeError, match="^x has dtype .*; give real numbers"):
            function(x)
    with pytest.raises(TypeError, match=r"^linear\[0\] weight has dtype"):
        dg.Network.from_arrays([(x, np.zeros(D))])
    with pytest.raises(TypeError, match="^data has dtype"):
        dg.stats(x)


def test_shapes():
    """Wrong shapes are a ValueError with the shape as Python writes it."""
    for x in (np.zeros((2, 4)), np.zeros(4)):
        with pytest.raises(ValueError, match="^x has 4 numbers a point; this has dimension 3$"):
            NET.forward(x)
    with pytest.raises(ValueError, match=r"^x has shape \(1, 1, 3\)"):
        ACTION.value(np.zeros((1, 1, D)))
    with pytest.raises(ValueError, match=r"^A\^\(1\) has 1 axes and is given with 2"):
        dg.Action.from_arrays(0, [[0, 0]])
    with pytest.raises(ValueError, match=r"an axis has length 3, where A\^\(1\) has 2"):
        dg.Action.from_arrays(0, [0, 0], np.eye(3))
    with pytest.raises(ValueError, match=r"`linear.0.bias` has shape \(2,\), expected \(3,\)"):
        dg.Network.from_arrays([(np.eye(D), np.zeros(2))])
    with pytest.raises(ValueError, match="2 linear layers"):
        dg.Network.from_arrays([(np.eye(D), np.zeros(D))] * 2)


def test_words_of_around():
    """A point of expansion that is no point and no known word is named."""
    with pytest.raises(ValueError, match="bogus.*mode"):
        NET.action(around="bogus")
