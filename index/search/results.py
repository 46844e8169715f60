"""Results of a search: ranked records, each with why it answers, and how they were found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from time import perf_counter

from index.candidates.facets import Facet, LocationFacet
from index.candidates.naming import Named
from index.emergencies.detector import Emergency
from index.locations.models import Location, Precision
from index.ordering.fusion import Signal
from index.places.proximity import Widened
from index.records.models import AnyRecord
from index.search.explanation import Reason
from index.search.likelihood import Certainty, Closeness
from index.search.query import Query
from index.search.understanding import Understood
from index.spelling.corrector import Correction


class Mode(StrEnum):
    """Mode of a search: by vectors and words, or by words only.

    The latter without the encoder, or when the engine does not answer.
    """

    HYBRID = "hybride"
    LEXICAL = "lexical"


class Stage(StrEnum):
    """Steps of a search that are timed; the value names the duration, in metrics and in JSON.

    ENCODE is the wait for the vector of the query, which is made while words are compared (SCORE).
    """

    UNDERSTAND = "comprendre"
    ENCODE = "encoder"
    SCORE = "chercher"
    RANK = "trier"
    EXPLAIN = "expliquer"


class Group(StrEnum):
    """Group of a result by its distance to the place of a query; the value names it in the API.

    NATIONAL: the national service whose very task is the need, above those near.
    """

    NATIONAL = "service-national"
    NEAR = "pres-de-vous"
    REGION = "dans-votre-region"
    ANYWHERE = "partout"
    ABROAD = "autres-pays"


@dataclass(frozen=True)
class NearbyPlace:
    """A location of a result, near the place of the query.

    row: its position in the table of locations; location: as stored; km: its distance to the
    place, in kilometres, None when the place has no point.
    """

    row: int
    location: Location
    km: float | None


@dataclass(frozen=True, kw_only=True)
class Situation:
    """Distance of a record to the place of a query, and its locations near that place.

    distance_km: kilometres to the place, None when either is unknown, or when the record serves
    that place without being near it; precision: of the point that distance_km is measured to, None
    without one; group: near, in the région or anywhere, None for a query without a place, except
    for a record that serves only other countries; locations: its nearest ones that serve the need,
    nearest first; location_count: number of all its locations.
    """

    distance_km: float | None
    precision: Precision | None = None
    group: Group | None = None
    locations: tuple[NearbyPlace, ...] = ()
    location_count: int = 0


@dataclass(frozen=True)
class Hit(Situation):
    """One result of a search: a record (organisation or programme), why it answers, where it is.

    rank: from 1; reason: sentence of the record that explains it best; score: in [0, 1], used to
    order the results of one query, with no other meaning; probability: that the record answers the
    need, in [0, 1], fitted on judged queries, its place left out; closeness: the same as a
    code; signals: what each channel (way of scoring) adds to the score; duplicates: other
    records that likely describe the same place.
    """

    rank: int
    record: AnyRecord
    reason: Reason
    score: float
    probability: float
    closeness: Closeness
    signals: tuple[Signal, ...]
    duplicates: tuple[AnyRecord, ...] = ()


@dataclass(frozen=True)
class SearchResult:
    """Answer to a query: one page of results, and what was understood.

    hits: results of the page, best first; total: number of results on all pages; total_exact: False
    when records that were not proposed may answer too, so that the total and the counts of facets
    are the least there are; facets: for each code that one can filter by, how many results it would
    keep; understood: corrected words, place and language; widened: how the search area was, None if
    it was not; timings: step -> milliseconds; version: of the index. needs: identifiers of the
    needs of the thesaurus nearest to the query, nearest first, empty without the encoder; margin:
    cosine of the query with the nearest need, less its cosine with the nearest example of an
    out-of-scope request; margin_from: margin from which the query counts as expressing that need;
    certainty: whether the results surely answer, are shown in doubt, or there is none; emergency:
    that the query tells, whose numbers come before any result, None for none; named: the name that
    the query is, None when it is none; nearly: the name that it may misspell, whose records are
    shown for want of any that answers, None for none; readings: identifiers of the needs that the
    query may express, likeliest first, none when it is surely understood.
    """

    query: Query
    hits: tuple[Hit, ...]
    total: int
    facets: tuple[Facet, ...]
    understood: Understood
    widened: Widened | None
    timings: Mapping[str, float]
    version: str
    mode: Mode
    needs: tuple[str, ...] = ()
    margin: float = 0.0
    margin_from: float = 0.0
    location_facets: tuple[LocationFacet, ...] = ()
    total_exact: bool = True
    certainty: Certainty = Certainty.SURE
    emergency: Emergency | None = None
    named: Named | None = None
    nearly: Named | None = None
    readings: tuple[str, ...] = ()

    @property
    def is_name(self) -> bool:
        """Whether the query is the name of records, which come first."""
        return self.named is not None

    @property
    def unknown_name(self) -> str:
        """Name that the query asks for and that nobody here bears, "" when it asks for none."""
        if self.nearly is not None:
            return self.nearly.text
        return "" if self.named else self.understood.unknown_name

    @property
    def asks_where(self) -> bool:
        """Whether several bear the name that the query is, and no place says which one."""
        return self.named is not None and self.named.bearers > 1 and self.understood.place is None

    @property
    def in_danger(self) -> bool:
        """Whether the query surely tells that somebody is in danger, so that results wait."""
        told = self.emergency
        return told is not None and told.is_sure and not told.steps

    @property
    def is_doubtful(self) -> bool:
        """Whether the results are shown in doubt: they are near, and none surely answers."""
        return self.certainty is Certainty.MAYBE

    @property
    def need(self) -> str:
        """Identifier of the need of the thesaurus that the query expresses; empty when unsure."""
        return self.needs[0] if self.needs and self.margin >= self.margin_from else ""

    @property
    def searched(self) -> str:
        """Text that was searched: as typed; or corrected and without its place if misspelt."""
        return self.query.text if self.correction is None else self.correction.text

    @property
    def correction(self) -> Correction | None:
        """Spelling correction of the query; None when no word was changed, or none served."""
        return self.understood.correction if self.nearly is None else None


class Stopwatch:
    """Durations of the steps of a search, in milliseconds.

    timings: name of a step -> its duration; a step in progress is not there yet.
    """

    def __init__(self) -> None:
        """Start without any duration."""
        self.timings: dict[str, float] = {}

    @contextmanager
    def stage(self, stage: Stage) -> Iterator[None]:
        """Time the `with` block as a step of the search, or as a part of one that was begun.

        If it raises, nothing is recorded.
        """
        start, before = perf_counter(), self.timings.get(stage.value, 0.0)
        yield
        self.timings[stage.value] = round(before + (perf_counter() - start) * 1000, 3)
