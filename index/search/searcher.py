"""Search: a query to ranked, explained hits.

Read `Searcher.search`, then `answer`, from top to bottom: understand the text, encode it, score
every channel; fuse, decide what answers, filter, order, explain.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.arrays import Column, Mask, Matrix
from index.artefact.content import Content
from index.artefact.manifest import Artefact
from index.encoder.bounded import PatientEncoder
from index.encoder.onnx import Encoder
from index.errors import ArtefactMismatch, EncoderUnavailable, UnknownRecord
from index.places.gazetteer import Gazetteer
from index.places.models import Place
from index.places.proximity import Proximity, RecordPlaces
from index.records.models import AnyRecord
from index.records.opening_hours import Hours
from index.records.passages import Kind
from index.search.calibration import NEAR_FROM, Baseline, Evidence
from index.search.collapsing import Groups
from index.search.explanation import Reason, explain
from index.search.facets import Facet, Facets
from index.search.fusion import Channel, Fusion
from index.search.query import Order, Query
from index.search.results import Hit, Mode, SearchResult, Stopwatch
from index.search.scoring import Scored, Scorer
from index.search.understanding import Understanding, Understood
from index.spelling.corrector import Corrector
from index.text.language_detection import FRENCH
from index.text.synonyms import Synonyms

REASON_KINDS = frozenset(Kind) - {Kind.NAME, Kind.WHOLE}
"""A reason says what a record does: its name alone, or all of it, would not."""
SHARED_REASON_COST = 0.03
"""Cosine taken from the labels of needs, which other records share: its own words say more."""
REASON_WORDS_WEIGHT = 0.2
"""What finding all the words adds, in cosine, when the passage that explains is chosen."""


def speller_of(content: Content, synonyms: Synonyms | None = None) -> Corrector:
    """What mends the queries of a catalogue; the words that have synonyms are known to it."""
    kept = () if synonyms is None else synonyms.words
    french = content.lexicons.get(FRENCH, ())
    foreign = [words for code, words in content.lexicons.items() if code != FRENCH]
    return Corrector(content.spelling, kept, french, content.bigrams, foreign)


class Searcher:
    """Answers queries over one artefact; safe to share between threads."""

    def __init__(
        self,
        artefact: Artefact,
        encoder: Encoder | None,
        encode_limit_s: float | None = None,
        gazetteer: Gazetteer | None = None,
        synonyms: Synonyms | None = None,
    ) -> None:
        """Open an artefact for search.

        Args:
            artefact: what to search.
            encoder: the one that made the artefact, or None to search words only.
            encode_limit_s: seconds until a query is answered without its vector, None to wait.
            gazetteer: names of places, or None to understand none.
            synonyms: other words for words, or None.

        Raises:
            ArtefactMismatch: when another encoder made the vectors.
        """
        if encoder is not None and encoder.fingerprint != artefact.manifest.fingerprint:
            raise ArtefactMismatch(
                f"L'index {artefact.manifest.version} vient d'un autre encodeur "
                f"({artefact.manifest.encoder}) : lancez « orientess build »."
            )
        content = artefact.content
        self.manifest = artefact.manifest
        self.records = content.records
        self.content = content
        self.rows = {record.id: row for row, record in enumerate(content.records)}
        self._passages = content.passages
        self._scorer = Scorer(artefact)
        self.baseline = Baseline.of(content.vectors)
        corrector = speller_of(content, synonyms)
        names = [record.nom for record in content.records]
        self._understanding = Understanding(corrector, names, gazetteer, synonyms, content.lexicons)
        self._facets = Facets(content.records)
        self._places = RecordPlaces(content.records)
        self.hours = Hours(content.records)
        self._groups = Groups(len(content.records), content.groups)
        self._encoder = None if encoder is None else PatientEncoder(encoder, encode_limit_s)

    @property
    def mode(self) -> Mode:
        """How needs are answered while the encoder is in time."""
        return Mode.LEXICAL if self._encoder is None else Mode.HYBRID

    def record(self, identifier: str) -> AnyRecord:
        """The record of an identifier.

        Args:
            identifier: the `id` of the record.

        Returns:
            The record.

        Raises:
            UnknownRecord: when there is none.
        """
        row = self.rows.get(identifier)
        if row is None:
            raise UnknownRecord(identifier)
        return self.records[row]

    def facets(self) -> tuple[Facet, ...]:
        """Counts over the whole catalogue."""
        return self._facets.counts(np.ones(len(self.records), dtype=np.bool_), {})

    def search(self, query: Query, by_meaning: bool = True) -> SearchResult:
        """Answer a query.

        Args:
            query: the need, its filters and its place.
            by_meaning: whether to ask for its vector; without, an answer takes half the time.

        Returns:
            The hits of the page asked, best first, with the facets and what was done.

        Raises:
            InvalidQuery: when a filter is unknown.
        """
        clock = Stopwatch()
        self._facets.mask(query.filters)  # a wrong filter is told before any work
        with clock.stage("comprendre"):
            understood = self.understand(query)
        with clock.stage("encoder"):
            vector = self.encode(understood.text) if by_meaning else None
        with clock.stage("chercher"):
            scored = self.score(understood, vector)
        return self.answer(query, understood, scored, clock)

    def answer(
        self, query: Query, understood: Understood, scored: Scored, clock: Stopwatch | None = None
    ) -> SearchResult:
        """What is shown of a query that was understood and scored.

        Args:
            query: the need, its filters and its place.
            understood: what it asks.
            scored: what every record gets.
            clock: of the stages before.

        Returns:
            The hits of the page asked, best first, with the facets and what was done.

        Raises:
            InvalidQuery: when a filter is unknown.
        """
        clock = clock or Stopwatch()
        with clock.stage("trier"):
            selected = self._facets.mask(query.filters)
            if query.open_at is not None:
                selected &= self.hours.open_at(query.open_at)
            fusion = scored.fused()
            evidence = Evidence(fusion, self.baseline, scored.margin, scored.french)
            answering = evidence.answering()
            nearby = evidence.answering_nearby()
            located = self.locate(understood.place, query.radius_km, nearby)
            if understood.place is not None:
                fusion = scored.fused(located.nearness)
            found = (answering | (nearby & (located.nearness > 0))) & located.allowed
            shown = self._groups.best(fusion.scores, found & selected)
            likely = evidence.record_probabilities()
            order = self._ordered(fusion.scores, shown, located, likely, query.order)
            apart = self._groups.best(fusion.scores, found)
            facets = self._facets.counts(apart, query.filters)
        with clock.stage("expliquer"):
            first = (query.page - 1) * query.size
            hits = tuple(
                self._hit(rank, int(row), understood, scored, fusion, likely, located)
                for rank, row in enumerate(order[first : first + query.size], start=first + 1)
            )
        return SearchResult(
            query=query,
            hits=hits,
            total=len(order),
            facets=facets,
            understood=understood,
            relaxed=located.relaxed if hits else (),
            timings=clock.timings,
            version=self.manifest.version,
            mode=Mode.HYBRID if Channel.DENSE in scored.records else Mode.LEXICAL,
            needs=scored.needs,
            margin=scored.margin,
        )

    def understand(self, query: Query) -> Understood:
        """What a query asks: its place, its text mended, its words and what means the same."""
        return self._understanding.read(query)

    def encode(self, text: str) -> Matrix | None:
        """The vector (1, d) of a text, or None without the encoder or when it is late."""
        return None if self._encoder is None else self._encoder.encode(text)

    @property
    def encoding(self) -> int:
        """How many texts wait for their vector now."""
        return 0 if self._encoder is None else self._encoder.waiting

    def vector(self, text: str) -> Matrix:
        """The vector (1, d) of a text; EncoderUnavailable without encoder or when it is late."""
        vector = self.encode(text)
        if vector is None:
            raise EncoderUnavailable("L'encodeur n'est pas prêt : réessayez dans un instant.")
        return vector

    def score(self, understood: Understood, vector: Matrix | None) -> Scored:
        """The score of every passage and record on every channel that answers."""
        return self._scorer.score(understood, vector)

    def locate(self, place: Place | None, radius_km: float, answering: Mask) -> Proximity:
        """Where records stand from a place, or anywhere: see `geography.Places.locate`."""
        if place is None:
            return Proximity.anywhere(len(self.records))
        return self._places.locate(place, radius_km, answering)

    def passages_of(self, row: int) -> range:
        """The rows of the passages of the record at a row."""
        return self._scorer.passages_of(row)

    def duplicates_of(self, row: int) -> tuple[int, ...]:
        """The rows of the records that are likely the same place as the one at a row."""
        return tuple(self._groups.others(row))

    @staticmethod
    def _ordered(
        scores: Column, found: Mask, located: Proximity, likely: Column, order: Order
    ) -> NDArray[np.int64]:
        """The rows found: best first; or the nearest of who is likely, then of the others."""
        rows = np.flatnonzero(found)
        keys: list[NDArray[np.floating]] = [-scores[rows]]
        if order is Order.DISTANCE:
            doubtful = (likely[rows] < NEAR_FROM).astype(np.float32)
            keys += [located.shown_distances()[rows], doubtful]
        ranked: NDArray[np.int64] = rows[np.lexsort(keys)]
        return ranked

    def _hit(
        self,
        rank: int,
        row: int,
        understood: Understood,
        scored: Scored,
        fusion: Fusion,
        likely: Column,
        located: Proximity,
    ) -> Hit:
        return Hit(
            rank,
            self.records[row],
            self.reason(row, understood, scored),
            float(fusion.scores[row]),
            float(likely[row]),
            fusion.signals(row),
            located.shown_km(row),
            tuple(self.records[other] for other in self.duplicates_of(row)),
        )

    def reason(self, row: int, understood: Understood, scored: Scored) -> Reason:
        """Why the record at a row answers: the sentence of it that says so best."""
        return explain(self._passages[self._reason_row(row, scored)], understood.words)

    def _reason_row(self, row: int, scored: Scored) -> int:
        """The passage of a record that says best why it answers."""
        every = self.passages_of(row)
        rows = [each for each in every if self._passages[each].kind in REASON_KINDS] or every
        words = scored.passages[Channel.WORDS]
        dense = scored.passages.get(Channel.DENSE, scored.passages[Channel.NGRAMS])

        def clarity(each: int) -> float:
            shared = self._passages[each].kind is Kind.NEED
            found = REASON_WORDS_WEIGHT * float(words[each])
            return float(dense[each]) + found - SHARED_REASON_COST * shared

        return max(rows, key=clarity)
