"""Downloads, from a real server: what is fetched is whole, bounded, and from where it should be."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import DownloadError
from index.sync.download import RETRY, Download, Downloader, Validators, open_client
from tests.https_server import HttpsServer, Reply, local_names
from tests.index.sync.conftest import impatient

CSV = b"nom,commune,services\nCyber,Lille,\n"
OTHER = "127.0.0.1"
DATE = "Fri, 01 May 2026 10:00:00 GMT"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where files are written."""
    return tmp_path / "lieux"


def test_a_file_should_be_fetched_whole(
    server: HttpsServer, downloader: Downloader, target: Path
) -> None:
    url = server.gives("/lieux.csv", Reply(CSV, headers={"ETag": '"1"', "Last-Modified": DATE}))
    assert downloader.fetch(Download(url), target) == Validators(url, '"1"', DATE)
    assert target.read_bytes() == CSV
    (request,) = server.seen
    assert request.headers["Accept-Encoding"] == "gzip"
    assert "OrientESS" in request.headers["User-Agent"]
    assert "Authorization" not in request.headers
    assert "If-None-Match" not in request.headers


@pytest.mark.parametrize("headers", [{"ETag": '"1"'}, {"Last-Modified": DATE}], ids=str)
def test_a_file_that_did_not_change_should_not_be_fetched_again(
    server: HttpsServer, downloader: Downloader, target: Path, headers: dict[str, str]
) -> None:
    url = server.gives("/lieux.csv", Reply(CSV, headers=headers))
    seen = downloader.fetch(Download(url), target)
    assert seen is not None
    target.unlink()
    assert downloader.fetch(Download(url, validators=seen), target) is None
    assert not target.exists()
    changed = Reply(b"nom\nAutre\n", headers={"ETag": '"2"', "Last-Modified": ""})
    server.gives("/lieux.csv", changed)
    assert downloader.fetch(Download(url, validators=seen), target) == Validators(url, '"2"')
    assert target.read_bytes() == changed.body


def test_validators_should_be_sent_only_to_the_address_that_gave_them(
    server: HttpsServer, downloader: Downloader, target: Path
) -> None:
    url = server.gives("/lieux.csv", Reply(CSV, headers={"ETag": '"1"'}))
    elsewhere = Validators(server.url("/v1/lieux.csv"), '"1"')
    assert downloader.fetch(Download(url, validators=elsewhere), target) is not None
    assert "If-None-Match" not in server.seen[0].headers


def test_an_unchanged_file_that_nobody_has_should_be_an_error(
    server: HttpsServer, downloader: Downloader, target: Path
) -> None:
    url = server.gives("/lieux.csv", Reply(status=304))
    with pytest.raises(DownloadError, match="réponse 304 ; attendu 200"):
        downloader.fetch(Download(url), target)


@pytest.mark.parametrize("status", [404, 403, 410])
def test_an_absent_file_should_be_an_error_at_once(
    server: HttpsServer, downloader: Downloader, target: Path, status: int
) -> None:
    url = server.gives("/lieux.csv", Reply(b"absent", status=status))
    with pytest.raises(DownloadError, match=f"^réponse {status}$"):
        downloader.fetch(Download(url), target)
    assert len(server.seen) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_error_should_be_tried_again(
    server: HttpsServer, downloader: Downloader, target: Path, status: int
) -> None:
    url = server.gives("/lieux.csv", Reply(status=status), Reply(status=status), Reply(CSV))
    assert downloader.fetch(Download(url), target) == Validators(url)
    assert target.read_bytes() == CSV
    assert len(server.seen) == 3


def test_an_error_that_lasts_should_be_reported(
    server: HttpsServer, downloader: Downloader, target: Path
) -> None:
    url = server.gives("/lieux.csv", Reply(status=500))
    with pytest.raises(DownloadError, match="^réponse 500$"):
        downloader.fetch(Download(url), target)
    assert len(server.seen) == 1 + RETRY.total


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits between attempts, which last no time."""
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    return waits


def test_waits_should_grow_between_attempts_and_obey_the_server(
    server: HttpsServer, target: Path, slept: list[float]
) -> None:
    busy = Reply(status=503, headers={"Retry-After": "7"})
    url = server.gives("/lieux.csv", busy, Reply(status=503), Reply(status=503), Reply(CSV))
    with open_client() as client:
        retry = RETRY.copy_with(backoff_jitter=0.0)
        Downloader(client, retry).fetch(Download(url), target)
    assert slept == [7.0, 4.0, 8.0]


def test_waits_should_not_last_longer_than_the_download_may(
    server: HttpsServer, target: Path, slept: list[float]
) -> None:
    url = server.gives("/lieux.csv", Reply(status=503, headers={"Retry-After": "3600"}))
    with open_client() as client, pytest.raises(DownloadError, match="réponse 503"):
        Downloader(client).fetch(Download(url, max_seconds=10), target)
    assert slept == [10.0]


def test_a_truncated_file_should_be_tried_again_then_refused(
    server: HttpsServer, downloader: Downloader, target: Path
) -> None:
    cut = Reply(CSV, sent=10)
    url = server.gives("/lieux.csv", cut, Reply(CSV))
    downloader.fetch(Download(url), target)
    assert target.read_bytes() == CSV
    server.gives("/lieux.csv", cut)
    with pytest.raises(DownloadError, match="interrompue"):
        downloader.fetch(Download(url), target)


@pytest.mark.parametrize("announced", [True, False])
def test_a_file_too_large_should_be_refused(
    server: HttpsServer, downloader: Downloader, target: Path, announced: bool
) -> None:
    headers = {} if announced else {"Content-Length": ""}
    url = server.gives("/lieux.csv", Reply(CSV, headers=headers))
    with pytest.raises(DownloadError, match="dépasse 33 octets"):
        downloader.fetch(Download(url, max_bytes=len(CSV) - 1), target)
    assert downloader.fetch(Download(url, max_bytes=len(CSV)), target) is not None
    assert len(server.seen) == 2


def test_a_file_too_slow_should_be_refused(
    server: HttpsServer, downloader: Downloader, target: Path
) -> None:
    url = server.gives("/lieux.csv", Reply(CSV * 100, drips=True))
    start = time.monotonic()
    with pytest.raises(DownloadError, match=r"dépasse 0\.15 secondes"):
        downloader.fetch(Download(url, max_seconds=0.15), target)
    assert time.monotonic() - start < 2


def test_a_server_that_says_nothing_should_be_left(
    server: HttpsServer, downloader: Downloader, target: Path
) -> None:
    url = server.gives("/lieux.csv", Reply(CSV, pause_s=0.4))
    with pytest.raises(DownloadError, match=r"dépasse 0\.1 secondes"):
        downloader.fetch(Download(url, max_seconds=0.1), target)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"\xef\xbb\xbf \n<!doctype html><p>Erreur", "une page web ou du XML"),
        (b"PK\x03\x04...", "un fichier ZIP ou Excel"),
        (b"%PDF-1.7", "un PDF"),
        (b" \n", "le fichier est vide"),
        (b"", "le fichier est vide"),
    ],
    ids=["html", "zip", "pdf", "blank", "empty"],
)
def test_what_is_no_data_should_be_refused(
    server: HttpsServer, downloader: Downloader, target: Path, body: bytes, found: str
) -> None:
    url = server.gives("/lieux.csv", Reply(body, headers={"Content-Type": "text/csv"}))
    with pytest.raises(DownloadError, match=found):
        downloader.fetch(Download(url), target)


def to(address: str) -> Reply:
    """A redirection."""
    return Reply(status=302, headers={"Location": address})


def test_a_redirection_to_another_host_should_be_refused(
    server: HttpsServer, downloader: Downloader, target: Path
) -> None:
    server.gives("/v2.csv", Reply(CSV))
    url = server.gives("/lieux.csv", to(server.url("/v2.csv", OTHER)))
    with pytest.raises(DownloadError, match=r"mène à 127\.0\.0\.1:\d+, absent de ses redir"):
        downloader.fetch(Download(url, hosts=(OTHER, "exemple.fr")), target)
    assert [request.path for request in server.seen] == ["/lieux.csv"]


@pytest.mark.parametrize(
    "address",
    [
        "https://169.254.169.254/",
        "https://2130706433/",
        "https://[::ffff:127.0.0.1]/",
        "https://0/",
    ],
)
def test_a_redirection_to_a_private_network_that_is_not_listed_should_be_refused(
    server: HttpsServer, downloader: Downloader, target: Path, address: str
) -> None:
    server.gives("/1.csv", to(address))
    url = server.gives("/lieux.csv", to("/1.csv"))
    with pytest.raises(DownloadError, match="absent de ses redirections"):
        downloader.fetch(Download(url, hosts=("exemple.fr",)), target)
    assert [request.path for request in server.seen] == ["/lieux.csv", "/1.csv"]


def test_a_listed_name_that_leads_to_a_private_network_should_be_sent_nothing(
    server: HttpsServer, downloader: Downloader, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who answers there has not the certificate of that name."""
    local_names(monkeypatch, {"rebond.test": "127.0.0.1"})
    url = server.gives("/lieux.csv", to(server.url("/v2.csv", "rebond.test")))
    wanted = Download(url, hosts=(server.host("rebond.test"),), key="secret")
    with pytest.raises(DownloadError, match="certificat refusé"):
        downloader.fetch(wanted, target)
    assert {request.path for request in server.seen} == {"/lieux.csv"}


@pytest.mark.parametrize("relative", [True, False])
def test_a_redirection_to_a_listed_host_should_be_followed(
    server: HttpsServer, downloader: Downloader, target: Path, relative: bool
) -> None:
    final = server.url("/v2.csv") if relative else server.url("/v2.csv", OTHER)
    server.gives("/v2.csv", Reply(CSV, headers={"ETag": '"2"'}))
    url = server.gives("/lieux.csv", to("/v2.csv" if relative else final))
    hosts = () if relative else (server.host(OTHER),)
    wanted = Download(url, hosts, key="secret")
    seen = downloader.fetch(wanted, target)
    assert seen == Validators(final, '"2"')
    assert target.read_bytes() == CSV
    first, second = (request.headers.get("Authorization") for request in server.seen)
    assert first == "Bearer secret"
    assert second == ("Bearer secret" if relative else None)
    assert downloader.fetch(replace(wanted, validators=seen), target) is None


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://localhost/v2.csv", "mène à localhost sans https"),
        ("file:///etc/passwd", "sans https"),
        ("https://[::1", "réponse illisible"),
        ("/lieux.csv", "plus de 5 redirections"),
    ],
)
def test_a_redirection_without_https_or_without_end_should_be_refused(
    server: HttpsServer, downloader: Downloader, target: Path, address: str, reason: str
) -> None:
    url = server.gives("/lieux.csv", to(address))
    with pytest.raises(DownloadError, match=reason):
        downloader.fetch(Download(url, hosts=("localhost",)), target)


@pytest.mark.parametrize("encoding", ["gzip", ""], ids=["by the server", "in itself"])
def test_a_compressed_file_should_be_expanded(
    server: HttpsServer, downloader: Downloader, target: Path, encoding: str
) -> None:
    headers = {"Content-Encoding": encoding}
    url = server.gives("/lieux.csv", Reply(gzip.compress(CSV), headers=headers))
    downloader.fetch(Download(url), target)
    assert target.read_bytes() == CSV


def test_a_gzip_bomb_should_be_stopped(
    server: HttpsServer, downloader: Downloader, target: Path
) -> None:
    bomb = gzip.compress(b" " * 30_000_000)
    url = server.gives("/lieux.csv", Reply(bomb, headers={"Content-Encoding": "gzip"}))
    with pytest.raises(DownloadError, match="dépasse 1 Mo"):
        downloader.fetch(Download(url, max_bytes=1_000_000), target)
    assert len(bomb) < 100_000
    assert sum(path.stat().st_size for path in target.parent.glob("lieux*")) <= 1_000_000


def test_another_compression_should_be_refused(
    server: HttpsServer, downloader: Downloader, target: Path
) -> None:
    url = server.gives("/lieux.csv", Reply(CSV, headers={"Content-Encoding": "br"}))
    with pytest.raises(DownloadError, match="une compression qui n'est pas gzip"):
        downloader.fetch(Download(url), target)


@pytest.fixture
def distrustful(server: HttpsServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Downloader]:
    """A downloader that does not know who signs the certificate of the server."""
    monkeypatch.delenv("SSL_CERT_FILE")
    with open_client() as client:
        yield Downloader(client, impatient(total=0))


def test_a_certificate_of_nobody_should_be_refused(
    server: HttpsServer, distrustful: Downloader, target: Path
) -> None:
    url = server.gives("/lieux.csv", Reply(CSV))
    with pytest.raises(DownloadError, match="certificat refusé"):
        distrustful.fetch(Download(url), target)
    assert server.seen == []


def test_a_server_that_is_off_should_be_reported(
    server: HttpsServer, downloader: Downloader, target: Path
) -> None:
    server.server_close()
    with pytest.raises(DownloadError, match="connexion impossible|interrompue"):
        downloader.fetch(Download(server.url("/lieux.csv")), target)


def test_progress_should_be_reported(server: HttpsServer, target: Path) -> None:
    message: list[tuple[int, int | None]] = []
    url = server.gives("/lieux.csv", Reply(CSV))
    with open_client() as client:
        progress = lambda received, expected: message.append((received, expected))  # noqa: E731
        Downloader(client, progress=progress).fetch(Download(url), target)
    assert message[-1] == (len(CSV), len(CSV))


def test_a_key_should_not_be_shown() -> None:
    assert "secret" not in repr(Download("https://api.exemple", key="secret"))


def test_a_validator_out_of_all_proportion_should_be_forgotten(
    server: HttpsServer, downloader: Downloader, target: Path
) -> None:
    url = server.gives("/lieux.csv", Reply(CSV, headers={"ETag": '"' + "x" * 600 + '"'}))
    assert downloader.fetch(Download(url), target) == Validators(url)
