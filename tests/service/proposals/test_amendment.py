"""Records amended by proposals: which fields differ, and what they make."""

from __future__ import annotations

import pytest

from index.errors import InvalidRecords
from service.proposals.amendment import Difference, amended, differences, fields_of
from tests.conftest import make_actor

RECORD = make_actor(
    id="relais",
    nom="Le Relais",
    telephone="+33320000000",
    courriel="contact@relais.example",
    modes_mobilisation=["telephoner", "envoyer-un-courriel"],
)


def test_differences_should_be_those_that_the_record_does_not_have() -> None:
    changes = {"nom": "Le Relais", "telephone": None, "site_web": "https://relais.example"}
    assert list(differences(RECORD, changes)) == [
        Difference("telephone", "+33320000000", None),
        Difference("site_web", None, "https://relais.example"),
    ]


def test_a_new_structure_should_differ_in_all_its_fields() -> None:
    assert list(differences(None, {"nom": "Neuf"})) == [Difference("nom", None, "Neuf")]


def test_a_mode_without_its_means_should_be_taken_out() -> None:
    record = amended(fields_of(RECORD), {"telephone": None})
    assert (record.telephone, record.modes_mobilisation) == (None, ("envoyer-un-courriel",))


def test_a_change_that_makes_no_valid_record_should_be_refused() -> None:
    with pytest.raises(InvalidRecords) as refused:
        amended(fields_of(RECORD), {"nom": "X", "courriel": "personne"})
    assert {problem.field for problem in refused.value.errors} == {"nom", "courriel"}
