"""The plane on which the catalogue is drawn, and texts placed on it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.artefact import manifest, versions
from index.artefact.projection import Plane, fit_plane
from index.errors import EncoderUnavailable, EngineUnavailable, InvalidQuery
from index.matching.embedding_map import NEIGHBOURS, EmbeddingMap
from index.search import scoring
from tests.hash_encoder import HashEncoder
from tests.searchers import make_retriever


@pytest.fixture(scope="module")
def embedding_map(small_home: Path) -> EmbeddingMap:
    return EmbeddingMap(make_retriever(manifest.read(small_home / versions.CURRENT), HashEncoder()))


def test_every_record_should_have_a_place_and_a_family(embedding_map: EmbeddingMap) -> None:
    assert embedding_map.places.shape == (5, 2)
    assert embedding_map.families[0] == "economie-circulaire"


def test_a_text_should_stand_among_the_records_nearest_to_it(embedding_map: EmbeddingMap) -> None:
    placed = embedding_map.place("reconditionner des smartphones")
    low, high = embedding_map.places.min(axis=0), embedding_map.places.max(axis=0)
    assert low[0] <= placed.x <= high[0]
    assert low[1] <= placed.y <= high[1]
    assert placed.meaning[0].record.id == "atelier-phenix"
    assert len(placed.meaning) <= NEIGHBOURS


def test_words_should_be_taken_as_they_are_typed(embedding_map: EmbeddingMap) -> None:
    assert embedding_map.place("smartphones").words[0].record.id == "atelier-phenix"
    assert embedding_map.place("smartfonne").words == ()


def test_the_same_text_should_always_get_the_same_mistakes() -> None:
    written = EmbeddingMap.misspelt("faire réparer mon ordinateur")
    assert written == EmbeddingMap.misspelt("faire réparer mon ordinateur")
    assert written != "faire réparer mon ordinateur"


def test_a_text_that_says_nothing_should_be_refused(embedding_map: EmbeddingMap) -> None:
    with pytest.raises(InvalidQuery):
        embedding_map.place("…")


def test_without_the_encoder_nothing_should_be_placed(small_home: Path) -> None:
    opened = manifest.read(small_home / versions.CURRENT)
    with pytest.raises(EncoderUnavailable):
        EmbeddingMap(make_retriever(opened, None)).place("ordinateur")


def test_nothing_should_be_placed_when_the_engine_does_not_answer(
    small_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = manifest.read(small_home / versions.CURRENT)
    monkeypatch.setattr(scoring, "SCORED_WHOLE", 0)
    monkeypatch.setattr("index.engines.faiss.engine.FaissEngine.propose", _refuse)
    with pytest.raises(EncoderUnavailable, match="ne répond pas"):
        EmbeddingMap(make_retriever(opened, HashEncoder())).place("ordinateur")


def _refuse(*_: object) -> None:
    raise EngineUnavailable("il refuse")


def test_groups_should_stand_apart_on_the_plane() -> None:
    rng = np.random.default_rng(3)
    groups = [f"groupe-{row % 3}" for row in range(81)]
    vectors = (np.eye(16)[[row % 3 for row in range(81)]] + rng.normal(0, 0.1, (81, 16))).astype(
        np.float32
    )
    placed = fit_plane(vectors, groups).place(vectors)
    centres = np.array([placed[row::3].mean(axis=0) for row in range(3)])
    within = np.mean([placed[row::3].std(axis=0).mean() for row in range(3)])
    apart = min(
        float(np.linalg.norm(centres[one] - centres[other]))
        for one in range(3)
        for other in range(one)
    )
    assert apart > 2 * within
    assert placed.std(axis=0) == pytest.approx([1, 1], abs=1e-3)


def test_a_family_of_one_record_should_have_its_place_on_the_map() -> None:
    vectors = np.random.default_rng(5).normal(size=(31, 8)).astype(np.float32)
    groups = ["abc"[row % 3] for row in range(30)] + ["seule"]
    placed = fit_plane(vectors, groups).place(vectors)
    assert placed.shape == (31, 2)
    assert np.isfinite(placed).all()


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_few_vectors_should_have_a_plane_too(count: int) -> None:
    vectors = np.eye(8, dtype=np.float32)[:count]
    plane = fit_plane(vectors, ["seul"] * count)
    placed = plane.place(vectors) if count else np.zeros((0, 2))
    assert placed.shape == (count, 2)
    assert np.isfinite(placed).all()


def test_an_empty_plane_should_place_nothing() -> None:
    assert Plane().place(np.zeros((0, 0), np.float32)).shape == (0, 2)
