"""Facts of the response models of a search."""

from __future__ import annotations

import pytest

from index.candidates.facets import Facet, FacetValue
from index.ordering.fusion import Channel
from index.places.models import Place, PlaceKind, Point
from index.search import likelihood
from service.search.schemas import (
    UNITS,
    Closeness,
    facet_values,
    pages_of,
    place_answer,
)


@pytest.mark.parametrize(
    ("total", "size", "pages"), [(0, 10, 0), (1, 10, 1), (10, 10, 1), (11, 10, 2)]
)
def test_the_last_page_should_count_even_when_it_is_not_full(
    total: int, size: int, pages: int
) -> None:
    assert pages_of(total, size) == pages


def test_a_place_without_a_point_should_have_no_coordinates() -> None:
    place = Place(PlaceKind.COUNTRY, "France", None)
    answer = place_answer(place, "en France")
    assert answer is not None
    assert (answer.latitude, answer.longitude, answer.mots) == (None, None, "en France")
    assert place_answer(None, "") is None


def test_a_place_should_have_the_coordinates_of_its_point() -> None:
    answer = place_answer(Place(PlaceKind.COMMUNE, "Lille", Point(50.63, 3.06), "59350"), "")
    assert answer is not None
    assert (answer.latitude, answer.longitude, answer.type) == (50.63, 3.06, "commune")


def test_a_facet_should_hold_its_values_in_order() -> None:
    values = (FacetValue("gratuit", "Gratuit", 3, True), FacetValue("payant", "Payant", 1, False))
    (facet,) = facet_values((Facet("frais", values),))
    assert facet["champ"] == "frais"
    assert [tuple(each.values()) for each in facet["valeurs"]] == [
        ("gratuit", "Gratuit", 3, True),
        ("payant", "Payant", 1, False),
    ]


def test_every_channel_should_have_its_unit_and_every_closeness_its_words() -> None:
    assert set(UNITS) == {*Channel, None}
    assert [each.name for each in Closeness] == [each.name for each in likelihood.Closeness]
