"""Ranking: which records are shown and put first, near a place or open at a moment."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.artefact import manifest, versions
from index.indexing.build import build
from index.locations.filters import LocationFilters
from index.places.models import Place, Point
from index.places.proximity import Widened, Widening
from index.search.query import Order, Query
from index.search.results import Group, Hit
from index.search.searcher import Searcher
from tests.conftest import make_actor, make_thesaurus
from tests.hash_encoder import HashEncoder
from tests.locations import make_location
from tests.searchers import make_searcher

NEED = "réparer un ordinateur"
LILLE = Point(50.6333, 3.0667)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Ten o'clock in Paris."""
SHOPS = [
    make_actor(
        id=f"atelier-{name}",
        nom=f"Atelier {name}",
        description=f"Un atelier pour réparer un ordinateur. {more}",
        latitude=latitude,
        longitude=3.0667,
        commune=name,
        horaires_accueil=hours,
        site_web="https://atelier.example/",
    )
    for name, latitude, hours, more in (
        ("loin", 50.75, "Mo-Fr 09:00-12:00", "Réparer un ordinateur, réparer un ordinateur."),
        ("tout-pres", 50.634, "Mo 14:00-18:00", "On y vient le lundi."),
        ("pres", 50.66, None, "On y vient quand on veut."),
    )
]
EVERYWHERE = make_actor(
    id="reparer-partout",
    nom="Réparer partout",
    description="Réparer un ordinateur à distance, réparer un ordinateur en ligne.",
    latitude=50.6334,
    longitude=3.0668,
    commune="Lille",
    site_web="https://partout.example/",
    modes_accueil=["a-distance"],
    zone_eligibilite=["france"],
    territoires=["france-entiere"],
)
THESAURUS = make_thesaurus(
    reparer="Réparer un ordinateur", apprendre="Apprendre à coder", internet="Avoir internet"
)


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """A search over three workshops, and one that serves the whole country."""
    home: Path = tmp_path_factory.mktemp("shops")
    build([*SHOPS, EVERYWHERE], HashEncoder(), "hash", home, thesaurus=THESAURUS)
    return make_searcher(manifest.read(home / versions.CURRENT), HashEncoder())


def names(searcher: Searcher, **options: object) -> list[str]:
    """The records found, in order."""
    return [hit.record.id for hit in searcher.search(Query(NEED, **options)).hits]  # type: ignore[arg-type]


def test_by_distance_the_nearest_should_come_first_and_who_is_not_local_last(
    shops: Searcher,
) -> None:
    found = names(shops, near=LILLE, order=Order.DISTANCE)
    local = [each for each in found if each != "reparer-partout"]
    assert local == ["atelier-tout-pres", "atelier-pres", "atelier-loin"]


def test_by_distance_the_same_records_should_answer(shops: Searcher) -> None:
    assert set(names(shops, near=LILLE, order=Order.DISTANCE)) == set(names(shops, near=LILLE))


def test_without_a_place_distance_should_change_nothing(shops: Searcher) -> None:
    assert names(shops, order=Order.DISTANCE) == names(shops)


def test_only_who_is_known_to_be_open_should_be_kept(shops: Searcher) -> None:
    assert names(shops, location_filters=LocationFilters(MONDAY)) == ["atelier-loin"]
    assert names(shops, location_filters=LocationFilters(MONDAY.replace(hour=14))) == [
        "atelier-tout-pres"
    ]
    assert names(shops, location_filters=LocationFilters(MONDAY.replace(hour=3))) == []


def test_the_needs_nearest_to_what_is_asked_should_be_told(shops: Searcher) -> None:
    result = shops.search(Query(NEED))
    assert result.needs[0] == "reparer"
    assert set(result.needs) == set(THESAURUS.needs)


def test_without_the_encoder_no_need_should_be_told(shops: Searcher, tmp_path: Path) -> None:
    build(SHOPS, HashEncoder(), "hash", tmp_path, thesaurus=THESAURUS)
    words_only = make_searcher(manifest.read(tmp_path / versions.CURRENT), None)
    assert words_only.search(Query(NEED)).needs == ()


NETWORK = make_actor(
    id="reparateurs",
    nom="Réseau des réparateurs",
    description="Un réseau d'ateliers pour réparer un ordinateur.",
    besoins=["reparer"],
    zone_eligibilite=["france"],
    territoires=["france-entiere"],
)
PLACES = [
    make_location(id=name, reseau="reparateurs", **fields)
    for name, fields in {
        "lille": {"latitude": 50.64, "longitude": 3.0667, "code_insee": "59350"},
        "lambersart": {
            "latitude": 50.655,
            "longitude": 3.03,
            "code_insee": "59328",
            "telephone": "+33320000000",
            "horaires_accueil": "Mo-Fr 09:00-12:00",
        },
        "foix": {"latitude": 42.96, "longitude": 1.6, "code_insee": "09122"},
    }.items()
]


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """A search over a network that has three locations, a workshop, and a national site."""
    home: Path = tmp_path_factory.mktemp("network")
    records = [NETWORK, SHOPS[0], EVERYWHERE]
    build(records, HashEncoder(), "hash", home, thesaurus=THESAURUS, locations=PLACES)
    return make_searcher(manifest.read(home / versions.CURRENT), HashEncoder())


def hit_of(searcher: Searcher, **options: object) -> Hit:
    """The hit of the network."""
    hits = searcher.search(Query(NEED, **options)).hits  # type: ignore[arg-type]
    return next(hit for hit in hits if hit.record.id == "reparateurs")


def test_a_record_with_locations_should_answer_by_its_nearest_ones(network: Searcher) -> None:
    hit = hit_of(network, near=LILLE)
    assert [place.location.id for place in hit.locations] == ["lille", "lambersart"]
    assert (hit.group, hit.location_count) == (Group.NEAR, 3)
    assert hit.distance_km == hit.locations[0].km == pytest.approx(0.74, abs=0.02)


def test_without_a_place_a_record_should_say_how_many_locations_it_has(network: Searcher) -> None:
    hit = hit_of(network)
    assert (hit.group, hit.locations, hit.location_count) == (None, (), 3)


def test_local_records_that_answer_should_come_before_those_of_the_whole_country(
    network: Searcher,
) -> None:
    assert names(network, near=LILLE)[-1] == "reparer-partout"


def test_nothing_near_should_be_said_from_what_is_shown(network: Searcher) -> None:
    far = Point(47.0, -1.0)
    result = network.search(Query(NEED, near=far))
    assert result.hits
    assert all(hit.group is not Group.NEAR for hit in result.hits)
    assert result.widened == Widened(Widening.NOTHING_NEAR, Place.at(far))


def test_a_record_should_be_open_when_a_location_near_the_place_is(network: Searcher) -> None:
    hit = hit_of(network, near=LILLE, location_filters=LocationFilters(MONDAY))
    assert [place.location.id for place in hit.locations] == ["lambersart"]
    assert "reparateurs" in names(network, location_filters=LocationFilters(MONDAY))
    evening = MONDAY.replace(hour=20)
    assert "reparateurs" not in names(network, location_filters=LocationFilters(evening))
    assert "reparateurs" not in names(
        network, near=LILLE, location_filters=LocationFilters(evening)
    )


def test_a_record_without_any_way_in_should_come_after_those_as_likely(tmp_path: Path) -> None:
    told = "Un atelier pour réparer un ordinateur, réparer un ordinateur."
    records = [
        make_actor(id="muet", nom="Atelier", description=told),
        make_actor(id="joignable", nom="Atelier", description=told, telephone="3949"),
        make_actor(id="situe", nom="Atelier", description=told, adresse="1 rue Neuve"),
    ]
    build(records, HashEncoder(), "hash", tmp_path, thesaurus=THESAURUS)
    searcher = make_searcher(manifest.read(tmp_path / versions.CURRENT), HashEncoder())
    assert names(searcher)[-1] == "muet"
    assert set(names(searcher)) == {"joignable", "situe", "muet"}
