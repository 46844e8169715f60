"""The field of places: names, codes and addresses, mistakes included; the real table is used."""

from __future__ import annotations

import pytest

from index.places.gazetteer import Gazetteer
from index.places.geocoding import EXONYMS, NOWHERE, french_name, read_place, says_nowhere

WORDS = "j ai besoin d aide pour mon ordinateur un texte sans aucun lieu rue place de la le"
KNOWN = frozenset(WORDS.split())


def label(text: str, gazetteer: Gazetteer) -> str | None:
    """Return the label of the place that a field names, or None."""
    place = read_place(text, gazetteer, KNOWN.__contains__)
    return None if place is None else place.nom


@pytest.mark.parametrize(
    ("text", "nom"),
    [
        ("Lille", "Lille (59)"),
        ("  lille\n", "Lille (59)"),
        ("LILLE", "Lille (59)"),
        ("st jean de luz", "Saint-Jean-de-Luz (64)"),
        ("Ste-Foy-lès-Lyon", "Sainte-Foy-lès-Lyon (69)"),
        ("Saint‑Denis", "Saint-Denis (974)"),
        ("le mans", "Le Mans (72)"),
        ("Évry", "Évry-Courcouronnes (91)"),
        ("Hellemmes", "Hellemmes-Lille (59)"),
        ("sarlat", "Sarlat-la-Canéda (24)"),
        ("paname", "Paris (75)"),
        ("bruxelles", "Bruxelles (Belgique)"),
        ("Liège", "Liège (Belgique)"),
    ],
)
def test_a_name_should_be_understood_however_it_is_written(
    text: str, nom: str, gazetteer: Gazetteer
) -> None:
    assert label(text, gazetteer) == nom


@pytest.mark.parametrize(
    ("text", "nom"),
    [
        ("Orange", "Orange (84)"),
        ("tours", "Tours (37)"),
        ("sens", "Sens (89)"),
        ("die", "Die (26)"),
    ],
)
def test_an_ordinary_word_should_be_a_name_in_the_field(
    text: str, nom: str, gazetteer: Gazetteer
) -> None:
    assert label(text, gazetteer) == nom


@pytest.mark.parametrize(
    ("text", "nom"),
    [
        ("je suis à Lyon", "Lyon (69)"),
        ("j'habite à Lyon", "Lyon (69)"),
        ("près de lyon", "Lyon (69)"),
        ("autour d'Agen", "Agen (47)"),
        ("vers Agen", "Agen (47)"),
        ("ville de Nantes", "Nantes (44)"),
        ("du Mans", "Le Mans (72)"),
        ("au mans", "Le Mans (72)"),
        ("aux sables d'olonne", "Les Sables-d'Olonne (85)"),
        ("en bretagne", "Bretagne"),
        ("en Mayenne", "Mayenne (53)"),
        ("région bretagne", "Bretagne"),
    ],
)
def test_what_goes_before_a_name_should_be_left_out(
    text: str, nom: str, gazetteer: Gazetteer
) -> None:
    assert label(text, gazetteer) == nom


@pytest.mark.parametrize(
    ("text", "nom"),
    [
        ("Rochelle (La)", "La Rochelle (17)"),
        ("Havre (Le)", "Le Havre (76)"),
        ("Sables-d'Olonne (Les)", "Les Sables-d'Olonne (85)"),
        ("Haÿ-les-Roses (L')", "L'Haÿ-les-Roses (94)"),
    ],
)
def test_an_article_written_after_a_name_should_go_before_it(
    text: str, nom: str, gazetteer: Gazetteer
) -> None:
    assert label(text, gazetteer) == nom


@pytest.mark.parametrize(
    ("text", "nom"),
    [
        pytest.param("59", "Nord (59)", id="alone"),
        pytest.param("1", "Ain (01)", id="one figure"),
        pytest.param("le 93", "Seine-Saint-Denis (93)", id="le"),
        pytest.param("dans le 42", "Loire (42)", id="dans le"),
        pytest.param("dpt 42", "Loire (42)", id="dpt"),
        pytest.param("2a", "Corse-du-Sud (2A)", id="Corsica"),
        pytest.param("974", "La Réunion (974)", id="overseas"),
        pytest.param("５９", "Nord (59)", id="full-width"),
        pytest.param("99", None, id="no département"),
        pytest.param("20", None, id="Corsica of yesterday"),
        pytest.param("٥٩", None, id="Arabic figures"),
        pytest.param("²", "Aisne (02)", id="superscript"),
    ],
)
def test_the_number_of_a_departement_should_be_understood(
    text: str, nom: str | None, gazetteer: Gazetteer
) -> None:
    assert label(text, gazetteer) == nom


@pytest.mark.parametrize(
    ("text", "nom"),
    [
        pytest.param("59000", "Lille (59)", id="alone"),
        pytest.param("59800 lille", "Lille (59)", id="before its name"),
        pytest.param("38470 cognin", "Cognin-les-Gorges (38)", id="the name chooses"),
        pytest.param("75018", "Paris 18e Arrondissement (75)", id="an arrondissement"),
        pytest.param(
            "12 rue de la Paix, 75002 Paris", "Paris 2e Arrondissement (75)", id="address"
        ),
        pytest.param("00000 59000", "Lille (59)", id="the one that exists"),
        pytest.param("99999", None, id="none"),
        pytest.param("5900", None, id="too short"),
        pytest.param("590001", None, id="too long"),
    ],
)
def test_a_postal_code_should_be_understood(
    text: str, nom: str | None, gazetteer: Gazetteer
) -> None:
    assert label(text, gazetteer) == nom


@pytest.mark.parametrize(
    ("text", "nom"),
    [
        ("paris 18", "Paris 18e Arrondissement (75)"),
        ("Paris XVIIIe", "Paris 18e Arrondissement (75)"),
        ("Lyon 3ème", "Lyon 3e Arrondissement (69)"),
        ("3e arrondissement de Lyon", "Lyon 3e Arrondissement (69)"),
        ("marseille 13", "Marseille 13e Arrondissement (13)"),
        ("Marseille (13)", "Marseille (13)"),
    ],
)
def test_an_arrondissement_should_be_understood(text: str, nom: str, gazetteer: Gazetteer) -> None:
    assert label(text, gazetteer) == nom


@pytest.mark.parametrize(
    ("text", "nom"),
    [
        pytest.param("Saint-Denis", "Saint-Denis (974)", id="population"),
        pytest.param("Saint-Denis 93", "Saint-Denis (93)", id="number"),
        pytest.param("Saint-Denis (93)", "Saint-Denis (93)", id="number in brackets"),
        pytest.param("roubai 59", "Roubaix (59)", id="number after a mistake"),
        pytest.param("Moulins (Allier)", "Moulins (03)", id="département"),
        pytest.param("saint-denis (réunion)", "Saint-Denis (974)", id="overseas"),
        pytest.param("mons en belgique", "Mons (Belgique)", id="country"),
    ],
)
def test_a_homonym_should_be_resolved(text: str, nom: str, gazetteer: Gazetteer) -> None:
    assert label(text, gazetteer) == nom


@pytest.mark.parametrize(
    ("text", "nom"),
    [
        ("Creuse", "Creuse (23)"),
        ("le nord", "Nord (59)"),
        ("dans la Nièvre", "Nièvre (58)"),
        ("93 Seine-Saint-Denis", "Seine-Saint-Denis (93)"),
        ("le neuf trois", "Seine-Saint-Denis (93)"),
        ("PACA", "Provence-Alpes-Côte d'Azur"),
        ("idf", "Île-de-France"),
        ("Bourgogne", "Bourgogne-Franche-Comté"),
        ("guadeloupe", "Guadeloupe (971)"),
        ("la France", "France"),
        ("toute la France", "France"),
        ("france entière", "France"),
        ("en Belgique", "Belgique"),
        ("suise", "Suisse"),
        ("Monaco", "Monaco"),
    ],
)
def test_an_area_should_be_understood(text: str, nom: str, gazetteer: Gazetteer) -> None:
    assert label(text, gazetteer) == nom


@pytest.mark.parametrize(
    ("text", "nom"),
    [
        ("parris", "Paris (75)"),
        ("Monpellier", "Montpellier (34)"),
        ("vilurbane", "Villeurbanne (69)"),
        ("karkassone", "Carcassonne (11)"),
        ("st etiene", "Saint-Étienne (42)"),
        ("Loire Atlantiqe", "Loire-Atlantique (44)"),
        ("je suis à monpelier", "Montpellier (34)"),
        ("10 rue de paris roubai", "Roubaix (59)"),
        ("18 av jean jaurés vilurbane", "Villeurbanne (69)"),
    ],
)
def test_a_misspelt_name_should_be_understood(text: str, nom: str, gazetteer: Gazetteer) -> None:
    assert label(text, gazetteer) == nom


@pytest.mark.parametrize(
    ("text", "nom"),
    [
        ("3 place Bellecour Lyon", "Lyon (69)"),
        ("10 rue de Lille, Roubaix", "Roubaix (59)"),
        ("mairie de Die", "Die (26)"),
    ],
)
def test_the_town_of_an_address_should_be_understood(
    text: str, nom: str, gazetteer: Gazetteer
) -> None:
    assert label(text, gazetteer) == nom


@pytest.mark.parametrize("text", sorted(NOWHERE))
def test_a_text_that_says_nowhere_should_name_no_place(text: str, gazetteer: Gazetteer) -> None:
    assert label(text, gazetteer) is None


@pytest.mark.parametrize(
    "text", ["j'ai besoin d'aide pour mon ordinateur", "un texte sans aucun lieu"]
)
def test_a_sentence_of_known_words_should_name_no_place(text: str, gazetteer: Gazetteer) -> None:
    assert label(text, gazetteer) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\x00\x07",
        "()",
        "-",
        "🙂",
        "zzzz",
        "qwertyuiop",
        "x" * 5_000,
        "9" * 5_000,
        "-" * 999,
    ],
    ids=lambda text: f"{text[:6]!r}-{len(text)}",
)
def test_a_text_that_is_no_name_should_name_no_place(text: str, gazetteer: Gazetteer) -> None:
    assert label(text, gazetteer) is None


def test_an_empty_table_should_know_countries_only() -> None:
    empty = Gazetteer([])
    assert [label(text, empty) for text in ("Lille", "59", "59000", "Suisse")] == [
        None,
        None,
        None,
        "Suisse",
    ]


@pytest.mark.parametrize("text", ["la Creuse", "dans la Creuse"])
def test_a_departement_should_be_meant_before_a_village_of_its_name(
    text: str, gazetteer: Gazetteer
) -> None:
    assert label(text, gazetteer) == "Creuse (23)"


@pytest.mark.parametrize("text", ["or", "eau"])
def test_a_few_ordinary_words_should_name_no_place(text: str, gazetteer: Gazetteer) -> None:
    assert label(text, gazetteer) is None


@pytest.mark.parametrize("text", ["Près de chez moi", "  PARTOUT ", "chez moi !", "à distance"])
def test_words_that_name_no_place_should_be_known(text: str) -> None:
    assert says_nowhere(text)
    assert not says_nowhere("Lille")
    assert not says_nowhere("")


@pytest.mark.parametrize(
    ("typed", "name"),
    [("مرسيليا", "Marseille"), ("Ліон", "Lyon"), (" париж ", "Paris"), ("Burdeos", "Bordeaux")],
)
def test_a_town_in_another_language_should_have_its_french_name(typed: str, name: str) -> None:
    assert french_name(typed) == name


def test_any_other_text_should_stay_as_typed() -> None:
    assert french_name("Lille") == "Lille"
    assert french_name("مكان") == "مكان"


def test_every_town_of_the_list_should_be_a_commune_of_france(gazetteer: Gazetteer) -> None:
    for name, others in EXONYMS.items():
        for other in others:
            place = read_place(other, gazetteer, lambda _: False)
            assert place is not None, other
            assert place.nom.startswith(f"{name} ("), other
