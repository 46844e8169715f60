"""Commune and point of a place, and how precise the point is.

The rule of precision:

- "adresse": the address has a number, and the point is more than 50 m from the centre of the
  commune;
- "rue": the address has no number, and the point is more than 50 m from the centre;
- "commune": there is no address, or no point; or the point is that of the centre, within 50 m, or
  one where its list puts three places of different addresses; or it is more than 25 km from every
  commune of its postal code, and then the centre takes its place.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from index.importers.row_reader import Row
from index.locations.models import Precision
from index.locations.precision import precision_of
from index.places.communes import AREAS, Commune
from index.places.gazetteer import Gazetteer
from index.places.models import Point
from index.places.names import name_key
from index.places.proximity import distance_km

ASTRAY_KM = 25.0
"""Kilometres from every commune of its postal code beyond which a point is a mistake."""
SHARED = 3
"""Different addresses that a list puts at one point when that point is none of them."""
LARGE_TOWN = 20_000
"""Fewest inhabitants of a town that a name without a postal code means among several."""
HAMLET_KM = 10.0
"""Kilometres up to which a point is of a commune of its postal code, whatever name it is given."""
_POSTAL = re.compile(r"\d{4,5}")
_EXTRA = re.compile(r"\s\d+\w*$")
"""Number that follows a name: that of an arrondissement, or of a postal code."""


class Spot(NamedTuple):
    """Point of a place: degrees, and precision."""

    latitude: float
    longitude: float
    precision: Precision


class Towns:
    """Communes of France by code, postal code and name, to place the rows of lists."""

    def __init__(self, communes: Iterable[Commune]) -> None:
        """communes: the rows of the table of communes."""
        rows = [row for row in communes if row.type not in AREAS and row.pays == "fr"]
        self._gazetteer = Gazetteer(rows)
        self._by_postal: dict[str, list[Commune]] = defaultdict(list)
        for row in rows:
            for code in row.codes_postaux:
                self._by_postal[code].append(row)

    def commune(self, row: Row) -> Commune | None:
        """Return the commune of a row, from its INSEE code, or its postal code and its name.

        The arrondissement for a postal code of Paris, Lyon or Marseille. None when the row names
        none, or several.
        """
        postal, name = postal_code(row), str(row.get("commune") or "")
        coded = self._gazetteer.commune(str(row.get("code_insee") or ""))
        if coded is not None:
            return coded
        parts = [town for town in self._by_postal[postal] if town.type == "arrondissement"]
        if len(parts) == 1:
            return parts[0]
        town = self._gazetteer.commune_of(postal, _EXTRA.sub("", name))
        return town or self._posted(row, postal, name) or self._named(row, name)

    def _posted(self, row: Row, postal: str, name: str) -> Commune | None:
        """Return the commune of a postal code whose name is the most like, or the nearest one.

        "Mauléon" means Mauléon-Licharre; a hamlet, the commune of its postal code within 10 km.
        """
        words = set(name_key(name).split())
        towns = [town for town in self._by_postal[postal] if town.type != "arrondissement"]
        alike = [town for town in towns if words and words <= set(name_key(town.nom).split())]
        if alike:
            return min(alike, key=lambda town: (town.type != "commune", town.code))
        point = point_of(row)
        return None if point is None else _nearest(point, towns, HAMLET_KM)

    def _named(self, row: Row, name: str) -> Commune | None:
        """Return the commune of a name, inside the département of the row if it is stated."""
        key, departement = name_key(name), str(row.get("departement") or "")
        if not key:
            return None
        if departement:
            inside = self._gazetteer.within(key, departement)
            return inside if inside is not None and name_key(inside.nom) == key else None
        existing = self._gazetteer.name(key)
        bearers = existing.bearers if existing is not None else ()
        if len(bearers) == 1 or (bearers and bearers[0].population >= LARGE_TOWN):
            return bearers[0]
        return None

    def centre(self, town: Commune, postal: str) -> Point | None:
        """Return the centre of a commune; that of another of its postal code when it has none."""
        for row in (town, self._gazetteer.commune(town.insee), *self._by_postal[postal]):
            if row is not None and row.latitude is not None and row.longitude is not None:
                return Point(row.latitude, row.longitude)
        return None

    def whole(self, town: Commune) -> Commune:
        """Return the commune that a part of a commune belongs to; itself when it is whole."""
        return self._gazetteer.commune(town.insee) or town

    def spot(
        self, row: Row, town: Commune, address: str | None, shared: bool, dropped: Counter[str]
    ) -> Spot | None:
        """Return the point of a row and its precision; None without any point.

        row: with columns latitude and longitude, which may be empty; town: its commune; address: as
        shown; shared: True when its list puts several addresses there; dropped: reason -> number of
        points left out, increased.
        """
        point, centre = point_of(row), self.centre(town, postal_code(row))
        if point is not None and self._is_astray(point, town, row):
            dropped["point à plus de 25 km du code postal"] += 1
            point = None
        if point is None:
            return None if centre is None else Spot(*_rounded(centre), Precision.COMMUNE)
        precision = Precision.COMMUNE if shared else precision_of(address, point, centre)
        return Spot(*_rounded(point), precision)

    def _is_astray(self, point: Point, town: Commune, row: Row) -> bool:
        """Return whether a point is far from its commune and from all those of its postal code."""
        towns = (town, self.whole(town), *self._by_postal[postal_code(row)])
        return _nearest(point, towns, math.inf) is not None and (
            _nearest(point, towns, ASTRAY_KM) is None
        )


def _nearest(point: Point, towns: Iterable[Commune], most_km: float) -> Commune | None:
    """Return which of some communes is nearest to a point; None when each is beyond `most_km`."""
    distances = [
        (distance_km(point, Point(town.latitude, town.longitude)), town.code, town)
        for town in towns
        if town.latitude is not None and town.longitude is not None
    ]
    best = min(distances, key=lambda each: each[:2], default=None)
    return best[2] if best is not None and best[0] <= most_km else None


def postal_code(row: Row) -> str:
    """Return the five figures of the postal code of a row, "" when it has none."""
    match = _POSTAL.match(str(row.get("code_postal") or "").strip())
    return match[0].zfill(5) if match else ""


def point_of(row: Row) -> Point | None:
    """Return the point of a row; None when it has none, or no possible one."""
    try:
        degrees = [
            float(str(row.get(name) or "nan").replace(",", "."))
            for name in ("latitude", "longitude")
        ]
    except ValueError:
        return None
    if not all(map(math.isfinite, degrees)) or degrees == [0, 0]:
        return None
    return Point(*degrees) if abs(degrees[0]) <= 90 and abs(degrees[1]) <= 180 else None


def shared_points(rows: Iterable[Mapping[str, object]]) -> frozenset[Point]:
    """Return the points where a list puts at least three places of different addresses."""
    addresses: dict[Point, set[str]] = defaultdict(set)
    for row in rows:
        point = point_of(row)
        if point is not None:
            addresses[point].add(str(row.get("adresse") or "").lower())
    return frozenset(point for point, texts in addresses.items() if len(texts) >= SHARED)


def _rounded(point: Point) -> tuple[float, float]:
    """Return a point with five decimals, about a metre."""
    return round(point.latitude, 5), round(point.longitude, 5)
