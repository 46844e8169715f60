"""Ways of saying a situation, as the file of emergencies writes them."""

from __future__ import annotations

import pytest

from index.emergencies.ways import read_phrases, read_way
from index.errors import InvalidRecords

GROUPS = {"fr": {"veux": "veux envie_de", "chose": "ordi"}, "en": {"chose": "computer"}}


def test_a_way_should_have_its_words_in_order_and_those_that_must_be_absent() -> None:
    way = read_way("<veux> mourir & !rire|faim", "fr", GROUPS, "urgences.toml")
    assert way.parts == ((frozenset({("veux",), ("envie", "de")}), frozenset({("mourir",)})),)
    assert way.excluded == (("fr", frozenset({("rire",), ("faim",)})),)
    assert not way.whole


def test_a_group_that_must_be_absent_should_be_so_in_every_language() -> None:
    way = read_way("overdose & !<chose>", "fr", GROUPS, "urgences.toml")
    assert dict(way.excluded) == {"fr": frozenset({("ordi",)}), "en": frozenset({("computer",)})}


def test_a_way_may_be_the_whole_text() -> None:
    assert read_way("=au secours", "fr", GROUPS, "urgences.toml").whole


@pytest.mark.parametrize("text", ["<absent> mourir", "mourir & ", "mourir &  & vie", "a__b", "*"])
def test_a_way_that_cannot_be_read_should_be_named(text: str) -> None:
    with pytest.raises(InvalidRecords, match="urgences.toml"):
        read_way(text, "fr", GROUPS, "urgences.toml")


def test_phrases_should_be_separated_by_spaces() -> None:
    assert read_phrases("ado beau_père") == (("ado",), ("beau", "père"))
