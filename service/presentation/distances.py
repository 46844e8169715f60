"""Places in words, and distances: never more exact than the points that they are between."""

from __future__ import annotations

from index.locations.models import Precision
from index.messages import Sentence
from index.places.models import ARRONDISSEMENTS, Place, PlaceKind, whole_commune
from index.places.proximity import Widened, Widening

CLOSE_KM, ROUND_FROM_KM = 1.0, 9.5
"""Kilometres below which a distance is written "less than 1 km", and from which it is rounded to
5 km."""
LEAST_BETWEEN_TOWNS_KM = 10.0
"""Kilometres below which a distance to the centre of a commune is not written: the place may be
anywhere in the commune."""
NEIGHBOUR_KM = 5.0
"""Kilometres between the centres of two communes below which they are said to be neighbours."""
HERE = Sentence("à moins de 1 km")


def distance_words(km: float, town: str = "") -> str:
    """Return a distance in French words: "à moins de 1 km", "à 4 km du centre de Foix".

    It is rounded to 5 km beyond 10. town: the town whose centre it is measured from; "" when it is
    measured from a point.
    """
    if km < CLOSE_KM:
        return Sentence("à moins de 1 km du centre de %(town)s", town=town) if town else HERE
    if km < ROUND_FROM_KM:
        number = f"{km:.0f}"
        if town:
            return Sentence("à %(km)s km du centre de %(town)s", km=number, town=town)
        return Sentence("à %(km)s km", km=number)
    number = str(round(km / 5) * 5)
    if town:
        return Sentence("à environ %(km)s km du centre de %(town)s", km=number, town=town)
    return Sentence("à environ %(km)s km", km=number)


def shown_distance(km: float | None, precision: Precision | None) -> float | None:
    """Return a distance that can be shown as a number; None when it would say more than is known.

    Args:
        km: kilometres to the point of a record or of a location; None if unknown.
        precision: of that point; None for a record without any.

    Returns:
        Kilometres, rounded to 0.1; None below 10 km for a point that is the centre of a commune.
    """
    if km is None or precision is None:
        return None
    if precision is Precision.COMMUNE and km < LEAST_BETWEEN_TOWNS_KM:
        return None
    return round(km, 1)


def situation(
    km: float | None, precision: Precision | None, commune: str, code_insee: str, place: Place
) -> str:
    """Return where a record or a location is from the place searched, in French words.

    Args:
        km: kilometres between the two points; None if unknown.
        precision: of the point of the record or of the location; None if it has none.
        commune: its name, "" if unknown.
        code_insee: of the commune, "" if unknown.
        place: searched; its point is the centre of a town, or the point given.

    Returns:
        Such as "à 3 km du centre de Foix", "à Tourcoing (commune voisine)", "à Foix"; "" when
        nothing is known.
    """
    here = Sentence("à %(commune)s", commune=commune) if commune else ""
    if place.is_area or km is None or precision is None:
        return here
    if shown_distance(km, precision) is None:
        if place.kind is not PlaceKind.COMMUNE or not commune:
            return here
        return _in_commune(km, commune, code_insee, place)
    return distance_words(km, town_name(place) if place.kind is PlaceKind.COMMUNE else "")


def _in_commune(km: float, commune: str, code_insee: str, town: Place) -> str:
    """Return where a commune is from the centre of a town that is near it, in French words."""
    codes = whole_commune(code_insee), whole_commune(town.commune)
    if codes[0] == codes[1] or commune == town_name(town):
        return Sentence("à %(commune)s", commune=commune)
    # the outlines of communes are not known: those of a wide city may be far from its centre
    if km < NEIGHBOUR_KM and ARRONDISSEMENTS.keys().isdisjoint(codes):
        return Sentence("à %(commune)s (commune voisine)", commune=commune)
    number = str(max(1, round(km / 5)) * 5)
    distance = Sentence(
        "à environ %(km)s km du centre de %(town)s", km=number, town=town_name(town)
    )
    return Sentence("à %(commune)s (%(distance)s)", commune=commune, distance=distance)


def town_name(place: Place) -> str:
    """Return the name of a place without its département: "Lille (59)" -> "Lille"."""
    return place.nom.partition(" (")[0]


def place_name(place: Place) -> str:
    """Return the name of a place, in French: "Lille (59)", "Autour de vous" for a point."""
    if place.kind is PlaceKind.POINT:
        return Sentence("Autour de vous")
    if place.kind is PlaceKind.EPCI:
        return Sentence("%(commune)s et son intercommunalité", commune=place.nom)
    return place.nom


def widened_words(widened: Widened) -> Sentence:
    """Return the sentence that says how the area of a search was widened, in French."""
    asked, reach = f"{widened.asked_km:.0f}", f"{widened.reach_km:.0f}"
    told = {"place": place_name(widened.place), "asked": asked, "reach": reach}
    match widened.code:
        case Widening.RADIUS if widened.place.is_area:
            return Sentence("Rien dans « %(place)s » : recherche élargie à %(reach)s km.", **told)
        case Widening.RADIUS:
            return Sentence(
                "Rien à moins de %(asked)s km : recherche élargie à %(reach)s km.", **told
            )
        case Widening.COUNTRY:
            return Sentence(
                "Rien de local : voici ceux qui servent toute la France, ou plus large."
            )
        case Widening.ABROAD:
            return Sentence("Rien de local : voici ceux qui servent l'Europe ou le monde.")
    return Sentence("Rien de connu près de « %(place)s » pour ce besoin.", **told)
