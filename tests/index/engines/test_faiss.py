"""FAISS: exact or lists by size, mapped in memory, its errors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.engines import faiss
from index.engines.base import EXACT_MAX_ROWS, EngineQuery, Passages
from index.engines.faiss import FILE, FaissEngine, factory_string
from index.errors import EngineError
from tests.index.engines.passages import BY_RECORD, K, passages_of, restriction, unit

LISTS = "IVF64,SQ8"
MANY = passages_of(unit(3000, 4))


def opened(folder: Path, passages: Passages, factory: str | None = None) -> FaissEngine:
    """An index of FAISS over passages, written in a folder."""
    FaissEngine.write(passages.vectors, folder, factory)
    return FaissEngine.open(folder, "essai", passages, None)


def test_lists_should_find_nearly_all_of_what_exact_search_finds(tmp_path: Path) -> None:
    lists, among = opened(tmp_path, MANY, LISTS), restriction(np.arange(0, 3000 // BY_RECORD, 2))
    common = 0
    for vector in unit(20, 2):
        found = lists.propose(EngineQuery(vector[None]), K, among).nearest.rows
        assert set(found.tolist()) <= set(among.passages.tolist())
        order = np.argsort(-(MANY.vectors[among.passages] @ vector))[:K]
        common += len(set(found.tolist()) & set(among.passages[order].tolist()))
    assert common / (K * 20) >= 0.95


def test_the_cosines_of_the_first_passages_should_be_exact_though_lists_round_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faiss, "EXACT_FIRST", 3)
    lists, vector = opened(tmp_path, MANY, LISTS), unit(1, 2)
    near = lists.propose(EngineQuery(vector), K).nearest
    errors = abs(near.scores - MANY.vectors[near.rows] @ vector[0])
    assert np.count_nonzero(errors < 1e-6) >= 3
    assert 1e-5 < errors.max() < 0.02
    assert (np.diff(near.scores) <= 0).all()


def test_the_index_should_be_exact_up_to_its_limit_and_lists_beyond() -> None:
    assert factory_string(EXACT_MAX_ROWS) == "Flat"
    assert factory_string(EXACT_MAX_ROWS + 1) == "IVF693,SQ8"


@pytest.mark.parametrize("factory", ["Flat", LISTS])
def test_an_index_should_be_mapped_so_that_processes_share_it(tmp_path: Path, factory: str) -> None:
    engine, path = opened(tmp_path, MANY, factory), tmp_path / FILE
    mapped = Path("/proc/self/maps").read_text(encoding="utf-8")
    path.unlink()  # an old version is removed while it still serves
    assert str(path) in mapped
    assert engine.propose(EngineQuery(MANY.vectors[:1]), 1).nearest.rows.tolist() == [0]


@pytest.mark.parametrize("factory", ["Flat", LISTS])
def test_an_index_made_by_blocks_should_be_that_of_all_the_vectors(
    tmp_path: Path, factory: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at_once in (50_000, 700):
        monkeypatch.setattr(faiss, "ADDED_AT_ONCE", at_once)
        (tmp_path / str(at_once)).mkdir()
        FaissEngine.write(unit(3000, 1), tmp_path / str(at_once), factory)
    whole, parts = ((tmp_path / name / FILE).read_bytes() for name in ("50000", "700"))
    assert parts == whole


def test_a_full_disk_should_be_told_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / FILE).symlink_to("/dev/full")
    monkeypatch.setattr(faiss, "WRITTEN_BYTES", 100)
    with pytest.raises(OSError, match="No space left"):
        FaissEngine.write(unit(300, 1), tmp_path)


def test_a_file_that_faiss_refuses_should_raise_an_engine_error(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"rien")
    with pytest.raises(EngineError, match="illisible"):
        FaissEngine.open(tmp_path, "essai", MANY, None)


def test_an_index_of_other_passages_should_be_refused(tmp_path: Path) -> None:
    FaissEngine.write(MANY.vectors[1:], tmp_path)
    with pytest.raises(EngineError, match="n'a pas les vecteurs de l'index essai"):
        FaissEngine.open(tmp_path, "essai", MANY, None)


@pytest.mark.parametrize("share", [0.0, 1.0], ids=["as bits", "as a list"])
@pytest.mark.parametrize("factory", ["Flat", "IVF2,SQ8"])
def test_only_passages_that_may_be_returned_should_be_however_they_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: float, factory: str
) -> None:
    monkeypatch.setattr("index.engines.faiss.LISTED_SHARE", share)
    vectors = np.eye(8, dtype=np.float32)[np.arange(81) % 8]
    engine = opened(tmp_path, passages_of(vectors), factory)
    found = engine.propose(EngineQuery(vectors[:1]), 20, restriction(np.array([1, 5]))).nearest.rows
    assert found.tolist()[0] == 16
    assert set(found.tolist()) == {3, 4, 5, 15, 16, 17}
