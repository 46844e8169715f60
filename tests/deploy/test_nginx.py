"""The example of nginx, run by Debian's nginx in front of the service."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from service.http.problems import MEDIA_TYPE, TITLES, Problem
from service.settings import Settings
from tests.deploy.nginx import EXAMPLE, NAME, Proxy, needs_nginx, running, wait_until
from tests.service.process import free_port, served

CANARY = "zqcanarizq"
CURL = shutil.which("curl")

pytestmark = needs_nginx


@pytest.fixture(scope="module")
def proxy(small_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with served(small_home, ORIENTESS_TRUSTED_PROXIES="127.0.0.1", ORIENTESS_HSTS="1") as (_, url):
        yield from running(Proxy(tmp_path_factory.mktemp("nginx"), url.removeprefix("http://")))


@pytest.fixture
def orphan(tmp_path: Path) -> Iterator[Proxy]:
    """nginx with nothing behind it."""
    yield from running(Proxy(tmp_path, f"127.0.0.1:{free_port()}"))


def test_pages_should_come_through_with_their_headers(proxy: Proxy) -> None:
    with proxy.client() as client:
        page = client.get("/")
    assert page.status_code == 200
    assert "max-age" in page.headers["Strict-Transport-Security"]
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "/" not in page.headers["Server"]


def test_the_service_should_know_its_public_address(proxy: Proxy) -> None:
    with proxy.client() as client:
        assert "https://orientess.exemple/api/v1/search" in client.get("/api").text


def test_plain_http_should_lead_to_https(proxy: Proxy) -> None:
    answer = httpx.get(
        f"http://127.0.0.1:{proxy.plain}/recherche?q={CANARY}",
        headers={"Host": "orientess.exemple"},
    )
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"https://orientess.exemple/recherche?q={CANARY}"


@pytest.mark.parametrize("path", ["/metrics", "/en/metrics", "/ar/metrics", "/facile/metrics"])
def test_measures_should_not_be_public(proxy: Proxy, path: str) -> None:
    with proxy.client() as client:
        assert client.get(path).status_code == 404


def test_a_body_too_long_should_be_refused_in_the_words_of_the_service(proxy: Proxy) -> None:
    with proxy.client() as client:
        answer = client.post("/api/v1/search", content=b" " * 100_000)
    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_file_of_needs_should_come_to_the_service_up_to_its_own_limit(proxy: Proxy) -> None:
    headers = {"Content-Type": "text/csv"}
    with proxy.client() as client:
        answers = [
            client.post("/api/v1/search/csv", content=b"besoin\n" + b"x" * size, headers=headers)
            for size in (900_000, 1_100_000)
        ]
    assert [answer.status_code for answer in answers] == [422, 413]
    assert "1000000" in answers[1].json()["detail"]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_file_to_check_should_come_to_the_service_up_to_its_own_limit(
    prefix: str, proxy: Proxy
) -> None:
    with proxy.client() as client:
        answers = [
            client.post(
                f"{prefix}/valider", files={"fichier": ("l.csv", b"nom,ville\n" + b"x" * size)}
            )
            for size in (9_000_000, 10_500_000)
        ]
    assert [answer.status_code for answer in answers] == [422, 413]
    assert all("Vérifier un fichier" in answer.text for answer in answers)


def problem_of(answer: httpx.Response) -> Problem:
    """What nginx tells a program, as the service would."""
    assert answer.headers["Content-Type"] == MEDIA_TYPE
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "private, no-store"
    problem = Problem.model_validate_json(answer.content)
    assert (problem.status, problem.title) == (answer.status_code, TITLES[answer.status_code])
    return problem


def page_of(answer: httpx.Response) -> str:
    """What nginx tells a person."""
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "Access-Control-Allow-Origin" not in answer.headers
    return answer.text


def test_a_flood_should_be_slowed_with_a_problem_or_a_page(orphan: Proxy) -> None:
    def slowed(path: str) -> httpx.Response:
        answers = (client.get(path) for _ in range(5000))
        return next(each for each in answers if each.status_code == 429)

    with orphan.client() as client:
        told, shown = slowed("/api/v1/search"), slowed("/recherche")
    assert told.headers["Retry-After"] == shown.headers["Retry-After"] == "1"
    assert "Attendez une seconde" in problem_of(told).detail
    assert "Attendez une seconde" in page_of(shown)


def test_a_flood_should_be_what_no_key_allows() -> None:
    told = re.search(r"rate=(\d+)r/s;", EXAMPLE.read_text(encoding="utf-8"))
    assert told is not None
    assert int(told[1]) * 60 >= 2 * Settings().key_quota_per_minute


@pytest.mark.parametrize(("path", "is_page"), [("/api/v1/search", False), ("/recherche", True)])
def test_a_body_that_nginx_refuses_should_be_told_too(
    proxy: Proxy, path: str, is_page: bool
) -> None:
    with proxy.client() as client:
        answer = client.post(path, content=b" " * 300_000)
    assert answer.status_code == 413
    assert "Retry-After" not in answer.headers
    assert "trop long" in (page_of(answer) if is_page else problem_of(answer).detail)


@pytest.mark.skipif(CURL is None, reason="curl n'est pas installé")
@pytest.mark.parametrize(
    ("path", "kind"), [("/api/v1/search", MEDIA_TYPE), ("/recherche", "text/html; charset=utf-8")]
)
def test_a_body_too_long_should_be_told_over_http_2_too(
    proxy: Proxy, tmp_path: Path, path: str, kind: str
) -> None:
    """The limit is applied again in the internal location, over this version alone."""
    body = tmp_path / "body"
    body.write_bytes(b" " * 300_000)
    written = "%{http_version} %{http_code} %{content_type}"
    ended = subprocess.run(  # noqa: S603 - a program found on the path
        [str(CURL), "--silent", "--insecure", "--http2", "--data-binary", f"@{body}",
         "--resolve", f"{NAME}:{proxy.secure}:127.0.0.1", "--header", "Expect:",
         "--write-out", f"\n{written}", f"https://{NAME}:{proxy.secure}{path}"],
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    content, _, told = ended.stdout.rpartition("\n")
    assert told == f"2 413 {kind}"
    assert "Requête trop longue" in content or "Envoi trop long" in content


@pytest.mark.parametrize("path", ["/api", "/api/v1/needs", "/mcp"])
def test_what_the_service_answers_should_be_left_as_it_is(proxy: Proxy, path: str) -> None:
    with proxy.client() as client:
        answer = client.get(path, headers={"Origin": "https://ailleurs.exemple"})
    shared = answer.headers.get_list("Access-Control-Allow-Origin")
    assert shared == ([] if path == "/api" else ["*"])
    assert answer.status_code == (405 if path == "/mcp" else 200)


def test_its_own_pages_should_not_be_asked_for(proxy: Proxy) -> None:
    with proxy.client() as client:
        assert client.get("/erreur-nginx/page/503").status_code == 404


def test_another_name_should_not_be_answered(proxy: Proxy) -> None:
    with proxy.client(name="ailleurs.exemple") as client, pytest.raises(httpx.ConnectError):
        client.get("/")
    with proxy.client(host="ailleurs.exemple") as client, pytest.raises(httpx.TransportError):
        client.get("/")
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(f"http://127.0.0.1:{proxy.plain}/", headers={"Host": "ailleurs.exemple"})


def test_no_need_should_be_in_the_logs_of_nginx(proxy: Proxy, orphan: Proxy) -> None:
    for each in (proxy, orphan):
        with each.client() as client:
            client.get("/recherche", params={"q": CANARY})
            client.get(f"/{CANARY}")
        wait_until(partial(each.has_told, 2))
        assert CANARY not in each.logged()
        assert "127.0.0.1" not in each.logged().replace(str(each.folder), "")


def test_a_stopped_service_should_be_told_in_french(orphan: Proxy) -> None:
    with orphan.client() as client:
        shown, *told = (client.get(path) for path in ("/", "/api/v1/search", "/mcp"))
    assert "Réessayez dans une minute" in page_of(shown)
    for each in (shown, *told):
        assert each.status_code == 503
        assert each.headers["Retry-After"] == "30"
    for each in told:
        assert "Réessayez dans une minute" in problem_of(each).detail
