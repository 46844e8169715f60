"""Forms of names: the ways in which people write the name of a body."""

from __future__ import annotations

import pytest

from index.names.forms import Kind, forms_of


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("La Mednum", "mednum"),
        ("Fédération Envie", "envie"),
        ("Secours populaire français", "secours populaire"),
        ("Afpa, Agence nationale pour la formation professionnelle des adultes", "afpa"),
        ("Data for Good (Canada)", "data for good"),
        ("Ekitia (ex-Occitanie Data)", "occitanie data"),
        ("Socle interministériel de logiciels libres (SILL)", "sill"),
        ("Open Food Facts", "openfoodfacts"),
    ],
)
def test_people_should_find_a_body_by_what_they_call_it(name: str, form: str) -> None:
    assert form in {each.key for each in forms_of(name)}


def test_a_town_in_parentheses_should_not_be_a_name() -> None:
    assert "brest" not in {form.key for form in forms_of("Les Partageurs (Brest)")}


def test_a_form_should_be_told_by_how_close_it_is_to_the_name() -> None:
    forms = forms_of("Démarche numérique", "DN", ["Démarches simplifiées"], "https://ds.example/")
    kinds = {form.key: form.kind for form in forms}
    assert kinds["demarche numerique"] is Kind.NAME
    assert kinds["dn"] is Kind.ACRONYM
    assert kinds["demarches simplifiees"] is Kind.OTHER
    assert kinds["ds example"] is Kind.OTHER


def test_a_page_of_a_site_should_give_no_name() -> None:
    keys = {form.key for form in forms_of("Van71", site="https://www.bibliotheques71.fr/van71")}
    assert "bibliotheques71" not in keys
