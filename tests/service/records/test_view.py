"""Tests of the values that the page of a record shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from data_inclusion.schema.v1.score_qualite import CRITERES
from fastapi.testclient import TestClient

from index.catalogue.quality import quality_of
from index.indexing.build import build
from index.records import code_lists as ref
from service.app import create_app
from service.presentation.messages import FOR_WHOM, HOW_TO_BEGIN
from service.records.view import ADVICE
from service.settings import Settings
from tests.conftest import SMALL_CATALOGUE, make_actor
from tests.hash_encoder import HashEncoder
from tests.service.blocks import blocks
from tests.service.page import HOSTILE, NEED, read


def test_a_sheet_should_give_what_it_takes_to_get_in_touch(client: TestClient) -> None:
    page = read(client, "/fiches/atelier-phenix")
    assert page.title == "Atelier Phénix – OrientESS"
    assert page.link("Appeler le 03 20 00 00 00") == "tel:+33320000000"
    assert page.link("Aller sur le site") == "https://phenix.example/"
    assert page.link("phenix.example") == "https://phenix.example/"
    assert "D'après une page sans date. phenix.example" in blocks(page)["Source"]


@pytest.mark.parametrize(
    ("identifier", "visible"),
    [
        ("reseau-libre", ["(RL)", "Une connexion fibre."]),
        (
            "clic-pour-tous",
            ["bénévoles patients", "Gratuit.", "dans l'un de ses lieux. À distance."],
        ),
        ("atelier-phenix", ["Réparation de smartphones", "59000 Lille", "Tous publics"]),
        ("mairie-cherche-benevoles", ["Besoin ouvert", "Villeneuve-d'Ascq"]),
    ],
)
def test_a_sheet_should_show_what_is_known(
    client: TestClient, identifier: str, visible: list[str]
) -> None:
    text = read(client, f"/fiches/{identifier}").texts("article")[0]
    assert [each for each in visible if each not in text] == []


@pytest.mark.parametrize(
    ("identifier", "absent"),
    [
        ("reseau-libre", ["Horaires", "Répond à ces besoins", "Pour donner un coup de main"]),
        ("logiciels-communs", ["Ce qui est proposé", "Horaires", "Répond à ces besoins"]),
        ("mairie-cherche-benevoles", ["Prix", FOR_WHOM, HOW_TO_BEGIN]),
    ],
)
def test_a_sheet_should_not_speak_of_what_is_unknown(
    client: TestClient, identifier: str, absent: list[str]
) -> None:
    assert set(blocks(read(client, f"/fiches/{identifier}"))).isdisjoint(absent)


@pytest.mark.parametrize(
    ("identifier", "price"),
    [("logiciels-communs", "Non précisé."), ("clic-pour-tous", "Gratuit.")],
)
def test_a_price_that_is_unknown_should_be_said_so_that_nobody_believes_it_free(
    client: TestClient, identifier: str, price: str
) -> None:
    assert blocks(read(client, f"/fiches/{identifier}"))["Prix"] == price


def test_an_unknown_sheet_should_be_told_with_a_way_to_search(client: TestClient) -> None:
    page = read(client, "/fiches/inconnue", 404)
    assert page.title == "Introuvable – OrientESS"
    assert "Aucune fiche n'a l'identifiant « inconnue »." in page.texts("p")
    assert page.all("form")[0]["action"] == "/recherche"


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client over a catalogue with a hostile record, and one where every field is filled."""
    hostile = make_actor(
        id="hostile",
        nom=HOSTILE,
        sigle=HOSTILE,
        description=f"{HOSTILE} répare des imprimantes. {HOSTILE}",
        services=[{"nom": HOSTILE, "description": f"Réparer une imprimante {HOSTILE}"}],
        commune=HOSTILE,
    )
    full = make_actor(
        id="complet",
        nom="Tout Rempli",
        sigle="Tout Rempli",
        description="Une structure dont tous les champs sont remplis.",
        prise_en_charge=["surdite"],
        frais="gratuit-sous-condition",
        frais_precisions="Sur justificatif de revenus",
        conditions_acces="Habiter la région",
        modes_mobilisation=["telephoner", "se-presenter"],
        mobilisable_par=["professionnels"],
        courriel="contact@rempli.example",
        telephone="3939",
        horaires_accueil="Mo-Fr 09:00-17:00",
        adresse="1 rue Neuve",
        code_postal="75001",
        commune="Paris",
        langues=["fr", "ar", "xx"],
        missions=["Animer un atelier"],
        complement_adresse="Bâtiment B",
        lien_mobilisation="https://rdv.example/",
        accessibilite_lieu="https://acceslibre.example/",
        reseaux_porteurs=["emmaus", "mjc"],
        thematiques=["numerique--acquerir-un-equipement"],
        besoins=["equipement--ordinateur-petit-prix", "inconnu"],
        date_source="2019-03",
    )
    desk: dict[str, Any] = {
        "nom": "Espace <i>Mosaïque</i>",
        "description": "Un espace qui numérise des diapositives.",
        "adresse": "30 rue Cabanis",
        "commune": "Lille",
        "code_insee": "59350",
        "date_maj": None,
    }
    words = {"horaires_accueil": ["Le mardi matin"]}
    desks = [
        make_actor(id=f"bureau-{each}", source=each, libelles=words, **desk)
        for each in ("un", "deux")
    ]
    home = tmp_path_factory.mktemp("rich")
    records = (hostile, full, *desks, *SMALL_CATALOGUE)
    build(records, HashEncoder(), "hash", home / "index")
    with TestClient(create_app(Settings(var=home, use_encoder=False))) as opened:
        yield opened


@pytest.mark.parametrize(
    ("path", "scripts"),
    [
        ("/fiches/hostile", ["application/ld+json", "/static/fiche.js"]),
        ("/recherche?q=réparer+une+imprimante", ["/static/site.js"]),
    ],
)
def test_a_hostile_record_should_be_shown_as_words(
    rich: TestClient, path: str, scripts: list[str]
) -> None:
    page = read(rich, path)
    ours = [each.get("type") or each["src"].partition("?")[0] for each in page.all("script")]
    assert ours == scripts
    assert HOSTILE in " ".join(page.texts("main"))
    assert HOSTILE not in page.html


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (FOR_WHOM, "Prise en charge : surdité."),
        (FOR_WHOM, "Conditions : Habiter la région"),
        (FOR_WHOM, "Langues : français, arabe, xx."),
        ("Prix", "Gratuit sous condition. Sur justificatif de revenus"),
        (HOW_TO_BEGIN, "Pour commencer : téléphoner, se présenter sur place."),
        (HOW_TO_BEGIN, "Un professionnel prend contact."),
        ("Prendre contact", "Appeler le 39 39 Prendre rendez-vous en ligne Écrire à contact@"),
        ("Horaires", "lundi au vendredi 9 h – 17 h"),
        ("Lieu", "1 rue Neuve, Bâtiment B, 75001 Paris"),
        ("Lieu", "Accès du lieu aux personnes handicapées (Acceslibre)"),
        ("Pour donner un coup de main", "Missions : Animer un atelier"),
    ],
)
def test_a_full_sheet_should_show_every_field(rich: TestClient, name: str, text: str) -> None:
    assert text in blocks(read(rich, "/fiches/complet"))[name]


def test_a_full_sheet_should_name_the_networks_of_a_structure(rich: TestClient) -> None:
    networks = f"Réseaux : Emmaüs, {ref.RESEAUX_PORTEURS.label('mjc')}"
    assert f"Structure · {networks}" in read(rich, "/fiches/complet").texts("p")


def test_opening_hours_in_words_should_be_shown_as_they_were_said(rich: TestClient) -> None:
    assert blocks(read(rich, "/fiches/bureau-un"))["Horaires"] == "Le mardi matin"


def test_an_acronym_should_not_be_repeated_after_the_same_name(rich: TestClient) -> None:
    assert read(rich, "/fiches/complet").texts("h1") == ["Tout Rempli"]
    assert read(rich, "/fiches/reseau-libre").texts("h1") == ["Réseau Libre (RL)"]


def test_links_of_a_sheet_should_lead_where_they_say(rich: TestClient) -> None:
    page = read(rich, "/fiches/complet")
    assert page.link("Prendre rendez-vous en ligne") == "https://rdv.example/"
    assert page.link("Écrire à contact@rempli.example") == "mailto:contact@rempli.example"
    visible = "Accès du lieu aux personnes handicapées (Acceslibre)"
    assert page.link(visible) == "https://acceslibre.example/"


def test_the_needs_that_a_record_answers_should_be_searched_by_their_label(
    rich: TestClient,
) -> None:
    label = "Acheter un ordinateur à petit prix"
    page = read(rich, "/fiches/complet")
    assert "Répond à ces besoins" in page.texts("h2")
    assert parse_qs(urlsplit(page.link(label)).query) == {"q": [label]}
    assert read(rich, page.link(label)).texts("h1")


def test_a_need_that_the_thesaurus_lost_should_be_shown_as_it_is(rich: TestClient) -> None:
    assert read(rich, "/fiches/complet").link("inconnu") == "/recherche?q=inconnu"


def test_a_sheet_should_fold_its_quality_and_what_would_raise_it(client: TestClient) -> None:
    page = read(client, "/fiches/atelier-phenix")
    quality = quality_of(SMALL_CATALOGUE[0])
    shown = f"Qualité de la fiche : {quality.score * 100:.0f} % · pour agir : "
    text = blocks(page)["Source"]
    assert f"Pour les professionnels {shown}" in text
    assert page.texts("summary").count("Pour les professionnels") == 1
    advice = " ; ".join(ADVICE[name] for name in quality.lacking)
    assert f"Ce qui la rendrait meilleure : {advice}." in text


def test_a_sheet_should_say_that_its_date_is_unknown_and_where_it_comes_from(
    rich: TestClient,
) -> None:
    page = read(rich, "/fiches/bureau-un")
    assert blocks(page)["Source"].startswith("D'après une page sans date. Origine : un.")


def test_a_sheet_should_say_that_its_sources_are_old_and_only_then(rich: TestClient) -> None:
    text = "Sources anciennes : appelez avant de vous déplacer."
    assert text in read(rich, "/fiches/complet").notes
    assert read(rich, "/fiches/atelier-phenix").notes == []


def test_a_result_should_say_that_its_sources_are_old_and_only_then(rich: TestClient) -> None:
    facts = [
        read(rich, "/recherche", 200, q=need).html.count("Source ancienne")
        for need in ("tous les champs sont remplis", "numériser des diapositives")
    ]
    assert facts == [1, 0]


def test_records_that_are_likely_one_should_be_shown_once_with_a_link_to_the_other(
    rich: TestClient,
) -> None:
    page = read(rich, "/recherche", 200, q="numériser des diapositives")
    assert page.texts("h2").count("Espace <i>Mosaïque</i>") == 1
    assert "Sans doute le même lieu : Espace <i>Mosaïque</i> (deux)" in page.texts("p")
    paths = [urlsplit(each["href"]).path for each in page.all("a")]
    assert [each for each in paths if each.startswith("/fiches/bureau")] == [
        "/fiches/bureau-un",
        "/fiches/bureau-deux",
    ]
    assert page.all("i") == []


def test_a_record_that_is_alone_should_show_no_duplicate(client: TestClient) -> None:
    assert "Sans doute le même lieu" not in read(client, "/recherche", 200, q=NEED).html


def test_every_criterion_should_have_its_advice() -> None:
    assert set(ADVICE) == {criterion.__name__ for criterion in CRITERES}
