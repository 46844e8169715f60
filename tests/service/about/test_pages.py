"""Pages that say what the service is, keeps, weighs and promises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from starlette.routing import Route

from index.records import code_lists as ref
from index.sync.state import SourceState, credit_of, write_state
from index.taxonomy.thesaurus import Thesaurus
from service.about import pages as about_pages
from service.app import create_app
from service.presentation import templating
from service.presentation.figures import (
    CriteriaFigures,
    Figures,
    PageFigures,
    published_figures,
)
from service.presentation.formatting import date_in_words
from service.presentation.i18n import IN_TWO_LANGUAGES
from service.presentation.messages import NOT_ACCESSIBLE, PARTLY_ACCESSIBLE
from service.settings import Settings
from tests.conftest import DATA, ROOT
from tests.index.sync.conftest import make_source
from tests.service.page import HOSTILE, VOID, Page, read
from tests.service.presentation.test_figures import documented_criteria

SITE_MAP = "/plan-du-site"
PATHS = [route.path for route in about_pages.router.routes if isinstance(route, Route)] + ["/api"]
WITH_INDEX = {"/a-propos", SITE_MAP, "/api"}
"""Pages that say what the index holds."""
WRITTEN_APART = ("/themes/", "/carte", "/aidant", "/statistiques")
"""Pages that other tests visit."""
EMPTY_LINE = "L'exploitant de ce site n'a pas rempli cette ligne."
NOTICE = PARTLY_ACCESSIBLE
OPERATOR = {
    "publisher": "Association Exemple, 1 rue de l'Exemple, 59000 Lille",
    "publisher_contact": "contact@exemple.example",
    "hosting": "Hébergeur Exemple, France",
    "source_url": "https://forge.exemple.example/orientess",
}


@pytest.fixture(scope="module")
def identified(settings: Settings) -> Iterator[TestClient]:
    """A client of a site whose operator is stated."""
    with TestClient(create_app(settings.model_copy(update=OPERATOR))) as opened:
        yield opened


@pytest.mark.parametrize("path", PATHS)
def test_a_page_should_have_one_heading_then_headings_in_order(
    client: TestClient, path: str
) -> None:
    page = read(client, path)
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [
        after for before, after in zip(levels, levels[1:], strict=False) if after > before + 1
    ] == []


@pytest.mark.parametrize("path", PATHS)
def test_a_page_should_run_no_script_and_load_nothing_from_elsewhere(
    client: TestClient, path: str
) -> None:
    page = read(client, path)
    attributes = {name for _, each in page.tags for name in each}
    files = [
        each["href"]
        for each in page.all("link")
        if each["rel"] not in {"search", "alternate", "manifest"}
    ]
    loaded = [each for each in files if not each.startswith("data:")]
    assert [tag for tag, _ in page.tags if tag in {"script", "img", "iframe", "style"}] == []
    assert [name for name in attributes if name.startswith("on") or name == "style"] == []
    assert [each for each in loaded if not each.startswith("/static/")] == []


@pytest.mark.parametrize("path", PATHS)
def test_a_link_within_a_page_should_lead_somewhere_in_it(client: TestClient, path: str) -> None:
    page = read(client, path)
    identifiers = [each["id"] for _, each in page.tags if "id" in each]
    inside = {each["href"][1:] for each in page.all("a") if each["href"].startswith("#")}
    described = {each["aria-labelledby"] for _, each in page.tags if "aria-labelledby" in each}
    assert len(identifiers) == len(set(identifiers))
    assert inside | described <= set(identifiers)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_link_within_the_site_should_answer(
    client: TestClient, path: str, prefix: str
) -> None:
    page = read(client, prefix + path)
    ours = {each["href"] for each in page.all("a") if each["href"].startswith("/")}
    visited = {each for each in ours if not each.removeprefix(prefix).startswith(WRITTEN_APART)}
    statuses = {each: client.get(each).status_code for each in visited}
    at_fault = {each for each in visited if each.startswith("/api/v1/search?q=+")}
    assert len(visited) > 5
    assert {each for each, status in statuses.items() if status != 200} == at_fault


@pytest.mark.parametrize("path", PATHS)
def test_every_table_should_have_a_caption_and_headers_with_a_scope(
    client: TestClient, path: str
) -> None:
    page = read(client, path)
    assert len(page.all("caption")) == len(page.all("table"))
    assert [each for each in page.all("th") if "scope" not in each] == []


@pytest.mark.parametrize("path", PATHS)
def test_a_page_in_english_should_lead_to_pages_in_english(client: TestClient, path: str) -> None:
    page = read(client, f"/en{path}")
    ours = [each["href"] for each in page.all("a") if "hreflang" not in each]
    apart = ("/en/", "/api/", "#", "https://", "mailto:", "tel:")
    assert page.all("html") == [{"lang": "en"}]
    assert [each for each in ours if not each.startswith(apart)] == []


@pytest.mark.parametrize("path", [path for path in PATHS if IN_TWO_LANGUAGES.match(path)])
def test_a_page_about_the_site_should_be_given_in_french_to_readers_of_other_languages(
    client: TestClient, path: str
) -> None:
    assert read(client, f"/uk{path}").all("html") == [{"lang": "fr"}]


@pytest.mark.parametrize("path", PATHS)
def test_every_page_should_show_the_notice_of_accessibility(client: TestClient, path: str) -> None:
    assert read(client, path).link(NOTICE) == "/accessibilite"


def test_the_declaration_of_accessibility_should_follow_the_model_of_the_law(
    client: TestClient,
) -> None:
    page = read(client, "/accessibilite")
    model = [
        "État de conformité", "Contenus non accessibles", "Établissement de cette déclaration",
        "Retour d'information et contact", "Voies de recours",
    ]  # fmt: skip
    parts = [
        "Résultat des tests", "Non-conformités", "Dérogations pour charge disproportionnée",
        "Contenus non soumis à l'obligation d'accessibilité", "Technologies utilisées",
        "Environnement de test", "Outils", "Pages vérifiées",
    ]  # fmt: skip
    assert page.texts("h1") == [NOTICE]
    assert [each for each in page.texts("h2") if each in model] == model
    assert page.texts("h3") == parts
    assert "RGAA 4.1.2" in text(page)
    assert "article 47 de la loi n° 2005-102 du 11 février 2005" in text(page)


def test_the_declaration_should_claim_nothing_better_than_what_the_law_allows(
    client: TestClient,
) -> None:
    visible = text(read(client, "/accessibilite"))
    assert "C'est une auto-évaluation, pas un audit." in visible
    assert "Aucun expert ne les a relus." in visible
    assert "OrientESS est partiellement conforme avec le RGAA." in visible
    assert "est totalement conforme" not in visible
    assert "100" not in visible.partition("Nombre de critères")[0]
    for tool in ("NVDA", "VoiceOver", "TalkBack"):
        assert tool in visible
    assert "Ces tests automatiques ne voient qu'une partie des critères." in visible


def test_the_declaration_should_give_the_result_of_each_page(client: TestClient) -> None:
    figures = published_figures().accessibility
    page = read(client, "/accessibilite")
    results = rows(page)
    for title, counted in zip(list(results)[5:], figures.pages.values(), strict=True):
        assert results[title][:3] == [
            str(counted.conforming),
            str(counted.failing),
            str(counted.not_applicable),
        ]
    assert "Fiche d'orientation" in results


def test_the_declaration_should_name_the_criteria_that_fail(client: TestClient) -> None:
    told = re.findall(r"\((\d+\.\d+)\)", text(read(client, "/accessibilite")))
    criteria = documented_criteria().items()
    assert sorted(told) == sorted(each for each, (statuses, _) in criteria if "NC" in statuses)


@pytest.mark.parametrize(
    ("criteria", "unheard", "state"),
    [
        (None, 0, NOT_ACCESSIBLE),
        (CriteriaFigures(conforming=49, failing=51, not_applicable=6), 0, NOT_ACCESSIBLE),
        (CriteriaFigures(conforming=54, failing=46, not_applicable=6), 5, NOT_ACCESSIBLE),
        (CriteriaFigures(conforming=55, failing=45, not_applicable=6), 5, PARTLY_ACCESSIBLE),
        (CriteriaFigures(conforming=100, failing=0, not_applicable=6), 0, PARTLY_ACCESSIBLE),
    ],
)
def test_the_state_of_accessibility_should_be_what_the_evaluation_supports(
    client: TestClient,
    monkeypatch: pytest.MonkeyPatch,
    criteria: CriteriaFigures | None,
    unheard: int,
    state: str,
) -> None:
    evaluated(monkeypatch, criteria=criteria, unheard=unheard)
    page = read(client, "/accessibilite")
    assert page.texts("h1") == [state]
    assert page.link(state) == "/accessibilite"
    claimed = "OrientESS est partiellement conforme avec le RGAA." in text(page)
    assert claimed is (state == PARTLY_ACCESSIBLE)


def evaluated(monkeypatch: pytest.MonkeyPatch, **facts: object) -> None:
    """Have pages rest on another evaluation of accessibility."""
    real = published_figures()
    accessibility = real.accessibility.model_copy(update=facts)
    changed = real.model_copy(update={"accessibility": accessibility})
    for module in (about_pages, templating):
        monkeypatch.setattr(module, "published_figures", lambda: changed)


def test_the_declaration_should_tell_how_to_reach_the_defender_of_rights(
    client: TestClient,
) -> None:
    page = read(client, "/accessibilite")
    assert page.link("09 69 39 00 00") == "tel:+33969390000"
    address = page.link("Écrire un message au Défenseur des droits")
    assert urlsplit(address).netloc == "www.defenseurdesdroits.fr"
    assert "Libre réponse 71120, 75342 Paris CEDEX 07" in text(page)


def test_the_declaration_should_say_when_nobody_can_be_reached(
    client: TestClient, identified: TestClient
) -> None:
    missing = "L'exploitant de ce site n'a pas indiqué comment lui écrire."
    promise = "Nous vous aiderons à obtenir l'information autrement"
    visible = text(read(client, "/accessibilite"))
    assert missing in visible
    assert promise not in visible
    page = read(identified, "/accessibilite")
    assert missing not in text(page)
    assert promise in text(page)
    assert page.link("contact@exemple.example") == "mailto:contact@exemple.example"
    assert f"{OPERATOR['publisher']} s'engage" in text(page)


@pytest.mark.parametrize(("path", "lines"), [("/mentions", 4), ("/donnees-personnelles", 2)])
def test_what_the_operator_did_not_fill_should_be_said(
    client: TestClient, identified: TestClient, path: str, lines: int
) -> None:
    assert read(client, path).texts("dd").count(EMPTY_LINE) == lines
    texts = read(identified, path).texts("dd")
    assert EMPTY_LINE not in texts
    assert set(texts) >= {OPERATOR["publisher"], OPERATOR["publisher_contact"]}


def test_legal_notices_should_name_the_publisher_the_host_and_the_licences(
    identified: TestClient,
) -> None:
    page = read(identified, "/mentions")
    assert OPERATOR["hosting"] in page.texts("dd")
    for licence in ("EUPL-1.2", "Licence Ouverte 2.0", "CC BY 4.0", "ODbL", "BSD-2-Clause", "MIT"):
        assert licence in page.texts("b")
    assert page.link("GeoNames") == "https://www.geonames.org"
    assert "La loi demande à l'exploitant" not in text(page)


@pytest.mark.parametrize("path", [*PATHS, "/", "/recherche?q=internet", "/en/api", "/absente"])
def test_a_page_should_lead_to_the_code_that_the_operator_serves(
    client: TestClient, identified: TestClient, path: str
) -> None:
    asked = {"accept": "text/html"}
    links = [each["href"] for each in Page(identified.get(path, headers=asked).text).all("a")]
    assert OPERATOR["source_url"] in links
    assert OPERATOR["source_url"] not in client.get(path, headers=asked).text


def test_legal_notices_should_tell_the_licence_of_the_outlines(client: TestClient) -> None:
    page = read(client, "/mentions")
    assert "MapSVG" in text(page)
    assert "CC BY 4.0." in page.texts("b")


def test_legal_notices_should_tell_the_licence_of_the_base_map(client: TestClient) -> None:
    page = read(client, "/mentions")
    assert "GSHHG" in text(page)
    assert any("LGPL 3.0" in each for each in page.texts("b"))


def test_legal_notices_should_credit_the_lists_of_places_under_each_licence(
    client: TestClient,
) -> None:
    page, page_en = read(client, "/mentions"), read(client, "/en/mentions")
    assert "ministère de la Culture" in text(page)
    assert {"ODbL 1.0", "Licence Ouverte 2.0", "CC BY 4.0"} <= set(page.texts("b"))
    assert "ARNia" in text(page_en)
    assert "Places open to the public" in text(page_en)


def test_legal_notices_should_name_no_list_of_places_without_the_table_of_lists(
    settings: Settings, tmp_path: Path
) -> None:
    bare = settings.model_copy(update={"data": tmp_path})
    for path in settings.data.resolve().iterdir():
        if path.name != "lieux":
            (tmp_path / path.name).symlink_to(path)
    with TestClient(create_app(bare)) as opened:
        assert "Les lieux ouverts au public" not in text(read(opened, "/mentions"))


def test_legal_notices_should_credit_the_open_data_that_was_fetched(
    settings: Settings, tmp_path: Path
) -> None:
    fetched = settings.model_copy(update={"var": tmp_path})
    (tmp_path / "index").symlink_to(settings.index_home)
    fetched.imports.mkdir()
    accepted = datetime(2026, 11, 1, tzinfo=UTC)
    for name, page in (("lieux", "https://donnees.exemple/lieux"), ("autres", None)):
        (fetched.imports / f"{name}.jsonl").touch()
        source = make_source(titre=f"Les {name}", credit=f"{HOSTILE} de {name}", page=page)
        state = SourceState(
            definition="",
            checked=accepted,
            accepted=accepted,
            rows=1,
            files={},
            credit=credit_of(source, accepted),
        )
        write_state(fetched.sync_home / name, state)
    with TestClient(create_app(fetched)) as opened:
        page_fr, page_en = read(opened, "/mentions"), read(opened, "/en/mentions")
    assert page_fr.link(f"{HOSTILE} de lieux") == "https://donnees.exemple/lieux"
    assert f"{HOSTILE} de autres, le 1er novembre 2026" in text(page_fr)
    assert "1 November 2026" in text(page_en)


@pytest.mark.parametrize(
    ("contact", "address"),
    [
        ("https://exemple.example/contact", "https://exemple.example/contact"),
        ("contact@exemple.example", "mailto:contact@exemple.example"),
        ("javascript:alert(1)", None),
        ("au guichet, le lundi", None),
    ],
)
def test_a_contact_should_be_a_link_only_when_it_is_a_page_or_a_courriel(
    settings: Settings, contact: str, address: str | None
) -> None:
    texts = settings.model_copy(update={"publisher_contact": contact})
    with TestClient(create_app(texts)) as opened:
        page = read(opened, "/mentions")
    links = dict(zip(page.texts("a"), page.all("a"), strict=True))
    assert contact in page.texts("dd")
    assert links.get(contact, {}).get("href") == address


def test_what_the_operator_wrote_should_never_be_markup(settings: Settings) -> None:
    hostile = dict.fromkeys(OPERATOR, HOSTILE)
    with TestClient(create_app(settings.model_copy(update=hostile))) as opened:
        for path in PATHS:
            assert HOSTILE not in opened.get(path).text


def test_the_page_on_personal_data_should_tell_what_is_kept_and_what_goes_to_others(
    client: TestClient,
) -> None:
    page = read(client, "/donnees-personnelles")
    visible = text(page)
    for fact in ("aucun cookie", "ne l'écrit nulle part", "OpenStreetMap", "adresse IP", "dictée"):
        assert fact in visible
    assert urlsplit(page.link("adresser une plainte à la CNIL")).netloc == "www.cnil.fr"


def test_the_page_on_sobriety_should_show_what_was_measured_and_on_what(
    client: TestClient,
) -> None:
    figures = published_figures()
    page = read(client, "/ecoconception")
    cells = page.texts("td")
    for each in figures.quality:
        for value in (each.words_ndcg, each.meaning_ndcg, each.fused_ndcg):
            assert f"{value:.3f}".replace(".", ",") in cells
    assert figures.software in page.texts("dd")
    assert date_in_words(figures.day) in page.texts("dd")
    assert "L'EcoIndex est une estimation, pas une mesure." in text(page)


def test_a_figure_that_is_absent_should_be_said_not_to_have_been_measured(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown(monkeypatch, home=PageFigures())
    row = rows(read(client, "/ecoconception"))["Accueil"]
    assert row == ["pas encore mesuré"] * 4


def test_a_page_should_be_shown_with_its_weight_and_its_ecoindex(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown(
        monkeypatch,
        home=PageFigures(kilobytes=12.3, requests=3, elements=140, ecoindex=90, grade="A"),
    )
    assert rows(read(client, "/ecoconception"))["Accueil"] == ["12,3 ko", "3", "140", "90 (A)"]
    shown_in_english = rows(read(client, "/en/ecoconception")).values()
    assert [each for each in shown_in_english if each and each[0].startswith("12.3")]


def shown(monkeypatch: pytest.MonkeyPatch, **pages: PageFigures) -> None:
    """Have the page show other figures of pages."""
    real = published_figures()
    changed = real.model_copy(update={"pages": real.pages.model_copy(update=pages)})

    def told() -> Figures:
        return changed

    monkeypatch.setattr(about_pages, "published_figures", told)


def rows(page: Page) -> dict[str, list[str]]:
    """What the first table of a page says: header of a row -> its cells."""
    cells = [(tag, each) for tag, each in pieces(page) if tag in {"th", "td"}]
    results: dict[str, list[str]] = {}
    for tag, each in cells:
        if tag == "th":
            results[each] = (row := [])
        else:
            row.append(each)
    return results


def pieces(page: Page) -> Iterator[tuple[str, str]]:
    """The tags of a page with the text that each holds, in order."""
    tags = [tag for tag, _ in page.tags if tag not in VOID]
    held = {tag: iter(page.texts(tag)) for tag in tags}
    for tag in tags:
        yield tag, next(held[tag])


def test_the_site_map_should_tell_every_theme_with_its_needs(client: TestClient) -> None:
    thesaurus = Thesaurus.read(DATA / "needs.jsonl")
    page = read(client, "/plan-du-site")
    links = {
        each["href"]: visible for each, visible in zip(page.all("a"), page.texts("a"), strict=True)
    }
    counts = []
    for theme in thesaurus.themes.values():
        name, _, count = links[f"/themes/{theme.id}"].rpartition(" (")
        assert name == theme.libelle
        counts.append(int(count.split()[0]))
    assert sum(counts) == len(thesaurus.needs)


@pytest.mark.parametrize(
    ("field", "codes"), [("familles", ref.FAMILLES), ("territoires", ref.TERRITOIRES)]
)
def test_the_site_map_should_lead_to_the_records_of_every_field_and_territory(
    client: TestClient, field: str, codes: ref.CodeList
) -> None:
    page = read(client, "/plan-du-site")
    links = list(zip(page.texts("a"), page.all("a"), strict=True))
    for code, label in codes.labels.items():
        addresses = [urlsplit(each["href"]) for visible, each in links if visible == label]
        results = [parse_qs(each.query) for each in addresses if each.path == "/recherche"]
        assert [each[field] for each in results] == [[code]]


def test_the_site_map_should_lead_to_every_other_page(client: TestClient) -> None:
    page = read(client, "/plan-du-site")
    links = {each["href"] for each in page.all("a")}
    others = {"/", "/parcours", "/missions", "/comprendre", "/carte", "/aidant", "/statistiques"}
    assert links >= {*PATHS, *others} - {SITE_MAP}


def test_without_an_index_pages_of_information_should_still_answer(tmp_path: Path) -> None:
    client = TestClient(create_app(Settings(var=tmp_path, use_encoder=False)))
    for path in PATHS:
        read(client, path, 503 if path in WITH_INDEX else 200)


def text(page: Page) -> str:
    """Everything that a page says in its main part, in one line."""
    return page.texts("main")[0]


def test_the_page_on_personal_data_should_tell_the_journal_and_the_counts(
    client: TestClient,
) -> None:
    texts = read(client, "/donnees-personnelles").texts("main")[0].replace("\xa0", " ")
    assert "n'écrit pas de journal" not in texts
    assert "Le service écrit une ligne par demande" in texts
    assert (
        "remplacée par une empreinte, faite avec un secret que le service n'écrit nulle part"
        in texts
    )


def test_every_family_should_have_its_colour_on_the_map_of_the_catalogue() -> None:
    style = (ROOT / "service" / "static" / "reading.css").read_text(encoding="utf-8")
    coloured = re.findall(r"\.family-([a-z-]+) \{ --family", style)
    assert set(coloured) == set(ref.FAMILLES.labels)
