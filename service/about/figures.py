"""What was measured of the service, as its pages on sobriety and accessibility show it.

The figures are in `measures.toml`. One that is absent was not measured, and the pages say so.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

FILE = Path(__file__).parent / "measures.toml"


class _Figures(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PageFigures(_Figures):
    """A page in a browser that has nothing of it yet.

    kilobytes: of 1000 bytes, transferred; elements: those inside drawings aside; ecoindex, grade:
    what the method of that name makes of them.
    """

    kilobytes: float | None = None
    requests: int | None = None
    elements: int | None = None
    ecoindex: int | None = None
    grade: Literal["A", "B", "C", "D", "E", "F", "G", ""] = ""


class PagesFigures(_Figures):
    """The three pages that people meet most."""

    home: PageFigures
    results: PageFigures
    sheet: PageFigures


class ServiceFigures(_Figures):
    """The service alone on its machine: seconds to be ready, megabytes, milliseconds a query."""

    start_s: float | None = None
    memory_mb: int | None = None
    median_ms: float | None = None
    p95_ms: float | None = None


class WayFigures(_Figures):
    """A way of searching: milliseconds of processor a query, megabytes in memory and on disk."""

    cpu_ms: float | None = None
    memory_mb: int | None = None
    disk_mb: int | None = None


class WaysFigures(_Figures):
    """By words alone, and as served."""

    words: WayFigures
    fused: WayFigures


class QualityFigures(_Figures):
    """On judged needs, from 0 to 1: nDCG@10, and how often the first record answers.

    writing: without mistakes, with those of typing, or as one hears it; words: alone; meaning: the
    encoder alone; fused: both, letters and our needs, before anything is withheld.
    """

    writing: Literal["clean", "typing", "heard"]
    words_ndcg: float
    meaning_ndcg: float
    fused_ndcg: float
    words_success: float
    meaning_success: float
    fused_success: float


class ServedFigures(_Figures):
    """What people get on judged needs, from 0 to 1: how often the first record shown answers.

    clean: well written; typed: by hand, in a hurry or with mistakes; heard_silent: how many of
    those written as one hears them get no answer.
    """

    clean: float
    typed: float
    heard_silent: float


class FalseAnswers(_Figures):
    """Requests that nothing answers and that get an answer, when `kept` of the others keep one."""

    kept: float
    words: float
    fused: float


class TrainingFigures(_Figures):
    """The training of the adapter, and the making of its lessons."""

    minutes: int | None = None
    lessons_minutes: int | None = None
    cores: int | None = None


class AccessibilityFigures(_Figures):
    """The day of the declaration; how many states of the site are tested, and by what."""

    day: date
    states: int | None = None
    checker: str = ""


class Measures(_Figures):
    """Everything that was measured, and on what machine."""

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
def measures() -> Measures:
    """The figures of the file, read once."""
    return Measures.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))
