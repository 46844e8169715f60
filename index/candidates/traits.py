"""Traits of records that an order may weigh: what they declare, not how large or known they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from index.arrays import Column, Mask
from index.artefact.content import KINDS, ArtefactContent
from index.records import code_lists as ref
from index.records.audience import DISABILITY_NEEDS, DISABLED
from index.records.code_lists import CodeList
from index.records.coded_fields import columns_of, unpacked
from index.records.passages import Kind

PROGRAMME = "programme"
NO_NEED = -1
"""Position of the first need of a record that declares none that the thesaurus has."""


@dataclass(frozen=True)
class Traits:
    """Traits of k records.

    needs, services, audiences, regions: (k,) float32, how many each declares; a record for
    everybody, or for all of France, counts for each; programme, national, visited, abroad: (k,)
    bool, that it is a programme, serves all of France, has a point where people go, serves only
    other countries; first_need: (k,) int64, position in the thesaurus of the first need that it
    declares, or `NO_NEED`; disabled: (k,) bool, that it is for people with a disability first.
    """

    needs: Column
    services: Column
    audiences: Column
    regions: Column
    programme: Mask
    national: Mask
    visited: Mask
    abroad: Mask
    first_need: NDArray[np.int64]
    disabled: Mask

    def at(self, positions: NDArray[np.int64]) -> Traits:
        """Return the traits of the records at some positions among these."""
        return Traits(*(getattr(self, each.name)[positions] for each in fields(self)))


def traits_of(content: ArtefactContent, rows: NDArray[np.int64]) -> Traits:
    """Return the traits of the records at some rows of an index."""
    table, facts = content.table, content.table.facts[rows]
    codes = unpacked(table.codes[rows])
    declared = table.served.among(rows)
    counts = np.diff(declared.starts)
    first = np.full(len(rows), NO_NEED, dtype=np.int64)
    some = counts > 0
    keys = declared.needs[declared.starts[:-1][some]]
    first[some] = content.need_places[keys]
    own = np.zeros(len(rows), dtype=np.bool_)
    own[some] = np.isin(keys, _keys(table.needs.keys))
    for_all = _column(codes, ref.PUBLICS, ref.PUBLICS.universal)
    kinds = content.passage_facts["kind"][content.passages_of(rows)]
    ends = np.cumsum(content.ends[rows] - content.starts[rows])
    services = np.concatenate(([0], np.cumsum(kinds == KINDS.index(Kind.SERVICE))))[
        np.concatenate(([0], ends))
    ]
    return Traits(
        needs=counts.astype(np.float32),
        services=np.diff(services).astype(np.float32),
        audiences=_count(codes, ref.PUBLICS),
        regions=_count(codes, ref.TERRITOIRES),
        programme=_column(codes, ref.TYPES, PROGRAMME),
        national=_column(codes, ref.TERRITOIRES, ref.TERRITOIRES.universal),
        visited=~np.isnan(facts["latitude"]),
        abroad=np.asarray(facts["abroad"], dtype=np.bool_),
        first_need=first,
        disabled=own & _column(codes, ref.PUBLICS, DISABLED) & ~for_all,
    )


def _keys(needs: Sequence[str]) -> NDArray[np.int64]:
    """Return the positions, among needs that records declare, of those that tell a disability."""
    return np.array([at for at, need in enumerate(needs) if need in DISABILITY_NEEDS], np.int64)


def _column(codes: Mask, field: CodeList, code: str | None) -> Mask:
    """Return which records a code of a field keeps: (k,) bool."""
    place = [*field.labels].index(code or "")
    return np.asarray(codes[:, columns_of(field)][:, place])


def _count(codes: Mask, field: CodeList) -> Column:
    """Return how many codes of a field keep each record: (k,) float32."""
    return np.asarray(codes[:, columns_of(field)].sum(axis=1), dtype=np.float32)
