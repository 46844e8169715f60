"""Measure of the student: differences, bars, and queries that no training has seen."""

from __future__ import annotations

from zlib import crc32

import pytest

from index.evaluation.metrics import JudgedNeeds
from scripts.measure_student import Compared, held_out, unjudged

QRELS = {"a": {"r": 3, "s": 0}, "b": {"t": 2}}


def compared(student: dict[str, list[str]]) -> Compared:
    """What a student finds where the whole encoder finds the best answers."""
    whole = {"a": ["r"], "b": ["t"]}
    return Compared.of(("besoins", "propre", "sens"), ["a", "b"], QRELS, [whole, student], 1.0)


def test_the_same_rankings_should_reach_the_bar() -> None:
    line = compared({"a": ["r"], "b": ["t"]})
    assert (line.whole, line.student, line.difference) == (1, 1, 0)
    assert line.holds
    assert str(line).split()[-1] == "oui"


def test_a_lost_answer_should_not_reach_the_bar() -> None:
    line = compared({"a": ["r"], "b": ["x", "y"]})
    assert line.difference == pytest.approx(-0.5)
    assert not line.holds
    assert str(line).split()[-1] == "non"


def test_records_that_nobody_judged_should_be_counted() -> None:
    assert unjudged(["a", "b"], QRELS, {"a": ["r", "x"], "b": ["t", "y"]}) == 0.5
    assert unjudged(["a"], QRELS, {}) == 0


def test_only_queries_kept_to_measure_with_should_be_asked() -> None:
    ids = [f"q{row}" for row in range(40)]
    needs = JudgedNeeds(
        {"propre": dict.fromkeys(ids, "texte")},
        {each: {"r": 2} for each in ids},
        dict.fromkeys(ids, True),
    )
    kept = held_out(needs, 5).answerable
    assert len(kept) == 5
    assert all(crc32(each.encode()) % 2 == 0 for each in kept)
