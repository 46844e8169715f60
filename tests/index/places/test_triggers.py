"""Triggers: one table of the words that announce a place, all folded."""

from __future__ import annotations

import pytest

from index.places import triggers
from index.places.triggers import MAX_TRIGGER_WORDS, WORD
from index.places.words import Words

TABLES = {
    name: table
    for name, table in vars(triggers).items()
    if name.isupper() and isinstance(table, frozenset)
}


@pytest.mark.parametrize("name", TABLES)
def test_every_entry_should_be_written_as_words_are_compared(name: str) -> None:
    assert [entry for entry in TABLES[name] if " ".join(Words.of(entry).folded) != entry] == []


@pytest.mark.parametrize("name", [name for name in TABLES if name.endswith("TRIGGERS")])
def test_no_trigger_should_be_longer_than_the_longest_looked_for(name: str) -> None:
    assert max(len(trigger.split()) for trigger in TABLES[name]) <= MAX_TRIGGER_WORDS


@pytest.mark.parametrize("table", [triggers.TOWN_TRIGGERS, triggers.FIELD_TRIGGERS])
def test_prepositions_of_towns_should_be_triggers_everywhere(table: frozenset[str]) -> None:
    assert table >= triggers.TOWN_PREPOSITIONS


def test_prepositions_of_areas_should_be_triggers() -> None:
    assert triggers.AREA_TRIGGERS >= triggers.AREA_PREPOSITIONS


def test_a_postal_code_should_be_split_from_the_name_stuck_to_it() -> None:
    assert WORD.findall("59000Lille, l'été 12345") == ["59000", "Lille", "l", "été", "12345"]
