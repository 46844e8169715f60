"""FAISS: exact or lists by size, mapped in memory, its errors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.engines import faiss
from index.engines.faiss import EXACT_MAX_ROWS, FILE, FaissEngine, factory_string
from index.errors import EngineError
from tests.index.engines.test_base import QUERIES, K, exact, unit

LISTS = "IVF64,SQ8"


def test_lists_should_find_nearly_all_of_what_exact_search_finds() -> None:
    vectors = unit(3000, 4)
    lists = FaissEngine.build(vectors, LISTS)
    mask = np.arange(3000) % 2 == 0
    found = lists.search(QUERIES, K, np.flatnonzero(mask)).rows
    rows, _ = exact(vectors, QUERIES, mask)
    common = sum(len(set(a) & set(b)) for a, b in zip(found.tolist(), rows, strict=True))
    assert common / (K * len(QUERIES)) >= 0.95
    assert np.all(mask[found])


def test_the_index_should_be_exact_up_to_its_limit_and_lists_beyond() -> None:
    assert factory_string(EXACT_MAX_ROWS) == "Flat"
    assert factory_string(EXACT_MAX_ROWS + 1) == "IVF693,SQ8"


@pytest.mark.parametrize("factory", ["Flat", LISTS])
def test_an_index_should_be_mapped_so_that_processes_share_it(tmp_path: Path, factory: str) -> None:
    FaissEngine.build(unit(3000, 1), factory).write(tmp_path)
    opened, path = FaissEngine.read(tmp_path), tmp_path / FILE
    mapped = Path("/proc/self/maps").read_text(encoding="utf-8")
    path.unlink()  # an old version is removed while it still serves
    assert str(path) in mapped
    assert (opened.search(unit(3000, 1)[:1], 1).rows == 0).all()


@pytest.mark.parametrize("factory", ["Flat", LISTS])
def test_an_index_made_by_blocks_should_be_that_of_all_the_vectors(
    tmp_path: Path, factory: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at_once in (50_000, 700):
        monkeypatch.setattr(faiss, "ADDED_AT_ONCE", at_once)
        (tmp_path / str(at_once)).mkdir()
        FaissEngine.build(unit(3000, 1), factory).write(tmp_path / str(at_once))
    whole, parts = ((tmp_path / name / FILE).read_bytes() for name in ("50000", "700"))
    assert parts == whole


def test_a_full_disk_should_be_told_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FaissEngine.build(unit(300, 1), "Flat")
    (tmp_path / FILE).symlink_to("/dev/full")
    monkeypatch.setattr(faiss, "WRITTEN_BYTES", 100)
    with pytest.raises(OSError, match="No space left"):
        engine.write(tmp_path)


def test_a_file_that_faiss_refuses_should_raise_an_engine_error(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"rien")
    with pytest.raises(EngineError, match="illisible"):
        FaissEngine.read(tmp_path)
