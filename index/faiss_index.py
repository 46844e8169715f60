"""Indexes of FAISS as files, and the rows that a search of one is restricted to."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np

from index.arrays import Rows

WRITTEN_BYTES = 1 << 20
"""Bytes of an index that are written at once."""
LISTED_SHARE = 0.01
"""Share of the rows up to which those that may be returned are listed: bits for all of them would
take more time to make than the search."""


def write_index(index: faiss.Index, path: Path) -> None:
    """Write an index into a file.

    Args:
        index: of FAISS.
        path: of the file.

    Raises:
        RuntimeError: when FAISS cannot serialize the index.
        OSError: when the file cannot be written; a partial file may remain.
    """
    with path.open("wb") as stream:  # FAISS itself does not see that closing a file failed
        faiss.write_index(index, faiss.PyCallbackIOWriter(stream.write, WRITTEN_BYTES))


def open_index(path: Path) -> faiss.Index:
    """Open an index, mapped in memory: processes share one copy.

    The caller must have verified the SHA-256 of the file: FAISS loads a damaged one without any
    error.

    Args:
        path: of the file.

    Returns:
        The index.

    Raises:
        ValueError: when FAISS cannot read the file.
    """
    try:
        return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    except RuntimeError as error:
        raise ValueError(f"{path} est illisible par faiss.") from error


def selector(among: Rows, size: int) -> faiss.IDSelector:
    """Return the selector of some rows of `size`: their list, or bits when they are many."""
    if len(among) <= LISTED_SHARE * size:
        return faiss.IDSelectorBatch(among)
    bits = np.zeros(size, dtype=np.bool_)
    bits[among] = True
    return faiss.IDSelectorBitmap(np.packbits(bits, bitorder="little"))
