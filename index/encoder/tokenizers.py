"""Tokenizers used when serving: texts to token ids.

The XLM-R tokenizer of the pinned encoder is a unigram model whose pieces are mapped from files
(`index.encoder.unigram`): sentencepiece, which gives the same ids, takes 52 MB in each process and
half a second to load, the `tokenizers` library 300 MB. Any other encoder keeps its own
`tokenizer.json`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import tokenizers

from index.encoder.unigram import UnigramTokenizer

SENTENCEPIECE, HUGGING_FACE = "tokenizer.model", "tokenizer.json"


class Tokenizer(Protocol):
    """Tokenizer: splits a text into the tokens of an encoder, and gives their ids (numbers)."""

    def ids(self, text: str) -> list[int]:
        """Return the token ids of a whole text, with the special tokens of its start and end."""
        ...


class HuggingFaceTokenizer:
    """Tokenizer read from a `tokenizer.json` by the `tokenizers` library of Hugging Face."""

    def __init__(self, path: Path) -> None:
        """path: a `tokenizer.json` file."""
        self._tokenizer = tokenizers.Tokenizer.from_file(str(path))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def ids(self, text: str) -> list[int]:
        """Return the token ids of a whole text, with the special tokens that the file defines."""
        return list(self._tokenizer.encode(text).ids)


def open_tokenizer(folder: Path) -> Tokenizer:
    """Open the tokenizer of an encoder exported to ONNX.

    folder: that of the encoder; its pieces are mapped when it has them, else its `tokenizer.json`
    is read by the `tokenizers` library.
    """
    if (folder / SENTENCEPIECE).exists():
        return UnigramTokenizer.open(folder)
    return HuggingFaceTokenizer(folder / HUGGING_FACE)
