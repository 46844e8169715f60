"""Reports: the outcome of each link, with the records that cite it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from index.links.outcomes import Outcome, Verdict
from index.links.references import Reference
from index.links.report import LinkReport, report

NOW = datetime(2026, 11, 1, tzinfo=UTC)
SITE, PAGE, LEFT = "https://lieu.test/", "https://lieu.test/a", "https://autre.test/"
REFERENCES = [
    Reference(SITE, {"un": ("site_web", "lien_source"), "deux": ("sources",)}),
    Reference(PAGE, {"deux": ("preuves",)}),
    Reference(LEFT, {"trois": ("site_web",)}),
]


def test_a_report_should_join_outcomes_and_records() -> None:
    verdicts = {
        PAGE: Verdict(Outcome.MOVED, "", "https://lieu.test/b", 200),
        SITE: Verdict(Outcome.ALIVE, status=200),
    }
    result = report(REFERENCES, verdicts, NOW)
    assert [link.adresse for link in result.liens] == [SITE, PAGE]
    assert [link.adresse for link in result.of(Outcome.MOVED)] == [PAGE]
    assert result.non_visites == 1
    written = json.loads(result.model_dump_json())
    assert written["liens"][1] == {
        "adresse": PAGE,
        "issue": "deplace",
        "raison": "",
        "mene_a": "https://lieu.test/b",
        "statut": 200,
        "fiches": {"deux": ["preuves"]},
    }
    assert LinkReport.model_validate(written) == result


@pytest.mark.parametrize(
    ("verdicts", "is_cut_off"),
    [
        ({SITE: Verdict(Outcome.DEAD, "nom"), PAGE: Verdict(Outcome.UNDECIDED)}, True),
        ({SITE: Verdict(Outcome.DEAD, "", None, 404), PAGE: Verdict(Outcome.DEAD)}, False),
        ({SITE: Verdict(Outcome.REFUSED)}, False),
        ({}, False),
    ],
)
def test_a_network_that_is_cut_off_should_be_seen(
    verdicts: dict[str, Verdict], is_cut_off: bool
) -> None:
    assert report(REFERENCES, verdicts, NOW).is_cut_off is is_cut_off
