"""Content of an export: records; in a public standard, locations too, written as organisations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.artefact.content import ArtefactContent
from index.exporters.forms import Form
from index.exporters.locations import records_of, under_odbl, without_town_points
from index.locations.models import Location
from index.locations.precision import record_precision
from index.locations.table import LocationTable
from index.places.gazetteer import Gazetteer
from index.records.models import AnyRecord


@dataclass(frozen=True)
class Catalogue:
    """Records and locations to export.

    records, locations: all those of an index, in its order; networks: positions of the records that
    have locations; gazetteer: tells whether a point is only the centre of a commune, None to know
    less of it; version: of the index.
    """

    records: Sequence[AnyRecord]
    locations: LocationTable
    networks: Sequence[int]
    gazetteer: Gazetteer | None
    version: str

    @classmethod
    def of(cls, content: ArtefactContent, gazetteer: Gazetteer | None, version: str) -> Catalogue:
        """Return the catalogue of an index; version: its name."""
        networks = np.flatnonzero(content.location_counts).tolist()
        return cls(content.records, content.locations, networks, gazetteer, version)

    def lines(
        self,
        form: Form,
        odbl: bool = False,
        rows: Iterable[int] | None = None,
        locations: Iterable[int] | None = None,
    ) -> Iterator[str]:
        """Return the lines of a file, with their line breaks.

        Args:
            form: of the file.
            odbl: of a standard, whether it holds the locations under the Open Database License, or
                all the rest.
            rows: positions of the records to export; None for all.
            locations: positions of the locations; None for all.

        Returns:
            The lines, each made when its turn comes.
        """
        records: Iterable[AnyRecord] = self.records
        if rows is not None:
            records = (self.records[row] for row in rows)
        if form.is_standard:
            every = range(len(self.locations)) if locations is None else locations
            records = self._standard(records, (self.locations[row] for row in every), odbl)
        return form.lines(records, self.version)

    def _standard(
        self, records: Iterable[AnyRecord], locations: Iterable[Location], odbl: bool
    ) -> Iterator[AnyRecord]:
        """Yield the records, then the locations, that a standard holds under a licence."""
        if not odbl:
            yield from without_town_points(
                records, lambda record: record_precision(record, self.gazetteer)
            )
        networks = {(record := self.records[row]).id: record for row in self.networks}
        kept = (location for location in locations if under_odbl(location) is odbl)
        yield from records_of(kept, networks)
