"""Names of the catalogue that a new structure may not take."""

from __future__ import annotations

import pytest

from index.search.searcher import Searcher
from service.proposals.known_names import KnownNames


@pytest.mark.parametrize("name", ["Atelier Phénix", "atelier phénix", "RÉSEAU LIBRE"])
def test_a_name_of_the_catalogue_should_be_known_whatever_its_capitals(
    searcher: Searcher, name: str
) -> None:
    assert name in KnownNames(searcher.retriever.content.names)


@pytest.mark.parametrize("name", ["Atelier", "Atelier Phénix de Lyon", "Zzz", "…", ""])
def test_another_name_should_be_free(searcher: Searcher, name: str) -> None:
    assert name not in KnownNames(searcher.retriever.content.names)
