"""The network as pure functions on a pytree {"linear": [{"weight", "bias"}, ..], "chi": [..]}."""

from __future__ import annotations

import math
from typing import Any

import jax.numpy as jnp

__all__ = ["forward", "identity", "log_prob"]

Parameters = dict[str, Any]


def identity(dimension: int, depth: int, dtype: Any = None) -> Parameters:
    """Parameters of the identity map; 64-bit floats need ``jax.config.update("jax_enable_x64", True)``."""
    first = (dimension + 1) // 2
    shape = (dimension - first, first, first)
    return {
        "linear": [
            {"weight": jnp.eye(dimension, dtype=dtype), "bias": jnp.zeros(dimension, dtype=dtype)}
            for _ in range(depth + 1)
        ],
        "chi": [jnp.zeros(shape, dtype=dtype) for _ in range(depth)],
    }


def forward(parameters: Parameters, x: Any) -> Any:
    """z = f(x) of points as rows."""
    *inner, last = parameters["linear"]
    for linear, chi in zip(inner, parameters["chi"], strict=True):
        h = x @ linear["weight"].T + linear["bias"]
        first, second = h[..., : chi.shape[1]], h[..., chi.shape[1] :]
        x = jnp.concatenate([first, second + jnp.einsum("mjk,...j,...k->...m", chi, first, first)], axis=-1)
    return x @ last["weight"].T + last["bias"]


def log_prob(parameters: Parameters, x: Any) -> Any:
    """ln p(x) of points as rows."""
    z = forward(parameters, x)
    volume = sum(jnp.linalg.slogdet(linear["weight"])[1] for linear in parameters["linear"])
    return volume - 0.5 * (z * z).sum(-1) - 0.5 * z.shape[-1] * math.log(2 * math.pi)
