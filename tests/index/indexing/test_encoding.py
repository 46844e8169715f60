"""Encoding of texts by blocks: each distinct text once, what is done reported and kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.arrays import Matrix, Progress
from index.indexing import encoding
from index.indexing.encoding import Share, encode
from index.indexing.vector_cache import vector_cache
from tests.hash_encoder import HashEncoder
from tests.index.indexing.conftest import encoded

TEXTS = [f"Un atelier répare le vélo {number}" for number in range(20)]


class Stopped(Exception):
    """The end of a process, at a moment of a test."""


class FragileEncoder(HashEncoder):
    """An encoder that stops after some blocks."""

    blocks = 2

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        if not self.blocks:
            raise Stopped
        self.blocks -= 1
        return super().encode_passages(texts, progress)


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of three texts."""
    monkeypatch.setattr(encoding, "ENCODED_AT_ONCE", 3)


def test_equal_texts_should_be_encoded_once(tmp_path: Path) -> None:
    encoder = HashEncoder()
    vectors, count = encoded(tmp_path, ["vélo", "pain", "vélo", "vélo", "pain"], encoder)
    assert (count, encoder.encoded) == (2, ["vélo", "pain"])
    assert np.array_equal(vectors[[0, 1]], vectors[[3, 4]])


def test_a_stopped_build_should_go_on_from_its_last_block(tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        encoded(tmp_path, TEXTS, FragileEncoder())
    assert encoded(tmp_path, TEXTS, HashEncoder())[1] == len(TEXTS) - 3 * FragileEncoder.blocks


def test_progress_should_be_that_of_the_texts_to_encode(tmp_path: Path) -> None:
    encoded(tmp_path, TEXTS[:5], HashEncoder())
    reported: list[tuple[int, int]] = []
    vectors = np.zeros((len(TEXTS), HashEncoder.dimension), dtype=np.float32)
    encoder = HashEncoder()
    with vector_cache(tmp_path, encoder.fingerprint, encoder.dimension) as cached:
        shares = [Share(encoder.encode_passages)]
        encode(TEXTS, vectors, shares, cached, lambda *done: reported.append(done))
    assert reported[0] == (1, 15)
    assert reported[-1] == (15, 15)
    assert reported == sorted(reported)
