"""Tests of when two rows are the same place."""

from pathlib import Path

import pytest

from index.location_import.entries import Entry
from index.location_import.similarity import pairs_of
from tests.index.location_import.lists import make_list, make_reader, make_row

HUB = make_list(prefixe="hub", source="hub", reseau="lieux-mediation-numerique")


def entries(folder: Path, *rows: dict[str, object]) -> list[Entry]:
    reader = make_reader(folder)
    read = [
        reader.read(make_list() if rank == 0 else HUB, rank, row, ())
        for rank, row in enumerate(rows)
    ]
    return [entry for entry in read if entry is not None]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"nom": "FRANCE SERVICES DE FOIX", "telephone": "0561651234"}, "noms proches"),
        ({"nom": "MSAP", "adresse": "12 R DES TILLEULS"}, "même France services"),
        (
            {
                "nom": "MSAP",
                "adresse": "3 place du Marché",
                "telephone": "0561651234",
                "latitude": "42.99",
            },
            "même contact",
        ),
        (
            {"nom": "MSAP", "adresse": "3 place du Marché", "latitude": "42.99"},
            "seule France services de la commune",
        ),
    ],
)
def test_two_rows_alike_should_be_the_same_place_with_the_reason(
    tmp_path: Path, cells: dict[str, str], reason: str
) -> None:
    (pair,) = pairs_of(entries(tmp_path, make_row(telephone="0561651234"), make_row(**cells)))
    assert (pair.one, pair.other) == (0, 1)
    assert reason in pair.reason


@pytest.mark.parametrize(
    "cells",
    [
        {"nom": "Centre social des Tilleuls"},
        {"nom": "France services de Foix", "commune": "Pamiers", "code_postal": "09100"},
        {
            "nom": "Mairie",
            "labels": "France Services",
            "adresse": "3 place du Marché",
            "latitude": "42.99",
        },
    ],
)
def test_two_rows_of_different_places_should_stay_apart(
    tmp_path: Path, cells: dict[str, str]
) -> None:
    assert list(pairs_of(entries(tmp_path, make_row(), make_row(**cells)))) == []


def test_two_rows_of_one_identifier_of_a_producer_should_be_the_same_place(tmp_path: Path) -> None:
    key = "62592a1d05457b0790816e6c"
    other = make_row(source_id=f"mediation-{key}", nom="Mairie", adresse="", latitude="")
    (pair,) = pairs_of(entries(tmp_path, make_row(source_id=key), other))
    assert (pair.confidence, pair.reason) == (1.0, "même identifiant chez le producteur")
