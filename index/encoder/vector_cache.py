"""Vectors of the last texts, kept in memory alone, under digests that tell nothing of the texts."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from hashlib import blake2b
from threading import Lock

from index.arrays import Matrix

SALT_BYTES, DIGEST_BYTES = 32, 16


class VectorCache:
    """Vectors of the last texts that were encoded, at most some; safe to share between threads.

    A text is known by its BLAKE2 digest under a key drawn when the cache is made: neither the text
    nor anything that another process could compare is kept.
    """

    def __init__(self, most: int) -> None:
        """most: number of vectors kept; 0 for none."""
        self._most = most
        self._salt = secrets.token_bytes(SALT_BYTES)
        self._vectors: OrderedDict[bytes, Matrix] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        """Return the number of vectors kept."""
        return len(self._vectors)

    def get(self, text: str) -> Matrix | None:
        """Return the vector of a text, (1, d) float32; None when it is not kept."""
        if not self._most:
            return None
        digest = self._digest(text)
        with self._lock:
            vector = self._vectors.get(digest)
            if vector is not None:
                self._vectors.move_to_end(digest)
            return vector

    def keep(self, text: str, vector: Matrix) -> None:
        """Keep the vector of a text, (1, d) float32, in the place of the one unused for longest."""
        if not self._most:
            return
        vector.flags.writeable = False
        with self._lock:
            self._vectors[self._digest(text)] = vector
            while len(self._vectors) > self._most:
                self._vectors.popitem(last=False)

    def _digest(self, text: str) -> bytes:
        return blake2b(
            text.encode("utf-8", "surrogatepass"), key=self._salt, digest_size=DIGEST_BYTES
        ).digest()
