"""CSV of a search: its columns, its rows, and its description in OpenAPI."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from index.exporters import columns as catalogue
from index.exporters.csv_safe import csv_lines
from index.locations.models import Location
from index.places.models import Place
from index.records.models import Actor
from index.search.results import Hit, SearchResult
from service.search.location_schemas import honest_distance
from service.search.schemas import Closeness

CSV_NAME = "orientess-recherche.csv"
EXCEL = (
    "Vrai : pour Excel en français (marque d'ordre UTF-8, points-virgules, virgules décimales) ; "
    "les programmes s'en passent"
)
"""Description, in the API, of the parameter of a CSV that Excel opens by itself."""
ANSWER_COLUMNS = (
    "rang", "score", "confiance", "appreciation", "raison", "distance", "precision", "groupe",
    "nombre_lieux",
)  # fmt: skip
"""Columns that the search adds to the fields of a record."""
LOCATION_FIELDS = (
    "id", "nom", "adresse", "code_postal", "commune", "telephone", "courriel", "site_web",
    "horaires_accueil", "source", "licence",
)  # fmt: skip
"""Fields of the nearest location of a record that the CSV holds, after "lieu_"."""
COLUMNS = (
    *ANSWER_COLUMNS,
    *(f"lieu_{name}" for name in LOCATION_FIELDS),
    *catalogue.COLUMNS,
)


def csv_rows(result: SearchResult, excel: bool = False) -> Iterator[str]:
    """Yield the lines of the CSV of a page of results: the heading, then a line a record.

    result: the page; excel: True for Excel in French, which splits at semicolons.
    """
    place = result.understood.place
    rows = (
        [
            *answer_values(hit, place).values(),
            *_location_values(hit.locations[0].location if hit.locations else None),
            *catalogue.row_of(hit.record),
        ]
        for hit in result.hits
    )
    return csv_lines(COLUMNS, rows, excel)


def answer_values(hit: Hit, place: Place | None) -> dict[str, object]:
    """Return the values that the search adds to a record: column of `ANSWER_COLUMNS` -> value.

    place: of the query, None without one.
    """
    values = (
        hit.rank,
        round(hit.score, 4),
        round(hit.probability, 2),
        Closeness[hit.closeness.name].value,
        hit.reason.text,
        honest_distance(hit.distance_km, hit.precision, place),
        hit.precision,
        hit.group,
        hit.location_count,
    )
    return dict(zip(ANSWER_COLUMNS, values, strict=True))


def _location_values(location: Location | None) -> list[object]:
    """Return the values of the nearest location of a record, None without one."""
    return [location and getattr(location, name) for name in LOCATION_FIELDS]


def attachment(name: str) -> str:
    """Return the header Content-Disposition with which a browser saves a response as a file.

    name: name of the file, in ASCII and without quotes.
    """
    return f'attachment; filename="{name}"'


EXAMPLE_RECORD = Actor(
    id="emmaus-connect",
    type="structure",
    nom="Emmaüs Connect",
    description="Association du mouvement Emmaüs qui aide les personnes en situation de précarité "
    "à ne pas rester coupées d'internet.",
    familles=("inclusion-education-populaire", "telecoms-solidaires", "economie-circulaire"),
    frais="gratuit-sous-condition",
    commune="Paris",
    latitude=48.8534,
    longitude=2.3488,
    territoires=("france-entiere",),
    site_web="https://emmaus-connect.org",
)
"""A record of the catalogue, shortened, as example in the OpenAPI document."""
EXAMPLE_ANSWER: dict[str, object] = dict(
    zip(
        ANSWER_COLUMNS,
        (
            1, 0.8713, 0.93, Closeness.ANSWERS.value, "Ordinateur ou smartphone pas cher", 3.2,
            "adresse", "pres-de-vous", 0,
        ),
        strict=True,
    )
)  # fmt: skip
"""Values that the search adds to that record, in the same example."""


def csv_documented(columns: tuple[str, ...], row: list[object]) -> dict[str, Any]:
    """Describe in OpenAPI a CSV response: a media type object, with `schema` and `example`.

    columns: names of the columns; row: values of the only row of the example, in their order.
    """
    return {"schema": {"type": "string"}, "example": "".join(csv_lines(columns, [row]))}


SEARCH_DOCUMENTED = csv_documented(
    COLUMNS,
    [*EXAMPLE_ANSWER.values(), *_location_values(None), *catalogue.row_of(EXAMPLE_RECORD)],
)
"""OpenAPI description of the CSV of a search."""
