"""Prove that a whole index can be loaded, whenever the process that publishes is killed.

    python -m scripts.prove_publication [--hasard 300] [--graine 1] [--dossier DOSSIER]

A process of its own publishes, or rolls back, and is killed (SIGKILL) right before each operation
on the file system in turn, in the middle of writes (SIGXFSZ, at a byte of a file), and at moments
drawn over the whole time that it takes. After each one: the current version is whole and is the
earlier one or the one being published; rollback is still possible; the next publication works and
leaves no partial file. The first failure ends the proof.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.artefact import versions
from index.artefact.content import ArtefactContent
from index.artefact.manifest import EncoderIdentity
from index.files import LOCK
from index.indexing.build import content_of
from index.indexing.text_parts import TextParts
from index.records.jsonl import parse_record
from index.records.passages import passages_of
from index.spelling.dictionary import catalogue_words
from index.spelling.table import SpellingTable
from index.text.word_set import WordSet

if TYPE_CHECKING:
    from _typeshed import HasFileno

DIMENSION = 8
IDENTITY = EncoderIdentity("preuve", "aucun", 1)
WATCHED = ("open", "os.", "shutil.", "tempfile.", "fcntl.")
"""Prefixes of the audit events that are operations on the file system."""
SIZES_CUT = 40
"""Number of sizes at which a write is cut, spread over the size of the largest file."""
TRIALS_TIMED = 5
PATIENCE_S = 60.0
SLACK = 1.1
"""Random moments go a little beyond the time that an operation takes."""

Kill = Callable[[], None]
"""Function run in the process to kill, which prepares its end."""


class Broken(Exception):
    """Failure of a proof."""


def catalogue(name: str, records: int = 6) -> ArtefactContent:
    """Make a small content: records of one name, random vectors, few words for short writes."""
    lines = (
        f'{{"type": "structure", "id": "{name}-{row}", "nom": "{name} {row}", "description": '
        f'"Un atelier qui répare des ordinateurs, numéro {row}.", "date_maj": "2026-01-15"}}'
        for row in range(records)
    )
    parsed = tuple(parse_record(line) for line in lines)
    passages = [
        passage for row, record in enumerate(parsed) for passage in passages_of(record, row, str)
    ]
    drawn = np.random.default_rng(len(name)).normal(size=(len(passages), DIMENSION))
    vectors = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)
    content = content_of(parsed, passages, vectors, partial(TextParts.of, parsed, passages))
    words = SpellingTable.of(catalogue_words([passage.text for passage in passages]))
    return replace(content, spelling=words, lexicons={"fr": WordSet(words)})


def count_operations(until: int | None = None) -> list[int]:
    """Count the operations on the file system from now on, and be killed right before one.

    Args:
        until: the rank, from 1, of that operation; None to count only.

    Returns:
        A list whose only item is the count so far.
    """
    counted = [0]

    def count() -> None:
        counted[0] += 1
        if counted[0] == until:
            os.kill(os.getpid(), signal.SIGKILL)

    def observe(event: str, _: tuple[object, ...]) -> None:
        if event.startswith(WATCHED):
            count()

    synced = os.fsync

    def sync(fd: HasFileno | int) -> None:
        count()
        synced(fd)

    os.fsync = sync
    sys.addaudithook(observe)
    return counted


def kill_before(rank: int) -> None:
    """Be killed right before an operation of this rank."""
    count_operations(rank)


def kill_in_a_write(size: int) -> None:
    """Be killed by the first file that grows beyond a size, in bytes."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def never() -> None:
    """Be killed by another process."""


def _act(home: Path, content: ArtefactContent | None, kill: Kill, started: Connection) -> None:
    """Publish a content, or roll back, in a process that is killed meanwhile."""
    kill()
    started.send_bytes(b"now")
    if content is None:
        versions.rollback(home)
    else:
        versions.publish(content, IDENTITY, home)


class Proof:
    """A folder of versions, and two catalogues that are published in it in turn."""

    def __init__(self, home: Path) -> None:
        """Publish until the number of retained versions is reached."""
        self.home = home
        self.pair = (catalogue("alpha"), catalogue("beta", 9))
        self.counts: Counter[str] = Counter()
        self._context = get_context("forkserver")
        self._context.set_forkserver_preload(["index.indexing.build", "index.artefact.versions"])
        for _ in range(versions.RETAINED_VERSIONS + 1):
            self.publish_next()

    def publish_next(self) -> None:
        """Publish the catalogue that is not current; check that no partial file is left."""
        before = versions.current_version(self.home)
        version = versions.publish(self._next(), IDENTITY, self.home).version
        retained = versions.versions(self.home)
        wanted = {versions.CURRENT, versions.HISTORY, LOCK, *retained}
        present = set(os.listdir(self.home))
        if present != wanted or len(retained) > versions.RETAINED_VERSIONS:
            raise Broken(f"il reste {sorted(present - wanted)} et {len(retained)} versions")
        if versions.current_version(self.home) != version:
            raise Broken("la publication d'après n'est pas en service")
        if before is not None and versions.earlier_versions(self.home)[0] != before:
            raise Broken("la publication d'après ne sait plus d'où elle vient")

    def _next(self) -> ArtefactContent:
        """Return the catalogue that is not current."""
        version = versions.current_version(self.home)
        if version is None:
            return self.pair[0]
        current = versions.read(self.home, version).content.records
        return self.pair[tuple(current) == self.pair[0].records]

    def run(self, rolls_back: bool, kill: Kill, after_s: float | None = None) -> bool:
        """Publish or roll back in a process that is killed; check; publish the next.

        Args:
            rolls_back: True to roll back, False to publish.
            kill: prepares the end of the process from inside.
            after_s: seconds before it is killed from outside; None not to kill it so.

        Returns:
            True if it was killed before its end.

        Raises:
            Broken: when the state of the disk is wrong.
        """
        before = versions.current_version(self.home)
        earlier = versions.earlier_versions(self.home)[0]
        content = None if rolls_back else self._next()
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_act, args=(self.home, content, kill, theirs))
        process.start()
        theirs.close()
        ours.recv_bytes()
        if after_s is not None:
            time.sleep(after_s)
            process.kill()
        process.join(PATIENCE_S)
        if process.exitcode not in {0, -signal.SIGKILL, -signal.SIGXFSZ}:
            raise Broken(f"le processus a fini par {process.exitcode}")
        self._check(before, earlier, content)
        self.publish_next()
        return process.exitcode != 0

    def _check(self, before: str | None, earlier: str, content: ArtefactContent | None) -> None:
        """Check that the current version is whole and one of those expected, and can be left."""
        now = versions.current_version(self.home)
        if now is None or before is None:
            raise Broken("plus rien n'est en service")
        opened = versions.read(self.home, now)
        if now == before:
            self.counts["l'ancienne en service"] += 1
            back = earlier
        else:
            self.counts["la nouvelle en service"] += 1
            back = before if content is not None else versions.earlier_versions(self.home)[0]
            if content is None and now != earlier:
                raise Broken(f"{now} en service au lieu de {earlier}")
            if content is not None and tuple(opened.content.records) != content.records:
                raise Broken(f"{now} n'a pas les fiches publiées")
        if versions.earlier_versions(self.home)[0] != back:
            raise Broken(f"on ne peut plus revenir à {back}")
        versions.read(self.home, back)

    def window_s(self, rolls_back: bool) -> float:
        """Return the median time of publishing, or rolling back, in seconds."""
        taken = []
        for _ in range(TRIALS_TIMED):
            start = time.perf_counter()
            if rolls_back:
                versions.rollback(self.home)
            else:
                versions.publish(self._next(), IDENTITY, self.home)
            taken.append(time.perf_counter() - start)
            self.publish_next()
            self.publish_next()
        return sorted(taken)[TRIALS_TIMED // 2]

    def largest(self) -> int:
        """Return the size of the largest file of the current version, in bytes."""
        folder = self.home / versions.CURRENT
        return max(path.stat().st_size for path in folder.iterdir())


def trials(
    proof: Proof, rolls_back: bool, drawn: int, seed: int, step: int = 1
) -> Iterator[tuple[str, bool]]:
    """Kill at each operation, in writes, then at random moments.

    Args:
        proof: folder of versions, and checks.
        rolls_back: True to roll back, False to publish.
        drawn: number of random moments.
        seed: of the random moments.
        step: 1 for each operation and each cut of a file, n for one in n.

    Yields:
        (way of killing, in French; True if killed before its end).
    """
    rank, killed = 1, True
    while killed:
        killed = proof.run(rolls_back, partial(kill_before, rank))
        yield "avant une opération", killed
        rank += step
    if not rolls_back:
        for size in np.linspace(0, proof.largest(), SIZES_CUT // step, dtype=int).tolist():
            yield "pendant une écriture", proof.run(rolls_back, partial(kill_in_a_write, size))
    window_s, moments = proof.window_s(rolls_back), random.Random(seed)  # noqa: S311
    for _ in range(drawn):
        after_s = moments.uniform(0, window_s * SLACK)
        yield "à un moment tiré au sort", proof.run(rolls_back, never, after_s)


def main() -> None:
    """Run the proof and print its counts."""
    parser = argparse.ArgumentParser(description="Tue qui publie, à chaque moment.")
    parser.add_argument("--hasard", type=int, default=300, help="moments tirés au sort")
    parser.add_argument("--graine", type=int, default=1)
    parser.add_argument("--dossier", type=Path, help="où publier (sinon un dossier temporaire)")
    options = parser.parse_args()
    os.nice(10)
    with tempfile.TemporaryDirectory(dir=options.dossier) as folder:
        proof = Proof(Path(folder) / "index")
        for rolls_back, name in ((False, "publication"), (True, "retour en arrière")):
            proof.counts.clear()
            counted: Counter[tuple[str, bool]] = Counter()
            counted.update(trials(proof, rolls_back, options.hasard, options.graine))
            ways = dict.fromkeys(how for how, _ in counted)
            killed = sum(number for (_, ended), number in counted.items() if ended)
            print(f"{name} : {killed} morts, 0 index illisible")
            for how in ways:
                print(f"  {how} : {counted[how, True]} ({counted[how, False]} déjà finies)")
            for state, number in proof.counts.items():
                print(f"  {state} : {number}")


if __name__ == "__main__":
    main()
