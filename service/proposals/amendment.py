"""Amendment of a record by a proposal: what it changes, field by field, and the result."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from index.records.jsonl import parse_record
from index.records.models import AnyRecord, usable_modes
from service.proposals.proposal import Changes


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
