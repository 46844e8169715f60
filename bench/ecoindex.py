"""EcoIndex of a page: its elements, requests and weight against those of half a million pages.

The formula, the quantiles and the bounds of grades are those that
cnumr/ecoindex_python_fullstack publishes (components/ecoindex/{data,compute}), written again here.
Greenhouse gases and water are affine functions of the score, not measures: they do not depend
on the place, the machine or the number of visits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

QUANTILES_ELEMENTS = (
    0, 47, 75, 159, 233, 298, 358, 417, 476, 537, 603,
    674, 753, 843, 949, 1076, 1237, 1459, 1801, 2479, 594601,
)  # fmt: skip
QUANTILES_REQUESTS = (
    0, 2, 15, 25, 34, 42, 49, 56, 63, 70, 78, 86, 95, 105, 117, 130, 147, 170, 205, 281, 3920,
)  # fmt: skip
QUANTILES_KB = (
    0, 1.37, 144.7, 319.53, 479.46, 631.97, 783.38, 937.91, 1098.62, 1265.47, 1448.32,
    1648.27, 1876.08, 2142.06, 2465.37, 2866.31, 3401.59, 4155.73, 5400.08, 8037.54, 223212.26,
)  # fmt: skip
GRADES = {"A": 80, "B": 70, "C": 55, "D": 40, "E": 25, "F": 10}
"""Grade -> score, out of 100, above which it is given; G below them all."""


@dataclass(frozen=True)
class EcoIndex:
    """EcoIndex of a page.

    score: from 0 to 100, the higher the better; grade: from A to G; gases_g: grams of CO2
    equivalent that the formula gives a visit; water_cl: centilitres of water, likewise.
    """

    score: int
    grade: str
    gases_g: float
    water_cl: float


def quantile(quantiles: Sequence[float], value: float) -> float:
    """Return the position of a value among quantiles, from 0 to their number less one.

    quantiles: ascending; value: of the same unit.
    """
    for place, (low, high) in enumerate(pairwise(quantiles)):
        if value < high:
            return place + (value - low) / (high - low)
    return len(quantiles) - 1


def ecoindex(elements: int, requests: int, kilobytes: float) -> EcoIndex:
    """Compute the EcoIndex of a page.

    Args:
        elements: of its document, those inside drawings (SVG) left out.
        requests: over HTTP, to show it with an empty cache.
        kilobytes: transferred, headers included, 1 kB being 1000 bytes.

    Returns:
        Its score, its grade, and the gases and water that the formula derives from the score.
    """
    places = (
        3 * quantile(QUANTILES_ELEMENTS, elements)
        + 2 * quantile(QUANTILES_REQUESTS, requests)
        + quantile(QUANTILES_KB, kilobytes)
    )
    score = round(100 - 5 * places / 6)
    return EcoIndex(
        score=score,
        grade=grade(score),
        gases_g=round(2 + 2 * (50 - score) / 100, 2),
        water_cl=round(3 + 3 * (50 - score) / 100, 2),
    )


def grade(score: float) -> str:
    """Return the grade of a score out of 100."""
    return next((letter for letter, bound in GRADES.items() if score > bound), "G")
