"""Fields of the form: their limits, and the values of a record in them."""

from __future__ import annotations

import pytest

from index.records.models import Record
from service.proposals.fields import LABELS, PROOF, TEXTS, ProposalForm, filled_form
from tests.conftest import make_actor


@pytest.mark.parametrize("name", [*TEXTS, "publics", "besoins"])
def test_a_field_should_be_one_of_records(name: str) -> None:
    assert name in Record.model_fields


def test_every_field_should_be_in_the_form_and_have_a_label() -> None:
    assert set(ProposalForm.model_fields) == set(LABELS) == {*TEXTS, "publics", "besoins", PROOF}
    assert all(LABELS.values())


def test_a_form_should_be_filled_with_what_a_record_says() -> None:
    record = make_actor(
        nom="Le Relais", telephone="+33320000000", publics=["jeunes"], besoins=["reparer"]
    )
    form = filled_form(record)
    assert (form.nom, form.telephone, form.adresse) == ("Le Relais", "03 20 00 00 00", "")
    assert (form.publics, form.besoins, form.preuve) == (["jeunes"], ["reparer"], "")
    assert form.text("nom") == "Le Relais"
