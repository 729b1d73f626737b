"""The torch module and the network that diagraction makes of it are the same function."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import diagraction as dg  # noqa: E402
from diagraction.torch import QuadraticNetwork  # noqa: E402


@pytest.mark.parametrize("dimension, depth", [(1, 2), (2, 1), (3, 2), (4, 2), (5, 1)])
def test_same_density(dimension, depth):
    """ln p of random parameters agrees to 1e-12, that of its action where this is complete, too."""
    torch.manual_seed(dimension)
    module = QuadraticNetwork(dimension, depth)
    x = torch.randn(7, dimension, dtype=torch.float64)
    assert torch.equal(module(x), x)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter += 0.2 * torch.randn(parameter.shape, dtype=torch.float64)
    net = module.to_diagraction()
    z, expected = module(x).detach().numpy(), module.log_prob(x).detach().numpy()
    assert np.allclose(net.forward(x.numpy()), z, rtol=1e-12, atol=1e-12)
    assert np.allclose(net.log_density(x), expected, rtol=1e-12, atol=1e-12)
    assert np.allclose(net.action().value(x), expected, rtol=1e-12, atol=1e-12)
    again = dg.Network.from_torch(module.state_dict())
    assert np.array_equal(again.forward(x), net.forward(x))


def test_single_precision():
    """Parameters of 32 bits are taken as they are."""
    net = QuadraticNetwork(4, 1, dtype=torch.float32).to_diagraction()
    assert np.array_equal(net.linear[0][0], np.eye(4))


def test_other_names():
    """Parameters of another module are refused with their names."""
    with pytest.raises(dg.DiagractionError, match="bias, weight"):
        dg.Network.from_torch(torch.nn.Linear(2, 2))
