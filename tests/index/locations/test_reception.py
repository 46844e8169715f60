"""Places that host an adviser: those known to receive the public, and the others."""

from __future__ import annotations

from typing import Any

import pytest

from index.locations.reception import is_reception_uncertain
from tests.locations import make_location

HOST: dict[str, Any] = {"reseau": "conseillers-numeriques", "horaires_accueil": "Mo 09:00-12:00"}


@pytest.mark.parametrize(
    "name",
    ["Ligue de l'Enseignement Fédération de Haute-Saône", "UDAF du Rhône", "La Poste Mandela",
     "Conseil Dep de l'Accès au Droit", "Novatalk Agency", "Émeraude Compétences MFR"],
)  # fmt: skip
def test_a_seat_that_cannot_be_asked_should_be_uncertain(name: str) -> None:
    assert is_reception_uncertain(make_location(nom=name, **HOST))


@pytest.mark.parametrize(
    "name",
    ["Mairie de Foix", "Médiathèque Lamartine", "Centre Communal d'Action Sociale", "MJC Prévert",
     "Maison de quartier", "Espace Sainte-Anne", "Centre socio-culturel", "Croix-Rouge française"],
)  # fmt: skip
def test_a_place_whose_name_says_that_it_receives_should_be_certain(name: str) -> None:
    assert not is_reception_uncertain(make_location(nom=name, **HOST))


@pytest.mark.parametrize(
    "fields",
    [
        {"telephone": "+33320000000"},
        {"courriel": "accueil@lieu.example"},
        {"autres_reseaux": ["france-services"]},
        {"reseau": "fab-labs"},
    ],
)
def test_a_place_that_can_be_asked_should_be_certain(fields: dict[str, Any]) -> None:
    assert not is_reception_uncertain(make_location(**(HOST | {"nom": "UDAF"} | fields)))
