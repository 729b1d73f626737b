"""Maximum likelihood training of a quadratic network in JAX with Adam of optax: compiled epochs, as JSON on stdout."""

import argparse
import json
import time

import jax
import jax.numpy as jnp
import numpy as np
import optax


def log_density(parameters, x):
    weights, biases, chis = parameters
    d = x.shape[1]
    first = (d + 1) // 2
    for weight, bias, chi in zip(weights, biases, [*chis, None]):
        h = x @ weight.T + bias
        if chi is None:
            x = h
        else:
            products = (h[:, :first, None] * h[:, None, :first]).reshape(len(h), -1)
            x = h.at[:, first:].add(products @ chi.reshape(d - first, -1).T)
    volume = sum(jnp.linalg.slogdet(weight)[1] for weight in weights)
    return -0.5 * jnp.sum(x**2, axis=1) - d / 2 * jnp.log(2 * jnp.pi) + volume


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    parser.add_argument("--test", type=int, default=1000, help="the first rows are for testing")
    parser.add_argument("--depth", type=int, required=True)
    parser.add_argument("--epochs", type=int, default=3, help="epochs that are timed, after one that compiles")
    parser.add_argument("--batch", type=int, default=512)
    parser.add_argument("--learning-rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    samples = np.load(arguments.data).astype(np.float32)
    test, data = samples[: arguments.test], samples[arguments.test :]
    d = data.shape[1]
    first = (d + 1) // 2
    layers = arguments.depth + 1
    parameters = (
        [jnp.eye(d)] * layers,
        [jnp.zeros(d)] * layers,
        [jnp.zeros((d - first, first, first))] * arguments.depth,
    )
    used = len(data) // arguments.batch * arguments.batch
    steps = (arguments.epochs + 1) * (used // arguments.batch)
    optimizer = optax.adam(optax.cosine_decay_schedule(arguments.learning_rate, steps))
    state = optimizer.init(parameters)

    def loss(parameters, x):
        return -jnp.mean(log_density(parameters, x))

    def step(carry, x):
        parameters, state = carry
        value, slopes = jax.value_and_grad(loss)(parameters, x)
        updates, state = optimizer.update(slopes, state)
        return (optax.apply_updates(parameters, updates), state), value

    epoch = jax.jit(lambda carry, batches: jax.lax.scan(step, carry, batches))
    random = np.random.default_rng(arguments.seed)
    carry, start, compiling = (parameters, state), time.perf_counter(), 0.0
    for number in range(arguments.epochs + 1):
        order = random.permutation(len(data))[:used]
        carry, losses = epoch(carry, jnp.asarray(data[order].reshape(-1, arguments.batch, d)))
        losses.block_until_ready()
        if number == 0:
            compiling, start = time.perf_counter() - start, time.perf_counter()
    seconds = time.perf_counter() - start
    print(json.dumps({
        "compiling": compiling,
        "samples_per_second": arguments.epochs * used / seconds,
        "test": float(loss(carry[0], jnp.asarray(test))),
    }))


if __name__ == "__main__":
    main()
