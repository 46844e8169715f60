"""The page that checks a file before it is published: what it takes, tells, keeps and costs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from index.errors import QuotaSpent
from service.file_check import reading
from service.file_check.upload import MAX_BYTES, Uploads
from tests.service.file_check.conftest import places
from tests.service.full_line import fill_line
from tests.service.page import BROWSER, HOSTILE, Page, read
from tests.service.services import services_in

PATH = "/valider"


def sent(client: TestClient, content: bytes, name: str = "lieux.csv", **form: str) -> Response:
    return client.post(PATH, files={"fichier": (name, content)}, data=form, headers=BROWSER)


def checked(client: TestClient, content: bytes, status: int = 200) -> Page:
    """The page that answers a file."""
    response = sent(client, content)
    assert response.status_code == status, response.text
    return Page(response.text)


def rows(page: Page) -> list[tuple[str, ...]]:
    """The faults of a page: line, column, reason, value, outcome."""
    lines, cells = page.texts("th"), page.texts("td")
    start = lines.index("Ligne") + 5
    numbers = [text for text in lines[start:] if text.isdigit()]
    first = len(cells) - 4 * len(numbers) - 3  # three standards come after
    return [
        (number, *cells[first + 4 * at : first + 4 * at + 4]) for at, number in enumerate(numbers)
    ]


def test_the_form_should_say_what_is_taken_and_work_without_a_script(opened: TestClient) -> None:
    page = read(opened, PATH)
    (form,) = page.all("form")
    assert (form["method"], form["action"]) == ("post", PATH)
    assert form["enctype"] == "multipart/form-data"
    assert page.field("fichier")["type"] == "file"
    assert page.all("script") == []
    text = page.texts("main")[0]
    assert "10 Mo" in text
    assert "structure_id" in text
    assert "Rien n'est gardé." in text


@pytest.mark.parametrize("prefix", ["/en", "/ar", "/facile"])
def test_the_page_should_be_in_french_alone(prefix: str, opened: TestClient) -> None:
    page = read(opened, f"{prefix}{PATH}")
    assert page.all("html")[0]["lang"] == "fr"
    assert page.texts("h1") == ["Vérifier un fichier de données ouvertes"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/plan-du-site", "Vérifier un fichier de données ouvertes"),
        ("/api", "Vérifier un fichier de données ouvertes"),
        ("/en/plan-du-site", "Check a file of open data"),
        ("/api/docs", "Vérifier un fichier de données ouvertes"),
    ],
)
def test_who_publishes_should_find_the_page(path: str, text: str, opened: TestClient) -> None:
    assert read(opened, path).link(text) == PATH


def test_a_good_file_should_be_told_as_good(opened: TestClient) -> None:
    page = checked(opened, places({}, {}))
    assert "Rien à signaler : toutes les lignes lues sont bonnes." in page.texts("p")
    assert page.texts("dd")[:5] == ["2", "2", "0", "0", "0"]


@pytest.mark.parametrize(
    ("change", "column", "reason", "outcome"),
    [
        ({"nom": ""}, "nom", "nom absent ou trop court", "refusé"),
        ({"pivot": ""}, "pivot", "valeur obligatoire absente", "signalé"),
        ({"pivot": "123"}, "pivot", "SIRET ou RNA faux", "signalé"),
        ({"services": "Cuisine"}, "services", "libellé inconnu, gardé tel quel", "signalé"),
        ({"code_insee": "99999"}, "code_insee", "code de commune inconnu", "signalé"),
        ({"latitude": "43.3", "longitude": "5.4"}, "latitude", "coordonnées hors de la commune",
         "signalé"),
        ({"latitude": "3.06", "longitude": "50.63"}, "latitude",
         "latitude et longitude inversées", "corrigé"),
        ({"telephone": "bientôt"}, "telephone", "numéro de téléphone illisible", "signalé"),
        ({"horaires": "le matin"}, "horaires",
         "horaires hors de la syntaxe d'OpenStreetMap, gardés tels quels", "signalé"),
        ({"courriels": "ici"}, "courriels", "adresse de courriel illisible", "signalé"),
        ({"date_maj": "2999-01-01"}, "date_maj", "date dans l'avenir", "signalé"),
        ({"id": "1"}, "id", "identifiant répété, numéroté", "corrigé"),
    ],
)  # fmt: skip
def test_each_kind_of_fault_should_be_told_with_its_line(
    change: Mapping[str, str], column: str, reason: str, outcome: str, opened: TestClient
) -> None:
    page = checked(opened, places({}, change, {}))
    told = {(line, where, why, then) for line, where, why, _, then in rows(page)}
    assert ("3", column, reason, outcome) in told


def test_columns_of_the_heading_should_be_told(opened: TestClient) -> None:
    page = checked(opened, b"id,nom,commune,services,couleur\n1,Cyber,Lille,,bleu\n")
    told = [(line, column, reason) for line, column, reason, _, _ in rows(page)]
    assert ("1", "couleur", "colonne hors du standard") in told
    assert ("1", "date_maj", "colonne obligatoire absente") in told


def test_structures_and_services_should_be_checked_too(opened: TestClient) -> None:
    structure = {"id": "x--1", "source": "x", "nom": "Une structure", "date_maj": "2024-01-01"}
    service = structure | {"structure_id": "x--1", "description": "Un atelier.", "type": "fête"}
    assert "Rien à signaler" in sent(opened, json.dumps([structure]).encode()).text
    told = rows(checked(opened, json.dumps([service]).encode()))
    assert told == [("1", "type", "code inconnu, gardé tel quel", "fête", "signalé")]


def test_the_worst_faults_should_be_shown_and_all_counted(opened: TestClient) -> None:
    page = checked(opened, places(*[{"code_insee": ""}] * 250, {"nom": ""}))
    told = rows(page)
    assert len(told) == 200
    assert told[-1][0] == "252"
    assert "250" in page.texts("td")
    assert "Les 200 fautes les plus graves" in page.html


@pytest.mark.parametrize(
    "value",
    [HOSTILE, "=cmd|' /C calc'!A0", "a\0b\x1b[31m", "\u202egnp.exe", "x" * 1_000_000, "<b>" * 900],
    ids=["script", "formula", "control", "direction", "a megabyte", "tags"],
)
@pytest.mark.parametrize("column", ["nom", "telephone", "services", "horaires", "date_maj"])
def test_hostile_cells_should_be_escaped_and_cut(
    value: str, column: str, opened: TestClient
) -> None:
    response = sent(opened, places({column: value}))
    assert response.status_code == 200
    assert HOSTILE not in response.text
    assert not {"\0", "\x1b", "\u202e"} & set(response.text)
    assert len(response.text) < 20_000
    Page(response.text)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"nom,commune,services," + b"a," * 100_000 + b"\nA,B,C\n", 422),
        (b'[{"nom": "Cyber", "commune": "Lille", "services": ' + b"[" * 5_000 + b"]" * 5_000
         + b"}]", 200),
        (b"[" * 200_000, 422),
        (b'{"nom": ' + b"9" * 5_000 + b', "commune": "", "services": ""}', 422),
        (b'[{"nom": "A\\ud800", "commune": "Lille", "services": ""}]', 200),
        (b"\0" * 100_000, 422),
        (b"\xff\xfe" + "nom,commune,services\n".encode("utf-16-le"), 422),
        (b"PK\x03\x04" + bytes(range(256)) * 20, 422),
        (b'nom,commune,services\n"Cyber,Lille,\n' + b"x,\n" * 10_000, 200),
        (b"[1, 2, null, [], \"x\"]", 422),
        (b'nom,commune,services,{"<script>"}\nCyber,Lille,,\n', 200),
    ],
    ids=["columns", "deep", "brackets", "number", "halves", "nul", "utf-16", "archive", "quote",
         "no object", "name"],
)  # fmt: skip
def test_a_hostile_file_should_be_answered(content: bytes, status: int, opened: TestClient) -> None:
    response = sent(opened, content, name=HOSTILE)
    assert response.status_code == status, response.text
    assert "<script" not in response.text
    Page(response.text)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"nomm,ville\na,b\n", "n'est d'aucun des deux standards"),
        (b"nom,commune,services\n", "Aucune ligne n'a été lue."),
        (b"\n\n", "Aucune ligne n'a été lue."),
        (b'[{"nom": "A", "type": "structure", "description": "B"}]', "Ce fichier ne se lit pas."),
        (b'[{"nom": "A", ]', "Ce fichier ne se lit pas."),
    ],
    ids=["columns", "heading alone", "blank", "our records", "no JSON"],
)
def test_a_file_that_cannot_be_read_should_say_why(
    content: bytes, told: str, opened: TestClient
) -> None:
    page = checked(opened, content, 422)
    assert told in page.texts("main")[0]
    assert page.title.startswith("Erreur")
    assert page.all("form")


def test_the_columns_read_should_be_told(opened: TestClient) -> None:
    page = checked(opened, b"nomm,ville\na,b\n", 422)
    assert "nomm, ville" in page.texts("code")


def test_a_file_that_breaks_should_tell_its_line_and_the_faults_before(opened: TestClient) -> None:
    row = {"nom": "Cyber", "commune": "Lille", "services": "", "telephone": "bientôt"}
    page = checked(opened, json.dumps([row] * 30)[:-9].encode(), 422)
    text = page.texts("main")[0]
    assert "Ce fichier ne se lit pas jusqu'au bout. Ligne 30" in text
    assert ("1", "telephone", "numéro de téléphone illisible", "bientôt", "signalé") in rows(page)


def test_a_file_that_is_not_in_utf_8_should_tell_the_line(opened: TestClient) -> None:
    page = checked(opened, places({}, {"adresse": "rue de l'Été"}).decode().encode("cp1252"))
    assert [(each[0], each[2]) for each in rows(page)] == [
        ("2", "pas en UTF-8 : lu comme du Windows-1252")
    ]


@pytest.mark.parametrize(
    ("content", "status", "told"),
    [
        (b"", 422, "Ce fichier est vide."),
        (b"x" * (MAX_BYTES + 1), 413, "Ce fichier dépasse 10 Mo."),
        (b"x" * (MAX_BYTES + 500_000), 413, "Ce fichier dépasse 10 Mo."),
    ],
    ids=["empty", "a little long", "long"],
)
def test_an_empty_or_long_file_should_be_refused(
    content: bytes, status: int, told: str, opened: TestClient
) -> None:
    page = checked(opened, content, status)
    assert page.texts("p").count(told) == 1
    assert page.field("fichier")["aria-describedby"].startswith("erreur")


def test_a_form_without_a_file_should_be_refused(opened: TestClient) -> None:
    response = opened.post(PATH, data={"forme": "csv"}, headers=BROWSER)
    assert response.status_code == 422
    assert "Choisissez un fichier." in response.text


def test_all_faults_should_come_as_a_csv_when_it_is_asked(opened: TestClient) -> None:
    response = sent(opened, places(*[{"telephone": "=1+1"}] * 250), forme="csv")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="fautes.csv"' in response.headers["Content-Disposition"]
    told = list(csv.DictReader(io.StringIO(response.text, newline="")))
    phones = [each for each in told if each["colonne"] == "telephone"]
    assert [each["ligne"] for each in phones] == [str(line) for line in range(2, 252)]
    assert {(each["fichier"], each["valeur"]) for each in phones} == {("lieux.csv", "'=1+1")}


def test_a_file_sent_from_another_site_should_be_refused(opened: TestClient) -> None:
    headers = BROWSER | {"Sec-Fetch-Site": "cross-site"}
    response = opened.post(PATH, files={"fichier": ("l.csv", places({}))}, headers=headers)
    assert response.status_code == 403


def test_the_answer_should_not_be_kept(opened: TestClient) -> None:
    assert sent(opened, places({})).headers["Cache-Control"] == "private, no-store"


def test_nothing_of_a_file_should_be_left_on_the_disk_nor_in_the_journal(
    opened: TestClient,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    journalled: Callable[[], str],
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    name = "Zorglub"
    good = places(*[{"nom": name}] * 200)
    for content in (good, b"nom,ville\n" + name.encode() + b",\n", good * 400, b"[{" * 9):
        sent(opened, content, name=f"{name}.csv")
    assert list(tmp_path.iterdir()) == []
    assert name not in journalled()


def test_a_check_should_be_charged_once_let_in(
    opened: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs: list[int] = []

    async def charge(_: object, cost: int) -> None:
        costs.append(cost)
        raise QuotaSpent(300, 12)

    monkeypatch.setattr(reading, "charge", charge)
    response = sent(opened, places(*[{}] * 1_000))
    assert costs == [11]
    assert (response.status_code, response.headers["Retry-After"]) == (429, "12")


def test_a_full_line_should_be_told_and_charge_nothing(
    opened: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs = fill_line(monkeypatch, reading)
    assert sent(opened, places({})).status_code == 503
    assert costs == []


def test_too_many_files_at_once_should_be_told(
    opened: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services_in(opened.app).get(Uploads), "_free", 0)
    response = sent(opened, places({}))
    assert response.status_code == 503
    assert response.headers["Retry-After"]


def test_a_file_too_long_for_the_page_should_say_where_it_stopped(
    opened: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_ROWS", 50)
    page = checked(opened, places(*[{}] * 80))
    assert "La lecture s'est arrêtée après 51 lignes" in page.texts("main")[0]
