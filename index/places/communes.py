"""The table of communes: every one of France with its codes and its place, and towns nearby abroad.

`scripts/build_communes.py` makes the file, and says where its facts come from.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.errors import InvalidRecords, RecordError
from index.messages import in_french

COLUMNS = (
    "code_insee", "nom", "type", "codes_postaux", "departement", "region", "epci", "pays",
    "population", "latitude", "longitude", "coordonnees", "mot_courant", "rattachement",
    "nom_court",
)  # fmt: skip
"""type: commune, arrondissement, ancienne, etranger, departement or region; coordonnees: geonames,
voisines (mean of the places of the same postal code) or calculees (centre of population);
mot_courant: whether the name is also an ordinary word; rattachement: the commune it is now in;
nom_court: what people also call it ("Évry")."""

AREAS = frozenset({"departement", "region"})


@dataclass(frozen=True, slots=True)
class Commune:
    """One row: a commune, a part of one, a town abroad, a département or a région.

    code: of the code officiel géographique (INSEE), empty abroad; population: inhabitants, 0 if
    unknown; latitude, longitude: decimal degrees, WGS 84, None if unknown; ordinary: whether the
    name is also an ordinary word of French; parent: code of the commune it is now part of;
    short: another, shorter name.
    """

    code: str
    nom: str
    type: str
    codes_postaux: tuple[str, ...]
    departement: str
    region: str
    epci: str
    pays: str
    population: int
    latitude: float | None
    longitude: float | None
    ordinary: bool
    parent: str
    short: str = ""

    @property
    def insee(self) -> str:
        """The code of the whole commune that records use."""
        return self.parent or self.code


def _commune(row: dict[str, str]) -> Commune:
    if None in row.values() or not row["nom"]:
        raise ValueError("ligne incomplète")
    return Commune(
        code=row["code_insee"],
        nom=row["nom"],
        type=row["type"],
        codes_postaux=tuple(row["codes_postaux"].split("|")) if row["codes_postaux"] else (),
        departement=row["departement"],
        region=row["region"],
        epci=row["epci"],
        pays=row["pays"],
        population=_inhabitants(row["population"]),
        latitude=_degrees(row["latitude"], 90),
        longitude=_degrees(row["longitude"], 180),
        ordinary=row["mot_courant"] == "oui",
        parent=row["rattachement"],
        short=row["nom_court"],
    )


def _degrees(text: str, most: float) -> float | None:
    """An angle on Earth, None when it is not given."""
    if not text:
        return None
    try:
        degrees = float(text)
    except ValueError:
        degrees = math.nan
    if not -most <= degrees <= most:
        raise ValueError(f"« {text} » degrés")
    return degrees


def _inhabitants(text: str) -> int:
    if text and not text.isdecimal():
        raise ValueError(f"« {text} » habitants")
    return int(text or 0)


def _rows(path: Path) -> Iterator[Commune]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        for line, row in enumerate(reader, start=2):
            try:
                yield _commune(row)
            except (KeyError, ValueError, TypeError, AttributeError) as error:
                # the faults of values are told by this module itself, in French
                found = str(error) if isinstance(error, ValueError) else in_french(error)
                expected = "les colonnes " + ", ".join(COLUMNS)
                raise InvalidRecords(
                    [RecordError(path.name, line, "ligne", found, expected)]
                ) from None


@lru_cache(maxsize=1)
def _table(path: Path, _changed_ns: int, _size: int) -> tuple[Commune, ...]:
    """The rows of a file as it was at a moment: several parts of the service share them."""
    return tuple(_rows(path))


def read_communes(path: Path) -> tuple[Commune, ...]:
    """The table of communes; one that did not change since is not read again.

    Args:
        path: the CSV file.

    Returns:
        Its rows, in its order.

    Raises:
        InvalidRecords: when the file is absent or one of its rows cannot be read.
    """
    try:
        told = path.stat()
        return _table(path, told.st_mtime_ns, told.st_size)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        problem = RecordError(path.name, 0, "fichier", in_french(error), "la table des communes")
        raise InvalidRecords([problem]) from error
