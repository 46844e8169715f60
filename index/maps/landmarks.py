"""Names of communes for views of the map that are close: all of them, found by what is seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from index.maps.boundaries import Box, Frame, Town
from index.places.communes import Commune


class Landmarks:
    """The communes of France, the most populous first, found by the rectangle of the map seen."""

    def __init__(self, communes: Iterable[Commune]) -> None:
        """communes: rows of the table of places; only whole communes with a point are kept."""
        rows = [
            (row.population, row.nom, row.code, row.latitude, row.longitude)
            for row in communes
            if row.type == "commune" and row.latitude is not None and row.longitude is not None
        ]
        rows.sort(reverse=True)
        self._names = [name for _, name, *_ in rows]
        self._by_code = {code: name for _, name, code, *_ in rows}
        self._points = np.array([row[3:] for row in rows], dtype=np.float64).reshape(-1, 2)

    def name(self, code: str) -> str:
        """Return the name of the commune that has an INSEE code, "" when it is unknown."""
        return self._by_code.get(code, "")

    def inside(self, frame: Frame, box: Box, most: int) -> Sequence[Town]:
        """Return the most populous communes of a rectangle of the map.

        Args:
            frame: the part of the map that is drawn.
            box: what is seen of it, in units of the map.
            most: number of communes, at most.

        Returns:
            The communes, the most populous first.
        """
        north, west = frame.degrees((box.left, box.top))
        south, east = frame.degrees((box.right, box.bottom))
        latitudes, longitudes = self._points.T
        seen = np.flatnonzero(
            (latitudes >= south)
            & (latitudes <= north)
            & (longitudes >= west)
            & (longitudes <= east)
        )
        return [
            Town(self._names[row], frame.spot(*map(float, self._points[row])))
            for row in seen[:most]
        ]
