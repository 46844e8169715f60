"""Tests of the reading of a row as a place."""

from pathlib import Path

import pytest

from index.location_import.entries import ITINERANT
from tests.index.location_import.lists import make_list, make_reader, make_row


def test_a_row_should_become_a_location_of_the_network_of_its_list(tmp_path: Path) -> None:
    row = make_row(telephone="0561651234", horaires="Lu 09:00 - 12:00", date_maj="2024-07-03")
    entry = make_reader(tmp_path).read(make_list(), 0, row, ())
    assert entry is not None
    location = entry.location
    assert (location.id, location.reseau) == ("france-services--12", "france-services")
    assert (location.commune, location.code_insee) == ("Foix", "09122")
    assert (location.telephone, location.horaires_accueil) == ("+33561651234", "Mo 09:00-12:00")
    assert location.date_source == "2024-07"
    assert "demarches--caf" in location.besoins


def test_a_place_without_an_identifier_of_its_producer_should_have_a_stable_one(
    tmp_path: Path,
) -> None:
    reader, place_list = make_reader(tmp_path), make_list(numeros=False)
    first = reader.read(place_list, 0, make_row(source_id="1"), ())
    again = reader.read(place_list, 0, make_row(source_id="2", telephone="0561651234"), ())
    other = reader.read(place_list, 0, make_row(adresse="14 rue des Tilleuls"), ())
    assert first is not None
    assert again is not None
    assert other is not None
    assert first.location.id == again.location.id != other.location.id


@pytest.mark.parametrize(
    ("cells", "networks"),
    [
        (
            {"nom": "Médiathèque", "labels": "CNFS"},
            ("bibliotheques-publiques", "conseillers-numeriques", "lieux-mediation-numerique"),
        ),
        ({"nom": "MSAP de Foix"}, ("lieux-mediation-numerique",)),
        (
            {"nom": "Le Coin", "services": "Atelier de réparation informatique"},
            ("lieux-mediation-numerique", "ateliers-reparation-informatique"),
        ),
    ],
)
def test_a_place_of_a_hub_should_be_of_the_network_that_it_says(
    tmp_path: Path, cells: dict[str, str], networks: tuple[str, ...]
) -> None:
    hub = make_list(reseau="lieux-mediation-numerique")
    entry = make_reader(tmp_path).read(hub, 0, make_row(**cells), ())
    assert entry is not None
    assert entry.location.networks == networks


def test_a_place_named_after_its_commune_and_an_adviser_should_have_a_name(tmp_path: Path) -> None:
    hub = make_list(reseau="lieux-mediation-numerique", conseillers=True)
    reader = make_reader(tmp_path)
    entry = reader.read(hub, 0, make_row(nom="Foix - Alice Dupuis"), ())
    assert entry is not None
    assert entry.location.nom == "Médiation numérique – Foix"
    assert reader.people == [("Foix - Alice Dupuis", "Alice Dupuis")]


def test_a_name_should_lose_the_mark_of_an_escape_that_its_producer_left(tmp_path: Path) -> None:
    row = make_row(nom="Bibliothèque \\ L'Or  Mot \\")
    entry = make_reader(tmp_path).read(make_list(), 0, row, ())
    assert entry is not None
    assert entry.location.nom == "Bibliothèque L'Or Mot"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("12 RUE DES TILLEULS 09000 FOIX", "12 Rue des Tilleuls"),
        ("00 Place Milliane", "Place Milliane"),
        ("BP 10", None),
        ("#NAME?", None),
        ("Foix", None),
    ],
)
def test_an_address_should_be_a_street_and_its_number(
    tmp_path: Path, written: str, expected: str | None
) -> None:
    entry = make_reader(tmp_path).read(make_list(), 0, make_row(adresse=written), ())
    assert entry is not None
    assert entry.location.adresse == expected


def test_a_place_that_travels_should_say_so(tmp_path: Path) -> None:
    row = make_row(type="Principal / Bus_équivalent")
    entry = make_reader(tmp_path).read(make_list(), 0, row, ())
    assert entry is not None
    assert entry.location.complement_adresse == ITINERANT


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"code_postal": "", "commune": "Nulle-Part"}, "anct : commune inconnue"),
        ({"type": "Réserve"}, "anct : lieu d'un type écarté"),
        ({"nom": "?" * 300_000}, "ligne démesurée"),
        ({"nom": "Alice Dupuis"}, "anct : lieu au nom d'une personne"),
        ({"nom": "AB"}, "anct : champ nom illisible"),
    ],
)
def test_a_row_that_is_no_place_should_be_counted(
    tmp_path: Path, cells: dict[str, str], reason: str
) -> None:
    reader = make_reader(tmp_path)
    place_list = make_list(types=("", "Principal.*"), reseau="lieux-mediation-numerique")
    assert reader.read(place_list, 0, make_row(**cells), ()) is None
    assert reader.dropped[reason] == 1


def test_hours_and_contacts_that_a_list_has_wrong_should_be_left_out(tmp_path: Path) -> None:
    row = make_row(horaires="Sa 09:00-12:00", telephone="0561651234", courriel="a@b.example")
    place_list = make_list(horaires=False, contacts=False)
    entry = make_reader(tmp_path).read(place_list, 0, row, ())
    assert entry is not None
    assert not entry.location.is_contactable
