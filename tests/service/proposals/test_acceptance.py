"""Proposals accepted into the file of the catalogue."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest

from index.errors import InvalidQuery, InvalidRecords, StoreError, UnknownRecord
from index.records.jsonl import read_records, to_json
from service.proposals.acceptance import accept, same_name
from service.proposals.proposal import Kind, Proposal, Status
from service.proposals.table import Proposals
from service.storage.sqlite_store import SqliteStore
from tests.conftest import make_actor

TODAY = date(2026, 11, 27)
PAGE = "https://relais.example/contact"
RELAIS = make_actor(id="relais", nom="Le Relais", telephone="+33320000000")
OTHER = make_actor(id="autre", nom="Autre")


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
