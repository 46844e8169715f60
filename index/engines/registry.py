"""Registry of the vector engines: the only module that lists them.

To add an engine, write a module with a class that implements `index.engines.base.Engine`, and add
it to `ENGINES`.
"""

from __future__ import annotations

from pathlib import Path

from index.arrays import Matrix
from index.engines.base import Engine
from index.engines.faiss import FaissEngine
from index.errors import UnknownEngine

ENGINES: dict[str, type[Engine]] = {
    "faiss": FaissEngine,
}
"""Name of a vector engine, as the manifest of an index stores it -> its class."""


def check_engine(name: str) -> None:
    """Raise UnknownEngine when no vector engine has this name, such as "faiss"."""
    if name not in ENGINES:
        raise UnknownEngine(name, tuple(ENGINES))


def build_engine(name: str, vectors: Matrix) -> Engine:
    """Build the index of vectors with the vector engine that has a name.

    Args:
        name: name of the engine, such as "faiss".
        vectors: (n, d) float32, unit norm; row i is the vector of passage i.

    Returns:
        The engine, ready to search and to be written.

    Raises:
        UnknownEngine: when no engine has this name.
    """
    check_engine(name)
    return ENGINES[name].build(vectors)


def open_engine(name: str, folder: Path) -> Engine:
    """Open an index of vectors on disk with the vector engine that wrote it.

    Args:
        name: name of the vector engine, such as "faiss".
        folder: the folder of the files of the engine; the caller has verified their SHA-256.

    Returns:
        The engine, ready to search.

    Raises:
        UnknownEngine: when no engine has this name.
        EngineError: when the engine cannot read its files.
    """
    check_engine(name)
    return ENGINES[name].read(folder)
