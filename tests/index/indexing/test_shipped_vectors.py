"""Vectors that come with the data: near those of the encoder, and of no other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.errors import InvalidWeights
from index.indexing import shipped_vectors
from index.indexing.shipped_vectors import CHECKSUM, SHIPPED, ShippedVectors, read_shipped
from index.indexing.vector_cache import digests_of, vector_cache
from tests.hash_encoder import HashEncoder

TEXTS = ["réparer un vélo", "une adresse de messagerie", "apprendre à coder"]


@pytest.fixture
def shipped() -> ShippedVectors:
    """The vectors of three texts."""
    return ShippedVectors.of(TEXTS, HashEncoder().encode_passages(TEXTS))


def test_a_rounded_vector_should_be_near_that_of_the_encoder(shipped: ShippedVectors) -> None:
    expected = HashEncoder().encode_passages(TEXTS)
    assert np.sum(shipped.vectors() * expected, axis=1).min() > 0.9999
    np.testing.assert_allclose(np.linalg.norm(shipped.vectors(), axis=1), 1, rtol=1e-6)


def test_vectors_should_fill_what_a_cache_lacks(shipped: ShippedVectors, tmp_path: Path) -> None:
    encoder = HashEncoder()
    own = encoder.encode_passages(TEXTS[:1])
    with vector_cache(tmp_path, encoder.fingerprint, encoder.dimension) as cached:
        cached.add(digests_of(TEXTS[:1]), own)
        assert shipped.fill(cached) == 2
        assert shipped.fill(cached) == 0
        vectors, found = cached.read(digests_of(TEXTS))
    assert found.all()
    assert np.array_equal(vectors[:1], own)


def test_another_encoder_should_have_none(shipped: ShippedVectors, tmp_path: Path) -> None:
    assert read_shipped(tmp_path, "a") is None
    shipped.write(tmp_path, "a")
    assert read_shipped(tmp_path, "b") is None
    read = read_shipped(tmp_path, "a")
    assert read is not None
    assert np.array_equal(read.vectors(), shipped.vectors())


@pytest.mark.parametrize("damage", ["vectors", "checksum", "absent", "none"])
def test_damaged_vectors_should_be_refused(
    shipped: ShippedVectors, tmp_path: Path, damage: str
) -> None:
    shipped.write(tmp_path, "a")
    path = tmp_path / SHIPPED
    if damage == "vectors":
        content = bytearray(path.read_bytes())
        content[-1] ^= 1
        path.write_bytes(bytes(content))
    elif damage == "checksum":
        (tmp_path / CHECKSUM).write_text("0" * 64, encoding="utf-8")
    elif damage == "absent":
        (tmp_path / CHECKSUM).unlink()
    else:
        path.write_bytes(b"")
    with pytest.raises(InvalidWeights, match=SHIPPED):
        read_shipped(tmp_path, "a")


def test_a_file_that_is_too_large_should_not_be_written(
    shipped: ShippedVectors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shipped_vectors, "MAX_BYTES", 10)
    with pytest.raises(InvalidWeights, match="10 au plus"):
        shipped.write(tmp_path, "a")
    assert not list(tmp_path.iterdir())
