"""Tests of the page of the map."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from index.indexing.build import build
from service.app import create_app
from service.http.security import CONTENT_SECURITY_POLICY
from service.map.pages import TILES
from service.observability.metrics import Metrics
from service.presentation.messages import BACK_TO_RECORD, BACK_TO_RESULTS, NO_RELIABLE_RESULT
from service.presentation.templating import STATIC
from service.settings import Settings
from service.statistics.counters import Counters
from tests.conftest import make_actor
from tests.hash_encoder import HashEncoder
from tests.service.page import BROWSER, HOSTILE, Page, read

MAP = "/carte"
NEED = "réparer un ordinateur"
LILLE, LYON, SAINT_DENIS, NOUMEA = (
    (50.6343, 3.0687),
    (45.752, 4.853),
    (-20.88, 55.45),
    (-22.27, 166.4),
)
MANY = 60
LEAFLET = {
    "leaflet.js": "db49d009c841f5ca34a888c96511ae936fd9f5533e90d8b2c4d57596f4e5641a",
    "leaflet.css": "a7837102824184820dfa198d1ebcd109ff6d0ff9a2672a074b9a1b4d147d04c6",
}
"""SHA-256 of the files of Leaflet 1.9.4, as npm has them."""


def workshop(identifier: str, place: tuple[float, float] | None, **fields: object) -> object:
    """A record that repairs computers somewhere."""
    located = {} if place is None else {"latitude": place[0], "longitude": place[1]}
    defaults = {
        "nom": f"Atelier {identifier}",
        "description": "Un atelier pour réparer un ordinateur.",
        "adresse": None if place is None else "1 rue Haute",
    }
    return make_actor(id=identifier, **(defaults | located | fields))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a service over workshops, in several places and in none."""
    var = tmp_path_factory.mktemp("var")
    catalogue = [
        workshop("lille", LILLE, commune="Lille", code_insee="59350"),
        workshop(
            "lille-aussi",
            (50.6355, 3.0694),
            commune="Lille",
            code_insee="59350",
            adresse="9 place Basse",
        ),
        workshop(
            "villeneuve",
            (50.62, 3.13),
            commune="Villeneuve-d'Ascq",
            code_insee="59009",
            frais="gratuit",
        ),
        workshop("lyon", LYON, commune="Lyon", code_insee="69123"),
        workshop("hostile", (47.2, -1.55), nom=f"Nantes {HOSTILE}", commune=HOSTILE),
        workshop("saint-denis", SAINT_DENIS, commune="Saint-Denis", code_insee="97411"),
        workshop("noumea", NOUMEA, commune="Nouméa"),
        workshop("en-ligne", None, modes_accueil=["a-distance"]),
    ]
    build(catalogue, HashEncoder(), "hash", var / "index")  # type: ignore[arg-type]
    with TestClient(create_app(Settings(var=var, use_encoder=False))) as opened:
        yield opened


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a service over more workshops than a page shows."""
    var = tmp_path_factory.mktemp("var")
    catalogue = [
        workshop(f"n{number}", (44 + number / 20, 1 + number / 20)) for number in range(MANY)
    ]
    build(catalogue, HashEncoder(), "hash", var / "index")  # type: ignore[arg-type]
    with TestClient(create_app(Settings(var=var, use_encoder=False))) as opened:
        yield opened


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a service over workshops: national, regional, abroad, open to people."""
    var = tmp_path_factory.mktemp("var")
    lille = {"commune": "Lille", "code_insee": "59350", "adresse": None}
    catalogue = [
        workshop("ouvert", LYON, adresse=None, commune="Lyon", territoires=["hauts-de-france"]),
        workshop("national", LILLE, territoires=["france-entiere"], **lille),
        workshop("breton", None, territoires=["bretagne"]),
        workshop("londres", None, commune="Londres", territoires=["europe"]),
    ]
    build(catalogue, HashEncoder(), "hash", var / "index")  # type: ignore[arg-type]
    with TestClient(create_app(Settings(var=var, use_encoder=False))) as opened:
        yield opened


@pytest.fixture(scope="module")
def abroad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a service over one workshop, in Zurich."""
    var = tmp_path_factory.mktemp("var")
    catalogue = [
        workshop(
            "zurich", (47.37, 8.54), commune="Zurich", besoins=["reemploi--reparer-ordinateur"]
        )
    ]
    build(catalogue, HashEncoder(), "hash", var / "index")  # type: ignore[arg-type]
    with TestClient(create_app(Settings(var=var, use_encoder=False))) as opened:
        yield opened


def pins(page: Page) -> dict[str, str]:
    """Name -> address of the pins of a map."""
    return {
        each["aria-label"]: each["href"]
        for each in page.all("a")
        if each.get("class", "").startswith("pin")
    }


def listed(page: Page) -> list[str]:
    """The identifiers of the records of the lists."""
    return [
        urlsplit(each["href"]).path.removeprefix("/fiches/")
        for each in page.all("a")
        if each["href"].startswith("/fiches/") and "class" not in each
    ]


def scripts(page: Page) -> list[str]:
    """The scripts of a page."""
    return [each["src"].partition("?")[0] for each in page.all("script")]


def headings(page: Page) -> list[str]:
    """The headings of the lists of results, and those inside them."""
    named = ("Sur la carte", "Hors de cette vue", "Sans adresse sur la carte")
    titles = [each for each in page.texts("h2") if each in named]
    return titles + page.texts("h3")


def view(page: Page) -> tuple[float, ...]:
    """The box that the drawing shows."""
    (drawing,) = (each for each in page.all("svg") if each.get("role") == "group")
    return tuple(float(each) for each in drawing["viewbox"].split())


def shapes(page: Page) -> int:
    """How many closed lines the drawing has."""
    return max(each["d"].count("z") for each in page.all("path"))


def test_the_map_and_its_list_should_show_the_same_records(client: TestClient) -> None:
    page = read(client, MAP, q=NEED)
    assert sorted(listed(page)) == sorted(
        [
            "lille",
            "lille-aussi",
            "villeneuve",
            "lyon",
            "hostile",
            "saint-denis",
            "noumea",
            "en-ligne",
        ]
    )
    ranks = [int(each["value"]) for each in page.all("li") if "id" in each]
    assert sorted(ranks) == list(range(1, 9))
    located = [each["value"] for each in page.all("li") if "data-place" in each]
    assert len(located) == 7


def test_what_has_no_place_should_be_listed_apart(client: TestClient) -> None:
    page = read(client, MAP, q=NEED)
    assert headings(page) == [
        "Sur la carte",
        "Sans adresse sur la carte",
        "À distance ou partout en France (1)",
        "Hors de la carte (1)",
    ]
    assert listed(page)[-2:] == ["en-ligne", "noumea"]
    assert not [each for each in page.texts("p") if "hors de cette vue" in each]


def test_a_national_record_should_not_be_shown_at_its_seat(places: TestClient) -> None:
    page = read(places, MAP, q=NEED)
    assert [each for each in pins(page) if "national" in each] == []
    assert headings(page) == [
        "Sur la carte",
        "Sans adresse sur la carte",
        "À distance ou partout en France (1)",
        "Sans adresse précise (1)",
        "Hors de la carte (1)",
    ]
    assert listed(page)[-3:] == ["national", "breton", "londres"]
    assert "France entière" in page.texts("li")


def test_a_place_with_nothing_near_should_be_seen_with_who_is_nearest(places: TestClient) -> None:
    page = read(places, MAP, q=NEED, lieu="Lille")
    assert any("Atelier ouvert" in each for each in pins(page))
    assert "Hors de cette vue" not in page.texts("h2")


def test_names_of_towns_should_be_apart(places: TestClient) -> None:
    for view in ("45.75,4.95,30", "50.63,3.06,40", "48.85,2.35,30"):
        page = read(places, MAP, q=NEED, vue=view)
        drawn = view_of_names(page)
        assert len(drawn) > 2
        for one, other in combinations(drawn, 2):
            assert one[1] < other[0] or other[1] < one[0] or abs(one[2] - other[2]) > one[3]


def view_of_names(page: Page) -> list[tuple[float, float, float, float]]:
    """Of each town named: where its name starts and ends, how far down, and its height."""
    (drawing,) = (each for each in page.all("svg") if each.get("role") == "group")
    size = float(drawing["font-size"])
    results = []
    for each, name in zip(page.all("text"), page.texts("text"), strict=True):
        if each.get("class") == "town":
            width, across = len(name) * 0.6 * size, float(each["x"])
            start = across if each["text-anchor"] == "start" else across - width
            results.append((start, start + width, float(each["y"]), size))
    return results


def test_results_at_one_place_should_share_a_pin_that_opens_their_list(client: TestClient) -> None:
    page = read(client, MAP, q=NEED)
    shared = {name: address for name, address in pins(page).items() if "résultats" in name}
    ((name, target),) = shared.items()
    assert re.match(r"\d+ · \d+ · \d+, 3 résultats : ", name)
    opened = page.html.partition(f'id="{target.removeprefix("#")}"')[2].partition("</ol>")[0]
    rows = [f"#resultat-{rank}" for rank in name.partition(" : ")[2].split(", ")]
    assert [row in opened for row in rows] == [True, True, True]
    assert {row.removeprefix("#") for row in rows} <= {each.get("id") for each in page.all("li")}


def test_a_pin_of_distant_results_should_lead_to_a_closer_view(client: TestClient) -> None:
    page = read(client, MAP, q=NEED)
    (closer,) = {
        each["href"]
        for each, text in zip(page.all("a"), page.texts("a"), strict=True)
        if text == "Voir de plus près" and "class" not in each
    }
    assert len(pins(read(client, closer))) == 3


def test_two_results_at_one_place_should_have_a_pin_each_from_near(client: TestClient) -> None:
    page = read(client, MAP, q=NEED, vue="50.635,3.068,3")
    near = [address for name, address in pins(page).items() if "Atelier lille" in name]
    assert len(near) == 2
    assert all(address.startswith("#resultat-") for address in near)


def test_no_coast_should_be_drawn_closer_than_its_outline_is_right(client: TestClient) -> None:
    near = read(client, MAP, q=NEED, vue="43.3,5.38,10")
    assert not [each for each in near.all("path") if each.get("class") == "departements"]
    assert "la mer et les rues ne sont pas dessinées" in near.texts("figcaption")[0]
    assert "8e arr." in near.texts("text")
    far = read(client, MAP, q=NEED, vue="43.3,5.38,40")
    assert [each for each in far.all("path") if each.get("class") == "departements"]


def test_a_pin_should_bear_the_number_of_its_row_and_lead_to_it(client: TestClient) -> None:
    page = read(client, MAP, q=NEED)
    (pin,) = (each for each in page.all("a") if "Atelier lyon" in each.get("aria-label", ""))
    rank = pin["aria-label"].partition(".")[0]
    assert pin["href"] == f"#resultat-{rank}"
    assert pin["id"] == f"repere-{rank}"
    assert rank in page.texts("text")
    row = page.html.partition(f'<li id="resultat-{rank}"')[2]
    assert "Atelier lyon" in row.partition("</a>")[0]


def test_each_row_of_the_map_should_lead_to_a_pin(client: TestClient) -> None:
    page = read(client, MAP, q=NEED)
    rows = [each["href"] for each in page.all("a") if each.get("class") == "see"]
    drawn = {f"#{each['id']}" for each in page.all("a") if "id" in each}
    assert len(rows) == len(listed(page)) - 2
    assert set(rows) == drawn


def test_without_a_place_all_of_france_should_be_seen(client: TestClient) -> None:
    page = read(client, MAP, q=NEED)
    assert shapes(page) >= 101
    assert view(page)[:2] == (0, 0)
    assert "Mayotte" in page.texts("text")


def test_a_place_should_be_seen_from_near_with_who_is_near_it(client: TestClient) -> None:
    page = read(client, MAP, q=NEED, lieu="Lille")
    assert "Carte des environs" in page.texts("title")
    assert view(page)[2] < 150
    assert shapes(page) < 15
    assert "Lille" in page.texts("text")
    assert listed(page)[:1] == ["lille"]
    assert "à moins de 1 km" in page.html


def test_an_overseas_place_should_be_seen_on_its_own(client: TestClient) -> None:
    page = read(client, MAP, q=NEED, lieu="La Réunion")
    assert "Atelier saint-denis" in " ".join(pins(page))
    assert "La Réunion" in page.texts("text")
    assert shapes(page) < 5


def test_a_closer_view_should_lead_back_to_the_first_and_to_the_whole(client: TestClient) -> None:
    page = read(client, MAP, q=NEED, vue="45.75,4.85,20")
    assert "Villeurbanne" in page.texts("text")
    whole = read(client, page.link("Voir toute la France"))
    assert view(whole)[:2] == (0, 0)
    first = read(client, page.link("Revenir à la première vue"))
    assert view(first) == view(read(client, MAP, q=NEED))


@pytest.mark.parametrize(
    "query", ["nan,nan,nan", "1,2", "91,0,5", "45,5,-1", "48,2,inf,", "x", "0,0,10"]
)
def test_a_view_that_cannot_be_shown_should_be_ignored(client: TestClient, query: str) -> None:
    assert view(read(client, MAP, q=NEED, vue=query)) == view(read(client, MAP, q=NEED))


def test_by_default_the_map_should_have_no_script_of_its_own_and_no_tile(
    client: TestClient,
) -> None:
    response = client.get(MAP, params={"q": NEED}, headers=BROWSER)
    page = Page(response.text)
    assert scripts(page) == ["/static/site.js"]
    assert TILES not in response.text
    assert "leaflet" not in response.text
    assert response.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


def test_a_request_should_get_the_detailed_map_and_a_policy_that_allows_it(
    client: TestClient,
) -> None:
    plain = read(client, MAP, q=NEED)
    response = client.get(plain.link("Afficher la carte détaillée"), headers=BROWSER)
    page = Page(response.text)
    policy = response.headers["Content-Security-Policy"]
    assert f"img-src 'self' data: {TILES};" in policy
    assert policy.replace(f" {TILES}", "") == CONTENT_SECURITY_POLICY
    assert scripts(page) == [
        "/static/site.js",
        "/static/leaflet/leaflet.js",
        "/static/carte.js",
    ]
    assert (
        page.link("les contributeurs d'OpenStreetMap") == "https://www.openstreetmap.org/copyright"
    )
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert listed(page) == listed(plain)
    assert pins(page).keys() == pins(plain).keys()
    assert "fond=osm" not in page.link("Masquer la carte détaillée")


def test_what_openstreetmap_receives_should_be_stated_before(client: TestClient) -> None:
    page = read(client, MAP, q=NEED)
    assert any(
        "votre adresse internet (IP)" in each and "l'endroit affiché" in each
        for each in page.texts("p")
    )


@pytest.mark.parametrize("path", ["/recherche", "/"])
def test_no_other_page_should_allow_tiles(client: TestClient, path: str) -> None:
    response = client.get(path, params={"q": NEED, "fond": "osm"}, headers=BROWSER)
    assert response.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


def test_a_hostile_name_should_be_shown_as_it_is_written(client: TestClient) -> None:
    for fond in ("", "osm"):
        page = read(client, MAP, q=f"{NEED} {HOSTILE}", fond=fond, exact=True)
        assert "alert" in page.html
        assert "<script>alert" not in page.html
        attributes = {name for _, each in page.tags for name in each}
        assert not [name for name in attributes if name.startswith("on") or name == "style"]


def test_a_record_alone_should_be_shown_where_it_is(client: TestClient) -> None:
    page = read(client, MAP, fiche="lyon")
    assert page.texts("h1") == ["Atelier lyon sur la carte"]
    assert list(pins(page)) == ["Atelier lyon"]
    assert page.link(BACK_TO_RECORD) == "/fiches/lyon"
    detailed = page.link("Afficher la carte détaillée")
    assert parse_qs(urlsplit(detailed).query) == {"fiche": ["lyon"], "fond": ["osm"]}


def test_a_record_without_a_place_should_have_no_map(client: TestClient) -> None:
    response = client.get(MAP, params={"fiche": "en-ligne", "fond": "osm"}, headers=BROWSER)
    page = Page(response.text)
    assert pins(page) == {}
    assert page.all("script") == []
    assert response.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert headings(page) == ["Sans adresse sur la carte", "À distance ou partout en France (1)"]


def test_an_unknown_record_should_be_answered_with_404(client: TestClient) -> None:
    assert len(read(client, MAP, 404, fiche="inconnue").texts("h1")) == 1


def test_results_should_be_shown_fifty_a_page(crowd: TestClient) -> None:
    page = read(crowd, MAP, q=NEED)
    assert len(listed(page)) == 50
    assert any("Cette page en montre 50." in each for each in page.texts("p"))
    following = page.link("Page suivante")
    assert "size" not in following
    assert len(listed(read(crowd, following))) == MANY - 50


def test_the_map_should_have_a_size_of_its_own_from_page_to_page(crowd: TestClient) -> None:
    page = read(crowd, MAP, q=NEED, size=7)
    assert len(listed(page)) == 50
    assert "size" not in parse_qs(urlsplit(page.link("Page suivante")).query)


def test_filters_should_be_taken_away_on_the_map(client: TestClient) -> None:
    page = read(client, MAP, q=NEED, frais="payant")
    assert urlsplit(page.chips["Filtre : Payant"]).path == MAP


def test_a_sheet_reached_from_the_map_should_lead_back_to_it(client: TestClient) -> None:
    page = read(client, MAP, q=NEED, type="structure")
    sheet = next(each["href"] for each in page.all("a") if each["href"].startswith("/fiches/"))
    back = urlsplit(read(client, sheet).link(BACK_TO_RESULTS))
    assert back.path == MAP
    assert parse_qs(back.query) == {"q": [NEED], "type": ["structure"]}


def test_the_map_should_lead_back_to_the_list_of_results(client: TestClient) -> None:
    asked: dict[str, Any] = {
        "q": NEED,
        "lieu": "Lille",
        "type": "structure",
        "tri": "distance",
        "distance": "40",
    }
    page = read(client, MAP, vue="france", **asked)
    for text in ("Revenir à la liste des résultats", "Liste"):
        back = urlsplit(page.link(text))
        assert back.path == "/recherche"
        assert parse_qs(back.query) == {
            name: [value] for name, value in (asked | {"distance": "40.0"}).items()
        }


def test_nothing_that_answers_should_be_said_with_a_field_to_search_again(
    client: TestClient,
) -> None:
    page = read(client, MAP, q="asdkjh")
    assert page.texts("h1") == [NO_RELIABLE_RESULT]
    assert page.field("q")["value"] == "asdkjh"
    assert page.all("form")[0]["action"] == MAP


def test_a_query_with_an_error_should_be_explained(client: TestClient) -> None:
    page = read(client, MAP, 422, q="")
    assert page.field("q")["aria-invalid"] == "true"
    assert read(client, MAP, 422, q="x" * 301).field("q")["value"] == "x" * 300


def test_the_map_with_no_need_should_ask_for_one(client: TestClient) -> None:
    page = read(client, MAP)
    assert page.texts("h1") == ["La carte des lieux"]
    assert page.link("internet pas cher").startswith(f"{MAP}?q=")


def test_the_map_in_english_should_lead_to_pages_in_english(client: TestClient) -> None:
    page = read(client, f"/en{MAP}", q=NEED)
    sheets = [each["href"] for each in page.all("a") if "/fiches/" in each["href"]]
    assert len(sheets) == len(listed(read(client, MAP, q=NEED)))
    assert all(each.startswith("/en/fiches/") for each in sheets)
    assert all(each.startswith(("/en/", "#")) for each in pins(page).values())


@pytest.mark.parametrize("fond", ["", "osm"])
def test_a_map_should_have_one_heading_and_no_identifier_twice(
    client: TestClient, fond: str
) -> None:
    page = read(client, MAP, q=NEED, fond=fond)
    identifiers = [each["id"] for _, each in page.tags if "id" in each]
    assert len(page.all("h1")) == len(page.all("main")) == 1
    assert len(identifiers) == len(set(identifiers))


@pytest.mark.parametrize("name", LEAFLET)
def test_leaflet_should_be_the_one_that_was_published(name: str) -> None:
    assert hashlib.sha256((STATIC / "leaflet" / name).read_bytes()).hexdigest() == LEAFLET[name]


def test_the_licence_of_leaflet_should_come_with_it() -> None:
    assert "BSD 2-Clause" in Path(STATIC / "leaflet" / "LICENSE").read_text(encoding="utf-8")


def test_a_search_on_the_map_should_be_measured_and_not_counted(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured: list[object] = []
    counted: list[object] = []
    monkeypatch.setattr(Metrics, "observe_search", lambda _, result: measured.append(result))
    monkeypatch.setattr(Counters, "add", lambda _, *search: counted.append(search))
    read(client, MAP, q=NEED)
    assert (len(measured), counted) == (1, [])


def marks(page: Page) -> list[str]:
    """The names that mark the place searched."""
    texts = zip(page.all("text"), page.texts("text"), strict=True)
    return [name for text, name in texts if text.get("class") == "here"]


def test_the_town_searched_should_be_marked(client: TestClient) -> None:
    assert marks(read(client, MAP, q=NEED, lieu="Roubaix")) == ["Roubaix"]
    assert marks(read(client, MAP, q=NEED, lat=50.69, lon=3.17)) == ["Vous"]
    assert marks(read(client, MAP, q=NEED, lieu="le 59")) == []
    assert marks(read(client, MAP, q=NEED)) == []
    detailed = read(client, MAP, q=NEED, lieu="Roubaix", fond="osm")
    (holder,) = (each for each in detailed.all("div") if each.get("class") == "detailed")
    assert holder["data-name"] == "Roubaix"


def test_a_town_out_of_the_view_should_not_be_marked(client: TestClient) -> None:
    assert marks(read(client, MAP, q=NEED, lieu="Roubaix", vue="45.76,4.84,20")) == []


def test_a_result_should_be_where_its_nearest_location_is(located_client: TestClient) -> None:
    page = read(located_client, MAP, q="démarches administratives", lieu="Lille")
    places = [each["data-place"] for each in page.all("li") if "data-place" in each]
    assert "50.6322,3.0912" in places
    assert page.link("France services Lille-Fives").startswith("/lieux/france-services--lille")
    assert "France services" in page.texts("small")
    assert any(each.startswith("à 2 km du centre de Lille") for each in page.texts("li"))


def test_the_map_should_show_the_place_searched_and_say_what_it_is(
    client: TestClient,
) -> None:
    page = read(client, MAP, q="reparer un ordinateur", lieu="Roubaix")
    assert marks(page) == ["Roubaix"]
    assert "Roubaix : votre commune" in page.texts("p")
    wider = read(client, MAP, q="reparer un ordinateur", lieu="Roubaix", vue="50.69,3.17,40")
    assert "Belgique" in wider.texts("text")
    here = read(client, MAP, q=NEED, lat=50.69, lon=3.17)
    assert "Vous êtes ici" in here.texts("p")


def test_a_town_far_from_any_result_should_be_in_the_first_view(
    places: TestClient,
) -> None:
    page = read(places, MAP, q=NEED, lieu="Roubaix")
    assert marks(page) == ["Roubaix"]


def test_a_result_abroad_should_lie_on_the_land_of_its_country(
    abroad: TestClient,
) -> None:
    page = read(abroad, MAP, q=NEED)
    assert any("Atelier zurich" in each for each in pins(page))
    assert "Suisse" in page.texts("text")
    (ground,) = (each for each in page.all("path") if each.get("class") == "ground")
    assert ground["d"].count("z") > 5


def test_no_pin_should_read_four_and_more(client: TestClient) -> None:
    page = read(client, MAP, q=NEED)
    assert not [each for each in page.texts("text") if "+" in each]
    assert any(" · " in each for each in page.texts("text"))


def test_the_map_should_have_a_field_filters_and_an_order(client: TestClient) -> None:
    page = read(client, MAP, q=NEED, lieu="Lille")
    assert page.field("q")["value"] == NEED
    assert page.field("lieu")["value"] == "Lille"
    assert {each["action"] for each in page.all("form")} == {MAP}
    orders = [each["value"] for each in page.all("input") if each["name"] == "tri"]
    assert orders == ["pertinence", "distance"]
    hidden = {each["name"]: each["value"] for each in page.all("input") if each["type"] == "hidden"}
    assert hidden["q"] == NEED
    assert hidden["lieu"] == "Lille"


def test_what_has_no_pin_should_be_listed_as_having_no_address(
    places: TestClient,
) -> None:
    page = read(places, MAP, q=NEED)
    without = page.html.partition("Sans adresse sur la carte")[2]
    assert "data-place" not in without
    assert all(f"/fiches/{each}" in without for each in ("national", "breton", "londres"))


def test_a_pin_should_have_the_colour_of_the_theme_of_its_record(abroad: TestClient) -> None:
    page = read(abroad, MAP, q=NEED)
    (pin,) = (each for each in page.all("a") if "zurich" in each.get("aria-label", ""))
    assert pin["class"] == "pin t-reemploi"
    drawn = {each["id"] for each in page.all("symbol")}
    assert {each["href"].removeprefix("#") for each in page.all("use")} <= drawn
    assert "theme-reemploi" in drawn
    assert pin["aria-label"].startswith("1. ")
    assert [text for text in page.texts("span") if text == "1"] == ["1"]


def test_the_list_should_say_the_price_and_the_distance(client: TestClient) -> None:
    page = read(client, MAP, q=NEED, lieu="Lille", frais="gratuit")
    kinds = [each.get("class") for each in page.all("li")]
    assert kinds.count("prix") == 1
    assert "Gratuit" in page.texts("li")
    assert kinds.count("lieu") >= 1


def test_filters_that_leave_nothing_should_still_be_offered(client: TestClient) -> None:
    page = read(client, MAP, q=NEED, frais="payant")
    assert "Affiner" in page.texts("h2")
    assert urlsplit(page.link("Retirer les filtres")).path == MAP


def test_the_sources_of_the_base_map_should_be_said_under_it(client: TestClient) -> None:
    page = read(client, MAP, q=NEED)
    assert any("Natural Earth" in each and "LGPL 3.0" in each for each in page.texts("p"))


@pytest.fixture(scope="module")
def vague(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a service over two workshops of Lille, only one of which has an address."""
    var = tmp_path_factory.mktemp("var")
    lille = {"commune": "Lille", "code_insee": "59350"}
    catalogue = [
        workshop("exact", LILLE, **lille),
        workshop("centre", LILLE, adresse=None, **lille),
    ]
    build(catalogue, HashEncoder(), "hash", var / "index")  # type: ignore[arg-type]
    with TestClient(create_app(Settings(var=var, use_encoder=False))) as opened:
        yield opened


def test_what_is_known_by_its_town_alone_should_be_listed_apart(vague: TestClient) -> None:
    page = read(vague, MAP, q=NEED, lieu="Lille")
    assert [name.partition(". ")[2] for name in pins(page)] == ["Atelier exact"]
    apart = page.html.partition('id="adresse-inconnue"')[2]
    assert "Emplacement exact inconnu (1)" in page.texts("h2")
    assert "/fiches/centre" in apart
    assert "data-place" not in apart
    assert "1 résultat n'est pas placé sur la carte." in page.texts("p")
    (holder,) = (each for each in page.all("li") if "data-place" in each)
    assert holder["id"] in page.html.partition("Emplacement exact inconnu")[0]


def test_from_far_the_centre_of_a_town_should_be_where_a_result_is(vague: TestClient) -> None:
    page = read(vague, MAP, q=NEED)
    assert [name.partition(" : ")[0] for name in pins(page)] == ["1 · 2, 2 résultats"]
    assert page.all("li")
    assert 'id="adresse-inconnue"' not in page.html


def test_a_record_alone_without_an_address_should_say_so(vague: TestClient) -> None:
    page = read(vague, MAP, fiche="centre")
    (pin,) = (each for each in page.all("a") if each.get("class", "").startswith("pin"))
    assert "vague" in pin["class"]
    assert "l'emplacement exact est inconnu" in page.texts("figcaption")[0]
    assert "fond=osm" not in page.html


def test_the_detailed_map_should_be_offered_on_the_drawing(client: TestClient) -> None:
    page = read(client, MAP, q=NEED)
    assert page.link("Carte détaillée (rues)") == "#rues"
    assert [each["id"] for each in page.all("section") if each.get("class") == "consent"]
    figure = page.html.partition("<figure")[2].partition("</figure>")[0]
    assert "Carte détaillée (rues)" in figure


def test_the_drawing_should_be_seen_closer_and_farther_without_a_script(
    client: TestClient,
) -> None:
    page = read(client, MAP, q=NEED, vue="50.63,3.06,40")
    closer, farther = (each["href"] for each in page.all("a") if each.get("class") == "zoom")
    assert view(read(client, closer))[2] < view(page)[2]
    assert view(read(client, farther))[2] > view(page)[2]


def test_results_close_to_a_town_should_be_seen_from_near_with_a_scale(
    client: TestClient,
) -> None:
    page = read(client, MAP, q=NEED, lieu="Lille")
    assert any(each.endswith(" km") for each in page.texts("text"))
    assert "Carte des environs" in page.texts("title")
    assert "La Madeleine" in page.texts("text") or "Lambersart" in page.texts("text")


def areas(page: Page) -> dict[str, str]:
    """Address -> outline's shade of the départements of the map of France."""
    links = [each["href"] for each in page.all("a") if each.get("class") == "area"]
    shades = [each["class"] for each in page.all("path") if each.get("class", "")[:1] == "n"]
    return dict(zip(links, shades, strict=False))


def test_without_a_need_france_should_be_drawn_with_its_places(located_client: TestClient) -> None:
    page = read(located_client, MAP)
    assert len(areas(page)) == 101
    assert f"{MAP}?lieu=59" in areas(page)
    named = page.texts("title")
    assert any(each.startswith("Nord : ") and not each.endswith(" 0 lieux") for each in named)
    (folded,) = (each for each in page.all("details") if each.get("class") == "listed")
    assert "open" not in folded
    assert sum(each["href"].startswith(f"{MAP}?lieu=") for each in page.all("a")) >= 202
    assert page.field("q")


def test_the_map_of_france_should_be_light(located_client: TestClient) -> None:
    answer = located_client.get(MAP, headers=BROWSER | {"accept-encoding": "gzip"})
    assert int(answer.headers["Content-Length"]) < 30_000


def test_a_departement_should_show_its_places(located_client: TestClient) -> None:
    page = read(located_client, MAP, lieu="59")
    assert page.texts("h1") == ["Lieux : Nord (59)"]
    assert page.field("lieu")["value"] == "Nord (59)"
    rows = [each["href"] for each in page.all("a") if each["href"].startswith("/lieux/")]
    assert rows
    assert len(pins(page)) >= 1
    assert page.link("Revenir à la carte de France") == MAP
    assert located_client.get(rows[0]).status_code == 200


def test_a_place_that_is_none_should_be_said_on_the_map_of_france(
    located_client: TestClient,
) -> None:
    page = read(located_client, MAP, lieu="Zzyzx")
    assert len(areas(page)) == 101
    assert any("Zzyzx" in note for note in page.notes)


def test_all_of_france_should_be_counted_by_departement(located_client: TestClient) -> None:
    assert len(areas(read(located_client, MAP, lieu="59", vue="france"))) == 101
