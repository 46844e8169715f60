"""Towns typed in the other languages of the site are found."""

import pytest

from index.places.communes import read_communes
from index.places.exonyms import EXONYMS, french_name
from index.places.gazetteer import Gazetteer
from index.places.geocoding import read_place
from tests.conftest import DATA


@pytest.mark.parametrize(
    ("typed", "name"),
    [("مرسيليا", "Marseille"), ("Ліон", "Lyon"), (" париж ", "Paris"), ("Burdeos", "Bordeaux")],
)
def test_a_town_in_another_language_should_have_its_french_name(typed: str, name: str) -> None:
    assert french_name(typed) == name


def test_any_other_text_should_stay_as_typed() -> None:
    assert french_name("Lille") == "Lille"
    assert french_name("مكان") == "مكان"


def test_every_town_of_the_list_should_be_a_commune_of_france() -> None:
    names = Gazetteer(read_communes(DATA / "communes.csv"))
    for name, others in EXONYMS.items():
        for other in others:
            place = read_place(other, names, lambda _: False)
            assert place is not None, other
            assert place.nom.startswith(f"{name} ("), other
