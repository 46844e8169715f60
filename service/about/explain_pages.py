"""Page that explains semantic search with a query of the visitor.

Each point of a two-dimensional map is a record (organisation or programme of the catalogue), and
records near in meaning are near on the map. The query is placed among them, with the records
nearest in meaning and nearest in words.
"""

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
from service.presentation.figures import published_figures
from service.presentation.templating import page, page_at
from service.runtime.dependencies import CurrentEmbeddingMap

EXAMPLE, PHONETIC_EXAMPLE = "faire réparer mon ordinateur", "fère réparé mon nordinateur"
"""Query shown before a visitor types one, and the same query in phonetic spelling."""
WIDTH, HEIGHT, MARGIN = 640, 440, 24
"""Width and height of the drawing of the map, and margin inside it, in SVG units."""
MIN_DISTANCE = 52
"""Least distance, in SVG units, between the centres of the numbers 1 and 2 that mark the query and
its misspelt form on the map, so that both can be read on a telephone.
"""
Spot = tuple[int, int]
"""(x, y) of a point of the drawing, in SVG units: x grows to the right, y downwards."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True)
class _Drawing:
    """Projection of the coordinates of the map on the drawing."""

    embedding_map: EmbeddingMap

    @cached_property
    def _bounds(self) -> tuple[list[float], list[float]]:
        """Return the minimum and the extent of both coordinates of the records."""
        low, high = self.embedding_map.places.min(axis=0), self.embedding_map.places.max(axis=0)
        return low.tolist(), (high - low).clip(1e-6).tolist()

    def point(self, x: float, y: float) -> Spot:
        low, extent = self._bounds
        right, up = (x - low[0]) / extent[0], (y - low[1]) / extent[1]
        return (
            round(MARGIN + right * (WIDTH - 2 * MARGIN)),
            round(HEIGHT - MARGIN - up * (HEIGHT - 2 * MARGIN)),
        )

    def dots(self) -> Iterable[tuple[str, str, str]]:
        """Return (code, label, SVG path of the records) of each family: one dot a record."""
        paths: defaultdict[str, list[str]] = defaultdict(list)
        for family, (x, y) in zip(
            self.embedding_map.families, self.embedding_map.places.tolist(), strict=True
        ):
            right, down = self.point(x, y)
            paths[family].append(f"M{right} {down}h0")
        labels = ref.FAMILLES.labels
        return [(code, labels[code], "".join(paths[code])) for code in labels if code in paths]


@page_at(router, "/comprendre")
def understand(request: Request, embedding_map: CurrentEmbeddingMap) -> HTMLResponse:
    """Render the map of the records with a query ("q" of the URL) and its phonetic spelling.

    The status is 422 for a query that is not valid. Without the encoder, the page has no map.
    """
    typed = request.query_params.get("q", "") or EXAMPLE
    try:
        clean = embedding_map.place(typed)
        if clean.text == EXAMPLE:
            spelling = PHONETIC_EXAMPLE
        else:
            spelling = embedding_map.misspelt(clean.text)[:MAX_CHARS]
        phonetic = embedding_map.place(spelling)
    except InvalidQuery as error:
        return _page(422, query=typed, error=error.args[0])
    except EncoderUnavailable as error:
        return _page(query=typed, notice=error.args[0])
    drawing = _Drawing(embedding_map)
    queries = (clean, phonetic)
    spots = [drawing.point(query.x, query.y) for query in queries]
    placed = [
        {"text": query.text, "spot": spot, "number": number, "neighbours": query}
        for query, spot, number in zip(queries, spots, _separate(*spots), strict=True)
    ]
    return _page(query=clean.text, placed=placed, dots=drawing.dots(), view=f"0 0 {WIDTH} {HEIGHT}")


def _page(status: int = 200, /, **values: object) -> HTMLResponse:
    """Render the page; without the drawing unless its values are provided."""
    empty = {"error": None, "notice": "", "placed": (), "dots": (), "view": ""}
    constants = {"example": EXAMPLE, "served": published_figures().served}
    return page("atlas.html", status, **(empty | constants | values))


def _separate(one: Spot, other: Spot) -> tuple[Spot, Spot]:
    """Return the positions of two numbers: the points, or moved apart to MIN_DISTANCE.

    one, other: points on the drawing.
    """
    gap = math.dist(one, other)
    if gap >= MIN_DISTANCE:
        return one, other
    right, down = ((other[0] - one[0]) / gap, (other[1] - one[1]) / gap) if gap else (1.0, 0.0)
    middle = [
        min(max((first + second) / 2, MIN_DISTANCE), size - MIN_DISTANCE)
        for first, second, size in zip(one, other, (WIDTH, HEIGHT), strict=True)
    ]
    first, second = (
        (round(middle[0] + side * right), round(middle[1] + side * down))
        for side in (-MIN_DISTANCE / 2, MIN_DISTANCE / 2)
    )
    return first, second
