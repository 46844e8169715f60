"""Records about an occupation, from a place."""

from __future__ import annotations

import pytest

from index.search.query import PlacedQuery
from index.search.retriever import Retriever
from index.skills.nearby import nearby


def test_records_should_come_as_named_or_the_nearest_first(retriever: Retriever) -> None:
    rows = [retriever.rows[each] for each in ("reseau-libre", "atelier-phenix")]
    assert [host.record.id for host in nearby(retriever, None, rows)] == [
        "reseau-libre",
        "atelier-phenix",
    ]
    place = retriever.place(PlacedQuery(place="Lille"))
    around = nearby(retriever, place, rows)
    assert around[0].record.id == "atelier-phenix"
    assert around[0].distance_km == pytest.approx(0, abs=5)
    assert nearby(retriever, place, []) == ()
