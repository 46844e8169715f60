"""Comparison: how much a text and a name are alike, each word counting for what it tells."""

from __future__ import annotations

from index.names.comparison import Comparison, Match
from index.names.forms import Kind
from index.names.readings import Readings, words_of
from tests.index.names.examples import COMMON, LOCATIONS, RECORDS, table

NAMES = table()
READINGS = Readings(NAMES, COMMON.__contains__)
COMPARISON = Comparison(NAMES, READINGS)


def found(text: str, everyday: bool = False) -> dict[str, float]:
    """The names that a text is like, each with its best likeness."""
    best: dict[str, float] = {}
    for reading in READINGS.of(words_of(text), everyday):
        for match in COMPARISON.alike(reading, everyday).values():
            name = (LOCATIONS if match.location else RECORDS)[match.owner][0]
            best[name] = max(best.get(name, 0.0), match.alike)
    return best


def test_a_name_as_it_is_written_should_be_wholly_alike() -> None:
    assert found("emmaus connect")["Emmaüs Connect"] == 1.0


def test_a_misspelt_name_should_be_a_little_less_alike() -> None:
    assert 0.8 <= found("emaus conect")["Emmaüs Connect"] < 1.0


def test_a_word_in_common_should_be_no_name() -> None:
    assert found("emmaus solidarite") == {}


def test_a_town_should_place_a_name_and_not_be_one() -> None:
    assert "Bibliothèque" in found("bibliotheque jallerange")
    assert found("jallerange") == {}


def test_everyday_words_should_be_those_of_the_name() -> None:
    assert found("tous benevoles", everyday=True) == {"Tous Bénévoles": 1.0}
    assert found("trouver benevoles", everyday=True) == {}


def test_a_part_of_a_name_should_be_a_little_less_like_it() -> None:
    whole, part = (Match(0, False, kind, 1.0, 1.0) for kind in (Kind.NAME, Kind.PART))
    assert part.likeness < whole.likeness == 1.0
