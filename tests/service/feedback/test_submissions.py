"""Tests of what opinions and reports have in common: cleaning and daily limits."""

from __future__ import annotations

import sqlite3

import pytest

from index.errors import InvalidQuery
from service.feedback.submissions import SubmissionOutcome, cleaned, limit_reached, update_rows

MAX_COMMENT = 500


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("  Fermé \r\n\r\n le   lundi ", "Fermé le lundi"),
        ("a\x00b\u202ec\u200bd\U000e0041", "abcd"),
        ("ﬁche", "fiche"),
        (" \n ", ""),
        ("é" * MAX_COMMENT, "é" * MAX_COMMENT),
        ("x\r\n" * (MAX_COMMENT // 2), ("x " * (MAX_COMMENT // 2)).strip()),
    ],
)
def test_a_comment_should_be_cleaned(typed: str, clean: str) -> None:
    assert cleaned(typed, "commentaire", MAX_COMMENT) == clean


@pytest.mark.parametrize("typed", ["é" * (MAX_COMMENT + 1), "\ufdfa" * 100, "\ud800"])
def test_a_comment_too_long_or_unreadable_should_be_refused(typed: str) -> None:
    with pytest.raises(InvalidQuery) as refused:
        cleaned(typed, "commentaire", MAX_COMMENT)
    assert refused.value.field == "commentaire"


@pytest.mark.parametrize(
    ("counts", "limit"),
    [
        ((9, 4), None),
        ((10, 4), SubmissionOutcome.DAY_FULL),
        ((9, 5), SubmissionOutcome.SUBJECT_FULL),
        ((10, 5), SubmissionOutcome.SUBJECT_FULL),
    ],
)
def test_a_limit_should_be_reached_by_the_day_or_by_the_subject(
    counts: tuple[int, int], limit: SubmissionOutcome | None
) -> None:
    assert limit_reached(counts, max_a_day=10, max_a_subject=5) is limit


def test_the_first_number_without_a_row_should_be_named() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE sent (id INTEGER PRIMARY KEY, status TEXT)")
    connection.executemany("INSERT INTO sent VALUES (?, 'nouveau')", [(1,), (2,)])
    statement = "UPDATE sent SET status = ? WHERE id = ?"
    update_rows(connection, statement, "lu", [1, 2])
    assert connection.execute("SELECT DISTINCT status FROM sent").fetchall() == [("lu",)]
    with pytest.raises(InvalidQuery, match="Rien n'a le numéro 7"):
        update_rows(connection, statement, "lu", [1, 7, 8])
    connection.close()
