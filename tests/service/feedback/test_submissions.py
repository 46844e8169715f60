"""Tests of what opinions and reports have in common: cleaning and daily limits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from index.errors import InvalidQuery
from service.feedback.reports import Report, Reports
from service.feedback.submissions import DailyLimits, SubmissionOutcome, cleaned, update_rows
from service.storage.store import Store
from service.storage.tables import REPORT

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
    ("limits", "outcome"),
    [
        (DailyLimits(a_day=3, a_subject=3), SubmissionOutcome.STORED),
        (DailyLimits(a_day=2, a_subject=3), SubmissionOutcome.DAY_FULL),
        (DailyLimits(a_day=3, a_subject=1), SubmissionOutcome.SUBJECT_FULL),
        (DailyLimits(a_day=2, a_subject=1), SubmissionOutcome.SUBJECT_FULL),
    ],
)
def test_a_limit_should_be_reached_by_the_day_or_by_the_subject(
    store: Store, monkeypatch: pytest.MonkeyPatch, limits: DailyLimits, outcome: SubmissionOutcome
) -> None:
    reports = Reports(store)
    for record in "ab":
        reports.add(Report(record, "autre"))
    monkeypatch.setattr(Reports, "limits", limits)
    assert reports.add(Report("a", "autre")) is outcome


def test_limits_should_hold_when_many_send_at_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Reports, "limits", DailyLimits(a_day=30, a_subject=5))
    reports = Reports(store)
    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(reports.add, [Report("a", "autre")] * 12))
    assert outcomes.count(SubmissionOutcome.STORED) == 5
    assert [each.number for each in reports.all()] == [1, 2, 3, 4, 5]


def test_the_first_number_without_a_row_should_be_named(store: Store) -> None:
    reports = Reports(store)
    for _ in range(2):
        reports.add(Report("a", "autre"))
    with store.writing() as connection:
        update_rows(connection, REPORT, {"status": "lu"}, [1, 2])
    assert {each.status for each in reports.all()} == {"lu"}
    with pytest.raises(InvalidQuery, match="Rien n'a le numéro 7"), store.writing() as connection:
        update_rows(connection, REPORT, {"status": "traite"}, [1, 7, 8])
    assert {each.status for each in reports.all()} == {"lu"}
