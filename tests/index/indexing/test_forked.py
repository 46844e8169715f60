"""Work beside a build: the same value, and the same errors, as if it were done here."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import threading

import pytest

from index.indexing import forked
from index.indexing.forked import Forked

ALONE = """
import os
from index.indexing.forked import Forked

def compute():
    return os.getpid()

def fail():
    raise ValueError("panne")

def stop():
    if os.getpid() != parent:
        os._exit(9)
    return "ici"

parent = os.getpid()
made = Forked(compute)
assert made.result() not in (parent, None)
assert made.result() == made.result()
try:
    Forked(fail).result()
except ValueError as error:
    assert str(error) == "panne"
else:
    raise AssertionError
assert Forked(stop).result() == "ici"
"""


@pytest.mark.skipif(
    "fork" not in multiprocessing.get_all_start_methods(), reason="ce système ne copie pas"
)
def test_a_process_alone_should_have_the_work_done_by_a_copy() -> None:
    code = [sys.executable, "-c", ALONE]
    done = subprocess.run(code, check=False, capture_output=True)  # noqa: S603 - ours
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_process_with_other_threads_should_do_the_work_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(forked, "threading", threading)
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert Forked(os.getpid).result() == os.getpid()
