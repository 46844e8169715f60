"""Comparison of two places: how sure it is that they are one, and the reason."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.indexing.comparison import compare
from index.indexing.deduplication import LIKELY
from tests.index.indexing.conftest import OTHER_SIRET, SIRET, library


def confidence(**fields: Any) -> float:
    """The confidence that the library and another telling of it are one."""
    return compare(library(), library(**fields))[0]


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({}, id="the same"),
        pytest.param({"nom": "MEDIATHEQUE JEAN-LEVY"}, id="case and accents"),
        pytest.param({"nom": "Jean Lévy, médiathèque de Lille"}, id="order, and the town"),
        pytest.param({"adresse": "32 r Edouard Delesalle, Lille"}, id="a short word of street"),
        pytest.param({"adresse": "32 rue E. Delesalle"}, id="an initial"),
        pytest.param({"latitude": 50.6303, "longitude": 3.0603}, id="forty metres away"),
        pytest.param({"latitude": None, "longitude": None}, id="no coordinates"),
        pytest.param({"nom": "Médiatèque Jean Levi"}, id="mistakes"),
    ],
)
def test_one_place_told_otherwise_should_be_likely_the_same(fields: dict[str, Any]) -> None:
    assert confidence(**fields) >= LIKELY


FAR: dict[str, Any] = {"latitude": 50.65, "longitude": 3.08}


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"nom": "Centre social Mosaïque"}, id="another name, same address"),
        pytest.param({"adresse": "1 place Rihour", **FAR}, id="same name, elsewhere"),
        pytest.param(
            {"adresse": "1 place Rihour", "latitude": None, "longitude": None},
            id="elsewhere, no coordinates",
        ),
        pytest.param({"nom": "Médiathèque du Vieux-Lille", **FAR}, id="another library"),
        pytest.param({"nom": "Mairie", "adresse": "1 place Rihour", **FAR}, id="nothing alike"),
    ],
)
def test_two_places_should_not_be_likely_the_same(fields: dict[str, Any]) -> None:
    assert confidence(**fields) < LIKELY


@pytest.mark.parametrize(
    ("fields", "closer"),
    [
        pytest.param({"adresse": "33 rue Édouard Delesalle", **FAR}, FAR, id="number of street"),
        pytest.param({"siret": OTHER_SIRET}, {"siret": SIRET}, id="other official number"),
        pytest.param({}, {"telephone": "+33320000000"}, id="no contact shared"),
        pytest.param({"nom": "Mosaïque"}, {"nom": "Médiathèque Lévy"}, id="less alike names"),
    ],
)
def test_what_differs_should_lower_the_confidence(
    fields: dict[str, Any], closer: dict[str, Any]
) -> None:
    base = library(siret=SIRET, telephone="+33320000000")
    assert compare(base, library(**fields))[0] < compare(base, library(**closer))[0]


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        pytest.param({}, {}, "noms proches à 100%, même adresse", id="same address"),
        pytest.param({}, {"adresse": "Place Rihour", "latitude": 50.6302}, "à 22 m", id="near"),
        pytest.param({}, {"adresse": "9 place Rihour", "latitude": 50.63}, "à 1 m", id="at once"),
        pytest.param(
            {}, {"adresse": "32 r. Delesalle prolongée", **FAR}, "adresses proches", id="alike"
        ),
        pytest.param({}, {"adresse": "Place Rihour", **FAR}, "adresses différentes", id="far"),
        pytest.param({"telephone": "3949"}, {"telephone": "3949"}, "même contact", id="contact"),
        pytest.param(
            {"site_web": "https://a.example/"},
            {"site_web": "https://a.example"},
            "même contact",
            id="address of a site",
        ),
        pytest.param({"siret": SIRET}, {"siret": SIRET}, "même numéro SIRET ou RNA", id="number"),
    ],
)
def test_the_reason_should_be_told_in_words(
    one: dict[str, Any], other: dict[str, Any], told: str
) -> None:
    assert told in compare(library(**one), library(**other))[1]


def test_the_same_number_should_be_no_proof_at_another_place() -> None:
    one, other = library(siret=SIRET), library(siret=SIRET, adresse="1 place Rihour", **FAR)
    assert compare(one, other)[0] < LIKELY


@pytest.mark.parametrize(
    ("one", "other", "likely"),
    [("Mairie", "Mairie", True), ("Mairie de Lille", "Espace France Services", False)],
)
def test_names_of_common_words_should_be_compared_whole(one: str, other: str, likely: bool) -> None:
    assert (compare(library(nom=one), library(nom=other))[0] >= LIKELY) is likely


TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=3, max_size=40).filter(
    lambda text: len(text.strip()) > 2 and any(char.isalnum() for char in text)
)


@settings(deadline=None, max_examples=60)
@given(TEXTS, TEXTS, st.floats(-90, 90), st.floats(-180, 180))
def test_any_two_records_should_be_compared_alike_both_ways(
    nom: str, adresse: str, latitude: float, longitude: float
) -> None:
    other = library(nom=nom, adresse=adresse, latitude=latitude, longitude=longitude)
    value, reason = compare(library(), other)
    assert 0 <= value <= 1
    assert reason
    assert compare(other, library())[0] == pytest.approx(value, abs=0.02)
