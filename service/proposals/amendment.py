"""Amendment of a record by a proposal: its fields one by one, then what proves and dates them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any, get_args

from pydantic import JsonValue

from index.importers.cells import slug
from index.records.field_types import ProvedField
from index.records.jsonl import parse_record
from index.records.models import AnyRecord, usable_modes
from service.proposals.proposal import Changes, Kind, StoredProposal

MAX_ID_CHARS = 80
PROVED: tuple[str, ...] = get_args(ProvedField)
"""Fields of a record that say which page shows them."""


@dataclass(frozen=True)
class Difference:
    """What a proposal changes in one field of a record.

    field: its name; before, after: its value today and the proposed one, None for none.
    """

    field: str
    before: JsonValue
    after: JsonValue


def fields_of(record: AnyRecord) -> dict[str, Any]:
    """Return the fields of a record that are not empty, as JSON values."""
    return record.model_dump(mode="json", exclude_defaults=True, exclude_computed_fields=True)


def differences(record: AnyRecord | None, changes: Changes) -> Iterator[Difference]:
    """Yield what a proposal changes in a record, in the order of its fields.

    record: as it is today, None for a new structure; changes: the proposed values. A field that has
    the proposed value already is left out.
    """
    today = {} if record is None else fields_of(record)
    for field, after in changes.items():
        if (before := today.get(field)) != after:
            yield Difference(field, before, after)


def amended(fields: Mapping[str, Any], changes: Changes) -> AnyRecord:
    """Return the record that some fields make once a proposal changes them.

    A mode of contact that has no longer what it needs is taken out.

    Args:
        fields: of the record, as JSON values; its identifier and type are among them.
        changes: the proposed values; None empties a field.

    Returns:
        The record, valid.

    Raises:
        InvalidRecords: when a field is absent or invalid; it lists every error.
    """
    merged = {name: value for name, value in {**fields, **changes}.items() if value is not None}
    if "modes_mobilisation" in merged:
        merged["modes_mobilisation"] = usable_modes(merged["modes_mobilisation"], merged)
    return parse_record(json.dumps(merged))


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
