"""Tests of the kinds of place that names, types and labels say."""

import pytest

from index.location_import.kinds import (
    Kind,
    is_itinerant,
    is_public_space,
    kinds_of,
    publics_of,
)


@pytest.mark.parametrize(
    ("name", "types", "expected"),
    [
        ("Médiathèque de Felletin", (), {Kind.LIBRARY}),
        ("Case numérique", ("BIB",), {Kind.LIBRARY}),
        ("MSAP MONTRESOR", (), {Kind.FRANCE_SERVICES}),
        ("Mairie", ("CNFS;France Services",), {Kind.FRANCE_SERVICES, Kind.ADVISER}),
        ("FABLAB LOCHES", ("fablab",), {Kind.FAB_LAB}),
        ("Le HQ", ("coworking",), {Kind.COWORKING}),
        ("Mairie de Lestiou", ("EPN;mairie",), set()),
    ],
)
def test_a_place_should_be_what_it_says(
    name: str, types: tuple[str, ...], expected: set[Kind]
) -> None:
    assert kinds_of(name, types) == expected


@pytest.mark.parametrize(
    "name", ["Cyber-base de Vesoul", "EPN Sancerre", "Espace public numérique", "Point Cyb"]
)
def test_the_name_of_a_public_digital_space_should_say_what_it_is(name: str) -> None:
    assert is_public_space(name)


@pytest.mark.parametrize("name", ["Cybersécurité 21", "La CyberGrange", "Club multimédia"])
def test_another_name_should_not_be_that_of_a_public_digital_space(name: str) -> None:
    assert not is_public_space(name)


def test_a_bus_should_be_itinerant() -> None:
    assert is_itinerant("France services de Foix", "Principal / Bus_équivalent")
    assert not is_itinerant("France services de Foix", "Principal / Fixe")


@pytest.mark.parametrize(
    ("name", "publics"),
    [
        ("Mission Locale du Sénonais", ("jeunes",)),
        ("Point Information Jeunesse", ("jeunes",)),
        ("Défi 11 - Cap emploi", ("personnes-en-situation-de-handicap",)),
        ("Maison de l'Emploi", ("demandeurs-emploi",)),
        ("Médiathèque", ()),
        ("Mairie de Plieux", ()),
    ],
)
def test_a_place_whose_name_says_so_should_be_reserved(name: str, publics: tuple[str, ...]) -> None:
    assert publics_of(name) == publics


def test_a_site_may_say_that_a_place_is_reserved() -> None:
    site = "https://asso.example/maison-d-enfants-caractere-social"
    assert publics_of("Croix-Rouge", site) == ("jeunes",)
