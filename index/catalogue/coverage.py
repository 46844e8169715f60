"""Coverage of France by locations: their number by département, and the communes far from any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.locations.models import Location, Precision
from index.places.communes import Commune
from index.places.proximity import km_of_chords, on_sphere
from index.places.service_areas import departement_of

REACHES_KM = (10.0, 20.0)
"""Kilometres within which a commune should have a place that can be contacted."""


@dataclass(frozen=True)
class DepartementCoverage:
    """Locations of a département, and its communes that are far from any location.

    A location can be contacted when it has a telephone, a mail, a site or opening hours.
    departement: code; locations: number of locations; contactable: number that can be contacted;
    telephone, hours: numbers that have one, or opening hours; precisions: precision of the point ->
    number of locations; communes: number of communes that have coordinates; beyond: for each
    distance of `REACHES_KM`, in order, number of these communes that have no location that can be
    contacted within it, in any département.
    """

    departement: str
    locations: int
    contactable: int
    telephone: int
    hours: int
    precisions: Counter[Precision]
    communes: int
    beyond: tuple[int, ...]


def coverage(
    locations: Sequence[Location], communes: Iterable[Commune]
) -> tuple[DepartementCoverage, ...]:
    """Count the locations of each département, and its communes far from one that can be contacted.

    Args:
        locations: all the locations.
        communes: the rows of the table of communes; only whole communes of France are counted.

    Returns:
        One coverage for each département that has communes or locations, in the order of codes.
    """
    towns = [
        town
        for town in communes
        if town.type == "commune" and town.latitude is not None and town.longitude is not None
    ]
    km = _nearest_km(towns, [each for each in locations if each.is_contactable])
    of_towns = [town.departement for town in towns]
    of_locations = [
        departement_of(each.code_insee) if each.code_insee else "" for each in locations
    ]
    return tuple(
        _covered(
            departement,
            [
                each
                for each, code in zip(locations, of_locations, strict=True)
                if code == departement
            ],
            km[np.array(of_towns, dtype=object) == departement],
        )
        for departement in sorted({*of_towns, *of_locations} - {""})
    )


def _covered(
    departement: str, locations: Sequence[Location], km: NDArray[np.float64]
) -> DepartementCoverage:
    """Return the coverage of a département.

    locations: those in it; km: of its communes, the distances to the nearest contactable one.
    """
    return DepartementCoverage(
        departement,
        len(locations),
        sum(each.is_contactable for each in locations),
        sum(each.telephone is not None for each in locations),
        sum(each.horaires_accueil is not None for each in locations),
        Counter(each.precision for each in locations),
        len(km),
        tuple(int((km > reach).sum()) for reach in REACHES_KM),
    )


def _nearest_km(towns: Sequence[Commune], locations: Sequence[Location]) -> NDArray[np.float64]:
    """Return the kilometres from each commune to the nearest location; infinite without any."""
    if not locations or not towns:
        return np.full(len(towns), np.inf)
    from scipy.spatial import cKDTree  # slow to load: the other commands need none

    around = cKDTree(_points(locations))
    chords, _ = around.query(_points(towns))
    return km_of_chords(chords)


def _points(places: Sequence[Commune] | Sequence[Location]) -> NDArray[np.float64]:
    """Return the points of some places on the sphere of radius 1: (n, 3) float64."""
    points = [(place.latitude, place.longitude) for place in places]
    return on_sphere(*np.radians(np.array(points, dtype=np.float64)).T)
