"""What the machine answers in the workshop, computed from what searches use."""

from __future__ import annotations

from collections.abc import Container, Sequence
from pathlib import Path

import numpy as np
import pytest
from fastapi import Request

from index.artefact import manifest, versions
from index.matching.word_cosines import WordCosines
from index.ordering.features import SIGNALS
from index.ordering.fusion import Channel
from index.search.likelihood import Certainty
from index.search.searcher import Searcher
from service.about.workshop_answers import (
    OCCUPATIONS,
    RANKED,
    REASONS,
    STATES,
    gap_table,
    ranking,
    readings,
    word_table,
)
from tests.hash_encoder import HashEncoder
from tests.searchers import make_searcher

NEED = "ordinateur smartphone internet"


class KnownCosines(WordCosines):
    """Cosines that are known: the share of the letters of two words that both have."""

    def __init__(self) -> None:
        """Keep what was asked."""
        self.asked: list[tuple[Sequence[str], Sequence[str], Container[str]]] = []

    def between(
        self, rows: Sequence[str], columns: Sequence[str], keep: Container[str] = ()
    ) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        self.asked.append((rows, columns, keep))
        table = [[_shared(row, column) for column in columns] for row in rows]
        return np.asarray(table, dtype=np.float32)


def _shared(one: str, other: str) -> float:
    return len({*one} & {*other}) / len({*one} | {*other})


@pytest.fixture(scope="module")
def searcher(small_home: Path) -> Searcher:
    return make_searcher(manifest.read(small_home / versions.CURRENT), HashEncoder())


def requested(query: str) -> Request:
    """A request with the query string of a page."""
    return Request({"type": "http", "query_string": query.encode(), "headers": []})


def test_the_nearest_and_the_farthest_words_should_be_two_of_them() -> None:
    table = word_table(("abc", "abd", "xyz"), KnownCosines(), ())
    assert (table.nearest.one, table.nearest.other) == ("abc", "abd")
    assert table.nearest.cosine == pytest.approx(0.5)
    assert table.farthest.cosine == 0
    assert table.farthest.other == "xyz"


def test_the_same_word_twice_should_be_its_own_neighbour() -> None:
    table = word_table(("abc", "abc", "xyz"), KnownCosines(), ())
    assert table.nearest.cosine == 1


def test_gaps_should_be_what_the_feminine_adds() -> None:
    cosines = KnownCosines()
    table = gap_table(("boulanger", "boulangère"), ("pain", "four"), cosines)
    expected = [_shared("boulangère", word) - _shared("boulanger", word) for word in table.words]
    assert table.typed.differences == pytest.approx(expected)
    assert [(gap.masculine, gap.feminine) for gap in table.others] == [
        (masculine, feminine) for masculine, feminine, _ in OCCUPATIONS
    ]
    means = np.mean([gap.differences for gap in table.others], axis=0)
    assert table.mean == pytest.approx(means.tolist(), abs=1e-6)
    assert table.size >= abs(sum(table.mean)) / len(table.mean)


def test_the_control_should_be_the_gap_of_the_plural() -> None:
    words = ("pain", "four")
    table = gap_table(("a", "b"), words, KnownCosines())
    gaps = [
        abs(_shared(plural, word) - _shared(masculine, word))
        for masculine, _, plural in OCCUPATIONS
        for word in words
    ]
    assert table.control == pytest.approx(sum(gaps) / len(gaps), abs=1e-6)


def test_only_our_own_words_should_be_kept() -> None:
    cosines = KnownCosines()
    gap_table(("boulanger", "boulangère"), ("pain", "four"), cosines)
    [(_, _, keep)] = cosines.asked
    assert "caissières" not in keep
    assert "caissière" in keep
    assert "boulanger" not in keep
    assert "pain" not in keep


def test_the_first_text_should_be_what_others_are_compared_with(searcher: Searcher) -> None:
    found = readings(("réparer un smartphone", "asdkjh"), searcher.search)
    first, second = found.texts
    assert first.common == len(first.records) > 0
    assert second.common == len(second.records) == 0
    assert (first.state, second.state) == (STATES[Certainty.SURE], STATES[Certainty.NOTHING])
    assert not found.by_words


def test_an_answer_by_words_alone_should_be_told(small_home: Path) -> None:
    lexical = make_searcher(manifest.read(small_home / versions.CURRENT), None)
    assert readings(("ordinateur",), lexical.search).by_words


def test_reasons_should_be_told_from_the_largest(searcher: Searcher) -> None:
    found = ranking(NEED, searcher.search, requested(""))
    assert 1 < len(found.by_machine) <= RANKED
    assert not found.compared
    for each in found.by_machine:
        points = [count for _, count in each.reasons]
        assert points == sorted(points, reverse=True)
        assert min(points) > 0


def test_ranks_should_be_read_for_the_records_found_alone(searcher: Searcher) -> None:
    found = ranking(NEED, searcher.search, requested("rang-atelier-phenix=3&rang-autre=1"))
    assert found.compared
    assert {each.rank for each in found.by_machine} == {"3", ""}
    assert [each.hit.rank for each in found.by_machine] == list(range(1, len(found.by_machine) + 1))
    names = [each.hit.record.nom.casefold() for each in found.by_name]
    assert names == sorted(names)


def test_every_way_of_comparing_and_every_answer_should_have_its_words() -> None:
    assert set(REASONS) == {*Channel, *SIGNALS}
    assert set(STATES) == set(Certainty)
