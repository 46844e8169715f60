"""Full disk: a small one in memory (tmpfs), filled but for a few bytes, and what is said of it."""

from __future__ import annotations

import errno
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.proofs.proof import Broken
from index.errors import StoreError
from index.messages import in_french

DISK_BYTES, PAGE_BYTES = 16_000_000, 4096
BALLAST = "lest"
FULL, DEFECTIVE = "un disque plein", "un disque en défaut"
"""SQLite reports the latter when even the index of its write-ahead log (32 kB) has no room."""


@contextmanager
def small_disk(folder: Path, size: int = DISK_BYTES) -> Iterator[Path]:
    """Mount a disk in memory.

    Args:
        folder: mount point; made if absent.
        size: of the disk, in bytes.

    Yields:
        The folder.

    Raises:
        CalledProcessError: when mounting is refused.
    """
    folder.mkdir(parents=True, exist_ok=True)
    command = ("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder))
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603
    try:
        yield folder
    finally:
        subprocess.run(("umount", "--lazy", str(folder)), check=True)  # noqa: S603, S607


def refusal() -> str:
    """Return the reason, in French, why no disk can be mounted here; "" when one can."""
    try:
        with tempfile.TemporaryDirectory() as folder, small_disk(Path(folder)):
            return ""
    except (OSError, subprocess.CalledProcessError) as error:
        return f"monter un tmpfs demande d'être root : {error}"


@contextmanager
def room(disk: Path, left: int) -> Iterator[None]:
    """Fill a disk but for some bytes.

    Args:
        disk: its mount point.
        left: bytes that stay free, in whole pages.

    Yields:
        Nothing, while it is full.
    """
    state = os.statvfs(disk)
    with (disk / BALLAST).open("wb") as ballast:
        taken = state.f_bavail * state.f_frsize - left
        if taken > 0:
            os.posix_fallocate(ballast.fileno(), 0, taken)
    try:
        yield
    finally:
        (disk / BALLAST).unlink()


def check_report(error: OSError | StoreError, disk: Path) -> None:
    """Raise `Broken` unless an error is that of a full disk, and names the disk.

    Args:
        error: the error.
        disk: mount point of the disk.

    Raises:
        Broken: when it says something else.
    """
    if isinstance(error, StoreError):
        is_reported = FULL in str(error) or DEFECTIVE in str(error)
    else:
        is_reported = error.errno == errno.ENOSPC and str(error.filename).startswith(str(disk))
        is_reported = is_reported and in_french(error) == FULL
    if not is_reported:
        raise Broken(f"un disque plein dit autrement : {error!r}") from error
