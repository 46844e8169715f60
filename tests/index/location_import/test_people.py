"""Tests of the names of private persons in names and addresses of places."""

import pytest

from index.location_import.people import is_of_person, without_person, without_recipient


@pytest.mark.parametrize(
    ("name", "place", "person"),
    [
        ("Chéniers - Alice Dupuis", "Chéniers", "Alice Dupuis"),
        ("Permanence (Mme Durand)", "Permanence", "Mme Durand"),
        ("Atelier numérique par Denis Roche", "Atelier numérique", "Denis Roche"),
        ("Médiathèque Simone Veil", "Médiathèque Simone Veil", ""),
        ("Bibliothèque - Jean Gattégno", "Bibliothèque - Jean Gattégno", ""),
        ("Bus France Services (Léo Lagrange)", "Bus France Services (Léo Lagrange)", ""),
        ("Reterre - Zenuméric", "Reterre - Zenuméric", ""),
        ("Crocq - Bus de Services", "Crocq - Bus de Services", ""),
        ("- Alice Dupuis", "- Alice Dupuis", ""),
    ],
)
def test_the_name_of_a_person_should_be_taken_out_and_that_of_a_place_stay(
    name: str, place: str, person: str
) -> None:
    assert without_person(name) == (place, person)


def test_a_list_that_names_its_advisers_should_lose_them_after_a_library_too() -> None:
    name = "Médiathèque de Felletin - Fabien Petit"
    assert without_person(name) == (name, "")
    assert without_person(name, advisers=True) == ("Médiathèque de Felletin", "Fabien Petit")


def test_a_list_that_names_its_advisers_should_lose_one_between_two_names() -> None:
    name = "Saint-Vaury - Denis Roche - La Quincaillerie"
    assert without_person(name, advisers=True) == (
        "Saint-Vaury - La Quincaillerie",
        "Denis Roche",
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Alice DUPUIS", True),
        ("Alice Dupuis - Formation numérique", True),
        ("Denis Roche CNFS Emmaüs", True),
        ("Monsieur Zéphyr Roche", True),
        ("Simone Veil", False),
        ("Léo Lagrange Graulhet - Tiers-lieu", False),
        ("Marie de Lugrin", False),
        ("Espace Jean Moulin", False),
        ("Mairie de Foix", False),
        ("Alice", False),
    ],
)
def test_a_place_that_bears_the_name_of_a_person_should_be_told(name: str, expected: bool) -> None:
    assert is_of_person(name) is expected


def test_an_address_should_lose_the_person_at_whose_home_it_is() -> None:
    assert without_recipient("12 rue Joseph Rey (chez Aconit)") == (
        "12 rue Joseph Rey",
        "chez Aconit",
    )
    assert without_recipient("8 rue Madame") == ("8 rue Madame", "")
