"""Vectors that come with the data: those of texts that seldom change, needs and occupations.

They are half of the texts of our index. Each is rounded to 8 bits a value (cosine with the vector
above .9999), and found by the SHA-256 of its text, as in the cache of vectors. The file says which
encoder made them: another one encodes these texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import load_file, save_file

from index.arrays import Column, Matrix
from index.errors import InvalidWeights
from index.files import digest, write_atomically
from index.indexing.vector_cache import Digests, VectorCache, digests_of

SHIPPED, CHECKSUM = "vectors.safetensors", "vectors.sha256"
"""Names of the file of the vectors and of that of its SHA-256, beside the adapter."""
ENCODER = "encodeur"
"""Key of the fingerprint of the encoder in the metadata of the file."""
LEVELS = 127
MAX_BYTES = 12_000_000
"""Largest size of the file: it comes with the repository and with the installed package."""


@dataclass(frozen=True)
class ShippedVectors:
    """Vectors of n texts, rounded.

    digests: (n, 32) uint8, SHA-256 of the texts; values: (n, d) int8; scales: (n,) float32, by
    which the values of each are multiplied.
    """

    digests: Digests
    values: NDArray[np.int8]
    scales: Column

    @classmethod
    def of(cls, texts: Sequence[str], vectors: Matrix) -> ShippedVectors:
        """Round the vectors of distinct texts: (n, d) float32, unit norm."""
        scales = np.abs(vectors).max(axis=1) / np.float32(LEVELS)
        values = np.rint(vectors / scales[:, None]).astype(np.int8)
        return cls(digests_of(texts), values, scales.astype(np.float32))

    def vectors(self) -> Matrix:
        """Return the vectors, (n, d) float32, unit norm."""
        found = self.values.astype(np.float32) * self.scales[:, None]
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)

    def fill(self, cached: VectorCache) -> int:
        """Add to a cache the vectors that it lacks; return their number."""
        missing = cached.find(self.digests) < 0
        if missing.any():
            cached.add(self.digests[missing], self.vectors()[missing])
        return int(missing.sum())

    def write(self, folder: Path, fingerprint: str) -> None:
        """Write the file and its SHA-256.

        Args:
            folder: an existing folder.
            fingerprint: of the encoder that made the vectors.

        Raises:
            InvalidWeights: when the file would be larger than `MAX_BYTES`; nothing is written.
            OSError: when it cannot be written.
        """
        arrays: dict[str, NDArray[Any]] = {
            "digests": self.digests,
            "values": self.values,
            "scales": self.scales,
        }
        size = sum(array.nbytes for array in arrays.values())
        if size > MAX_BYTES:
            raise InvalidWeights(f"{SHIPPED} ferait {size} octets ; {MAX_BYTES} au plus.")
        save_file(arrays, folder / SHIPPED, {ENCODER: fingerprint})
        (folder / SHIPPED).chmod(0o644)
        write_atomically(folder / CHECKSUM, f"{digest(folder / SHIPPED).sha256}\n")


def read_shipped(folder: Path, fingerprint: str) -> ShippedVectors | None:
    """Read the vectors that come with the data, once their SHA-256 is verified.

    Args:
        folder: that of the adapter of the encoder.
        fingerprint: of the encoder whose vectors are wanted.

    Returns:
        The vectors; None without the file, or when another encoder made them.

    Raises:
        InvalidWeights: when the SHA-256 is absent or another, or the file cannot be read.
    """
    path = folder / SHIPPED
    if not path.exists():
        return None
    try:
        with safe_open(path, "numpy") as opened:
            if (opened.metadata() or {}).get(ENCODER) != fingerprint:
                return None
        expected = (folder / CHECKSUM).read_text(encoding="utf-8").strip()
        if digest(path).sha256 != expected:
            raise InvalidWeights(f"{SHIPPED} n'a pas l'empreinte de {CHECKSUM}.")
        tensors = load_file(path)
        return ShippedVectors(tensors["digests"], tensors["values"], tensors["scales"])
    except (OSError, KeyError, SafetensorError) as error:
        raise InvalidWeights(f"{path} est illisible.") from error
