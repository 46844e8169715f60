"""Evaluation of surfaces: needs written in ways that mean the same."""

from __future__ import annotations

import pytest

from index.search.searcher import Searcher
from index.wording.surfaces import changes, measure

EXISTS = frozenset(["ordinateur", "ordinateurs", "mediateur", "mediatrice", "carriere", "carrier"])


@pytest.mark.parametrize(
    ("name", "text", "written"),
    [
        ("capitales", "un vélo", "UN VÉLO"),
        ("sans accents", "Un vélo", "Un velo"),
        ("politesse avant", "un vélo", "bonjour, je cherche un vélo"),
        ("point d'interrogation", "un vélo !", "un vélo ?"),
        ("nombre d'un mot", "un ordinateur", "un ordinateurs"),
        ("nombre d'un mot", "des ordinateurs", "des ordinateur"),
        ("genre d'un mot", "un médiateur", "un médiatrice"),
        ("genre d'un mot", "une médiatrice", "une médiateur"),
        ("genre d'un mot", "ma carrière", "ma carrière"),
        ("premier mot doublé", "un vélo", "un un vélo"),
    ],
)
def test_a_need_should_be_written_otherwise(name: str, text: str, written: str) -> None:
    assert changes(EXISTS)[name](text) == written


def test_what_stays_should_be_counted_for_each_way_of_writing(searcher: Searcher) -> None:
    texts = ["réparer un téléphone", "zzzz"]
    measured = {each.name: each for each in measure(searcher, texts, EXISTS)}
    assert measured["capitales"].texts == 1
    assert measured["capitales"].overlap == 1.0
    assert measured["politesse avant"].lost == ()
    assert str(measured["capitales"]).startswith("capitales : 1.000")
    assert "lieu dans le texte" in measured
