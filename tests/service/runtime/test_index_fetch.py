"""A replica that looks at what is published: taken up, logged once when it fails, stopped."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from index.artefact import versions
from index.errors import PublicationError
from index.indexing.build import build
from index.publication.fetcher import Fetcher
from index.publication.place import Place
from index.publication.publisher import publish
from service.app import create_app
from service.runtime import index_fetch
from service.runtime.index_fetch import IndexFetch
from service.runtime.live_index import LiveIndex
from service.settings import Settings
from tests.conftest import SMALL_CATALOGUE
from tests.hash_encoder import HashEncoder

PATIENCE_S = 20.0
OFTEN_S = 0.05
MAX_BYTES = 50_000_000


@pytest.fixture
def place(small_home: Path, tmp_path: Path) -> Path:
    """A shared folder where the small index is published."""
    publish(small_home, Place(str(tmp_path / "shared")))
    return tmp_path / "shared"


def settings_of(var: Path, place: Path, seconds: float = OFTEN_S) -> Settings:
    return Settings(
        var=var,
        use_encoder=False,
        reload_seconds=OFTEN_S,
        index_url=str(place),
        fetch_seconds=seconds,
    )


def wait_until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_replica_without_an_index_should_be_ready_once_it_is_fetched(
    place: Path, small_home: Path, tmp_path: Path
) -> None:
    with TestClient(create_app(settings_of(tmp_path / "replica", place))) as client:
        wait_until(lambda: client.get("/pret").status_code == 200)
        assert client.get("/version").json()["index"] == versions.current_version(small_home)


def test_a_replica_that_lags_should_answer_with_its_own_version(
    place: Path, small_home: Path, tmp_path: Path
) -> None:
    first = versions.current_version(small_home)
    # the first looks once an hour, the second often
    slow, quick = (
        settings_of(tmp_path / name, place, seconds)
        for name, seconds in (("slow", 3600.0), ("quick", OFTEN_S))
    )
    query = {"q": "smartphone"}
    with TestClient(create_app(slow)) as lags, TestClient(create_app(quick)) as follows:
        for client in (lags, follows):
            wait_until(lambda client=client: client.get("/pret").status_code == 200)  # type: ignore[misc]
        newer = tmp_path / "built" / "index"
        build(SMALL_CATALOGUE[:2], HashEncoder(), "hash", newer)
        second = publish(newer, Place(str(place))).version
        wait_until(lambda: follows.get("/version").json()["index"] == second)
        answers = [client.get("/api/v1/search", params=query) for client in (lags, follows)]
    assert [answer.headers["X-Index-Version"] for answer in answers] == [first, second]
    assert [answer.json()["version_index"] for answer in answers] == [first, second]


def test_without_a_place_nothing_should_be_looked_at(tmp_path: Path) -> None:
    for settings in (
        Settings(var=tmp_path, index_url=""),
        Settings(var=tmp_path, index_url=str(tmp_path / "shared"), fetch_seconds=0),
    ):
        fetching = IndexFetch(settings, LiveIndex(settings))
        fetching.start()
        fetching.stop()
    assert list(tmp_path.iterdir()) == []


def test_an_error_should_be_logged_once_and_tried_less_and_less(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now, looks = [100.0], []
    monkeypatch.setattr(index_fetch, "monotonic", lambda: now[0])

    def refuse(_self: Fetcher, **_options: bool) -> None:
        looks.append(now[0])
        raise PublicationError("réseau coupé")

    settings = settings_of(tmp_path, tmp_path / "shared", 30.0)
    fetching = IndexFetch(settings, LiveIndex(settings))
    with monkeypatch.context() as patch:
        patch.setattr(Fetcher, "fetch", refuse)
        for _ in range(100):
            fetching.look()
            now[0] += 30
    assert looks[:5] == [100, 160, 280, 520, 1000]
    assert looks[6] - looks[5] == index_fetch.LONGEST_WAIT_S
    assert caplog.messages == ["index publié non pris : réseau coupé"]
    monkeypatch.setattr(Fetcher, "fetch", lambda _self, **_options: None)
    now[0] += 600
    with caplog.at_level(logging.INFO, "orientess"):
        fetching.look()
    assert caplog.messages[-1] == "le lieu de publication répond de nouveau"


def test_a_damaged_version_should_be_fetched_again_by_itself(
    place: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = settings_of(tmp_path / "replica", place)
    Fetcher(Place(str(place)), settings.index_home, MAX_BYTES).fetch()
    version = versions.current_version(settings.index_home)
    (settings.index_home / str(version) / "vectors.npy").write_bytes(b"rien")
    live = LiveIndex(settings)
    live.refresh()
    assert live.state() is None
    with caplog.at_level(logging.INFO, "orientess"):
        IndexFetch(settings, live).look()
    assert f"index {version} pris du lieu de publication" in caplog.messages
    assert versions.read(settings.index_home, str(version)).manifest.version == version


def test_a_version_that_is_not_in_service_should_be_verified_once(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_of(tmp_path / "replica", place)
    Fetcher(Place(str(place)), settings.index_home, MAX_BYTES).fetch()
    asked: list[bool] = []
    monkeypatch.setattr(Fetcher, "fetch", lambda _self, verify, only_new: asked.append(verify))
    fetching = IndexFetch(settings, LiveIndex(settings))
    fetching.look()
    fetching.look()
    assert asked == [True, False]


def test_a_stop_should_end_a_fetch_that_has_begun(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.publication.place.CHUNK_BYTES", 10)
    settings = settings_of(tmp_path / "replica", place)
    fetching = IndexFetch(settings, LiveIndex(settings))
    read: list[bytes] = []
    chunks = Place.chunks

    def slowly(self: Place, name: str, start: int = 0):  # type: ignore[no-untyped-def]  # noqa: ANN202
        for chunk in chunks(self, name, start):
            read.append(chunk)
            time.sleep(0.02)
            yield chunk

    monkeypatch.setattr(Place, "chunks", slowly)
    fetching.start()
    wait_until(lambda: len(read) > 2)
    fetching.stop()
    assert versions.current_version(settings.index_home) is None
