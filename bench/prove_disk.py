"""Prove that a full disk destroys nothing, and is reported as a full disk.

    python -m bench.prove_disk

Needs the right to mount: everything happens on a small disk in memory (tmpfs), filled but for a few
bytes. Publishing, importing, saving and restoring are tried with more and more room, a few pages at
a time, until they have enough; then every command that writes (`bench.proofs.disk_commands`). Each
time that they had not: the error names the disk and says that it is full, existing files are
unchanged, no partial file is left. The first failure ends the proof.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from bench.proofs.disk_commands import commands
from bench.proofs.full_disk import (
    BALLAST,
    DISK_BYTES,
    PAGE_BYTES,
    check_report,
    refusal,
    room,
    small_disk,
)
from bench.proofs.proof import IDENTITY, Broken
from bench.prove_artefact import whole
from index.artefact import versions
from index.errors import StoreError
from index.files import LOCK
from index.importers.pipeline import Import, write
from index.places.communes import read_communes
from index.places.gazetteer import Gazetteer
from service.auth.quotas import Quotas
from service.settings import Settings
from service.storage import backup, restore
from service.storage.sqlite_store import SqliteStore
from service.storage.store import open_store

INSERT = "INSERT INTO counter VALUES (hex(randomblob(2000)), '', '', 1, 1)"
HEADING = "id,nom,commune,code_postal,services\n"


def state_of(disk: Path) -> dict[str, str | bytes]:
    """Map each file and link of a disk to its content, or its target."""
    return {
        str(path.relative_to(disk)): os.readlink(path) if path.is_symlink() else path.read_bytes()
        for path in sorted(disk.rglob("*"))
        if (path.is_symlink() or path.is_file()) and path.name not in {BALLAST, LOCK}
    }


def until_it_fits(disk: Path, act: Callable[[], object], step: int = 1) -> int:
    """Try with more and more room, until there is enough.

    Args:
        disk: its mount point.
        act: operation that is tried.
        step: pages of room added each time.

    Returns:
        Number of times that the room was not enough.

    Raises:
        Broken: when an error is not reported as that of a full disk, or changed a file, or there is
            never enough room.
    """
    before = state_of(disk)
    for pages in range(0, DISK_BYTES // PAGE_BYTES, step):
        try:
            with room(disk, pages * PAGE_BYTES):
                act()
        except (OSError, StoreError) as error:
            check_report(error, disk)
            if state_of(disk) != before:
                changed = {*state_of(disk).items()} ^ {*before.items()}
                raise Broken(f"il reste {sorted(name for name, _ in changed)}") from error
        else:
            return pages // step
    raise Broken("un disque entier ne suffit pas")


def csv_of(path: Path, rows: int) -> Path:
    """Write a file of places, as producers publish them; return its path."""
    lines = (f"{row},Lieu {row},Lille,59000,\n" for row in range(rows))
    path.write_text(HEADING + "".join(lines), encoding="utf-8")
    return path


def publications(disk: Path, step: int) -> int:
    """Publish over an existing version; count the refusals."""
    home = disk / "index"
    versions.publish(whole("ancien", 4), IDENTITY, home)
    content = whole("nouveau", 6)
    return until_it_fits(disk, lambda: versions.publish(content, IDENTITY, home), step)


def imports(disk: Path, elsewhere: Path, step: int, gazetteer: Gazetteer) -> int:
    """Import over an earlier import, the services buffered on the same disk; count the refusals."""
    target = disk / "imports" / "lieux.jsonl"
    write(Import(csv_of(elsewhere / "avant.csv", 3)), gazetteer, target)
    places, services = csv_of(elsewhere / "lieux.csv", 200), elsewhere / "services.json"
    rows = (f'{{"structure_id": "{row}", "nom": "Atelier {row}"}}' for row in range(200))
    services.write_text(f"[{','.join(rows)}]", encoding="utf-8")
    wanted = Import(places, services)
    with patch("tempfile.tempdir", str(disk)):
        return until_it_fits(disk, lambda: write(wanted, gazetteer, target), step)


def stores(disk: Path) -> int:
    """Write to the store, whose rows must stay and be readable meanwhile; count the refusals."""
    store = SqliteStore(disk / "orientess.sqlite3")
    with store.writing() as connection:
        connection.exec_driver_sql(INSERT)
    refused = 0
    for pages in range(40):
        with room(disk, pages * PAGE_BYTES):
            try:
                with store.writing() as connection:
                    connection.exec_driver_sql(INSERT)
            except StoreError as error:
                check_report(error, disk)
                refused += 1
        with store.reading() as connection:
            rows = connection.exec_driver_sql("SELECT count(*) FROM counter").scalar_one()
            if rows != 1 + pages + 1 - refused:
                raise Broken(f"{rows} lignes gardées après {refused} refus sur {pages + 1}")
    return refused


def backups(disk: Path, elsewhere: Path, step: int) -> int:
    """Back up, to the disk, folders that are elsewhere, beside an earlier backup."""
    settings = Settings(var=elsewhere / "var", data=elsewhere / "data")
    versions.publish(whole("ancien", 4), IDENTITY, settings.index_home)
    with open_store(settings).writing() as connection:
        for _ in range(60):
            connection.exec_driver_sql(INSERT)
    backup.save(settings, disk / "avant.tar.gz")
    return until_it_fits(disk, lambda: backup.save(settings, disk / "apres.tar.gz"), step)


def restorations(disk: Path, elsewhere: Path, step: int) -> int:
    """Restore a backup that is elsewhere to folders on the disk."""
    made = Settings(var=elsewhere / "var", data=elsewhere / "data")
    saved = backup.save(made, elsewhere / "sauf.tar.gz").path
    here = Settings(var=disk / "var", data=disk / "data")
    versions.publish(whole("nouveau", 6), IDENTITY, here.index_home)
    return until_it_fits(disk, lambda: restore.restore(here, saved, replace=True), step)


def quotas(disk: Path) -> int:
    """Count requests against a quota: on a full disk they are let through."""
    refused = 0
    for pages in range(0, 40, 4):
        path = disk / f"quotas-{pages}.sqlite3"
        with room(disk, pages * PAGE_BYTES):
            allowance = asyncio.run(Quotas("", path).take("preuve", 1))
        if not allowance.allowed:
            raise Broken("une requête est refusée parce que le disque est plein")
        refused += not allowance.limit
    return refused


def main() -> None:
    """Run the proof and print its counts."""
    argparse.ArgumentParser(description="Remplit le disque sous ce qui écrit.").parse_args()
    os.nice(10)
    logging.disable()
    if refused := refusal():
        raise SystemExit(refused)
    gazetteer = Gazetteer(read_communes(Settings().communes))
    proofs: dict[str, Callable[[Path, Path], int]] = {
        "publication : l'index d'avant reste": lambda disk, _: publications(disk, 4),
        "import : celui d'avant reste": lambda disk, there: imports(disk, there, 1, gazetteer),
        "base : ce qui y est reste, et se lit": lambda disk, _: stores(disk),
        "sauvegarde : celle d'avant reste": lambda disk, there: backups(disk, there, 1),
        "restauration : rien n'est touché": lambda disk, there: restorations(disk, there, 8),
        "quotas : les requêtes passent": lambda disk, _: quotas(disk),
    }
    with tempfile.TemporaryDirectory() as folder:
        elsewhere = Path(folder) / "ailleurs"
        elsewhere.mkdir()
        for name, prove in proofs.items():
            with small_disk(Path(folder) / "disque") as disk:
                print(f"{prove(disk, elsewhere):>4} disques pleins ; {name}", flush=True)
        for operation, number in commands(elsewhere):
            print(f"{number:>4} disques pleins ; {operation.name} : rien n'est touché", flush=True)


if __name__ == "__main__":
    main()
