"""Tests of the request and response bodies of the API of skills."""

from __future__ import annotations

import pytest

from index.errors import InvalidQuery
from service.skills.schemas import EXAMPLES, ProfileParameters, occupation_answer
from tests.conftest import make_occupation


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_should_be_valid_profiles(name: str) -> None:
    value = EXAMPLES[name]["value"]
    query = ProfileParameters.model_validate(value).query
    assert query.text == value.get("profil", query.text)
    assert list(query.skills) == value.get("competences", [])


def test_a_profile_without_a_text_should_be_refused() -> None:
    with pytest.raises(InvalidQuery) as refused:
        _ = ProfileParameters().query
    assert refused.value.field


def test_an_occupation_in_short_should_leave_its_skills_out() -> None:
    occupation = make_occupation("reparateur", ("Souder",), nom="Réparateur", voies=["emploi"])
    summary = occupation_answer(occupation)
    assert (summary.id, summary.nom, summary.voies) == ("reparateur", "Réparateur", ["emploi"])
    assert "competences" not in summary.model_dump()
