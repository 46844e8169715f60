"""The factory of locations: a test gives only the fields that matter to it."""

from typing import Any

from index.locations.models import Location


def make_location(**fields: Any) -> Location:
    """Return a valid location of France services in Foix, without any contact."""
    defaults = {
        "id": "france-services--1",
        "nom": "France services de Foix",
        "reseau": "france-services",
        "commune": "Foix",
        "code_postal": "09000",
        "code_insee": "09122",
        "latitude": 42.9639,
        "longitude": 1.6054,
        "precision": "adresse",
        "source": "france-services",
        "licence": "etalab-2.0",
    }
    return Location.model_validate(defaults | fields)
