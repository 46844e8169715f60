"""The factory of lists of places, and of readers over a few communes."""

from pathlib import Path
from typing import Any

from index.location_import.entries import Reader
from index.location_import.lists import PlaceList
from index.location_import.offers import Offers
from index.location_import.points import Towns
from index.places.communes import read_communes
from tests.conftest import ROOT

LISTS = ROOT / "data" / "lieux" / "lists.toml"
SERVICES = ROOT / "data" / "lieux" / "services.toml"
COLUMNS = (
    "code_insee,nom,type,codes_postaux,departement,region,epci,pays,population,latitude,"
    "longitude,coordonnees,mot_courant,rattachement,nom_court"
)
COMMUNES = f"""{COLUMNS}
09122,Foix,commune,09000,09,76,,fr,9500,42.9639,1.6054,geonames,,,
09225,Pamiers,commune,09100,09,76,,fr,15900,43.1152,1.6107,geonames,,,
75056,Paris,commune,75001|75011,75,11,,fr,2100000,48.8534,2.3488,geonames,,,
75111,Paris 11e Arrondissement,arrondissement,75011,75,11,,fr,0,48.8594,2.3765,geonames,,75056,
"""


def make_towns(folder: Path) -> Towns:
    """Return the communes of these tests."""
    path = folder / "communes.csv"
    path.write_text(COMMUNES, encoding="utf-8")
    return Towns(read_communes(path))


def make_reader(folder: Path) -> Reader:
    """Return a reader over the communes of these tests and the labels of the project."""
    return Reader(make_towns(folder), Offers(SERVICES))


def make_list(**fields: Any) -> PlaceList:
    """Return a list of France services."""
    defaults = {
        "fichier": "liste.csv",
        "prefixe": "france-services",
        "source": "anct",
        "credit": "ANCT",
        "reseau": "france-services",
        "licence": "etalab-2.0",
        "date": "2024-08",
    }
    return PlaceList.model_validate(defaults | fields)


def make_row(**cells: str) -> dict[str, object]:
    """Return the row of a place in Foix."""
    defaults: dict[str, object] = {
        "source_id": "12",
        "nom": "France services de Foix",
        "adresse": "12 rue des Tilleuls",
        "code_postal": "09000",
        "commune": "FOIX",
        "latitude": "42.97",
        "longitude": "1.61",
    }
    return defaults | cells
