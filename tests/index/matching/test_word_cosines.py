"""Words compared two by two by their embeddings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.artefact import manifest, versions
from index.errors import EncoderUnavailable
from index.matching.word_cosines import WordCosines
from index.search.retriever import Retriever
from tests.hash_encoder import HashEncoder
from tests.searchers import make_retriever


@pytest.fixture(scope="module")
def retriever(small_home: Path) -> Retriever:
    return make_retriever(manifest.read(small_home / versions.CURRENT), HashEncoder())


def test_a_word_should_be_nearest_to_itself(retriever: Retriever) -> None:
    words = ("réparer", "réparateur", "fromage")
    cosines = WordCosines(retriever).between(words, words)
    assert cosines.shape == (3, 3)
    assert cosines.dtype == np.float32
    assert np.allclose(np.diag(cosines), 1, atol=1e-6)
    assert cosines[0, 1] > cosines[0, 2]


def test_rows_and_columns_should_be_those_asked(retriever: Retriever) -> None:
    words = WordCosines(retriever)
    cosines = words.between(("souris", "chat"), ("clavier", "souris", "chat"))
    assert cosines.shape == (2, 3)
    assert cosines[0, 1] == pytest.approx(1, abs=1e-6)
    assert cosines[0, 2] == pytest.approx(float(cosines[1, 1]), abs=1e-6)


def test_only_the_words_of_pages_should_be_kept(
    retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    encode, encoded = Retriever.vector, []

    def spied(self: Retriever, text: str) -> object:
        encoded.append(text)
        return encode(self, text)

    monkeypatch.setattr(Retriever, "vector", spied)
    words = WordCosines(retriever)
    for _ in range(2):
        words.between(("souris", "souris"), ("clavier", "chat"), keep=("chat", "clavier"))
    assert encoded == ["souris", "clavier", "chat", "souris"]


def test_without_the_encoder_nothing_should_be_compared(small_home: Path) -> None:
    opened = manifest.read(small_home / versions.CURRENT)
    with pytest.raises(EncoderUnavailable):
        WordCosines(make_retriever(opened, None)).between(("a",), ("b",))
