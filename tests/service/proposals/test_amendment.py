"""Records amended by proposals: fields, sources, proofs, month of confirmation."""

from __future__ import annotations

from datetime import date

import pytest

from index.errors import InvalidRecords
from service.proposals.amendment import (
    Difference,
    accepted,
    amended,
    differences,
    fields_of,
    free_identifier,
)
from service.proposals.proposal import Changes, Kind, Proposal, Status, StoredProposal
from tests.conftest import make_actor

PROOF, OTHER = "https://relais.example/contact", "https://autre.example/"
TODAY = date(2026, 11, 27)
RECORD = make_actor(
    id="relais",
    nom="Le Relais",
    telephone="+33320000000",
    courriel="contact@relais.example",
    modes_mobilisation=["telephoner", "envoyer-un-courriel"],
    lien_source=OTHER,
    sources=["https://troisieme.example/"],
    preuves={"telephone": OTHER, "courriel": OTHER},
    date_source="2019-03",
)


def sent(
    kind: Kind, changes: Changes | None = None, proof: str = PROOF, day: str = "2026-10-31"
) -> StoredProposal:
    """A proposal on the record, or on a new structure, sent some day."""
    record = "" if kind is Kind.NEW else "relais"
    return StoredProposal(1, day, Proposal(kind, proof, record, changes or {}), Status.WAITING, "")


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


def test_a_confirmation_should_date_the_record_and_join_its_sources() -> None:
    record = accepted(RECORD, sent(Kind.CONFIRMATION), (), TODAY)
    assert (record.confirmee_le, record.date_maj, record.date_source) == (
        "2026-10", TODAY, "2019-03",
    )  # fmt: skip
    assert record.lien_source == OTHER
    assert record.sources == ("https://troisieme.example/", PROOF)
    assert record.preuves == RECORD.preuves
    assert not record.a_reverifier


def test_an_older_confirmation_should_not_hide_a_newer_one() -> None:
    newer = accepted(RECORD, sent(Kind.CONFIRMATION, day="2026-11-02"), (), TODAY)
    assert accepted(newer, sent(Kind.CONFIRMATION), (), TODAY).confirmee_le == "2026-11"


def test_a_proof_that_is_a_source_already_should_not_be_repeated() -> None:
    record = accepted(RECORD, sent(Kind.CONFIRMATION, proof=OTHER), (), TODAY)
    assert record.sources == RECORD.sources


def test_a_corrected_contact_should_be_proved_by_the_page_sent_with_it() -> None:
    changes: Changes = {"telephone": "+33320000001", "courriel": None}
    record = accepted(RECORD, sent(Kind.CORRECTION, changes), (), TODAY)
    assert record.preuves == {"telephone": PROOF}
    assert (record.telephone, record.courriel) == ("+33320000001", None)
    assert record.modes_mobilisation == ("telephoner",)


def test_a_new_structure_should_become_a_record_that_its_page_proves() -> None:
    changes = {"nom": "Atelier du Clic", "description": "On répare.", "courriel": "a@b.example"}
    record = accepted(None, sent(Kind.NEW, changes), {"autre"}, TODAY)
    assert (record.id, record.type, record.source) == ("atelier-du-clic", "structure", "orientess")
    assert (record.lien_source, record.sources) == (PROOF, ())
    assert (record.preuves, record.confirmee_le) == ({"courriel": PROOF}, "2026-10")


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("Neuf", "neuf"),
        ("Pris", "pris-3"),
        ("L'Établi", "l-etabli"),
        ("a" * 150, "a" * 80),
    ],
)
def test_an_identifier_should_be_free(name: str, identifier: str) -> None:
    assert free_identifier(name, {"pris", "pris-2"}) == identifier
