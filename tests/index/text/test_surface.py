"""Surface of a text: what changes nothing of what it asks is taken away."""

from __future__ import annotations

import pytest

from index.text.surface import asked, small_letters


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("bonjour, je cherche réparer mon vélo s'il vous plaît, merci", "réparer mon vélo"),
        ("où trouver un ordinateur pas cher ?", "un ordinateur pas cher"),
        ("est-ce que vous avez des cours d'informatique", "des cours d'informatique"),
        ("réparer réparer mon vélo", "réparer mon vélo"),
        ("Où puis-je trouver un fab lab !", "un fab lab"),
        ("nous nous formons", "nous nous formons"),
        ("bonjour", "bonjour"),
        ("merci", "merci"),
        ("je cherche", "je cherche"),
    ],
)
def test_politeness_and_repeated_words_should_weigh_nothing(text: str, need: str) -> None:
    assert asked(text) == need


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("RÉPARER MON VÉLO", "réparer mon vélo"),
        ("CRESS", "CRESS"),
        ("aide pour la CAF", "aide pour la CAF"),
        ("İİİİİİİİİİ", "İİİİİİİİİİ"),
    ],
)
def test_a_text_in_capitals_should_be_read_in_small_letters(text: str, read: str) -> None:
    assert small_letters(text) == read
