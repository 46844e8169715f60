"""The encoder without a model: words alone make the vectors."""

from __future__ import annotations

import numpy as np
import pytest

from index.encoder.words import DIMENSION, WordEncoder

ENCODER = WordEncoder()


@pytest.mark.parametrize("text", ["réparer un téléphone", "", "!!!", "le la les"])
def test_a_vector_should_have_a_norm_of_one(text: str) -> None:
    vectors = ENCODER.encode_passages([text])
    assert vectors.shape == (1, DIMENSION)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors) == pytest.approx(1.0)


def test_texts_that_share_words_should_be_near() -> None:
    texts = ["réparation de téléphones", "réparer mon téléphone", "apprendre à lire"]
    repair, mine, reading = ENCODER.encode_passages(texts)
    assert repair @ mine > 0.6
    assert abs(repair @ reading) < 0.3


def test_a_query_should_be_encoded_as_a_passage() -> None:
    texts = ["réparer un ordinateur"]
    assert np.array_equal(ENCODER.encode_queries(texts), ENCODER.encode_passages(texts))


def test_the_progress_should_be_told() -> None:
    told: list[tuple[int, int]] = []
    ENCODER.encode_passages(["un", "deux"], lambda done, total: told.append((done, total)))
    assert told == [(2, 2)]


def test_a_fingerprint_should_be_a_digest() -> None:
    assert len(bytes.fromhex(ENCODER.fingerprint)) == 32
    assert ENCODER.fingerprint == WordEncoder().fingerprint
