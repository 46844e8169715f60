"""A version sent to a place: whole before it is pointed to, the last ones retained."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from index.artefact import versions
from index.artefact.manifest import MANIFEST, keep_inputs, read_manifest
from index.errors import ArtefactCorrupt, ArtefactMissing, PublicationError
from index.files import digest
from index.publication.place import Place
from index.publication.pointer import POINTER, read_pointer, read_published
from index.publication.publisher import RETAINED, publish
from tests.index.artefact.conftest import build_small


def test_a_publication_should_be_the_current_version_and_all_its_files(
    home: Path, shared: Path
) -> None:
    done = publish(home, Place(str(shared)))
    assert done.version == versions.current_version(home)
    sent = {path.name: digest(path) for path in (shared / done.version).iterdir()}
    assert sent == {path.name: digest(path) for path in (home / done.version).iterdir()}
    assert done.sent == sum(file.size for file in sent.values())
    assert sorted(path.name for path in shared.iterdir()) == [done.version, POINTER]


def test_the_same_version_should_be_sent_once(home: Path, place: Place) -> None:
    first = publish(home, place)
    again = publish(home, place)
    assert (again.version, again.sent) == (first.version, 0)
    assert publish(home, place, whole=True).sent == first.sent


def test_a_manifest_written_again_with_the_same_size_should_be_sent(
    home: Path, place: Place
) -> None:
    version = publish(home, place).version
    for inputs in ("a" * 64, "b" * 64):
        keep_inputs(read_manifest(home / version), inputs, home / version)
        assert publish(home, place).sent == (home / version / MANIFEST).stat().st_size
        pointer = read_pointer(place)
        assert pointer is not None
        assert read_published(place, pointer, 10**9)[1].inputs == inputs


def test_a_publication_that_was_interrupted_should_go_on(
    home: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, put = Place(str(shared)), Place.put
    sent: list[str] = []

    def cut(self: Place, source: Path, name: str) -> None:
        if len(sent) == 3:
            raise PublicationError("réseau coupé")
        sent.append(name)
        put(self, source, name)

    with monkeypatch.context() as patch:
        patch.setattr(Place, "put", cut)
        with pytest.raises(PublicationError, match="réseau coupé"):
            publish(home, place)
    assert not (shared / POINTER).exists()
    before = sum(path.stat().st_size for path in shared.rglob("*") if path.is_file())
    done = publish(home, place)
    whole = sum(path.stat().st_size for path in (home / done.version).iterdir())
    assert done.sent == whole - before


def test_files_should_be_there_before_they_are_pointed_to(
    home: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names, put = [], Place.put

    def seen(self: Place, source: Path, name: str) -> None:
        names.append(name.rpartition("/")[2])
        put(self, source, name)

    monkeypatch.setattr(Place, "put", seen)
    publish(home, Place(str(shared)))
    assert names[-2:] == [MANIFEST, POINTER]


def test_a_place_should_retain_the_last_versions(home: Path, place: Place) -> None:
    published = [publish(home, place).version]
    for size in (1, 2, 4):
        build_small(home, size)
        done = publish(home, place)
        published.append(done.version)
    assert done.removed == (published[0],)
    kept = [name for name in place.folders() if name != POINTER]
    assert sorted(kept) == published[-RETAINED:]


def test_going_back_should_send_nothing(home: Path, place: Place) -> None:
    first = publish(home, place).version
    build_small(home, 1)
    publish(home, place)
    versions.rollback(home)
    back = publish(home, place)
    assert (back.version, back.sent) == (first, 0)
    assert read_pointer(place).version == first


def test_a_damaged_or_absent_index_should_not_be_sent(
    home: Path, shared: Path, tmp_path: Path
) -> None:
    with pytest.raises(ArtefactMissing, match="Aucun index publié"):
        publish(tmp_path / "vide", Place(str(shared)))
    shutil.rmtree(shared, ignore_errors=True)
    (home / versions.CURRENT / "vectors-rounded-values.npy").write_bytes(b"rien")
    with pytest.raises(ArtefactCorrupt):
        publish(home, Place(str(shared)))
    assert not shared.exists()


def test_a_file_that_does_not_arrive_whole_should_not_be_pointed_to(
    home: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Place, "size", lambda _self, _name: 1)
    with pytest.raises(PublicationError, match="pas arrivé entier"):
        publish(home, Place(str(shared)))
    assert not (shared / POINTER).exists()


def test_a_pointer_that_another_replaced_should_be_reported(
    home: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(str(shared))
    publish(home, place)
    other = read_pointer(place).model_copy(update={"version": "20260115T080000000000-0a1b2c3d"})
    monkeypatch.setattr("index.publication.publisher.read_pointer", lambda _place: other)
    with pytest.raises(PublicationError, match="un autre y publie-t-il"):
        publish(home, place)
