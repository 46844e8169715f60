"""Registry of the engines: the only module that lists them. CONTRIBUTING.md says how to add one."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from index.arrays import Matrix
from index.engines.base import Engine, EngineServer, Passages
from index.engines.faiss.engine import FaissEngine
from index.engines.milvus.engine import MilvusEngine
from index.errors import EngineMissing, UnknownEngine

ENGINES: dict[str, type[Engine]] = {
    "faiss": FaissEngine,
    "milvus": MilvusEngine,
}
"""Name of an engine, as the manifest of an index stores it -> its class."""


def check_engine(name: str, server: EngineServer | None = None) -> None:
    """Check that an engine can be used here; nothing is asked of it.

    Args:
        name: name of the engine, such as "faiss".
        server: where it is reached when it is a server; None to not check its address.

    Raises:
        UnknownEngine: when no engine has this name.
        EngineMissing: when it needs a package that is not installed, or the address of its server.
    """
    if name not in ENGINES:
        raise UnknownEngine(name, tuple(ENGINES))
    needs = ENGINES[name].needs
    if needs.package and find_spec(needs.package) is None:
        raise EngineMissing(
            f"Le moteur {name} demande un paquet qui n'est pas installé : "
            f"pip install 'orientess[{name}]'."
        )
    if server and needs.schemes and urlsplit(server.uri).scheme not in needs.schemes:
        raise EngineMissing(
            f"Le moteur {name} demande l'adresse de son serveur : donnez ORIENTESS_ENGINE_URL, "
            f"comme « {needs.address} »."
        )


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
