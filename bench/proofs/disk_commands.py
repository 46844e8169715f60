"""Commands that write, run on a full disk: it is said, and nothing is lost nor half written."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import patch

from bench.proofs import small_state
from bench.proofs.full_disk import DEFECTIVE, FULL, PAGE_BYTES, check_report, room, small_disk
from bench.proofs.operations import (
    EXPORT,
    OPERATIONS,
    PLACE,
    TEMPORARY,
    Operation,
    Refused,
    command,
    orientess,
    settings_of,
)
from bench.proofs.proof import Broken
from index.errors import StoreError
from index.files import LOCK
from index.taxonomy.thesaurus import Thesaurus
from service.auth.keys import Keys
from service.feedback.opinions import Feedback, Judgement, Opinion
from service.feedback.reports import REASONS, Report, Reports
from service.storage.store import open_store

STORE = "var/orientess.sqlite3"
OTHER, SET = "autre", "ensemble"
"""Names of another service, which has no index, and of a set of judged opinions."""


def _rotate(folder: Path) -> None:
    (key,) = Keys(open_store(settings_of(folder))).all()
    orientess(folder, "keys", "rotate", key.id)


def _retain(folder: Path) -> None:
    last = Feedback(open_store(settings_of(folder))).all()[-1]
    orientess(folder, "feedback", "judge", str(last.number), "retenu")


def _build(folder: Path) -> None:
    """Build the index of another service: this one's is by meaning."""
    orientess(folder / OTHER, "build", "--mots")


COMMANDS = (
    *OPERATIONS,
    Operation("export de lieux", command("export", "mediation-numerique", f"@{EXPORT}")),
    Operation("clé créée", command("keys", "create", "--nom", "Autre")),
    Operation("clé remplacée", _rotate),
    Operation("signalement lu", command("reports", "mark", "1", "lu")),
    Operation("signalements effacés", command("reports", "purge", "--jours", "0")),
    Operation("avis retenu", _retain),
    Operation("avis effacés", command("feedback", "purge", "--jours", "0")),
    Operation("ensemble jugé", command("feedback", "pairs", f"@{SET}")),
    Operation("copie du stockage", command("store", "copy", f"@{STORE}", f"@{OTHER}.sqlite3")),
    Operation("index par les mots", _build),
)
"""The operations that are killed elsewhere, and the other commands that write."""
ROOMS = (0, 1, 2, 3, *(4 << power for power in range(14)))
"""Pages of room with which a command is tried."""
_STAYS = re.compile(
    rf"/{re.escape(LOCK)}$|^{PLACE}/VERSION|^var/index/.incoming"
    rf"|^{OTHER}/var(/index(/vectors.*)?)?$|^{OTHER}.sqlite3|^{SET}"
)
"""What a refusal may leave for the next try: locks, files sent or fetched whole, vectors, a store
without a row, files of a set of which each is whole.
"""
STATE_DISK_BYTES = 128_000_000


def furnish(folder: Path) -> None:
    """Make a state, with what the other commands change: opinions and a report, two months old."""
    small_state.prepare(folder)
    store = open_store(settings_of(folder))
    (folder / OTHER / TEMPORARY).mkdir(parents=True)
    shutil.copytree(folder / "data", folder / OTHER / "data", symlinks=True)
    opinions = Feedback(store, _two_months_ago)
    need = next(iter(Thesaurus.read(settings_of(folder).needs).needs))
    for words in ("réparer un vélo", "apprendre à coder"):
        opinions.add(Opinion("fiche-1", need, useful=True, words=words))
    opinions.judge([opinions.all()[0].number], Judgement.RETAINED)
    Reports(store, _two_months_ago).add(Report("fiche-2", next(iter(REASONS))))


def _two_months_ago() -> date:
    return date.today() - timedelta(days=60)


def refusals(disk: Path, begin: Path, operation: Operation) -> int:
    """Run a command on a disk with more and more room, until it has enough.

    Args:
        disk: its mount point.
        begin: a state, elsewhere, that is copied to the disk first.
        operation: what is run.

    Returns:
        Number of times that the room was not enough.

    Raises:
        Broken: when what it says is not that the disk is full, or something was lost, half written
            or left.
    """
    here = disk / "etat"
    shutil.rmtree(here, ignore_errors=True)
    shutil.copytree(begin, here, symlinks=True)
    before, names = small_state.read(here), small_state.names(here)
    for refused, pages in enumerate(ROOMS):
        try:
            with room(disk, pages * PAGE_BYTES):
                operation.act(here)
        except Refused as error:
            _check_told(error, disk)
        except (OSError, StoreError) as error:
            check_report(error, disk)
        else:
            return refused
        if small_state.read(here) != before:
            raise Broken(f"{operation.name} : ce qui était là a changé")
        left = small_state.names(here) - names
        if lost := [name for name in left if not _STAYS.search(name)]:
            raise Broken(f"{operation.name} : il reste {', '.join(sorted(lost))}")
    raise Broken(f"{operation.name} : un disque entier ne suffit pas")


def _check_told(error: Refused, disk: Path) -> None:
    """Raise `Broken` unless a command says, in French, what disk is full, without a trace."""
    told = error.told
    is_named = str(disk) in told or ".sqlite3" in told
    is_full = any(words in told for words in (FULL, DEFECTIVE, "et le disque de"))
    if error.status != 1 or not (is_named and is_full) or "Traceback" in told:
        raise Broken(f"un disque plein dit autrement ({error.status}) : {told}") from error


def commands(folder: Path) -> Iterator[tuple[Operation, int]]:
    """Run every command that writes on a full disk, and then with more room.

    Args:
        folder: empty, on another disk.

    Yields:
        Each command, and the number of times that the room was not enough.
    """
    begin = folder / "depart"
    begin.mkdir()
    furnish(begin)
    with (
        small_disk(folder / "petit", STATE_DISK_BYTES) as disk,
        patch("index.publication.fetcher.FREE_BYTES", 0),
    ):
        for operation in COMMANDS:
            yield operation, refusals(disk, begin, operation)
