"""Published figures: weight, speed, quality and accessibility, as two pages of the site show them.

They are measured by scripts and written by hand in `figures.toml`. The pages state that a figure
that is absent was not measured. The live counters of searches are in `service.statistics`, the
metrics of the running service in `service.observability`.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

FILE = Path(__file__).parent / "figures.toml"


class _FiguresModel(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PageFigures(_FiguresModel):
    """Weight of a page, loaded by a browser with an empty cache.

    kilobytes: transferred, of 1,000 bytes; elements: of the DOM, without those inside drawings;
    ecoindex, grade: score (0 to 100) and grade of the EcoIndex method.
    """

    kilobytes: float | None = None
    requests: int | None = None
    elements: int | None = None
    ecoindex: int | None = None
    grade: Literal["A", "B", "C", "D", "E", "F", "G", ""] = ""


class PagesFigures(_FiguresModel):
    """Weight of the three pages that are visited most."""

    home: PageFigures
    results: PageFigures
    sheet: PageFigures


class ServiceFigures(_FiguresModel):
    """The service alone on its machine: seconds to start, megabytes, milliseconds per search."""

    start_s: float | None = None
    memory_mb: int | None = None
    median_ms: float | None = None
    p95_ms: float | None = None


class WayFigures(_FiguresModel):
    """Cost of a search mode: CPU milliseconds per search, megabytes in memory and on disk."""

    cpu_ms: float | None = None
    memory_mb: int | None = None
    disk_mb: int | None = None


class WaysFigures(_FiguresModel):
    """Cost of the lexical search alone (words), and of the search as served (fused)."""

    words: WayFigures
    fused: WayFigures


class QualityFigures(_FiguresModel):
    """Relevance on judged queries, in [0, 1]: nDCG@10 and success@1 (the first record is relevant).

    writing: correct, with typing errors, or phonetic ("heard"); words: lexical channel alone;
    meaning: encoder alone; fused: all channels, before results under the threshold are removed.
    """

    writing: Literal["clean", "typing", "heard"]
    words_ndcg: float
    meaning_ndcg: float
    fused_ndcg: float
    words_success: float
    meaning_success: float
    fused_success: float


class ServedFigures(_FiguresModel):
    """Relevance of the results as served on judged queries, in [0, 1].

    clean, typed: success@1 on correct queries and on queries with typing errors; heard_silent:
    share of phonetic queries that have no results.
    """

    clean: float
    typed: float
    heard_silent: float


class FalseAnswers(_FiguresModel):
    """Shares, in [0, 1], of out-of-scope queries that get results.

    kept: share of the other queries that have results at the same threshold; words, fused: search
    modes.
    """

    kept: float
    words: float
    fused: float


class TrainingFigures(_FiguresModel):
    """Duration of the training of the adapter, and of the preparation of its training set."""

    minutes: int | None = None
    lessons_minutes: int | None = None
    cores: int | None = None


class AccessibilityFigures(_FiguresModel):
    """Date of the accessibility statement, number of states of the site tested, and the checker."""

    day: date
    states: int | None = None
    checker: str = ""


class Figures(_FiguresModel):
    """All published figures, and the machine that they were measured on."""

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
    """Read the figures of the file, once."""
    return Figures.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))
