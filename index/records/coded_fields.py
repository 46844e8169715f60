"""Coded fields of records that results can be filtered by, as bits.

A record for "everyone" is kept by a filter on any audience: which codes keep a record is decided
here once, when the index is built.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.arrays import Mask
from index.records import code_lists as ref
from index.records.code_lists import CodeList
from index.records.models import AnyRecord

FIELDS: tuple[CodeList, ...] = (
    ref.FAMILLES, ref.TYPES, ref.PUBLICS, ref.FRAIS, ref.MODES_ACCUEIL, ref.TERRITOIRES,
    ref.PRISE_EN_CHARGE, ref.LANGUES, ref.MODES_MOBILISATION, ref.ACCOMPAGNEMENT,
)  # fmt: skip
"""Fields of records that results can be filtered by, in the order of display."""
SUPPORT = {"accompagnement": "individuel", "atelier": "collectif", "autonomie": "autonomie"}
"""Word found in a type of service, or in a label of the original data -> code of the help given
(individual, group, self-service)."""
_SIZES = [len(codes.labels) for codes in FIELDS]
_STARTS = dict(zip((codes.name for codes in FIELDS), accumulate(_SIZES, initial=0), strict=False))
"""Name of a field -> first of its columns."""
WIDTH = sum(_SIZES)
"""Number of codes of all the fields, one column each."""


def columns_of(codes: CodeList) -> slice:
    """Return the columns of a field of `FIELDS`, one a code, in the order of its list."""
    start = _STARTS[codes.name]
    return slice(start, start + len(codes.labels))


def selecting_codes(records: Sequence[AnyRecord]) -> NDArray[np.uint8]:
    """Return the codes that keep each record when one filters by them.

    Args:
        records: n records.

    Returns:
        (n, bytes) uint8, one bit a code (`unpacked` reads them).
    """
    bits = np.zeros((len(records), WIDTH), dtype=np.bool_)
    for row, record in enumerate(records):
        for codes in FIELDS:
            held = set(_codes(record, codes.name))
            bits[row, columns_of(codes)] = [
                not held.isdisjoint(codes.selected_by(code)) for code in codes.labels
            ]
    return np.packbits(bits, axis=1)


def unpacked(packed: NDArray[np.uint8]) -> Mask:
    """Return codes packed by `selecting_codes`, one column each: (n, `WIDTH`) bool."""
    return np.unpackbits(packed, axis=1, count=WIDTH).astype(np.bool_)


def _codes(record: AnyRecord, field: str) -> Iterable[str]:
    if field == ref.ACCOMPAGNEMENT.name:
        return accompaniment(record)
    value: Any = getattr(record, field)
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


def accompaniment(record: AnyRecord) -> frozenset[str]:
    """Return how the services of a record help: "individuel", "collectif", "autonomie".

    Found in the types of its services and in labels of the original data; empty when neither tells.
    """
    labels = record.libelles.get("modalites_accompagnement", ())
    texts = [*labels, *(service.type or "" for service in record.services)]
    return frozenset(
        code for word, code in SUPPORT.items() if any(word in text.lower() for text in texts)
    )
