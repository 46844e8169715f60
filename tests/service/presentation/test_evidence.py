"""What a record says of the age of its evidence."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from service.presentation.evidence import Age, age_of, evidence_in_words
from tests.conftest import make_actor


def months_ago(number: int) -> str:
    today = date.today()
    year, month = divmod(today.year * 12 + today.month - 1 - number, 12)
    return f"{year}-{month + 1:02}"


@pytest.mark.parametrize(
    ("months", "age"),
    [(0, Age.RECENT), (24, Age.RECENT), (25, Age.AGEING), (36, Age.AGEING), (37, Age.OLD)],
)
def test_evidence_should_age(months: int, age: Age) -> None:
    assert age_of(make_actor(date_source=months_ago(months))) is age


def test_evidence_without_a_date_should_have_no_age() -> None:
    record = make_actor()
    assert age_of(record) is Age.UNKNOWN
    assert (age_of(record).label, record.a_reverifier) == ("", False)


def test_a_record_should_be_checked_again_once_its_evidence_is_three_years_old() -> None:
    assert make_actor(date_source=months_ago(37)).a_reverifier
    assert not make_actor(date_source=months_ago(36)).a_reverifier


def test_a_confirmation_should_be_evidence_that_is_recent() -> None:
    record = make_actor(date_source=months_ago(60), confirmee_le=months_ago(1))
    assert (age_of(record), record.a_reverifier) == (Age.RECENT, False)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        pytest.param({}, "d'après une page sans date", id="none"),
        pytest.param(
            {"date_source": "2019-03", "date_source_nature": "publication"},
            "d'après une page de mars 2019",
            id="dated page",
        ),
        pytest.param(
            {"date_source": "2019-03", "date_source_nature": "contenu"},
            "d'après une page sans date, qui cite mars 2019",
            id="date in the page",
        ),
        pytest.param(
            {"date_source": "2019-03", "date_source_nature": "archive"},
            "d'après une page sans date, copiée en mars 2019",
            id="copy",
        ),
        pytest.param(
            {"source": "dora"}, "mise à jour par son producteur en janvier 2026", id="imported"
        ),
        pytest.param(
            {"date_source": "2019-03", "confirmee_le": "2026-02"},
            "confirmée par la structure en février 2026",
            id="confirmed",
        ),
        pytest.param(
            {"confirmee_le": "2026-02"},
            "confirmée par la structure en février 2026",
            id="confirmed, without a dated page",
        ),
        pytest.param(
            {"date_source": "2026-05", "confirmee_le": "2026-02"},
            "d'après une page de mai 2026",
            id="a page newer than the confirmation",
        ),
    ],
)
def test_what_a_record_rests_on_should_be_told(fields: dict[str, Any], words: str) -> None:
    assert evidence_in_words(make_actor(**fields)) == words
