"""Vocabulary: words that exist, that are doubtful, and that belong to another language."""

from __future__ import annotations

import pytest

from index.spelling.dictionary import catalogue_words, with_french
from index.spelling.vocabulary import Vocabulary

ENTRIES = with_french(
    catalogue_words(["un ordinateur"]), [("savoir", 5.9), ("pa", 4.8), ("koursk", 2.6)]
)
VOCABULARY = Vocabulary(ENTRIES, ("mdp",), ("educatif",), [{"volunteer"}])


@pytest.mark.parametrize(
    ("word", "sure"),
    [
        pytest.param("ordinateur", True, id="of the catalogue"),
        pytest.param("savoir", True, id="frequent"),
        pytest.param("educatif", True, id="of the lexicon"),
        pytest.param("socioeducatif", True, id="after a prefix"),
        pytest.param("mdp", True, id="protected"),
        pytest.param("pas", True, id="a short word of French"),
        pytest.param("pa", False, id="a short word that lists of frequencies hold"),
        pytest.param("koursk", False, id="a rare word of a list of frequencies"),
        pytest.param("xzvqw", False, id="unknown"),
    ],
)
def test_a_word_should_be_sure_when_a_dictionary_has_it(word: str, sure: bool) -> None:
    assert VOCABULARY.is_sure(word, word) is sure


def test_a_rare_word_with_a_capital_should_be_a_name() -> None:
    assert VOCABULARY.is_sure("koursk", "Koursk")


def test_a_word_of_another_language_should_be_known_as_such() -> None:
    assert VOCABULARY.is_foreign("volunteer")
    assert not VOCABULARY.is_foreign("ordinateur")


@pytest.mark.parametrize(
    ("typed", "alike"), [("ordinatteur", True), ("ordynater", False), ("aurdinateur", True)]
)
def test_a_word_should_be_like_one_that_sounds_the_same_or_is_one_edit_away(
    typed: str, alike: bool
) -> None:
    assert VOCABULARY.is_like("ordinateur", typed) is alike
    assert not VOCABULARY.is_like("imprimante", typed)


def test_a_frequent_word_should_have_a_greater_share_of_french() -> None:
    shares = [VOCABULARY.share(word) for word in ("savoir", "ordinateur", "koursk", "xzvqw")]
    assert shares == sorted(shares, reverse=True)
    assert VOCABULARY.share("l'") > VOCABULARY.share("xzvqw")
