"""View of the records among which one query is answered: all of them, or those proposed for it.

Columns that ranking needs are read at the rows of these records only: a query over a million
records costs what a query over two thousand does. In a view, a record is its position in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.arrays import Column, Mask, Matrix
from index.artefact.content import ArtefactContent
from index.candidates.collapsing import Groups
from index.candidates.facets import Facets
from index.candidates.traits import Traits, traits_of
from index.locations.nearest import NearestLocations, Networks, nearest_locations
from index.places.models import Place
from index.places.proximity import LocationDistances, Proximity, RecordPlaces
from index.postings import positions_in
from index.records.models import AnyRecord
from index.taxonomy.need_vectors import ServedNeeds

UNSTATED_SHARE = 1e-6
"""Share of a query that goes to a record that states no need: its locations serve any, and none in
particular."""


class RecordView:
    """Some records of an index, by position, with the columns that ranking needs.

    rows: (m,) int64, rows of the records in the index, in increasing order; the arrays of this
    class are in the same order.
    """

    def __init__(
        self, content: ArtefactContent, groups: Groups, rows: NDArray[np.int64] | None = None
    ) -> None:
        """Look at some records of an index.

        content: the index; groups: of its records that are likely the same; rows: of the records,
        in increasing order; None for all.
        """
        self._content, self._table, self._groups = content, content.table, groups
        self.rows = np.arange(len(content.table)) if rows is None else rows
        self._slice = slice(None) if rows is None else rows

    def among(self, rows: NDArray[np.int64]) -> RecordView:
        """Return the view of some records of the index, rows in increasing order."""
        return RecordView(self._content, self._groups, rows)

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self.rows)

    def record(self, position: int) -> AnyRecord:
        """Return the record at a position."""
        return self._content.records[int(self.rows[position])]

    @property
    def is_whole(self) -> bool:
        """True when all the records of the index are in view."""
        return len(self) == len(self._table)

    @cached_property
    def vectors(self) -> Matrix:
        """Vectors of the whole texts of the records: (m, d) float32, unit norm."""
        return np.asarray(self._content.vectors[self._content.wholes[self._slice]])

    def cosines(self, vector: Column) -> Column:
        """Return the cosine of each whole text with a vector, (d,) of unit norm: (m,) float32."""
        return np.asarray(self.vectors @ vector, dtype=np.float32)

    def vector_of(self, position: int) -> Column:
        """Return the vector of the whole text of the record at a position: (d,) float32."""
        return np.asarray(self._content.vectors[self._content.wholes[self.rows[position]]])

    @cached_property
    def facets(self) -> Facets:
        """Filters and counts over the records."""
        return Facets(self._table.codes[self._slice])

    @cached_property
    def groups(self) -> Groups:
        """Groups of records that likely describe the same place."""
        return self._groups.among(self.rows)

    @cached_property
    def served(self) -> ServedNeeds:
        """Needs that the records declare."""
        declared = self._table.served.among(self.rows)
        places = self._content.need_places[declared.needs]
        owners = np.repeat(np.arange(len(self)), np.diff(declared.starts))
        known = places >= 0
        return ServedNeeds(np.bincount(owners[known], minlength=len(self)), places[known])

    @cached_property
    def _places(self) -> RecordPlaces:
        return self._table.places.among(self.rows)

    @property
    def abroad(self) -> Mask:
        """Records that serve only other countries than France: (m,) bool."""
        return self._places.abroad

    @cached_property
    def location_counts(self) -> NDArray[np.int64]:
        """Number of locations of each record: (m,) int64."""
        return self._content.location_counts[self._slice]

    @cached_property
    def everywhere(self) -> Mask:
        """Records that serve all of France, or have places in many towns: (m,) bool."""
        return self._traits.national | (self.location_counts > 1)

    @cached_property
    def contactable(self) -> Mask:
        """Records that one can call, write to, or whose site or hours are known: (m,) bool."""
        return np.asarray(self._table.facts["contactable"][self._slice])

    @cached_property
    def reachable(self) -> Mask:
        """Records with a way in: a contact, an address, a location: (m,) bool."""
        return np.asarray(self._table.facts["reachable"][self._slice] | (self.location_counts > 0))

    def traits(self, positions: NDArray[np.int64]) -> Traits:
        """Return what the records at some positions declare, in the same order."""
        if self.is_whole:
            return self._traits.at(positions)
        return traits_of(self._content, self.rows[positions])

    @cached_property
    def _traits(self) -> Traits:
        """Traits that the records in view declare, such as needs and audiences."""
        return traits_of(self._content, self.rows)

    def passage_kinds(self, rows: NDArray[np.int64]) -> NDArray[np.int8]:
        """Return the kinds of the passages at some rows of the index, as positions in `KINDS`."""
        return np.asarray(self._content.passage_facts["kind"][rows])

    @property
    def themes(self) -> NDArray[np.int64]:
        """Number of the theme of each need of the thesaurus: (needs,) int64."""
        return self._content.needs.themes

    def serving(
        self, place: Place, radius_km: float, positions: NDArray[np.int64]
    ) -> tuple[Mask, Mask]:
        """Return which records may serve a place, and which are of its région or serve it alone.

        Their locations do not count: the seat of a record must be within the radius, or its area
        hold the place. positions: (k,) int64, of the records; both results are (k,) bool.
        """
        order = np.argsort(positions)
        own = self._places.among(positions[order])
        located = own.locate(place, radius_km, np.ones(len(positions), dtype=np.bool_))
        regional = np.zeros(len(positions), dtype=np.bool_)
        serves = np.zeros(len(positions), dtype=np.bool_)
        serves[order] = located.allowed
        if located.regional is not None:
            regional[order] = located.regional
        return serves, regional

    def declaring(self, need: str) -> Mask:
        """Return the records that declare a need, by its identifier: (m,) bool."""
        return self._table.needs.mask([need], self.rows)

    def positions_of(self, rows: Sequence[int]) -> list[int]:
        """Return the positions of the records at some rows of the index, in the order of these.

        Those that are not in view are left out.
        """
        places, known = positions_in(np.array(rows, dtype=np.int64), self.rows)
        return [int(place) for place, kept in zip(places, known, strict=True) if kept]

    def networks(self, needs: Mapping[str, float], named: Mask | None = None) -> Networks:
        """Return the records whose locations are looked for, and the share of a query for each.

        needs: identifier of a need -> its share; named: (m,) bool, the records whose name is in the
        query, None for none.
        """
        located = self.location_counts > 0
        shares = np.zeros(len(self), dtype=np.float32)
        shares[located] = UNSTATED_SHARE
        positions, starts, declared = self._network_needs
        if len(positions):
            each = np.array([needs.get(need, 0.0) for need in self._table.needs.keys])
            shares[positions] = np.add.reduceat(each[declared], starts)
        return Networks(self.rows, located, shares, named)

    def declared_share(self, needs: Mapping[str, float]) -> Column:
        """Return the share of a query that the needs of each record serve: (m,) float32.

        needs: identifier of a need -> its share.
        """
        shares = np.array(
            [needs.get(need, 0.0) for need in self._content.needs.identifiers], dtype=np.float32
        )
        return self.served.scores(shares)

    @cached_property
    def _network_needs(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int16]]:
        """Records that have locations and declare needs, where those of each start, and these."""
        served = self._table.served
        rows = np.flatnonzero((self.location_counts > 0) & (served.counts(self.rows) > 0))
        declared = served.among(self.rows[rows])
        return rows, declared.starts[:-1], declared.needs

    def nearest(
        self,
        place: Place | None,
        needs: Mapping[str, float] | None = None,
        named: Mask | None = None,
        among: Mask | None = None,
    ) -> NearestLocations:
        """Return the locations of each record around a place that serve a need.

        Args:
            place: of the query; None for no location.
            needs: identifier of a need -> share of the query that goes to it, in [0, 1]; None or
                empty when unsure: any location serves.
            named: (m,) bool, the records whose name is in the query: all their locations serve;
                None for none.
            among: (n locations,) bool, the locations that pass the filters; None for all.

        Returns:
            The locations of each record within 100 km, or inside the area, nearest first.
        """
        if place is None:
            return NearestLocations.nowhere(self.location_counts > 0)
        needs = needs or {}
        networks = self.networks(needs, named)
        return nearest_locations(self._content.locations, place, networks, needs, among)

    def locate(
        self,
        place: Place | None,
        radius_km: float,
        answering: Mask,
        locations: LocationDistances | None = None,
    ) -> Proximity:
        """Return the distance of each record to a place, and which records are near or serve it.

        Args:
            place: of the query; None to allow every record.
            radius_km: kilometres around it within which a record is near.
            answering: (m,) bool: the radius may widen, up to 100 km, until one of these records is
                within it.
            locations: distances of the nearest location of each record; None for those that serve
                any need.

        Returns:
            Distances, nearness, records allowed, and sentences that say how the radius was widened.
        """
        if place is None:
            return Proximity.anywhere(len(self))
        if locations is None:
            locations = self.nearest(place).distances
        return self._places.locate(place, radius_km, answering, locations)
