"""The answer to a query: ranked, explained hits, and what was done to find them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from time import perf_counter

from index.records.models import AnyRecord
from index.search.calibration import Closeness, closeness
from index.search.explanation import Reason
from index.search.facets import Facet
from index.search.fusion import Signal
from index.search.query import Query
from index.search.understanding import Understood
from index.spelling.corrector import Correction


class Mode(StrEnum):
    """How the answer was found."""

    HYBRID = "hybride"
    LEXICAL = "lexical"


@dataclass(frozen=True)
class Hit:
    """One record of the answer.

    rank: from 1; score: fused, in [0, 1], for ordering only; probability: that it answers,
    calibrated on judged needs, the place left aside; signals: what the score is made of;
    distance_km: from the place of the query, None without one, when the place is unknown, or when
    the record is not near but serves the place;
    duplicates: other records that are likely the same place.
    """

    rank: int
    record: AnyRecord
    reason: Reason
    score: float
    probability: float
    signals: tuple[Signal, ...]
    distance_km: float | None
    duplicates: tuple[AnyRecord, ...] = ()

    @property
    def closeness(self) -> Closeness:
        """How likely it answers, in words."""
        return closeness(self.probability)


@dataclass(frozen=True)
class SearchResult:
    """The answer to a query.

    total: records that answer and pass the filters; facets: counts over those that answer;
    understood: the words as mended, and the place; relaxed: what was widened, in words;
    timings: stage -> milliseconds; version: of the index; needs: identifiers of the nearest ones of
    the thesaurus, the first one nearest, none without the encoder; margin: how much nearer that one
    is than what no need covers, in cosine.
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

    @property
    def searched(self) -> str:
        """The need as it was searched: as mended, or as typed, its place included."""
        return self.query.text if self.correction is None else self.correction.text

    @property
    def correction(self) -> Correction | None:
        """How the words were mended, or None."""
        return self.understood.correction


class Stopwatch:
    """Milliseconds by stage."""

    def __init__(self) -> None:
        self.timings: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what is done inside."""
        start = perf_counter()
        yield
        self.timings[name] = round((perf_counter() - start) * 1000, 3)
