"""Acceptance of proposals: the operator writes them into the catalogue, once read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any, get_args

from index.catalogue.store import put
from index.errors import InvalidQuery, InvalidRecords, UnknownRecord
from index.importers.cells import slug
from index.messages import Sentence
from index.records.field_types import ProvedField
from index.records.jsonl import read_records
from index.records.models import AnyRecord
from service.data_folder import check_writable
from service.proposals.amendment import amended, fields_of
from service.proposals.proposal import Kind, Proposal, StoredProposal
from service.proposals.table import Proposals

MAX_ID_CHARS = 80
PROVED: tuple[str, ...] = get_args(ProvedField)
"""Fields of a record that say which page shows them."""


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


def accepted(
    record: AnyRecord | None, stored: StoredProposal, identifiers: Collection[str], today: date
) -> AnyRecord:
    """Return the record that an accepted proposal makes, confirmed in the month it was sent.

    Its proof joins the sources, and becomes the page that shows the contacts that it changes.

    Args:
        record: that of the catalogue today; None for a new structure.
        stored: what its organisation proposes, and the day it was sent.
        identifiers: those that a new record may not take.
        today: day of the acceptance.

    Returns:
        The record, valid.

    Raises:
        InvalidRecords: when the proposal no longer makes a valid record.
    """
    proposal = stored.proposal
    changes = dict(proposal.changes)
    fields: dict[str, Any] = {"type": "structure"} if record is None else fields_of(record)
    if proposal.kind is Kind.NEW:
        fields["id"] = free_identifier(str(changes.get("nom") or ""), identifiers)
    proved = {name: page for name, page in fields.get("preuves", {}).items() if name not in changes}
    proved |= {name: proposal.proof for name in PROVED if changes.get(name)}
    pages = [fields.get("lien_source"), *fields.get("sources", ())]
    if proposal.proof not in pages:
        pages.append(proposal.proof)
    first, *others = pages if pages[0] else pages[1:]
    month = max(stored.day[:7], fields.get("confirmee_le") or "")
    dated = {"confirmee_le": month, "date_maj": today.isoformat()}
    sources = {"lien_source": first, "sources": others, "preuves": proved}
    return amended(fields, {**changes, **sources, **dated})


def free_identifier(name: str, identifiers: Collection[str]) -> str:
    """Return an identifier made of a name, followed by a number when others have it.

    name: of the structure; identifiers: those that are taken.
    """
    base = slug(name)[:MAX_ID_CHARS].strip("-")
    numbered = (f"{base}-{number}" for number in count(2))
    return base if base not in identifiers else next(n for n in numbered if n not in identifiers)
