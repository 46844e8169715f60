"""Places on pages: the one that was understood, the one that was not, and the way to do without."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from index.search.query import MAX_PLACE_CHARS
from service.presentation.evidence import location_caution
from service.presentation.messages import NO_RELIABLE_RESULT, SEARCH_EVERYWHERE
from service.search.finders import finders_for
from tests.locations import LOCATIONS
from tests.service.page import HOSTILE, NEED, read, results

MEND = "réparer mon téléphone"
IN_LILLE = f"{MEND} à Lille"


@pytest.mark.parametrize("path", ["/", "/recherche?q=velo", "/fiches/clic-pour-tous", "/inconnue"])
def test_every_search_form_should_ask_where(client: TestClient, path: str) -> None:
    page = read(client, path, 404 if path == "/inconnue" else 200)
    assert page.field("lieu")["maxlength"] == str(MAX_PLACE_CHARS)
    assert "required" not in page.field("lieu")


@pytest.mark.parametrize(
    ("parameters", "place"),
    [
        pytest.param({"q": IN_LILLE}, "Lille (59)", id="in the need"),
        pytest.param({"q": MEND, "lieu": "Lille"}, "Lille (59)", id="apart"),
        pytest.param({"q": MEND, "lieu": "59000"}, "Lille (59)", id="postal code"),
        pytest.param({"q": MEND, "lieu": "lile"}, "Lille (59)", id="misspelt"),
        pytest.param({"q": MEND, "lieu": "le 59"}, "Nord (59)", id="département"),
        pytest.param({"q": MEND, "lieu": "hauts de france"}, "Hauts-de-France", id="region"),
        pytest.param({"q": MEND, "lieu": "Belgique"}, "Belgique", id="country"),
        pytest.param({"q": MEND, "lat": 50.6, "lon": 3.06}, "Autour de vous", id="point"),
    ],
)
def test_the_place_understood_should_be_told(
    client: TestClient, parameters: dict[str, object], place: str
) -> None:
    page = read(client, "/recherche", 200, **parameters)
    assert f"{parameters['q']} · {place} Modifier" in page.texts("summary")


def test_a_place_should_keep_the_records_that_serve_it(client: TestClient) -> None:
    page = results(client, IN_LILLE)
    assert (page.texts("h2")[0], page.texts("h3")[0]) == ("Près de Lille", "Atelier Phénix")
    assert "Réseau Libre" not in page.texts("h3")


@pytest.mark.parametrize(
    "parameters",
    [{"q": IN_LILLE}, {"q": MEND, "lieu": "Lille"}, {"q": MEND, "lat": 50.6, "lon": 3.06}],
    ids=["in the need", "apart", "a point"],
)
def test_a_link_should_search_everywhere(client: TestClient, parameters: dict[str, object]) -> None:
    page = read(client, "/recherche", 200, **parameters, frais="payant")
    everywhere = page.link(SEARCH_EVERYWHERE)
    assert parse_qs(urlsplit(everywhere).query) == {
        "q": [str(parameters["q"])],
        "partout": ["True"],
        "frais": ["payant"],
    }
    wide = read(client, everywhere)
    assert {"Atelier Phénix", "Réseau Libre"} <= set(wide.texts("h2"))
    assert list(wide.chips) == ["Filtre : Payant"]


@pytest.mark.parametrize(
    "parameters",
    [
        pytest.param({"q": MEND, "lieu": "Belgique"}, id="a country"),
        pytest.param({"q": MEND, "lieu": "Rennes"}, id="a town"),
        pytest.param({"q": f"{MEND} à Rennes"}, id="in the need"),
        pytest.param({"q": MEND, "lat": 48.11, "lon": -1.68}, id="a point"),
    ],
)
def test_a_need_that_finds_nothing_in_a_place_should_be_searched_everywhere_on_demand(
    client: TestClient, parameters: dict[str, object]
) -> None:
    page = read(client, "/recherche", 200, **parameters)
    assert page.texts("h1") == [NO_RELIABLE_RESULT]
    assert page.texts("a").count(SEARCH_EVERYWHERE) == 1
    assert "Atelier Phénix" in read(client, page.link(SEARCH_EVERYWHERE)).texts("h2")


@pytest.mark.parametrize("parameters", [{}, {"lieu": "xyzzyx"}, {"partout": True}], ids=str)
def test_a_need_that_finds_nothing_without_a_place_should_not_be_offered_it(
    client: TestClient, parameters: dict[str, object]
) -> None:
    page = results(client, "asdkjh", **parameters)
    assert page.texts("h1") == [NO_RELIABLE_RESULT]
    assert SEARCH_EVERYWHERE not in page.texts("a")


def test_who_serves_the_whole_country_should_be_told_as_such(client: TestClient) -> None:
    page = results(client, "apprendre à se servir d'un ordinateur", lieu="Lyon")
    assert (page.texts("h2")[0], page.texts("h3")[0]) == ("Partout ou à distance", "Clic pour tous")
    assert "Rien de connu près de « Lyon (69) » pour ce besoin." in page.notes


def test_searching_everywhere_should_last_from_filter_to_filter(client: TestClient) -> None:
    page = results(client, IN_LILLE, partout=True)
    assert page.values == {"q": [IN_LILLE], "partout": ["True"]}


def test_the_place_asked_should_stay_in_its_field_and_in_the_filters(client: TestClient) -> None:
    page = results(client, MEND, lieu="Lille", size=1)
    assert page.field("lieu")["value"] == "Lille"
    assert page.values["lieu"] == ["Lille"]


@pytest.mark.parametrize("page", [1, 2])
def test_the_place_asked_should_be_kept_from_page_to_page(client: TestClient, page: int) -> None:
    shown = results(client, NEED, lieu="Lille", size=1, page=page)
    link = shown.link("Page suivante" if page == 1 else "Page précédente")
    assert parse_qs(urlsplit(link).query)["lieu"] == ["Lille"]


@pytest.mark.parametrize("place", ["xyzzyx", "qqqqqqqqqq", "0", HOSTILE, "<b>xyzzyx\"'&"])
def test_a_place_that_is_not_understood_should_be_told_as_it_was_typed(
    client: TestClient, place: str
) -> None:
    page = results(client, MEND, lieu=place)
    (note,) = (each for each in page.notes if each.startswith("Lieu non reconnu"))
    assert note == (
        f"Lieu non reconnu : « {place} ». Essayez le nom de la commune ou son code postal."
    )
    assert page.field("lieu")["value"] == place
    assert page.foreign_scripts == page.all("b")[1:] == []


@pytest.mark.parametrize("place", ["près de chez moi", "Chez moi", "ici", "ma ville"])
def test_words_that_say_no_place_should_ask_for_the_town(client: TestClient, place: str) -> None:
    (note,) = (each for each in results(client, MEND, lieu=place).notes if place in each)
    assert note == (f"« {place} » ne dit pas où chercher. Dites votre ville, ou son code postal.")


@pytest.mark.parametrize("place", ["", "   ", "?!", "\u200b"])
def test_a_place_that_says_nothing_should_be_as_none(client: TestClient, place: str) -> None:
    assert not [note for note in results(client, MEND, lieu=place).notes if "Lieu" in note]


@pytest.mark.parametrize("text", [f"{HOSTILE} à Lille", f"réparer <b>{HOSTILE}</b> à Lille"])
def test_hostile_words_around_a_place_should_be_shown_as_words(
    client: TestClient, text: str
) -> None:
    page = results(client, text)
    assert page.foreign_scripts == page.all("b")[1:] == []
    assert page.field("q")["value"] == text


def test_a_place_that_is_too_long_should_be_refused(client: TestClient) -> None:
    page = read(client, "/recherche", 422, q=MEND, lieu="a" * (MAX_PLACE_CHARS + 1))
    assert "Lieu : au plus 120 caractères." in page.texts("p")
    assert page.field("q")["value"] == MEND


@pytest.mark.parametrize("value", ["peut-être", "2", ""])
def test_everywhere_should_be_yes_or_no(client: TestClient, value: str) -> None:
    page = read(client, "/recherche", 422, q=MEND, partout=value)
    assert [each for each in page.texts("p") if each.startswith("Chercher partout : ")]


def test_a_near_result_should_bear_the_name_of_its_place_with_what_it_takes_to_go(
    located_client: TestClient,
) -> None:
    page = results(located_client, "démarches administratives", lieu="Lille")
    assert "France services Lille-Fives" in page.texts("h3")
    link = page.link("France services Lille-Fives")
    assert urlsplit(link).path == "/lieux/france-services--lille"
    assert "à 2 km du centre de Lille, 12 rue de Lannoy, 59800 Lille" in page.texts("li")
    assert page.link("Appeler le 03 20 00 00 01") == "tel:+33320000001"
    link = page.link("Voir les 2 lieux les plus proches")
    assert urlsplit(link).path == "/fiches/france-services"
    assert link.endswith("#lieux")
    assert location_caution(LOCATIONS[0]) in page.texts("p")


def test_without_a_place_results_should_say_how_many_places_they_have_and_ask_where(
    located_client: TestClient,
) -> None:
    page = results(located_client, "démarches administratives")
    assert "3 lieux en France" in page.texts("li")
    assert "Où êtes-vous ?" in page.texts("label")
    near = results(located_client, "démarches administratives", lieu="Lille")
    assert "Où êtes-vous ?" not in near.texts("label")


def test_a_place_without_anything_near_should_lead_to_the_public_finders(
    located_client: TestClient,
) -> None:
    page = results(located_client, "démarches administratives", lieu="Brest")
    assert "Rien de connu près de « Brest (29) » pour ce besoin." in page.notes
    assert "Chercher ailleurs" in page.texts("h2")
    assert "Ces liens quittent OrientESS." in page.html
    links = [each["href"] for each in page.all("a")]
    assert {finder.address for finder in finders_for("")} <= set(links)
    near = results(located_client, "démarches administratives", lieu="Lille")
    assert "Chercher ailleurs" not in near.texts("h2")


def test_filters_on_places_should_be_offered_where_they_are_known(
    located_client: TestClient,
) -> None:
    page = results(located_client, "démarches administratives", lieu="Lille")
    names = {each.get("name") for each in page.all("input")}
    assert {"ouvert", "ouvert_le", "service"} <= names
    assert not {"rdv", "accessible", "frais_lieu"} & names


def test_a_day_and_an_hour_should_keep_what_is_open_then(located_client: TestClient) -> None:
    sunday = results(
        located_client, "démarches administratives", lieu="Lille", ouvert_le="2026-11-29T10:00"
    )
    assert "France services Lille-Fives" not in sunday.texts("h3")
    friday = results(
        located_client, "démarches administratives", lieu="Lille", ouvert_le="2026-11-27T10:00"
    )
    assert "France services Lille-Fives" in friday.texts("h3")
    assert friday.field("ouvert_le")["value"] == "2026-11-27T10:00"
    assert "Filtre : Ouvert le vendredi 27 novembre, 10 h" in friday.chips


def test_a_day_left_empty_should_filter_nothing(located_client: TestClient) -> None:
    page = results(located_client, "démarches administratives", lieu="Lille", ouvert_le="")
    assert list(page.chips) == []


@pytest.mark.parametrize(
    ("place", "other"),
    [
        ("Saint-Denis", "Saint-Denis (93)"),
        ("Saint-Denis (93)", None),
        ("93200", None),
        ("Lille", None),
    ],
)
def test_two_large_towns_of_one_name_should_be_told_apart(
    client: TestClient, place: str, other: str | None
) -> None:
    page = read(client, "/recherche", q=MEND, lieu=place)
    told = [each for each in page.texts("p") if each.startswith("Plusieurs villes ont ce nom.")]
    assert bool(told) is (other is not None)
    if other is not None:
        assert parse_qs(urlsplit(page.link(other)).query)["lieu"] == [other]
