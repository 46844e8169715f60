"""Tests of the table of opinions: storage, daily limits, judgements and deletion."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect

from index.errors import InvalidQuery, StoreError
from service.feedback import opinions as feedback
from service.feedback.opinions import (
    LIMITS,
    MAX_WORDS_CHARS,
    Feedback,
    Judgement,
    Opinion,
)
from service.feedback.submissions import RETENTION_DAYS, DailyLimits, SubmissionOutcome
from service.storage.sqlite_store import SqliteStore
from service.storage.store import Store

DAY = date(2026, 11, 24)
NEED = "demarches--impots"


OF_FORMS = LIMITS.for_forms()


@pytest.fixture
def box(store: Store) -> Feedback:
    return Feedback(store, lambda: DAY)


def told(box: Feedback) -> list[tuple[object, ...]]:
    """The opinions kept, without their numbers."""
    return [
        (each.day, each.record, each.need, each.useful, each.words, each.judgement)
        for each in box.all()
    ]


def test_an_opinion_should_be_kept_with_its_day_and_nothing_of_its_author(
    box: Feedback, store: Store
) -> None:
    assert box.add(Opinion("clic-pour-tous", NEED, useful=True)) is SubmissionOutcome.STORED
    assert told(box) == [("2026-11-24", "clic-pour-tous", NEED, True, "", "")]
    with store.reading() as connection:
        columns = [column["name"] for column in inspect(connection).get_columns("feedback")]
    assert columns == ["id", "day", "record", "need", "useful", "words", "judgement"]


def test_numbers_should_not_say_in_which_order_opinions_came(
    box: Feedback, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter([500, 500, 20])  # the second one is taken already
    monkeypatch.setattr(secrets, "randbelow", lambda _: next(drawn))
    box.add(Opinion("b", "", useful=True))
    box.add(Opinion("a", "", useful=True))
    assert [(each.record, each.number) for each in box.all()] == [("a", 21), ("b", 501)]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", ""),
        ("  mes   impôts \r\n en ligne ", "mes impôts en ligne"),
        ("a\x00b\u202ec\u200bd\U000e0041", "abcd"),
        ("… !", ""),
        ("é" * MAX_WORDS_CHARS, "é" * MAX_WORDS_CHARS),
    ],
)
def test_words_should_be_cleaned(typed: str, stored: str) -> None:
    assert Opinion("", "", useful=True, words=typed).words == stored


@pytest.mark.parametrize("typed", ["é" * (MAX_WORDS_CHARS + 1), "\ufdfa" * 100, "a\ud800"])
def test_words_too_long_or_unreadable_should_be_refused(typed: str) -> None:
    with pytest.raises(InvalidQuery) as refused:
        Opinion("", "", useful=True, words=typed)
    assert refused.value.field == "mots"


def test_words_should_complete_the_click_that_they_follow(box: Feedback) -> None:
    box.add(Opinion("a", NEED, useful=False))
    box.add(Opinion("a", NEED, useful=False, words="payer mes impôts"))
    assert told(box) == [("2026-11-24", "a", NEED, False, "payer mes impôts", "")]


def test_words_should_never_change_another_opinion(box: Feedback) -> None:
    box.add(Opinion("a", NEED, useful=False, words="déjà dit"))
    box.add(Opinion("a", NEED, useful=True))
    box.add(Opinion("a", "", useful=False))
    box.add(Opinion("b", NEED, useful=False))
    box.add(Opinion("judged", NEED, useful=False))
    judged = next(each.number for each in box.all() if each.record == "judged")
    box.judge([judged], Judgement.RETAINED)
    before = told(box)
    box.add(Opinion("a", NEED, useful=False, words="autre chose"))
    box.add(Opinion("judged", NEED, useful=False, words="trop tard"))
    assert len(told(box)) == len(before) + 2
    assert set(before) < set(told(box))


def test_opinions_alike_in_one_day_should_have_a_limit(store: Store) -> None:
    today = [DAY]
    box = Feedback(store, lambda: today[0])
    same = Opinion("a", NEED, useful=True)
    assert {box.add(same) for _ in range(OF_FORMS.a_subject)} == {SubmissionOutcome.STORED}
    assert box.add(replace(same, useful=False)) is SubmissionOutcome.SUBJECT_FULL
    assert box.add(replace(same, need="")) is SubmissionOutcome.STORED
    today[0] += timedelta(days=1)
    assert box.add(same) is SubmissionOutcome.STORED


def test_opinions_of_one_day_should_have_a_limit(
    box: Feedback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Feedback, "limits", DailyLimits(3, OF_FORMS.a_subject))
    stored = [box.add(Opinion(record, "", useful=True)) for record in "abcd"]
    assert stored == [
        SubmissionOutcome.STORED,
        SubmissionOutcome.STORED,
        SubmissionOutcome.STORED,
        SubmissionOutcome.DAY_FULL,
    ]


def test_every_limit_should_have_a_message() -> None:
    assert set(feedback.REFUSED) == set(SubmissionOutcome) - {SubmissionOutcome.STORED}


def test_old_opinions_should_be_erased_when_others_come_and_on_demand(store: Store) -> None:
    today = [DAY]
    box = Feedback(store, lambda: today[0])
    box.add(Opinion("a", "", useful=True))
    today[0] += timedelta(days=RETENTION_DAYS + 1)
    box.add(Opinion("b", "", useful=True))
    assert [each.record for each in box.all()] == ["b"]
    today[0] += timedelta(days=1)
    assert (box.purge(), box.purge(days=0)) == (0, 1)


def test_old_words_should_leave_the_file(file_store: SqliteStore) -> None:
    today = [DAY]
    box = Feedback(file_store, lambda: today[0])
    box.add(Opinion("a", "", useful=True, words="mot-temoin"))
    assert b"mot-temoin" in file_store.path.read_bytes()
    today[0] += timedelta(days=RETENTION_DAYS + 1)
    box.add(Opinion("b", "", useful=True))
    assert b"mot-temoin" not in file_store.path.read_bytes()


def test_words_that_are_erased_should_leave_the_file(file_store: SqliteStore) -> None:
    box = Feedback(file_store)
    box.add(Opinion("a", "", useful=True, words="madame Mot-Temoin"))
    box.judge([each.number for each in box.all()], Judgement.DISCARDED, without_words=True)
    assert b"Mot-Temoin" not in file_store.path.read_bytes()


def test_an_opinion_should_be_judged_and_its_words_erased_if_they_name_somebody(
    box: Feedback,
) -> None:
    box.add(Opinion("a", "", useful=True, words="madame Mot-Temoin"))
    (number,) = (each.number for each in box.all())
    box.judge([number], Judgement.RETAINED)
    assert told(box)[0][-2:] == ("madame Mot-Temoin", "retenu")
    box.judge([number], Judgement.DISCARDED, without_words=True)
    assert told(box)[0][-2:] == ("", "ecarte")


def test_a_wrong_number_should_judge_nothing(box: Feedback) -> None:
    box.add(Opinion("a", "", useful=True))
    (number,) = (each.number for each in box.all())
    with pytest.raises(InvalidQuery):
        box.judge([number, 0], Judgement.RETAINED)
    assert told(box)[0][-1] == ""


def test_a_store_that_fails_should_be_reported(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        Feedback(SqliteStore(tmp_path)).add(Opinion("a", "", useful=True))
