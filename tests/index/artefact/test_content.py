"""The content of an artefact: what is written is read back, and nothing is pickled."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.artefact import content, versions
from index.artefact import manifest as artefact
from index.artefact.versions import CURRENT
from index.engines.sparse_rows import SparseRows
from index.errors import ArtefactCorrupt, InvalidRecords
from index.indexing.build import build
from tests.conftest import SMALL_CATALOGUE, make_actor
from tests.hash_encoder import HashEncoder
from tests.index.artefact.conftest import build_small


def test_what_is_read_should_be_what_was_written(small_home: Path) -> None:
    opened = artefact.read(small_home / CURRENT)
    content = opened.content
    assert tuple(content.records) == SMALL_CATALOGUE
    assert opened.manifest.passages == len(content.passages) == len(content.vectors)
    assert np.allclose(np.linalg.norm(content.vectors, axis=1), 1, atol=1e-5)
    assert len(content.words.idf) == len(content.stems)
    assert content.spelling["smartphones"].form == "smartphones"
    assert opened.manifest.engine == "faiss"


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\n"])
def test_a_text_with_a_line_separator_should_be_read_back(tmp_path: Path, separator: str) -> None:
    described = make_actor(description=f"Un atelier.{separator}Il répare des téléphones.")
    build([described], HashEncoder(), "hash", tmp_path)
    assert list(artefact.read(tmp_path / CURRENT).content.records) == [described]


def test_the_artefact_should_hold_no_pickle(home: Path) -> None:
    for path in (home / CURRENT).glob("*.npy"):
        assert not np.load(path, allow_pickle=False).dtype.hasobject


def test_records_that_the_model_no_longer_accepts_should_not_stop_the_next_build(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: str) -> None:
        raise InvalidRecords([])

    with monkeypatch.context() as changing:
        changing.setattr(content, "parse_record", refuse)
        with pytest.raises(ArtefactCorrupt):
            artefact.read(home / CURRENT)
    assert build_small(home, 1) == versions.current_version(home)


def test_weights_by_passage_should_be_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.indexing.build.BY_TERM_PASSAGES", 0)
    build_small(tmp_path)
    read = artefact.read(tmp_path / CURRENT).content
    assert isinstance(read.words, SparseRows)
    assert len(read.words.starts) == len(read.passages) + 1
