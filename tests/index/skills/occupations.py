"""Occupations of the small index of the tests of skills."""

from __future__ import annotations

from tests.conftest import make_occupation

BEGINNERS = "Ateliers pour débuter"
REPAIR = make_occupation(
    "reparateur",
    ("Réparer des smartphones", "Souder des composants"),
    ("Réparation de smartphones",),
    acteurs=["atelier-phenix", "reseau-libre", "disparu"],
)
TEACHER = make_occupation("formateur", (BEGINNERS, "Souder des composants"))
CODER = make_occupation("codeur", ("Programmer un site",))
ROME = make_occupation("rome-a1101", ("Réparer des smartphones",), source="rome")
