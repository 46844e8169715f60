"""Names of communes for views of the map that are close: all of them, found by what is seen.

The closest views of Paris, Lyon and Marseille, each larger than what is seen, also name their
arrondissements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from index.lazy import Lazy
from index.maps.boundaries import Box, Frame, Town
from index.places.communes import Commune

DISTRICT = "arrondissement"
"""Type of the parts of Paris, Lyon and Marseille in the table of communes."""
DISTRICTS_KM = 30.0
"""Width of a view, in kilometres, under which they are named."""


class _Towns:
    """The communes by decreasing number of inhabitants."""

    def __init__(self, communes: Iterable[Commune]) -> None:
        """communes: rows of the table of places."""
        rows = [
            (row.population, row.nom, row.code, row.latitude, row.longitude)
            for row in communes
            if row.type in ("commune", DISTRICT)
            and row.latitude is not None
            and row.longitude is not None
        ]
        rows.sort(reverse=True)
        self.districts = np.array([name.endswith(" Arrondissement") for _, name, *_ in rows], bool)
        self.names = [_short(name) for _, name, *_ in rows]
        self.by_code = {
            code: name
            for (_, name, code, *_), part in zip(rows, self.districts, strict=True)
            if not part
        }
        self.points = np.array([row[3:] for row in rows], dtype=np.float64).reshape(-1, 2)


class Landmarks:
    """The communes of France, the most populous first, found by the rectangle of the map seen."""

    def __init__(self, communes: Callable[[], Iterable[Commune]]) -> None:
        """communes: reads the rows of the table of places, when a map is first asked for.

        Those with a point are named, arrondissements included.
        """
        self._lazy = Lazy(lambda: _Towns(communes()))

    def name(self, code: str) -> str:
        """Return the name of the commune that has an INSEE code, "" when it is unknown."""
        return self._lazy.get().by_code.get(code, "")

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
        towns = self._lazy.get()
        latitudes, longitudes = towns.points.T
        seen = np.flatnonzero(
            (latitudes >= south)
            & (latitudes <= north)
            & (longitudes >= west)
            & (longitudes <= east)
            & (~towns.districts | (frame.km_across(box) < DISTRICTS_KM))
        )
        return [
            Town(towns.names[row], frame.spot(*map(float, towns.points[row])))
            for row in seen[:most]
        ]


def _short(name: str) -> str:
    """Return the name of a commune; of an arrondissement, what tells it apart: "1er arr."."""
    town, district, _ = name.rpartition(" Arrondissement")
    return f"{town.rpartition(' ')[2]} arr." if district else name
