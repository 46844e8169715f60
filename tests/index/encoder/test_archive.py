"""The archive of a prepared encoder: the same each time, verified, and nothing else gets in."""

from __future__ import annotations

import tarfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

import pytest

from index.encoder.archive import pack, unpack
from index.encoder.onnx import (
    FORMAT,
    SERVING_FILE,
    SERVING_STUDENT,
    ServingManifest,
    read_manifest,
)
from index.errors import EncoderUnavailable
from index.files import digest, digest_of_bytes

SOURCE = "un modèle"
FILES = {"model.onnx": b"graphe", "model.weights": b"poids" * 1000, "tokenizer.model": b"mots"}
STUDENT = {"model.onnx": b"petit graphe", "shared.weights": FILES["model.weights"]}
"""Files of a student: the weights of its encoder under another name, and a graph of its own."""


def manifest_of(files: Mapping[str, bytes], source: str = SOURCE, teacher: str = "") -> bytes:
    """The content of encoder.json for these files."""
    digests = {name: digest_of_bytes(content) for name, content in files.items()}
    manifest = ServingManifest(
        format=FORMAT,
        source=source,
        dimension=4,
        max_tokens=8,
        query_prompt="",
        passage_prompt="",
        inputs=("input_ids",),
        files=digests,
        teacher=teacher,
    )
    return manifest.model_dump_json().encode()


@pytest.fixture
def prepared_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "here" / "serving"
    folder.mkdir(parents=True)
    for name, content in {SERVING_FILE: manifest_of(FILES), **FILES}.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def made_archive(tmp_path: Path) -> Callable[[Mapping[str, bytes]], Path]:
    """Writes an archive of any content."""

    def make(files: Mapping[str, bytes]) -> Path:
        path = tmp_path / "made.tar"
        with tarfile.open(path, "w") as archive:
            for name, content in files.items():
                member = tarfile.TarInfo(name)
                member.size = len(content)
                archive.addfile(member, BytesIO(content))
        return path

    return make


def test_an_encoder_should_go_from_a_machine_to_another(
    prepared_folder: Path, tmp_path: Path
) -> None:
    archive, there = tmp_path / "encodeur.tar", tmp_path / "there" / "serving"
    made = pack(prepared_folder, archive)
    assert made == digest(archive)
    manifest = unpack(archive, made.sha256.upper(), SOURCE, there)
    assert manifest == read_manifest(prepared_folder)
    assert {path.name: path.read_bytes() for path in there.iterdir()} == {
        path.name: path.read_bytes() for path in prepared_folder.iterdir()
    }
    assert [path.name for path in there.parent.iterdir()] == ["serving"]


def test_an_archive_should_be_the_same_each_time(prepared_folder: Path, tmp_path: Path) -> None:
    one = pack(prepared_folder, tmp_path / "un.tar")
    (prepared_folder / "model.onnx").touch()
    (prepared_folder / "model.onnx").chmod(0o600)
    assert pack(prepared_folder, tmp_path / "deux.tar") == one


def put_student(folder: Path, teacher: str) -> None:
    """Write a student beside the encoder of a folder."""
    beside = folder.parent / SERVING_STUDENT
    beside.mkdir()
    own = {SERVING_FILE: manifest_of(STUDENT, "élève", teacher), **STUDENT}
    for name, content in own.items():
        (beside / name).write_bytes(content)


def test_a_student_should_go_with_its_encoder(prepared_folder: Path, tmp_path: Path) -> None:
    alone = pack(prepared_folder, tmp_path / "alone.tar")
    put_student(prepared_folder, read_manifest(prepared_folder).fingerprint)
    made = pack(prepared_folder, tmp_path / "encoder.tar")
    folder = tmp_path / "there" / "serving"
    assert unpack(tmp_path / "encoder.tar", made.sha256, SOURCE, folder).source == SOURCE
    assert made.size > alone.size
    student = folder.parent / SERVING_STUDENT
    assert read_manifest(student).teacher == read_manifest(folder).fingerprint
    assert {path.name: path.read_bytes() for path in student.iterdir() if path.name in STUDENT} == (
        STUDENT
    )
    with tarfile.open(tmp_path / "encoder.tar") as packed:
        names = [name for name in packed.getnames() if "/" in name]
    assert names == [f"{SERVING_STUDENT}/{name}" for name in (SERVING_FILE, "model.onnx")]


def test_the_student_of_another_encoder_should_be_left(
    prepared_folder: Path, tmp_path: Path
) -> None:
    alone = pack(prepared_folder, tmp_path / "alone.tar")
    put_student(prepared_folder, "une autre empreinte")
    assert pack(prepared_folder, tmp_path / "encoder.tar") == alone


def test_a_damaged_encoder_should_not_be_packed(prepared_folder: Path, tmp_path: Path) -> None:
    (prepared_folder / "model.weights").write_bytes(b"rien")
    with pytest.raises(EncoderUnavailable, match="abîmé"):
        pack(prepared_folder, tmp_path / "encodeur.tar")
    assert not (tmp_path / "encodeur.tar").exists()


def test_an_archive_of_another_digest_should_not_be_opened(
    prepared_folder: Path, tmp_path: Path
) -> None:
    pack(prepared_folder, tmp_path / "encodeur.tar")
    with pytest.raises(EncoderUnavailable, match="a l'empreinte"):
        unpack(tmp_path / "encodeur.tar", "0" * 64, SOURCE, tmp_path / "there" / "serving")
    assert not (tmp_path / "there").exists()


def test_the_encoder_of_another_model_should_be_refused(
    prepared_folder: Path, tmp_path: Path
) -> None:
    made = pack(prepared_folder, tmp_path / "encodeur.tar")
    with pytest.raises(EncoderUnavailable, match="demandent « un autre »"):
        unpack(tmp_path / "encodeur.tar", made.sha256, "un autre", prepared_folder)
    assert read_manifest(prepared_folder).source == SOURCE


OTHERS: Mapping[str, Mapping[str, bytes]] = {
    "empty": {},
    "no manifest": FILES,
    "manifest last": {**FILES, SERVING_FILE: manifest_of(FILES)},
    "not json": {SERVING_FILE: b"{", **FILES},
    "large manifest": {SERVING_FILE: b" " * 70_000 + manifest_of(FILES), **FILES},
    "a file more": {SERVING_FILE: manifest_of(FILES), **FILES, "autre.bin": b"x"},
    "a file less": {SERVING_FILE: manifest_of(FILES), "model.onnx": FILES["model.onnx"]},
    "another content": {SERVING_FILE: manifest_of(FILES), **FILES, "model.onnx": b"grafes"},
    "another size": {SERVING_FILE: manifest_of(FILES), **FILES, "model.onnx": b"long" * 9},
    "above the folder": {
        SERVING_FILE: manifest_of(FILES | {"../evil.bin": b"x"}),
        **FILES,
        "../evil.bin": b"x",
    },
    "another folder": {SERVING_FILE: manifest_of(FILES), **FILES, "autre/encoder.json": b"{}"},
    "a student of another": {
        SERVING_FILE: manifest_of(FILES),
        **FILES,
        f"{SERVING_STUDENT}/{SERVING_FILE}": manifest_of(STUDENT, "élève", "une autre empreinte"),
        **{f"{SERVING_STUDENT}/{name}": content for name, content in STUDENT.items()},
    },
    "a file of a student elsewhere": {
        SERVING_FILE: manifest_of(FILES),
        **FILES,
        f"{SERVING_STUDENT}/{SERVING_FILE}": manifest_of(FILES, "élève"),
        "model.onnx": FILES["model.onnx"],
    },
    "hidden": {SERVING_FILE: manifest_of(FILES | {".evil.bin": b"x"}), **FILES, ".evil.bin": b"x"},
}


@pytest.mark.parametrize("case", OTHERS)
def test_an_archive_of_something_else_should_change_nothing(
    case: str,
    made_archive: Callable[[Mapping[str, bytes]], Path],
    prepared_folder: Path,
) -> None:
    archive = made_archive(OTHERS[case])
    before = sorted(path.name for path in prepared_folder.parent.parent.rglob("*"))
    with pytest.raises(EncoderUnavailable, match=r"made\.tar"):
        unpack(archive, digest(archive).sha256, SOURCE, prepared_folder)
    assert sorted(path.name for path in prepared_folder.parent.parent.rglob("*")) == before
    assert (prepared_folder / "model.onnx").read_bytes() == FILES["model.onnx"]


def test_a_link_should_not_be_unpacked(prepared_folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "made.tar"
    content = manifest_of(FILES)
    with tarfile.open(archive, "w") as written:
        first = tarfile.TarInfo(SERVING_FILE)
        first.size = len(content)
        written.addfile(first, BytesIO(content))
        link = tarfile.TarInfo("model.onnx")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        written.addfile(link)
    with pytest.raises(EncoderUnavailable, match="n'est pas l'archive"):
        unpack(archive, digest(archive).sha256, SOURCE, prepared_folder)


def test_a_file_that_is_no_archive_should_be_refused(prepared_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "made.tar"
    path.write_bytes(b"<html>" * 1000)
    with pytest.raises(EncoderUnavailable, match="n'est pas l'archive"):
        unpack(path, digest(path).sha256, SOURCE, prepared_folder)
