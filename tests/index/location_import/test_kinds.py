"""Tests of the kinds of place that names, types and labels say."""

import pytest

from index.location_import.kinds import Kind, is_itinerant, kinds_of


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


def test_a_bus_should_be_itinerant() -> None:
    assert is_itinerant("France services de Foix", "Principal / Bus_équivalent")
    assert not is_itinerant("France services de Foix", "Principal / Fixe")
