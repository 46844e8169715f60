"""An index that is being copied, into the folder of a replica or into the place it fetches from.

Whatever comes first, and however far the copy is, the replica goes on with the index it has.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from index.artefact.manifest import MANIFEST
from index.artefact.versions import CURRENT
from index.indexing.build import build
from index.publication.place import Place
from index.publication.pointer import POINTER
from index.publication.publisher import publish
from service.app import create_app
from service.runtime import index_fetch, live_index
from service.runtime.index_fetch import IndexFetch
from service.runtime.live_index import LiveIndex
from service.settings import Settings
from tests.conftest import SMALL_CATALOGUE
from tests.hash_encoder import HashEncoder
from tests.service.services import services_in

LONG_S = 3600.0
"""Seconds between two looks: those of the test alone are made."""
ORDERS: dict[str, Callable[[str], tuple[bool, str]]] = {
    "manifest first": lambda name: (name != MANIFEST, name),
    "manifest last": lambda name: (name == MANIFEST, name),
}


@pytest.fixture(params=ORDERS)
def order(request: pytest.FixtureRequest) -> Callable[[str], tuple[bool, str]]:
    return ORDERS[request.param]


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an hour pass between two looks: what failed is tried again at each."""
    moments = iter(range(0, 1 << 40, 3600))
    for module in (live_index, index_fetch):
        monkeypatch.setattr(module, "monotonic", lambda: float(next(moments)))


def copied_step_by_step(
    source: Path, target: Path, order: Callable[[str], tuple[bool, str]]
) -> Iterator[str]:
    """Copy the files of a folder: at each step, one more is empty, then cut, then whole."""
    target.mkdir()
    yield "the folder"
    for path in sorted(source.iterdir(), key=lambda path: order(path.name)):
        content = path.read_bytes()
        for step, size in {"empty": 0, "cut": len(content) // 2, "whole": len(content)}.items():
            (target / path.name).write_bytes(content[:size])
            yield f"{path.name}, {step}"


def test_an_index_half_copied_beside_the_others_should_never_be_taken_up(
    small_home: Path,
    tmp_path: Path,
    order: Callable[[str], tuple[bool, str]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    home = tmp_path / "var" / "index"
    shutil.copytree(small_home, home, symlinks=True)
    new = build(SMALL_CATALOGUE[:2], HashEncoder(), "hash", tmp_path / "built").manifest.version
    app = create_app(Settings(var=home.parent, use_encoder=False, reload_seconds=LONG_S))
    with TestClient(app) as client:
        live = services_in(app).get(LiveIndex)
        first = client.get("/pret").json()["index"]
        (home / CURRENT).unlink()
        (home / CURRENT).symlink_to(new)  # the link comes first, as some copies do
        told = []
        for step in copied_step_by_step(tmp_path / "built" / new, home / new, order):
            live.refresh()
            told.append((step, client.get("/pret").json()["index"]))
            answer = client.get("/api/v1/search", params={"q": "réparer un smartphone"})
            assert (step, answer.status_code) == (step, 200)
        assert {served for _, served in told[:-1]} == {first}, told
        assert told[-1][1] == new
        assert f"index {new} refusé" in caplog.text


def test_an_index_half_copied_into_the_place_should_never_be_fetched(
    small_home: Path,
    tmp_path: Path,
    order: Callable[[str], tuple[bool, str]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The place is itself copied by a tool that knows nothing of the order of its files."""
    publish(small_home, Place(str(tmp_path / "shared")))
    built = tmp_path / "built"
    build(SMALL_CATALOGUE[:2], HashEncoder(), "hash", built)
    new = publish(built, Place(str(tmp_path / "other"))).version
    settings = Settings(
        var=tmp_path / "var",
        use_encoder=False,
        index_url=str(tmp_path / "shared"),
        fetch_seconds=LONG_S,
    )
    live = LiveIndex(settings)
    fetching = IndexFetch(settings, live)

    def served_after_a_look() -> str:
        fetching.look()
        live.refresh()
        state = live.state()
        assert state is not None
        return state[0]

    first = served_after_a_look()
    shutil.copyfile(tmp_path / "other" / POINTER, tmp_path / "shared" / POINTER)
    copying = copied_step_by_step(tmp_path / "other" / new, tmp_path / "shared" / new, order)
    told = [(step, served_after_a_look()) for step in copying]
    assert {served for _, served in told[:-1]} == {first}, told
    assert told[-1][1] == new
    assert "index publié non pris" in caplog.text
