"""Matcher of names: who types a name, even misspelt or heard, gets who bears it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.names.comparison import Match
from tests.index.names.examples import LOCATIONS, RECORDS, matcher, reread, table

NAMES = matcher()


def name_of(match: Match) -> str:
    """The name of the bearer of a match."""
    return (LOCATIONS if match.location else RECORDS)[match.owner][0]


def first(text: str) -> str:
    """The name of the first bearer of a text, "" for none."""
    found = NAMES.find(text)
    return name_of(found[0]) if found else ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("emmaus connect", "Emmaüs Connect"),
        ("emaus conect", "Emmaüs Connect"),
        ("aimaus konect", "Emmaüs Connect"),
        ("emmausconnect", "Emmaüs Connect"),
        ("eco dair", "Ecodair"),
        ("mednum", "La Mednum"),
        ("comown", "Commown"),
        ("mediateque robert cousin", "Médiathèque municipale Robert Cousin"),
        ("bibliotheque jallerange", "Bibliothèque"),
        ("mission local azebrouk", "Mission locale"),
        ("france services sancoins", "France services de Sancoins"),
    ],
)
def test_a_name_should_be_found_however_it_is_written(text: str, name: str) -> None:
    assert first(text) == name


@pytest.mark.parametrize(
    "text",
    ["", "!!", "12 34", "мережа", "réparer mon téléphone", "trouver des bénévoles", "sancoins",
     "mission locale de dax", "emmaus solidarité", "restos du coeur", "a " * 40],
)  # fmt: skip
def test_another_text_should_be_no_name_of_ours(text: str) -> None:
    assert NAMES.find(text) == []


def test_all_who_share_an_acronym_should_come_together() -> None:
    assert {name_of(match) for match in NAMES.find("cress")} == {
        "CRESS Bretagne",
        "CRESS Occitanie",
    }


def test_the_first_word_of_several_names_should_find_them_all() -> None:
    assert {name_of(match) for match in NAMES.find("emaus")} == {"Emmaüs Connect", "Emmaüs Défi"}


def test_the_full_name_of_a_record_should_be_told_from_a_part_of_it() -> None:
    assert table().names_record("cress bretagne")
    assert not table().names_record("cress")
    assert not table().names_record("mission locale")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("donner un ordi à Ecodair", True),
        ("j'ai une Envie chez moi", True),
        ("j'ai envie de danser", False),
        ("tous bénévoles de mon club", False),
    ],
)
def test_a_name_inside_a_need_should_be_found_when_it_surely_is_one(text: str, named: bool) -> None:
    assert bool(NAMES.inside(text, np.zeros(len(RECORDS), dtype=np.int64))) is named


def test_a_network_should_be_named_by_everyday_words() -> None:
    counts = np.zeros(len(RECORDS), dtype=np.int64)
    counts[7] = 3
    assert [name_of(match) for match in NAMES.inside("écrire à tous bénévoles", counts)] == []
    counts[4] = 3
    found = NAMES.inside("la cress bretagne et moi", counts)
    assert name_of(found[0]) == "CRESS Bretagne"


def test_names_read_from_files_should_be_found_likewise(tmp_path: Path) -> None:
    again = matcher(reread(tmp_path, table()))
    for text in ("emaus conect", "bibliotheque jallerange", "cress", "la mede num"):
        assert again.find(text) == NAMES.find(text)


def test_no_name_should_be_found_without_names() -> None:
    assert matcher(type(table())()).find("Ecodair") == []


@pytest.mark.parametrize(
    ("text", "french", "name"),
    [
        ("ekodèrs", True, "Ecodair"),
        ("ému connec", True, "Emmaüs Connect"),
        ("ému connec", False, ""),
        ("réparer mon téléphone", True, ""),
        ("ça va", True, ""),
        ("a " * 40, True, ""),
    ],
)
def test_the_nearest_name_should_be_offered_for_a_text_that_is_none(
    text: str, french: bool, name: str
) -> None:
    found = NAMES.nearly(text, french)
    assert (name_of(found[0]) if found else "") == name
