"""Quality: the published score of a record, and what would raise it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from index.catalogue.quality import criteria_of, quality_of, recency_of
from index.records.models import AnyRecord

MakeActor = Callable[..., AnyRecord]
MONTH = f"{date.today():%Y-%m}"
GOOD: dict[str, Any] = {
    "description": "Un atelier qui répare des ordinateurs. " * 8,
    "publics": ["tous-publics"],
    "thematiques": ["numerique--acquerir-un-equipement"],
    "modes_accueil": ["en-presentiel"],
    "modes_mobilisation": ["telephoner", "envoyer-un-courriel", "se-presenter"],
    "mobilisable_par": ["usagers"],
    "adresse": "1 rue Neuve",
    "telephone": "3939",
    "courriel": "contact@exemple.example",
    "frais": "gratuit",
    "date_source": MONTH,
}


def test_a_record_that_says_everything_should_have_the_best_score(actor: MakeActor) -> None:
    quality = quality_of(actor(**GOOD))
    assert (quality.score, quality.lacking) == (1.0, ())


@pytest.mark.parametrize(
    ("change", "criterion"),
    [
        ({"adresse": None}, "adresse_bien_definie"),
        ({"publics": []}, "au_moins_un_public"),
        ({"thematiques": []}, "au_moins_une_thematique"),
        ({"mobilisable_par": []}, "modes_mobilisation_bien_definis"),
        ({"frais": None}, "frais_bien_definis"),
        ({"frais": "payant"}, "frais_bien_definis"),
        ({"description": "Un atelier."}, "description_bien_definie"),
        ({"description": "Un long atelier. " * 300}, "description_bien_definie"),
        ({"date_source": None}, "date_maj_recente"),
        ({"date_source": f"{date.today() - timedelta(days=400):%Y-%m}"}, "date_maj_recente"),
    ],
)
def test_what_a_record_lacks_should_lower_its_score_and_be_named(
    change: dict[str, Any], criterion: str, actor: MakeActor
) -> None:
    quality = quality_of(actor(**{**GOOD, **change}))
    assert quality.lacking == (criterion,)
    assert 0 < quality.score < 1


@pytest.mark.parametrize(
    ("fields", "advised"),
    [
        pytest.param({}, True, id="none"),
        pytest.param({"telephone": "3939"}, False, id="telephone"),
        pytest.param({"courriel": "a@b.example"}, False, id="e-mail"),
        pytest.param({"lien_mobilisation": "https://rdv.example/"}, False, id="booking"),
        pytest.param({"site_web": "https://site.example/"}, False, id="site"),
    ],
)
def test_any_way_to_get_in_touch_should_be_enough(
    fields: dict[str, str], advised: bool, actor: MakeActor
) -> None:
    lacking = quality_of(actor(**fields)).lacking
    assert ("au_moins_un_moyen_de_contact" in lacking) is advised


@pytest.mark.parametrize(
    ("fields", "complete"),
    [
        pytest.param({"frais": "gratuit-sous-condition"}, True, id="free on conditions"),
        pytest.param({"frais": "payant", "frais_precisions": "10 euros"}, True, id="a price"),
        pytest.param({"frais": "payant"}, False, id="no price"),
    ],
)
def test_a_price_should_be_told_when_there_is_one(
    fields: dict[str, str], complete: bool, actor: MakeActor
) -> None:
    assert ("frais_bien_definis" not in quality_of(actor(**fields)).lacking) is complete


def test_an_address_should_be_asked_only_of_those_who_receive_people(actor: MakeActor) -> None:
    distant = quality_of(actor(modes_accueil=["a-distance"]))
    on_site = quality_of(actor(modes_accueil=["en-presentiel"]))
    assert "adresse_bien_definie" not in distant.lacking
    assert "adresse_bien_definie" in on_site.lacking


def test_the_age_of_a_record_should_lower_its_score(actor: MakeActor) -> None:
    ages = (0, 250, 500, 800)
    months = [f"{date.today() - timedelta(days=age):%Y-%m}" for age in ages]
    scores = [quality_of(actor(**{**GOOD, "date_source": month})).score for month in months]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


def test_what_lacks_most_should_be_named_first(actor: MakeActor) -> None:
    quality = quality_of(actor(**{**GOOD, "mobilisable_par": [], "thematiques": []}))
    assert quality.lacking == (
        "au_moins_une_thematique",
        "modes_mobilisation_bien_definis",
    )


def test_a_score_should_be_the_mean_of_the_criteria_that_apply(actor: MakeActor) -> None:
    assert quality_of(actor(**{**GOOD, "thematiques": [], "publics": []})).score == 0.8


@pytest.mark.parametrize("kind", ["structure", "programme", "besoin"])
@pytest.mark.parametrize("length", [5, 49, 50, 199, 200, 1999, 2000, 10_000])
def test_any_record_should_have_a_score(kind: str, length: int, actor: MakeActor) -> None:
    assert 0 <= quality_of(actor(type=kind, description="a" * length)).score <= 1


@pytest.mark.parametrize("change", [{}, {"frais": None}, {"date_source": None}, {"publics": []}])
def test_the_criteria_and_the_age_should_give_the_score(
    change: dict[str, Any], actor: MakeActor
) -> None:
    record = actor(**{**GOOD, **change})
    total, count, dated = criteria_of(record)
    assert dated
    score = (total + recency_of(record.evidence)) / (count + 1)
    assert round(score, 2) == quality_of(record).score
    assert recency_of(None) == 0
