"""The pointer of a place: short, of a version, and of one manifest."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.artefact.manifest import MANIFEST
from index.errors import PublicationError
from index.publication.place import Place
from index.publication.pointer import (
    FILES_MAX,
    POINTER,
    POINTER_MAX_BYTES,
    is_version,
    read_pointer,
    read_published,
)
from tests.index.publication.conftest import MAX_BYTES, rewrite


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("20260115T080000000000-0a1b2c3d", True),
        ("20260115T080000000000-0a1b2c3d/", False),
        ("20260115T080000000000-0A1B2C3D", False),
        ("../20260115T080000000000-0a1b2c3d", False),
        ("current", False),
        ("", False),
    ],
)
def test_a_version_should_have_the_form_of_one(name: str, expected: bool) -> None:
    assert is_version(name) is expected


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "illisible"),
        (b"[]", "illisible"),
        (b'{"version": "20260115T080000000000-0a1b2c3d"}', "illisible"),
        (b'{"version": "../x", "manifest": {"size": 1, "sha256": "0"}}', "ne nomme pas"),
        (
            b'{"version": "' + b"2" * 200 + b'", "manifest": {"size": 1, "sha256": "0"}}',
            "illisible",
        ),
        (b" " * (POINTER_MAX_BYTES + 1), "dépasse 4096 octets"),
    ],
)
def test_a_pointer_that_is_none_should_be_refused(
    shared: Path, content: bytes, message: str
) -> None:
    shared.mkdir()
    (shared / POINTER).write_bytes(content)
    with pytest.raises(PublicationError, match=message):
        read_pointer(Place(str(shared)))


def test_a_manifest_that_is_not_the_one_pointed_to_should_be_refused(
    shared: Path, published: Path
) -> None:
    place = Place(str(shared))
    pointer = read_pointer(place)
    with (published / MANIFEST).open("ab") as stream:
        stream.write(b" ")
    with pytest.raises(PublicationError, match="n'a pas l'empreinte que dit"):
        read_published(place, pointer, MAX_BYTES)


def test_a_manifest_of_another_version_should_be_refused(shared: Path, published: Path) -> None:
    place = Place(str(shared))
    other = f"20200101T000000000000-{published.name.rpartition('-')[2]}"
    rewrite(published, version=other)
    with pytest.raises(PublicationError, match="décrit une autre version"):
        read_published(place, read_pointer(place), MAX_BYTES)


def test_a_manifest_of_too_many_files_should_be_refused(
    shared: Path, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = published.name.rpartition("-")[2]
    monkeypatch.setattr("index.artefact.manifest._state", lambda *_: state)
    file = {"size": 1, "sha256": "0" * 64}
    rewrite(published, files={f"f{number}": file for number in range(FILES_MAX + 1)})
    place = Place(str(shared))
    with pytest.raises(PublicationError, match="plus de 500 fichiers"):
        read_published(place, read_pointer(place), MAX_BYTES)
