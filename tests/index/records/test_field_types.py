"""Types of the fields of a record: the values that they accept, and those that they refuse."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from index.records.field_types import Month, Name, Phone, Questions


@pytest.mark.parametrize("number", ["+33320000000", "3018", "119", "116006"])
def test_a_number_that_can_be_dialled_should_be_accepted(number: str) -> None:
    assert TypeAdapter(Phone).validate_python(number) == number


@pytest.mark.parametrize("number", ["0320000000", "12", "117006", "+0320000000"])
def test_a_number_of_another_form_should_be_refused(number: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Phone).validate_python(number)


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "1999-01", "2026"])
def test_a_month_of_another_form_should_be_refused(month: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Month).validate_python(month)


@pytest.mark.parametrize("name", ["Atelier \ufffe", "\uffffAtelier", "Ate\x01lier"])
def test_a_name_that_xml_cannot_hold_should_be_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Name).validate_python(name)


def test_questions_should_be_different_and_few() -> None:
    adapter = TypeAdapter(Questions)
    assert adapter.validate_python((" où aller ? ",)) == ("où aller ?",)
    for questions in (("où", "où"), tuple(f"question {number}" for number in range(21))):
        with pytest.raises(ValidationError):
            adapter.validate_python(questions)
