"""Who may do what: with a key or without, over a quota or under it, and known by no address."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.testclient import TestClient
from starlette.types import ASGIApp
from uvicorn import Config

from service.auth import access
from service.auth.access import (
    LIGHT_FACTOR,
    Access,
    Caller,
    charge,
    require,
)
from service.auth.keys import CACHE_S, PREFIX, Keys
from service.auth.quotas import Quotas
from service.auth.rights import Key, Rights, Scope
from service.http import problems
from service.http.problems import MEDIA_TYPE, Problem
from service.http.responses import FORBIDDEN, TOO_MANY, UNAUTHORISED
from service.runtime.request_state import request_state
from service.settings import Settings
from service.storage.store import open_store
from tests.service.services import install_some, services_in

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ADDRESS = "203.0.113.77"
READ, WRITE, METRICS, BATCH = "/api/v1/lire", "/api/v1/ecrire", "/metrics", "/api/v1/lot"
ANYBODYS, KEYS, OWN = 5, 8, 12
"""Quotas in these tests: without a key, of a key, of one that has its own."""
PATIENCE_S = 10.0
BROWSER = {"accept": "text/html"}


@dataclass
class House:
    """A service of four routes, and what it stands on."""

    app: FastAPI
    keys: Keys
    settings: Settings
    now: datetime = NOON

    def make(self, *scopes: Scope, **rights: Any) -> str:
        """The secret of a new key."""
        return self.keys.create(Rights(name="Partenaire", scopes=scopes, **rights))[0]

    def client(self, address: str = ADDRESS, app: ASGIApp | None = None) -> TestClient:
        """Somebody who calls from an address."""
        return TestClient(app or self.app, client=(address, 50_000))


def page(_request: Request, problem: Problem) -> HTMLResponse:
    return HTMLResponse(f"<h1>{problem.title}</h1><p>{problem.detail}</p>", problem.status)


def routes(app: FastAPI) -> None:
    """One route of each kind."""

    @app.get(READ)
    @app.get("/recherche")
    @app.get("/api/v1/communes")
    @app.get("/sante")
    @app.get("/robots.txt")
    @app.get("/static/style.css")
    @app.options(READ)
    def read() -> str:
        return "lu"

    @app.post(WRITE)
    def write(key: Annotated[Key, Depends(require(Scope.ECRITURE))]) -> str:
        return key.id

    @app.get(METRICS)
    def metrics(_key: Annotated[Key, Depends(require(Scope.METRIQUES))]) -> str:
        return "mesures"

    @app.post(BATCH)
    async def batch(request: Request, cost: int) -> int:
        await charge(request, cost)
        caller = request_state(request.scope).get(Caller)
        assert caller is not None
        return caller.allowance.remaining


def opened(tmp_path: Path, **chosen: Any) -> House:
    settings = Settings(
        var=tmp_path, **{"quota_per_minute": ANYBODYS, "key_quota_per_minute": KEYS} | chosen
    )
    app = FastAPI(openapi_url="/api/openapi.json")

    def moment() -> float:
        return made.now.timestamp()

    made = House(app, Keys(open_store(settings), lambda: made.now, moment), settings)
    quotas = Quotas("", settings.quotas, moment, elapsed=moment)
    install_some(app, {Quotas: quotas})
    routes(app)
    problems.install(app, page)
    app.add_middleware(Access, keys=made.keys, quotas=quotas, settings=settings, page=page)
    return made


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = opened(tmp_path)
    yield made
    services_in(made.app).get(Quotas).close()


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def assert_problem(response: Any, status: int, detail: str) -> None:
    assert response.status_code == status
    assert response.headers["Content-Type"] == MEDIA_TYPE
    body = response.json()
    assert (body["status"], body["title"]) == (status, problems.TITLES[status])
    assert detail in body["detail"]


def allowed(client: TestClient, headers: dict[str, str] | None = None, path: str = READ) -> int:
    """How many requests are answered before one is refused."""
    for number in range(50):
        response = client.get(path, headers=headers)
        if response.status_code == 429:
            return number
    return 50


WHO: dict[str, tuple[tuple[Scope, ...], dict[str, Any]] | None] = {
    "nobody": None,
    "reader": ((Scope.LECTURE,), {}),
    "writer": ((Scope.ECRITURE,), {}),
    "operator": ((Scope.METRIQUES,), {}),
    "own quota": ((Scope.LECTURE, Scope.ECRITURE), {"quota": OWN}),
    "widget": ((Scope.WIDGET,), {"hosts": ("exemple.fr",)}),
}


@pytest.mark.parametrize(
    ("who", "read", "write", "metrics", "quota"),
    [
        ("nobody", 200, 401, 401, ANYBODYS),
        ("reader", 200, 403, 403, KEYS),
        ("writer", 200, 200, 403, KEYS),
        ("operator", 200, 403, 200, KEYS),
        ("own quota", 200, 200, 403, OWN),
        ("widget", 403, 403, 403, ANYBODYS),
    ],
)
def test_everybody_should_get_what_their_key_opens(
    house: House, who: str, read: int, write: int, metrics: int, quota: int
) -> None:
    given = WHO[who]
    headers = {} if given is None else bearer(house.make(*given[0], **given[1]))
    client = house.client()
    assert client.get(READ, headers=headers).status_code == read
    assert client.post(WRITE, headers=headers).status_code == write
    assert client.get(METRICS, headers=headers).status_code == metrics
    assert allowed(client, headers) == quota - 2  # reading and writing were counted


def test_a_key_should_be_read_in_either_header_and_never_in_the_address(house: House) -> None:
    secret = house.make(Scope.ECRITURE)
    client = house.client()
    for headers in (bearer(secret), {"X-API-Key": secret}, {"authorization": f"bearer  {secret} "}):
        assert client.post(WRITE, headers=headers).status_code == 200
    for name in ("key", "cle", "api_key", "X-API-Key", "Authorization"):
        assert client.post(WRITE, params={name: secret}).status_code == 401


def test_the_password_of_a_proxy_should_not_be_taken_for_a_key(house: House) -> None:
    assert house.client().get(READ, auth=("moi", "secret")).status_code == 200


@pytest.mark.parametrize("given", ["", "autre", PREFIX + "z" * 43, "é" * 5, "x" * 5000])
@pytest.mark.parametrize("header", ["Authorization", "X-API-Key"])
def test_an_unknown_key_should_be_refused_with_how_to_give_one(
    house: House, header: str, given: str
) -> None:
    value = f"Bearer {given}" if header == "Authorization" else given
    response = house.client().get(READ, headers={header.encode(): value.encode()})
    assert_problem(response, 401, "Cette clé est inconnue.")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="OrientESS"'


def test_an_expired_key_should_be_refused_from_the_day_after_its_last(house: House) -> None:
    headers = bearer(house.make(Scope.LECTURE, expires=NOON.date()))
    assert house.client().get(READ, headers=headers).status_code == 200
    house.now += timedelta(days=1)
    assert_problem(house.client().get(READ, headers=headers), 401, "Cette clé a expiré.")


def test_a_key_revoked_by_a_command_should_be_refused_within_seconds(house: House) -> None:
    headers = bearer(house.make(Scope.LECTURE))
    assert house.client().get(READ, headers=headers).status_code == 200
    by_command = Keys(open_store(house.settings))
    by_command.revoke(by_command.all()[0].id)
    house.now += timedelta(seconds=CACHE_S)
    assert_problem(house.client().get(READ, headers=headers), 401, "Cette clé a été révoquée.")


def test_a_replaced_key_should_open_the_same_without_a_break(house: House) -> None:
    old = house.make(Scope.ECRITURE)
    new, _ = house.keys.rotate(house.keys.all()[0].id, 1)
    client = house.client()
    for day, expected in enumerate([(200, 200), (200, 200), (401, 200)]):
        house.now = NOON + timedelta(days=day)
        answers = [client.post(WRITE, headers=bearer(each)).status_code for each in (old, new)]
        assert tuple(answers) == expected


def test_a_route_for_some_keys_should_say_which(house: House) -> None:
    client = house.client()
    said = "Cette adresse demande une clé de portée « ecriture »."
    assert_problem(client.post(WRITE), 401, said)
    assert client.post(WRITE).headers["WWW-Authenticate"].startswith("Bearer")
    assert_problem(client.post(WRITE, headers=bearer(house.make(Scope.LECTURE))), 403, said)


def test_a_widget_key_should_be_told_that_it_is_public(house: House) -> None:
    headers = bearer(house.make(Scope.WIDGET, hosts=("exemple.fr",)))
    assert_problem(house.client().get(READ, headers=headers), 403, "celle d'un widget")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/sante"),
        ("GET", "/robots.txt"),
        ("GET", "/static/style.css"),
    ],
)
def test_what_is_free_should_be_neither_counted_nor_refused(
    house: House, method: str, path: str
) -> None:
    client = house.client()
    assert allowed(client) == ANYBODYS
    for headers in ({}, bearer("inconnue")):
        response = client.request(method, path, headers=headers)
        assert response.status_code == 200
        assert "RateLimit" not in response.headers


def test_asking_what_may_be_done_should_be_counted(house: House) -> None:
    client = house.client()
    asked = [client.options(READ).status_code for _ in range(ANYBODYS + 1)]
    assert asked == [200] * ANYBODYS + [429]


@pytest.mark.parametrize("wrong", ["autre", PREFIX + "z" * 43, PREFIX + "%043d"])
def test_who_tries_keys_where_requests_are_free_should_be_counted_too(
    house: House, wrong: str
) -> None:
    client = house.client()
    guesses = [wrong % number if "%" in wrong else wrong for number in range(ANYBODYS + 2)]
    tried = [client.get(METRICS, headers=bearer(each)).status_code for each in guesses]
    assert tried == [401] * ANYBODYS + [429] * 2
    refused = client.get(METRICS, headers=bearer(PREFIX + "y" * 43))
    assert_problem(refused, 429, "Vous avez dépassé")
    assert int(refused.headers["Retry-After"]) > 0
    assert client.get("/sante", headers=bearer(PREFIX + "y" * 43)).status_code == 200
    assert allowed(client) == ANYBODYS


def test_a_good_key_in_use_should_not_suffer_from_who_tries_others_beside_it(
    house: House,
) -> None:
    headers = bearer(house.make(Scope.LECTURE))
    client = house.client()
    assert client.get(READ, headers=headers).status_code == 200
    for number in range(ANYBODYS + 1):
        client.get(READ, headers=bearer(f"{PREFIX}{number:043}"))
    assert client.get(READ, headers=headers).status_code == 200


def test_wrong_keys_should_shut_out_nobody_else_behind_the_same_address(house: House) -> None:
    """A stale key in a loop, at a host or an administration that shares its outgoing address."""
    headers = bearer(house.make(Scope.LECTURE))  # not read yet
    client = house.client()
    wrong = [
        client.get(READ, headers=bearer(f"{PREFIX}{number:043}")).status_code
        for number in range(ANYBODYS + 2)
    ]
    assert wrong == [401] * ANYBODYS + [429] * 2
    assert client.get(READ, headers=headers).status_code == 200
    assert allowed(client) == ANYBODYS  # without key


def test_neither_a_count_nor_a_key_in_memory_should_need_a_thread(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = bearer(house.make(Scope.LECTURE))
    assert house.client().get(READ, headers=headers).status_code == 200
    monkeypatch.setattr("service.auth.access.to_thread", None)
    monkeypatch.setattr("service.auth.quotas.to_thread", None)
    assert house.client().get(READ, headers=headers).status_code == 200
    assert house.client().get(READ).status_code == 200


def test_metrics_should_be_free_and_yet_ask_for_a_key(house: House) -> None:
    headers = bearer(house.make(Scope.METRIQUES))
    assert allowed(house.client(), headers, METRICS) == 50
    assert_problem(house.client().get(METRICS, headers=bearer("autre")), 401, "inconnue")


def test_every_counted_answer_of_the_api_should_say_what_is_left(house: House) -> None:
    client = house.client()
    answers = [client.get(READ), client.post(WRITE), client.get("/api/v1/nulle-part")]
    assert [each.status_code for each in answers] == [200, 401, 404]
    assert [each.headers["RateLimit-Policy"] for each in answers] == ['"defaut";q=5;w=60'] * 3
    assert [each.headers["RateLimit"] for each in answers] == [
        '"defaut";r=4;t=61',
        '"defaut";r=3;t=61',
        '"defaut";r=2;t=61',
    ]


def test_a_page_should_be_counted_and_say_nothing_of_it(house: House) -> None:
    client = house.client()
    assert "RateLimit" not in client.get("/recherche").headers
    assert allowed(client, path="/recherche") == ANYBODYS * LIGHT_FACTOR - 1


@pytest.mark.parametrize("light", ["/recherche", "/api/v1/communes"])
def test_people_behind_one_address_should_not_spend_what_programs_have(
    house: House, light: str
) -> None:
    """A class, a France services: thirty people read pages and type names of towns."""
    client = house.client()
    assert allowed(client, path=light) == ANYBODYS * LIGHT_FACTOR
    assert allowed(client) == ANYBODYS


def test_over_a_quota_a_program_should_be_told_when_to_come_back(house: House) -> None:
    client = house.client()
    assert allowed(client) == ANYBODYS
    response = client.get(READ)
    wait_s = int(response.headers["Retry-After"])
    assert_problem(
        response, 429, f"Vous avez dépassé 5 demandes par minute : réessayez dans {wait_s} secondes"
    )
    assert response.headers["RateLimit"] == f'"defaut";r=0;t={wait_s}'
    house.now += timedelta(seconds=wait_s)
    assert client.get(READ).status_code == 200


def test_a_page_that_costs_many_searches_should_weigh_as_before(house: House) -> None:
    """The larger quota is for light pages: it must not make heavy work cheaper."""

    @house.app.get("/competences/resultat")
    async def heavy(request: Request) -> str:
        await charge(request, 2)
        return "lourd"

    assert allowed(house.client(), path="/competences/resultat") == ANYBODYS // 2


def test_over_a_quota_a_browser_should_get_a_page(house: House) -> None:
    client = house.client()
    assert allowed(client, path="/recherche") == ANYBODYS * LIGHT_FACTOR
    response = client.get("/recherche", headers=BROWSER)
    assert response.status_code == 429
    assert "<h1>Trop de demandes</h1>" in response.text
    assert int(response.headers["Retry-After"]) > 0
    assert allowed(client) == ANYBODYS  # searches of programs are counted apart
    assert_problem(client.get(READ, headers=BROWSER), 429, "Vous avez dépassé")


def test_the_quota_of_a_key_should_follow_it_from_one_address_to_another(house: House) -> None:
    headers = bearer(house.make(Scope.LECTURE))
    assert allowed(house.client("192.0.2.1"), headers) == KEYS
    assert allowed(house.client("192.0.2.2"), headers) == 0
    assert allowed(house.client("192.0.2.2")) == ANYBODYS


def test_who_tries_keys_should_spend_the_quota_of_their_address(house: House) -> None:
    client = house.client()
    tried = [client.get(READ, headers=bearer(f"{PREFIX}{n:043}")).status_code for n in range(7)]
    assert tried == [401] * ANYBODYS + [429] * 2


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("fe80::1%eth0", "fe80::1%eth1", True),
    ],
)
def test_addresses_of_one_subscriber_should_share_a_quota(
    house: House, first: str, second: str, shared: bool
) -> None:
    assert allowed(house.client(first)) == ANYBODYS
    assert allowed(house.client(second)) == (0 if shared else ANYBODYS)


def test_the_networks_of_one_site_should_share_a_larger_quota(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.auth.access.SITE_FACTOR", 2)
    networks = [f"2001:db8:9:{number}::1" for number in range(3)]
    assert [allowed(house.client(each)) for each in networks] == [ANYBODYS, ANYBODYS, 0]
    assert allowed(house.client("2001:db8:10::1")) == ANYBODYS


FORWARDED = {"X-Forwarded-For": "198.51.100.9", "Forwarded": "for=198.51.100.9"}


def behind(house: House, trusted: str) -> ASGIApp:
    """The application as uvicorn wraps it, for the proxies that it is told to trust."""
    config = Config(
        house.app, proxy_headers=bool(trusted), forwarded_allow_ips=trusted, log_config=None
    )
    config.load()
    app: ASGIApp = config.loaded_app
    return app


@pytest.mark.parametrize("trusted", ["", "10.0.0.1"])
def test_an_address_forwarded_by_nobody_trusted_should_be_ignored(
    house: House, trusted: str
) -> None:
    app = behind(house, trusted)
    spent = [
        house.client(app=app).get(READ, headers={"X-Forwarded-For": f"198.51.100.{number}"})
        for number in range(ANYBODYS + 1)
    ]
    assert [each.status_code for each in spent] == [200] * ANYBODYS + [429]
    assert allowed(house.client("198.51.100.1")) == ANYBODYS


def test_an_address_forwarded_by_a_trusted_proxy_should_be_counted(house: House) -> None:
    proxied = house.client("10.0.0.1", behind(house, "10.0.0.1"))
    assert allowed(proxied, FORWARDED) == ANYBODYS
    assert allowed(proxied, FORWARDED | {"X-Forwarded-For": "198.51.100.10"}) == ANYBODYS
    forged = FORWARDED | {"X-Forwarded-For": "203.0.113.1, 198.51.100.9"}
    assert allowed(proxied, forged) == 0


def test_no_file_and_no_log_should_hold_an_address_or_a_secret(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    secret = house.make(Scope.LECTURE)
    with caplog.at_level(logging.DEBUG):
        for headers in ({}, bearer(secret), bearer("inconnue"), FORWARDED):
            house.client().get(READ, headers=headers)
    content = b"".join(each.read_bytes() for each in house.settings.var.iterdir())
    ours = "".join(each.getMessage() for each in caplog.records if "http" not in each.name)
    assert b"ip:" in content
    for hidden in (secret.removeprefix(PREFIX)[8:], ADDRESS, "198.51.100.9"):
        assert hidden.encode() not in content
        assert hidden not in ours
    assert socket.inet_aton(ADDRESS) not in content


def test_a_request_that_costs_more_should_be_counted_for_its_cost(house: House) -> None:
    headers = bearer(house.make(Scope.LECTURE))
    client = house.client()
    answer = client.post(f"{BATCH}?cost=6", headers=headers)
    assert (answer.status_code, answer.json()) == (200, KEYS - 6)
    assert answer.headers["RateLimit"].startswith('"defaut";r=2;')
    refused = client.post(f"{BATCH}?cost=3", headers=headers)
    assert_problem(refused, 429, "Vous avez dépassé 8 demandes par minute")
    assert refused.headers["RateLimit"].startswith('"defaut";r=1;')
    assert int(refused.headers["Retry-After"]) > 0


@pytest.mark.parametrize("cost", [0, 1])
def test_a_cost_of_one_should_be_that_of_any_request(house: House, cost: int) -> None:
    assert house.client().post(f"{BATCH}?cost={cost}").json() == ANYBODYS - 1


def test_what_costs_more_than_a_minute_should_be_allowed_to_who_asked_nothing(
    house: House,
) -> None:
    client = house.client()
    assert client.post(f"{BATCH}?cost=50").json() == 0
    assert client.get(READ).status_code == 429


def test_without_quotas_nothing_should_be_counted(tmp_path: Path) -> None:
    house = opened(tmp_path, quota_per_minute=0, key_quota_per_minute=0)
    client = house.client()
    assert allowed(client) == 50
    assert client.post(f"{BATCH}?cost=50").status_code == 200
    assert "RateLimit" not in client.get(READ).headers
    services_in(house.app).get(Quotas).close()


def test_when_keys_cannot_be_read_reading_should_go_on_and_writing_wait(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    headers = bearer(house.make(Scope.ECRITURE))
    house.settings.store_file.unlink()
    house.settings.store_file.mkdir()
    client = house.client()
    assert client.get(READ, headers=headers).status_code == 200
    assert allowed(client, headers) == ANYBODYS - 1
    house.now += timedelta(minutes=5)
    refused = client.post(WRITE, headers=headers)
    assert_problem(refused, 503, "orientess.sqlite3 ne peut pas servir")
    assert refused.headers["Retry-After"] == "5"
    assert "clé non lue" in caplog.text


def test_when_keys_are_not_read_in_time_reading_should_go_on_and_writing_wait(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    headers = bearer(house.make(Scope.ECRITURE))
    monkeypatch.setattr(access, "READ_LIMIT_S", 0.05)
    is_back = threading.Event()
    monkeypatch.setattr(Keys, "check", lambda *_: is_back.wait(PATIENCE_S))
    client = house.client()
    answers = [client.get(READ, headers=headers) for _ in range(access.READS_AT_ONCE + 1)]
    house.now += timedelta(minutes=5)
    refused = client.post(WRITE, headers=headers)
    is_back.set()
    assert {each.status_code for each in answers} == {200}
    assert_problem(refused, 503, "Les clés ne se lisent pas à temps")
    assert "clé non lue" in caplog.text


def test_when_counting_fails_everything_should_be_answered(house: House) -> None:
    house.settings.quotas.mkdir()
    response = house.client().get(READ)
    assert response.status_code == 200
    assert "RateLimit" not in response.headers


def test_the_description_should_say_how_to_give_a_key(house: House) -> None:
    document = house.app.openapi()
    assert document["paths"][WRITE]["post"]["security"] == [{"cle": []}, {"cle_en_tete": []}]
    assert "security" not in document["paths"][READ]["get"]
    schemes = document["components"]["securitySchemes"]
    assert schemes["cle"]["scheme"] == "bearer"
    assert schemes["cle_en_tete"]["name"] == "X-API-Key"


@pytest.mark.parametrize(
    ("documented", "status"), [(UNAUTHORISED, 401), (FORBIDDEN, 403), (TOO_MANY, 429)]
)
def test_documented_refusals_should_be_problems(documented: dict[str, Any], status: int) -> None:
    example = Problem.model_validate(documented["content"][MEDIA_TYPE]["example"])
    assert (example.status, example.title) == (status, problems.TITLES[status])


def test_the_start_and_the_stop_of_the_service_should_pass(house: House) -> None:
    passed: list[str] = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        passed.append(scope["type"])

    access = Access(app, house.keys, services_in(house.app).get(Quotas), house.settings, page)
    asyncio.run(access({"type": "lifespan"}, None, None))  # type: ignore[arg-type]
    assert passed == ["lifespan"]
