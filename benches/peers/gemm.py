"""The yardstick: one matrix product (ROWS, INNER) times (INNER, ROWS) in NumPy, 64-bit floats, into memory that is
already there.

    python gemm.py --rows 5050 --inner 200
"""

import argparse
import json
import time

import numpy as np


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=5050)
    parser.add_argument("--inner", type=int, default=200)
    parser.add_argument("--repeat", type=int, default=5)
    given = parser.parse_args()
    generator = np.random.default_rng(1)
    a, b = generator.normal(size=(given.rows, given.inner)), generator.normal(size=(given.inner, given.rows))
    out = np.zeros((given.rows, given.rows))
    seconds = []
    for _ in range(given.repeat):
        start = time.perf_counter()
        np.matmul(a, b, out=out)
        seconds.append(time.perf_counter() - start)
    flops = 2 * given.rows**2 * given.inner
    print(json.dumps({"inside": min(seconds), "flops per second": flops / min(seconds)}))


if __name__ == "__main__":
    main()
