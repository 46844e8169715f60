"""Parts of an index that are made of texts alone."""

from __future__ import annotations

import pickle

from index.indexing.text_parts import TextParts, lexicons_of
from index.records.passages import passages_of
from index.text.word_set import WordSet
from tests.conftest import SMALL_CATALOGUE


def parts() -> TextParts:
    """The parts of the small catalogue."""
    records = list(SMALL_CATALOGUE)
    passages = [each for row, it in enumerate(records) for each in passages_of(it, row, str)]
    return TextParts.of(records, passages, WordSet(["reparer", "velo"]))


def test_parts_should_be_the_same_once_sent_by_another_process() -> None:
    made = parts()
    sent = pickle.loads(pickle.dumps(made))  # noqa: S301 - our own bytes
    assert [*sent.spelling] == [*made.spelling]
    assert len(sent.names) == len(made.names) > 0
    assert sent.census == made.census


def test_words_of_the_catalogue_should_be_corrections() -> None:
    assert "telephone" in parts().spelling or "smartphone" in parts().spelling


def test_words_of_french_should_be_those_of_no_other_language() -> None:
    found = lexicons_of(WordSet(["chat", "internet"]))
    assert "internet" in found["fr"]
    assert not any("internet" in words for code, words in found.items() if code != "fr")


def test_without_a_lexicon_no_language_should_be_detected() -> None:
    assert list(lexicons_of(None)) == ["fr"]
