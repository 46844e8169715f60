"""The page that shows how the search understands: a map, and the same in a table."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from index.errors import EncoderUnavailable, InvalidQuery
from index.matching.embedding_map import EmbeddingMap
from index.records import code_lists as ref
from index.search.query import MAX_CHARS
from service.about.figures import measures
from service.presentation.templating import page, page_at
from service.runtime.dependencies import CurrentEmbeddingMap

EXAMPLE, HEARD = "faire réparer mon ordinateur", "fère réparé mon nordinateur"
"""The need that is shown before one is typed, and the same as somebody may write it by ear."""
WIDTH, HEIGHT, MARGIN = 640, 440, 24
"""Of the map, in the units of its SVG."""
APART = 52
"""Between the middles of two numbers, at least, to read them both on a telephone."""
Spot = tuple[int, int]
"""A place on the map: to the right, then down."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True)
class _Sheet:
    """The map on paper: where deviations of the catalogue fall on the drawing."""

    embedding_map: EmbeddingMap

    @cached_property
    def _bounds(self) -> tuple[list[float], list[float]]:
        """The least of both coordinates of the records, and how far they go from it."""
        low, high = self.embedding_map.places.min(axis=0), self.embedding_map.places.max(axis=0)
        return low.tolist(), (high - low).clip(1e-6).tolist()

    def point(self, x: float, y: float) -> Spot:
        low, extent = self._bounds
        across, up = (x - low[0]) / extent[0], (y - low[1]) / extent[1]
        return (
            round(MARGIN + across * (WIDTH - 2 * MARGIN)),
            round(HEIGHT - MARGIN - up * (HEIGHT - 2 * MARGIN)),
        )

    def dots(self) -> Iterable[tuple[str, str, str]]:
        """Return (code, label, SVG path of the records) of each family: one dot a record."""
        paths: defaultdict[str, list[str]] = defaultdict(list)
        for family, (x, y) in zip(
            self.embedding_map.families, self.embedding_map.places.tolist(), strict=True
        ):
            across, down = self.point(x, y)
            paths[family].append(f"M{across} {down}h0")
        labels = ref.FAMILLES.labels
        return [(code, labels[code], "".join(paths[code])) for code in labels if code in paths]


@page_at(router, "/comprendre")
def understand(request: Request, embedding_map: CurrentEmbeddingMap) -> HTMLResponse:
    """A need, and the same written by ear, among the records."""
    typed = request.query_params.get("q", "") or EXAMPLE
    try:
        clean = embedding_map.place(typed)
        heard = HEARD if clean.text == EXAMPLE else embedding_map.misspelt(clean.text)[:MAX_CHARS]
        mistaken = embedding_map.place(heard)
    except InvalidQuery as error:
        return _explained(422, asked=typed, error=error.args[0])
    except EncoderUnavailable as error:
        return _explained(asked=typed, notice=error.args[0])
    sheet = _Sheet(embedding_map)
    spots = [sheet.point(each.x, each.y) for each in (clean, mistaken)]
    placed = [
        {"text": each.text, "spot": spot, "number": number, "placed": each}
        for each, spot, number in zip((clean, mistaken), spots, _apart(*spots), strict=True)
    ]
    return _explained(
        asked=clean.text, placed=placed, dots=sheet.dots(), view=f"0 0 {WIDTH} {HEIGHT}"
    )


def _explained(status: int = 200, /, **shown: object) -> HTMLResponse:
    """The page; without the map unless it is given."""
    nothing = {"error": None, "notice": "", "placed": (), "dots": (), "view": ""}
    told = {"example": EXAMPLE, "served": measures().served}
    return page("atlas.html", status, **(nothing | told | shown))


def _apart(one: Spot, other: Spot) -> tuple[Spot, Spot]:
    """Where the numbers of two places are written: there, or on each side when they are too near.

    one, other: the places.
    """
    gap = math.dist(one, other)
    if gap >= APART:
        return one, other
    across, down = ((other[0] - one[0]) / gap, (other[1] - one[1]) / gap) if gap else (1.0, 0.0)
    middle = [
        min(max((first + second) / 2, APART), size - APART)
        for first, second, size in zip(one, other, (WIDTH, HEIGHT), strict=True)
    ]
    first, second = (
        (round(middle[0] + side * across), round(middle[1] + side * down))
        for side in (-APART / 2, APART / 2)
    )
    return first, second
