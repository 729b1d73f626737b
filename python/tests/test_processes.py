"""Forks, threads and signals: what one does says nothing to the others."""

import multiprocessing
import pickle
import signal
import threading

import numpy as np
import pytest

import diagraction as dg

X = np.random.default_rng(1).normal(size=(2000, 2)) @ [[1.0, 0.3], [0.0, 1.0]]


def ask(queue):
    try:
        queue.put(dg.stats(X, order=1)[1][0])
    except dg.DiagractionError as error:
        queue.put(str(error))


def test_a_fork_is_refused_in_words():
    dg.stats(X, order=1)
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    process = context.Process(target=ask, args=(queue,))
    process.start()
    assert "forked" in queue.get(timeout=30)
    process.join()


def test_an_exception_of_one_training_leaves_another_alone():
    ended = {}

    def stays():
        ended["stays"] = dg.train(X, 1, epochs=40, batch=20)

    def raises():
        with pytest.raises(ZeroDivisionError):
            dg.train(X, 1, epochs=40, callback=lambda event: 1 / 0)
        ended["raises"] = True

    threads = [threading.Thread(target=target) for target in (stays, raises)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ended["raises"] and not ended["stays"].interrupted
    assert ended["stays"].epochs[-1]["epoch"] == 40


def test_what_a_signal_handler_raises_arrives():
    def handler(*_):
        raise TimeoutError("too long")

    before = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 1.0)
    try:
        with pytest.raises(TimeoutError, match="too long"):
            dg.train(X, 1, epochs=100_000)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_results_can_be_sent_to_another_process():
    kappa = dg.stats(X, order=2)
    again = pickle.loads(pickle.dumps(kappa))
    assert again.json == kappa.json and str(again) == str(kappa)


def test_notes_are_warnings_at_the_line_of_the_caller():
    with pytest.warns(dg.DiagractionWarning, match="another maximum") as found:
        dg.correlators("examples/theories/oscillator.action", order=2, loops=1)
    assert found[0].filename == __file__


def test_draws_that_are_not_to_be_used_are_said():
    wells = dg.theory("dimension 1 S = 10*x[0]^2 - x[0]^4")
    with pytest.warns(dg.DiagractionWarning, match="do not use these draws"):
        assert len(dg.sample(wells, 401, seed=1)) == 401
    with pytest.raises(dg.DiagractionError, match="do not use these draws"):
        dg.sample(wells, 401, seed=1, strict=True)


def test_what_does_not_agree_does_not_hold():
    assert dg.stats(X, order=1, against=X).holds
    assert not dg.stats(X, order=1, against=X + 1).holds


def test_a_table_is_of_what_the_document_is_of():
    data = X.copy()
    kappa = dg.stats(data, order=1)
    data += 1
    assert "have changed" in str(kappa)


def test_a_range_has_two_ends():
    with pytest.raises(TypeError, match="3 numbers"):
        dg.correlators("examples/models/lattice16.safetensors", order=(1, 2, 3))
