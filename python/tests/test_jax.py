"""The functions for JAX and the network that diagraction makes of their parameters are the same."""

import numpy as np
import pytest

jax = pytest.importorskip("jax")

import diagraction as dg  # noqa: E402
from diagraction.jax import forward, identity, log_prob  # noqa: E402


@pytest.fixture(autouse=True)
def in_64_bits():
    """JAX has 32 bits unless told otherwise."""
    jax.config.update("jax_enable_x64", True)


@pytest.mark.parametrize("dimension, depth", [(1, 2), (2, 1), (3, 2), (4, 2), (5, 1)])
def test_same_density(dimension, depth):
    """ln p of random parameters agrees to 1e-12, that of its action where this is complete, too."""
    random = np.random.default_rng(dimension)
    x = random.normal(size=(7, dimension))
    parameters = identity(dimension, depth)
    assert np.array_equal(forward(parameters, x), x)
    parameters = jax.tree.map(lambda leaf: leaf + 0.2 * random.normal(size=leaf.shape), parameters)
    net = dg.Network.from_jax(parameters)
    expected = np.asarray(log_prob(parameters, x))
    assert np.allclose(net.forward(x), forward(parameters, x), rtol=1e-12, atol=1e-12)
    assert np.allclose(net.log_density(x), expected, rtol=1e-12, atol=1e-12)
    assert np.allclose(net.action().value(x), expected, rtol=1e-12, atol=1e-12)


def test_jax_arrays_are_points():
    """A JAX array is accepted like any other, and one point may come without its axis."""
    parameters = identity(3, 1)
    net = dg.Network.from_jax(parameters)
    point = jax.numpy.arange(3.0)
    assert np.array_equal(net.forward(point), [0, 1, 2])
    assert np.isclose(log_prob(parameters, point), net.log_density(point), rtol=1e-14)
    assert np.isfinite(jax.grad(lambda p: log_prob(p, point))(parameters)["chi"][0]).all()
