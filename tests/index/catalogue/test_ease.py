"""How well somebody can act on a record."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from index.catalogue.ease import ease_of_action
from tests.conftest import make_actor

NOW = f"{date.today():%Y-%m}"


@pytest.mark.parametrize(
    ("fields", "ease"),
    [
        pytest.param({}, 0.25 * 0.2 / 0.65, id="nothing"),
        pytest.param({"date_source": NOW}, 0.25 / 0.65, id="recent"),
        pytest.param({"date_source": NOW, "courriel": "a@b.example"}, 1.0, id="mail"),
        pytest.param(
            {"date_source": NOW, "site_web": "https://a.example/"},
            (0.4 * 0.6 + 0.25) / 0.65,
            id="site",
        ),
        pytest.param(
            {"date_source": NOW, "telephone": "3949"}, 0.65 / 0.75, id="telephone without hours"
        ),
        pytest.param(
            {
                "date_source": NOW,
                "telephone": "3949",
                "horaires_accueil": "24/7",
                "modes_accueil": ["en-presentiel"],
                "commune": "Lille",
            },
            0.875,
            id="town",
        ),
    ],
)
def test_what_one_can_act_on_should_raise_the_measure(fields: dict[str, Any], ease: float) -> None:
    assert ease_of_action(make_actor(**fields)) == pytest.approx(ease)


def test_locations_should_stand_for_a_place_and_hours() -> None:
    record = make_actor(date_source=NOW, telephone="3949")
    assert ease_of_action(record, located=True) == 1


def test_older_evidence_should_lower_the_measure() -> None:
    today = date.today()
    months = [NOW, f"{today.year - 3}-{today.month:02}", "2015-01"]
    eases = [ease_of_action(make_actor(date_source=month)) for month in months]
    assert eases == sorted(eases, reverse=True)
    assert len(set(eases)) == 3
