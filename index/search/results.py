"""Results of a search: ranked, explained hits, and how they were obtained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from time import perf_counter

from index.records.models import AnyRecord
from index.search.explanation import Reason
from index.search.facets import Facet
from index.search.fusion import Signal
from index.search.likelihood import Closeness
from index.search.query import Query
from index.search.understanding import Understood
from index.spelling.corrector import Correction


class Mode(StrEnum):
    """Channels that answered: vectors and words, or words only."""

    HYBRID = "hybride"
    LEXICAL = "lexical"


class Stage(StrEnum):
    """Stages of a search; the value is the label of its time, in metrics and in JSON."""

    UNDERSTAND = "comprendre"
    ENCODE = "encoder"
    SCORE = "chercher"
    RANK = "trier"
    EXPLAIN = "expliquer"


@dataclass(frozen=True)
class Hit:
    """One record of the results.

    rank: from 1; score: fused, in [0, 1], for ordering only; probability: that it answers,
    calibrated on judged queries, whatever its place; closeness: the same in words; signals: the
    parts of the score; distance_km: from the place of the query, None without one, when the place
    is unknown, or when the record serves the place without being near it;
    duplicates: other records that are likely the same place.
    """

    rank: int
    record: AnyRecord
    reason: Reason
    score: float
    probability: float
    closeness: Closeness
    signals: tuple[Signal, ...]
    distance_km: float | None
    duplicates: tuple[AnyRecord, ...] = ()


@dataclass(frozen=True)
class SearchResult:
    """Results of a query.

    hits: of the page; total: records that answer and pass the filters; facets: counts over those
    that answer; understood: the corrected words, and the place; relaxed: criteria that were
    widened, in words; timings: stage -> milliseconds; version: of the index; needs: identifiers of
    the needs of the thesaurus nearest to the query, the nearest first, none without the encoder;
    margin: how much nearer the first one is than what no need covers, in cosine; margin_from:
    margin from which the query is taken to express that need.
    """

    query: Query
    hits: tuple[Hit, ...]
    total: int
    facets: tuple[Facet, ...]
    understood: Understood
    relaxed: tuple[str, ...]
    timings: Mapping[str, float]
    version: str
    mode: Mode
    needs: tuple[str, ...] = ()
    margin: float = 0.0
    margin_from: float = 0.0

    @property
    def need(self) -> str:
        """Identifier of the need that the query expresses, empty when none is near enough."""
        return self.needs[0] if self.needs and self.margin >= self.margin_from else ""

    @property
    def searched(self) -> str:
        """Text that was searched: corrected, or as typed, its place included."""
        return self.query.text if self.correction is None else self.correction.text

    @property
    def correction(self) -> Correction | None:
        """Spelling correction of the text, or None."""
        return self.understood.correction


class Stopwatch:
    """Durations of the stages of a search, in milliseconds."""

    def __init__(self) -> None:
        """Start with no duration."""
        self.timings: dict[str, float] = {}

    @contextmanager
    def stage(self, stage: Stage) -> Iterator[None]:
        """Measure the duration of the block under the name of a stage."""
        start = perf_counter()
        yield
        self.timings[stage.value] = round((perf_counter() - start) * 1000, 3)
