"""Rows of the CSV that answers a file of needs: its own columns, then those of the results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.errors import InvalidQuery
from index.exporters.csv_safe import csv_line
from index.locations.models import Location
from index.search.results import Hit, SearchResult
from service.bulk.csv_file import CsvFile, CsvRow
from service.bulk.streaming import REFUSED
from service.presentation.distances import place_name
from service.search.location_schemas import honest_distance
from service.search.schemas import MESSAGES

COLUMNS = (
    "statut", "message", "lieu_compris", "rang", "id", "nom", "type", "confiance", "raison",
    "distance", "telephone", "courriel", "site_web", "horaires_accueil", "adresse", "code_postal",
    "commune", "lien",
)  # fmt: skip
"""Columns of a result, whose names begin by `streaming.PREFIX`."""
CONTACTS = (
    "telephone", "courriel", "site_web", "horaires_accueil", "adresse", "code_postal", "commune",
)  # fmt: skip
"""Fields of a record, or of its nearest location when it has one near the place."""


def answer_lines(file: CsvFile, row: CsvRow, result: SearchResult, site: str) -> Iterator[str]:
    """Yield the lines that answer a row: one for each result, one without any.

    file: of the row; result: of its search; site: public address, for the pages of records.
    """
    place = result.understood.place
    common = (
        result.certainty.value,
        MESSAGES[result.certainty],
        None if place is None else place_name(place),
    )
    found: Sequence[tuple[object, ...]] = [_values(hit, result, site) for hit in result.hits] or [
        ()
    ]
    for values in found:
        yield _line(file, row, (*common, *values))


def refusal_line(file: CsvFile, row: CsvRow, error: InvalidQuery) -> str:
    """Return the line that says why a row was not searched, with its number."""
    return _line(file, row, (REFUSED, f"Ligne {row.line} : {error.message}"))


def _line(file: CsvFile, row: CsvRow, values: Sequence[object]) -> str:
    """Return a line: the cells of the row, then values, and empty cells to the end."""
    empty = (None,) * (len(COLUMNS) - len(values))
    return csv_line((*row.cells, *values, *empty), file.separator)


def _values(hit: Hit, result: SearchResult, site: str) -> tuple[object, ...]:
    """Return the values of a result, from its rank on, in the order of `COLUMNS`."""
    record, place = hit.record, result.understood.place
    location: Location | None = hit.locations[0].location if hit.locations else None
    return (
        hit.rank,
        record.id,
        record.nom,
        record.type,
        round(hit.probability, 2),
        hit.reason.text,
        honest_distance(hit.distance_km, hit.precision, place),
        *(getattr(location or record, name) for name in CONTACTS),
        f"{site}/fiches/{record.id}",
    )
