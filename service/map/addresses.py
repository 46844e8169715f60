"""URLs of the page of the map: the search, the part shown, the background."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

ADDRESS = "/carte"


@dataclass(frozen=True)
class MapAddress:
    """URL of the page of the map, which holds the search, the part shown and the background.

    address: URL of the page for this search, without the two parameters that follow; view: part of
    the map to show: "" (chosen from the results), "france" (the whole country), or latitude,
    longitude and kilometres around: "45.76,4.84,20"; detailed: whether images of OpenStreetMap are
    requested as background.
    """

    address: str
    view: str = ""
    detailed: bool = False

    def to(self, view: str | None = None, detailed: bool | None = None) -> str:
        """Return the URL of the same page with another part of the map or another background.

        view: part of the map to show: "" (chosen from the results), "france" or "45.76,4.84,20";
        None keeps it. detailed: whether the background is OpenStreetMap; None keeps it.
        """
        view = self.view if view is None else view
        detailed = self.detailed if detailed is None else detailed
        parameters = {"vue": view, "fond": "osm" if detailed else ""}
        query = urlencode({name: value for name, value in parameters.items() if value})
        separator = "&" if "?" in self.address else "?"
        return self.address + (separator + query if query else "")
