"""Misspelt names: the place that they stand for, and the words that are none.

Names and codes are those of the real table.
"""

from __future__ import annotations

import pytest

from index.places.gazetteer import Gazetteer
from index.places.mentions import find_place
from index.places.misspelt import find_misspelt_place
from index.places.words import Words
from tests.index.places.conftest import VOCABULARY, named


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        pytest.param("atelier à Lile", "59350", "à Lile", id="a letter less"),
        pytest.param("trouver un fablab a grenobl", "38185", "a grenobl", id="a without accent"),
        pytest.param("habite a st etiene", "42218", "habite a st etiene", id="two words"),
        pytest.param("vilurbane", "69266", "vilurbane", id="a large town without a cue"),
        pytest.param("a la rochel", "17300", "a la rochel", id="article"),
        pytest.param("à sarlat", "24520", "à sarlat", id="the start of a name"),
        pytest.param("aide en suise", "ch", "en suise", id="a country phonetically"),
        pytest.param("senne et marne", "77", "senne et marne", id="more than a name inside it"),
        pytest.param("en seine et marn", "77", "en seine et marn", id="an area"),
        pytest.param("à bordau", "33063", "à bordau", id="phonetic"),
    ],
)
def test_a_misspelt_name_should_be_understood(
    text: str, code: str, expected: str, gazetteer: Gazetteer
) -> None:
    assert named(text, find_place(text, gazetteer, VOCABULARY)) == (code, expected)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("je suis à aide", id="a word that exists"),
        pytest.param("atelliers", id="a misspelt word of the catalogue"),
        pytest.param("savon de marsseille", id="a product"),
        pytest.param("en grenobl", id="a town is not in, but at"),
        pytest.param("il a lile", id="the verb"),
        pytest.param("xqzkw", id="like no name"),
        pytest.param("à xyz", id="too short"),
    ],
)
def test_a_misspelt_word_should_not_be_taken_for_a_name(text: str, gazetteer: Gazetteer) -> None:
    assert find_place(text, gazetteer, VOCABULARY) is None


def test_no_misspelt_name_should_be_looked_for_without_a_vocabulary(gazetteer: Gazetteer) -> None:
    assert find_place("atelier à Lile", gazetteer, None) is None


def test_a_misspelt_name_should_come_with_its_run_of_words(gazetteer: Gazetteer) -> None:
    match = find_misspelt_place(Words.of("un atelier à Lile merci"), gazetteer, VOCABULARY)
    assert match is not None
    place, first, last = match
    assert (place.commune, first, last) == ("59350", 2, 4)
