"""Table of proposals: those that wait, and what became of the others."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping

from index.errors import InvalidQuery
from index.messages import Sentence
from service.feedback.submissions import (
    SECURE_DELETE,
    SubmissionOutcome,
    Submissions,
    cleaned,
    limit_reached,
)
from service.proposals.proposal import Kind, Proposal, Status, StoredProposal

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
_COUNT = (
    "SELECT count(*), coalesce(sum(record = ? AND record != ''), 0) FROM proposal WHERE day = ?"
)
_INSERT = (
    "INSERT INTO proposal (day, kind, record, changes, proof, status, reason)"
    " VALUES (?, ?, ?, ?, ?, ?, '')"
)
_COLUMNS = "id, day, kind, record, changes, proof, status, reason"
# constants alone
_ALL = f"SELECT {_COLUMNS} FROM proposal WHERE ? IN (status, '') ORDER BY id"  # noqa: S608 # nosec B608
_ONE = f"SELECT {_COLUMNS} FROM proposal WHERE id = ? AND status = ?"  # noqa: S608 # nosec B608
_SETTLE = (
    "UPDATE proposal SET status = ?, reason = ?, record = ?, changes = '{}', proof = ''"
    " WHERE id = ? AND status = ?"
)


class Proposals(Submissions):
    """Table of the database that holds the proposals of organisations."""

    delete_before = "DELETE FROM proposal WHERE day < ?"

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
        day = self._today().isoformat()
        changes = json.dumps(dict(proposal.changes), ensure_ascii=False)
        with self._store.writing() as connection:
            self._delete_old(connection)
            counts = connection.execute(_COUNT, (proposal.record, day)).fetchone()
            if (limit := limit_reached(counts, MAX_A_DAY, MAX_A_RECORD)) is not None:
                return limit
            connection.execute(
                _INSERT,
                (day, proposal.kind, proposal.record, changes, proposal.proof, Status.WAITING),
            )
        return SubmissionOutcome.STORED

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
            rows = connection.execute(_ALL, (status or "",)).fetchall()
        return [_stored(*row) for row in rows]

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
            row = connection.execute(_ONE, (number, Status.WAITING)).fetchone()
            if row is None:
                raise _not_waiting(number)
            record = write(_stored(*row))
            connection.execute(SECURE_DELETE)
            connection.execute(_SETTLE, (Status.ACCEPTED, "", record, number, Status.WAITING))
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
            connection.execute(SECURE_DELETE)
            for number in numbers:
                row = connection.execute(_ONE, (number, Status.WAITING)).fetchone()
                if row is None:
                    raise _not_waiting(number)
                record = _stored(*row).proposal.record
                connection.execute(_SETTLE, (Status.REFUSED, text, record, number, Status.WAITING))


def _not_waiting(number: int) -> InvalidQuery:
    return InvalidQuery(
        "numero",
        Sentence(
            "Aucune proposition en attente n'a le numéro %(number)s : rien n'est changé.",
            number=number,
        ),
    )


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
    """Return a proposal from its row, in the order of `_COLUMNS`."""
    proposal = Proposal(Kind(kind), proof, record, json.loads(changes))
    return StoredProposal(number, day, proposal, Status(status), reason)
