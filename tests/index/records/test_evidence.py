"""Age of the newest evidence of a record."""

from __future__ import annotations

import pytest

from index.records.evidence import Age, age_of
from tests.conftest import make_actor, months_ago


@pytest.mark.parametrize(
    ("months", "age"),
    [(0, Age.RECENT), (24, Age.RECENT), (25, Age.AGEING), (36, Age.AGEING), (37, Age.OLD)],
)
def test_evidence_should_age(months: int, age: Age) -> None:
    assert age_of(make_actor(date_source=months_ago(months))) is age


def test_evidence_without_a_date_should_have_no_age() -> None:
    record = make_actor()
    assert age_of(record) is Age.UNKNOWN
    assert not record.a_reverifier


def test_a_record_should_be_checked_again_once_its_evidence_is_three_years_old() -> None:
    assert make_actor(date_source=months_ago(37)).a_reverifier
    assert not make_actor(date_source=months_ago(36)).a_reverifier


def test_a_confirmation_should_be_evidence_that_is_recent() -> None:
    record = make_actor(date_source=months_ago(60), confirmee_le=months_ago(1))
    assert (age_of(record), record.a_reverifier) == (Age.RECENT, False)
