"""Parameters of a search, the same for the API and for pages, and their labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from index.messages import Sentence
from index.places.proximity import DEFAULT_RADIUS_KM, WIDER_RADII_KM
from index.search.query import MAX_CHARS, MAX_PAGE, MAX_PAGE_SIZE, MAX_PLACE_CHARS
from service.presentation import messages
from service.search.filters import FILTERS, with_filters

PARAMETER_LABELS: Mapping[str, Sentence] = {
    "q": Sentence("Votre besoin"),
    **{row.name: row.label for row in FILTERS},
    "tri": Sentence("Trier par"),
    "ouvert": messages.OPEN_NOW,
    "lieu": messages.PLACE,
    "partout": messages.SEARCH_EVERYWHERE,
    "lat": Sentence("Latitude"),
    "lon": Sentence("Longitude"),
    "distance": Sentence("Distance"),
    "exact": Sentence("Mots tels quels"),
    "page": Sentence("Page"),
    "size": messages.RESULTS_PER_PAGE,
}
"""Name of a parameter of a search, in the URL -> its label on pages: "tri" -> "Trier par"."""


@with_filters
class FilteredNeed(BaseModel):
    """The need typed, and a field for each filter on records: the list of the codes chosen."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    q: str = Field(
        min_length=1,
        max_length=MAX_CHARS,
        description="Le besoin, en français courant, fautes comprises",
        examples=["recondissioné dé smartfone"],
    )


class SearchParameters(FilteredNeed):
    """Parameters of a search, the same by GET (query string) and by POST (JSON).

    Make one by `model_validate` when it has filters: their fields are added when the program
    starts, so that type checkers do not know them.
    """

    lieu: str = Field(
        "",
        max_length=MAX_PLACE_CHARS,
        description="Commune, code postal, département ou région, comme on l'écrit ; "
        "vide : le lieu que le besoin nomme, s'il en nomme un",
        examples=["St-Étienne"],
    )
    partout: bool = Field(False, description="Ne pas chercher de lieu dans le besoin")
    lat: float | None = Field(
        None, ge=-90, le=90, description="Latitude du lieu, degrés WGS 84 ; avec lon"
    )
    lon: float | None = Field(
        None, ge=-180, le=180, description="Longitude du lieu, degrés WGS 84 ; avec lat"
    )
    distance: float = Field(
        DEFAULT_RADIUS_KM, ge=1, le=WIDER_RADII_KM[-1], description="Rayon autour du lieu, en km"
    )
    tri: Literal["pertinence", "distance"] = Field(
        "pertinence", description="Ce qui vient d'abord ; « distance » ne vaut qu'avec un lieu"
    )
    ouvert: bool = Field(
        False, description="Seulement les fiches dont les horaires disent qu'elles sont ouvertes"
    )
    exact: bool = Field(False, description="Chercher les mots tels quels, sans les corriger")
    page: int = Field(1, ge=1, le=MAX_PAGE, description="Page, à partir de 1")
    size: int = Field(10, ge=1, le=MAX_PAGE_SIZE, description="Résultats par page")
