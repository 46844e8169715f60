"""What a proposal is called in lists."""

from __future__ import annotations

from service.proposals.proposal import Kind, Proposal, Status, StoredProposal

PROOF = "https://atelier.example/contact"


def stored(proposal: Proposal) -> StoredProposal:
    return StoredProposal(1, "2026-11-27", proposal, Status.WAITING, "")


def test_a_new_structure_should_be_listed_under_its_name() -> None:
    assert stored(Proposal(Kind.NEW, PROOF, "", {"nom": "Atelier du Clic"})).name == (
        "Atelier du Clic"
    )


def test_a_correction_should_be_listed_under_its_record() -> None:
    assert stored(Proposal(Kind.CORRECTION, PROOF, "relais", {"nom": "Le Relais"})).name == "relais"


def test_a_settled_structure_should_have_no_name() -> None:
    assert stored(Proposal(Kind.NEW, "")).name == ""
