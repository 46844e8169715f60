"""Filters of locations: only what a source says passes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from index.errors import InvalidQuery
from index.locations.filters import LocationFilters
from index.locations.table import LocationTable
from tests.locations import make_location

MONDAY = datetime(2026, 11, 30, 10, 0)
CHRISTMAS = datetime(2026, 12, 25, 10, 0)
REUNION = "97411"
DIGITAL = "Maîtrise des outils numériques du quotidien"
PAPERS = "Aide aux démarches administratives"
LOCATIONS = (
    make_location(id="a", horaires_accueil="Mo-Fr 09:00-12:00; PH off", frais="gratuit"),
    make_location(id="b", services=(PAPERS, DIGITAL), frais="payant"),
    make_location(id="c", horaires_accueil="Mo-Fr 09:00-12:00", prise_rdv="https://rdv.example/"),
    make_location(
        id="d",
        code_insee=REUNION,
        code_postal="97400",
        horaires_accueil="Mo-Fr 09:00-12:00",
        accessibilite_lieu="https://acceslibre.beta.gouv.fr/app/x/",
    ),
    make_location(id="e", horaires_accueil="Fr 09:00-12:00; PH 10:00-11:00"),
)
TABLE = LocationTable.of(LOCATIONS, {"france-services": 0})


def _passing(filters: LocationFilters) -> str:
    mask = filters.mask(TABLE)
    assert mask is not None
    return "".join(TABLE[row].id for row in mask.nonzero()[0].tolist())


@pytest.mark.parametrize(
    ("filters", "passing"),
    [
        (LocationFilters(fees=("gratuit",)), "a"),
        (LocationFilters(fees=("gratuit", "payant")), "ab"),
        (LocationFilters(services=(PAPERS,)), "b"),
        (LocationFilters(services=(DIGITAL, "Compréhension du monde numérique")), "b"),
        (LocationFilters(appointment=True), "c"),
        (LocationFilters(wheelchair=True), "d"),
        (LocationFilters(open_at=MONDAY), "acd"),
        (LocationFilters(open_at=MONDAY, fees=("gratuit",)), "a"),
        (LocationFilters(open_at=MONDAY.replace(hour=13)), ""),
    ],
)
def test_a_location_should_pass_when_its_source_says_so(
    filters: LocationFilters, passing: str
) -> None:
    assert filters
    assert _passing(filters) == passing


def test_without_a_filter_there_should_be_no_mask() -> None:
    assert not LocationFilters()
    assert LocationFilters().mask(TABLE) is None


def test_a_moment_with_a_time_zone_should_be_the_same_everywhere() -> None:
    six = datetime(2026, 11, 30, 6, 30, tzinfo=UTC)  # 7:30 in Foix, 10:30 in La Réunion
    assert _passing(LocationFilters(open_at=six)) == "d"


def test_on_a_public_holiday_only_who_says_so_should_be_open() -> None:
    assert CHRISTMAS.weekday() == 4
    assert _passing(LocationFilters(open_at=CHRISTMAS)) == "e"
    assert _passing(LocationFilters(open_at=CHRISTMAS.replace(day=18))) == "acde"


@pytest.mark.parametrize(
    ("fields", "name"),
    [({"fees": ("donation",)}, "frais_lieu"), ({"services": ("autre",)}, "service")],
)
def test_an_unknown_code_should_be_refused(fields: dict[str, tuple[str, ...]], name: str) -> None:
    with pytest.raises(InvalidQuery) as refused:
        LocationFilters(**fields)  # type: ignore[arg-type]
    assert refused.value.field == name
