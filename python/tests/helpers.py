"""Processes that the tests start."""

import os
import signal
import subprocess
import sys
import time

SCRIPT = [sys.executable, "-c", "from diagraction._command import main; raise SystemExit(main())"]
ENV = {**os.environ, "LC_ALL": "C", "MYPY_CACHE_DIR": os.devnull}


def ended(line):
    """Exit code, results and messages of a process."""
    done = subprocess.run(line, capture_output=True, env=ENV, timeout=120)
    return done.returncode, done.stdout, done.stderr


def python(text, *words):
    """The lines that a program in Python prints."""
    code, out, messages = ended([sys.executable, "-c", text, *words])
    assert code == 0, messages.decode()
    return out.decode().splitlines()


def interrupted(line, is_under_way):
    """Exit code, results and messages of a process that gets an interrupt as soon as work is under way."""
    process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV)
    end = time.monotonic() + 20
    try:
        while not is_under_way(process):
            assert process.poll() is None and time.monotonic() < end
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, messages = process.communicate(timeout=60)
    finally:
        process.kill()
    return process.returncode, out, messages
