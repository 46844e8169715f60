"""What a search may be asked, the same for the API and for pages."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from index.places.proximity import DEFAULT_RADIUS_KM, WIDER_RADII_KM
from index.records import code_lists as ref
from index.records.code_lists import CodeList
from index.search.query import MAX_CHARS, MAX_CODES, MAX_PAGE, MAX_PAGE_SIZE, MAX_PLACE_CHARS

MAX_CODE_CHARS = 60
"""More than the longest code."""
Code = Annotated[str, Field(max_length=MAX_CODE_CHARS)]


def _codes(codes: CodeList) -> Any:  # noqa: ANN401 - as pydantic types Field
    return Field(
        default=[],
        max_length=MAX_CODES,
        description=f"Codes parmi : {', '.join(codes.labels)}",
        json_schema_extra={"items": {"type": "string", "enum": list(codes.labels)}},
    )


class SearchParameters(BaseModel):
    """A search, the same by GET (query string) and by POST (JSON)."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    q: str = Field(
        min_length=1,
        max_length=MAX_CHARS,
        description="Le besoin, en français courant, fautes comprises",
        examples=["recondissioné dé smartfone"],
    )
    familles: list[Code] = _codes(ref.FAMILLES)
    type: list[Code] = _codes(ref.TYPES)
    publics: list[Code] = _codes(ref.PUBLICS)
    frais: list[Code] = _codes(ref.FRAIS)
    modes_accueil: list[Code] = _codes(ref.MODES_ACCUEIL)
    territoires: list[Code] = _codes(ref.TERRITOIRES)
    prise_en_charge: list[Code] = _codes(ref.PRISE_EN_CHARGE)
    langues: list[Code] = _codes(ref.LANGUES)
    modes_mobilisation: list[Code] = _codes(ref.MODES_MOBILISATION)
    accompagnement: list[Code] = _codes(ref.ACCOMPAGNEMENT)
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
