"""Table of proposals: those that wait, and what became of the others."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping

from sqlalchemy import Connection, select

from index.errors import InvalidQuery
from index.messages import Sentence
from service.feedback.submissions import (
    DailyLimits,
    SubmissionOutcome,
    Submissions,
    cleaned,
    update_rows,
)
from service.proposals.proposal import Kind, Proposal, Status, StoredProposal
from service.storage.tables import PROPOSAL

MAX_A_RECORD, MAX_A_DAY = 10, 200
"""Proposals stored in one day, at most: on one record, and on all of them with new structures."""
MAX_REASON = 300
"""Largest number of characters of the reason of a refusal."""
REFUSED: Mapping[SubmissionOutcome, Sentence] = {
    SubmissionOutcome.SUBJECT_FULL: Sentence(
        "Votre envoi n'a pas été gardé. Cette fiche en a déjà reçu %(most)s aujourd'hui. "
        "Revenez demain.",
        most=MAX_A_RECORD,
    ),
    SubmissionOutcome.DAY_FULL: Sentence(
        "Votre envoi n'a pas été gardé. Le site en a déjà reçu %(most)s aujourd'hui. "
        "Revenez demain.",
        most=MAX_A_DAY,
    ),
}
"""Daily limit that refuses a proposal -> message to the user, in French."""


class Proposals(Submissions):
    """Table of the database that holds the proposals of organisations."""

    table = PROPOSAL
    limits = DailyLimits(MAX_A_DAY, MAX_A_RECORD)

    def add(self, proposal: Proposal) -> SubmissionOutcome:
        """Store a proposal of an organisation, with the current day, to be read by the operator.

        Args:
            proposal: proposal to store.

        Returns:
            STORED; or SUBJECT_FULL or DAY_FULL, the daily limit because of which nothing is
            stored.

        Raises:
            StoreError: when the database cannot be written.
        """
        values = {
            "kind": proposal.kind.value,
            "record": proposal.record,
            "changes": json.dumps(dict(proposal.changes), ensure_ascii=False),
            "proof": proposal.proof,
            "status": Status.WAITING.value,
            "reason": "",
        }
        return self._add(values, ("record",) if proposal.record else ())

    def all(self, status: Status | None = None) -> list[StoredProposal]:
        """Return the proposals of organisations, in order of arrival.

        Args:
            status: state of those to return; None for all.

        Returns:
            The proposals.

        Raises:
            StoreError: when the database cannot be read.
        """
        with self._store.reading() as connection:
            query = select(PROPOSAL).order_by(PROPOSAL.c.id)
            if status is not None:
                query = query.where(PROPOSAL.c.status == status.value)
            return [_stored(*row) for row in connection.execute(query)]

    def accept(self, number: int, write: Callable[[StoredProposal], str]) -> str:
        """Write a waiting proposal into the catalogue, and mark it as accepted.

        No other proposal is settled meanwhile, by this process or by another.

        Args:
            number: number of the proposal, such as 12.
            write: function that writes it, and returns the identifier of the record written.

        Returns:
            The identifier of the record.

        Raises:
            InvalidQuery: when no waiting proposal has this number; nothing is changed.
            StoreError: when the database cannot be written.
        """
        with self._store.writing() as connection:
            record = write(_waiting(connection, number))
            _settle(connection, number, Status.ACCEPTED, record)
        return record

    def refuse(self, numbers: Iterable[int], reason: str) -> None:
        """Refuse some waiting proposals: erase what they say, and retain why they were refused.

        All of them are refused, or none if one fails.

        Args:
            numbers: numbers of the proposals, such as 12.
            reason: why, for the operator; at least one letter or digit.

        Raises:
            InvalidQuery: when no waiting proposal has one of these numbers, or when the reason is
                empty, longer than `MAX_REASON` or not valid Unicode; nothing is changed.
            StoreError: when the database cannot be written.
        """
        text = cleaned(reason, "motif", MAX_REASON)
        if not any(map(str.isalnum, text)):
            raise InvalidQuery("motif", Sentence("Écrivez pourquoi, en quelques mots."))
        with self._store.writing() as connection:
            for number in numbers:
                record = _waiting(connection, number).proposal.record
                _settle(connection, number, Status.REFUSED, record, text)


def _waiting(connection: Connection, number: int) -> StoredProposal:
    """Return the waiting proposal that has a number."""
    query = select(PROPOSAL).filter_by(id=number, status=Status.WAITING.value)
    row = connection.execute(query).first()
    if row is None:
        raise InvalidQuery(
            "numero",
            Sentence(
                "Aucune proposition en attente n'a le numéro %(number)s : rien n'est changé.",
                number=number,
            ),
        )
    return _stored(*row)


def _settle(
    connection: Connection, number: int, status: Status, record: str, reason: str = ""
) -> None:
    """Change the status of a proposal, and erase what it says."""
    emptied = {"changes": "{}", "proof": ""}
    settled = {"status": status.value, "record": record, "reason": reason}
    update_rows(connection, PROPOSAL, settled | emptied, (number,))


def _stored(
    number: int,
    day: str,
    kind: str,
    record: str,
    changes: str,
    proof: str,
    status: str,
    reason: str,
) -> StoredProposal:
    """Return a proposal from its row, in the order of its columns."""
    proposal = Proposal(Kind(kind), proof, record, json.loads(changes))
    return StoredProposal(number, day, proposal, Status(status), reason)
