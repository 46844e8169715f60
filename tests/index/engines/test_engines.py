"""One suite for every engine: values and order compared with exact NumPy search."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.arrays import Mask, Matrix
from index.engines.base import Engine
from index.engines.faiss import EXACT_MAX_ROWS, EmbeddedEngine, factory_string
from index.errors import DimensionMismatch, EngineError

EngineFactory = Callable[[Matrix], Engine]
ROWS, DIMENSION, K = 500, 32, 10


def unit(rows: int, seed: int) -> Matrix:
    """Random vectors of unit norm."""
    vectors = np.random.default_rng(seed).normal(size=(rows, DIMENSION)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


VECTORS, QUERIES = unit(ROWS, 1), unit(20, 2)


def exact(vectors: Matrix, queries: Matrix, mask: Mask) -> tuple[list[list[int]], Matrix]:
    """The ground truth: rows and cosines of the K nearest passages that the mask allows."""
    cosines = np.where(mask, queries @ vectors.T, -np.inf)
    rows = np.argsort(-cosines, axis=1, kind="stable")[:, :K]
    return rows.tolist(), np.take_along_axis(cosines, rows, axis=1)


@pytest.fixture(
    params=[
        pytest.param(lambda vectors: EmbeddedEngine.build(vectors), id="faiss-exact"),
    ]
)
def engine_factory(request: pytest.FixtureRequest) -> EngineFactory:
    """Each engine that must rank exactly."""
    factory: EngineFactory = request.param
    return factory


MASKS = {
    "everything": np.ones(ROWS, dtype=np.bool_),
    "one in seven": np.arange(ROWS) % 7 == 3,
    "the last one": np.arange(ROWS) == ROWS - 1,
    "nothing": np.zeros(ROWS, dtype=np.bool_),
}


@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
def test_should_give_the_values_and_the_order_of_exact_search(
    engine_factory: EngineFactory, mask: Mask
) -> None:
    found = engine_factory(VECTORS).search(QUERIES, K, mask)
    rows, cosines = exact(VECTORS, QUERIES, mask)
    real = np.isfinite(cosines)
    assert np.array_equal(found.rows[real], np.array(rows)[real])
    assert np.allclose(found.scores[real], cosines[real], atol=1e-5)
    assert np.all(found.rows[~real] == -1)
    assert np.all(np.isneginf(found.scores[~real]))


def test_without_a_mask_every_passage_should_be_found(engine_factory: EngineFactory) -> None:
    found = engine_factory(VECTORS).search(QUERIES, ROWS)
    assert np.array_equal(np.sort(found.rows, axis=1), np.tile(np.arange(ROWS), (20, 1)))


def test_scores_should_be_cosines_with_a_passage_nearest_to_itself(
    engine_factory: EngineFactory,
) -> None:
    found = engine_factory(VECTORS).search(VECTORS, 1)
    assert found.rows[:, 0].tolist() == list(range(ROWS))
    assert np.allclose(found.scores, 1, atol=1e-5)


def test_equal_scores_should_be_ordered_by_row(engine_factory: EngineFactory) -> None:
    twins = np.repeat(unit(1, 3), 5, axis=0)
    assert engine_factory(twins).search(twins[:1], 5).rows[0].tolist() == [0, 1, 2, 3, 4]


def test_vectors_of_another_dimension_should_be_refused(engine_factory: EngineFactory) -> None:
    with pytest.raises(DimensionMismatch, match=r"dimension 16.*dimension 32"):
        engine_factory(VECTORS).search(QUERIES[:, :16], K)


def test_an_engine_should_say_its_size(engine_factory: EngineFactory) -> None:
    engine = engine_factory(VECTORS)
    assert (len(engine), engine.dimension) == (ROWS, DIMENSION)


def test_a_graph_should_find_nearly_all_of_what_exact_search_finds() -> None:
    vectors = unit(3000, 4)
    graph = EmbeddedEngine.build(vectors, "HNSW32,Flat")
    mask = np.arange(3000) % 2 == 0
    found = graph.search(QUERIES, K, mask).rows
    rows, _ = exact(vectors, QUERIES, mask)
    common = sum(len(set(a) & set(b)) for a, b in zip(found.tolist(), rows, strict=True))
    assert common / (K * len(QUERIES)) >= 0.95
    assert np.all(mask[found])


def test_the_index_should_be_exact_up_to_its_limit_and_a_graph_beyond() -> None:
    assert factory_string(EXACT_MAX_ROWS) == "Flat"
    assert factory_string(EXACT_MAX_ROWS + 1).startswith("HNSW")


def test_a_written_index_should_read_back_the_same(tmp_path: Path) -> None:
    EmbeddedEngine.build(VECTORS).write(tmp_path / "faiss.index")
    found = EmbeddedEngine.read(tmp_path / "faiss.index").search(QUERIES, K)
    assert np.array_equal(found.rows, EmbeddedEngine.build(VECTORS).search(QUERIES, K).rows)


@pytest.mark.parametrize("factory", ["Flat", "HNSW32,Flat"])
def test_an_index_should_be_mapped_so_that_processes_share_it(tmp_path: Path, factory: str) -> None:
    path = tmp_path / "engine.faiss"
    EmbeddedEngine.build(VECTORS, factory).write(path)
    opened = EmbeddedEngine.read(path)
    mapped = Path("/proc/self/maps").read_text(encoding="utf-8")
    path.unlink()  # an old version is removed while it still serves
    assert str(path) in mapped
    assert (opened.search(VECTORS[:1], 1).rows == 0).all()


def test_a_file_that_faiss_refuses_should_be_told_as_an_engine_error(tmp_path: Path) -> None:
    (tmp_path / "faiss.index").write_bytes(b"rien")
    with pytest.raises(EngineError, match="illisible"):
        EmbeddedEngine.read(tmp_path / "faiss.index")


def test_a_disk_that_refuses_should_be_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        EmbeddedEngine.build(VECTORS).write(tmp_path / "absent" / "faiss.index")
