"""API v1: search, records, facets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from index.candidates import proposals
from index.indexing.build import build
from index.records.jsonl import parse_record
from index.records.models import AnyRecord
from index.search import scoring
from index.search.likelihood import Certainty, Likelihoods
from service.app import create_app
from service.search.schemas import NO_ANSWER, NOT_SURE
from service.settings import Settings
from tests.conftest import SMALL_CATALOGUE, make_actor
from tests.hash_encoder import HashEncoder

SEARCH = "/api/v1/search"
NEED = "ordinateur smartphone internet"
PAPERS = "démarches administratives en ligne"
LILLE: dict[str, Any] = {"lat": 50.63, "lon": 3.06}
LENS: dict[str, Any] = {"lat": 50.43, "lon": 2.83}


def answer(client: TestClient, q: str = NEED, **parameters: object) -> dict[str, Any]:
    """The answer to a search by GET."""
    response = client.get(SEARCH, params={"q": q} | parameters)  # type: ignore[arg-type]
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def ids(body: dict[str, Any]) -> list[str]:
    """The identifiers of the records of an answer."""
    return [item["fiche"]["id"] for item in body["items"]]


def counts(body: dict[str, Any], field: str) -> dict[str, int]:
    """Code -> count, for one facet of an answer."""
    facet = next(each for each in body["facettes"] if each["champ"] == field)
    return {value["code"]: value["nombre"] for value in facet["valeurs"]}


def test_an_answer_should_come_as_a_page_of_items(client: TestClient) -> None:
    body = answer(client, size=2)
    assert {name: body[name] for name in ("total", "page", "size", "pages")} == {
        "total": 3,
        "page": 1,
        "size": 2,
        "pages": 2,
    }
    assert set(ids(body)) == {"atelier-phenix", "reseau-libre"}


def test_an_answer_should_have_the_form_that_is_published(client: TestClient) -> None:
    description = client.get("/api/openapi.json").json()
    schema = {
        "$ref": "#/components/schemas/RechercheReponse",
        "components": description["components"],
    }
    for body in (
        answer(client, **LILLE),
        answer(client, "réparé un smartfone"),
        answer(client, "x"),
        answer(client, lieu="Lille"),
        answer(client, lieu="Belgique"),
    ):
        assert list(Draft202012Validator(schema).iter_errors(body)) == []


def test_the_second_page_should_follow_the_first(client: TestClient) -> None:
    body = answer(client, size=2, page=2)
    assert [(item["rang"], item["fiche"]["id"]) for item in body["items"]] == [
        (3, "clic-pour-tous")
    ]


def test_a_page_beyond_the_last_should_be_empty_and_keep_the_total(client: TestClient) -> None:
    body = answer(client, page=3)
    assert (body["items"], body["total"], body["pages"]) == ([], 3, 1)


@pytest.mark.parametrize(
    "parameters",
    [
        pytest.param({"q": NEED}, id="need"),
        pytest.param({"q": "réparé un smartfone", "exact": True}, id="exact"),
        pytest.param({"q": NEED, "frais": ["payant"], "publics": ["jeunes"]}, id="filters"),
        pytest.param({"q": NEED, **LENS, "distance": 10}, id="place"),
        pytest.param({"q": NEED, "lieu": "lile"}, id="place by name"),
        pytest.param({"q": f"{NEED} à Lille", "partout": True}, id="everywhere"),
        pytest.param({"q": NEED, "page": 2, "size": 1}, id="page"),
        pytest.param({"q": "asdkjh"}, id="nothing"),
    ],
)
def test_get_and_post_should_give_the_same_answer(
    client: TestClient, parameters: dict[str, Any]
) -> None:
    by_get = client.get(SEARCH, params=parameters).json()
    by_post = client.post(SEARCH, json=parameters).json()
    assert {**by_get, "durees_ms": None} == {**by_post, "durees_ms": None}


def test_an_item_should_carry_its_whole_record(client: TestClient) -> None:
    item = answer(client, "réparer un smartphone")["items"][0]
    assert item["fiche"] == SMALL_CATALOGUE[0].model_dump(mode="json")


def test_an_item_should_say_why_it_answers(client: TestClient) -> None:
    reason = answer(client, "réparer un smartphone")["items"][0]["raison"]
    marked = [reason["texte"][start:end] for start, end in reason["reperes"]]
    assert reason["libelle"] == "Service"
    assert marked == ["Réparation", "smartphones"]


def test_an_item_should_show_what_its_score_is_made_of(client: TestClient) -> None:
    item = answer(client)["items"][0]
    assert sum(signal["part"] for signal in item["signaux"]) == pytest.approx(
        item["score"], abs=1e-3
    )
    assert {signal["nom"] for signal in item["signaux"]} == {"mots", "orthographe"}


def test_without_an_encoder_the_answer_should_say_that_words_were_searched(
    client: TestClient,
) -> None:
    assert answer(client)["mode"] == "lexical"


def test_the_answer_should_say_how_long_each_stage_took(client: TestClient) -> None:
    assert list(answer(client)["durees_ms"]) == [
        "comprendre", "encoder", "chercher", "trier", "expliquer",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"frais": ["gratuit"]}, {"clic-pour-tous"}),
        ({"frais": ["gratuit", "payant"]}, {"atelier-phenix", "reseau-libre", "clic-pour-tous"}),
        ({"familles": ["telecoms-solidaires"]}, {"reseau-libre"}),
        ({"type": ["programme"]}, {"clic-pour-tous"}),
        ({"modes_accueil": ["a-distance"], "frais": ["payant"]}, {"reseau-libre"}),
        ({"publics": ["seniors"]}, {"atelier-phenix", "reseau-libre", "clic-pour-tous"}),
        ({"publics": ["associations"]}, {"clic-pour-tous"}),
        ({"territoires": ["bretagne"]}, {"clic-pour-tous"}),
        ({"type": ["besoin"]}, set()),
    ],
    ids=lambda value: str(sorted(value) if isinstance(value, set) else value),
)
def test_filters_should_add_up_within_a_field_and_cross_between_fields(
    client: TestClient, filters: dict[str, list[str]], expected: set[str]
) -> None:
    assert set(ids(answer(client, NEED, **filters))) == expected


def test_the_counts_of_a_field_should_ignore_its_own_filter(client: TestClient) -> None:
    before, after = answer(client), answer(client, frais=["gratuit"])
    assert counts(after, "frais") == counts(before, "frais") == {"gratuit": 1, "payant": 2}
    assert counts(after, "type") == {"programme": 1}


def test_a_value_filtered_on_should_be_told_as_chosen(client: TestClient) -> None:
    facets = {each["champ"]: each for each in answer(client, frais=["gratuit"])["facettes"]}
    chosen = {value["code"]: value["choisi"] for value in facets["frais"]["valeurs"]}
    assert chosen == {"gratuit": True, "payant": False}
    assert facets["frais"]["valeurs"][0]["libelle"] == "Gratuit"


def test_near_a_place_should_come_local_and_national_records_with_their_group(
    client: TestClient,
) -> None:
    items = answer(client, **LILLE)["items"]
    assert {item["fiche"]["id"]: item["groupe"] for item in items} == {
        "atelier-phenix": "pres-de-vous",
        "clic-pour-tous": "partout",
    }


def test_a_distance_between_town_centres_should_not_be_told_below_10_km(
    client: TestClient,
) -> None:
    near = answer(client, "réparer un smartphone", **LILLE)["items"][0]
    far = answer(client, "réparer un smartphone", **LENS, distance=50)["items"][0]
    assert (near["precision"], near["distance"]) == ("commune", None)
    assert (far["precision"], far["distance"]) == ("commune", pytest.approx(29, abs=3))


def test_a_record_should_come_with_its_nearest_locations(located_client: TestClient) -> None:
    body = answer(located_client, PAPERS, lieu="Lille")
    item = next(item for item in body["items"] if item["fiche"]["id"] == "france-services")
    first, second = item["lieux"]
    assert (item["groupe"], item["nombre_lieux"]) == ("pres-de-vous", 3)
    assert item["distance"] == first["distance"]
    assert (first["id"], first["situation"]) == (
        "france-services--lille",
        "à 2 km du centre de Lille",
    )
    assert first["lien"] == "/lieux/france-services--lille"
    assert first["telephone"] == "+33320000001"
    assert first["services"] == ["Aide aux démarches administratives"]
    assert first["ouvert"] in (True, False)
    assert (first["ouvert_jusqu_a"] is not None) is first["ouvert"]
    assert (second["ouvert"], second["ouvert_jusqu_a"]) == (None, None)
    assert (second["distance"], second["precision"]) == (pytest.approx(12.5, abs=1), "commune")


def test_in_an_area_no_distance_to_its_centre_should_be_told(located_client: TestClient) -> None:
    body = answer(located_client, PAPERS, lieu="Nord")
    item = next(item for item in body["items"] if item["fiche"]["id"] == "france-services")
    assert item["distance"] is None
    assert {(near["distance"], near["situation"]) for near in item["lieux"]} == {
        (None, "à Lille"),
        (None, "à Tourcoing"),
    }


def test_a_place_that_is_not_understood_should_be_flagged(client: TestClient) -> None:
    assert answer(client, lieu="Zzyzxqq")["lieu_compris"] is False
    assert answer(client, lieu="Lille")["lieu_compris"] is True
    assert answer(client)["lieu_compris"] is True


def test_an_answer_that_says_who_is_open_now_should_not_be_cached(
    located_client: TestClient,
) -> None:
    here = {"q": PAPERS, "lieu": "Lille"}
    assert "ETag" not in located_client.get("/api/v1/search", params=here).headers
    table = located_client.get("/api/v1/search", params=here | {"format": "csv"})
    assert "ETag" in table.headers


def test_without_a_place_no_distance_should_be_told(client: TestClient) -> None:
    assert {item["distance"] for item in answer(client)["items"]} == {None}


def test_a_radius_that_was_widened_should_be_told(client: TestClient) -> None:
    body = answer(client, "réparer un smartphone", **LENS, distance=10)
    assert body["elargissements"] == ["Rien à moins de 10 km : recherche élargie à 50 km."]
    assert body["codes_elargissements"] == ["rayon-elargi"]
    assert [item["lien"] for item in body["items"]] == [
        f"/fiches/{item['fiche']['id']}" for item in body["items"]
    ]
    assert answer(client, "réparer un smartphone", **LILLE)["elargissements"] == []


LILLE_ANSWER: dict[str, Any] = {
    "nom": "Lille (59)",
    "type": "commune",
    "code": "59350",
    "latitude": pytest.approx(50.63, abs=0.02),
    "longitude": pytest.approx(3.06, abs=0.02),
}


def test_the_place_of_the_need_should_be_told_with_its_words(client: TestClient) -> None:
    body = answer(client, "réparer mon téléphone à Lille")
    assert body["lieu"] == LILLE_ANSWER | {"mots": "à Lille"}
    assert ids(body) == ["atelier-phenix"]
    assert body["items"][0]["groupe"] == "pres-de-vous"


@pytest.mark.parametrize("lieu", ["Lille", "LILLE", "lile", "59000", "Lille (59)", "à Lille"])
def test_the_place_asked_should_be_told_without_words_of_the_need(
    client: TestClient, lieu: str
) -> None:
    assert answer(client, lieu=lieu)["lieu"] == LILLE_ANSWER | {"mots": ""}


@pytest.mark.parametrize(
    ("lieu", "kind", "code"),
    [
        ("59", "departement", "59"),
        ("Hauts-de-France", "region", "32"),
        ("Belgique", "pays", "be"),
        ("Bruxelles", "commune", ""),
    ],
)
def test_any_kind_of_place_should_be_told_with_its_code(
    client: TestClient, lieu: str, kind: str, code: str
) -> None:
    place = answer(client, lieu=lieu)["lieu"]
    assert (place["type"], place["code"]) == (kind, code)


def test_a_country_should_have_no_centre(client: TestClient) -> None:
    place = answer(client, lieu="Belgique")["lieu"]
    assert (place["latitude"], place["longitude"]) == (None, None)


def test_a_point_should_be_told_as_a_place(client: TestClient) -> None:
    place = answer(client, **LILLE, lieu="Lyon")["lieu"]
    assert (place["type"], place["code"]) == ("point", "")
    assert (place["latitude"], place["longitude"]) == (LILLE["lat"], LILLE["lon"])


@pytest.mark.parametrize(
    "parameters",
    [
        pytest.param({"q": NEED}, id="no place"),
        pytest.param({"q": f"{NEED} à Lille", "partout": True}, id="everywhere"),
        pytest.param({"q": NEED, "lieu": "xyzzyx"}, id="not understood"),
        pytest.param({"q": NEED, "lieu": "?!"}, id="says nothing"),
    ],
)
def test_without_a_place_understood_none_should_be_told(
    client: TestClient, parameters: dict[str, Any]
) -> None:
    body = answer(client, **parameters)
    assert body["lieu"] is None
    assert body["total"] == 3


def test_an_item_should_tell_the_records_that_are_likely_the_same(
    tmp_path: Path, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.indexing.text_parts._french_words", lambda: (("pas", 6.2),))
    desk = {"nom": "Espace Mosaïque", "adresse": "30 rue Cabanis", "code_insee": "59350"}
    records = [make_actor(id=each, source=each, **desk) for each in ("un", "deux")]
    build(records, HashEncoder(), "hash", tmp_path / "index")
    with TestClient(create_app(Settings(var=tmp_path, use_encoder=False))) as opened:
        (item,) = answer(opened, "espace mosaïque")["items"]
    assert item["doublons"] == [{"id": "deux", "nom": "Espace Mosaïque", "source": "deux"}]
    assert [each["doublons"] for each in answer(client)["items"]] == [[], [], []]


def test_a_correction_should_be_told_with_the_words_that_changed(client: TestClient) -> None:
    assert answer(client, "réparé un smartfone")["correction"] == {
        "texte": "réparé un smartphone",
        "changements": [["smartfone", "smartphone"]],
    }


def test_an_exact_search_should_correct_nothing(client: TestClient) -> None:
    assert answer(client, "réparé un smartfone", exact=True)["correction"] is None


def test_a_message_should_come_when_nothing_answers_and_only_then(client: TestClient) -> None:
    nothing = answer(client, "asdkjh")
    assert (nothing["items"], nothing["total"], nothing["pages"]) == ([], 0, 0)
    assert nothing["message"] == NO_ANSWER
    assert answer(client)["message"] is None


@pytest.mark.parametrize(
    ("parameter", "accepted", "refused"),
    [
        ("q", ["é", "é" * 300], ["", "é" * 301]),
        ("page", [1, 200], [0, 201]),
        ("size", [1, 50], [0, 51]),
        ("lat", [-90, 90], [-90.1, 90.1, "nan"]),
        ("lon", [-180, 180], [-180.1, 180.1, "inf"]),
        ("distance", [1, 100], [0.9, 100.1, "nan"]),
        ("lieu", ["", "a" * 120], ["a" * 121]),
        ("partout", ["true", "false"], ["peut-être", ""]),
        ("familles", [["economie-circulaire"] * 30], [["economie-circulaire"] * 31]),
    ],
)
def test_bounds_should_be_kept(
    client: TestClient, parameter: str, accepted: list[object], refused: list[object]
) -> None:
    base: dict[str, Any] = {"q": NEED, **LILLE}
    for value in accepted:
        assert client.get(SEARCH, params=base | {parameter: value}).status_code == 200
    for value in refused:
        response = client.get(SEARCH, params=base | {parameter: value})
        assert response.status_code == 422
        assert [error["champ"] for error in response.json()["errors"]] == [parameter]


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        pytest.param({"couleur": "bleu"}, "couleur", id="unknown parameter"),
        pytest.param({"frais": "cher"}, "frais", id="unknown code"),
        pytest.param({"lat": 50.6}, "lat", id="half a place"),
        pytest.param({"lon": 3.0}, "lat", id="other half"),
        pytest.param(
            {"publics": ["jeunes"] * 20, "frais": ["payant"] * 20}, "filtres", id="too many codes"
        ),
    ],
)
def test_a_contradictory_or_unknown_parameter_should_be_refused_by_get_and_by_post(
    client: TestClient, parameters: dict[str, Any], field: str
) -> None:
    lists = {
        name: value if not isinstance(value, str) or name == "couleur" else [value]
        for name, value in parameters.items()
    }
    for response in (
        client.get(SEARCH, params={"q": NEED} | parameters),
        client.post(SEARCH, json={"q": NEED} | lists),
    ):
        assert response.status_code == 422
        assert [error["champ"] for error in response.json()["errors"]] == [field]


@pytest.mark.parametrize("record", SMALL_CATALOGUE, ids=lambda record: record.id)
def test_a_record_should_be_read_as_it_was_written(client: TestClient, record: AnyRecord) -> None:
    assert parse_record(client.get(f"/api/v1/actors/{record.id}").text) == record


def test_an_unknown_record_should_not_be_found(client: TestClient) -> None:
    response = client.get("/api/v1/actors/nulle-part")
    assert response.status_code == 404
    assert response.json()["detail"] == "Aucune fiche n'a l'identifiant « nulle-part »."


def test_the_whole_catalogue_should_be_counted(client: TestClient) -> None:
    body = client.get("/api/v1/facets").json()
    assert body["total"] == 5
    assert counts(body, "type") == {"structure": 3, "programme": 1, "besoin": 1}
    assert body["version_index"] == answer(client)["version_index"]


@pytest.mark.parametrize(
    ("code", "kind", "name"),
    [
        ({"code_commune": "59350"}, "commune", "Lille (59)"),
        ({"code_departement": "59"}, "departement", "Nord (59)"),
        ({"code_region": "32"}, "region", "Hauts-de-France"),
        ({"epci": "200093201"}, "epci", "Lille (59) et son intercommunalité"),
    ],
)
def test_a_place_should_be_given_by_its_code(
    located_client: TestClient, code: dict[str, str], kind: str, name: str
) -> None:
    body = answer(located_client, PAPERS, **code)
    assert (body["lieu"]["type"], body["lieu"]["nom"]) == (kind, name)
    assert body["lieu"]["code"] == next(iter(code.values()))
    item = next(item for item in body["items"] if item["fiche"]["id"] == "france-services")
    assert item["groupe"] == "pres-de-vous"
    assert item["lieux"][0]["commune"] in ("Lille", "Tourcoing")


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"code_commune": "59999"}, "code_commune"),
        ({"code_commune": "59000000"}, "code_commune"),
        ({"code_departement": "Nord"}, "code_departement"),
        ({"epci": "123456789"}, "epci"),
        ({"code_commune": "59350", "lieu": "Lyon"}, "code_commune"),
        ({"code_commune": "59350", "lat": 50.6, "lon": 3.0}, "code_commune"),
        ({"code_commune": "59350", "code_departement": "59"}, "code_departement"),
    ],
)
def test_an_unknown_code_or_two_places_should_be_refused(
    client: TestClient, parameters: dict[str, Any], field: str
) -> None:
    for response in (
        client.get("/api/v1/search", params={"q": "internet"} | parameters),
        client.post("/api/v1/search", json={"q": "internet"} | parameters),
    ):
        assert response.status_code == 422, response.text
        assert [error["champ"] for error in response.json()["errors"]] == [field]


@pytest.mark.parametrize("form", ["json", "geojson"])
def test_a_total_should_say_whether_it_is_exact(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    asked = {"q": "réparer un smartphone", "format": form}
    assert client.get("/api/v1/search", params=asked).json()["total_exact"] is True
    for name in ("NEAREST_PASSAGES", "BY_WORDS"):
        monkeypatch.setattr(proposals, name, 1)
    monkeypatch.setattr(scoring, "SCORED_WHOLE", 0)
    assert client.get("/api/v1/search", params=asked).json()["total_exact"] is False
    kept = client.get("/api/v1/search", params={**asked, "publics": "seniors"}).json()
    assert kept["total_exact"] is True


@pytest.mark.parametrize(
    ("certainty", "told", "message"),
    [
        (Certainty.SURE, "sur", None),
        (Certainty.MAYBE, "peut-etre", NOT_SURE),
        (Certainty.NOTHING, "rien", NO_ANSWER),
    ],
)
def test_the_three_states_should_be_told_with_what_to_do(
    certainty: Certainty,
    told: str,
    message: str | None,
    client: TestClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Likelihoods, "certainty", certainty)
    monkeypatch.setattr(Likelihoods, "certainty_of", lambda *_: certainty)
    body = answer(client)
    assert (body["certitude"], body["message"]) == (told, message)
    assert bool(body["total"]) is (told != "rien")
    assert body["total"] <= 3 or told == "sur"
