"""Vectors kept for texts that come again: how many, and what is known of the texts."""

from __future__ import annotations

import gc
from collections.abc import Sequence

import numpy as np
import pytest

from index.arrays import Matrix
from index.encoder.bounded import BoundedEncoder
from index.encoder.vector_cache import VectorCache
from tests.hash_encoder import HashEncoder


class CountingEncoder(HashEncoder):
    """Counts the texts that it encodes."""

    def __init__(self) -> None:
        super().__init__()
        self.encoded: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        self.encoded += texts
        return super().encode_queries(texts)


def vector(value: float) -> Matrix:
    """A vector of one value."""
    return np.full((1, 1), value, dtype=np.float32)


@pytest.mark.parametrize("limit_s", [None, 5.0])
def test_a_text_that_comes_again_should_not_be_encoded_again(limit_s: float | None) -> None:
    encoder = CountingEncoder()
    bounded = BoundedEncoder(encoder, limit_s, kept=10)
    first, again = bounded.encode("réparer un vélo"), bounded.encode("réparer un vélo")
    assert encoder.encoded == ["réparer un vélo"]
    assert first is not None
    assert again is not None
    np.testing.assert_array_equal(first, again)


def test_no_vector_should_be_kept_unless_asked() -> None:
    encoder = CountingEncoder()
    bounded = BoundedEncoder(encoder)
    bounded.encode("vélo")
    bounded.encode("vélo")
    assert encoder.encoded == ["vélo", "vélo"]


def test_the_vector_unused_for_longest_should_give_way() -> None:
    cache = VectorCache(2)
    cache.keep("un", vector(1))
    cache.keep("deux", vector(2))
    assert cache.get("un") is not None
    cache.keep("trois", vector(3))
    kept = [cache.get(text) is not None for text in ("un", "deux", "trois")]
    assert (kept, len(cache)) == ([True, False, True], 2)


def test_a_cache_of_none_should_keep_nothing() -> None:
    cache = VectorCache(0)
    cache.keep("un", vector(1))
    assert (cache.get("un"), len(cache)) == (None, 0)


def test_a_text_should_be_known_by_a_digest_that_no_other_process_can_make() -> None:
    one, other = VectorCache(1), VectorCache(1)
    secret = "".join(("je ", "cherche un avocat"))
    for cache in (one, other):
        cache.keep(secret, vector(1))
    held = [held for cache in (one, other) for held in gc.get_referents(cache._vectors)]
    digests = [each for each in held if isinstance(each, bytes)]
    assert len(set(digests)) == 2
    assert not any(b"avocat" in digest for digest in digests)
    assert not any(isinstance(each, str) for each in held)


def test_a_vector_that_is_kept_should_not_be_changed() -> None:
    cache = VectorCache(1)
    cache.keep("un", vector(1))
    kept = cache.get("un")
    assert kept is not None
    with pytest.raises(ValueError, match="read-only"):
        kept[0] = 2


def test_half_a_character_should_be_a_text_as_another() -> None:
    cache = VectorCache(1)
    cache.keep("\ud800", vector(1))
    assert cache.get("\ud800") is not None
