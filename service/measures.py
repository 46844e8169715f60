"""What was measured of the service, as its pages on sobriety and accessibility show it.

The figures are in `measures.toml`. One that is absent was not measured, and the pages say so.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

FILE = Path(__file__).parent / "measures.toml"
GRADES = (("A", 80), ("B", 70), ("C", 55), ("D", 40), ("E", 25), ("F", 10), ("G", -1))
"""Grade of an EcoIndex -> the score that it must go beyond, the best first."""
_ELEMENTS = (
    0, 47, 75, 159, 233, 298, 358, 417, 476, 537, 603, 674, 753, 843, 949, 1076, 1237, 1459, 1801,
    2479, 594601,
)  # fmt: skip
_REQUESTS = (
    0, 2, 15, 25, 34, 42, 49, 56, 63, 70, 78, 86, 95, 105, 117, 130, 147, 170, 205, 281, 3920,
)  # fmt: skip
_KILOBYTES = (
    0, 1.37, 144.7, 319.53, 479.46, 631.97, 783.38, 937.91, 1098.62, 1265.47, 1448.32, 1648.27,
    1876.08, 2142.06, 2465.37, 2866.31, 3401.59, 4155.73, 5400.08, 8037.54, 223212.26,
)  # fmt: skip
"""Twentieths of the pages that the method was fitted on."""
_WEIGHTS = 3, 2, 1
"""What elements, requests and kilobytes weigh."""


def ecoindex(elements: int, requests: int, kilobytes: float) -> int:
    """The EcoIndex of a page, from 0 to 100: a score of complexity, not a measure of impact.

    elements: of the document, those inside an SVG aside; kilobytes: transferred.
    """
    places = (
        _place(elements, _ELEMENTS), _place(requests, _REQUESTS), _place(kilobytes, _KILOBYTES)
    )  # fmt: skip
    total = sum(weight * place for weight, place in zip(_WEIGHTS, places, strict=True))
    return round(100 - 5 * total / sum(_WEIGHTS))


def _place(value: float, bounds: Sequence[float]) -> float:
    """How many twentieths of the pages are below a value."""
    for rank, (low, high) in enumerate(zip(bounds, bounds[1:], strict=False)):
        if value < high:
            return rank + (value - low) / (high - low)
    return len(bounds) - 1


class _Figures(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PageFigures(_Figures):
    """A page in a browser that has nothing of it yet: bytes transferred, requests, elements."""

    bytes: int | None = None
    requests: int | None = None
    elements: int | None = None

    @property
    def ecoindex(self) -> int | None:
        """Its EcoIndex, when all that it needs was measured."""
        if self.bytes is None or self.requests is None or self.elements is None:
            return None
        return ecoindex(self.elements, self.requests, self.bytes / 1024)

    @property
    def grade(self) -> str:
        """The letter of its EcoIndex; empty when there is none."""
        score = self.ecoindex
        return "" if score is None else next(name for name, least in GRADES if score > least)


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
    encoder alone; fused: both, letters and our needs, as served.
    """

    writing: Literal["clean", "typing", "heard"]
    words_ndcg: float
    meaning_ndcg: float
    fused_ndcg: float
    words_success: float
    meaning_success: float
    fused_success: float


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
    memory: str
    system: str
    software: str
    records: int = Field(description="records of the catalogue")
    pages: PagesFigures
    service: ServiceFigures
    ways: WaysFigures
    quality: tuple[QualityFigures, ...]
    false_answers: FalseAnswers
    training: TrainingFigures
    accessibility: AccessibilityFigures


@cache
def measures() -> Measures:
    """The figures of the file, read once."""
    return Measures.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))
