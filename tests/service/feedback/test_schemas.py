"""Tests of the request bodies of opinions and reports."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from index.errors import InvalidQuery
from index.search.searcher import Searcher
from service.feedback.reports import Report
from service.feedback.schemas import (
    OPINION_EXAMPLES,
    REPORT_EXAMPLES,
    AvisParametres,
    SignalementParametres,
)
from tests.conftest import make_thesaurus

THESAURUS = make_thesaurus(**{"demarches--impots": "Déclarer ses impôts"})


@pytest.mark.parametrize("name", OPINION_EXAMPLES)
def test_the_examples_of_opinions_should_be_sound(name: str) -> None:
    AvisParametres.model_validate(OPINION_EXAMPLES[name]["value"])


@pytest.mark.parametrize("name", REPORT_EXAMPLES)
def test_the_examples_of_reports_should_be_sound(name: str) -> None:
    example = SignalementParametres.model_validate(REPORT_EXAMPLES[name]["value"])
    Report(example.fiche, example.raison, example.rubrique, example.commentaire)


def test_an_opinion_should_name_a_record_or_a_need_that_exist(searcher: Searcher) -> None:
    opinion = AvisParametres(utile=True, fiche="atelier-phenix", mots=" Un  mot ")
    assert opinion.opinion(searcher, THESAURUS).words == "Un mot"
    for wrong in ({}, {"fiche": "inconnue"}, {"besoin": "inconnu"}):
        with pytest.raises(InvalidQuery):
            AvisParametres(utile=True, **wrong).opinion(searcher, THESAURUS)


def test_a_field_that_does_not_exist_should_be_refused() -> None:
    with pytest.raises(ValidationError):
        AvisParametres.model_validate({"utile": True, "nom": "Odette"})
