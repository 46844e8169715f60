"""Items of the guide: the needs and the occupations of an index."""

from __future__ import annotations

import numpy as np
import pytest

from index.guide.items import Guides, needs_of, occupations_of
from index.search.searcher import Searcher
from index.taxonomy.thesaurus import Thesaurus


@pytest.fixture
def empty() -> Thesaurus:
    """A thesaurus without needs."""
    return Thesaurus({}, {})


def test_an_index_without_needs_nor_occupations_should_lead_nowhere(
    searcher: Searcher, empty: Thesaurus
) -> None:
    guides = Guides.of(searcher.retriever.content, empty)
    assert guides.needs.items.identifiers == ()
    assert guides.occupations.items.identifiers == ()


def test_items_should_have_vectors_of_the_dimension_of_the_index(
    searcher: Searcher, empty: Thesaurus
) -> None:
    content = searcher.retriever.content
    dimension = content.vectors.shape[1]
    for items in (needs_of(content, empty), occupations_of(content)):
        assert items.vectors.shape == (0, dimension)
        assert items.vectors.dtype == np.float32
        assert items.question
