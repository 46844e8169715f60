"""Published figures: weight, speed, quality and accessibility, as pages of the site show them.

They are measured by scripts and written by hand in `figures.toml`. A figure that is absent from the
file (None, or "") was not measured, and the pages state it. The live counters of searches are in
`service.statistics`, the metrics of the running service in `service.observability`.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from statistics import fmean
from typing import Literal

from pydantic import Field

from index.frozen_model import FrozenModel
from index.messages import Sentence
from service.presentation import messages

FILE = Path(__file__).parent / "figures.toml"
LEAST_PARTIAL = 0.5
"""Least share of criteria conformed to of a site said to conform partially (RGAA 4.1.2)."""


class PageFigures(FrozenModel):
    """Weight of a page of the site, loaded by a browser with an empty cache.

    kilobytes: data transferred, in units of 1,000 bytes; requests: number of HTTP requests;
    elements: number of elements of the HTML document, without those inside drawings; ecoindex,
    grade: score of the EcoIndex method (https://www.ecoindex.fr), from 0 to 100 (higher is
    better), and its grade, from A, the best, to G. None, or "", when not measured.
    """

    kilobytes: float | None = None
    requests: int | None = None
    elements: int | None = None
    ecoindex: int | None = None
    grade: Literal["A", "B", "C", "D", "E", "F", "G", ""] = ""


class PagesFigures(FrozenModel):
    """Weight of three pages: the home page, a page of results, and the sheet (page) of a record."""

    home: PageFigures
    results: PageFigures
    sheet: PageFigures


class ServiceFigures(FrozenModel):
    """Speed and memory of the service, alone on its machine; None when not measured.

    start_s: seconds to start; memory_mb: megabytes of memory used; median_ms, p95_ms: milliseconds
    within which 50 % and 95 % of the searches are answered.
    """

    start_s: float | None = None
    memory_mb: int | None = None
    median_ms: float | None = None
    p95_ms: float | None = None


class WayFigures(FrozenModel):
    """Cost of a way to search (lexical alone, or with the encoder too); None when not measured.

    cpu_ms: milliseconds of processor time per search; memory_mb, disk_mb: megabytes of memory used,
    and of files on disk.
    """

    cpu_ms: float | None = None
    memory_mb: int | None = None
    disk_mb: int | None = None


class WaysFigures(FrozenModel):
    """Costs of two ways to search, to compare them.

    words: lexical search alone, which compares words; fused: search as the site offers it, which
    combines words and meaning.
    """

    words: WayFigures
    fused: WayFigures


class QualityFigures(FrozenModel):
    """Quality of the ranking of records, on queries whose relevant records are known.

    All figures are in [0, 1], and higher is better. …_ndcg: nDCG@10, normalized discounted
    cumulative gain of the first ten records, 1 when no order of the records is better; …_success:
    share of the queries whose first record is relevant. words_…: ranking by words alone;
    meaning_…: by the encoder alone (cosine of embeddings); fused_…: by all signals combined, before
    uncertain results are removed.

    writing: spelling of the queries: correct ("clean"), with typing errors ("typing"), or written
    as they sound ("heard").
    """

    writing: Literal["clean", "typing", "heard"]
    words_ndcg: float
    meaning_ndcg: float
    fused_ndcg: float
    words_success: float
    meaning_success: float
    fused_success: float


class ServedFigures(FrozenModel):
    """Quality of the results as visitors get them, uncertain ones removed.

    All are shares, in [0, 1], of queries whose relevant records are known. clean, typed: those
    whose first result is relevant, among correctly spelt queries and among queries with typing
    errors; heard_silent: those without a result, among queries written as they sound.
    """

    clean: float
    typed: float
    heard_silent: float


class FalseAnswers(FrozenModel):
    """Shares of queries, in [0, 1], that get results although no record can answer them.

    words: that share with the lexical search alone; fused: with the search as served, which
    combines words and embeddings; lower is better. Both hide results under a likelihood, set so
    that the share `kept` of the queries that records can answer still get results.
    """

    kept: float
    words: float
    fused: float


class TrainingFigures(FrozenModel):
    """Duration of the trainings of the encoder, and of its student; None when not measured.

    minutes: of the trainings themselves; lessons_minutes: of the preparation of their examples;
    cores: number of processor cores used.
    """

    minutes: int | None = None
    lessons_minutes: int | None = None
    cores: int | None = None


class CriteriaFigures(FrozenModel):
    """Number of criteria of RGAA that a page, or the whole sample of pages, conforms to.

    conforming, failing, not_applicable: numbers of criteria; a criterion conforms over the sample
    when it fails on no page of it, and does not apply when it applies to none.
    """

    conforming: int
    failing: int
    not_applicable: int

    @property
    def rate(self) -> float:
        """Share of the applicable criteria that are conformed to, in [0, 1]."""
        return self.conforming / (self.conforming + self.failing)


class AccessibilityFigures(FrozenModel):
    """Facts of the accessibility statement.

    day: its date; states: number of pages tested, a page in another state (such as a form with an
    error) counting as another one, None when not measured; checker: name and version of the program
    that tests them, such as "axe-core 4.14.1", "" without one; criteria: result of the
    self-evaluation over the sample of pages, None without one; unheard: criteria counted as
    conforming by reading the code alone, although RGAA has them tried with assistive technologies;
    pages: name of a page of the sample -> its result.
    """

    day: date
    states: int | None = None
    checker: str = ""
    criteria: CriteriaFigures | None = None
    unheard: int = 0
    pages: dict[str, CriteriaFigures] = {}

    @property
    def least_rate(self) -> float:
        """Share of the criteria conformed to were all those not tried to fail, in [0, 1]."""
        if self.criteria is None:
            return 0.0
        known = self.criteria.conforming - self.unheard
        return known / (self.criteria.conforming + self.criteria.failing)

    @property
    def mean_rate(self) -> float:
        """Mean of the rates of the pages of the sample, in [0, 1]; needs one page at least."""
        return fmean(page.rate for page in self.pages.values())

    @property
    def is_partly_accessible(self) -> bool:
        """Whether half of the criteria at least are conformed to, those not tried left out.

        An evaluation that tried no assistive technology never supports full conformity.
        """
        return self.least_rate >= LEAST_PARTIAL

    @property
    def statement(self) -> Sentence:
        """State of accessibility, as the law has pages show it."""
        partly = self.is_partly_accessible
        return messages.PARTLY_ACCESSIBLE if partly else messages.NOT_ACCESSIBLE


class Figures(FrozenModel):
    """All published figures of weight, speed, quality and accessibility.

    day: date of the measures; processor, cores, memory_gib, system, software: machine that speed
    was measured on, with its number of cores, gibibytes of memory and versions of software.
    """

    day: date
    processor: str
    cores: int
    memory_gib: int
    system: str
    software: str
    records: int = Field(description="records of the catalogue")
    pages: PagesFigures
    service: ServiceFigures
    ways: WaysFigures
    quality: tuple[QualityFigures, ...]
    served: ServedFigures
    false_answers: FalseAnswers
    training: TrainingFigures
    accessibility: AccessibilityFigures


@cache
def published_figures() -> Figures:
    """Return the published figures of weight, speed, quality and accessibility of the site.

    They are read from `figures.toml` at the first call.

    Returns:
        The figures, the same object at every call.

    Raises:
        OSError: when the file cannot be read.
        ValueError: when it is not valid TOML, or has an unknown, missing or wrong figure.
    """
    return Figures.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))
