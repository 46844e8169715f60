"""The page that shows how the search understands: a map, and the same in a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from index import referentials as ref
from index.atlas import Atlas, Placed
from index.errors import EncoderUnavailable, InvalidQuery
from index.query import MAX_CHARS
from service.dependencies import CurrentAtlas
from service.pages import page, page_at

EXAMPLE = "faire réparer mon ordinateur"
WIDTH, HEIGHT, MARGIN = 640, 440, 24
"""Of the map, in the units of its SVG."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True)
class _Sheet:
    """The map on paper: where deviations of the catalogue fall on the drawing."""

    atlas: Atlas

    @cached_property
    def _bounds(self) -> tuple[list[float], list[float]]:
        """The least of both coordinates of the records, and how far they go from it."""
        low, high = self.atlas.places.min(axis=0), self.atlas.places.max(axis=0)
        return low.tolist(), (high - low).clip(1e-6).tolist()

    def point(self, x: float, y: float) -> tuple[int, int]:
        low, extent = self._bounds
        across, up = (x - low[0]) / extent[0], (y - low[1]) / extent[1]
        return (
            round(MARGIN + across * (WIDTH - 2 * MARGIN)),
            round(HEIGHT - MARGIN - up * (HEIGHT - 2 * MARGIN)),
        )

    def dots(self) -> Iterable[tuple[str, str]]:
        """(label of a family, path of its records): a point each, drawn by round ends."""
        paths: defaultdict[str, list[str]] = defaultdict(list)
        for family, (x, y) in zip(self.atlas.families, self.atlas.places.tolist(), strict=True):
            across, down = self.point(x, y)
            paths[family].append(f"M{across} {down}h0")
        labels = ref.FAMILLES.labels
        return [(labels[each], "".join(paths[each])) for each in labels if each in paths]


@page_at(router, "/comprendre")
def understand(request: Request, atlas: CurrentAtlas) -> HTMLResponse:
    """A need, and the same written by ear, among the records."""
    typed = request.query_params.get("q", "") or EXAMPLE
    try:
        clean = atlas.place(typed)
        mistaken = atlas.place(atlas.mistaken(clean.text)[:MAX_CHARS])
    except InvalidQuery as error:
        return _explained(422, asked=typed, error=error.args[0])
    except EncoderUnavailable as error:
        return _explained(asked=typed, notice=error.args[0])
    sheet = _Sheet(atlas)
    placed = [_drawn(each, sheet) for each in (clean, mistaken)]
    return _explained(
        asked=clean.text, placed=placed, dots=sheet.dots(), view=f"0 0 {WIDTH} {HEIGHT}"
    )


def _explained(status: int = 200, /, **shown: object) -> HTMLResponse:
    """The page; without the map unless it is given."""
    nothing = {"error": None, "notice": "", "placed": (), "dots": (), "view": ""}
    return page("atlas.html", status, **(nothing | {"example": EXAMPLE} | shown))


def _drawn(placed: Placed, sheet: _Sheet) -> dict[str, object]:
    across, down = sheet.point(placed.x, placed.y)
    return {"text": placed.text, "x": across, "y": down, "placed": placed}
