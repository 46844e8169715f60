"""Retriever: reads, encodes and scores texts over one index opened in memory.

Search, matching, skills, classification and the map of embeddings are built on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import isnan

from index.arrays import Column, Matrix, Rows
from index.artefact.manifest import Artefact
from index.candidates.collapsing import Groups
from index.candidates.facets import Filters
from index.candidates.naming import Naming
from index.candidates.record_view import RecordView
from index.emergencies.detector import Emergencies, Emergency
from index.emergencies.directory import Directory
from index.encoder.bounded import VectorWait
from index.encoder.onnx import Encoder
from index.encoder.query_encoders import QueryEncoders, Student
from index.engines.base import Health
from index.errors import (
    ArtefactMismatch,
    EncoderMissing,
    EncoderUnavailable,
    InvalidQuery,
    UnknownLocation,
    UnknownRecord,
)
from index.locations.models import Precision
from index.locations.nearest import NearLocation
from index.locations.precision import record_precision
from index.names.matcher import NameMatcher
from index.ordering.fusion import Channel
from index.ordering.learned_order import LearnedOrder
from index.ordering.ordering import Ordering
from index.places.communes import Commune
from index.places.gazetteer import Gazetteer, place_of
from index.places.models import FRANCE, Place, Point
from index.records.models import AnyRecord
from index.records.opening_hours import OpenStatus
from index.records.passages import Passage
from index.search.calibration import Calibration, Conformity
from index.search.catalogue_fit import for_catalogue, order_serves
from index.search.explanation import Explainer, Reason, shown_passage
from index.search.likelihood import Baseline, Likelihoods
from index.search.query import PlacedQuery, Query
from index.search.results import Mode, NearbyPlace
from index.search.scoring import Scored, Scorer
from index.search.understanding import Understanding, Understood, corrector_of
from index.text.language_detection import FRENCH
from index.text.synonyms import Synonyms


class Retriever:
    """An index opened for use: reads texts, encodes them, scores records; safe between threads.

    manifest: description of the index; content: all that it holds; records: its organisations,
    programmes and open needs; whole: view of all of them; sample: view of those that tell the usual
    level of cosines; rows: identifier of a record -> its row; calibration: coefficients and
    thresholds, those of the search fitted for this catalogue when it is not the judged one;
    baseline: usual level of cosines in the catalogue, None when it is
    too small; hours: opening hours of the records; locations: their places, with how many each
    record has in location_counts, (n records,) int64; groups: records that likely describe the same
    place; gazetteer: index of the names of places, None without one.
    """

    def __init__(
        self,
        artefact: Artefact,
        encoder: Encoder | None,
        calibration: Calibration,
        *,
        student: Student | None = None,
        encode_limit_s: float | None = None,
        kept_vectors: int = 0,
        gazetteer: Gazetteer | None = None,
        synonyms: Synonyms | None = None,
        emergencies: Emergencies | None = None,
        ordering: Ordering | None = None,
    ) -> None:
        """Open an index.

        Args:
            artefact: the files of one version of the index, read and verified.
            encoder: text embedding model that made the vectors of the index; None to use words
                only.
            calibration: coefficients and thresholds that turn scores into likelihoods.
            student: encodes the queries that it was taught, for the same index; None for none.
            encode_limit_s: seconds after which a text that is being encoded is left without vector;
                None to wait.
            kept_vectors: number of vectors kept in memory for texts that come again.
            gazetteer: index of the names of places; None to recognize none.
            synonyms: groups of words of the same meaning; None to add none.
            emergencies: tells the emergency of a query; None to tell none.
            ordering: what orders records besides their scores; None for nothing.

        Raises:
            ArtefactMismatch: when the vectors of the index were made by another encoder.
        """
        wanted = artefact.manifest.fingerprint
        if any(each.fingerprint != wanted for each in (encoder, student) if each is not None):
            raise ArtefactMismatch(
                f"L'index {artefact.manifest.version} vient d'un autre encodeur "
                f"({artefact.manifest.encoder}) : lancez « orientess build »."
            )
        content = artefact.content
        self.manifest, self.content, self.records = artefact.manifest, content, content.records
        self.rows: Mapping[str, int] = content.table.identifiers
        self.calibration = calibration.model_copy(
            update={"search": for_catalogue(calibration.search, artefact)}
        )
        self.baseline = Baseline.of(content.vectors)
        self.hours, self.locations = content.table.hours, content.locations
        self.location_counts = content.location_counts
        self.groups = Groups(len(content.records), content.groups)
        self.whole = RecordView(content, self.groups)
        self.gazetteer, self._ordering = gazetteer, ordering or Ordering()
        self._engine, self._emergencies = artefact.engine, emergencies
        self._scorer = Scorer(artefact, self.whole, self._learned(artefact))
        self.sample = self._scorer.sample
        corrector = corrector_of(content, synonyms)
        self._exists = corrector.exists
        naming = Naming(NameMatcher(content.names, corrector.is_everyday), content)
        self.understanding = Understanding(corrector, naming, gazetteer, synonyms, content.lexicons)
        self._encoders = QueryEncoders(encoder, student, encode_limit_s, kept_vectors)

    def _learned(self, artefact: Artefact) -> LearnedOrder | None:
        """Return the learned order if it serves the catalogue, or is tried on it."""
        serves = self._ordering.tried or order_serves(self.calibration.search, artefact)
        return self._ordering.learned if serves else None

    @property
    def mode(self) -> Mode:
        """Mode of searches: by vectors and words, or by words only.

        The latter when no encoder is loaded, or the engine did not answer when it was last asked.
        """
        by_meaning = self.has_encoder and self.engine_health().answers
        return Mode.HYBRID if by_meaning else Mode.LEXICAL

    @property
    def has_encoder(self) -> bool:
        """Whether an encoder is loaded."""
        return bool(self._encoders)

    def engine_health(self, ask: bool = False) -> Health:
        """Return whether the engine answers, as last seen; ask: True to ask it now."""
        return self._engine.health(ask)

    @property
    def conformity(self) -> Conformity:
        """Conformity of the calibration to the encoder and the fusion weights in use.

        When it was fitted for others, the result is falsy and holds the reasons.
        """
        return self.calibration.conformity(self.manifest.encoder if self._encoders else None)

    def emergency(
        self, query: Query, understood: Understood, *, by_meaning: bool = True
    ) -> Emergency | None:
        """Return the emergency that a query tells, by its text as typed; None when it tells none.

        query: the text; understood: its place, whose country has its own numbers; by_meaning: False
        to encode nothing.
        """
        if self._emergencies is None:
            return None
        country = FRANCE if understood.place is None else understood.place.country
        return self._emergencies.of(
            query.text, self._exists, country, understood.language, by_meaning=by_meaning
        )

    @property
    def emergency_directory(self) -> Directory | None:
        """All the emergency numbers, what to do first; None without their file."""
        return None if self._emergencies is None else self._emergencies.directory

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

    def national_service(self, need: str) -> int | None:
        """Return the row of the national service whose very task is a need; None without one.

        need: its identifier, "" for none.
        """
        return self.rows.get(self._ordering.national.get(need, ""))

    def place(self, query: PlacedQuery) -> Place | None:
        """Return the place that a request gives apart from its text; see `Understanding.place`."""
        return self.understanding.place(query)

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
        return self.understanding.read(query)

    def encode(self, text: str) -> Matrix | None:
        """Return the embedding of a text, (1, d) float32, unit norm; None without, or late."""
        return self._encoders.encode(text)

    def encode_query(self, understood: Understood) -> Matrix | None:
        """Return the embedding of a query that was understood, as `encode` does.

        It is by the student, if there is one, when the query is of those that it was taught.
        """
        return self.start_encoding(understood)()

    def start_encoding(self, understood: Understood) -> VectorWait:
        """Begin to encode a query, and return what waits for its embedding: see `encode_query`."""
        text, french = understood.encoded or understood.text, understood.language == FRENCH
        return self._encoders.start_query(text, understood.stems, french)

    @property
    def encoding(self) -> int:
        """Number of texts that wait for their embedding now; 0 without an encoder."""
        return self._encoders.waiting

    def vector(self, text: str) -> Matrix:
        """Return the embedding of a text, which is required: (1, d) float32; see `vectors`."""
        return self.vectors((text,))

    def vectors(self, texts: Sequence[str]) -> Matrix:
        """Return the embeddings of distinct texts, which are required, encoded in one turn.

        Args:
            texts: each of at least one word.

        Returns:
            (n, d) float32, unit norm.

        Raises:
            EncoderUnavailable: when no encoder is loaded, too many texts wait for it, or the time
                limit passes first.
        """
        vectors = self._encoders.encode_all(texts)
        if vectors is None:
            late = EncoderUnavailable("L'encodeur n'est pas prêt : réessayez dans un instant.")
            raise late if self.has_encoder else EncoderMissing
        return vectors

    def score(
        self,
        understood: Understood,
        vector: Matrix | None,
        hidden: Rows | None = None,
        filters: Filters | None = None,
        also: Rows | None = None,
        words: Mapping[Channel, Column] | None = None,
    ) -> Scored:
        """Score the records that may answer a query, and order them: see `Scorer.score`."""
        return self._scorer.score(understood, vector, hidden, filters, also, words)

    def compare_words(self, understood: Understood) -> Mapping[Channel, Column]:
        """Return the scores of all passages by words; see `Scorer.compare_words`."""
        return self._scorer.compare_words(understood)

    def near(self, vector: Matrix, among: Rows | None = None) -> RecordView:
        """Return the records near a vector in meaning; see `Scorer.near`."""
        return self._scorer.near(vector, among)

    def likelihoods(self, scored: Scored) -> Likelihoods:
        """Return the likelihoods that any record answers a query, and that each one does.

        scored: the scores of the records for this query.
        """
        need = next(iter(scored.needs), "")
        return Likelihoods(
            scored.order,
            self.calibration.search,
            self.baseline,
            scored.margin,
            scored.french,
            scored.level,
            tuple(scored.need_shares.values()),
            scored.view.declaring(need) if need else None,
        )

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

    def namesakes(self, place: Place) -> list[Place]:
        """Return the other large towns of France that bear the name of a commune, largest first.

        place: the commune; another kind of place has none.
        """
        return [] if self.gazetteer is None else self.gazetteer.namesakes(place.commune)

    def commune_of(self, postal: str, name: str) -> Commune | None:
        """Return the commune of a postal address: its postal code and its town; None for none."""
        return None if self.gazetteer is None else self.gazetteer.commune_of(postal, name)

    def place_at(self, point: Point) -> Place | None:
        """Return the commune of France whose centre is the nearest to a point; None abroad."""
        commune = None if self.gazetteer is None else self.gazetteer.commune_at(point)
        return None if commune is None else place_of(commune)

    def precision(self, row: int) -> Precision | None:
        """Return what the point of the record at a row locates; None when it has no point.

        Without a gazetteer, its commune at best: the centre of the commune is then unknown.
        """
        return record_precision(self.records[row], self.gazetteer)

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
        start, *after = self.content.starts[row : row + 2].tolist()
        return range(start, after[0] if after else len(self.content.passage_facts))

    def reasons(
        self, positions: Sequence[int], understood: Understood, scored: Scored
    ) -> list[Reason]:
        """Return, for each of some records, the sentence that best explains why it answers.

        Args:
            positions: of the records in the view that was scored.
            understood: the query, whose words are highlighted in the sentences.
            scored: scores of the passages (texts cut from records) for this query.

        Returns:
            The sentence, its heading, and the characters to highlight; see `Explainer`.
        """
        agreed_from = self.calibration.search.agreed_from
        return Explainer(self.content, agreed_from).reasons(positions, understood.words, scored)

    def passage(self, row: int) -> Passage:
        """Return the passage (text cut from a record) at a row, as it is shown.

        The whole text of a record, which begins with its name, is shown as its description.
        """
        return shown_passage(self.content, row)
