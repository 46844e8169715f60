"""Pages: what people read, and what a page must never do."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from index.build import build
from service.app import create_app
from service.schemas import ADVICE
from service.settings import Settings
from service.web import EXAMPLES
from tests.conftest import SMALL_CATALOGUE, make_actor
from tests.hash_encoder import HashEncoder

NEED = "ordinateur smartphone internet"
VOID = {"meta", "link", "input", "br", "img", "hr", "circle", "path"}
BROWSER = {"accept": "text/html"}
HOSTILE = '<script>alert("x")</script>'


class Page(HTMLParser):
    """The tags of a page with their attributes, and the text that each one holds."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.tags: list[tuple[str, dict[str, str]]] = []
        self._texts: list[tuple[str, list[str]]] = []
        self._open: list[tuple[str, list[str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append((tag, []))
            self._texts.append(self._open[-1])

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            opened, _ = self._open.pop()
            assert opened == tag, f"<{opened}> fermé par </{tag}>"

    def handle_data(self, data: str) -> None:
        for _, pieces in self._open:
            pieces.append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every tag of a name."""
        return [attributes for name, attributes in self.tags if name == tag]

    def texts(self, tag: str) -> list[str]:
        """The text in every tag of a name, in one line."""
        return [" ".join("".join(pieces).split()) for name, pieces in self._texts if name == tag]

    def link(self, text: str) -> str:
        """The address of the link that reads `text`."""
        links = zip(self.all("a"), self.texts("a"), strict=True)
        return next(attributes["href"] for attributes, shown in links if shown == text)

    @property
    def title(self) -> str:
        return self.texts("title")[0]

    @property
    def values(self) -> dict[str, list[str]]:
        """Name -> values of the fields that the form of filters would send."""
        sent: dict[str, list[str]] = {}
        for field in self.all("input"):
            if field["type"] == "hidden" or (field["type"] == "checkbox" and "checked" in field):
                sent.setdefault(field["name"], []).append(field["value"])
        return sent


def read(client: TestClient, path: str, status: int = 200, **parameters: object) -> Page:
    """A page, checked to be one."""
    response = client.get(path, params=parameters or None, headers=BROWSER)  # type: ignore[arg-type]
    assert response.status_code == status
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    return Page(response.text)


def results(client: TestClient, q: str = NEED, **parameters: object) -> Page:
    """The page of the results of a need."""
    return read(client, "/recherche", 200, q=q, **parameters)


PAGES = [
    pytest.param("/", 200, id="home"),
    pytest.param("/recherche?q=ordinateur+smartphone+internet", 200, id="results"),
    pytest.param("/recherche?q=r%C3%A9par%C3%A9+un+smartfone", 200, id="corrected"),
    pytest.param("/recherche?q=asdkjh", 200, id="no result"),
    pytest.param("/recherche?q=", 422, id="at fault"),
    pytest.param("/fiches/clic-pour-tous", 200, id="sheet"),
    pytest.param("/fiches/inconnue", 404, id="unknown sheet"),
    pytest.param("/a-propos", 200, id="about"),
]


@pytest.mark.parametrize(("path", "status"), PAGES)
def test_a_page_should_have_a_language_a_title_and_one_heading(
    client: TestClient, path: str, status: int
) -> None:
    page = read(client, path, status)
    assert page.all("html") == [{"lang": "fr"}]
    assert "OrientESS" in page.title
    assert len(page.all("h1")) == len(page.all("main")) == len(page.all("title")) == 1


@pytest.mark.parametrize(("path", "status"), PAGES)
def test_a_page_should_run_no_script(client: TestClient, path: str, status: int) -> None:
    page = read(client, path, status)
    attributes = {name for _, each in page.tags for name in each}
    assert page.all("script") == []
    assert not [name for name in attributes if name.startswith("on") or name == "style"]


@pytest.mark.parametrize(("path", "status"), PAGES)
def test_a_page_should_ask_nothing_of_another_site(
    client: TestClient, path: str, status: int
) -> None:
    page = read(client, path, status)
    asked = [
        address
        for tag, each in page.tags
        for name, address in each.items()
        if (name in {"src", "srcset", "data", "action"} or (tag == "link" and name == "href"))
    ]
    assert asked
    assert not [each for each in asked if not each.startswith("/") or each.startswith("//")]


@pytest.mark.parametrize(("path", "status"), PAGES)
def test_every_field_should_have_its_label_and_no_identifier_come_twice(
    client: TestClient, path: str, status: int
) -> None:
    page = read(client, path, status)
    identifiers = [each["id"] for _, each in page.tags if "id" in each]
    described = {name for _, each in page.tags for name in each.get("aria-describedby", "").split()}
    labelled = {each["for"] for each in page.all("label") if "for" in each}
    fields = {each["id"] for each in page.all("input") if each["type"] == "text"}
    assert len(identifiers) == len(set(identifiers))
    assert fields == labelled
    assert described <= set(identifiers)


@pytest.mark.parametrize(("path", "status"), PAGES)
def test_every_link_within_the_site_should_answer(
    client: TestClient, path: str, status: int
) -> None:
    page = read(client, path, status)
    links = {each["href"] for tag in ("a", "link") for each in page.all(tag)}
    inside = {each for each in links if each.startswith("/")}
    assert len(inside) >= 4
    assert {each: client.get(each).status_code for each in inside} == dict.fromkeys(inside, 200)


def test_the_home_page_should_offer_needs_to_try(client: TestClient) -> None:
    page = read(client, "/")
    needs = [
        parse_qs(urlsplit(each["href"]).query)["q"]
        for each in page.all("a")
        if each["href"].startswith("/recherche?")
    ]
    assert needs == [[example] for example in EXAMPLES]


def test_the_title_of_results_should_tell_their_number_and_the_need(client: TestClient) -> None:
    page = results(client)
    assert page.title == f"3 résultats pour « {NEED} » – OrientESS"
    assert page.texts("h1") == ["3 résultats"]


def test_a_result_should_show_its_reason_with_the_words_marked(client: TestClient) -> None:
    page = results(client, "réparer un smartphone")
    assert page.texts("mark") == ["Réparation", "smartphones"]
    assert "Service : Réparation de smartphones" in page.texts("p")


def test_a_result_should_lead_to_its_sheet(client: TestClient) -> None:
    page = results(client)
    assert page.link("Clic pour tous") == "/fiches/clic-pour-tous"


def test_a_result_should_tell_what_helps_to_choose(client: TestClient) -> None:
    page = results(client, "réparer un smartphone", lat=50.5, lon=3.0667)
    for fact in ("Payant", "Sur place", "à 15 km", "Hauts-de-France", "vérifié le 15 janvier 2026"):
        assert fact in page.texts("span")


def test_without_an_encoder_the_page_should_say_that_it_is_less_complete(
    client: TestClient,
) -> None:
    note = "Recherche par les mots seulement : les résultats sont moins complets."
    assert note in results(client).texts("p")


def test_a_correction_should_be_told_with_a_way_back_to_the_words_typed(
    client: TestClient,
) -> None:
    page = results(client, "réparé un smartfone", frais="payant")
    assert page.title.startswith("1 résultat pour « réparé un smartphones »")
    assert page.all("input")[0]["value"] == "réparé un smartfone"
    back = page.link("Chercher plutôt « réparé un smartfone »")
    assert parse_qs(urlsplit(back).query) == {
        "q": ["réparé un smartfone"],
        "exact": ["True"],
        "frais": ["payant"],
    }
    assert "Chercher plutôt" not in read(client, back).html


def test_when_nothing_answers_the_page_should_say_it_and_help(client: TestClient) -> None:
    page = results(client, "asdkjh")
    assert page.title == "Aucun résultat fiable pour « asdkjh » – OrientESS"
    assert page.texts("h1") == ["Aucun résultat fiable"]
    assert ADVICE in page.texts("p")
    assert page.all("ol") == []


def test_filters_should_keep_what_was_chosen_and_the_place(client: TestClient) -> None:
    place = {"lat": 50.63, "lon": 3.06, "distance": 30, "exact": True}
    page = results(client, NEED, frais=["gratuit", "payant"], type="structure", page=2, **place)
    assert page.values == {
        "q": [NEED],
        "lat": ["50.63"],
        "lon": ["3.06"],
        "distance": ["30.0"],
        "exact": ["True"],
        "frais": ["gratuit", "payant"],
        "type": ["structure"],
    }


def test_filters_should_be_removable_all_at_once(client: TestClient) -> None:
    page = results(client, frais="gratuit", type="programme", lat=50.63, lon=3.06)
    address = page.link("Retirer les filtres")
    assert parse_qs(urlsplit(address).query) == {"q": [NEED], "lat": ["50.63"], "lon": ["3.06"]}
    assert "Retirer les filtres" not in results(client).texts("a")


def test_a_filter_should_show_its_label_and_how_many_it_keeps(client: TestClient) -> None:
    assert "Gratuit 1" in results(client).texts("label")


def test_a_filter_that_leaves_nothing_should_still_be_shown(client: TestClient) -> None:
    page = results(client, frais="gratuit-sous-condition")
    assert page.texts("h1") == ["Aucun résultat fiable"]
    assert page.values["frais"] == ["gratuit-sous-condition"]


@pytest.mark.parametrize(
    ("page", "links"),
    [(1, {"Page suivante": 2}), (2, {"Page précédente": None, "Page suivante": 3})],
)
def test_pages_should_lead_to_the_ones_before_and_after(
    client: TestClient, page: int, links: dict[str, int | None]
) -> None:
    shown = results(client, size=1, page=page, modes_accueil=["a-distance", "en-presentiel"])
    assert f"Page {page} sur 3" in shown.texts("span")
    for text, number in links.items():
        query = parse_qs(urlsplit(shown.link(text)).query)
        assert query.get("page") == (None if number is None else [str(number)])
        assert query["modes_accueil"] == ["a-distance", "en-presentiel"]


def test_the_last_page_should_say_where_it_is_and_number_on(client: TestClient) -> None:
    page = results(client, size=1, page=3)
    assert page.title == f"3 résultats pour « {NEED} », page 3 – OrientESS"
    assert page.all("ol") == [{"class": "hits", "start": "3"}]
    assert "Page suivante" not in page.texts("a")


def test_results_on_one_page_should_show_no_pages(client: TestClient) -> None:
    assert "Pages de résultats" not in results(client).html


def test_a_radius_that_was_widened_should_be_told(client: TestClient) -> None:
    page = results(client, "réparer un smartphone", lat=50.43, lon=2.83, distance=10)
    assert "Rien à moins de 10 km : recherche élargie à 50 km." in page.texts("p")


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({}, "Écrivez votre besoin."),
        ({"q": ""}, "Écrivez votre besoin."),
        ({"q": "   "}, "Écrivez votre besoin avec quelques mots."),
        ({"q": "ordi <b>", "page": "x"}, "page : Un nombre entier est attendu."),
        ({"q": "ordi <b>", "frais": "cher"}, "Codes de frais : gratuit, "),
        ({"q": "ordi <b>", "lat": "50"}, "Donnez la latitude et la longitude"),
        ({"q": "a" * 301}, "q : Au plus 300 caractères."),
    ],
    ids=str,
)
def test_a_page_at_fault_should_say_what_to_mend_and_keep_what_was_typed(
    client: TestClient, parameters: dict[str, object], message: str
) -> None:
    page = read(client, "/recherche", 422, **parameters)
    (field,) = page.all("input")
    assert page.title.startswith("À corriger – ")
    assert [each for each in page.texts("p") if message in each]
    assert field["aria-invalid"] == "true"
    assert field["aria-describedby"] == "erreur"
    assert field["value"] == str(parameters.get("q", ""))[:300]


def test_the_marks_of_a_campaign_should_be_ignored(client: TestClient) -> None:
    page = results(client, utm_source="lettre", fbclid="x")
    assert page.texts("h1") == ["3 résultats"]
    assert "utm_source" not in page.html


def test_hostile_words_should_be_shown_as_words(client: TestClient) -> None:
    page = results(client, f'{HOSTILE} "><b>ordinateur')
    assert page.all("script") == page.all("b")[1:] == []
    assert page.all("input")[0]["value"] == f'{HOSTILE} "><b>ordinateur'


def test_a_sheet_should_give_what_it_takes_to_get_in_touch(client: TestClient) -> None:
    page = read(client, "/fiches/atelier-phenix")
    assert page.title == "Atelier Phénix – OrientESS"
    assert page.link("03 20 00 00 00") == "tel:+33320000000"
    assert page.link("Aller sur le site") == "https://phenix.example/"
    assert page.link("Source") == "https://phenix.example/"
    assert "Fiche vérifiée le 15 janvier 2026. Source" in page.texts("p")


@pytest.mark.parametrize(
    ("identifier", "shown"),
    [
        ("reseau-libre", ["(RL)", "Une connexion fibre."]),
        ("clic-pour-tous", ["bénévoles patients", "Gratuit.", "Sur place, À distance"]),
        ("atelier-phenix", ["Réparation de smartphones", "59000 Lille", "Tous publics"]),
        ("mairie-cherche-benevoles", ["Besoin ouvert", "Villeneuve-d'Ascq"]),
    ],
)
def test_a_sheet_should_show_what_is_known(
    client: TestClient, identifier: str, shown: list[str]
) -> None:
    page = read(client, f"/fiches/{identifier}")
    texts = [text for tag in ("span", "dd", "strong", "p") for text in page.texts(tag)]
    assert [each for each in shown if not [text for text in texts if each in text]] == []


@pytest.mark.parametrize(
    ("identifier", "absent"),
    [
        ("reseau-libre", ["Téléphone", "Aller sur le site", "Source", "Recherche"]),
        ("logiciels-communs", ["Ce qui est proposé", "Prix", "Adresse"]),
    ],
)
def test_a_sheet_should_not_show_what_is_unknown(
    client: TestClient, identifier: str, absent: list[str]
) -> None:
    page = read(client, f"/fiches/{identifier}")
    texts = {text for tag in ("dt", "a", "h2") for text in page.texts(tag)}
    assert texts.isdisjoint(absent)


def test_an_unknown_sheet_should_be_told_with_a_way_to_search(client: TestClient) -> None:
    page = read(client, "/fiches/inconnue", 404)
    assert page.title == "Introuvable – OrientESS"
    assert "Aucune fiche n'a l'identifiant « inconnue »." in page.texts("p")
    assert page.all("form")[0]["action"] == "/recherche"


def test_the_page_about_should_tell_what_is_served(client: TestClient) -> None:
    text = " ".join(read(client, "/a-propos").texts("p"))
    version = client.get("/version").json()
    assert "Il compte 5 fiches." in text
    assert version["index"] in text


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
        langues=["fr", "ar"],
        missions=["Animer un atelier"],
    )
    home = tmp_path_factory.mktemp("rich")
    build((hostile, full, *SMALL_CATALOGUE), HashEncoder(), "hash", home / "index")
    with TestClient(create_app(Settings(var=home, use_encoder=False))) as opened:
        yield opened


@pytest.mark.parametrize("path", ["/fiches/hostile", "/recherche?q=réparer+une+imprimante"])
def test_a_hostile_record_should_be_shown_as_words(rich: TestClient, path: str) -> None:
    page = read(rich, path)
    assert page.all("script") == []
    assert HOSTILE in " ".join(page.texts("main"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Prise en charge", "Surdité"),
        ("Prix", "Gratuit sous condition. Sur justificatif de revenus"),
        ("Conditions", "Habiter la région"),
        ("Comment faire", "Téléphoner, Se présenter sur place"),
        ("Qui peut contacter", "Les professionnels"),
        ("Téléphone", "3939"),
        ("Courriel", "contact@rempli.example"),
        ("Horaires", "Mo-Fr 09:00-17:00"),
        ("Adresse", "1 rue Neuve, 75001 Paris"),
        ("Langues", "fr, ar"),
        ("Missions", "Animer un atelier"),
    ],
)
def test_a_full_sheet_should_show_every_field(rich: TestClient, name: str, value: str) -> None:
    page = read(rich, "/fiches/complet")
    assert dict(zip(page.texts("dt"), page.texts("dd"), strict=True))[name] == value


def test_an_address_of_electronic_mail_should_be_a_link(rich: TestClient) -> None:
    page = read(rich, "/fiches/complet")
    assert page.link("contact@rempli.example") == "mailto:contact@rempli.example"


def test_an_acronym_should_not_be_repeated_after_the_same_name(rich: TestClient) -> None:
    assert read(rich, "/fiches/complet").texts("h1") == ["Tout Rempli"]
    assert read(rich, "/fiches/reseau-libre").texts("h1") == ["Réseau Libre (RL)"]


def test_without_an_index_the_home_page_should_still_answer(tmp_path: Path) -> None:
    client = TestClient(create_app(Settings(var=tmp_path, use_encoder=False)))
    assert read(client, "/").texts("h1") == ["Le numérique solidaire, près de vous et à distance"]
