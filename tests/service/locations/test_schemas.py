"""Bodies of the API of locations: needs of a location, and its cells in the CSV."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from index.search.searcher import Searcher
from service.locations.schemas import LieuxParametres, needs_of
from tests.locations import PAPERS, make_location


def test_a_location_without_needs_should_serve_those_of_its_network(
    located_searcher: Searcher,
) -> None:
    retriever = located_searcher.retriever
    assert needs_of(make_location(), retriever) == (PAPERS,)
    assert needs_of(make_location(besoins=("a",)), retriever) == ("a",)
    assert needs_of(make_location(reseau="inconnu"), retriever) == ()


def test_a_list_should_take_no_other_parameter() -> None:
    assert LieuxParametres(besoin="a", reseau="b").query.need == "a"
    with pytest.raises(ValidationError):
        LieuxParametres.model_validate({"q": "papiers"})
