"""The manifest: every file verified before use; another format or engine refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from index.artefact import content
from index.artefact import manifest as artefact
from index.artefact.manifest import MANIFEST
from index.artefact.versions import CURRENT
from index.engines.faiss.rounded_scan import VALUES
from index.engines.registry import ENGINES
from index.errors import ArtefactCorrupt, ArtefactError, ArtefactMismatch, ArtefactMissing
from index.search.query import Query
from tests.hash_encoder import HashEncoder
from tests.index.artefact.conftest import build_small
from tests.index.artefact.older_format import make_older
from tests.index.engines.numpy_engine import FILE, NumpyEngine
from tests.searchers import make_searcher

FILES = sorted(
    [content.RECORDS, content.PASSAGES, content.VECTORS, VALUES, content.STEMS]
    + ["spelling-lines.txt", "words-data.npy", "ngrams-indices.npy", "ngrams-idf.npy"]
)


@pytest.mark.parametrize("name", FILES)
def test_a_changed_byte_should_be_detected_in_every_file(home: Path, name: str) -> None:
    path = home / CURRENT / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(ArtefactCorrupt, match=name):
        artefact.read(home / CURRENT)


@pytest.mark.parametrize("name", FILES)
def test_an_absent_or_truncated_file_should_be_detected(home: Path, name: str) -> None:
    path = home / CURRENT / name
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ArtefactCorrupt, match="octets"):
        artefact.read(home / CURRENT)
    path.unlink()
    with pytest.raises(ArtefactCorrupt, match="absent"):
        artefact.read(home / CURRENT)


def test_a_manifest_that_cannot_be_used_should_say_why(home: Path, tmp_path: Path) -> None:
    path = home / CURRENT / MANIFEST
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps(manifest | {"format": 99}))
    with pytest.raises(ArtefactMismatch, match="format 99"):
        artefact.read(home / CURRENT)
    path.write_text("{")
    with pytest.raises(ArtefactCorrupt, match="illisible"):
        artefact.read(home / CURRENT)
    with pytest.raises(ArtefactMissing, match="orientess build"):
        artefact.read(tmp_path / "nulle-part")


def test_files_that_do_not_agree_should_be_refused(home: Path) -> None:
    path = home / CURRENT / MANIFEST
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps(manifest | {"passages": manifest["passages"] - 1}))
    with pytest.raises(ArtefactError, match=r"accordent|abîmé"):
        artefact.read(home / CURRENT)


def test_a_copied_artefact_should_be_read_anywhere(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home / CURRENT, tmp_path / "copie")
    assert artefact.read(tmp_path / "copie").manifest.records == 3


def test_an_index_of_an_older_format_should_be_refused_with_what_to_do(home: Path) -> None:
    make_older(home / CURRENT)
    with pytest.raises(ArtefactMismatch, match=r"a le format 9, .*lancez « orientess build »\."):
        artefact.read(home / CURRENT)


def test_an_index_should_be_opened_by_the_engine_that_it_was_built_for(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_faiss = make_searcher(artefact.read(home / CURRENT), HashEncoder())
    monkeypatch.setitem(ENGINES, "numpy", NumpyEngine)
    build_small(home, engine="numpy")
    opened = artefact.read(home / CURRENT)
    assert opened.manifest.engine == "numpy"
    assert isinstance(opened.engine, NumpyEngine)
    assert FILE in opened.manifest.files
    assert VALUES not in opened.manifest.files
    query = Query("réparer un ordinateur")
    results = make_searcher(opened, HashEncoder()).search(query).hits
    assert [hit.record.id for hit in results] == [
        hit.record.id for hit in by_faiss.search(query).hits
    ]
    assert results


def test_an_index_of_an_unknown_engine_should_be_refused_with_what_to_do(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as registering:
        registering.setitem(ENGINES, "ailleurs", NumpyEngine)
        build_small(home, engine="ailleurs")
    names = ", ".join(ENGINES)
    expected = rf"« ailleurs » inconnu ; moteurs disponibles : {names}\. Lancez « orientess build »"
    with pytest.raises(ArtefactMismatch, match=expected):
        artefact.read(home / CURRENT)
    build_small(home)
    assert artefact.read(home / CURRENT).manifest.engine == "faiss"


def test_an_engine_changed_in_a_manifest_should_be_detected(home: Path) -> None:
    path = home / CURRENT / MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(manifest | {"engine": "numpy"}), encoding="utf-8")
    with pytest.raises(ArtefactCorrupt, match="a été changé"):
        artefact.read(home / CURRENT)
