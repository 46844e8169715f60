"""What a record says of the age of its evidence."""

from __future__ import annotations

from typing import Any

import pytest

from index.records.models import OLD_MONTHS
from service.presentation.evidence import (
    evidence_in_words,
    location_caution,
    location_evidence,
    record_caution,
)
from tests.conftest import make_actor, months_ago
from tests.locations import make_location

CALL, OLD = "Appelez avant d'y aller", "Source ancienne"
PHONE, HOURS = {"telephone": "+33320000000"}, {"horaires_accueil": "Mo 09:00-12:00"}
HERE = {"modes_accueil": ("en-presentiel",)}


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
            {"date_source": "2024-08", "date_source_nature": "publication"},
            "d'après une page d'août 2024",
            id="month that begins with a vowel",
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


def _dated(months: int) -> dict[str, Any]:
    """The source of a record that is some months old."""
    return {"date_source": months_ago(months)}


@pytest.mark.parametrize(
    ("fields", "caution"),
    [
        pytest.param({}, "", id="unknown age"),
        pytest.param(HERE | PHONE | HOURS | _dated(6), "", id="recent"),
        pytest.param(HERE | PHONE | HOURS | _dated(30), CALL, id="ageing"),
        pytest.param(HERE | PHONE | _dated(30), "", id="ageing, without hours"),
        pytest.param(PHONE | HOURS | _dated(30), "", id="ageing, nobody goes there"),
        pytest.param(HERE | HOURS | _dated(30), "", id="ageing, without a telephone"),
        pytest.param(HERE | PHONE | HOURS | _dated(OLD_MONTHS + 1), OLD, id="old"),
    ],
)
def test_a_record_should_say_one_thing_at_most_before_going(
    fields: dict[str, Any], caution: str
) -> None:
    assert record_caution(make_actor(**fields)) == caution


@pytest.mark.parametrize(
    ("fields", "caution", "evidence"),
    [
        pytest.param({}, "", "", id="unknown age"),
        pytest.param({"a_verifier": True}, "", "à vérifier", id="to check, nothing to call"),
        pytest.param(PHONE | HOURS | _dated(3), "", "", id="recent hours"),
        pytest.param(PHONE | _dated(20), "", "", id="no hours"),
        pytest.param(PHONE | HOURS | {"a_verifier": True}, CALL, "à vérifier", id="hours to check"),
        pytest.param(
            PHONE | HOURS | {"date_source": "2019-03", "a_verifier": True},
            OLD,
            "à vérifier, horaires relevés en mars 2019",
            id="old",
        ),
    ],
)
def test_a_location_should_say_one_thing_on_a_card_and_the_rest_on_its_page(
    fields: dict[str, Any], caution: str, evidence: str
) -> None:
    location = make_location(**fields)
    assert (location_caution(location), location_evidence(location)) == (caution, evidence)


def test_hours_older_than_a_year_should_send_to_the_telephone() -> None:
    location = make_location(**PHONE, **HOURS, **_dated(20))
    assert location_caution(location) == CALL
    assert location_evidence(location).startswith("horaires relevés en ")
