"""Names of the catalogue that a new structure may not take."""

from __future__ import annotations

import pytest

from index.search import scoring
from index.search.searcher import Searcher
from service.proposals.known_names import KnownNames


@pytest.mark.parametrize("name", ["Atelier Phénix", "atelier phénix", "RÉSEAU LIBRE"])
@pytest.mark.parametrize("scored_whole", [0, 5_000])
def test_a_name_of_the_catalogue_should_be_known_whatever_its_capitals(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch, name: str, scored_whole: int
) -> None:
    monkeypatch.setattr(scoring, "SCORED_WHOLE", scored_whole)
    assert name in KnownNames(searcher.retriever)


@pytest.mark.parametrize("name", ["Atelier", "Atelier Phénix de Lyon", "Zzz", "…", ""])
def test_another_name_should_be_free(searcher: Searcher, name: str) -> None:
    assert name not in KnownNames(searcher.retriever)
