"""Facts of the way to a location."""

from __future__ import annotations

import pytest

from index.locations.models import Precision
from index.search.query import Query
from index.search.searcher import Searcher
from service.presentation.directions import directions_to


@pytest.mark.parametrize(
    ("precision", "address", "start"),
    [
        (Precision.RUE, "", "https://www.openstreetmap.org/directions?to=50."),
        (Precision.COMMUNE, "12 rue de Lannoy", "https://www.openstreetmap.org/search?query=12"),
        (Precision.COMMUNE, None, ""),
    ],
)
def test_a_way_should_be_as_exact_as_what_is_known(
    located_searcher: Searcher, precision: Precision, address: str | None, start: str
) -> None:
    result = located_searcher.search(Query("démarches administratives", place="Lille"))
    location = next(hit for hit in result.hits if hit.locations).locations[0].location
    changed = location.model_copy(update={"precision": precision, "adresse": address})
    assert directions_to(changed).startswith(start)
    assert bool(directions_to(changed)) is bool(start)
