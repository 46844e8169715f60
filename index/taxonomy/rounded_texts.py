"""Vectors of the texts of needs, rounded to 8 bits a value: all their cosines with a query.

A cosine with a rounded vector is off by .0002 (standard deviation). SimSIMD multiplies bytes by
bytes, by instructions that it chooses for the processor: a query reads a quarter of what it would
in float32 (docs/decisions/0072-back-into-faiss.md).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import simsimd
from numpy.typing import NDArray

from index.arrays import Column, Matrix

LEVELS = 127
"""Largest rounded value, of a vector and of a query."""
PARTS = ("values", "scales", "shifts", "centre")
_LEAST = np.float32(1e-9)


@dataclass(frozen=True)
class RoundedTexts:
    """The vectors of m texts, less their mean, rounded to 8 bits a value.

    values: (m, d) int8; scales: (m,) float32, by which the values of each are multiplied; shifts:
    (m,) float32, product of each vector, less the mean, with the mean; centre: (d,) float32, the
    mean.
    """

    values: NDArray[np.int8]
    scales: Column
    shifts: Column
    centre: Column

    @classmethod
    def of(cls, vectors: Matrix) -> RoundedTexts:
        """Round vectors, (m, d) float32, unit norm, maybe mapped from a file."""
        size, dimension = vectors.shape
        mean = vectors.mean(axis=0, dtype=np.float64) if size else np.zeros(dimension)
        centre = np.asarray(mean, dtype=np.float32)
        apart = vectors - centre
        scales = np.maximum(np.abs(apart).max(axis=1, initial=0.0) / np.float32(LEVELS), _LEAST)
        values = np.rint(apart / scales[:, None]).astype(np.int8)
        shifts = np.asarray(apart @ centre, dtype=np.float32)
        return cls(values, scales.astype(np.float32), shifts, centre)

    @classmethod
    def open(cls, folder: Path, name: str, read: Callable[[Path], NDArray[Any]]) -> RoundedTexts:
        """Read the files that `write` made; read: opens an array, maybe mapped in memory."""
        return cls(*(read(_path(folder, name, part)) for part in PARTS))

    def write(self, folder: Path, name: str, save: Callable[[Path, NDArray[Any]], None]) -> None:
        """Write the arrays as files; name: start of theirs; save: writes an array in a file."""
        for part in PARTS:
            save(_path(folder, name, part), getattr(self, part))

    def cosines(self, vector: Column) -> Column:
        """Return the cosines of a query with all the texts, nearly: (m,) float32.

        vector: embedding of the query, (d,) float32, unit norm.
        """
        if not len(self.scales):
            return np.zeros(0, dtype=np.float32)
        apart = vector - self.centre
        step = max(np.abs(apart).max() / np.float32(LEVELS), _LEAST)
        query = np.rint(apart / step).astype(np.int8)
        found = simsimd.cdist(query[np.newaxis], self.values, "dot")
        cosines: Column = np.asarray(found, dtype=np.float32)[0]
        cosines *= self.scales * np.float32(step)
        cosines += self.shifts
        cosines += np.float32(vector @ self.centre)
        return cosines


def _path(folder: Path, name: str, part: str) -> Path:
    return folder / f"{name}-rounded-{part}.npy"
