"""The coefficients A^(1) .. A^(K) by nested automatic differentiation in JAX, 64-bit floats.

    A^(k) = (1/k!) d^k S / dx^k at x = 0

The gradient is taken in reverse mode, every further derivative in forward mode (jacfwd). XLA tells the memory of the
compiled program before it is run; a program that needs more than --memory GB is not run. A limit on the address space
stands behind this.

    python extract_jax.py MODEL --rank 4 -o action.npz

Prints one line of JSON: the seconds of compiling and running, or the bytes that were refused.
"""

import argparse
import json
import math
import resource
import time

import numpy as np

from model import load


def build(rank):
    """A function of the parameters that gives the derivatives of S at the origin up to a rank."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)

    def action(x, weights, biases, couplings):
        first = (len(x) + 1) // 2
        for layer, (weight, bias) in enumerate(zip(weights, biases)):
            x = weight @ x + bias
            if layer < len(couplings):
                half = x[:first]
                x = x.at[first:].add((couplings[layer] @ half) @ half)
        return -x @ x / 2

    derivatives = [jax.grad(action)]
    for _ in range(rank - 1):
        derivatives.append(jax.jacfwd(derivatives[-1]))

    def all_ranks(weights, biases, couplings):
        origin = jnp.zeros(len(biases[0]))
        return [derivative(origin, weights, biases, couplings) for derivative in derivatives]

    return jax.jit(all_ranks)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("--rank", type=int, default=4)
    parser.add_argument("--memory", type=float, default=12, help="GB that the program may take")
    parser.add_argument("-o", "--output")
    given = parser.parse_args()
    limit = int(given.memory * 1e9)
    resource.setrlimit(resource.RLIMIT_AS, (limit + 8 * 10**9,) * 2)

    parameters = load(given.model)
    start = time.perf_counter()
    program = build(given.rank).lower(*parameters).compile()
    report = {"compile": time.perf_counter() - start}
    memory = program.memory_analysis()
    needed = memory.temp_size_in_bytes + memory.output_size_in_bytes
    if needed > limit:
        print(json.dumps(report | {"refused": needed}))
        return
    start = time.perf_counter()
    tensors = [np.asarray(tensor) for tensor in program(*parameters)]
    report["inside"] = time.perf_counter() - start
    if given.output:
        named = {f"A{rank}": tensor / math.factorial(rank) for rank, tensor in enumerate(tensors, 1)}
        np.savez(given.output, **named)
    print(json.dumps(report))


if __name__ == "__main__":
    main()
