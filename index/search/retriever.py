"""Retriever: texts encoded, read and scored over one artefact.

Search, matching, skills, classification and the map of embeddings are built on it.
"""

from __future__ import annotations

from datetime import datetime

from index.arrays import Mask, Matrix
from index.artefact.content import ArtefactContent
from index.artefact.manifest import Artefact
from index.encoder.bounded import BoundedEncoder
from index.encoder.onnx import Encoder
from index.errors import ArtefactMismatch, EncoderUnavailable, UnknownRecord
from index.places.gazetteer import Gazetteer
from index.places.models import Place
from index.places.proximity import Proximity, RecordPlaces
from index.records.models import AnyRecord
from index.records.opening_hours import Hours, OpenStatus
from index.records.passages import Kind
from index.search.calibration import Calibration, Conformity
from index.search.collapsing import Groups
from index.search.explanation import Reason, explain
from index.search.fusion import Channel
from index.search.likelihood import Baseline, Likelihoods
from index.search.query import Query
from index.search.results import Mode
from index.search.scoring import Scored, Scorer
from index.search.understanding import Understanding, Understood
from index.spelling.corrector import Corrector
from index.text.language_detection import FRENCH
from index.text.synonyms import Synonyms

REASON_KINDS = frozenset(Kind) - {Kind.NAME, Kind.WHOLE}
"""Kinds of passages that explain a hit: those that describe what a record does, one thing each."""
SHARED_REASON_COST = 0.03
"""Cosine taken off the labels of needs, which records share: a record's own words tell more."""
REASON_WORDS_WEIGHT = 0.2
"""Cosine added to a passage that holds all the words, when the one that explains is chosen."""


def corrector_of(content: ArtefactContent, synonyms: Synonyms | None = None) -> Corrector:
    """Return the spelling corrector of a catalogue.

    Args:
        content: the words of the catalogue.
        synonyms: their words are never corrected; None for none.

    Returns:
        The corrector.
    """
    words = () if synonyms is None else synonyms.words
    french = content.lexicons.get(FRENCH, ())
    foreign = [words for code, words in content.lexicons.items() if code != FRENCH]
    return Corrector(content.spelling, words, french, content.bigrams, foreign)


class Retriever:
    """Retrieves records and passages over one artefact; safe to share between threads.

    manifest, content, records: of the artefact; rows: identifier -> row of a record; calibration:
    the fitted numbers; baseline: level of its cosines; hours: opening hours of the records; groups:
    records that are likely the same place.
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
        """Open an artefact.

        Args:
            artefact: the index.
            encoder: the one that made the artefact, or None to use words only.
            calibration: the fitted numbers of the search and of what is built on it.
            encode_limit_s: seconds after which a text is left without vector, None to wait.
            gazetteer: names of places, or None to recognize none.
            synonyms: synonyms of words, or None.

        Raises:
            ArtefactMismatch: when another encoder made the vectors.
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
        self.hours = Hours(content.records)
        self.groups = Groups(len(content.records), content.groups)
        self._scorer = Scorer(artefact)
        corrector = corrector_of(content, synonyms)
        names = [record.nom for record in content.records]
        self._understanding = Understanding(corrector, names, gazetteer, synonyms, content.lexicons)
        self._places = RecordPlaces(content.records)
        self._encoder = None if encoder is None else BoundedEncoder(encoder, encode_limit_s)

    @property
    def mode(self) -> Mode:
        """Mode of answers while the encoder is on time."""
        return Mode.LEXICAL if self._encoder is None else Mode.HYBRID

    @property
    def conformity(self) -> Conformity:
        """Conformity of the calibration with the encoder and the fusion weights that serve."""
        return self.calibration.conformity(self.manifest.encoder if self._encoder else None)

    def record(self, identifier: str) -> AnyRecord:
        """Return the record of an identifier.

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

    def understand(self, query: Query) -> Understood:
        """Return the place of a query, its text corrected, its words and their synonyms."""
        return self._understanding.read(query)

    def encode(self, text: str) -> Matrix | None:
        """Return the vector (1, d) of a text, None without the encoder or when it is late."""
        return None if self._encoder is None else self._encoder.encode(text)

    @property
    def encoding(self) -> int:
        """Number of texts that wait for their vector now."""
        return 0 if self._encoder is None else self._encoder.waiting

    def vector(self, text: str) -> Matrix:
        """Return the vector of a text.

        Args:
            text: at least one word.

        Returns:
            (1, d) float32, unit norm.

        Raises:
            EncoderUnavailable: without the encoder, or when it is late.
        """
        vector = self.encode(text)
        if vector is None:
            raise EncoderUnavailable("L'encodeur n'est pas prêt : réessayez dans un instant.")
        return vector

    def score(self, understood: Understood, vector: Matrix | None) -> Scored:
        """Score every passage and record on every channel.

        Args:
            understood: the query, once read.
            vector: (1, d) of its text; None to score by words only.

        Returns:
            The scores, and those of the records fused.
        """
        return self._scorer.score(understood, vector)

    def likelihoods(self, scored: Scored) -> Likelihoods:
        """Return how likely it is that each record answers, and that anything does."""
        return Likelihoods(
            scored.fusion, self.calibration.search, self.baseline, scored.margin, scored.french
        )

    def locate(self, place: Place | None, radius_km: float, answering: Mask) -> Proximity:
        """Return how records stand to a place, see `index.places.proximity.RecordPlaces.locate`.

        Args:
            place: of the query, None for anywhere.
            radius_km: around it.
            answering: (n records,) bool, the records for which the radius may be widened.

        Returns:
            Distances, nearness, and the records allowed.
        """
        if place is None:
            return Proximity.anywhere(len(self.records))
        return self._places.locate(place, radius_km, answering)

    def opening(self, identifier: str, moment: datetime) -> OpenStatus | None:
        """Return whether a record is open at a moment, None when it does not state it.

        Args:
            identifier: of a record of the index.
            moment: with its time zone.

        Returns:
            Open or closed, and the next change.
        """
        return self.hours.status(self.rows[identifier], moment)

    def passages_of(self, row: int) -> range:
        """Return the rows of the passages of the record at a row."""
        return self._scorer.passages_of(row)

    def duplicates_of(self, row: int) -> tuple[int, ...]:
        """Return the rows of the records that are likely the same place as the one at a row."""
        return self.groups.others(row)

    def reason(self, row: int, understood: Understood, scored: Scored) -> Reason:
        """Return why the record at a row answers: the sentence of it that tells it best."""
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
