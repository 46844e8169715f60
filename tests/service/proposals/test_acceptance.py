"""Proposals accepted into the file of the catalogue."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest

from index.errors import InvalidQuery, InvalidRecords, StoreError, UnknownRecord
from index.records.jsonl import read_records, to_json
from service.proposals.acceptance import accept, accepted, free_identifier, same_name
from service.proposals.proposal import Changes, Kind, Proposal, Status, StoredProposal
from service.proposals.table import Proposals
from service.storage.sqlite_store import SqliteStore
from tests.conftest import make_actor

TODAY = date(2026, 11, 27)
PAGE = "https://relais.example/contact"
RELAIS = make_actor(id="relais", nom="Le Relais", telephone="+33320000000")
OTHER = make_actor(id="autre", nom="Autre")
ELSEWHERE = "https://autre.example/"
RECORD = make_actor(
    id="relais",
    nom="Le Relais",
    telephone="+33320000000",
    courriel="contact@relais.example",
    modes_mobilisation=["telephoner", "envoyer-un-courriel"],
    lien_source=ELSEWHERE,
    sources=["https://troisieme.example/"],
    preuves={"telephone": ELSEWHERE, "courriel": ELSEWHERE},
    date_source="2019-03",
)


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    path = tmp_path / "actors.jsonl"
    path.write_text("".join(to_json(each) + "\n" for each in (OTHER, RELAIS)), encoding="utf-8")
    return path


@pytest.fixture
def proposals(tmp_path: Path) -> Proposals:
    return Proposals(SqliteStore(tmp_path / "orientess.sqlite3"), lambda: date(2026, 10, 31))


def add(proposals: Proposals, kind: Kind, record: str = "", **changes: str | None) -> int:
    """Add a proposal, and return its number."""
    proposals.add(Proposal(kind, PAGE, record, changes))
    return proposals.all()[-1].number


def test_a_correction_should_change_its_record_alone(catalogue: Path, proposals: Proposals) -> None:
    number = add(proposals, Kind.CORRECTION, "relais", telephone="+33320000001")
    assert accept(proposals, number, catalogue, TODAY) == "relais"
    other, relais = read_records(catalogue)
    assert other == OTHER
    assert (relais.telephone, relais.confirmee_le) == ("+33320000001", "2026-10")
    assert relais.preuves == {"telephone": PAGE}


def test_a_new_structure_should_take_its_place_in_the_order_of_identifiers(
    catalogue: Path, proposals: Proposals
) -> None:
    number = add(proposals, Kind.NEW, nom="L'Établi", description="On répare.")
    assert accept(proposals, number, catalogue) == "l-etabli"
    assert [record.id for record in read_records(catalogue)] == ["autre", "l-etabli", "relais"]
    assert read_records(catalogue)[1].date_maj == date.today()


def test_a_name_that_is_taken_should_be_refused(catalogue: Path, proposals: Proposals) -> None:
    number, before = add(proposals, Kind.NEW, nom="LE RELAIS"), catalogue.read_bytes()
    with pytest.raises(InvalidQuery, match="déjà au catalogue \\(relais\\)"):
        accept(proposals, number, catalogue)
    assert catalogue.read_bytes() == before
    assert [each.status for each in proposals.all()] == [Status.WAITING]


def test_an_acceptance_stopped_once_the_record_is_written_should_end_at_the_next(
    catalogue: Path, proposals: Proposals
) -> None:
    number = add(proposals, Kind.NEW, nom="L'Établi", description="On répare.")
    with pytest.raises(StoreError), patch("service.proposals.table._settle", _stop):
        accept(proposals, number, catalogue, TODAY)
    written = catalogue.read_bytes()
    assert [each.status for each in proposals.all()] == [Status.WAITING]
    assert accept(proposals, number, catalogue) == "l-etabli"
    assert catalogue.read_bytes() == written
    assert [each.status for each in proposals.all()] == [Status.ACCEPTED]


def _stop(*_: object) -> None:
    raise StoreError("arrêté")


def test_a_record_that_is_gone_should_be_reported(catalogue: Path, proposals: Proposals) -> None:
    number = add(proposals, Kind.CONFIRMATION, "disparue")
    with pytest.raises(UnknownRecord):
        accept(proposals, number, catalogue)
    assert [each.status for each in proposals.all()] == [Status.WAITING]


def test_a_proposal_that_is_no_longer_valid_should_change_nothing(
    catalogue: Path, proposals: Proposals
) -> None:
    number, before = add(proposals, Kind.CORRECTION, "relais", nom="X"), catalogue.read_bytes()
    with pytest.raises(InvalidRecords):
        accept(proposals, number, catalogue)
    assert catalogue.read_bytes() == before


def test_names_should_be_compared_whatever_their_case() -> None:
    assert same_name("le relais", (OTHER, RELAIS)) is RELAIS
    assert same_name("Relais", (OTHER, RELAIS)) is None


def sent(
    kind: Kind, changes: Changes | None = None, proof: str = PAGE, day: str = "2026-10-31"
) -> StoredProposal:
    """A proposal on the record, or on a new structure, sent some day."""
    record = "" if kind is Kind.NEW else "relais"
    return StoredProposal(1, day, Proposal(kind, proof, record, changes or {}), Status.WAITING, "")


def test_a_confirmation_should_date_the_record_and_join_its_sources() -> None:
    record = accepted(RECORD, sent(Kind.CONFIRMATION), (), TODAY)
    assert (record.confirmee_le, record.date_maj, record.date_source) == (
        "2026-10", TODAY, "2019-03",
    )  # fmt: skip
    assert record.lien_source == ELSEWHERE
    assert record.sources == ("https://troisieme.example/", PAGE)
    assert record.preuves == RECORD.preuves
    assert not record.a_reverifier


def test_an_older_confirmation_should_not_hide_a_newer_one() -> None:
    newer = accepted(RECORD, sent(Kind.CONFIRMATION, day="2026-11-02"), (), TODAY)
    assert accepted(newer, sent(Kind.CONFIRMATION), (), TODAY).confirmee_le == "2026-11"


def test_a_proof_that_is_a_source_already_should_not_be_repeated() -> None:
    record = accepted(RECORD, sent(Kind.CONFIRMATION, proof=ELSEWHERE), (), TODAY)
    assert record.sources == RECORD.sources


def test_a_corrected_contact_should_be_proved_by_the_page_sent_with_it() -> None:
    changes: Changes = {"telephone": "+33320000001", "courriel": None}
    record = accepted(RECORD, sent(Kind.CORRECTION, changes), (), TODAY)
    assert record.preuves == {"telephone": PAGE}
    assert (record.telephone, record.courriel) == ("+33320000001", None)
    assert record.modes_mobilisation == ("telephoner",)


def test_a_new_structure_should_become_a_record_that_its_page_proves() -> None:
    changes = {"nom": "Atelier du Clic", "description": "On répare.", "courriel": "a@b.example"}
    record = accepted(None, sent(Kind.NEW, changes), {"autre"}, TODAY)
    assert (record.id, record.type, record.source) == ("atelier-du-clic", "structure", "orientess")
    assert (record.lien_source, record.sources) == (PAGE, ())
    assert (record.preuves, record.confirmee_le) == ({"courriel": PAGE}, "2026-10")


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
