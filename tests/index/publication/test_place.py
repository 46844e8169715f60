"""A place by URL: the same files whatever the protocol, and errors in French."""

from __future__ import annotations

import errno
from contextlib import suppress
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from index.errors import PublicationError
from index.publication.place import Place, protocol_of, shown
from tests.https_server import Reply, http_server, https_server


@pytest.mark.parametrize(
    ("url", "protocol"),
    [
        ("/srv/index", "file"),
        ("shared/index", "file"),
        ("file:///srv/index", "file"),
        ("s3://bucket/index", "s3"),
        ("https://exemple.fr/index", "https"),
    ],
)
def test_the_protocol_should_be_that_of_the_address(url: str, protocol: str) -> None:
    assert protocol_of(url) == protocol


@pytest.mark.parametrize(
    "url", ["ftp://exemple.fr/x", "s3://", "zip://a::s3://b/c", "file:///", "/", "", "/srv/\n"]
)
def test_another_address_should_be_refused_with_those_that_exist(url: str) -> None:
    with pytest.raises(ValueError, match="s3://seau/index"):
        protocol_of(url)
    with pytest.raises(PublicationError, match="attendu un dossier, ou une adresse"):
        Place(url)


def test_an_address_should_be_shown_without_its_password() -> None:
    assert shown("sftp://moi:secret@exemple.fr/index") == "sftp://exemple.fr/index"
    assert shown("/srv/index") == "/srv/index"


def test_a_file_should_come_back_whole_or_from_any_byte(place: Place, tmp_path: Path) -> None:
    written = tmp_path / "a.npy"
    written.write_bytes(bytes(range(256)) * 10)
    place.put(written, "version/a.npy")
    assert place.read("version/a.npy", 2560) == written.read_bytes()
    assert b"".join(place.chunks("version/a.npy", 2000)) == written.read_bytes()[2000:]
    assert place.size("version/a.npy") == 2560
    assert place.size("version/b.npy") is None
    assert place.folders() == ["version"]
    place.remove("version")
    assert place.folders() == []


def test_a_file_should_be_replaced_without_a_part_of_it_being_left(
    place: Place, tmp_path: Path
) -> None:
    for content in (b"first", b"second"):
        (tmp_path / "a").write_bytes(content)
        place.put(tmp_path / "a", "pointer")
    assert place.read("pointer", 100) == b"second"
    assert place.folders() == ["pointer"]


def test_a_file_that_cannot_be_put_should_leave_no_part_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> None:
        raise OSError(errno.ENOSPC, "plein")

    (tmp_path / "source").write_bytes(b"tout")
    monkeypatch.setattr("index.publication.place.sync", refuse)
    with pytest.raises(PublicationError, match="un disque plein"):
        Place(str(tmp_path / "lieu")).put(tmp_path / "source", "v/a.npy")
    assert not list((tmp_path / "lieu" / "v").iterdir())


def test_a_file_longer_than_allowed_should_be_refused(place: Place, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 11)
    place.put(tmp_path / "a", "a")
    with pytest.raises(PublicationError, match="a de .* dépasse 10 octets"):
        place.read("a", 10)


def test_an_absent_file_should_be_reported(place: Place) -> None:
    with pytest.raises(PublicationError, match="a.json est absent de"):
        place.read("a.json", 10)


def test_a_protocol_whose_package_is_absent_should_name_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def absent(*_: object, **__: object) -> None:
        raise ImportError("No module named 'gcsfs'")

    monkeypatch.setattr("fsspec.core.url_to_fs", absent)
    with pytest.raises(PublicationError, match="gs://seau/index demande le paquet gcsfs"):
        Place("gs://seau/index")


def test_an_error_of_a_protocol_should_not_repeat_its_message(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(str(shared))

    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError("https://exemple.fr/?signature=secret")

    monkeypatch.setattr(type(place._files), "open", refuse)
    with pytest.raises(PublicationError, match=r"ne répond pas : RuntimeError\.$"):
        place.read("a", 10)


def test_an_address_that_does_not_open_should_be_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "denied")

    monkeypatch.setattr("fsspec.core.url_to_fs", refuse)
    with pytest.raises(PublicationError, match="ne s'ouvre pas : un accès refusé"):
        Place("/srv/index")


@pytest.mark.parametrize(("url", "refused"), [("https://exemple.fr/index", True), ("/srv", False)])
def test_what_answers_over_https_should_not_choose_another_place(
    monkeypatch: pytest.MonkeyPatch, url: str, refused: bool
) -> None:
    told: dict[str, Any] = {}

    def opened(url: str, **options: Any) -> tuple[None, str]:
        told.update(options)
        return None, url

    monkeypatch.setattr("fsspec.core.url_to_fs", opened)
    Place(url)
    assert ("allow_redirects" in told) is refused
    assert told.get("allow_redirects", False) is False


@pytest.mark.skipif(find_spec("aiohttp") is None, reason="aiohttp n'est pas installé")
def test_a_redirection_of_a_place_should_not_be_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with https_server(tmp_path, monkeypatch) as server, http_server() as private:
        place = Place(server.url("/index"))
        server.gives("/index/whole", Reply(b"whole"))
        assert place.read("whole", 10) == b"whole"
        private.gives("/index/moved", Reply(b"moved"))
        moved = {"Location": private.url("/index/moved")}
        server.gives("/index/moved", Reply(b"elsewhere", 302, moved))
        with suppress(PublicationError):
            assert place.read("moved", 10) != b"moved"
        assert private.seen == []


def test_a_place_that_can_only_be_read_should_refuse_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Place, "_open", lambda _self, url: (None, url))
    with pytest.raises(PublicationError, match="se lit seulement"):
        Place("https://exemple.fr/index").put(tmp_path, "a")


def test_a_protocol_that_cannot_begin_in_the_middle_should_drop_what_is_before(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stream(BytesIO):
        def seek(self, *_: Any) -> int:
            raise ValueError("Cannot seek streaming HTTP file")

    place = Place(str(shared))
    monkeypatch.setattr(Place, "_reader", lambda _self, _name: Stream(b"0123456789"))
    assert b"".join(place.chunks("a", 7)) == b"789"


def test_an_object_store_should_receive_a_file_in_one_step(
    shared: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place, calls = Place(str(shared)), []

    class Objects:
        def put_file(self, source: str, path: str) -> None:
            calls.append((source, path))

    monkeypatch.setattr(place, "_protocol", "s3")
    monkeypatch.setattr(place, "_files", Objects())
    place.put(tmp_path / "a", "v/a")
    assert calls == [(str(tmp_path / "a"), f"{shared}/v/a")]
