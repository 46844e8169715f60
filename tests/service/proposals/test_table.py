"""The table of proposals: what is stored, daily limits, settling, deletion."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect

from index.errors import InvalidQuery, StoreError
from service.feedback.submissions import RETENTION_DAYS, DailyLimits, SubmissionOutcome
from service.proposals.proposal import Kind, Proposal, Status, StoredProposal
from service.proposals.table import MAX_A_RECORD, MAX_REASON, Proposals
from service.storage.sqlite_store import SqliteStore
from service.storage.store import Store

DAY = date(2026, 11, 27)
PAGE = "https://clic.example/contact"
NEW = Proposal(Kind.NEW, PAGE, "", {"nom": "Atelier du Clic", "besoins": ["reparer"]})
CORRECTION = Proposal(Kind.CORRECTION, PAGE, "relais", {"telephone": None})


@pytest.fixture
def proposals(store: Store) -> Proposals:
    return Proposals(store, lambda: DAY)


def test_a_proposal_should_wait_with_its_day(proposals: Proposals) -> None:
    assert proposals.add(NEW) is SubmissionOutcome.STORED
    assert proposals.add(CORRECTION) is SubmissionOutcome.STORED
    assert proposals.all() == [
        StoredProposal(1, "2026-11-27", NEW, Status.WAITING, ""),
        StoredProposal(2, "2026-11-27", CORRECTION, Status.WAITING, ""),
    ]


def test_the_table_should_hold_nothing_of_the_sender(store: Store, proposals: Proposals) -> None:
    proposals.add(NEW)
    with store.reading() as connection:
        columns = [column["name"] for column in inspect(connection).get_columns("proposal")]
    assert columns == ["id", "day", "kind", "record", "changes", "proof", "status", "reason"]


def test_proposals_on_one_record_in_one_day_should_have_a_limit(store: Store) -> None:
    today = [DAY]
    proposals = Proposals(store, lambda: today[0])
    assert {proposals.add(CORRECTION) for _ in range(MAX_A_RECORD)} == {SubmissionOutcome.STORED}
    assert proposals.add(CORRECTION) is SubmissionOutcome.SUBJECT_FULL
    assert {proposals.add(NEW) for _ in range(MAX_A_RECORD + 1)} == {SubmissionOutcome.STORED}
    today[0] += timedelta(days=1)
    assert proposals.add(CORRECTION) is SubmissionOutcome.STORED


def test_proposals_of_one_day_should_have_a_limit(
    proposals: Proposals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Proposals, "limits", DailyLimits(2, MAX_A_RECORD))
    outcomes = [proposals.add(each) for each in (NEW, CORRECTION, NEW)]
    assert outcomes[-1] is SubmissionOutcome.DAY_FULL
    assert len(proposals.all()) == 2


def test_what_a_settled_proposal_said_should_leave_the_file(file_store: SqliteStore) -> None:
    proposals = Proposals(file_store, lambda: DAY)
    for _ in range(2):
        proposals.add(NEW)
    assert b"Atelier du Clic" in file_store.path.read_bytes()
    proposals.accept(1, lambda _: "atelier-du-clic")
    proposals.refuse([2], "Doublon")
    assert b"Atelier du Clic" not in file_store.path.read_bytes()


def test_an_accepted_proposal_should_be_written_once_and_emptied(proposals: Proposals) -> None:
    written: list[Proposal] = []

    def write(stored: StoredProposal) -> str:
        written.append(stored.proposal)
        return "atelier-du-clic"

    proposals.add(NEW)
    assert proposals.accept(1, write) == "atelier-du-clic"
    assert written == [NEW]
    settled = Proposal(Kind.NEW, "", "atelier-du-clic")
    assert proposals.all() == [StoredProposal(1, "2026-11-27", settled, Status.ACCEPTED, "")]
    with pytest.raises(InvalidQuery, match="n'a le numéro 1"):
        proposals.accept(1, write)
    assert written == [NEW]


def test_a_proposal_that_cannot_be_written_should_go_on_waiting(proposals: Proposals) -> None:
    def fail(_: StoredProposal) -> str:
        raise OSError("disque plein")

    proposals.add(NEW)
    with pytest.raises(OSError, match="disque plein"):
        proposals.accept(1, fail)
    assert [each.status for each in proposals.all(Status.WAITING)] == [Status.WAITING]


def test_a_refused_proposal_should_leave_its_reason_alone(proposals: Proposals) -> None:
    proposals.add(NEW)
    proposals.add(CORRECTION)
    proposals.refuse([1, 2], "La page ne dit\nrien de tel.")
    assert [(each.status, each.reason) for each in proposals.all()] == [
        (Status.REFUSED, "La page ne dit rien de tel.")
    ] * 2
    assert [each.proposal for each in proposals.all()] == [
        Proposal(Kind.NEW, ""),
        Proposal(Kind.CORRECTION, "", "relais"),
    ]
    assert proposals.all(Status.WAITING) == []


@pytest.mark.parametrize("reason", ["", " … ", "x" * (MAX_REASON + 1), "\ud800"])
def test_a_refusal_should_say_why_in_few_words(proposals: Proposals, reason: str) -> None:
    proposals.add(NEW)
    with pytest.raises(InvalidQuery) as refused:
        proposals.refuse([1], reason)
    assert refused.value.field == "motif"
    assert proposals.all(Status.WAITING) != []


def test_a_wrong_number_should_refuse_nothing(proposals: Proposals) -> None:
    proposals.add(NEW)
    with pytest.raises(InvalidQuery, match="n'a le numéro 7"):
        proposals.refuse([1, 7], "Doublon")
    assert [each.status for each in proposals.all()] == [Status.WAITING]


def test_old_proposals_should_be_erased_when_others_come_and_on_demand(store: Store) -> None:
    today = [DAY]
    proposals = Proposals(store, lambda: today[0])
    proposals.add(NEW)
    today[0] += timedelta(days=RETENTION_DAYS + 1)
    proposals.add(CORRECTION)
    assert [each.proposal for each in proposals.all()] == [CORRECTION]
    today[0] += timedelta(days=10)
    assert proposals.purge(days=10) == 0
    assert proposals.purge(days=9) == 1
    assert proposals.all() == []


def test_a_store_that_fails_should_be_reported(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        Proposals(SqliteStore(tmp_path)).add(NEW)
