"""Facets: filters on coded fields of records, and how many results each code would keep.

A count ignores the filter of its own field, so that people see what else they could choose.
"""

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
"""Name of a field of records -> codes accepted, as {"publics": ("seniors",)}. A record passes when
it holds, for each field, at least one of the codes."""

FIELDS: tuple[CodeList, ...] = (
    ref.FAMILLES, ref.TYPES, ref.PUBLICS, ref.FRAIS, ref.MODES_ACCUEIL, ref.TERRITOIRES,
    ref.PRISE_EN_CHARGE, ref.LANGUES, ref.MODES_MOBILISATION, ref.ACCOMPAGNEMENT,
)  # fmt: skip
"""Fields of records that results can be filtered by, in the order of display."""
SUPPORT = {"accompagnement": "individuel", "atelier": "collectif", "autonomie": "autonomie"}
"""Word found in a type of service, or in a label of the original data -> code of the help given
(individual, group, self-service)."""


@dataclass(frozen=True)
class FacetValue:
    """Code that results can be filtered by, and how many results have it.

    label: of the code, in French; count: number of results if one filtered on this code; selected:
    True when the query already filters on it.
    """

    code: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Facet:
    """Field that results can be filtered by, and its codes.

    values: in the order of the list of codes; codes that no result has are left out unless the
    query filters on them.
    """

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
    """Return how the services of a record help: "individuel", "collectif", "autonomie".

    Found in the types of its services and in labels of the original data; empty when neither tells.
    """
    labels = record.libelles.get("modalites_accompagnement", ())
    texts = [*labels, *(service.type or "" for service in record.services)]
    return frozenset(
        code for word, code in SUPPORT.items() if any(word in text.lower() for text in texts)
    )


class Facets:
    """Filters and counts over the coded fields (audiences, fees, territories…) of some records."""

    def __init__(self, records: Sequence[AnyRecord]) -> None:
        """records: those of the index, in its order, which is that of every mask."""
        self._size = len(records)
        self._selected = {codes.name: _selected_by_code(codes, records) for codes in FIELDS}

    def mask(self, filters: Filters, ignoring: str | None = None) -> Mask:
        """Return which records pass some filters.

        Args:
            filters: name of a field -> codes accepted, one of which is enough; a field without
                codes lets every record pass.
            ignoring: field whose filter is left out; None to apply all of them.

        Returns:
            (n records,) bool, true where the record passes.

        Raises:
            InvalidQuery: when results cannot be filtered by a field, or a code is not in its list.
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
        """Count, for each code of each field, the results that filtering on it would give.

        The filters of the other fields apply, not that of the field itself. A record for "everyone"
        counts for each audience, since it passes each of these filters.

        Args:
            answering: (n records,) bool, the records that answer the query before any filter.
            filters: those of the query: name of a field -> codes.

        Returns:
            One facet a field, in the order of display.
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
