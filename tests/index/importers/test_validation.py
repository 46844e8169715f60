"""Validation of the fields of a row: an optional value is dropped, a required one refuses."""

from __future__ import annotations

from typing import Any

import pytest

from index.importers.cells import Cells
from index.importers.report import Outcome
from index.importers.validation import record_of
from index.records.models import Actor

FIELDS: dict[str, Any] = {
    "type": "structure",
    "id": "atelier",
    "nom": "Atelier",
    "description": "Un atelier de réparation.",
}


def validated(**fields: Any) -> tuple[Actor | None, list[tuple[str, Outcome]]]:
    """The record of some fields, and the column and outcome of its problems."""
    cells = Cells("lieux.csv", 1, {})
    record = record_of(cells, FIELDS | fields)
    return record, [(problem.column, problem.outcome) for problem in cells.problems]


def test_valid_fields_should_be_a_record_without_problem() -> None:
    record, problems = validated(telephone="+33320000000", courriel=None)
    assert record is not None
    assert (record.telephone, problems) == ("+33320000000", [])


def test_an_invalid_optional_value_should_be_dropped_and_reported() -> None:
    record, problems = validated(telephone="illisible")
    assert record is not None
    assert (record.telephone, problems) == (None, [("telephone", Outcome.WARNING)])


@pytest.mark.parametrize("field", ["id", "nom", "description"])
def test_an_invalid_required_value_should_refuse_the_row(field: str) -> None:
    assert validated(**{field: "?"}) == (None, [(field, Outcome.REFUSED)])


def test_only_the_invalid_service_should_be_dropped() -> None:
    record, problems = validated(services=({"nom": "Réparation"}, {"nom": ""}))
    assert record is not None
    assert [service.nom for service in record.services] == ["Réparation"]
    assert problems == [("services.1.nom", Outcome.WARNING)]
