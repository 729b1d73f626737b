"""Mixtures: the density, its cumulants and maxima, and errors of components."""

import numpy as np

import diagraction as dg


def test_a_mixture_is_one_density_with_several_theories(tmp_path):
    trained = dg.train("examples/data/double_wells.npy", 1, components=4, epochs=1, errors=2)
    mixture = trained.network
    assert len(mixture.components) == 4 and np.isclose(mixture.weights.sum(), 1)
    # By a sum over a grid, which knows no network.
    line = np.linspace(-6, 6, 241)
    points = np.stack(np.meshgrid(line, line, indexing="ij"), axis=-1).reshape(-1, 2)
    weights = np.exp(mixture.log_density(points)) * (line[1] - line[0]) ** 2
    assert np.isclose(weights.sum(), 1, atol=1e-6)
    mean = weights @ points
    second = (points - mean).T @ (weights[:, None] * (points - mean))
    found = dg.correlators(mixture, order=(1, 2), loops="all")
    assert np.allclose(found[1], mean, atol=1e-5) and np.allclose(found[2], second, atol=1e-4)
    maxima = dg.modes(mixture, starts=50)
    assert len(maxima["modes"]) == 4
    values = mixture.log_density([mode["position"] for mode in maxima["modes"]])
    assert np.allclose(values, [mode["value"] for mode in maxima["modes"]])
    assert len(trained.errors) == 4 and trained.errors[0][2].shape == (2, 2)
    # Files beside the model are found again.
    trained._save_into(tmp_path, "wells")
    assert (tmp_path / "wells.component3.errors.npz").exists()
