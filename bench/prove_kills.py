"""Prove that killing what writes, at any moment, loses nothing and leaves nothing over.

    python -m bench.prove_kills [--reprise FICHIER] [--avant 100] [--hasard 40] [--ecritures 20]

Each operation of `bench.proofs.operations` runs in a process of its own, over a fresh state, and is
killed (SIGKILL) right before each of its operations on the file system and each of its SQL
statements in turn (a hundred of them, evenly spread, when there are more), in the middle of
writes (SIGXFSZ, at a byte of a file), and at moments drawn over the time that it takes. After each
one: each piece of what is stored is whole, the old one or the new one; the next command works and
ends where it would have; no file is left that it would not leave.

The first fault ends the proof. `--reprise` writes each kill in a file: interrupted, the proof goes
on from there, and prints the same table.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

import numpy as np

from bench.proofs import small_state
from bench.proofs.kills import Executioner, Kill, Way
from bench.proofs.operations import GIVEN, OPERATIONS, Operation
from bench.proofs.proof import Broken
from bench.proofs.small_state import State

SLACK = 1.1
"""Random moments, and sizes of files, go a little beyond those of an operation left alone."""
LOG_BYTES = 65_536
"""Least size at which a write is cut: that of SQLite's log, gone once an operation is over."""
COLUMNS = ("opération", "morts", "déjà finies", "ancien", "nouveau", "entre deux", "fautes")


class Found(StrEnum):
    """State found after a kill; between: pieces of both, each whole, which the next one ends."""

    OLD = "ancien"
    NEW = "nouveau"
    BETWEEN = "entre deux"


@dataclass(frozen=True)
class Trial:
    """One trial, as the file of a proof has it: what was killed, how, and what was found.

    operation: its name; way: of killing; rank: of the trial among those of that way, from 0;
    is_killed: False when the operation had ended; found: value of `Found`.
    """

    operation: str
    way: str
    rank: int
    is_killed: bool
    found: str

    @property
    def key(self) -> tuple[str, str, int]:
        """What the trial is of, whatever its outcome."""
        return self.operation, self.way, self.rank


@dataclass(frozen=True)
class Limits:
    """How many times each operation is killed.

    before: most operations on files and statements that it is killed before, evenly spread;
    writes: sizes at which its writes are cut; drawn: random moments; seed: of these.
    """

    before: int = 100
    writes: int = 20
    drawn: int = 40
    seed: int = 1


@dataclass(frozen=True)
class Course:
    """An operation that is left alone: what is to be compared with one that is killed.

    states: before it, after it; ends: after the next command, from each of these; names: of the
    files then, at most; count: of its operations on files and statements; seconds: that it takes;
    size: of the largest file that it writes, in bytes.
    """

    states: tuple[State, State]
    ends: tuple[State, State]
    names: Counter[str]
    count: int
    seconds: float
    size: int

    def kills(self, limits: Limits, name: str) -> Iterator[tuple[int, Kill]]:
        """Yield the kills to try, with their rank among those of their way."""
        number = min(limits.before, self.count)
        for rank, at in enumerate(_spread(1, self.count, number)):
            yield rank, Kill(Way.BEFORE, at)
        for rank, at in enumerate(_spread(0, int(self.size * SLACK), limits.writes)):
            yield rank, Kill(Way.IN_WRITE, at)
        for rank in range(limits.drawn):
            moment = random.Random(f"{limits.seed} {name} {rank}").random()  # noqa: S311
            yield rank, Kill(Way.AT_RANDOM, moment * self.seconds * SLACK)


def _spread(first: int, last: int, number: int) -> Sequence[int]:
    """Return some whole numbers from the first to the last, evenly spread."""
    spread: list[int] = np.linspace(first, last, number, dtype=int).tolist()
    return spread


class Proof:
    """A state to begin from, and processes to kill over copies of it."""

    def __init__(self, folder: Path) -> None:
        """Make the state.

        folder: empty; it holds the state and the copy in use.
        """
        self._begin, self._here = folder / "depart", folder / "ici"
        self._begin.mkdir()
        small_state.prepare(self._begin)
        self._killer = Executioner("bench.proofs.small_state", "bench.proofs.operations")

    def _renew(self) -> Path:
        """Return a folder that holds the state to begin from."""
        shutil.rmtree(self._here, ignore_errors=True)
        shutil.copytree(self._begin, self._here, True, shutil.ignore_patterns(GIVEN))
        (self._here / GIVEN).symlink_to(self._begin / GIVEN)  # only read
        return self._here

    def course(self, operation: Operation) -> Course:
        """Let an operation run alone, and then the next command, which also runs by itself.

        Args:
            operation: the operation.

        Returns:
            What it does.

        Raises:
            Broken: when it changes nothing, so that nothing would be proved.
        """
        here = self._renew()
        before, sizes = small_state.read(here), _sizes(here)
        operation.next(here)
        ended, names = small_state.read(here), small_state.names(here)
        count, seconds = self._killer.measure(partial(operation.act, self._renew()))
        after = small_state.read(here)
        written = [size for path, size in _sizes(here).items() if sizes.get(path) != size]
        if before == after:
            raise Broken(f"{operation.name} ne change rien")
        operation.next(here)
        names |= small_state.names(here)
        ends = ended, small_state.read(here)
        size = max([LOG_BYTES, *written])
        return Course((before, after), ends, names, count, seconds, size)

    def run(self, operation: Operation, course: Course, kill: Kill) -> tuple[bool, Found]:
        """Run an operation that is killed, over a fresh state; check; run the next command; check.

        Args:
            operation: the operation.
            course: what it does when it is left alone.
            kill: how it is killed.

        Returns:
            True if it was killed before its end, and the state found.

        Raises:
            Broken: when something is lost, half written or left over.
            OrientessError: when something can no longer be read.
        """
        here = self._renew()
        is_killed = self._killer.run(partial(operation.act, here), kill)
        found = _found(small_state.read(here), course.states)
        operation.next(here)
        ends = {Found.OLD: course.ends[:1], Found.NEW: course.ends[1:]}.get(found, course.ends)
        _found(small_state.read(here), (ends[0], ends[-1]))
        if left := small_state.names(here) - course.names:
            raise Broken(f"il reste {', '.join(sorted(left))}")
        return is_killed, found


def _sizes(folder: Path) -> dict[Path, int]:
    """Return the size of each file of a folder, in bytes; links are no files."""
    return {path: path.lstat().st_size for path in folder.rglob("*") if path.is_file()}


def _found(state: State, expected: tuple[State, State]) -> Found:
    """Say which of two states one is; each of its pieces must be that of the one or the other."""
    old, new = expected
    for found, whole in ((Found.OLD, old), (Found.NEW, new)):
        if state == whole:
            return found
    absent = object()
    for name in sorted({*state, *old, *new}):
        piece = state.get(name, absent)
        if piece not in (old.get(name, absent), new.get(name, absent)):
            raise Broken(f"{name} n'est ni l'ancien ni le nouveau")
    return Found.BETWEEN


def read_trials(path: Path) -> list[Trial]:
    """Read the trials of a proof that was interrupted; its last line, if it is cut, is removed.

    Args:
        path: the file, which may be absent.

    Returns:
        The trials, in order.
    """
    if not path.exists():
        return []
    whole = path.read_bytes().rpartition(b"\n")[0]
    lines = whole.splitlines()
    os.truncate(path, len(whole) + bool(lines))
    return [Trial(**json.loads(line)) for line in lines]


def prove(
    proof: Proof, operations: Iterable[Operation], limits: Limits, done: Sequence[Trial] = ()
) -> Iterator[Trial]:
    """Kill operations in every way, but for the trials already done.

    Args:
        proof: the state to begin from.
        operations: to kill.
        limits: how many times.
        done: trials of the same proof, when it was interrupted.

    Yields:
        Each new trial.

    Raises:
        Broken: at the first fault; the message says where.
    """
    known = {trial.key for trial in done}
    for operation in operations:
        course = proof.course(operation)
        for rank, kill in course.kills(limits, operation.name):
            if (operation.name, kill.way.value, rank) in known:
                continue
            try:
                is_killed, found = proof.run(operation, course, kill)
            except Exception as error:
                raise Broken(f"{operation.name}, {kill.way} ({kill.at:g}) : {error}") from error
            yield Trial(operation.name, kill.way.value, rank, is_killed, found.value)


def table(trials: Sequence[Trial]) -> str:
    """Return the table of the trials of a proof, in Markdown.

    Args:
        trials: all of them.

    Returns:
        A row for each operation, in order, one for all, then the ways of killing.
    """
    names = dict.fromkeys(trial.operation for trial in trials)
    rows = [_row(name, [each for each in trials if each.operation == name]) for name in names]
    rows.append(_row("en tout", trials))
    head = [COLUMNS, ["---"] * len(COLUMNS)]
    lines = [f"| {' | '.join(cells)} |" for cells in (*head, *rows)]
    ways = Counter(trial.way for trial in trials if trial.is_killed)
    return "\n".join([*lines, ", ".join(f"{way} : {number}" for way, number in ways.items())])


def _row(name: str, trials: Sequence[Trial]) -> tuple[str, ...]:
    killed = sum(trial.is_killed for trial in trials)
    found = Counter(trial.found for trial in trials if trial.is_killed)
    counts = (killed, len(trials) - killed, *(found[each.value] for each in Found), 0)
    return (name, *map(str, counts))


def main() -> None:
    """Run the proof, from where it was interrupted, and print its table."""
    parser = argparse.ArgumentParser(description="Tue ce qui écrit, à chaque moment.")
    parser.add_argument("--reprise", type=Path, help="où noter chaque mort, et d'où reprendre")
    parser.add_argument("--avant", type=int, default=100, help="opérations avant lesquelles tuer")
    parser.add_argument("--hasard", type=int, default=40, help="moments tirés au sort")
    parser.add_argument("--ecritures", type=int, default=20, help="écritures coupées")
    parser.add_argument("--graine", type=int, default=1)
    options = parser.parse_args()
    os.nice(10)
    logging.disable()
    limits = Limits(options.avant, options.ecritures, options.hasard, options.graine)
    with tempfile.TemporaryDirectory() as folder:
        path = options.reprise or Path(folder) / "essais.jsonl"
        trials = read_trials(path)
        proof = Proof(Path(folder))
        with path.open("a", encoding="utf-8", buffering=1) as stream:
            for trial in prove(proof, OPERATIONS, limits, trials[:]):
                stream.write(json.dumps(asdict(trial), ensure_ascii=False) + "\n")
                trials.append(trial)
    print(table(trials))


if __name__ == "__main__":
    main()
