"""Vectors rounded to 8 bits a value: their cosines with a query, in an eighth of the time.

A cosine with a rounded vector is off by .0003 (standard deviation, docs/decisions/0064), a tenth of
what rounding the weights of the encoder changes. The scan is one product of integers, which
onnxruntime has for every processor, and neither NumPy nor FAISS has.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from index.arrays import Column, Matrix

LEVELS, QUERY_LEVELS = 127, 63
"""Largest rounded values of a vector and of a query: sums of two of their products fit in 16 bits,
which processors without VNNI keep them in."""
ROUNDED_AT_ONCE = 4_096
"""Vectors that are rounded together."""
PARTS = ("values", "scales", "shifts", "centre")
PRODUCT = (
    b"\x08\t:>\n\x18\n\x01q\n\x01v\x12\x01p"
    b'"\rMatMulInteger\x12\x01gZ\t\n\x01q\x12\x04\n\x02\x08\x02'
    b"Z\t\n\x01v\x12\x04\n\x02\x08\x03b\t\n\x01p\x12\x04\n\x02\x08\x06B\x04\n\x00\x10\x11"
)
"""Graph in the format of ONNX, p = q v: its only node is MatMulInteger, for q in uint8, v in int8
and p in int32. As bytes, since importing `onnx` takes half a second."""


@dataclass(frozen=True)
class RoundedVectors:
    """The vectors of n texts, less their mean, rounded to 8 bits a value.

    values: (d, n) int8; scales: (n,) float32, by which the values of each are multiplied; shifts:
    (n,) float32, product of each vector, less the mean, with the mean; centre: (d,) float32, the
    mean.
    """

    values: NDArray[np.int8]
    scales: Column
    shifts: Column
    centre: Column

    @classmethod
    def of(cls, vectors: Matrix) -> RoundedVectors:
        """Round vectors, (n, d) float32, maybe mapped from a file."""
        size, dimension = vectors.shape
        mean = vectors.mean(axis=0, dtype=np.float64) if size else np.zeros(dimension)
        centre = np.asarray(mean, dtype=np.float32)
        values = np.empty((dimension, size), dtype=np.int8)
        scales, shifts = np.empty(size, dtype=np.float32), np.empty(size, dtype=np.float32)
        for start in range(0, size, ROUNDED_AT_ONCE):
            part = slice(start, start + ROUNDED_AT_ONCE)
            apart = vectors[part] - centre
            scales[part] = np.maximum(np.abs(apart).max(axis=1) / LEVELS, np.float32(1e-9))
            values[:, part] = np.rint(apart / scales[part, None]).T
            shifts[part] = apart @ centre
        return cls(values, scales, shifts, centre)

    @classmethod
    def open(cls, folder: Path, name: str, read: Callable[[Path], NDArray[Any]]) -> RoundedVectors:
        """Read the files that `write` made; read: opens an array, maybe mapped in memory."""
        return cls(*(read(_path(folder, name, part)) for part in PARTS))

    def write(self, folder: Path, name: str, save: Callable[[Path, NDArray[Any]], None]) -> None:
        """Write the arrays as files; name: start of theirs; save: writes an array in a file."""
        for part in PARTS:
            save(_path(folder, name, part), getattr(self, part))

    def __len__(self) -> int:
        """Return the number of vectors."""
        return len(self.scales)

    @property
    def shape(self) -> tuple[int, int]:
        """Number of vectors, and of values in each."""
        return self.values.shape[1], self.values.shape[0]

    @cached_property
    def _sums(self) -> Column:
        """Sum of the values of each vector, times what is added to those of a query."""
        ones = np.ones(len(self.centre), dtype=np.uint8)
        return self._products(ones) * np.float32(QUERY_LEVELS + 1)

    def cosines(self, vector: Column) -> Column:
        """Return the cosines of a query with the rounded vectors, (n,) float32.

        vector: embedding of the query, (d,) float32, unit norm. With a vector v less the mean, of
        steps of rounding s, and a query q of steps t, the error has a standard deviation of
        sqrt((|v|^2 t^2 + |q|^2 s^2) / 12), as if the errors of the values were independent.
        """
        apart = vector - self.centre
        step = max(float(np.abs(apart).max(initial=0.0)), 1e-9) / QUERY_LEVELS
        query = (np.rint(apart / np.float32(step)) + (QUERY_LEVELS + 1)).astype(np.uint8)
        cosines = self._products(query)
        cosines -= self._sums
        cosines *= self.scales * np.float32(step)
        cosines += self.shifts
        cosines += np.float32(vector @ self.centre)
        return cosines

    def _products(self, query: NDArray[np.uint8]) -> Column:
        """Return the products of a rounded query, (d,), with the values: (n,) float32.

        They are exact up to 1,040 values a vector: beyond, a sum may pass 2^24, and is rounded to
        24 bits, which is less than what rounding the values costs.
        """
        if not len(self):
            return np.zeros(0, dtype=np.float32)
        (products,) = _session().run(None, {"q": query[np.newaxis], "v": self.values})
        return np.asarray(products[0], dtype=np.float32)


@lru_cache(1)
def _session() -> onnxruntime.InferenceSession:
    """Return the product of integers, on the thread that asks."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(PRODUCT, options, providers=["CPUExecutionProvider"])


def _path(folder: Path, name: str, part: str) -> Path:
    return folder / f"{name}-rounded-{part}.npy"
