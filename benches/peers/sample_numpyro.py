"""NUTS by NumPyro on the lattice theory of Eq. (33), for sample_compare.py.

The theory is read from a diagraction action in JSON that has only site terms and pairs. The last line of output is a report in
JSON: seconds of the first run, compiling included, and with --again of a second one without."""

import argparse
import json
import os
import time

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("action", help="action in JSON")
parser.add_argument("output", help="chains to write, .npy of shape (chains, draws, d)")
parser.add_argument("--draws", type=int, default=1000, help="draws of each chain")
parser.add_argument("--tune", type=int, default=1000)
parser.add_argument("--chains", type=int, default=4)
parser.add_argument("--method", choices=["vectorized", "parallel"], default="vectorized")
parser.add_argument("--again", action="store_true", help="run twice, to see how long compiling takes")
parser.add_argument("--seed", type=int, default=1)
arguments = parser.parse_args()

if arguments.method == "parallel":
    os.environ["XLA_FLAGS"] = f"--xla_force_host_platform_device_count={arguments.chains}"

import jax  # noqa: E402  after the number of devices is set
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
from numpyro.infer import MCMC, NUTS  # noqa: E402

jax.config.update("jax_enable_x64", True)


def potential(path):
    """-S(x) with the pairs as a sum over bonds: the sparse form of the theory."""
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    d = document["dimension"]
    site, bonds = {k: np.zeros(d) for k in (1, 2, 4)}, []
    for block in document["coefficients"]:
        for entry in block["entries"]:
            index, value = entry["index"], float(entry["value"])
            if len(set(index)) == 1:
                site[block["rank"]][index[0]] = value
            elif block["rank"] == 2:
                bonds.append((*index, 2 * value))
            elif index:
                raise SystemExit(f"no lattice theory: entry {index}")
    first, second = np.array([bond[:2] for bond in bonds], dtype=np.int32).T
    weight = np.array([bond[2] for bond in bonds])
    linear, square, fourth = site[1], site[2], site[4]

    def of(x):
        x2 = x * x
        couplings = jnp.sum(weight * x[first] * x[second])
        return -(jnp.sum(linear * x + square * x2 + fourth * x2 * x2) + couplings)

    return of, d


def main():
    begun = time.perf_counter()
    function, d = potential(arguments.action)
    kernel = NUTS(potential_fn=function, target_accept_prob=0.95, max_tree_depth=10, dense_mass=False)
    mcmc = MCMC(
        kernel,
        num_warmup=arguments.tune,
        num_samples=arguments.draws,
        num_chains=arguments.chains,
        chain_method=arguments.method,
        progress_bar=False,
    )
    key, start = jax.random.split(jax.random.PRNGKey(arguments.seed))
    shape = (arguments.chains, d) if arguments.chains > 1 else (d,)
    initial = jax.random.normal(start, shape)
    compiling = time.perf_counter()

    def sample():
        start = time.perf_counter()
        mcmc.run(key, init_params=initial)
        return np.asarray(mcmc.get_samples(group_by_chain=True)), time.perf_counter() - start

    draws, first = sample()
    np.save(arguments.output, draws)
    report = {"reading": compiling - begun, "first": first}
    if arguments.again:
        # What is compiled is kept: the second run only tunes and draws.
        report["again"] = sample()[1]
    print(json.dumps(report))


main()
