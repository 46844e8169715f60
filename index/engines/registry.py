"""Registry of the vector engines: the only place that knows which ones exist.

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
"""Name of an engine, as the manifest of an artefact stores it -> its class."""


def check_engine(name: str) -> None:
    """Raise UnknownEngine unless an engine has this name."""
    if name not in ENGINES:
        raise UnknownEngine(name, tuple(ENGINES))


def build_engine(name: str, vectors: Matrix) -> Engine:
    """Index vectors with an engine.

    Args:
        name: of the engine.
        vectors: (n, d) float32, unit norm.

    Returns:
        The engine, ready to search and to be written.

    Raises:
        UnknownEngine: when no engine has this name.
    """
    check_engine(name)
    return ENGINES[name].build(vectors)


def open_engine(name: str, folder: Path) -> Engine:
    """Open the index that an engine wrote.

    Args:
        name: of the engine.
        folder: with the files of the engine, verified.

    Returns:
        The engine, ready to search.

    Raises:
        UnknownEngine: when no engine has this name.
        EngineError: when its files cannot be read.
    """
    check_engine(name)
    return ENGINES[name].read(folder)
