"""Easy French: what its rules measure in every message, and pages that keep to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from statistics import mean
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient

from index.taxonomy.thesaurus import Thesaurus
from scripts.generated.messages import extracted
from service.presentation.i18n import EASY, gettext, language, ngettext, read_translations, to
from service.presentation.templating import EASY_TEMPLATE
from tests.conftest import DATA
from tests.service.page import BROWSER, Page, read
from tests.service.presentation.test_reader_pages import LEAST_LETTERS, VALUE, Shown

MAX_WORDS, MEAN_WORDS = 15, 8
NEED_MAX_WORDS = 12
"""Words of the sentence of a need, at most: it stands alone on a card."""
NEEDS = Thesaurus.read(DATA / "needs.jsonl").needs
NUMBERS = r"deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|vingt|trente|cent|mille"
FORBIDDEN: Mapping[str, str] = {
    r";|\(|\)|\[|–|…": "deux phrases",
    rf"\b(?:{NUMBERS})\b": "un nombre en chiffres",
    r"\b(?:on|l'on)\b": "vous, ou nous",
    r"\betc\b": "la liste entière",
    r"\b(?:structures?|organismes?)\b": "association, service, lieu",
    r"\bfiches?\b": "résultat, page",
    r"\b(?:dispositifs?|programmes?|territoires?|acteurs?)\b": "aide, lieu",
    r"\b(?:bénéficiaires?|usagers?|publics? (?:cibles?|aidés?)|seniors?)\b": "les personnes",
    r"\b(?:démarches?|en ligne|dématérialis\w+)\b": "des papiers, sur internet",
    r"\b(?:contacter|se renseigner|renseigné|joindre)\b": "téléphoner, écrire",
    r"\b(?:se|vous) déplacer\b": "venir",
    r"\b(?:réemplo\w+|recondition\w+|solidaires?|inclusion|insertion|médiation)\b": "un mot connu",
    r"\b(?:horaires|tarifs?|modalités?|justificatifs?)\b": "heures, prix",
    r"\b(?:filtr\w+|affiner|paramètres?|requêtes?|caractères?|identifiants?)\b": "choix, lettres",
    r"\b(?:facultatif|fiable|précis\w*|élargi\w*|actualis\w+)\b": "un mot connu",
    r"\b(?!(?:CAF|RSA|APL|CV|SMS|SIM|IA)\b)[A-Z]{2,}\b": "le nom entier",
}
"""What easy French does not say -> what it says instead."""
LEGAL = "Accessibilité : non conforme"
"""What the law asks to write, word for word."""
PAGES = (
    "/", "/recherche?q=ordinateur", "/recherche?q=ordinateur&lat=50.43&lon=2.83&distance=10",
    "/recherche?q=asdkjh", "/recherche?q=", "/recherche?q=ordinateur&lieu=Nullepart",
    "/recherche?q=ordinateur&frais=payant&ouvert_le=2026-11-30T10:30", "/fiches/clic-pour-tous",
    "/fiches/clic-pour-tous?q=ordinateur", "/fiches/france-services/lieux?lieu=Lille",
    "/lieux/france-services--lille", "/lieux/france-services--tourcoing?q=papiers&lieu=Lille",
    "/parcours", "/parcours?porte=aide", "/parcours?porte=aide&r=%3F",
    "/fiches/clic-pour-tous/signaler", "/nulle-part",
)  # fmt: skip


def said() -> Iterator[str]:
    """Every sentence that easy French says: of its file, and of its own templates."""
    own = (message for file, message in extracted() if Path(file).name.startswith(EASY_TEMPLATE))
    filed = (entry.string or "" for entry in read_translations(EASY) if entry.id)
    for message in (*own, *filed):
        for form in (message,) if isinstance(message, str) else message:
            text = re.sub(r"%\(\w+\)s", "x", re.sub(r"<[^>]+>|&\w+;", " ", form))
            yield from (" ".join(each.split()) for each in re.split(r"(?<=[.!?])\s|\n", text))


def words(sentence: str) -> int:
    """The number of words of a sentence."""
    return sum(any(char.isalnum() for char in word) for word in sentence.split())


def faults(sentence: str) -> list[str]:
    """What a sentence says that easy French does not, and what to say instead."""
    return [
        f"« {sentence} » : {instead}"
        for pattern, instead in FORBIDDEN.items()
        if re.search(pattern, sentence, re.IGNORECASE if r"[A-Z]" not in pattern else 0)
    ]


def test_a_sentence_should_have_fifteen_words_at_most() -> None:
    sentences = set(said())
    assert len(sentences) > 500
    assert [each for each in sentences if words(each) > MAX_WORDS] == []
    assert mean(map(words, sentences)) <= MEAN_WORDS


def test_a_sentence_should_use_known_words_and_hold_no_aside() -> None:
    assert [fault for each in sorted(set(said()) - {LEGAL}) for fault in faults(each)] == []


def test_every_need_should_have_a_sentence_of_its_own_in_easy_french() -> None:
    told = [need.phrase_facile for need in NEEDS.values()]
    assert len(set(told)) == len(NEEDS) > 200
    assert [each for each in told if not re.fullmatch(r"[A-Z][^.!?]*\.", each)] == []
    assert [each for each in told if not 3 <= words(each) <= NEED_MAX_WORDS] == []
    assert [fault for each in told for fault in faults(each)] == []


def test_the_sentence_of_a_need_should_say_who_does_what() -> None:
    actor = re.compile(r"^(?:Ils|Vous|Les|Des|Beaucoup|Une personne|Vos)\b")
    told = [need.phrase_facile for need in NEEDS.values()]
    assert [each for each in told if not actor.match(each)] == []


@pytest.mark.parametrize(
    "sentence",
    ["Venez ; appelez.", "Deux lieux.", "Une aide (gratuite).", "Contacter la SCOP.", "La fiche."],
)
def test_a_hard_sentence_should_be_seen(sentence: str) -> None:
    assert faults(sentence)


@cache
def _left() -> re.Pattern[str]:
    """What tells a French message that easy French says otherwise."""
    entries = [entry for entry in read_translations(EASY) if entry.id]
    easy = {form for entry in entries for form in _forms(entry.string)}
    usual = {form for entry in entries for form in _forms(entry.id)} - easy
    told = (_in_line(form) for form in usual if _letters(form) >= LEAST_LETTERS)
    return re.compile("|".join(VALUE.sub(".+", re.escape(each)) for each in told))


def _letters(message: str) -> int:
    """The number of letters that a message has besides its values."""
    return len(re.findall(r"[^\W\d]", VALUE.sub("", re.escape(message))))


def _forms(text: object) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)  # type: ignore[arg-type]


def _in_line(text: str) -> str:
    return " ".join(re.sub(r"</?strong>", "", text).replace("&nbsp;", " ").split()).lower()


@pytest.mark.parametrize("path", PAGES)
def test_no_usual_sentence_should_be_left_on_a_page_in_easy_french(
    located_client: TestClient, path: str
) -> None:
    html = located_client.get(f"/facile{path}", headers=BROWSER).text
    texts = [_in_line(text.replace("\u00a0", " ")) for text in Shown(html, "fr").texts if text]
    assert len(texts) > 20
    left = _left()
    assert [text for text in texts if left.fullmatch(text)] == []


def test_a_usual_sentence_left_should_be_found() -> None:
    assert _left().fullmatch("revenir aux résultats")
    assert not _left().fullmatch("retour aux résultats")


@pytest.mark.parametrize("path", PAGES)
def test_the_links_of_a_page_in_easy_french_should_stay_in_it(
    located_client: TestClient, path: str
) -> None:
    page = Page(located_client.get(f"/facile{path}", headers=BROWSER).text)
    links = [each["href"] for each in page.all("a") if "lang" not in each]
    ours = {urlsplit(href).path for href in links if href.startswith("/")}
    usual = {each for each in ours if not each.startswith("/facile/")}
    assert usual <= {
        urlsplit(path).path, "/a-propos", "/proposer", "/accessibilite", "/donnees-personnelles",
        "/mentions",
    }  # fmt: skip
    actions = [each["action"] for each in page.all("form")]
    assert [each for each in actions if not each.startswith("/facile/")] == []


@pytest.mark.parametrize("path", ["/", "/recherche?q=ordinateur", "/fiches/clic-pour-tous"])
def test_a_switch_should_lead_to_the_same_page_and_back(client: TestClient, path: str) -> None:
    assert read(client, path).link("Facile à lire") == f"/facile{path}"
    assert read(client, f"/facile{path}").link("Texte complet") == path
    assert read(client, f"/uk{path}").link("Français, facile à lire") == f"/facile{path}"


def test_a_page_without_easy_french_should_lead_to_its_home_page(client: TestClient) -> None:
    assert read(client, "/mentions").link("Facile à lire") == "/facile/"
    assert read(client, "/facile/mentions").html == read(client, "/mentions").html


@pytest.mark.parametrize("path", ["/", "/fiches/clic-pour-tous", "/recherche?q=ordinateur"])
def test_easy_french_should_be_an_edition_of_the_french_page_and_no_language(
    client: TestClient, path: str
) -> None:
    page = read(client, f"/facile{path}")
    links = {each["rel"]: each for each in page.all("link") if each["rel"] != "stylesheet"}
    assert page.all("html") == [{"lang": "fr"}]
    assert links["canonical"]["href"] == path
    assert "alternate" not in links
    assert "/facile" not in str([each for each in read(client, path).all("link")])
    assert (
        client.get(path, headers={"Accept-Language": "fr-x-facile"}).text == read(client, path).html
    )


def test_a_page_should_say_that_nobody_concerned_has_reread_it(client: TestClient) -> None:
    said = "Ils n'ont pas encore été relus par des personnes concernées."
    assert said in read(client, "/facile/").texts("p")
    assert said not in read(client, "/").texts("p")


@pytest.mark.parametrize("path", ["/", "/recherche?q=ordinateur", "/fiches/clic-pour-tous"])
def test_the_style_of_easy_french_should_be_loaded_there_only(
    client: TestClient, path: str
) -> None:
    styles = [each["href"] for each in read(client, f"/facile{path}").all("link")]
    assert any(href.startswith("/static/facile.css") for href in styles)
    assert "facile.css" not in read(client, path).html


PLACE = "/lieux/france-services--lille"
SHEET = "/fiches/france-services"


@pytest.mark.parametrize("path", ["/recherche?q=papiers&lieu=Lille", SHEET, PLACE])
def test_a_page_should_say_what_a_place_does_in_easy_french(
    located_client: TestClient, path: str
) -> None:
    told = _marked(read(located_client, f"/facile{path}"), "easy")
    assert told
    assert set(told) <= {need.phrase_facile for need in NEEDS.values()}
    assert not _marked(read(located_client, path), "easy")


@pytest.mark.parametrize("path", ["/recherche?q=papiers&lieu=Lille", SHEET])
def test_a_page_should_leave_the_usual_words_of_a_record_out(
    located_client: TestClient, path: str
) -> None:
    usual, easy = read(located_client, path), read(located_client, f"/facile{path}")
    hard = [*_marked(usual, "gist"), *_marked(usual, "lead")]
    assert hard
    assert [text for text in hard if text in easy.html] == []


def test_a_record_that_declares_no_need_should_have_no_sentence(client: TestClient) -> None:
    page = read(client, "/facile/fiches/atelier-phenix")
    assert not _marked(page, "easy")
    assert "reconditionne" not in page.html


def test_the_page_of_a_record_alone_should_lead_to_its_whole_text(
    located_client: TestClient,
) -> None:
    query = "?q=papiers&lieu=Lille"
    sheet = read(located_client, f"/facile{SHEET}{query}")
    assert sheet.link("Lire le texte complet") == f"{SHEET}{query}"
    for path in (f"/recherche{query}", PLACE):
        texts = read(located_client, f"/facile{path}").texts("a")
        assert "Texte complet" in texts
        assert "Lire le texte complet" not in texts


def _marked(page: Page, kind: str) -> list[str]:
    """The texts of the paragraphs of a class."""
    shown = zip(page.all("p"), page.texts("p"), strict=True)
    return [text for each, text in shown if each.get("class") == kind]


@pytest.mark.parametrize(
    "path", ["/facile/api/v1/facets", "/facile/mcp", "/facile/static/style.css", "/facile/en/"]
)
def test_only_pages_should_be_in_easy_french(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("page_in", ["facile"], indirect=True)
def test_a_message_without_easy_words_should_be_said_in_french(page_in: str) -> None:
    assert language() == "fr", page_in
    assert gettext("Une phrase inconnue") == "Une phrase inconnue"
    assert [ngettext("lune", "lunes", number) for number in (0, 1, 2)] == ["lune", "lune", "lunes"]
    assert ngettext("%(count)s résultat", "%(count)s résultats", 0).endswith("résultat")
    assert (to("/mentions"), to("/parcours")) == ("/mentions", "/facile/parcours")


def test_an_error_should_be_told_in_easy_french(client: TestClient) -> None:
    page = read(client, "/facile/fiches/inconnue", 404)
    assert "Cette page n'existe pas" in page.texts("h1")
    assert "L'adresse de la page est peut-être fausse." in page.texts("p")


def test_search_engines_should_not_search_in_easy_french(client: TestClient) -> None:
    assert "Disallow: /facile/recherche?q=" in client.get("/robots.txt").text
