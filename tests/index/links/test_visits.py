"""Visits, to real servers: where links lead, and what each error means."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest

from index.links.hosts import is_public
from index.links.outcomes import TO_HOME, TO_HTTPS, Outcome, Verdict
from index.links.visits import MALFORMED, NO_LOOK_UP, NO_NAME
from tests.https_server import HttpServer, HttpsServer, Reply, http_server
from tests.index.links.conftest import Visit

PAGE = Reply(b"<p>Bonjour</p>")


def to(address: str, status: int = 301) -> Reply:
    """A redirection."""
    return Reply(status=status, headers={"Location": address})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_page_that_moved_should_give_its_new_address(
    server: HttpsServer, visit_one: Visit, status: int
) -> None:
    new = server.gives("/nouveau", PAGE)
    verdict = visit_one(server.gives("/ancien", to("/nouveau#haut", status)))
    assert verdict == Verdict(Outcome.MOVED, "", new, 200)


def test_a_site_that_changed_its_name_should_give_the_new_one(
    server: HttpsServer, visit_one: Visit
) -> None:
    server.gives("/", PAGE)
    new = server.url("/", "autre.test")
    server.gives("/ancien", to(new))
    verdict = visit_one(server.url("/ancien", "lieu.test"))
    assert verdict == Verdict(Outcome.RENAMED, TO_HOME, new, 200)
    assert [request.headers["Host"] for request in server.seen] == [
        server.host("lieu.test"),
        server.host("autre.test"),
    ]


def test_www_should_not_make_another_name(server: HttpsServer, visit_one: Visit) -> None:
    server.gives("/page", PAGE)
    new = server.url("/page", "www.lieu.test")
    server.gives("/", to(new))
    assert visit_one(server.url("/", "lieu.test")) == Verdict(Outcome.MOVED, "", new, 200)


def test_a_page_now_in_https_should_be_moved(
    server: HttpsServer, plain: HttpServer, visit_one: Visit
) -> None:
    new = server.gives("/page", PAGE)
    verdict = visit_one(plain.gives("/page", to(new)))
    assert verdict == Verdict(Outcome.MOVED, TO_HTTPS, new, 200)


def test_a_page_sent_to_the_home_page_should_say_so(server: HttpsServer, visit_one: Visit) -> None:
    home = server.gives("/", PAGE)
    verdict = visit_one(server.gives("/disparue", to(home, 302)))
    assert verdict == Verdict(Outcome.MOVED, TO_HOME, home, 200)


def test_a_page_that_leads_to_itself_at_last_should_be_alive(
    server: HttpsServer, visit_one: Visit
) -> None:
    url = server.gives("/page", to("/choix"), PAGE)
    server.gives("/choix", to("/page"))
    assert visit_one(url).outcome is Outcome.ALIVE


def test_five_redirections_should_be_followed_and_no_more(
    server: HttpsServer, visit_one: Visit
) -> None:
    for number in range(6):
        server.gives(f"/{number}", to(f"/{number + 1}"))
    server.gives("/6", PAGE)
    assert visit_one(server.url("/1")).outcome is Outcome.MOVED
    verdict = visit_one(server.url("/0"))
    assert verdict.outcome is Outcome.UNDECIDED
    assert verdict.reason == "plus de 5 redirections"
    assert [request.path for request in server.seen[-6:]] == [f"/{n}" for n in range(6)]


def test_a_page_that_moved_then_went_should_be_dead(server: HttpsServer, visit_one: Visit) -> None:
    verdict = visit_one(server.gives("/ancien", to("/absent")))
    assert verdict == Verdict(Outcome.DEAD, "réponse 404", server.url("/absent"), 404)


def test_a_name_that_does_not_exist_should_be_dead(server: HttpsServer, visit_one: Visit) -> None:
    assert visit_one("https://disparu.test/") == Verdict(Outcome.DEAD, NO_NAME)
    verdict = visit_one(server.gives("/", to("https://disparu.test/")))
    assert verdict == Verdict(Outcome.DEAD, NO_NAME, "https://disparu.test/")


def test_a_name_that_cannot_be_looked_up_should_be_undecided(
    visit_one: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr("socket.getaddrinfo", fail)
    assert visit_one("https://lieu.test/") == Verdict(Outcome.UNDECIDED, NO_LOOK_UP)


def test_a_connection_that_is_refused_should_be_dead(server: HttpsServer, visit_one: Visit) -> None:
    server.shutdown()
    server.server_close()
    verdict = visit_one(server.url("/"))
    assert verdict == Verdict(Outcome.DEAD, "connexion impossible")


@pytest.mark.parametrize("known", [True, False], ids=["another name", "unknown authority"])
def test_a_certificate_that_is_refused_should_be_dead(
    server: HttpsServer,
    visit_one: Visit,
    look_ups: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    known: bool,
) -> None:
    look_ups["intrus.test"] = "127.0.0.1"
    if not known:
        monkeypatch.delenv("SSL_CERT_FILE")
    verdict = visit_one(server.url("/", "intrus.test" if known else "lieu.test"))
    assert verdict == Verdict(Outcome.DEAD, "certificat refusé")
    assert server.seen == []


@pytest.mark.parametrize(
    "address", ["https://localhost", "http://127.0.0.1", "https://prive.test", "http://[::1]"]
)
def test_a_private_network_should_not_be_visited(
    server: HttpsServer, visit_one: Visit, address: str
) -> None:
    verdict = visit_one(f"{address}:{server.server_port}/", private=False)
    assert verdict.outcome is Outcome.REFUSED
    assert "mène à un réseau privé" in verdict.reason
    assert server.seen == []


def test_a_redirection_to_a_private_network_should_not_be_followed(
    server: HttpsServer, visit_one: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.links.hosts.is_public", lambda address: address == "127.0.0.1")
    link = server.gives("/", to("http://169.254.169.254/latest/meta-data"))
    verdict = visit_one(link, private=False)
    assert verdict.outcome is Outcome.REFUSED
    assert verdict.leads_to == "http://169.254.169.254/latest/meta-data"
    assert "mène à un réseau privé (169.254.169.254)" in verdict.reason


@pytest.fixture
def public_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the address of the servers for one of the public Internet."""
    monkeypatch.setattr(
        "index.links.hosts.is_public", lambda address: address == "127.0.0.1" or is_public(address)
    )


@pytest.mark.usefixtures("public_here")
@pytest.mark.parametrize("hops", [1, 2, 5])
@pytest.mark.parametrize(
    "last",
    [
        "http://169.254.169.254/",
        "http://167772161/",
        "http://0x0a.1/",
        "//0/",
        "http://[::ffff:10.0.0.1]/",
        "http://[64:ff9b::a00:1]/",
        "https://prive.test/",
    ],
)
def test_a_private_network_should_not_be_reached_at_any_redirection(
    server: HttpsServer, visit_one: Visit, hops: int, last: str
) -> None:
    for hop in range(hops):
        server.gives(f"/{hop}", to(last if hop == hops - 1 else f"/{hop + 1}"))
    verdict = visit_one(server.url("/0", "lieu.test"), private=False)
    assert verdict.outcome is Outcome.REFUSED
    assert "mène à un réseau privé" in verdict.reason
    assert {request.path for request in server.seen} == {f"/{hop}" for hop in range(hops)}


@pytest.mark.usefixtures("public_here")
@pytest.mark.parametrize(
    "reply", [Reply(status=405), to("/b")], ids=["asked again by GET", "redirected to itself"]
)
def test_a_name_that_leads_to_a_private_network_a_moment_later_should_be_refused(
    server: HttpsServer, visit_one: Visit, monkeypatch: pytest.MonkeyPatch, reply: Reply
) -> None:
    """Each request looks the name up once, and goes to the address that was checked."""
    numbers, real = ["127.0.0.1", "10.1.2.3"], socket.getaddrinfo
    asked = []

    def look_up(host: str, *arguments: Any, **options: Any) -> Any:
        asked.append(host)
        return real(numbers.pop(0) if host == "rebond.test" else host, *arguments, **options)

    monkeypatch.setattr("socket.getaddrinfo", look_up)
    with http_server() as plain:
        plain.routes["/"] = [reply]
        verdict = visit_one(plain.url("/", "rebond.test"), private=False)
        assert verdict.outcome is Outcome.REFUSED
        assert "rebond.test mène à un réseau privé (10.1.2.3)" in verdict.reason
        assert [request.method for request in plain.seen] == ["HEAD"]
    assert asked.count("rebond.test") == 2


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("https://[::1", MALFORMED),
        ("https://lieu.test:port/", MALFORMED),
        ("https://lieu.test:99999/", "le port 99999 n'existe pas"),
    ],
)
def test_an_address_that_is_malformed_should_be_refused(
    visit_one: Visit, address: str, reason: str
) -> None:
    assert visit_one(address) == Verdict(Outcome.REFUSED, reason)


@pytest.mark.parametrize(
    ("location", "outcome"),
    [
        ("https://[::1", Outcome.UNDECIDED),
        ("ftp://lieu.test/", Outcome.REFUSED),
        ("", Outcome.UNDECIDED),
    ],
)
def test_a_redirection_to_nowhere_should_be_reported(
    server: HttpsServer, visit_one: Visit, location: str, outcome: Outcome
) -> None:
    assert visit_one(server.gives("/page", to(location))).outcome is outcome


def test_a_password_in_an_address_should_not_be_sent(
    server: HttpsServer, visit_all: Callable[..., list[Verdict]]
) -> None:
    server.gives("/page", PAGE)
    link = server.url("/page").replace("https://", "https://nom:secret@")
    (verdict,) = visit_all(link)
    assert verdict.outcome is Outcome.ALIVE
    assert "Authorization" not in server.seen[0].headers
