"""The network as a torch module, with the parameter names that diagraction reads."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from ._network import Network

__all__ = ["QuadraticNetwork"]


class QuadraticNetwork(nn.Module):
    """z = f(x): linear layers with quadratic couplings of the first half of h onto the second, the identity at the start."""

    def __init__(self, dimension: int, depth: int, dtype: torch.dtype = torch.float64) -> None:
        super().__init__()
        self.dimension, self.depth = dimension, depth
        first = (dimension + 1) // 2
        shape = (dimension - first, first, first)
        self.linear = nn.ModuleList(nn.Linear(dimension, dimension, dtype=dtype) for _ in range(depth + 1))
        self.chi = nn.ParameterList(nn.Parameter(torch.zeros(shape, dtype=dtype)) for _ in range(depth))
        for layer in self.linear:
            nn.init.eye_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, x: Tensor) -> Tensor:
        """z of points as rows."""
        for linear, chi in zip(self.linear, self.chi, strict=False):
            h = linear(x)
            first, second = h.split([chi.shape[1], chi.shape[0]], dim=-1)
            x = torch.cat([first, second + torch.einsum("mjk,...j,...k->...m", chi, first, first)], dim=-1)
        return self.linear[-1](x)

    def log_prob(self, x: Tensor) -> Tensor:
        """ln p(x) of points as rows."""
        z = self(x)
        volume = sum(torch.linalg.slogdet(layer.weight).logabsdet for layer in self.linear)
        return volume - 0.5 * (z * z).sum(-1) - 0.5 * self.dimension * math.log(2 * math.pi)

    def to_diagraction(self) -> Network:
        """The network as diagraction has it."""
        return Network.from_torch(self)
