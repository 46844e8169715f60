"""Names of towns, firms and schools in a curriculum."""

from __future__ import annotations

import pytest

from index.facts.organisations import Organisations, is_written_as_a_name, names_a_trade
from tests.towns import GAZETTEER

PLACES = Organisations(GAZETTEER)


@pytest.mark.parametrize(
    "text", ["Lille", "LILLE", "Lille (59)", "59000 Lille", "à Lyon", "Paris 18e", "Nord"]
)
def test_a_town_alone_should_be_a_town(text: str) -> None:
    assert PLACES.is_town(text)


@pytest.mark.parametrize("text", ["", "Lille et souder", "Soudure", "59"])
def test_anything_else_should_be_no_town(text: str) -> None:
    assert not PLACES.is_town(text)
    assert not Organisations().is_town("Lille")


@pytest.mark.parametrize(
    "text",
    [
        "Lycée Jean Moulin",
        "université de Nantes",
        "SARL TRANSALPES",
        "Carrefour",
        "McDonald's Lille",
        "EHPAD Les Glycines",
        "Restaurant Le Petit Port",
        "Mairie d'Arcueil",
    ],
)
def test_a_firm_or_a_school_should_be_told_wherever_it_stands(text: str) -> None:
    assert PLACES.is_organisation(text, is_first=True, is_placed=False)


@pytest.mark.parametrize(
    "text", ["Restaurant scolaire", "Action sociale", "Boulanger", "Agence de voyages", "Vendeuse"]
)
def test_what_is_done_should_be_no_firm(text: str) -> None:
    assert not PLACES.is_organisation(text, is_first=True, is_placed=True)


def test_a_name_in_capitals_should_be_a_firm_before_a_town_only() -> None:
    assert PLACES.is_organisation("Zébulon", is_firm=True)
    assert not PLACES.is_organisation("Facturation")
    assert PLACES.is_organisation("Boulanger")
    assert PLACES.is_organisation("Agence Bleu Marine")
    assert not PLACES.is_organisation("Bleu Marine", is_placed=False)


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("électricien chez Spie à Grenoble", "électricien"),
        ("dépannage chez les particuliers", "dépannage chez les particuliers"),
        ("un BEP du lycée Vaucanson et le permis", "un BEP et le permis"),
        ("serveur à Lille", "serveur"),
        ("maçon Villeneuve d'Ascq", "maçon"),
        ("visites de Lille", "visites de Lille"),
    ],
)
def test_where_it_was_done_should_be_left_out(text: str, done: str) -> None:
    assert PLACES.without_where(text, is_placed=True) == done


def test_a_town_of_a_line_without_a_date_should_be_kept() -> None:
    assert PLACES.without_where("serveur à Lille", is_placed=False) == "serveur à Lille"


def test_a_trade_should_be_told_from_a_name() -> None:
    assert names_a_trade("Magasinier cariste")
    assert names_a_trade("Aide à domicile")
    assert not names_a_trade("Olivier Dupont")
    assert is_written_as_a_name("Le Bistrot du Port")
    assert not is_written_as_a_name("Gestion des stocks")
    assert not is_written_as_a_name("LE PORT")
