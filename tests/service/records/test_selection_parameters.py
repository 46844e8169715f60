"""Parameters of lists and exports: how they are read, and what they select."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from index.browsing.query import BrowseQuery
from index.errors import InvalidQuery
from index.places.models import PlaceCode, PlaceKind
from index.search.results import Group
from service.records.selection_parameters import (
    ActeursParametres,
    SelectionParametres,
    browse_query,
)
from tests.conftest import make_thesaurus

THESAURUS = make_thesaurus(wifi="Trouver du wifi")


def query_of(**values: Any) -> BrowseQuery:
    """The request that some parameters stand for."""
    return browse_query(SelectionParametres.model_validate(values), THESAURUS, 2, 5)


def test_without_parameter_the_whole_catalogue_should_be_selected() -> None:
    query = query_of()
    assert query.is_whole
    assert (query.page, query.size) == (2, 5)


def test_each_parameter_should_be_part_of_the_request() -> None:
    query = query_of(
        frais=["gratuit"],
        besoins=["wifi"],
        thematiques=["numerique"],
        sources=["orientess"],
        score_qualite_minimum=0.5,
        exclure_doublons=True,
        modifie_depuis="2026-11-01",
        code_departement="59",
        groupe=["pres-de-vous"],
    )
    assert query == BrowseQuery(
        filters={"frais": ("gratuit",)},
        codes={"thematiques": ("numerique",)},
        needs=("wifi",),
        sources=("orientess",),
        quality_from=0.5,
        changed_since=date(2026, 11, 1),
        distinct=True,
        groups=(Group.NEAR,),
        code=PlaceCode(PlaceKind.DEPARTEMENT, "59"),
        page=2,
        size=5,
    )


def test_a_need_that_does_not_exist_should_be_refused() -> None:
    with pytest.raises(InvalidQuery, match="« fibre »"):
        query_of(besoins=["wifi", "fibre"])


@pytest.mark.parametrize(
    "values",
    [
        {"modifie_depuis": "5"},
        {"modifie_depuis": "2026-02-30"},
        {"modifie_depuis": "2026-02-03T10:00"},
        {"score_qualite_minimum": 1.5},
        {"groupe": ["loin"]},
        {"size": 51},
        {"inconnu": 1},
    ],
)
def test_a_wrong_value_should_be_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ActeursParametres.model_validate(values)
