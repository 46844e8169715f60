"""Parameters of the lists of records and of exports: filters, a place, a quality, a date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, WithJsonSchema
from pydantic_core import PydanticCustomError

from index.browsing.query import CODE_LISTS, BrowseQuery, categories
from index.errors import InvalidQuery
from index.search.query import MAX_CODES, MAX_PAGE, MAX_PAGE_SIZE, MAX_PLACE_CHARS
from index.search.results import Group
from index.taxonomy.thesaurus import Thesaurus
from service.http.chosen_fields import ChosenFields
from service.search.filters import Code, codes_of, with_filters
from service.search.parameters import PlaceParameters, requested_place

MAX_ID = 120
"""Most characters of an identifier of a need or of a source."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _read(value: object) -> date:
    """Return the day that a text writes; only AAAA-MM-JJ is taken, and no number of seconds."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise PydanticCustomError("date_type", "un jour, comme 2026-11-28")


Day = Annotated[
    date,
    BeforeValidator(_read),
    WithJsonSchema({"type": "string", "format": "date", "maxLength": 10}),
]
Identifiers = Annotated[list[Annotated[str, Field(max_length=MAX_ID)]], Field(max_length=MAX_CODES)]


def _coded(name: str, text: str) -> Any:  # noqa: ANN401 - as pydantic types Field
    """Return the field of a list of codes: the schema lists them, the selection checks them."""
    codes: list[JsonValue] = [*CODE_LISTS[name].labels, *categories(CODE_LISTS[name])]
    return Field(
        default=[],
        max_length=MAX_CODES,
        description=text,
        json_schema_extra={"items": {"type": "string", "enum": codes}},
    )


@with_filters
class SelectionParametres(PlaceParameters):
    """Which records a list or an export has: all of them, without any parameter."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    lieu: str = Field(
        "",
        max_length=MAX_PLACE_CHARS,
        description="Commune, code postal, département ou région, comme on l'écrit",
        examples=["St-Étienne"],
    )
    besoins: Identifiers = Field(
        [],
        description="Identifiants de besoins du thésaurus, dont la fiche déclare un au moins",
        examples=[["demarches--impots"]],
    )
    thematiques: list[Code] = _coded(
        "thematiques", "Thématiques de data·inclusion, ou leur catégorie, comme « numerique »"
    )
    reseaux_porteurs: list[Code] = _coded(
        "reseaux_porteurs", "Réseaux qui portent la structure, codes de data·inclusion"
    )
    mobilisable_par: list[Code] = _coded(
        "mobilisable_par", "Qui peut y avoir recours : usagers, professionnels"
    )
    sources: Identifiers = Field(
        [], description="Qui a écrit la fiche : son champ source", examples=[["orientess"]]
    )
    score_qualite_minimum: float = Field(
        0.0, ge=0, le=1, description="Score de qualité de data·inclusion, aujourd'hui, au moins"
    )
    exclure_doublons: bool = Field(
        False, description="Des fiches qui sont sans doute le même lieu, la mieux remplie seule"
    )
    modifie_depuis: Day | None = Field(
        None,
        examples=["2026-01-01"],
        description="Fiches changées ce jour-là ou après : d'après le journal des changements, et "
        "la date de leur producteur",
    )
    groupe: list[Literal["pres-de-vous", "dans-votre-region", "partout", "autres-pays"]] = Field(
        [],
        max_length=len(Group),
        description="Avec un lieu : « pres-de-vous » ne garde que les fiches du rayon ou de la "
        "zone, sans celles qui la servent d'ailleurs",
    )


class ActeursParametres(SelectionParametres):
    """Parameters of a list of records: which ones, which of their fields, which page."""

    champs: ChosenFields = []
    apres: Annotated[str, Field(max_length=MAX_ID)] | None = Field(
        None,
        description="Sans lieu : les fiches après celle-ci, par identifiant ; donnez `suivant` de "
        "la réponse d'avant. Rien n'est lu deux fois, même si l'index change entre deux pages",
    )
    page: int = Field(1, ge=1, le=MAX_PAGE, description="Page, à partir de 1")
    size: int = Field(10, ge=1, le=MAX_PAGE_SIZE, description="Fiches par page")


def browse_query(
    parameters: SelectionParametres,
    thesaurus: Thesaurus,
    page: int = 1,
    size: int = 10,
    after: str = "",
) -> BrowseQuery:
    """Return the request for records that parameters stand for.

    Args:
        parameters: which records.
        thesaurus: the needs that exist.
        page: number of the page, from 1.
        size: records of a page.
        after: identifier after which the page begins, "" to begin by its number.

    Returns:
        The request.

    Raises:
        InvalidQuery: when a need is not in the thesaurus, or the place or the codes are refused.
    """
    _check_needs(parameters.besoins, thesaurus)
    return BrowseQuery(
        **requested_place(parameters),
        filters={row.name: codes for row, codes in codes_of(parameters) if codes},
        codes={name: tuple(values) for name in CODE_LISTS if (values := _values(parameters, name))},
        needs=tuple(parameters.besoins),
        sources=tuple(parameters.sources),
        quality_from=parameters.score_qualite_minimum,
        changed_since=parameters.modifie_depuis,
        distinct=parameters.exclure_doublons,
        groups=tuple(map(Group, parameters.groupe)),
        page=page,
        size=size,
        after=after,
    )


def _values(parameters: BaseModel, name: str) -> Sequence[str]:
    values: Sequence[str] = getattr(parameters, name)
    return values


def _check_needs(needs: Sequence[str], thesaurus: Thesaurus) -> None:
    unknown = next((need for need in needs if need not in thesaurus.needs), None)
    if unknown is not None:
        raise InvalidQuery("besoins", f"Aucun besoin du thésaurus n'a l'identifiant « {unknown} ».")
