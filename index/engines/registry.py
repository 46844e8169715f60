"""Registry of the engines: the only module that lists them.

To add an engine, write a module with a class that implements `index.engines.base.Engine`, and add
it to `ENGINES`.
"""

from __future__ import annotations

from pathlib import Path

from index.arrays import Matrix
from index.engines import milvus_server
from index.engines.base import Engine, EngineServer, Passages
from index.engines.faiss import FaissEngine
from index.engines.milvus import MilvusEngine
from index.errors import UnknownEngine

ENGINES: dict[str, type[Engine]] = {
    "faiss": FaissEngine,
    "milvus": MilvusEngine,
}
"""Name of an engine, as the manifest of an index stores it -> its class."""
CHECKS = {"milvus": milvus_server.check_usable}
"""Name of an engine -> function that raises EngineMissing when it cannot be used here."""


def check_engine(name: str, server: EngineServer | None = None) -> None:
    """Check that an engine can be used here; nothing is asked of it.

    Args:
        name: name of the engine, such as "faiss".
        server: where it is reached when it is a server; None to not check its address.

    Raises:
        UnknownEngine: when no engine has this name.
        EngineMissing: when it needs a package that is not installed, or an address.
    """
    if name not in ENGINES:
        raise UnknownEngine(name, tuple(ENGINES))
    if name in CHECKS:
        CHECKS[name](server)


def write_engine(name: str, vectors: Matrix, folder: Path) -> None:
    """Store the files of the engine that has a name, in the folder of an artefact.

    Args:
        name: name of the engine, such as "faiss".
        vectors: (n, d) float32, unit norm; row i is the vector of passage i.
        folder: an existing folder.

    Raises:
        UnknownEngine: when no engine has this name.
        EngineError: when the engine cannot make its index, or cannot be used here.
        OSError: when a file cannot be written.
    """
    check_engine(name)
    ENGINES[name].write(vectors, folder)


def open_engine(
    name: str, folder: Path, version: str, passages: Passages, server: EngineServer | None = None
) -> Engine:
    """Open an index with the engine that it was made for.

    Args:
        name: name of the engine, such as "faiss".
        folder: the folder of its files; the caller has verified their SHA-256.
        version: name of the version of the index.
        passages: its passages.
        server: where the engine is reached when it is a server; None to ask nothing of it.

    Returns:
        The engine, ready to be asked.

    Raises:
        UnknownEngine: when no engine has this name.
        EngineMissing: when it cannot be used here: its package, or its address, is missing.
        EngineError: when the engine cannot read its files.
    """
    check_engine(name, server)
    return ENGINES[name].open(folder, version, passages, server)
