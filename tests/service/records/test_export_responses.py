"""API v1: exports of the whole catalogue written with the index, and parts made while sent."""

from __future__ import annotations

import gzip
import time
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import anyio
import pytest
from fastapi.testclient import TestClient

from index.artefact.content import ArtefactContent
from index.exporters.catalogue import Catalogue
from index.exporters.whole_files import every_file, write_files
from index.indexing.build import BuildReport, build
from service.app import create_app
from service.records import export_api
from service.records.export_responses import REST, ExportLimit, in_pieces
from service.settings import Settings
from tests.conftest import SMALL_CATALOGUE
from tests.hash_encoder import HashEncoder
from tests.locations import make_location

PATH = "/api/v1/export"
NETWORK_PLACE = make_location(id="lieu", reseau=SMALL_CATALOGUE[0].id, date_source="2026-05")
GZIP, PLAIN = {"Accept-Encoding": "gzip"}, {"Accept-Encoding": "identity"}


def exported(content: ArtefactContent, version: str, folder: Path) -> None:
    """Write the exports of a version, as the command that builds does."""
    write_files(Catalogue.of(content, None, version), folder)


def built(home: Path) -> BuildReport:
    """An index of the small catalogue, with locations and with its exports."""
    return build(
        SMALL_CATALOGUE, HashEncoder(), "hash", home, locations=[NETWORK_PLACE], export=exported
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index with its exports."""
    home = tmp_path_factory.mktemp("exports") / "index"
    built(home)
    return home


@pytest.fixture(scope="module")
def exports(home: Path) -> Iterator[TestClient]:
    """A client of the service over it."""
    with TestClient(create_app(Settings(var=home.parent, use_encoder=False))) as opened:
        yield opened


def raw(client: TestClient, headers: dict[str, str], **asked: str) -> tuple[dict[str, str], bytes]:
    """The headers of a response and its body, not decompressed."""
    with client.stream("GET", PATH, params=asked, headers=headers) as response:
        return dict(response.headers), b"".join(response.iter_raw())


def test_a_whole_export_should_be_the_file_that_was_written(
    exports: TestClient, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_api, "in_pieces", None)  # nothing is written while it is sent
    (version,) = {
        path.parent for path in home.glob("*/export-jsonl.gz") if "current" not in str(path)
    }
    for form, odbl in every_file():
        asked = {"licence": "odbl"} if odbl else {}
        if form in {"structures", "services"}:
            asked |= {"format": "data-inclusion", "ressource": form}
        else:
            asked |= {"format": "csv", "excel": "true"} if form == "csv-excel" else {"format": form}
        headers, body = raw(exports, GZIP, **asked)
        written = (version / f"export-{form}{'-odbl' if odbl else ''}.gz").read_bytes()
        assert body == written
        assert headers["content-length"] == str(len(written))
        told = b64encode(sha256(written).digest()).decode()
        assert headers["repr-digest"] == f"sha-256=:{told}:"
        plain_headers, plain = raw(exports, PLAIN, **asked)
        assert plain == gzip.decompress(written)
        assert "content-encoding" not in plain_headers


def test_a_part_of_a_file_should_be_asked_again_after_a_cut(exports: TestClient) -> None:
    headers, whole = raw(exports, GZIP)
    rest = {**GZIP, "Range": "bytes=100-", "If-Range": headers["etag"]}
    with exports.stream("GET", PATH, headers=rest) as response:
        assert response.status_code == 206
        assert b"".join(response.iter_raw()) == whole[100:]
    changed = {**rest, "If-Range": '"another"'}
    with exports.stream("GET", PATH, headers=changed) as response:
        assert response.status_code == 200


def test_who_has_the_file_should_be_told_that_it_holds(exports: TestClient) -> None:
    for encoding in (GZIP, PLAIN):
        headers, _ = raw(exports, encoding)
        again = exports.get(PATH, headers={**encoding, "If-None-Match": headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == headers["etag"]


def test_the_same_catalogue_should_give_the_same_files(home: Path, tmp_path: Path) -> None:
    version = built(home).manifest.version
    assert built(home).manifest.version == version
    other = built(tmp_path / "index")
    here = home / version
    for form in ("jsonl", "csv", "structures"):
        name = f"export-{form}.gz"
        written = tmp_path / "index" / other.manifest.version / name
        assert written.read_bytes() == (here / name).read_bytes()


def test_the_package_of_the_day_should_describe_every_file(exports: TestClient) -> None:
    package = exports.get(f"{PATH}/datapackage.json").json()
    assert package["version"] == exports.get("/api/v1/facets").json()["version_index"]
    assert len(package["resources"]) == len([*every_file()])
    for each in package["resources"]:
        path = each["path"].removeprefix("http://testserver")
        with exports.stream("GET", path, headers=GZIP) as response:
            body = b"".join(response.iter_raw())
        assert (each["bytes"], each["hash"]) == (len(body), f"sha256:{sha256(body).hexdigest()}")
        assert response.headers["content-type"].startswith(each["mediatype"])


def test_a_part_of_the_catalogue_should_cost_by_its_rows(
    exports: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    async def charged(_request: object, cost: int) -> None:
        asked.append(cost)

    monkeypatch.setattr(export_api, "charge", charged)
    monkeypatch.setattr(export_api, "ROWS_A_UNIT", 1)
    rows = exports.get(PATH, params={"modifie_depuis": "2000-01-01"}).text.count("\n")
    exports.get(PATH, params={"modifie_depuis": "2000-01-01", "format": "mediation-numerique"})
    assert asked[0] == 1 + rows
    assert asked[1] > asked[0]


def test_writing_should_give_way_to_searches() -> None:
    worked: list[float] = []

    def pieces() -> Iterator[bytes]:
        for _ in range(3):
            start = time.perf_counter()
            while time.perf_counter() - start < 0.01:
                pass
            worked.append(time.perf_counter() - start)
            yield b"line"

    async def sent() -> list[bytes]:
        return [piece async for piece in ExportLimit().in_threads(pieces())]

    start = time.perf_counter()
    assert anyio.run(sent) == [b"line"] * 3
    assert time.perf_counter() - start >= REST * sum(worked)


def test_a_slow_line_should_be_sent_without_waiting_for_others() -> None:
    def lines() -> Iterator[str]:
        for number in range(3):
            time.sleep(0.01)
            yield f"{number}\n"

    assert [*in_pieces(lines())] == [b"0\n", b"1\n", b"2\n"]
