"""Which confidence serves a catalogue: the judged one, or its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.artefact import manifest, versions
from index.artefact.manifest import Artefact
from index.errors import CalibrationError
from index.search.calibration import fusion_digest
from index.search.catalogue_fit import CatalogueFit, for_catalogue, is_judged, read_fit
from tests.searchers import calibration

JUDGED = calibration().search
RULE = JUDGED.hybrid.model_copy(update={"answers_from": 0.9})


@pytest.fixture(name="opened")
def _opened(small_home: Path) -> Artefact:
    return manifest.read(small_home / versions.CURRENT)


def with_fit(opened: Artefact, **fields: object) -> Artefact:
    """The same index, with a confidence fitted for it."""
    values: dict[str, object] = {
        "encoder": "hash",
        "fusion": fusion_digest(),
        "rules": {"hybrid": RULE},
        "figures": {},
        "shown_from": 0.05,
        "shown_nearby_from": 0.02,
    }
    fit = CatalogueFit.model_validate(values | fields)
    return replace(opened, content=replace(opened.content, confidence=fit.model_dump_json()))


def test_another_catalogue_should_be_served_by_its_own_rules(opened: Artefact) -> None:
    search = for_catalogue(JUDGED, with_fit(opened))
    assert search.hybrid == RULE
    assert search.shown_from == 0.05
    assert search.fit.date == date.fromisoformat(opened.manifest.version[:8])
    assert search.lexical == JUDGED.lexical


def test_the_judged_catalogue_should_be_served_by_the_judged_rules(opened: Artefact) -> None:
    origin = JUDGED.fit.model_copy(update={"encoder": "hash"})
    held = tuple(opened.content.table.identifiers)[:4]
    judged = JUDGED.model_copy(update={"judged_on": held, "fit": origin})
    assert is_judged(judged, opened)
    assert for_catalogue(judged, with_fit(opened)) == judged
    other = judged.model_copy(update={"judged_on": (*held, "a", "b", "c")})
    assert not is_judged(other, opened)


@pytest.mark.parametrize(
    "fields", [{"rules": {}}, {"fusion": "autre"}, {"encoder": "autre"}], ids=str
)
def test_a_fit_that_does_not_suit_should_leave_the_judged_rules(
    opened: Artefact, fields: dict[str, object]
) -> None:
    assert for_catalogue(JUDGED, with_fit(opened, **fields)) == JUDGED


def test_an_index_without_fit_should_be_served_by_the_judged_rules(opened: Artefact) -> None:
    assert for_catalogue(JUDGED, opened) == JUDGED


def test_a_fit_that_cannot_be_read_should_be_told() -> None:
    with pytest.raises(CalibrationError, match="reconstruisez"):
        read_fit("{}")
