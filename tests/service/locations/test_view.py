"""Facts of the values that the page of a location shows."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.locations.models import LICENCES
from index.search.results import NearbyPlace
from index.search.searcher import Searcher
from service.locations.view import LocationView, location_view
from tests.conftest import make_thesaurus
from tests.locations import PAPERS, make_location

NEEDS = make_thesaurus(**{PAPERS: "Remplir des papiers en ligne"})
NOWHERE = Path("absent.toml")


def view(searcher: Searcher, **fields: object) -> LocationView:
    """The values of a location that is at the first row of the index."""
    return location_view(
        NearbyPlace(0, make_location(**fields), None),
        searcher.retriever,
        NEEDS,
        address="https://orientess.example/lieux/x",
        lists=NOWHERE,
        place=None,
        moment=datetime(2026, 11, 25, 10, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("fields", "address"),
    [
        ({"precision": "adresse"}, "https://www.openstreetmap.org/directions?to=42.9639,1.6054"),
        ({"precision": "rue"}, "https://www.openstreetmap.org/directions?to=42.9639,1.6054"),
        (
            {"precision": "commune", "adresse": "8 rue Lafaurie"},
            "https://www.openstreetmap.org/search?query=8%20rue%20Lafaurie%2C%20Foix",
        ),
        ({"precision": "commune"}, ""),
    ],
)
def test_the_way_to_a_location_should_not_lead_to_the_centre_of_its_town(
    located_searcher: Searcher, fields: dict[str, object], address: str
) -> None:
    assert view(located_searcher, **fields).directions == address


def test_a_location_should_serve_its_own_needs_before_those_of_its_network(
    located_searcher: Searcher,
) -> None:
    usual, own = view(located_searcher), view(located_searcher, besoins=["imprimer"])
    assert (list(usual.needs), list(usual.usual)) == ([], ["Remplir des papiers en ligne"])
    assert (list(own.needs), list(own.usual)) == (["imprimer"], [])


def test_a_price_of_the_network_should_be_told_as_usual(located_searcher: Searcher) -> None:
    usual = view(located_searcher, reseau="bibliotheques-publiques")
    own = view(located_searcher, reseau="bibliotheques-publiques", frais="payant")
    assert (usual.price, own.price) == ("En général : gratuit", "Payant")
    assert view(located_searcher).price == ""


def test_an_unlisted_source_should_be_named_by_its_code(located_searcher: Searcher) -> None:
    shown = view(located_searcher, source="annuaire-local", licence="odbl-1.0")
    assert shown.source == "annuaire-local"
    assert shown.licence == LICENCES.label("odbl-1.0")
    assert shown.month == ""


@pytest.mark.parametrize("hours", ["Mo-Fr 09:00-12:00; PH off", "24/7", 'Mo "sur rendez-vous"'])
def test_hours_that_schema_org_cannot_say_should_be_left_out(
    located_searcher: Searcher, hours: str
) -> None:
    assert "openingHours" not in str(view(located_searcher, horaires_accueil=hours).facts)
