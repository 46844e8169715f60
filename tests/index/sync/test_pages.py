"""An API page by page: every page is in one file, within limits that hold for all of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.errors import DownloadError
from index.sync import pages
from index.sync.download import Download, Downloader, open_client
from index.sync.pages import fetch_pages
from tests.https_server import HttpsServer, Reply
from tests.index.sync.conftest import impatient


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """The file of all the items."""
    return tmp_path / "structures"


def page(*items: object, pages: int = 1) -> Reply:
    return Reply(json.dumps({"items": items, "total": 3, "pages": pages}).encode())


def test_the_items_of_every_page_should_be_in_one_file(
    server: HttpsServer, downloader: Downloader, target: Path
) -> None:
    server.gives("/s?type=a&page=1", page({"nom": "é"}, {"nom": "b"}, pages=2))
    server.gives("/s?type=a&page=2", page({"nom": "c"}, pages=2))
    wanted = Download(server.url("/s?type=a"), key="secret")
    fetch_pages(downloader, wanted, target)
    assert target.read_text(encoding="utf-8") == '{"nom": "é"}\n{"nom": "b"}\n{"nom": "c"}\n'
    assert [seen.headers["Authorization"] for seen in server.seen] == ["Bearer secret"] * 2
    assert list(target.parent.glob("structures*")) == [target]


@pytest.mark.parametrize(
    "body",
    [b"[]", b'{"items": []}', b'{"items": [3], "pages": 1}', b'{"items": [], "pages": 9999}',
     b'{"items": [' + b"[" * 100_000, b"pas du JSON"],
    ids=["list", "no pages", "no objects", "too many pages", "too deep", "no json"],
)  # fmt: skip
def test_what_is_no_page_should_be_refused(
    server: HttpsServer, downloader: Downloader, target: Path, body: bytes
) -> None:
    server.gives("/s?page=1", Reply(body))
    with pytest.raises(DownloadError, match="page 1 illisible"):
        fetch_pages(downloader, Download(server.url("/s")), target)


def test_an_api_without_items_should_be_refused(
    server: HttpsServer, downloader: Downloader, target: Path
) -> None:
    server.gives("/s?page=1", page(pages=0))
    with pytest.raises(DownloadError, match="aucune ligne"):
        fetch_pages(downloader, Download(server.url("/s")), target)


def test_the_size_of_all_pages_should_be_bounded(
    server: HttpsServer, downloader: Downloader, target: Path
) -> None:
    for number in (1, 2):
        server.gives(f"/s?page={number}", page({"nom": "x" * 60}, pages=2))
    with pytest.raises(DownloadError, match="dépasse 120 octets"):
        fetch_pages(downloader, Download(server.url("/s"), max_bytes=120), target)
    assert len(server.seen) == 2


def test_the_time_of_all_pages_should_be_bounded(server: HttpsServer, target: Path) -> None:
    times = iter(range(0, 1000, 4))
    for number in range(1, 9):
        server.gives(f"/s?page={number}", page({"nom": "x"}, pages=8))
    wanted = Download(server.url("/s"), max_seconds=20)
    with open_client() as client:
        downloader = Downloader(client, impatient(), clock=lambda: float(next(times)))
        with pytest.raises(DownloadError, match="dépasse"):
            fetch_pages(downloader, wanted, target)
    assert 1 <= len(server.seen) < 8


def test_a_page_should_be_bounded_too(
    server: HttpsServer, downloader: Downloader, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PAGE_MAX_BYTES", 50)
    server.gives("/s?page=1", page({"nom": "x" * 60}))
    with pytest.raises(DownloadError, match="dépasse 50 octets"):
        fetch_pages(downloader, Download(server.url("/s")), target)
