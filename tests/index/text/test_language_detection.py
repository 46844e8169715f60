"""Languages: a text is French unless another language has more of its words."""

from __future__ import annotations

import pytest

from index.search.query import Query
from index.search.understanding import Understanding
from index.spelling.corrector import Corrector
from index.spelling.dictionary import catalogue_words
from index.text.language_detection import FRENCH, language_of

LEXICONS = {
    FRENCH: {"un", "ordinateur", "formation", "reparer", "mobile", "gratuit"},
    "en": {"cheap", "computer", "repair"},
    "es": {"ordenador", "barato"},
}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("cheap computer repair", "en", id="every word of another language"),
        pytest.param("un ordenador barato", "es", id="more words of another language"),
        pytest.param("formation mobile", FRENCH, id="words of both"),
        pytest.param("un ordinatteur gratui", FRENCH, id="French with mistakes"),
        pytest.param("computer", FRENCH, id="one word says too little"),
        pytest.param("cheap computer gratuit formation", "en", id="as many words of French"),
        pytest.param("cheap computer un gratuit reparer", FRENCH, id="more words of French"),
        pytest.param("", FRENCH, id="nothing"),
        pytest.param("75011 4g", FRENCH, id="no letters"),
        pytest.param("كمبيوتر مجدد رخيص", "ar", id="Arabic letters"),
        pytest.param("відновлений комп'ютер pc", "uk", id="Cyrillic letters"),
        pytest.param("कंप्यूटर मरम्मत", "und", id="other letters"),
    ],
)
def test_a_text_should_be_french_unless_another_language_has_most_of_its_words(
    text: str, language: str
) -> None:
    assert language_of(text.split(), LEXICONS) == language


def test_without_lexicons_every_text_should_be_french() -> None:
    assert language_of(["cheap", "computer"], {}) == FRENCH


def test_the_words_of_another_language_should_not_be_corrected() -> None:
    corrector = Corrector(catalogue_words(["des chemises et un compteur"]))
    reader = Understanding(corrector, lexicons=LEXICONS)
    foreign = reader.read(Query("cheap computer"))
    assert (foreign.correction, foreign.language) == (None, "en")
    assert reader.read(Query("un compteurr")).correction is not None
