"""Model files of diagraction in NumPy, as 64-bit floats."""

import numpy as np
from safetensors.numpy import load_file


def load(path):
    """The weights W_1 .. W_{L+1}, the biases, and the couplings chi_1 .. chi_L, symmetric in their lower indices."""
    tensors = {key: array.astype(np.float64) for key, array in load_file(path).items()}
    depth = sum(key.startswith("chi.") for key in tensors)
    weights = [tensors[f"linear.{layer}.weight"] for layer in range(depth + 1)]
    biases = [tensors[f"linear.{layer}.bias"] for layer in range(depth + 1)]
    couplings = [tensors[f"chi.{layer}"] for layer in range(depth)]
    return weights, biases, [(chi + chi.transpose(0, 2, 1)) / 2 for chi in couplings]
