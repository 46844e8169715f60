"""Kills of a process: right before an operation that changes the disk, in a write, at a moment.

Python tells its operations by audit events. SQLite, which writes by itself, tells its statements:
a process is killed right before each of them, and in the middle of the writes between two.
"""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from typing import TYPE_CHECKING

from bench.proofs.proof import Broken

if TYPE_CHECKING:
    from _typeshed import HasFileno

CHANGES = frozenset(
    f"os.{name}" for name in (
        "chmod", "link", "mkdir", "remove", "rename", "rmdir", "symlink", "truncate", "utime",
    )
) | {"fcntl.flock", "sqlite3.connect"}  # fmt: skip
"""Audit events of what changes the disk, or takes a lock; the opening of a file to write aside."""
OPENED, TO_WRITE = "open", os.O_WRONLY | os.O_RDWR | os.O_CREAT
PATIENCE_S = 60.0


class Way(StrEnum):
    """Way of killing a process; the value is its name in French."""

    BEFORE = "avant une opération"
    IN_WRITE = "pendant une écriture"
    AT_RANDOM = "à un moment tiré au sort"


@dataclass(frozen=True)
class Kill:
    """A kill: its way, and where.

    at: rank of the operation, from 1; or size in bytes of the first file that grows beyond it; or
    seconds after the beginning.
    """

    way: Way
    at: float


def count_operations(until: int | None = None) -> list[int]:
    """Count the operations that change the disk from now on, and be killed right before one.

    Args:
        until: the rank, from 1, of that operation; None to count only.

    Returns:
        A list whose only item is the count so far.
    """
    counted = [0]

    def count(_: object = None) -> None:
        counted[0] += 1
        if counted[0] == until:
            os.kill(os.getpid(), signal.SIGKILL)

    def observe(event: str, told: tuple[object, ...]) -> None:
        if event in CHANGES or (event == OPENED and _is_to_write(told)):
            count()

    synced = os.fsync

    def sync(fd: HasFileno | int) -> None:
        count()
        synced(fd)

    class Told(sqlite3.Connection):
        """Connection whose statements are counted."""

        def __init__(self, *given: object, **named: object) -> None:
            super().__init__(*given, **named)  # type: ignore[arg-type]
            self.set_trace_callback(count)

    os.fsync, sqlite3.connect = sync, partial(sqlite3.connect, factory=Told)  # type: ignore[assignment]
    sys.addaudithook(observe)
    return counted


def _is_to_write(told: tuple[object, ...]) -> bool:
    """Return whether what is told of an opening, its path, mode and flags, is one to write."""
    flags = told[2]
    return isinstance(flags, int) and bool(flags & TO_WRITE)


def kill_before(rank: int) -> None:
    """Be killed right before an operation of this rank."""
    count_operations(rank)


def kill_in_a_write(size: int) -> None:
    """Be killed by the first file that grows beyond a size, in bytes."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def _act(act: Callable[[], object], kill: Kill | None, told: Connection) -> None:
    """Act in a process that is killed meanwhile, or whose operations are counted."""
    counted = [0]
    match kill:
        case None:
            counted = count_operations()
        case Kill(Way.BEFORE, at):
            kill_before(int(at))
        case Kill(Way.IN_WRITE, at):
            kill_in_a_write(int(at))
    told.send(0)
    act()
    if kill is None:
        told.send(counted[0])


class Executioner:
    """What makes processes, each a copy of one that has read its modules, and kills them."""

    def __init__(self, *preloaded: str) -> None:
        """preloaded: names of the modules that all need."""
        self._context = get_context("forkserver")
        self._context.set_forkserver_preload([*preloaded])

    def run(self, act: Callable[[], object], kill: Kill) -> bool:
        """Act in a process that is killed; return True if it was before its end.

        Args:
            act: function that can be pickled.
            kill: how the process is killed.

        Returns:
            False when it had ended, all done.

        Raises:
            Broken: when the process ends by itself with an error.
        """
        process, told = self._started(act, kill)
        if kill.way is Way.AT_RANDOM:
            time.sleep(kill.at)
            process.kill()
        process.join(PATIENCE_S)
        told.close()
        if process.exitcode not in {0, -signal.SIGKILL, -signal.SIGXFSZ}:
            raise Broken(f"le processus a fini par {process.exitcode}")
        return process.exitcode != 0

    def measure(self, act: Callable[[], object]) -> tuple[int, float]:
        """Act in a process that is not killed; return its number of operations, and its seconds.

        Args:
            act: function that can be pickled.

        Returns:
            The number of the operations that change the disk, and the time that they took.

        Raises:
            Broken: when the process ends with an error.
        """
        process, told = self._started(act, None)
        start = time.perf_counter()
        try:
            count: int = told.recv()
        except EOFError as error:
            raise Broken("sans être tué, le processus n'aboutit pas") from error
        taken_s = time.perf_counter() - start
        process.join(PATIENCE_S)
        return count, taken_s

    def _started(
        self, act: Callable[[], object], kill: Kill | None
    ) -> tuple[ForkServerProcess, Connection]:
        """Start a process, and wait until it begins to act."""
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_act, args=(act, kill, theirs))
        process.start()
        theirs.close()
        ours.recv()
        return process, ours
