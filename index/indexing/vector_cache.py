"""Vectors of texts, kept on disk as they are made: no text is encoded twice by the same encoder.

    var/index/vectors/.lock               held by the build that reads and adds vectors
    var/index/vectors/<encoder>/          one folder for each encoder, named by its fingerprint
        digests.bin                       SHA-256 of a text (32 bytes), for each vector
        vectors.bin                       its vector (d float32, little endian, unit norm)

Vectors are added by blocks, flushed to the disk (fsync) before their digests: a build that stops at
any moment leaves whole blocks and at most a partial tail, which the next one cuts. The folder may
be removed at any time: its texts are then encoded again.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.arrays import Mask, Matrix, Rows
from index.files import locked, map_values, naming, sync

FOLDER = "vectors"
"""Name of the folder of the cache, in that of the versions of the index."""
DIGESTS, VECTORS = "digests.bin", "vectors.bin"
DIGEST_BYTES, VALUE = 32, np.dtype("<f4")
NORM_TOLERANCE = 1e-3
"""Largest difference from 1 of the norm of a vector that is taken for a sound one."""
LEAST_USED = 0.5
"""Share of the vectors in use below which the others are removed."""
COPIED_AT_ONCE = 10_000

Digests = NDArray[np.uint8]
"""SHA-256 of texts, one in each row: (n, 32) uint8."""


def digests_of(texts: Sequence[str]) -> Digests:
    """Return the SHA-256 of n texts, in UTF-8: (n, 32) uint8."""
    joined = b"".join(sha256(text.encode()).digest() for text in texts)
    return np.frombuffer(joined, dtype=np.uint8).reshape(-1, DIGEST_BYTES)


@contextmanager
def vector_cache(home: Path, fingerprint: str, dimension: int) -> Iterator[VectorCache]:
    """Open the vectors made by an encoder; other builds wait until they are released.

    Those that nothing uses are then dropped, unless an error was raised.

    Args:
        home: folder of the versions of the index.
        fingerprint: that of the encoder, which a vector depends on besides its text.
        dimension: number of values in a vector.

    Yields:
        The cache.

    Raises:
        OSError: when the folder cannot be read or written.
    """
    name = sha256(fingerprint.encode()).hexdigest()[:16]
    with locked(home / FOLDER):
        with naming(home / FOLDER):
            cache = VectorCache(home / FOLDER / name, dimension)
        yield cache
        cache.tidy()


class VectorCache:
    """Vectors of texts by one encoder, found by the SHA-256 of the text.

    What is searched are the first 8 bytes of the digests, sorted, 16 bytes a vector in memory; the
    digests and the vectors stay in their files.
    """

    def __init__(self, folder: Path, dimension: int) -> None:
        """Open the files of a folder, created when absent; the caller holds the lock.

        A partial tail is cut. dimension: number of values in a vector.
        """
        self._folder, self._dimension = folder, dimension
        self._aside = folder.with_name(f".{folder.name}.partial")
        self._sound = folder.with_name(f".{folder.name}.whole")
        self._finish_tidying()
        folder.mkdir(parents=True, exist_ok=True)
        self._digests, self._vectors = folder / DIGESTS, folder / VECTORS
        self._cut()
        self._open()
        self._used = np.zeros(self._count, dtype=np.bool_)
        keys = keys_of(self._stored_digests)
        self._places = np.argsort(keys, kind="stable")
        self._sorted = keys[self._places]

    def __len__(self) -> int:
        """Return the number of vectors."""
        return self._count

    def find(self, digests: Digests) -> Rows:
        """Return the place of the vector of each text, -1 for one that has none: (n,) int64.

        Those found are in use: `tidy` leaves them.
        """
        places = np.full(len(digests), -1, dtype=np.int64)
        keys = keys_of(digests)
        # the last of equal digests: an earlier one was found damaged, and encoded again
        at = np.searchsorted(self._sorted, keys, side="right") - 1
        near = np.flatnonzero((at >= 0) & (self._sorted[at] == keys) if self._count else [])
        candidates = self._places[at[near]]
        same = (self._stored_digests[candidates] == digests[near]).all(axis=1)
        places[near[same]] = candidates[same]
        self._used[candidates[same]] = True
        return places

    def read(self, digests: Digests) -> tuple[Matrix, Mask]:
        """Return the vectors of texts, and which of them have one.

        Args:
            digests: (n, 32) uint8, those of the texts.

        Returns:
            The vectors (n, d) float32, 0 for a text that has none or a damaged one, and (n,) bool.
        """
        places = self.find(digests)
        found = places >= 0
        vectors = np.zeros((len(digests), self._dimension), dtype=np.float32)
        vectors[found] = self._stored_vectors[places[found]]
        norms = np.linalg.norm(vectors, axis=1)
        found &= np.abs(norms - 1) <= NORM_TOLERANCE  # false for NaN too
        vectors[~found] = 0
        return vectors, found

    def add(self, digests: Digests, vectors: Matrix) -> None:
        """Add the vectors of texts, which are on disk when this returns.

        Args:
            digests: (n, 32) uint8, those of distinct texts.
            vectors: (n, d) float32, unit norm.

        Raises:
            OSError: when they cannot be written.
        """
        _append(self._vectors, np.ascontiguousarray(vectors, dtype=VALUE))
        _append(self._digests, np.ascontiguousarray(digests))
        keys = keys_of(digests)
        order = np.argsort(keys, kind="stable")
        at = np.searchsorted(self._sorted, keys[order], side="right")
        self._sorted = np.insert(self._sorted, at, keys[order])
        self._places = np.insert(self._places, at, order + self._count)
        self._used = np.append(self._used, np.ones(len(digests), dtype=np.bool_))
        self._open()

    def tidy(self) -> None:
        """Remove the vectors not asked for since the cache was opened, when they are most of all.

        They are those of texts that no record has any more. The others are written aside, and take
        the place of all in one step; when they cannot be written, all stay, for the next build to
        tidy. The cache must not be used afterwards.
        """
        kept = np.flatnonzero(self._used)
        if len(kept) < LEAST_USED * self._count:
            with suppress(OSError):
                self._keep(kept)

    def _keep(self, kept: Rows) -> None:
        """Write the vectors at some rows aside, in the place of all."""
        shutil.rmtree(self._aside, ignore_errors=True)
        self._aside.mkdir()
        sources = ((VECTORS, self._stored_vectors), (DIGESTS, self._stored_digests))
        for name, source in sources:
            with (self._aside / name).open("wb") as stream:
                for start in range(0, len(kept), COPIED_AT_ONCE):
                    stream.write(source[kept[start : start + COPIED_AT_ONCE]].tobytes())
            sync(self._aside / name)
        sync(self._aside)
        self._aside.rename(self._sound)
        sync(self._sound.parent)
        self._finish_tidying()

    def _finish_tidying(self) -> None:
        """Give their place to the vectors written aside, if they are whole; remove them if not."""
        shutil.rmtree(self._aside, ignore_errors=True)
        if self._sound.exists():
            shutil.rmtree(self._folder, ignore_errors=True)
            self._sound.rename(self._folder)
            sync(self._folder.parent)

    def _cut(self) -> None:
        """Cut both files to the vectors that both hold whole."""
        sizes = {self._digests: DIGEST_BYTES, self._vectors: self._dimension * VALUE.itemsize}
        for path in sizes:
            path.touch()
        count = min(path.stat().st_size // size for path, size in sizes.items())
        for path, size in sizes.items():
            os.truncate(path, count * size)

    def _open(self) -> None:
        """Map both files in memory."""
        self._count = self._digests.stat().st_size // DIGEST_BYTES
        self._stored_digests = map_values(self._digests, np.uint8).reshape(-1, DIGEST_BYTES)
        self._stored_vectors = map_values(self._vectors, VALUE).reshape(-1, self._dimension)


def keys_of(digests: Digests) -> NDArray[np.uint64]:
    """Return the first 8 bytes of digests, as integers: (n,) uint64."""
    return np.ascontiguousarray(digests[:, :8]).view(np.uint64).reshape(-1)


def _append(path: Path, values: NDArray[np.generic]) -> None:
    """Add values to the end of a file, and wait until they are on disk."""
    with naming(path), path.open("ab") as stream:
        stream.write(values.tobytes())
        stream.flush()
        os.fsync(stream.fileno())
