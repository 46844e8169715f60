"""Evidence: how sure it is that a name in a text is a place, and which place."""

from __future__ import annotations

import pytest

from index.places.evidence import evidence_for, has_departement_article, resolve
from index.places.gazetteer import Gazetteer
from index.places.names import Name
from index.places.words import Words
from tests.index.places.test_gazetteer import area, row

GAZETTEER = Gazetteer([
    row("Lille", "59350", 238_695),
    row("Sens", "89387", 26_000, ordinary=True),
    row("Tours", "37261", 137_000, ordinary=True),
    row("Ouessant", "29155", 800),
    row("Nancy", "54395", 105_000),
    row("Creuse", "80225", 200, ordinary=True),
    area("Creuse", "departement", "23"),
    area("Nord", "departement", "59"),
])  # fmt: skip


def name_of(key: str) -> Name:
    """Return a name of the gazetteer."""
    name = GAZETTEER.name(key)
    assert name is not None
    return name


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        pytest.param("réparer à Lille", 3, id="preposition"),
        pytest.param("vers ouessant", 3, id="trigger of towns"),
        pytest.param("aide Lille", 2, id="capital"),
        pytest.param("aide lille", 1, id="large town"),
        pytest.param("aide Ouessant", 0, id="small town without trigger"),
        pytest.param("il a lille", 1, id="verb and no preposition"),
        pytest.param("atelier sur Sens", 3, id="ordinary word after a preposition"),
        pytest.param("atelier sur sens", 0, id="ordinary word without capital after sur"),
        pytest.param("donner du sens", 0, id="ordinary word"),
        pytest.param("fablab tours", 1, id="ordinary word that is a city, at the end"),
        pytest.param("dans la creuse", 3, id="area"),
    ],
)
def test_evidence_should_be_graded_by_triggers_capitals_and_size(text: str, evidence: int) -> None:
    words = Words.of(text)
    last = len(words)
    name = name_of(words.folded[-1])
    assert evidence_for(words, last - 1, last, name) == evidence


def test_a_first_name_should_need_a_trigger() -> None:
    words = Words.of("Nancy veut apprendre")
    assert evidence_for(words, 0, 1, name_of("nancy")) == 0


def test_a_direction_should_be_no_place() -> None:
    words = Words.of("dans le nord de la France")
    assert evidence_for(words, 2, 3, name_of("nord")) == 0


@pytest.mark.parametrize(
    ("near", "wants_area", "kind"),
    [(True, False, "commune"), (False, True, "departement"), (False, False, "departement")],
)
def test_a_name_of_a_town_and_an_area_should_be_resolved_by_its_trigger(
    near: bool, wants_area: bool, kind: str
) -> None:
    assert resolve(name_of("creuse"), "", near=near, area=wants_area).type == kind


def test_the_departement_beside_a_name_should_choose_the_town() -> None:
    assert resolve(name_of("creuse"), "80", near=False, area=False).code == "80225"


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [("ateliers du Nord", "nord", True), ("ateliers du nord", "nord", False)],
)
def test_the_article_of_a_departement_should_announce_it(
    text: str, key: str, expected: bool
) -> None:
    words = Words.of(text)
    assert has_departement_article(words, len(words) - 1, name_of(key)) is expected
