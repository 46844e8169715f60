"""Tokenizers: special tokens around the text, nothing truncated."""

from __future__ import annotations

from pathlib import Path

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from index.encoder.tokenizers import HUGGING_FACE, HuggingFaceTokenizer, open_tokenizer

VOCABULARY = {"<s>": 0, "</s>": 1, "<unk>": 2, "un": 3, "vélo": 4}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a tokenizer of five words that truncates to two tokens."""
    made = Tokenizer(models.WordLevel(VOCABULARY, "<unk>"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 1)]
    )
    made.enable_truncation(2)
    made.save(str(tmp_path / HUGGING_FACE))
    return tmp_path


def test_a_text_should_have_its_special_tokens_and_not_be_truncated(folder: Path) -> None:
    tokenizer = open_tokenizer(folder)
    assert isinstance(tokenizer, HuggingFaceTokenizer)
    assert tokenizer.ids("un vélo bleu") == [0, 3, 4, 2, 1]
    assert tokenizer.ids("") == [0, 1]
