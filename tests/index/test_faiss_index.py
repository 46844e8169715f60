"""Indexes of FAISS as files: written, mapped, refused; and the rows that a search may return."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import pytest

from index import faiss_index
from index.faiss_index import open_index, selector, write_index


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """The file of an index of five vectors."""
    index = faiss.IndexFlatIP(2)
    index.add(np.arange(10, dtype=np.float32).reshape(5, 2))
    write_index(index, tmp_path / "essai.faiss")
    return tmp_path / "essai.faiss"


def test_an_index_should_be_read_as_it_was_written(written: Path) -> None:
    opened = open_index(written)
    assert (opened.ntotal, opened.d) == (5, 2)


@pytest.mark.parametrize("content", [None, b"rien"])
def test_a_file_that_is_no_index_should_be_told(written: Path, content: bytes | None) -> None:
    written.unlink()
    if content is not None:
        written.write_bytes(content)
    with pytest.raises(ValueError, match="illisible par faiss"):
        open_index(written)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_search_should_return_only_the_rows_that_are_selected(
    written: Path, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faiss_index, "LISTED_SHARE", share)
    params = faiss.SearchParameters(sel=selector(np.array([1, 3]), 5))
    query = np.ones((1, 2), dtype=np.float32)
    assert open_index(written).search(query, 2, params=params)[1].tolist() == [[3, 1]]
