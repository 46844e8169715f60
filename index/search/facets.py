"""Facets: filters to a mask of records, and counts that ignore their own filter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.arrays import Mask
from index.errors import InvalidQuery
from index.records import code_lists as ref
from index.records.code_lists import CodeList
from index.records.models import AnyRecord

Filters = Mapping[str, tuple[str, ...]]
"""Field -> codes; a record passes a field when it holds one of its codes."""

FIELDS: tuple[CodeList, ...] = (
    ref.FAMILLES, ref.TYPES, ref.PUBLICS, ref.FRAIS, ref.MODES_ACCUEIL, ref.TERRITOIRES,
    ref.PRISE_EN_CHARGE, ref.LANGUES, ref.MODES_MOBILISATION, ref.ACCOMPAGNEMENT,
)  # fmt: skip
"""The facets, in the order in which they are shown."""
SUPPORT = {"accompagnement": "individuel", "atelier": "collectif", "autonomie": "autonomie"}
"""What a type of service, or a label of the source, begins or goes on with -> how one is helped."""


@dataclass(frozen=True)
class FacetValue:
    """One code of a facet: its label, how many results hold it, whether it is filtered on."""

    code: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Facet:
    """One field and its values, in the order of its code list; absent codes are left out."""

    field: str
    values: tuple[FacetValue, ...]


def _codes(record: AnyRecord, field: str) -> Iterable[str]:
    if field == ref.ACCOMPAGNEMENT.name:
        return accompaniment(record)
    value = getattr(record, field)
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


def accompaniment(record: AnyRecord) -> frozenset[str]:
    """How a record helps, as codes of `referentials.ACCOMPAGNEMENT`; empty when it does not say."""
    labels = record.libelles.get("modalites_accompagnement", ())
    told = [*labels, *(each.type or "" for each in record.services)]
    return frozenset(
        code for word, code in SUPPORT.items() if any(word in label.lower() for label in told)
    )


class Facets:
    """The coded fields of records, as masks: one row a record."""

    def __init__(self, records: Sequence[AnyRecord]) -> None:
        """records: in the order of the artefact."""
        self._size = len(records)
        self._kept = {codes.name: _kept_by_code(codes, records) for codes in FIELDS}

    def mask(self, filters: Filters, ignoring: str | None = None) -> Mask:
        """The records that pass every filter, but for the field ignored.

        Args:
            filters: facet field -> codes; a field without codes keeps every record.
            ignoring: field whose filter is left out, or None.

        Returns:
            (n records,) bool, true where the record passes.

        Raises:
            InvalidQuery: when a field is no facet, or a code is not in its list.
        """
        passing = np.ones(self._size, dtype=np.bool_)
        for field, chosen in filters.items():
            kept = self._passing(field, chosen)
            if chosen and field != ignoring:
                passing &= kept
        return passing

    def _passing(self, field: str, chosen: Sequence[str]) -> Mask:
        codes = next((each for each in FIELDS if each.name == field), None)
        if codes is None:
            known = ", ".join(each.name for each in FIELDS)
            raise InvalidQuery("filtres", f"Filtres : {known}.")
        places = {code: place for place, code in enumerate(codes.labels)}
        for code in chosen:
            if code not in places:
                raise InvalidQuery(field, f"Codes de {field} : {', '.join(codes.labels)}.")
        rows = self._kept[field][[places[code] for code in chosen]]
        return np.asarray(rows.any(axis=0), dtype=np.bool_)

    def counts(self, found: Mask, filters: Filters) -> tuple[Facet, ...]:
        """How many of the records found each code would give, its own field's filter ignored.

        found: (n,) bool, the records that answer, whatever the filters. A count says what
        filtering on the code gives: "everyone" counts for each public, as the filter keeps it.
        """
        return tuple(
            self._facet(codes, found & self.mask(filters, codes.name), filters.get(codes.name, ()))
            for codes in FIELDS
        )

    def _facet(self, codes: CodeList, found: Mask, chosen: Sequence[str]) -> Facet:
        counts = np.count_nonzero(self._kept[codes.name] & found, axis=1)
        values = (
            FacetValue(code, label, int(count), code in chosen)
            for (code, label), count in zip(codes.labels.items(), counts, strict=True)
        )
        return Facet(codes.name, tuple(each for each in values if each.count or each.selected))


def _kept_by_code(codes: CodeList, records: Sequence[AnyRecord]) -> Mask:
    """What filtering on each code keeps: (codes, n records) bool."""
    rows = [set(_codes(record, codes.name)) for record in records]
    kept = [[not row.isdisjoint(codes.selected_by(code)) for row in rows] for code in codes.labels]
    return np.array(kept, dtype=np.bool_).reshape(len(codes.labels), len(records))
