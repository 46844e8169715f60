"""Naming: who types the name of a record or of a location is answered by it first."""

from __future__ import annotations

import pytest

from index.search.explanation import Naming
from index.search.likelihood import Certainty, Closeness
from index.search.query import Order, Query
from index.search.results import SearchResult
from index.search.searcher import Searcher


def search(searcher: Searcher, text: str, place: str = "") -> SearchResult:
    """The results of a text."""
    return searcher.search(Query(text, place=place))


@pytest.mark.parametrize(
    ("text", "record"),
    [
        ("Atelier Phénix", "atelier-phenix"),
        ("ATELIER PHENIX", "atelier-phenix"),
        ("ateliet fenix", "atelier-phenix"),
        ("numéro de téléphone du Réseau Libre svp", "reseau-libre"),
        ("RL", "reseau-libre"),
    ],
)
def test_a_name_should_be_answered_by_who_bears_it(
    searcher: Searcher, text: str, record: str
) -> None:
    found = search(searcher, text)
    first = found.hits[0]
    assert first.record.id == record
    assert found.is_name
    assert found.certainty is Certainty.SURE
    assert first.reason.kind == Naming.ITS_NAME
    assert first.closeness is Closeness.ANSWERS
    assert first.signals[-1].name == "nom"


def test_a_name_should_come_first_by_distance_too(searcher: Searcher) -> None:
    found = searcher.search(Query("Réseau Libre", order=Order.DISTANCE))
    assert found.hits[0].record.id == "reseau-libre"


def test_a_filter_should_leave_a_name_out(searcher: Searcher) -> None:
    query = Query("Atelier Phénix", filters={"frais": ("gratuit",)})
    assert "atelier-phenix" not in [hit.record.id for hit in searcher.search(query).hits]


def test_a_need_should_have_no_name(searcher: Searcher) -> None:
    found = search(searcher, "réparer mon téléphone")
    assert not found.is_name
    assert not found.unknown_name
    assert not found.asks_where


def test_a_name_inside_a_need_should_lift_its_record(searcher: Searcher) -> None:
    plain = search(searcher, "donner un ordinateur")
    named = search(searcher, "donner un ordinateur au Réseau Libre")
    assert not named.is_name
    assert named.hits[0].record.id == "reseau-libre"
    assert plain.hits[0].record.id != "reseau-libre"


def test_a_name_that_nobody_bears_should_be_told_as_unknown(searcher: Searcher) -> None:
    found = search(searcher, "numéro de Zorglubix")
    assert found.unknown_name == "Zorglubix"
    assert found.certainty is not Certainty.SURE
    assert all(hit.closeness is Closeness.MAYBE for hit in found.hits)


def test_the_nearest_name_should_be_offered_where_nothing_answers(searcher: Searcher) -> None:
    found = search(searcher, "attelyeferniss")
    assert [hit.record.id for hit in found.hits] == ["atelier-phenix"]
    assert found.certainty is Certainty.MAYBE
    assert not found.is_name
    assert found.unknown_name == "attelyeferniss"
    assert found.hits[0].reason.kind == Naming.LIKE_ITS_NAME


def test_a_location_should_be_shown_first_by_its_name(located_searcher: Searcher) -> None:
    table = located_searcher.retriever.locations
    place = table[0]
    found = search(located_searcher, f"{place.nom} {place.commune}")
    first = found.hits[0]
    assert place.id in [near.location.id for near in first.locations]
    assert first.reason.kind in (Naming.ITS_NAME, Naming.ITS_LOCATION)
