"""Autocomplete of names: records whose name begins with what is typed."""

from __future__ import annotations

from index.names.autocomplete import suggest
from tests.index.names.examples import RECORDS, table

NAMES = table()


def suggested(text: str, limit: int = 4) -> list[str]:
    """The names suggested for a text."""
    return [RECORDS[row][0] for row in suggest(NAMES, text, limit)]


def test_names_should_be_suggested_by_their_beginning() -> None:
    assert suggested("EMMAÜS") == ["Emmaüs Connect", "Emmaüs Défi"]
    assert suggested("medn") == ["La Mednum"]


def test_one_letter_should_suggest_nothing() -> None:
    assert suggested("e") == []


def test_no_more_names_should_be_suggested_than_asked() -> None:
    assert len(suggested("emmaus", limit=1)) == 1


def test_a_location_should_not_be_suggested() -> None:
    assert suggested("mission") == []
