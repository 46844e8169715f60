"""Bearers of names: records and their locations, with the forms of their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from index.locations.table import LocationTable
from index.names.forms import forms_of
from index.names.table import Bearer, NameTable
from index.records.models import AnyRecord


def names_of(records: Iterable[AnyRecord], locations: LocationTable) -> NameTable:
    """Return the names of the records of an index and of their locations."""
    return NameTable.of(_bearers(records, locations))


def _bearers(records: Iterable[AnyRecord], locations: LocationTable) -> Iterator[Bearer]:
    """Yield the organisations and programmes, then the locations, with the forms of their names."""
    for row, record in enumerate(records):
        if record.type != "besoin":
            forms = forms_of(record.nom, record.sigle, record.autres_noms, record.site_web)
            yield Bearer(row, False, forms, record.commune or "")
    for row in range(len(locations)):
        place = locations[row]
        yield Bearer(row, True, forms_of(place.nom, joined=False), place.commune)
