"""Tagging of the words of a text: the class of each, by an encoder that was trained for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.arrays import log_softmax
from index.encoder.onnx import OnnxEncoder
from index.encoder.tokenizers import Tokenizer

MOST_TOKENS = 160
"""Tokens read at once; a longer text is read in parts, cut between two words."""
_WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class Word:
    """A word of a text, punctuation included: its first character, and its last, excluded."""

    start: int
    end: int


def words_of(text: str) -> list[Word]:
    """Return the words of a text, separated by spaces."""
    return [Word(found.start(), found.end()) for found in _WORD.finditer(text)]


def coded(
    text: str, words: Sequence[Word], tokenizer: Tokenizer
) -> list[tuple[list[int], list[int]]]:
    """Return the token ids of the parts of a text, and the place of the first of each word.

    Args:
        text: the text.
        words: its words.
        tokenizer: of the encoder; it cuts each word as it would in the whole text.

    Returns:
        One (ids, places) pair for each part of `MOST_TOKENS` tokens at most.
    """
    parts: list[tuple[list[int], list[int]]] = []
    ids: list[int] = []
    places: list[int] = []
    for word in words:
        first, *inside, last = tokenizer.ids(text[word.start : word.end])
        if ids and len(ids) + len(inside) + 1 > MOST_TOKENS:
            parts.append(([*ids, last], places))
            ids, places = [], []
        ids = ids or [first]
        places.append(len(ids))
        ids += inside[: MOST_TOKENS - 2]
    if ids:
        parts.append(([*ids, last], places))
    return parts


class WordTagger:
    """Tells the class of each word of a text; safe to share between threads."""

    def __init__(self, encoder: OnnxEncoder) -> None:
        """encoder: prepared to tag tokens."""
        self.name = encoder.manifest.source
        self._encoder = encoder

    def log_shares(self, text: str, words: Sequence[Word]) -> NDArray[np.float32]:
        """Return the logarithm of the likelihood of each class for each word, (w, k) float32."""
        found = [
            self._encoder.run(ids)[np.minimum(places, len(ids) - 1)]
            for ids, places in coded(text, words, self._encoder)
        ]
        if not found:
            return np.zeros((0, self._encoder.dimension), np.float32)
        return log_softmax(np.concatenate(found))
