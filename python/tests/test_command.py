"""The functions give what the command gives, the script is the command, and interrupts end both."""

import subprocess
import sys
import time
import warnings

import diagraction as dg
import numpy as np
import pytest
from helpers import ENV, SCRIPT, ended, interrupted, python

MODEL, THEORY = "examples/models/lattice16.safetensors", "examples/theories/lattice16.action"
EXACT, DATA = "tests/cases/d2_L1.model.json", "examples/data/double_wells.npy"
WELLS = "examples/theories/double_well.action"

SAME = {
    "expand --depth 1 --rank 1..3": lambda: dg.expand(1, (1, 3)),
    "expand --depth 2 --dressed --rank 3 --max-chi 2": lambda: dg.expand(2, 3, dressed=True, max_chi=2),
    "expand --depth 1 --correlator 2 --loops 1": lambda: dg.expand(1, correlator=2, loops=1),
    "feynman --points 2 --loops 0..2 --ranks 3,4": lambda: dg.feynman(2, (0, 2), [3, 4]),
    "feynman --points 2 --loops 2 --self-energy --dressed": lambda: dg.feynman(2, 2, self_energy=True, dressed=True),
    f"correlators {MODEL} --order 2 --loops 1": lambda: dg.correlators(MODEL, 2, 1),
    f"correlators {EXACT} --order 1..3 --loops all --exact": lambda: dg.correlators(EXACT, (1, 3), "all", exact=True),
    f"contributions {MODEL} --rank 3": lambda: dg.contributions(MODEL, 3),
    f"contributions {MODEL} --entry 0,1": lambda: dg.contributions(MODEL, entry=[0, 1]),
    f"compare {MODEL} {THEORY} --max-rank 3": lambda: dg.compare(MODEL, THEORY, max_rank=3),
    f"stats {DATA} --order 2": lambda: dg.stats(DATA, 2),
    f"flow {MODEL} --max-rank 3": lambda: dg.flow(MODEL, 3),
    f"modes {WELLS} --starts 20": lambda: dg.modes(WELLS, starts=20),
}


@pytest.mark.parametrize("line", SAME)
def test_same_document(binary, line):
    """The document of a function is what the command prints, byte for byte."""
    code, document, _ = ended([binary, *line.split(), "--format", "json"])
    assert code == 0
    assert SAME[line]().json.encode() == document


@pytest.mark.parametrize(
    "line, code",
    [
        ("expand --depth 1", 0),
        ("expand --depth 1 --format latex", 0),
        ("feynman --points 2 --loops 1 --charset unicode", 0),
        (f"stats {DATA} --order 2", 0),
        (f"evaluate {MODEL} --max-rank 2 --format csv", 0),
        (f"compare {MODEL} {THEORY}", 0),
        ("help", 0),
        ("--help", 0),
        ("train --help", 0),
        ("--version", 0),
        ("completions bash", 0),
        (f"compare {MODEL} {WELLS}", 1),
        ("", 2),
        ("expnd", 2),
        ("expand --depth 1 --format bogus", 2),
        ("evaluate nothing.safetensors", 1),
        ("evaluate README.md", 1),
        ("expand --depth 4", 1),
    ],
)
def test_script(binary, line, code):
    """The script has the exit code, results and messages of the binary."""
    found, expected = ended([*SCRIPT, *line.split()]), ended([binary, *line.split()])
    assert found[0] == expected[0] == code
    assert found[1:] == expected[1:]


def test_closed_pipe(binary):
    """Where nobody reads on, the script ends like the binary."""
    codes = []
    for command in (SCRIPT, [binary]):
        line = [*command, "expand", "--depth", "2"]
        process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV)
        process.stdout.read(1)
        process.stdout.close()
        codes.append((process.stderr.read(), process.wait(timeout=60)))
    assert codes[0] == codes[1]


def test_interrupt(tmp_path):
    """An interrupt ends the script at once with 130, and no part of a file is left."""
    line = ["feynman", "--points=4", "--loops=0..6", "--ranks=3,4,5,6", f"--limit={10**9}"]
    code, out, _ = interrupted(
        [*SCRIPT, *line, "-o", str(tmp_path / "diagrams.json")], lambda _: time.sleep(1.5) is None
    )
    assert (code, out) == (130, b"")
    assert list(tmp_path.iterdir()) == []


def test_interrupted_function():
    """A function raises KeyboardInterrupt, soon, and other functions work after it."""
    text = """
import time
import diagraction as dg
start = None
try:
    print("begin", flush=True)
    dg.feynman(4, (0, 6), [3, 4, 5, 6], limit=10**9)
except KeyboardInterrupt:
    start = time.monotonic()
    print("interrupted", len(dg.expand(1)), dg.random_network(2, 1, seed=1).dimension)
"""

    def is_under_way(process):
        return process.stdout.readline() == b"begin\n" and time.sleep(0.5) is None

    code, out, messages = interrupted([sys.executable, "-c", text], is_under_way)
    assert (code, out) == (0, b"interrupted 21 2\n"), messages


def first_epoch(process):
    """Waits for a line about an epoch."""
    return b"epoch" in process.stdout.readline()


TRAIN = ["train", DATA, "--depth", "1", "--epochs", "100000", "--json", "-o"]


def test_interrupted_training(tmp_path):
    """Training by the script keeps the model, and ends with 130."""
    path = tmp_path / "model.safetensors"
    code, _, _ = interrupted([*SCRIPT, *TRAIN, str(path)], first_epoch)
    assert code == 130
    assert dg.Network.load(path).depth == 1
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("callback", ["show", "None"])
def test_interrupted_training_in_python(callback):
    """train gives the network so far, and says that it was interrupted."""
    text = f"""
import diagraction as dg
def show(event): print(event["event"], flush=True)
callback = {callback}
if callback is None: print("epoch", flush=True)
trained = dg.train("{DATA}", 1, epochs=100000, callback=callback)
print(trained.interrupted, trained.network.depth, len(trained.epochs) > 0)
"""

    def is_under_way(process):
        first = first_epoch(process)
        time.sleep(1.5 if callback == "None" else 0.0)
        return first

    code, out, messages = interrupted([sys.executable, "-c", text], is_under_way)
    assert code == 0, messages
    assert out.splitlines()[-1] == b"True 1 True"


def test_interrupt_within_callback():
    """Also where Python is in the callback when the interrupt comes."""
    text = f"""
import signal
import diagraction as dg
def stop(event):
    if event.get("epoch") == 2: signal.raise_signal(signal.SIGINT)
print(dg.train("{DATA}", 1, epochs=100000, callback=stop).interrupted)
"""
    assert python(text) == ["True"]


def test_failing_callback():
    """What a callback raises ends the training and comes out."""

    def fail(event):
        raise LookupError(event["event"])

    with pytest.raises(LookupError, match="epoch"):
        dg.train(DATA, 1, epochs=100000, callback=fail)
    assert len(dg.expand(1)) == 21


def failures():
    """What is refused, with words that the message is to have."""
    points, action = np.random.default_rng(1).normal(size=(300, 2)), dg.Network.load(MODEL).action(3)
    yield lambda: dg.expand(4), ["max_chi=8", "max_circles=3", "rank=(0, 4)", "limit"]
    yield lambda: dg.expand(1, rank=-1), ["-1", "rank"]
    yield lambda: dg.feynman(4, 6), ["one_particle_irreducible", "no_tadpoles"]
    yield lambda: dg.correlators(action, 2, 1), ["the given action", "loops=0", "incomplete"]
    yield lambda: dg.fit(points, support="neighbours"), ["lattice=square:4x4"]
    yield lambda: dg.reweight("examples/theories/gaussian.action", MODEL, 500), ["draws=500"]
    yield lambda: dg.stats(np.zeros(5)), ["the given data", "shape"]
    yield lambda: dg.theory("dimension 1 S = -x[0]^2 / 2 - * u"), ["the text, line 1, column 31"]
    yield lambda: dg.train(points, 1, bogus=3), ["bogus"]
    yield lambda: dg.correlators("nothing.json"), ["nothing.json: cannot be read"]


@pytest.mark.parametrize("case", range(len(list(failures()))))
def test_messages(case):
    """Messages name what was given and arguments, no options of the command and no file that nobody knows."""
    call, words = list(failures())[case]
    with pytest.raises(dg.DiagractionError) as caught:
        call()
    message = str(caught.value)
    assert [word for word in words if word not in message] == [], message
    assert not any(part in message for part in ("diagraction-", "--", "-n ", "Usage", "count prints")), message


def test_no_paths_in_results():
    """Neither documents nor tables of what is in memory name a file that is gone."""
    net = dg.random_network(2, 1, seed=3)
    points = net.sample(300)
    events = []
    dg.train(points, 1, epochs=1, callback=events.append)
    found = [dg.flow(net), dg.contributions(net), dg.compare(net, net), dg.stats(points), dg.check(net), dg.fit(points)]
    texts = [str(one) for one in found] + [getattr(one, "json", "") for one in found] + [str(events)]
    assert [text for text in texts if "diagraction-" in text.replace('"diagraction-', "")] == []
    assert [text for text in map(str, found) if "--" in text] == []


def test_warnings():
    """What there is to know about a result is a warning at the line of the caller."""
    points = np.random.default_rng(1).normal(size=(40, 2)).cumsum(axis=0)
    for call in (lambda: dg.stats(points, 1), lambda: dg.train(points, 1, epochs=1)):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            call()
        assert {one.filename for one in caught} <= {__file__}
