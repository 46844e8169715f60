"""A table of a few towns, départements and régions, for tests that need no other."""

from __future__ import annotations

import csv
from pathlib import Path

from index.places.communes import COLUMNS, Commune
from index.places.gazetteer import Gazetteer

_METROPOLE = "200093201"
_NORD, _RHONE = ("59", "32", _METROPOLE), ("69", "84", "200046977")


def _row(
    kind: str,
    code: str,
    nom: str,
    codes: tuple[str, str, str],
    population: int,
    place: tuple[float, float],
    postal: str = "",
) -> Commune:
    departement, region, epci = codes
    return Commune(
        code=code,
        nom=nom,
        type=kind,
        codes_postaux=(postal,) if postal else (),
        departement=departement,
        region=region,
        epci=epci,
        pays="fr",
        population=population,
        latitude=place[0],
        longitude=place[1],
        ordinary=False,
        parent="",
    )


TOWNS = (
    _row("commune", "59350", "Lille", _NORD, 234_475, (50.633, 3.0586), "59000"),
    _row("commune", "59009", "Villeneuve-d'Ascq", _NORD, 62_358, (50.6189, 3.1306), "59650"),
    _row("commune", "69123", "Lyon", _RHONE, 522_250, (45.7485, 4.8467), "69001"),
    _row("commune", "62498", "Lens", ("62", "32", "246200364"), 31_415, (50.43, 2.83), "62300"),
    _row("departement", "59", "Nord", ("59", "32", ""), 2_608_346, (50.555, 3.1417)),
    _row("departement", "62", "Pas-de-Calais", ("62", "32", ""), 1_465_278, (50.52, 2.3)),
    _row("departement", "69", "Rhône", ("69", "84", ""), 1_876_000, (45.87, 4.64)),
    _row("region", "32", "Hauts-de-France", ("", "32", ""), 6_004_947, (50.24, 2.82)),
    _row("region", "84", "Auvergne-Rhône-Alpes", ("", "84", ""), 8_078_652, (45.5, 4.5)),
)
GAZETTEER = Gazetteer(TOWNS)


def write_towns(path: Path) -> None:
    """Write the table as the project keeps it."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        for town in TOWNS:
            writer.writerow(
                [
                    town.code, town.nom, town.type, "|".join(town.codes_postaux),
                    town.departement, town.region, town.epci, town.pays, town.population,
                    town.latitude, town.longitude, "geonames", "", town.parent, town.short,
                ]
            )  # fmt: skip
