"""What a record says of the age of its evidence."""

from __future__ import annotations

from typing import Any

import pytest

from service.presentation.evidence import evidence_in_words
from tests.conftest import make_actor


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
