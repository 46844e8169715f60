"""A machine that builds, a place between, a machine that serves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from index.artefact import versions
from index.artefact.manifest import MANIFEST
from index.files import digest
from index.publication.fetcher import Fetcher
from index.publication.place import Place
from index.publication.pointer import POINTER, Pointer
from index.publication.publisher import publish
from tests.index.artefact.conftest import build_small

MAX_BYTES = 50_000_000


@pytest.fixture(autouse=True)
def _few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few words of French: reading them all takes longer than a small build."""
    monkeypatch.setattr(
        "index.indexing.text_parts._french_words", lambda: (("pas", 6.2), ("vélo", 4.6))
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The versions of the machine that builds, one of which is current."""
    build_small(tmp_path / "built" / "index")
    return tmp_path / "built" / "index"


@pytest.fixture
def replica(tmp_path: Path) -> Path:
    """The versions of the machine that serves: none yet."""
    return tmp_path / "replica" / "index"


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """The folder that both machines see."""
    return tmp_path / "shared"


@pytest.fixture(params=["file", "memory"])
def place(request: pytest.FixtureRequest, shared: Path) -> Iterator[Place]:
    """A shared folder, then a store of objects."""
    yield Place(f"file://{shared}" if request.param == "file" else "memory://bucket/index")
    MemoryFileSystem.store.clear()
    MemoryFileSystem.pseudo_dirs[:] = [""]


@pytest.fixture
def published(home: Path, shared: Path) -> Path:
    """The folder of the version that is published in the shared folder."""
    return shared / publish(home, Place(str(shared))).version


def fetcher(replica: Path, shared: Path, max_bytes: int = MAX_BYTES, **options: Any) -> Fetcher:
    """What a replica does at every look."""
    return Fetcher(Place(str(shared)), replica, max_bytes, **options)


def rewrite(published: Path, **changes: Any) -> None:
    """Change the manifest that is published, and make the pointer agree with it."""
    path = published / MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), encoding="utf-8")
    pointer = Pointer(version=published.name, manifest=digest(path))
    (published.parent / POINTER).write_text(pointer.model_dump_json(), encoding="utf-8")


def left(replica: Path) -> list[str]:
    """What is in the folder of a replica: its versions, and what a fetch left."""
    return sorted(
        path.name
        for path in replica.iterdir()
        if path.name not in {".lock", versions.HISTORY, versions.CURRENT}
    )
