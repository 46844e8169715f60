"""Tests of the request and response bodies of the API of needs."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from index.records import code_lists as ref
from service.needs.schemas import (
    MAX_TEXTS,
    ClassificationParametres,
    coded,
    need_answer,
    need_summary,
)
from tests.conftest import make_thesaurus

NEED = make_thesaurus(reparer="Réparer un téléphone").needs["reparer"]


def test_a_need_in_short_should_have_its_number_of_records_and_no_phrasing() -> None:
    summary = need_summary(NEED, 7)
    assert (summary.id, summary.libelle, summary.fiches) == ("reparer", "Réparer un téléphone", 7)
    assert "formulations" not in summary.model_dump()


def test_a_need_in_full_should_have_its_phrasings_and_codes() -> None:
    code = next(iter(ref.THEMATIQUES.labels))
    full = need_answer(NEED.model_copy(update={"thematiques": (code,)}), 0)
    assert full.formulations == list(NEED.formulations)
    assert [each.code for each in full.thematiques] == [code]


def test_codes_should_have_their_labels() -> None:
    code, label = next(iter(ref.PUBLICS.labels.items()))
    assert [each.model_dump() for each in coded(ref.PUBLICS, (code,))] == [
        {"code": code, "libelle": label}
    ]


@pytest.mark.parametrize("number", [0, MAX_TEXTS + 1])
def test_the_number_of_texts_should_have_bounds(number: int) -> None:
    with pytest.raises(ValidationError):
        ClassificationParametres(textes=["soudeur"] * number)
