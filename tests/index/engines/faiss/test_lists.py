"""Lists of FAISS: what they find, mapped in memory, their errors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index import faiss_index
from index.arrays import Matrix
from index.engines import base
from index.engines.faiss import lists
from index.engines.faiss.lists import FILE, FaissLists, factory_string
from index.errors import EngineError
from tests.index.engines.passages import BY_RECORD, K, restriction, unit

LISTS = "IVF64,SQ8"
MANY = unit(3000, 4)


def opened(folder: Path, vectors: Matrix = MANY, factory: str = LISTS) -> FaissLists:
    """Lists of FAISS over vectors, written in a folder."""
    FaissLists.write(vectors, folder, factory)
    return FaissLists.open(folder, vectors)


def test_lists_should_find_nearly_all_of_what_exact_search_finds(tmp_path: Path) -> None:
    lists, among = opened(tmp_path), restriction(np.arange(0, 3000 // BY_RECORD, 2))
    common = 0
    for vector in unit(20, 2):
        found = lists.nearest(vector, K, among.passages).rows
        assert set(found.tolist()) <= set(among.passages.tolist())
        order = np.argsort(-(MANY[among.passages] @ vector))[:K]
        common += len(set(found.tolist()) & set(among.passages[order].tolist()))
    assert common / (K * 20) >= 0.95


def test_the_cosines_of_the_first_passages_should_be_exact_though_lists_round_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "EXACT_FIRST", 3)
    lists, vector = opened(tmp_path), unit(1, 2)[0]
    near = lists.nearest(vector, K)
    errors = abs(near.scores - MANY[near.rows] @ vector)
    assert np.count_nonzero(errors < 1e-6) >= 3
    assert 1e-5 < errors.max() < 0.02
    assert (np.diff(near.scores) <= 0).all()


def test_the_lists_should_follow_the_number_of_vectors() -> None:
    assert factory_string(30_001) == "IVF693,SQ8"


def test_lists_should_be_mapped_so_that_processes_share_them(tmp_path: Path) -> None:
    lists, path = opened(tmp_path), tmp_path / FILE
    mapped = Path("/proc/self/maps").read_text(encoding="utf-8")
    path.unlink()  # an old version is removed while it still serves
    assert str(path) in mapped
    assert lists.nearest(MANY[0], 1).rows.tolist() == [0]


def test_lists_made_by_blocks_should_be_those_of_all_the_vectors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at_once in (50_000, 700):
        monkeypatch.setattr(lists, "ADDED_AT_ONCE", at_once)
        (tmp_path / str(at_once)).mkdir()
        FaissLists.write(unit(3000, 1), tmp_path / str(at_once), LISTS)
    whole, parts = ((tmp_path / name / FILE).read_bytes() for name in ("50000", "700"))
    assert parts == whole


def test_a_full_disk_should_be_told_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / FILE).symlink_to("/dev/full")
    monkeypatch.setattr(faiss_index, "WRITTEN_BYTES", 100)
    with pytest.raises(OSError, match="No space left"):
        FaissLists.write(unit(300, 1), tmp_path, "IVF2,SQ8")


def test_a_file_that_faiss_refuses_should_raise_an_engine_error(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"rien")
    with pytest.raises(EngineError, match="illisible"):
        FaissLists.open(tmp_path, MANY)


def test_an_index_of_other_passages_should_be_refused(tmp_path: Path) -> None:
    FaissLists.write(MANY[1:], tmp_path, LISTS)
    with pytest.raises(EngineError, match="n'a pas les vecteurs de ses passages"):
        FaissLists.open(tmp_path, MANY)


@pytest.mark.parametrize("share", [0.0, 1.0], ids=["as bits", "as a list"])
def test_only_passages_that_may_be_returned_should_be_however_they_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    monkeypatch.setattr(faiss_index, "LISTED_SHARE", share)
    vectors = np.eye(8, dtype=np.float32)[np.arange(81) % 8]
    among = restriction(np.array([1, 5])).passages
    found = opened(tmp_path, vectors, "IVF2,SQ8").nearest(vectors[0], 20, among).rows
    assert found.tolist()[0] == 16
    assert set(found.tolist()) == {3, 4, 5, 15, 16, 17}
