"""What the tests of importers and exporters share: the real table of communes, rows, reading."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from index.importers import mediation_numerique
from index.importers.cells import Cells
from index.importers.pipeline import Import, load
from index.importers.report import ImportReport, Outcome, RowProblem
from index.importers.row_reader import Row
from index.places.communes import read_communes
from index.places.gazetteer import Gazetteer
from index.records.models import Actor
from tests.conftest import DATA, OPEN_DATA

STANDARDS = OPEN_DATA / "standards"

PLACE: dict[str, object] = {
    "id": "7",
    "nom": "Cyber-base",
    "commune": "Reims",
    "code_postal": "51100",
    "code_insee": "51454",
    "adresse": "12 rue de Vesle",
    "latitude": "49.25",
    "longitude": "4.03",
    "source": "marne",
    "date_maj": "2024-04-02",
}
"""A row of médiation numérique in which nothing is to mend."""
STRUCTURE: dict[str, object] = {
    "id": "dora--s1",
    "source": "dora",
    "nom": "Structure d'insertion",
    "description": "Une structure qui accompagne vers l'emploi.",
    "date_maj": "2024-04-02",
    "commune": "Reims",
    "code_postal": "51100",
    "code_insee": "51454",
    "latitude": 49.25,
    "longitude": 4.03,
}
SERVICE: dict[str, object] = {
    "id": "dora--v1",
    "source": "dora",
    "structure_id": "dora--s1",
    "nom": "Atelier CV",
    "description": "Rédiger son CV à plusieurs.",
    "date_maj": "2024-04-02",
}

Fault = tuple[str, str, Outcome]
"""Column, reason and outcome of a problem."""


@cache
def real_gazetteer() -> Gazetteer:
    """The names of the project's own table, read once a session."""
    return Gazetteer(read_communes(DATA / "communes.csv"))


def cells_of(**row: object) -> Cells:
    """The first row of a file."""
    return Cells("lieux.csv", 1, row)


def faults(problems: Iterable[RowProblem]) -> list[Fault]:
    """What is told of some problems, but for where they are."""
    return [(each.column, each.reason, each.outcome) for each in problems]


def read_row(row: Row) -> tuple[Actor | None, list[RowProblem]]:
    """The record of a row of médiation numérique, and its problems."""
    cells = Cells("lieux.csv", 1, row)
    return mediation_numerique.read_record(cells, real_gazetteer(), "marne"), cells.problems


def read_place(**fields: object) -> tuple[Actor, list[Fault]]:
    """The record of a place with these fields, and what is wrong in them."""
    record, problems = read_row(PLACE | fields)
    assert record is not None, problems
    return record, faults(problems)


def write_json(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """Write rows as a JSON array."""
    path.write_text(json.dumps(list(rows), ensure_ascii=False), encoding="utf-8")
    return path


def load_all(wanted: Import) -> tuple[list[Actor], ImportReport]:
    """Every record of a file, and the report."""
    report = ImportReport(wanted.path.name)
    return list(load(wanted, real_gazetteer(), report)), report
