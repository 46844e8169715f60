"""Contract of every engine: values and order compared with those of exact search."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from index.arrays import Column, Matrix
from index.engines.base import Engine, EngineQuery, EngineServer, Passages, Restriction
from index.engines.registry import ENGINES
from index.errors import DimensionMismatch
from index.postings import are_in
from tests.index.conftest import SiteOf
from tests.index.engines.numpy_engine import NumpyEngine
from tests.index.engines.passages import (
    BY_RECORD,
    DIMENSION,
    EVEN,
    ROWS,
    THIRD,
    K,
    opened,
    passages_of,
    query_of,
    restriction,
    unit,
)

PASSAGES, QUERIES = passages_of(unit(ROWS, 1)), unit(10, 2)
RECORDS = np.arange(ROWS // BY_RECORD)
BY_FILES = [*(name for name, engine in ENGINES.items() if not engine.needs.address), "numpy"]
REAL, TOKEN = (os.environ.get(f"ORIENTESS_ENGINE_{each}", "") for each in ("URL", "TOKEN"))
"""A real server of the engine ORIENTESS_ENGINE, which these tests are then run against too."""

Opening = Callable[[Passages], Engine]


@pytest.fixture(scope="module", autouse=True)
def _numpy() -> Iterator[None]:
    """Registers an engine that only tests have."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(ENGINES, "numpy", NumpyEngine)
        yield


@pytest.fixture(scope="module", params=[*ENGINES, "numpy", *(["real"] if REAL else [])])
def opening(
    request: pytest.FixtureRequest, site_of: SiteOf, tmp_path_factory: pytest.TempPathFactory
) -> Opening:
    """Opens each registered engine, over some passages."""
    name: str = request.param
    if name == "real":
        name = os.environ["ORIENTESS_ENGINE"]
        server: EngineServer | None = EngineServer(REAL, TOKEN, 10.0, f"essai{os.getpid()}")
    else:
        server = site_of(name)
    return lambda passages: opened(name, tmp_path_factory.mktemp("index"), passages, server)


@pytest.fixture(scope="module")
def engine(opening: Opening) -> Engine:
    """Each engine, over the same passages."""
    return opening(PASSAGES)


RESTRICTIONS = {
    "everything": None,
    "one in seven": restriction(RECORDS[3::7]),
    "the last one": restriction(RECORDS[-1:]),
    "a code": restriction(RECORDS[::2], (EVEN,)),
    "one of two codes": restriction(np.union1d(RECORDS[::2], RECORDS[::3]), (EVEN, THIRD)),
    "two codes": restriction(RECORDS[::6], (EVEN,), (THIRD,)),
    "a code of none": restriction(RECORDS[:0], (EVEN + 1,)),
}


def first(scores: Column, among: Restriction | None, above: float, k: int = K) -> list[int]:
    """The ground truth: rows of the k passages that score most, of those that may be proposed."""
    allowed = np.ones(ROWS, dtype=np.bool_)
    if among is not None:
        allowed = are_in(np.arange(ROWS), among.passages)
    scores = np.where(allowed, scores, -np.inf)
    rows = np.argsort(-scores, kind="stable")[:k]
    return [row for row in rows.tolist() if scores[row] > above]


@pytest.mark.parametrize("among", RESTRICTIONS.values(), ids=RESTRICTIONS)
def test_the_nearest_should_have_the_values_and_the_order_of_exact_search(
    engine: Engine, among: Restriction | None
) -> None:
    for vector in QUERIES:
        cosines = PASSAGES.vectors @ vector
        found = engine.propose(EngineQuery(vector[None]), K, among).nearest
        assert found.rows.tolist() == first(cosines, among, -np.inf)
        assert np.allclose(found.scores, cosines[found.rows], atol=1e-5)


@pytest.mark.parametrize("among", RESTRICTIONS.values(), ids=RESTRICTIONS)
def test_those_that_share_should_have_the_order_of_exact_search(
    engine: Engine, among: Restriction | None
) -> None:
    for row in (1, 50, 200):
        query = query_of(PASSAGES, row)
        found = engine.propose(query, ROWS, among)
        for weights, terms, rows in (
            (PASSAGES.words, query.words, found.by_words),
            (PASSAGES.letters, query.letters, found.by_letters),
        ):
            assert terms is not None
            scores = weights.scores(terms.columns, terms.weights)
            expected = first(scores, among, 0, ROWS)
            assert set(rows.tolist()) == set(expected)
            assert np.allclose(scores[rows], scores[expected], rtol=1e-5)


def test_a_query_should_be_asked_by_meaning_words_and_letters_at_once(engine: Engine) -> None:
    words = query_of(PASSAGES, 50)
    whole = engine.propose(EngineQuery(QUERIES[:1], words.words, words.letters), K)
    assert np.array_equal(
        whole.nearest.rows, engine.propose(EngineQuery(QUERIES[:1]), K).nearest.rows
    )
    alone = engine.propose(words, K)
    assert np.array_equal(whole.by_words, alone.by_words)
    assert np.array_equal(whole.by_letters, alone.by_letters)


def test_nothing_should_be_proposed_for_nothing(engine: Engine) -> None:
    found = engine.propose(EngineQuery(), K)
    assert [len(found.nearest.rows), len(found.by_words), len(found.by_letters)] == [0, 0, 0]
    assert found.nearest.scores.tolist() == []


def test_without_a_restriction_every_passage_should_be_found(engine: Engine) -> None:
    found = engine.propose(EngineQuery(QUERIES[:1]), ROWS + 1).nearest
    assert sorted(found.rows.tolist()) == list(range(ROWS))


def test_a_passage_should_be_the_nearest_to_itself(engine: Engine) -> None:
    for row in range(0, ROWS, 50):
        found = engine.propose(EngineQuery(PASSAGES.vectors[row : row + 1]), 1).nearest
        assert found.rows.tolist() == [row]
        assert found.scores[0] == pytest.approx(1, abs=1e-5)


def test_equal_scores_should_be_ordered_by_row(opening: Opening) -> None:
    twins: Matrix = np.eye(1, DIMENSION, dtype=np.float32).repeat(6, axis=0)
    found = opening(passages_of(twins)).propose(EngineQuery(twins[:1]), 6)
    assert found.nearest.rows.tolist() == list(range(6))


def test_vectors_of_another_dimension_should_be_refused(engine: Engine) -> None:
    with pytest.raises(DimensionMismatch, match=r"dimension 16.*dimension 32"):
        engine.propose(EngineQuery(QUERIES[:1, :16]), K)


def test_an_engine_should_hold_what_it_was_filled_from(engine: Engine) -> None:
    rows = np.array([7, 0, ROWS - 1])
    held, expected = engine.fetch(rows), PASSAGES.fetch(rows)
    assert np.allclose(held.vectors, expected.vectors, atol=1e-6)
    assert abs(held.words - expected.words).max() < 1e-6
    assert abs(held.letters - expected.letters).max() < 1e-6
    assert held.records.tolist() == expected.records.tolist() == [2, 0, ROWS // BY_RECORD - 1]
    assert np.array_equal(held.codes, expected.codes)


def test_an_engine_should_say_its_size_and_that_it_answers(engine: Engine) -> None:
    assert engine.count() == ROWS
    assert engine.health(ask=True).answers


def test_a_version_should_be_published_twice_without_change(engine: Engine) -> None:
    engine.publish()
    assert engine.count() == ROWS


@pytest.mark.parametrize("name", BY_FILES)
def test_a_disk_that_refuses_should_be_an_error_of_the_disk(name: str, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        ENGINES[name].write(PASSAGES.vectors, tmp_path / "absent")
