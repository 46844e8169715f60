"""Way to a location, on another site: a link that a person follows, nothing is fetched."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from index.locations.models import Location, Precision

DIRECTIONS, SEARCH = (
    "https://www.openstreetmap.org/directions",
    "https://www.openstreetmap.org/search",
)


def directions_to(location: Location) -> str:
    """Return the URL that leads to a location, on the site of OpenStreetMap.

    It is "" when only its town is known: its point is that of the town and it has no address.
    """
    if location.precision is not Precision.COMMUNE:
        point = f"{location.latitude},{location.longitude}"
        return f"{DIRECTIONS}?{urlencode({'to': point}, quote_via=quote, safe=',')}"
    if location.adresse:
        text = f"{location.adresse}, {location.commune}"
        return f"{SEARCH}?{urlencode({'query': text}, quote_via=quote)}"
    return ""
