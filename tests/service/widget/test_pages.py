"""Tests of the page of the widget."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from service.app import create_app
from service.auth.access import LIGHT_FACTOR
from service.auth.keys import Keys
from service.auth.quotas import Quotas
from service.auth.rights import Rights, Scope, logo_uri
from service.http.capacity import Admission, Capacity
from service.presentation.messages import NO_RELIABLE_RESULT, SEARCH_EVERYWHERE, TO_CORRECT
from service.settings import Settings
from service.statistics.counters import Counters
from service.storage.sqlite_store import SqliteStore
from tests.service.page import BROWSER, HOSTILE, NEED, Page, read
from tests.service.services import replace_services, services_in

WIDGET = "/widget"
HOST = "https://mediatheque.exemple.fr"
PNG = logo_uri(b"\x89PNG\r\n\x1a\n")
MakeKey = Callable[..., str]


@pytest.fixture(scope="module")
def app(small_home: Path) -> FastAPI:
    """The service, with the widget and with keys of its own."""
    settings = Settings(var=small_home.parent, use_encoder=False, reload_seconds=0.05)
    return create_app(settings)


@pytest.fixture(scope="module")
def framing(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as opened:
        yield opened


@pytest.fixture
def made_key(app: FastAPI, tmp_path: Path) -> MakeKey:
    """Makes a key, that of a widget unless told otherwise."""
    replace_services(app, {Keys: Keys(SqliteStore(tmp_path / "cles.sqlite3"))})

    def make(**rights: Any) -> str:
        defaults: dict[str, Any] = {"name": "essai", "scopes": (Scope.WIDGET,), "hosts": (HOST,)}
        secret, _ = services_in(app).get(Keys).create(Rights(**(defaults | rights)))
        return str(secret)

    return make


def ancestors(client: TestClient, path: str = WIDGET, **received: object) -> str:
    """Who may frame an answer."""
    policy = client.get(path, params=received).headers["Content-Security-Policy"]  # type: ignore[arg-type]
    (text,) = (rule for rule in policy.split("; ") if rule.startswith("frame-ancestors"))
    return str(text.removeprefix("frame-ancestors "))


def links(page: Page) -> list[dict[str, str]]:
    """The links that leave the frame."""
    return [each for each in page.all("a") if each.get("target") == "_blank"]


def test_without_a_key_only_our_own_pages_should_frame_the_widget(framing: TestClient) -> None:
    assert ancestors(framing) == "'self'"
    assert ancestors(framing, q=NEED) == "'self'"


def test_the_hosts_of_a_key_should_be_named_exactly(framing: TestClient, made_key: MakeKey) -> None:
    key = made_key(hosts=("exemple.fr", "localhost:8001"))
    expected = "'self' https://exemple.fr http://localhost:8001"
    assert ancestors(framing, cle=key) == expected
    assert ancestors(framing, cle=key, q=NEED) == expected
    assert ancestors(framing, cle=key, q="") == expected


def test_the_rest_of_the_policy_should_stay_and_no_older_header_contradict_it(
    framing: TestClient, made_key: MakeKey
) -> None:
    headers = framing.get(WIDGET, params={"cle": made_key()}).headers
    policy = headers["Content-Security-Policy"]
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'"} <= set(
        policy.split("; ")
    )
    assert policy.count("frame-ancestors") == 1
    assert "unsafe" not in policy
    assert "X-Frame-Options" not in headers
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("error", ["inconnue", "révoquée", "expiré"])
def test_a_key_that_is_not_good_should_be_told_with_how_to_mend_it(
    app: FastAPI, framing: TestClient, tmp_path: Path, error: str
) -> None:
    today = datetime(2026, 1, 1, tzinfo=UTC)
    keys = Keys(SqliteStore(tmp_path / "cles.sqlite3"), lambda: today)
    replace_services(app, {Keys: keys})
    rights = Rights(name="x", scopes=(Scope.WIDGET,), hosts=(HOST,), expires=date(2026, 1, 2))
    secret, key = keys.create(rights)
    assert ancestors(framing, cle=secret) == f"'self' {HOST}"
    if error == "révoquée":
        keys.revoke(key.id)
    today = datetime(2026, 1, 3, tzinfo=UTC) if error == "expiré" else today
    page = read(framing, WIDGET, 403, cle=secret[:-1] if error == "inconnue" else secret)
    assert any(error in each for each in page.texts("p"))
    assert any("nouvelle clé" in each for each in page.texts("li"))
    assert page.all("form") == []


def test_a_notice_should_be_seen_in_any_frame_since_it_does_nothing(
    framing: TestClient, made_key: MakeKey
) -> None:
    made_key()
    page = read(framing, WIDGET, 403, cle=HOSTILE, titre=HOSTILE, q=NEED)
    assert ancestors(framing, cle="inconnue") == "*"
    assert page.all("form") == page.all("script") == page.all("input") == []
    assert "alert" not in page.html
    assert all("noopener" in each["rel"] for each in links(page))
    assert len(links(page)) == len(page.all("a")) - 1  # the way to the content


def test_a_key_made_for_something_else_should_not_be_published(
    framing: TestClient, made_key: MakeKey
) -> None:
    page = read(framing, WIDGET, 403, cle=made_key(scopes=(Scope.ECRITURE,), hosts=()))
    assert any("ne la publiez pas" in each for each in page.texts("p"))


def test_why_a_key_is_refused_should_be_told_in_english_too(
    framing: TestClient, made_key: MakeKey
) -> None:
    page = read(framing, f"/en{WIDGET}", 403, cle="inconnue")
    assert "This key is unknown." in page.texts("p")
    other = made_key(scopes=(Scope.ECRITURE,), hosts=())
    page = read(framing, f"/en{WIDGET}", 403, cle=other)
    assert "This key is not a widget key: do not publish it." in page.texts("p")
    assert [each for _, each in page.tags if each.get("lang") == "fr"] == []


def refused(
    error: str, small_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    """A client of a service that cannot answer, for one reason or another."""
    var = tmp_path if error == "no index" else small_home.parent
    quota = 1 if error == "quota" else 0
    app = create_app(Settings(var=var, use_encoder=False, quota_per_minute=quota))

    async def enter(_self: Capacity, _client: str) -> tuple[Admission, None]:
        return Admission.REFUSED, None

    if error == "crowd":
        monkeypatch.setattr(Capacity, "enter", enter)
    with TestClient(app) as client:
        if error == "quota":
            for _ in range(LIGHT_FACTOR):
                client.get("/recherche", headers=BROWSER)
        yield client
    services_in(app).get(Quotas).close()


@pytest.fixture(
    params=[("crowd", 503), ("quota", 429), ("no index", 503)], ids=lambda each: each[0]
)
def failing(
    request: pytest.FixtureRequest,
    small_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[tuple[TestClient, int]]:
    """A client of a service that cannot answer, and the status that it gives."""
    error, status = request.param
    for client in refused(error, small_home, tmp_path, monkeypatch):
        yield client, status


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_service_that_cannot_answer_should_say_so_in_any_frame(
    failing: tuple[TestClient, int], prefix: str
) -> None:
    client, status = failing
    received: dict[str, Any] = {"q": HOSTILE, "titre": HOSTILE, "couleur": "7b1fa2", "cle": "x"}
    answer = client.get(f"{prefix}{WIDGET}", params=received, headers=BROWSER)
    assert answer.status_code == status
    assert "Retry-After" in answer.headers
    rules = answer.headers["Content-Security-Policy"].split("; ")
    assert "frame-ancestors *" in rules
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'"} <= set(rules)
    page = Page(answer.text)
    assert page.all("html") == [{"lang": "en" if prefix else "fr"}]
    assert page.all("form") == page.all("script") == page.all("input") == []
    assert HOSTILE not in answer.text
    assert "/widget.css?couleur=7b1fa2" in [each["href"] for each in page.all("link")]
    again = page.link("Try again" if prefix else "Réessayer")
    assert urlsplit(again).path == f"{prefix}{WIDGET}"
    assert parse_qs(urlsplit(again).query) == {name: [each] for name, each in received.items()}
    assert len(links(page)) == len(page.all("a")) - 2  # that one, and the way to the content


def test_the_other_pages_of_a_service_that_cannot_answer_should_stay_in_no_frame(
    failing: tuple[TestClient, int],
) -> None:
    client, status = failing
    for path in ("/recherche?q=ordinateur", "/widgets", "/widget/x"):
        answer = client.get(path, headers=BROWSER)
        assert answer.status_code in {status, 404}
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_the_logo_of_a_key_should_be_shown(framing: TestClient, made_key: MakeKey) -> None:
    page = read(framing, WIDGET, cle=made_key(logo=PNG))
    assert page.all("img") == [{"src": PNG, "alt": ""}]
    assert read(framing, WIDGET, cle=made_key()).all("img") == []


def test_a_search_should_stay_in_the_widget_with_all_that_was_fixed(framing: TestClient) -> None:
    fixed: dict[str, Any] = {
        "titre": "Aide",
        "lieu": "Lille",
        "size": "3",
        "familles": "economie-circulaire",
    }
    colours: dict[str, Any] = {"theme": "sombre", "couleur": "ffcc00"}
    page = read(framing, WIDGET, q="ordinateur", **fixed, **colours)
    (form,) = page.all("form")
    assert form["action"] == WIDGET
    assert page.values == {name: [value] for name, value in (fixed | colours).items()}
    assert {each["name"] for each in page.all("input") if each["type"] == "text"} == {"q"}


def test_pages_of_results_should_keep_what_was_fixed_and_what_was_written(
    framing: TestClient,
) -> None:
    page = read(framing, WIDGET, q=NEED, size=1, ou="Lille", titre="Aide", couleur="#7B1FA2")
    following = urlsplit(page.link("Page suivante"))
    assert following.path == WIDGET
    assert parse_qs(following.query) == {
        "q": [NEED], "page": ["2"], "size": ["1"], "ou": ["Lille"], "titre": ["Aide"],
        "couleur": ["7b1fa2"],
    }  # fmt: skip
    second = read(framing, page.link("Page suivante"))
    assert second.texts("h3") != page.texts("h3")


def test_a_fixed_territory_should_be_shown_and_not_be_changed(framing: TestClient) -> None:
    page = read(framing, WIDGET, q="ordinateur à Lyon", lieu="Nord", ou="Lyon", partout="true")
    assert "Territoire : Nord (59)" in [each.replace("\xa0", " ") for each in page.texts("li")]
    assert page.chips == {}
    assert not any(each["name"] == "ou" for each in page.all("input"))
    assert not any("Lyon" in each for each in page.texts("p"))


def test_a_place_that_was_written_should_be_taken_away(framing: TestClient) -> None:
    page = read(framing, WIDGET, q=NEED, ou="Lille", titre="Aide")
    assert page.field("ou")["value"] == "Lille"
    (without,) = page.chips.values()
    assert parse_qs(urlsplit(without).query) == {
        "q": [NEED], "partout": ["True"], "titre": ["Aide"],
    }  # fmt: skip
    assert read(framing, without).chips == {}


def test_fixed_families_should_filter_and_be_shown(framing: TestClient) -> None:
    every = read(framing, WIDGET, q=NEED)
    some = read(framing, WIDGET, q=NEED, familles="economie-circulaire")
    assert 0 < len(some.texts("h3")) < len(every.texts("h3"))
    assert any("Réemploi et réparation" in each for each in some.texts("li"))


@pytest.mark.parametrize(
    ("received", "words"),
    [
        ({"lieu": "Zzyzxville"}, "n'est pas reconnu"),
        ({"lieu": "x" * 500}, "n'est pas reconnu"),
        ({"familles": "inconnue"}, "n'existe pas"),
        ({"size": "0"}, "de 1 à 20"),
        ({"size": "²"}, "de 1 à 20"),
        ({"theme": "rose"}, "« auto », « clair » ou « sombre »"),
        ({"couleur": "red;}body{display:none"}, "six chiffres"),
        ({"couleur": "ffd166"}, "1,3 pour 1"),
        ({"fond": "777777", "texte": "888888"}, "entre le texte et le fond"),
    ],
)
def test_who_previews_should_be_told_what_was_not_understood_and_visitors_not(
    framing: TestClient, made_key: MakeKey, received: dict[str, Any], words: str
) -> None:
    text = [each.replace("\xa0", " ") for each in read(framing, WIDGET, 200, **received).notes]
    assert [each for each in text if words in each] == text
    assert len(text) == 1
    assert read(framing, WIDGET, 200, cle=made_key(), **received).notes == []


def test_an_unknown_territory_should_fix_nothing(framing: TestClient) -> None:
    page = read(framing, WIDGET, lieu="Zzyzxville")
    assert page.field("ou")
    assert page.values == {}


def test_links_should_open_beside_the_page_that_frames_and_say_so(framing: TestClient) -> None:
    page = read(framing, WIDGET, q=NEED, lieu="Lille")
    texts = dict(zip(page.texts("a"), page.all("a"), strict=True))
    out = [text for text, each in texts.items() if each.get("target") == "_blank"]
    assert all("(nouvel onglet)" in text for text in out)
    assert all(each["rel"] == "noopener" for each in links(page))
    whole = next(each["href"] for text, each in texts.items() if text.startswith("Voir sur"))
    assert parse_qs(urlsplit(whole).query) == {"q": [NEED], "lieu": ["Lille"]}
    inside = [each["href"] for text, each in texts.items() if text not in out]
    calls = [each for each in inside if each.startswith("tel:")]
    assert all(urlsplit(each).path in ("", WIDGET) for each in inside if each not in calls)


def test_results_should_be_grouped_with_the_telephone_of_the_nearest_place(
    located_client: TestClient,
) -> None:
    page = read(located_client, WIDGET, q="démarches administratives en ligne", lieu="Lille")
    assert page.texts("h3")[0] == "Près de Lille"
    assert "Partout ou à distance" in page.texts("h3")
    assert any(text.startswith("France services Lille-Fives") for text in page.texts("h4"))
    assert any(each["href"] == "tel:+33320000001" for each in page.all("a"))


def test_the_territory_should_be_given_by_its_code(located_client: TestClient) -> None:
    page = read(located_client, WIDGET, q="démarches administratives", code_commune="59350")
    assert page.texts("h3")[0] == "Près de Lille"
    assert page.field("code_commune")["value"] == "59350"
    assert "ou" not in {each.get("name") for each in page.all("input")}


def test_a_need_of_the_partner_should_wait_for_the_visitor(framing: TestClient) -> None:
    page = read(framing, WIDGET, besoin="réparer")
    assert page.field("q")["value"] == "réparer"
    assert page.texts("h2") == []


@pytest.mark.parametrize("q", ["", " ", "x" * 301])
def test_a_need_at_fault_should_be_mended_in_the_frame(framing: TestClient, q: str) -> None:
    page = read(framing, WIDGET, 422, q=q, titre="Aide")
    assert page.field("q")["aria-invalid"] == "true"
    assert page.title.startswith(TO_CORRECT)
    assert page.field("titre")["value"] == "Aide"


def test_nothing_that_answers_should_be_said(framing: TestClient) -> None:
    page = read(framing, WIDGET, q="asdkjh", ou="Lille")
    assert page.texts("h2") == [NO_RELIABLE_RESULT]
    assert page.link(SEARCH_EVERYWHERE).startswith(f"{WIDGET}?")


@pytest.mark.parametrize(
    "name", ["titre", "lieu", "q", "ou", "cle", "couleur", "familles", "besoin"]
)
def test_an_empty_option_should_become_code(
    framing: TestClient, made_key: MakeKey, name: str
) -> None:
    made_key()
    response = framing.get(WIDGET, params={"q": NEED, name: HOSTILE})
    assert "<script>" not in response.text
    assert Page(response.text).foreign_scripts == []


def test_searches_of_visitors_should_be_counted_and_previews_not(
    app: FastAPI, framing: TestClient, made_key: MakeKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[object] = []
    monkeypatch.setattr(Counters, "add", lambda *text: counted.append(text))
    framing.get(WIDGET, params={"q": NEED})
    framing.get(WIDGET, params={"besoin": NEED, "cle": made_key()})
    assert counted == []
    framing.get(WIDGET, params={"q": NEED, "cle": made_key()})
    assert len(counted) == 1
    looked_at = read(framing, "/integrer", cle=made_key()).all("iframe")[0]["src"]
    assert "cle=orientess_" in looked_at
    page = read(framing, looked_at)
    assert page.values["apercu"] == ["1"]
    assert page.texts("h2")
    assert len(counted) == 1


def test_the_widget_should_speak_english_too(framing: TestClient) -> None:
    page = read(framing, f"/en{WIDGET}", q=NEED, size=1)
    assert page.all("form")[0]["action"] == f"/en{WIDGET}"
    ours = [each["href"] for each in page.all("a") if "button" not in each.get("class", "")]
    assert all(href.startswith(("#", "/en/")) for href in ours)


def test_only_the_name_of_a_result_should_be_french_in_english(framing: TestClient) -> None:
    page = read(framing, f"/en{WIDGET}", q=NEED, size=1)
    assert page.all("h3") == [{"data-mark": "RL"}]
    assert re.search(r'<span lang="fr">[^<]+</span><span class="hidden"> \(new tab\)', page.html)
    assert '<span lang="fr">' not in read(framing, WIDGET, q=NEED, size=1).html


def test_contrast_should_be_written_as_each_language_writes_numbers(framing: TestClient) -> None:
    (text,) = read(framing, f"/en{WIDGET}", couleur="ffd166").notes
    assert "1.3 to 1" in text
    (text,) = read(framing, WIDGET, couleur="ffd166").notes
    assert "1,3 pour 1" in text.replace("\xa0", " ")


def test_the_style_of_colours_should_hold_nothing_but_colours(framing: TestClient) -> None:
    page = read(framing, WIDGET, couleur="#7B1FA2", theme="clair")
    address = next(
        each["href"] for each in page.all("link") if each["href"].startswith("/widget.css")
    )
    assert address == "/widget.css?theme=clair&couleur=7b1fa2"
    for query in (address, f"/widget.css?couleur={'}'}body{'{'}x:y&fond=url(//x)", "/widget.css"):
        response = framing.get(query)
        assert response.headers["Content-Type"] == "text/css; charset=utf-8"
        assert response.headers["Cache-Control"] == "public, max-age=86400"
        words = re.sub(r"--[a-z-]+: #[0-9a-f]{6};", "", response.text)
        assert set(words.split()) <= {
            ":root", "{", "}", "color-scheme:", "light;", "dark;",
            "@media", "(prefers-color-scheme:", "dark)",
        }  # fmt: skip
    usual = [each["href"] for each in read(framing, WIDGET).all("link")]
    assert not any(each.startswith("/widget.css") for each in usual)
