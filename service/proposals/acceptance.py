"""Acceptance of proposals: the operator writes them into the catalogue, once read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from index.catalogue.store import put
from index.errors import InvalidQuery, InvalidRecords, UnknownRecord
from index.messages import Sentence
from index.records.jsonl import read_records
from index.records.models import AnyRecord
from service.data_folder import check_writable
from service.proposals.amendment import accepted
from service.proposals.proposal import Kind, Proposal, StoredProposal
from service.proposals.table import Proposals


def accept(proposals: Proposals, number: int, catalogue: Path, today: date | None = None) -> str:
    """Write a waiting proposal into the catalogue; the next build of the index publishes it.

    Args:
        proposals: table of the proposals.
        number: number of the proposal.
        catalogue: JSONL of the records that the project writes; it is replaced in one step.
        today: day of the acceptance; None for the current one.

    Returns:
        The identifier of the record, new or changed.

    Raises:
        InvalidQuery: when no waiting proposal has this number, or when a new structure has the name
            of one of the catalogue. Nothing is changed then, nor by the errors below.
        UnknownRecord: when the catalogue no longer has the record.
        InvalidRecords: when the proposal no longer makes a valid record.
        OrientessError: when the catalogue is that of the installed package.
        StoreError: when the database cannot be written.
        OSError: when the catalogue cannot be written.
    """
    check_writable(catalogue.parent)

    def write(stored: StoredProposal) -> str:
        records = {record.id: record for record in read_records(catalogue)}
        if (written := _written(stored, records)) is not None:
            return written.id
        current = _current(stored.proposal, records)
        record = accepted(current, stored, records, today or date.today())
        put(record, catalogue)
        return record.id

    return proposals.accept(number, write)


def _written(stored: StoredProposal, records: Mapping[str, AnyRecord]) -> AnyRecord | None:
    """Return the record that an acceptance of this new structure wrote before it was stopped."""
    if stored.proposal.kind is not Kind.NEW:
        return None
    same = same_name(stored.name, records.values())
    if same is None or same.date_maj is None:
        return None
    try:
        made = accepted(None, stored, records.keys() - {same.id}, same.date_maj)
    except InvalidRecords:
        return None
    return same if made == same else None


def _current(proposal: Proposal, records: Mapping[str, AnyRecord]) -> AnyRecord | None:
    """Return the record that a proposal changes, None for a new structure."""
    if proposal.kind is not Kind.NEW:
        if proposal.record not in records:
            raise UnknownRecord(proposal.record)
        return records[proposal.record]
    name = str(proposal.changes.get("nom") or "")
    if (same := same_name(name, records.values())) is not None:
        raise InvalidQuery(
            "numero",
            Sentence(
                "« %(name)s » est déjà au catalogue (%(id)s) : rien n'est changé.",
                name=name,
                id=same.id,
            ),
        )
    return None


def same_name(name: str, records: Iterable[AnyRecord]) -> AnyRecord | None:
    """Return the first record that has a name, whatever its case; None when none has."""
    return next((record for record in records if record.nom.casefold() == name.casefold()), None)
