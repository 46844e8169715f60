"""Facets: masks of the records that pass filters, and counts that ignore their own filter."""

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
"""Field -> codes; a record passes when it holds, for each field, at least one of the codes."""

FIELDS: tuple[CodeList, ...] = (
    ref.FAMILLES, ref.TYPES, ref.PUBLICS, ref.FRAIS, ref.MODES_ACCUEIL, ref.TERRITOIRES,
    ref.PRISE_EN_CHARGE, ref.LANGUES, ref.MODES_MOBILISATION, ref.ACCOMPAGNEMENT,
)  # fmt: skip
"""Fields that have a facet, in the order of display."""
SUPPORT = {"accompagnement": "individuel", "atelier": "collectif", "autonomie": "autonomie"}
"""Text inside a type of service or a label of the source -> code of the support given."""


@dataclass(frozen=True)
class FacetValue:
    """Code of a facet: its label, the number of results that hold it, True if it is filtered on."""

    code: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Facet:
    """Field and its values, in the order of its code list, without those that no result holds."""

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
    """Return how a record helps, as codes of `code_lists.ACCOMPAGNEMENT`; empty when not stated."""
    labels = record.libelles.get("modalites_accompagnement", ())
    texts = [*labels, *(service.type or "" for service in record.services)]
    return frozenset(
        code for word, code in SUPPORT.items() if any(word in text.lower() for text in texts)
    )


class Facets:
    """Coded fields of the records, as masks."""

    def __init__(self, records: Sequence[AnyRecord]) -> None:
        """Index the codes of the records, in the order of the artefact."""
        self._size = len(records)
        self._selected = {codes.name: _selected_by_code(codes, records) for codes in FIELDS}

    def mask(self, filters: Filters, ignoring: str | None = None) -> Mask:
        """Return the records that pass every filter, except that of the ignored field.

        Args:
            filters: facet field -> codes; a field without codes lets every record pass.
            ignoring: field whose filter is left out, or None.

        Returns:
            (n records,) bool, true where the record passes.

        Raises:
            InvalidQuery: when a field is no facet, or a code is not in its list.
        """
        passing = np.ones(self._size, dtype=np.bool_)
        for field, chosen in filters.items():
            selected = self._passing(field, chosen)
            if chosen and field != ignoring:
                passing &= selected
        return passing

    def _passing(self, field: str, chosen: Sequence[str]) -> Mask:
        codes = next((codes for codes in FIELDS if codes.name == field), None)
        if codes is None:
            names = ", ".join(codes.name for codes in FIELDS)
            raise InvalidQuery("filtres", f"Filtres : {names}.")
        places = {code: place for place, code in enumerate(codes.labels)}
        for code in chosen:
            if code not in places:
                raise InvalidQuery(field, f"Codes de {field} : {', '.join(codes.labels)}.")
        rows = self._selected[field][[places[code] for code in chosen]]
        return np.asarray(rows.any(axis=0), dtype=np.bool_)

    def counts(self, answering: Mask, filters: Filters) -> tuple[Facet, ...]:
        """Count the records that filtering on each code would give.

        The filter of the field itself is ignored, those of the others apply; "everyone" counts for
        each public, since such a record passes the filter.

        Args:
            answering: (n records,) bool, the records that answer, whatever the filters.
            filters: those of the query.

        Returns:
            The facets.
        """
        return tuple(
            self._facet(
                codes, answering & self.mask(filters, codes.name), filters.get(codes.name, ())
            )
            for codes in FIELDS
        )

    def _facet(self, codes: CodeList, answering: Mask, chosen: Sequence[str]) -> Facet:
        counts = np.count_nonzero(self._selected[codes.name] & answering, axis=1)
        values = (
            FacetValue(code, label, int(count), code in chosen)
            for (code, label), count in zip(codes.labels.items(), counts, strict=True)
        )
        return Facet(codes.name, tuple(value for value in values if value.count or value.selected))


def _selected_by_code(codes: CodeList, records: Sequence[AnyRecord]) -> Mask:
    """Return the records that filtering on each code selects: (codes, n records) bool."""
    rows = [set(_codes(record, codes.name)) for record in records]
    selected = [
        [not row.isdisjoint(codes.selected_by(code)) for row in rows] for code in codes.labels
    ]
    return np.array(selected, dtype=np.bool_).reshape(len(codes.labels), len(records))
