"""The engine by files: an exact scan or lists of FAISS by size, and what serving imports."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.engines.base import EngineQuery
from index.engines.faiss import engine as module
from index.engines.faiss.engine import FaissEngine
from index.engines.faiss.lists import FILE
from index.errors import EngineError
from tests.index.engines.passages import passages_of, restriction, unit

PASSAGES = passages_of(unit(3000, 4))


def opened(folder: Path) -> FaissEngine:
    """An engine over the passages, written in a folder."""
    FaissEngine.write(PASSAGES.vectors, folder)
    return FaissEngine.open(folder, "essai", PASSAGES, None)


@pytest.mark.parametrize(("most", "by_lists"), [(3000, False), (2999, True)])
def test_vectors_should_be_compared_one_by_one_up_to_a_limit_and_in_lists_beyond(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, by_lists: bool
) -> None:
    monkeypatch.setattr(module, "EXACT_MAX_ROWS", most)
    engine = opened(tmp_path)
    assert (tmp_path / FILE).exists() == by_lists
    found = engine.propose(EngineQuery(PASSAGES.vectors[:1]), 1).nearest
    assert found.rows.tolist() == [0]
    assert engine.count() == 3000


def test_a_scan_should_be_mapped_so_that_processes_share_it(tmp_path: Path) -> None:
    engine = opened(tmp_path)
    mapped = Path("/proc/self/maps").read_text(encoding="utf-8")
    for path in tmp_path.iterdir():
        path.unlink()  # an old version is removed while it still serves
    assert str(tmp_path / "vectors.faiss") in mapped
    assert engine.propose(EngineQuery(PASSAGES.vectors[:1]), 1).nearest.rows.tolist() == [0]


def test_only_passages_of_some_records_should_be_returned(tmp_path: Path) -> None:
    among = restriction(np.array([1, 5]))
    found = opened(tmp_path).propose(EngineQuery(PASSAGES.vectors[:1]), 20, among).nearest.rows
    assert set(found.tolist()) == set(among.passages.tolist())


def test_an_index_of_other_passages_should_be_refused(tmp_path: Path) -> None:
    FaissEngine.write(PASSAGES.vectors[1:], tmp_path)
    with pytest.raises(EngineError, match="n'a pas les vecteurs"):
        FaissEngine.open(tmp_path, "essai", PASSAGES, None)
