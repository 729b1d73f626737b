"""The gradient of the likelihood, checked by JAX: a few steps of plain gradient descent on all samples, in 64-bit floats.

From the identity both must come to the same parameters; differences are relative to the largest entry of each tensor."""

import argparse
import subprocess
import tempfile
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
from safetensors.numpy import load_file
from train_jax import log_density


def descend(data, depth, rate, steps):
    d = data.shape[1]
    first = (d + 1) // 2
    parameters = (
        [jnp.eye(d)] * (depth + 1),
        [jnp.zeros(d)] * (depth + 1),
        [jnp.zeros((d - first, first, first))] * depth,
    )
    slope = jax.jit(jax.grad(lambda parameters: -jnp.mean(log_density(parameters, data))))
    for _ in range(steps):
        parameters = jax.tree.map(lambda entry, g: entry - rate * g, parameters, slope(parameters))
    return parameters


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dimension", type=int, default=7)
    parser.add_argument("--samples", type=int, default=1000)
    parser.add_argument("--depth", type=int, default=3)
    parser.add_argument("--rate", type=float, default=0.02)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--diagraction", default="target/release/diagraction")
    arguments = parser.parse_args()
    jax.config.update("jax_enable_x64", True)
    random = np.random.default_rng(1)
    gaussian = random.standard_normal((arguments.samples, arguments.dimension))
    # Skewed, so that the couplings move.
    data = gaussian + 0.3 * np.roll(gaussian, 1, axis=1) ** 2
    with tempfile.TemporaryDirectory() as folder:
        samples, model = Path(folder, "data.npy"), Path(folder, "model.safetensors")
        np.save(samples, data)
        subprocess.run(
            [arguments.diagraction, "train", samples, "--depth", str(arguments.depth), "--epochs", str(arguments.steps),
             "--batch", str(arguments.samples), "--holdout", "0", "--optimizer", "sgd", "--schedule", "constant",
             "--learning-rate", str(arguments.rate), "--precision", "f64", "--quiet", "-o", model],
            check=True, stdout=subprocess.DEVNULL,
        )
        ours = load_file(model)
    weights, biases, chis = descend(jnp.asarray(data), arguments.depth, arguments.rate, arguments.steps)
    theirs = {f"linear.{layer}.weight": weight for layer, weight in enumerate(weights)}
    theirs |= {f"linear.{layer}.bias": bias for layer, bias in enumerate(biases)}
    theirs |= {f"chi.{layer}": chi for layer, chi in enumerate(chis)}
    worst = 0.0
    for name, entries in theirs.items():
        difference = float(np.abs(ours[name] - entries).max() / np.abs(entries).max())
        print(f"{name:16} {difference:.1e}   largest entry {np.abs(entries).max():.3g}")
        worst = max(worst, difference)
    print(f"largest difference {worst:.1e}")
    if worst > 1e-10:
        raise SystemExit("the gradients differ")


if __name__ == "__main__":
    main()
