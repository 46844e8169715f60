"""Retriever: reads, encodes and scores texts over one index opened in memory.

Search, matching, skills, classification and the map of embeddings are built on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import isnan

import numpy as np

from index.arrays import Column, Mask, Matrix
from index.artefact.manifest import Artefact
from index.encoder.bounded import BoundedEncoder
from index.encoder.onnx import Encoder
from index.errors import (
    ArtefactMismatch,
    EncoderUnavailable,
    InvalidQuery,
    UnknownLocation,
    UnknownRecord,
)
from index.locations.models import Precision
from index.locations.nearest import NearestLocations, NearLocation, nearest_locations
from index.locations.precision import record_precision
from index.places.communes import Commune
from index.places.gazetteer import Gazetteer, place_of
from index.places.models import Place, Point
from index.places.proximity import LocationDistances, Proximity, RecordPlaces
from index.records.models import AnyRecord
from index.records.opening_hours import Hours, OpenStatus
from index.records.passages import Kind
from index.search.calibration import Calibration, Conformity
from index.search.collapsing import Groups
from index.search.explanation import Reason, explain
from index.search.fusion import Channel
from index.search.likelihood import Baseline, Likelihoods
from index.search.query import PlacedQuery, Query
from index.search.results import Mode, NearbyPlace
from index.search.scoring import Scored, Scorer
from index.search.understanding import Understanding, Understood, corrector_of
from index.text.synonyms import Synonyms

REASON_KINDS = frozenset(Kind) - {Kind.NAME, Kind.WHOLE, Kind.QUESTION}
"""Kinds of passages (texts cut from a record) that may explain a result: those that say one thing
each about what the record does, not its name nor its whole text."""
SHARED_REASON_COST = 0.03
"""Cosine taken off the label of a need when choosing what explains a result: many records share it,
and a record's own words tell more."""
REASON_WORDS_WEIGHT = 0.2
"""Cosine added to a passage that holds all the words of the query when choosing what explains a
result; less for one that holds some."""


UNSTATED_SHARE = 1e-6
"""Share of a query that goes to a record that states no need: its locations serve any, and none in
particular."""


class Retriever:
    """An index opened for use: reads texts, encodes them, scores records; safe between threads.

    manifest: description of the index; content: all that it holds; records: its organisations,
    programmes and open needs; rows: identifier of a record -> its position; calibration:
    coefficients and thresholds; baseline: usual level of cosines in the catalogue, None when it is
    too small; hours: opening hours of the records; locations: their places, with how many each
    record has in location_counts, (n records,) int64; groups: records that likely describe the same
    place.
    """

    def __init__(
        self,
        artefact: Artefact,
        encoder: Encoder | None,
        calibration: Calibration,
        *,
        encode_limit_s: float | None = None,
        gazetteer: Gazetteer | None = None,
        synonyms: Synonyms | None = None,
    ) -> None:
        """Open an index.

        Args:
            artefact: the files of one version of the index, read and verified.
            encoder: text embedding model that made the vectors of the index; None to use words
                only.
            calibration: coefficients and thresholds that turn scores into likelihoods.
            encode_limit_s: seconds after which a text that is being encoded is left without vector;
                None to wait.
            gazetteer: index of the names of places; None to recognize none.
            synonyms: groups of words of the same meaning; None to add none.

        Raises:
            ArtefactMismatch: when the vectors of the index were made by another encoder.
        """
        if encoder is not None and encoder.fingerprint != artefact.manifest.fingerprint:
            raise ArtefactMismatch(
                f"L'index {artefact.manifest.version} vient d'un autre encodeur "
                f"({artefact.manifest.encoder}) : lancez « orientess build »."
            )
        content = artefact.content
        self.manifest, self.content, self.records = artefact.manifest, content, content.records
        self.rows = {record.id: row for row, record in enumerate(content.records)}
        self.calibration = calibration
        self.baseline = Baseline.of(content.vectors)
        self.hours = Hours.of(content.records)
        self.locations = content.locations
        self.location_counts = self.locations.counts(len(content.records))
        self.groups = Groups(len(content.records), content.groups)
        self._gazetteer = gazetteer
        self._scorer = Scorer(artefact)
        corrector = corrector_of(content, synonyms)
        names = [record.nom for record in content.records]
        self._understanding = Understanding(corrector, names, gazetteer, synonyms, content.lexicons)
        self._places = RecordPlaces(content.records)
        self._encoder = None if encoder is None else BoundedEncoder(encoder, encode_limit_s)

    @property
    def mode(self) -> Mode:
        """Mode of searches: by vectors and words, or by words only when no encoder is loaded."""
        return Mode.LEXICAL if self._encoder is None else Mode.HYBRID

    @property
    def conformity(self) -> Conformity:
        """Conformity of the calibration to the encoder and the fusion weights in use.

        When it was fitted for others, the result is falsy and holds the reasons.
        """
        return self.calibration.conformity(self.manifest.encoder if self._encoder else None)

    def record(self, identifier: str) -> AnyRecord:
        """Return the record (organisation, programme or open need) that has an identifier.

        Args:
            identifier: the `id` of the record.

        Returns:
            The record.

        Raises:
            UnknownRecord: when no record of the index has it.
        """
        return self.records[self.row_of(identifier)]

    def row_of(self, identifier: str) -> int:
        """Return the row of the record that has an identifier; UnknownRecord when none has."""
        row = self.rows.get(identifier)
        if row is None:
            raise UnknownRecord(identifier)
        return row

    def place(self, query: PlacedQuery) -> Place | None:
        """Return the place that a request gives apart from its text; see `Understanding.place`."""
        return self._understanding.place(query)

    def location(self, identifier: str) -> NearbyPlace:
        """Return the location that has an identifier, or that it was merged into.

        Args:
            identifier: of a location.

        Returns:
            The location, without a distance.

        Raises:
            UnknownLocation: when no location of the index has it.
        """
        row = self.locations.row_of(identifier)
        if row is None:
            raise UnknownLocation(identifier)
        return NearbyPlace(row, self.locations[row], None)

    def understand(self, query: Query) -> Understood:
        """Return the place of a query, its text corrected, its words and their synonyms."""
        return self._understanding.read(query)

    def encode(self, text: str) -> Matrix | None:
        """Return the embedding of a text: (1, d) float32, unit norm.

        None when no encoder is loaded, too many texts wait, or the time limit passes first.
        """
        return None if self._encoder is None else self._encoder.encode(text)

    @property
    def encoding(self) -> int:
        """Number of texts that wait for their embedding now; 0 without an encoder."""
        return 0 if self._encoder is None else self._encoder.waiting

    def vector(self, text: str) -> Matrix:
        """Return the embedding of a text, which is required.

        Args:
            text: at least one word.

        Returns:
            (1, d) float32, unit norm.

        Raises:
            EncoderUnavailable: when no encoder is loaded, too many texts wait for it, or the time
                limit passes first.
        """
        vector = self.encode(text)
        if vector is None:
            raise EncoderUnavailable("L'encodeur n'est pas prêt : réessayez dans un instant.")
        return vector

    def score(
        self, understood: Understood, vector: Matrix | None, hidden: int | None = None
    ) -> Scored:
        """Score every record for a query, by words and, given a vector, by meaning.

        Args:
            understood: the query with its place set apart and its words corrected.
            vector: embedding of its text, (1, d) float32, unit norm; None to score by words only.
            hidden: row of a passage that does not count, None for none.

        Returns:
            The scores of records and of their passages on each channel (way of scoring), and
            combined.
        """
        return self._scorer.score(understood, vector, hidden)

    def likelihoods(self, scored: Scored) -> Likelihoods:
        """Return the likelihoods that any record answers a query, and that each one does.

        scored: the scores of the records for this query.
        """
        return Likelihoods(
            scored.fusion, self.calibration.search, self.baseline, scored.margin, scored.french
        )

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
            named: (n records,) bool, the records whose name is in the query: all their locations
                serve; None for none.
            among: (n locations,) bool, the locations that pass the filters; None for all.

        Returns:
            The locations of each record within 100 km, or inside the area, nearest first.
        """
        needs = needs or {}
        shares = self.need_shares(needs)
        return nearest_locations(self.locations, place, shares, needs, named, among)

    def need_shares(self, needs: Mapping[str, float]) -> Column:
        """Return the share of a query that goes to the needs of each record with locations.

        needs: identifier of a need -> its share; the result is (n records,) float32, in [0, 1].
        """
        shares = np.zeros(len(self.records), dtype=np.float32)
        for row in np.flatnonzero(self.location_counts):
            served = self.records[row].besoins
            shares[row] = sum(needs.get(need, 0.0) for need in served) if served else UNSTATED_SHARE
        return shares

    def nearby(self, locations: Sequence[NearLocation]) -> tuple[NearbyPlace, ...]:
        """Read locations that were found around a place, in their order.

        locations: their rows, and their distances in kilometres, NaN when the place has no point.
        """
        return tuple(
            NearbyPlace(near.row, self.locations[near.row], None if isnan(near.km) else near.km)
            for near in locations
        )

    def place_named(self, name: str) -> Place | None:
        """Return the place that a text names, as in the field of places; None for none.

        name: a town, a postal code, an area, maybe misspelt; "" for none.
        """
        try:
            return self.place(PlacedQuery(place=name))
        except InvalidQuery:
            return None

    def commune_of(self, postal: str, name: str) -> Commune | None:
        """Return the commune of a postal address: its postal code and its town; None for none."""
        return None if self._gazetteer is None else self._gazetteer.commune_of(postal, name)

    def place_at(self, point: Point) -> Place | None:
        """Return the commune of France whose centre is the nearest to a point; None abroad."""
        commune = None if self._gazetteer is None else self._gazetteer.commune_at(point)
        return None if commune is None else place_of(commune)

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
            answering: (n records,) bool: the radius may widen, up to 100 km, until one of these
                records is within it.
            locations: distances of the nearest location of each record; None for those that serve
                any need.

        Returns:
            Distances, nearness, records allowed, and sentences that say how the radius was widened.
        """
        if place is None:
            return Proximity.anywhere(len(self.records))
        if locations is None:
            locations = self.nearest(place).distances
        return self._places.locate(place, radius_km, answering, locations)

    def precision(self, row: int) -> Precision | None:
        """Return what the point of the record at a row locates; None when it has no point.

        Without a gazetteer, its commune at best: the centre of the commune is then unknown.
        """
        return record_precision(self.records[row], self._gazetteer)

    @property
    def abroad(self) -> Mask:
        """Records that serve only other countries than France: (n records,) bool."""
        return self._places.abroad

    def opening(self, identifier: str, moment: datetime) -> OpenStatus | None:
        """Return whether a record is open at a moment.

        Args:
            identifier: of a record of the index; another raises KeyError.
            moment: with its time zone.

        Returns:
            Open or closed, and when that changes; None when the opening hours are not known.
        """
        return self.hours.status(self.rows[identifier], moment)

    def passages_of(self, row: int) -> range:
        """Return the rows of the passages (texts cut from a record) of the record at a row.

        Rows are positions in the index: of passages in the result, of a record in the argument.
        """
        return self._scorer.passages_of(row)

    def duplicates_of(self, row: int) -> tuple[int, ...]:
        """Return the rows of the records that likely describe the same place as the one at a row.

        A row is the position of a record in the index; empty when it has no duplicate.
        """
        return self.groups.others(row)

    def reason(self, row: int, understood: Understood, scored: Scored) -> Reason:
        """Return the sentence of a record that best explains why it answers a query.

        Args:
            row: position of the record in the index.
            understood: the query, whose words are highlighted in the sentence.
            scored: scores of the passages (texts cut from records) for this query.

        Returns:
            The sentence, its heading, and the characters to highlight.
        """
        return explain(self.content.passages[self._reason_row(row, scored)], understood.words)

    def _reason_row(self, row: int, scored: Scored) -> int:
        """Return the row of the passage of a record that tells best why it answers."""
        passages, every = self.content.passages, self.passages_of(row)
        rows = [place for place in every if passages[place].kind in REASON_KINDS] or every
        words = scored.passages[Channel.WORDS]
        dense = scored.passages.get(Channel.DENSE, scored.passages[Channel.NGRAMS])

        def clarity(place: int) -> float:
            shared = passages[place].kind is Kind.NEED
            matched = REASON_WORDS_WEIGHT * float(words[place])
            return float(dense[place]) + matched - SHARED_REASON_COST * shared

        return max(rows, key=clarity)
