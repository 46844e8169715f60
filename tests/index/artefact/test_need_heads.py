"""Heads of needs: those who declare a need, the nearest to it first."""

from __future__ import annotations

import numpy as np
import pytest

from index.artefact import need_heads as heads
from index.artefact.need_heads import need_heads
from index.postings import Postings
from index.records.passages import Kind, Passage
from index.taxonomy.need_vectors import NeedVectors

VECTORS = np.array([[1, 0], [0, 1], [0.6, 0.8], [0.8, 0.6]], dtype=np.float32)
WHOLES = np.arange(4)
DECLARING = Postings.of({"reparer": [0, 1, 2, 3], "inconnu": [3, 1]})
NEEDS = NeedVectors(
    ("reparer",),
    (Passage(0, Kind.NEED, "Réparer"), Passage(0, Kind.NEED, "Faire réparer")),
    np.array([[0, 1], [0, -1]], dtype=np.float32),
)


def test_the_nearest_to_a_need_should_come_first() -> None:
    found = need_heads(DECLARING, NEEDS, VECTORS, WHOLES)
    assert found.of_key("reparer").tolist() == [1, 2, 3, 0]


def test_a_need_should_be_near_by_any_of_its_texts() -> None:
    found = need_heads(DECLARING, NEEDS, -VECTORS, WHOLES)
    assert found.of_key("reparer").tolist() == [1, 2, 3, 0]


def test_a_need_that_the_thesaurus_lacks_should_keep_its_order() -> None:
    assert need_heads(DECLARING, NEEDS, VECTORS, WHOLES).of_key("inconnu").tolist() == [1, 3]
    assert need_heads(DECLARING, NeedVectors(), VECTORS, WHOLES).keys == DECLARING.keys


@pytest.mark.parametrize("at_once", [1, 3, 10])
def test_a_head_should_have_few_records_however_many_declare_the_need(
    monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(heads, "HEAD", 2)
    monkeypatch.setattr(heads, "VECTORS_AT_ONCE", at_once)
    assert need_heads(DECLARING, NEEDS, VECTORS, WHOLES).of_key("reparer").tolist() == [1, 2]


def test_no_need_should_have_no_head() -> None:
    assert need_heads(Postings(), NEEDS, VECTORS, WHOLES).rows.tolist() == []
