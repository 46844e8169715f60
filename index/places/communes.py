"""Table of communes: those of France with their codes and their point, and nearby towns abroad.

`scripts/build_communes.py` makes the file and names its sources.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
"""Columns of the file.

type: commune, arrondissement, ancienne (a former commune), etranger (a town abroad), departement or
region; coordonnees: source of the point: geonames, voisines (mean of the places of the same postal
code) or calculees (centre of population); mot_courant: "oui" when the name is also an ordinary
word; rattachement: code of the commune it is now in; nom_court: a shorter name ("Évry").
"""

AREAS = frozenset({"departement", "region"})
"""Types of the rows of the table that are areas: a département, a région."""


@dataclass(frozen=True, slots=True)
class Commune:
    """A row of the table of places: commune, part of one, town abroad, département or région.

    code: official code (INSEE), "" abroad; nom: its name; type: "commune", "arrondissement",
    "ancienne" (former commune), "etranger", "departement" or "region"; departement, region, epci
    (group of communes): codes, "" where there is none; pays: two letters of the country;
    population: inhabitants, 0 if unknown; latitude, longitude: decimal degrees, WGS 84, None if
    unknown; ordinary: True when the name is also an ordinary French word; parent: code of the
    commune it is now part of, "" for a whole commune; short: a shorter name, or "".
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
        """INSEE code of the whole commune: that of `parent` for a part of a commune."""
        return self.parent or self.code


def _commune(row: dict[str, str]) -> Commune:
    """Return the row of a line of the file; ValueError when it is incomplete or malformed."""
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
    """Return an angle of at most `most` degrees, None for an empty cell."""
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
    """Return a number of inhabitants, 0 for an empty cell."""
    if text and not text.isdecimal():
        raise ValueError(f"« {text} » habitants")
    return int(text or 0)


def _rows(path: Path) -> Iterator[Commune]:
    """Yield the rows of a file; InvalidRecords at the first one that cannot be read."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        for line, row in enumerate(reader, start=2):
            try:
                yield _commune(row)
            except (KeyError, ValueError, TypeError, AttributeError) as error:
                # errors of values are raised by this module, in French already
                found = str(error) if isinstance(error, ValueError) else in_french(error)
                expected = "les colonnes " + ", ".join(COLUMNS)
                raise InvalidRecords(
                    [RecordError(path.name, line, "ligne", found, expected)]
                ) from None


@lru_cache(maxsize=1)
def _table(
    path: Path, _changed_ns: int, _size: int
) -> tuple[tuple[Commune, ...], Sequence[RecordError]]:
    """Return the rows of a file in one version of it, shared by the parts of the service.

    Or none, and what is wrong with the file: a bad one is not read again at each request.
    """
    try:
        return tuple(_rows(path)), ()
    except InvalidRecords as error:
        return (), error.errors
    except (UnicodeDecodeError, csv.Error) as error:
        return (), (_unreadable(path, error),)


def read_communes(path: Path) -> tuple[Commune, ...]:
    """Read the table of places; a file unchanged since the last call is not read again.

    Args:
        path: the CSV file.

    Returns:
        Its rows (communes, départements, régions, nearby towns abroad), in the order of the file.

    Raises:
        InvalidRecords: when the file is absent, or when one of its rows lacks a column or has a
            value that cannot be read.
    """
    with _reading(path):
        version = path.stat()
        rows, problems = _table(path, version.st_mtime_ns, version.st_size)
    if problems:
        raise InvalidRecords(problems)
    return rows


def read_communes_once(path: Path) -> tuple[Commune, ...]:
    """Read the table of places as `read_communes` does, and do not keep its rows.

    They take thirty megabytes: what serves long makes what it needs from them.
    """
    rows = read_communes(path)
    _table.cache_clear()
    return rows


def check_communes(path: Path) -> None:
    """Read the first row of the table of places, to tell soon that it is no such table.

    path: the CSV file. Raises InvalidRecords when it is absent or its first row cannot be read.
    """
    with _reading(path):
        next(_rows(path), None)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Raise InvalidRecords for a file that cannot be read."""
    try:
        yield
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidRecords([_unreadable(path, error)]) from error


def _unreadable(path: Path, error: Exception) -> RecordError:
    """Return what is wrong with a file that cannot be read."""
    return RecordError(path.name, 0, "fichier", in_french(error), "la table des communes")
