"""Building: what is merged and grouped, and the owner's way of doing it, from a terminal."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from bench.proofs.kills import kill_before
from index.arrays import Matrix, Progress
from index.artefact import manifest, versions
from index.artefact.content import CHANGES, VECTORS, ArtefactContent
from index.encoder.onnx import OnnxEncoder
from index.engines.sparse import SparseMatrix, sparse_matrices
from index.engines.sparse_rows import SparseRows
from index.errors import UnknownEngine
from index.files import FileDigest
from index.indexing import text_parts
from index.indexing.build import SCRATCH, BuildReport, Shortcuts, build
from index.indexing.shipped_vectors import ShippedVectors
from index.records.models import AnyRecord
from index.records.passages import Kind
from index.taxonomy.need_vectors import texts_of
from index.text.analysis import content_words
from tests.conftest import ROOT, SERVING, SMALL_CATALOGUE, make_actor, make_thesaurus
from tests.hash_encoder import HashEncoder
from tests.index.artefact.older_format import make_older

DESK: dict[str, Any] = {
    "nom": "Espace Mosaïque",
    "adresse": "30 rue Cabanis",
    "commune": "Lille",
    "code_insee": "59350",
}
SIRET = "13002526500013"


@pytest.fixture(autouse=True)
def _few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few words of French: reading them all takes longer than a small build."""
    monkeypatch.setattr(
        "index.indexing.text_parts._french_words", lambda: (("pas", 6.2), ("vélo", 4.6))
    )


def content_files(report: BuildReport) -> dict[str, FileDigest]:
    """The files of a version but the journal, which depends on the versions before it."""
    return {name: file for name, file in report.manifest.files.items() if name != CHANGES}


def built(home: Path, *records: AnyRecord, **options: Any) -> tuple[BuildReport, ArtefactContent]:
    """What a build says it did, and what it published."""
    report = build(records, HashEncoder(), "hash", home, **options)
    return report, manifest.read(home / versions.CURRENT).content


def test_records_that_are_one_for_certain_should_be_published_once(tmp_path: Path) -> None:
    one, other = (make_actor(id=each, siret=SIRET, source=each, **DESK) for each in ("a", "b"))
    report, content = built(tmp_path, one, make_actor(), other)
    assert (report.merged, report.grouped, report.manifest.records) == (1, 0, 2)
    assert [record.id for record in content.records] == ["a", "exemple"]
    assert content.records[0].sources == ("b : b",)
    assert {passage.row for passage in content.passages} == {0, 1}


QUESTIONS = ("réparer mon vélo samedi", "un atelier", "graver une plaque en laiton")


class StudentOfHashes(HashEncoder):
    """A student that puts every query at the same place, and knows a few words."""

    taught = frozenset(each.stem for each in content_words("réparer mon vélo samedi un atelier"))
    manifest = SimpleNamespace(fingerprint="élève")

    def encode_queries(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        self.encoded += texts
        return np.full((len(texts), self.dimension), self.dimension**-0.5, dtype=np.float32)


def test_questions_of_words_that_a_student_knows_should_be_encoded_by_it(tmp_path: Path) -> None:
    student = StudentOfHashes()
    shortcuts = Shortcuts(student=cast(OnnxEncoder, student))
    asked = make_actor(questions=QUESTIONS)
    report, content = built(tmp_path, asked, shortcuts=shortcuts)
    # one of few words, and one of words that it never saw, are left to the whole encoder
    assert [text.rsplit(" : ", 1)[-1] for text in student.encoded] == list(QUESTIONS[:1])
    placed = [row for row in content.vectors if np.allclose(row, row[0])]
    assert len(placed) == 1
    again, _ = built(tmp_path, asked, shortcuts=shortcuts)
    assert (report.encoded > 1, again.encoded) == (True, 0)


def test_vectors_that_come_with_the_data_should_not_be_made_again(tmp_path: Path) -> None:
    needs = [each.indexed_text for each in texts_of(make_thesaurus())]
    shipped = ShippedVectors.of(needs, HashEncoder().encode_passages(needs))
    encoder = HashEncoder()
    build(
        [make_actor()],
        encoder,
        "hash",
        tmp_path,
        thesaurus=make_thesaurus(),
        shortcuts=Shortcuts(shipped),
    )
    assert encoder.encoded
    assert not {*needs} & {*encoder.encoded}


def test_records_that_are_likely_one_should_be_published_as_a_group(tmp_path: Path) -> None:
    one, other = (make_actor(id=each, **DESK) for each in ("a", "b"))
    report, content = built(tmp_path, one, make_actor(), other)
    assert (report.merged, report.grouped, report.manifest.records) == (0, 2, 3)
    assert content.groups == ((0, 2),)


def test_records_that_are_all_apart_should_make_no_group(
    tmp_path: Path, actor: Callable[..., AnyRecord]
) -> None:
    report, content = built(tmp_path, actor(), actor(id="autre"))
    assert (report.merged, report.grouped, content.groups) == (0, 0, ())


def test_needs_should_be_indexed_by_their_labels(tmp_path: Path) -> None:
    record = make_actor(besoins=["reparer"])
    _, content = built(tmp_path, record, thesaurus=make_thesaurus(reparer="Le besoin reparer"))
    needs = [passage.text for passage in content.passages if passage.kind is Kind.NEED]
    assert needs == ["Le besoin reparer"]


def test_only_passages_whose_text_changed_should_be_encoded_again(tmp_path: Path) -> None:
    first, _ = built(tmp_path, make_actor(besoins=["reparer"]))
    same, _ = built(tmp_path, make_actor(besoins=["reparer"]))
    needs = make_thesaurus(reparer="Le besoin reparer")
    labelled, _ = built(tmp_path, make_actor(besoins=["reparer"]), thesaurus=needs)
    again, _ = built(tmp_path, make_actor(besoins=["reparer"]), thesaurus=needs)
    assert (first.encoded, same.encoded) == (4, 0)
    assert labelled.encoded == 2 + len(texts_of(needs))
    assert again.encoded == 0


def test_building_twice_the_same_catalogue_should_give_the_same_files(tmp_path: Path) -> None:
    first, second = (built(tmp_path / name, make_actor())[0] for name in ("a", "b"))
    assert first.manifest.files == second.manifest.files


def test_another_encoder_should_encode_everything_again(tmp_path: Path) -> None:
    built(tmp_path, make_actor())
    report = build([make_actor()], HashEncoder(salt="autre"), "hash", tmp_path)
    assert report.encoded == report.manifest.passages


def test_a_damaged_current_version_should_be_replaced_without_encoding_again(
    tmp_path: Path,
) -> None:
    built(tmp_path, make_actor())
    (tmp_path / versions.CURRENT / VECTORS).write_bytes(b"rien")
    report, content = built(tmp_path, make_actor())
    assert report.encoded == 0
    assert np.allclose(np.linalg.norm(content.vectors, axis=1), 1)


def test_a_version_of_an_older_format_should_be_replaced_without_encoding_again(
    tmp_path: Path,
) -> None:
    built(tmp_path, make_actor())
    make_older(tmp_path / versions.CURRENT)
    report, content = built(tmp_path, make_actor())
    assert report.encoded == 0
    assert [record.id for record in content.records] == ["exemple"]


def test_a_build_that_stops_should_leave_the_current_version_and_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Fragile(HashEncoder):
        def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
            if self.encoded:
                raise KeyboardInterrupt
            return super().encode_passages(texts, progress)

    before, _ = built(tmp_path, make_actor())
    monkeypatch.setattr("index.indexing.encoding.ENCODED_AT_ONCE", 4)
    with pytest.raises(KeyboardInterrupt):
        build(SMALL_CATALOGUE, Fragile(), "hash", tmp_path)
    assert versions.current_version(tmp_path) == before.manifest.version
    assert not (tmp_path / SCRATCH).exists()
    whole, _ = built(tmp_path / "autre", *SMALL_CATALOGUE)
    again, _ = built(tmp_path, *SMALL_CATALOGUE)
    assert 0 < again.encoded < whole.encoded - 1
    assert content_files(again) == content_files(whole)


@pytest.mark.slow
@pytest.mark.parametrize("rank", [10, 25, 40, 60, 90, 120, 150])
def test_a_build_that_is_killed_should_leave_the_current_version_and_go_on(
    rank: int, tmp_path: Path
) -> None:
    before, _ = built(tmp_path, make_actor())
    process = get_context("spawn").Process(target=_build_until, args=(tmp_path, rank))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    current = versions.current_version(tmp_path)
    assert current is not None
    assert versions.read(tmp_path, current).manifest.records in {1, len(SMALL_CATALOGUE)}
    whole, _ = built(tmp_path / "autre", *SMALL_CATALOGUE)
    again, _ = built(tmp_path, *SMALL_CATALOGUE)
    assert content_files(again) == content_files(whole) != content_files(before)
    assert not (tmp_path / SCRATCH).exists()


def _build_until(home: Path, rank: int) -> None:
    """Build in a process that is killed before an operation of this rank on the file system."""
    text_parts._french_words = lambda: (("pas", 6.2), ("vélo", 4.6))  # type: ignore[assignment]
    kill_before(rank)
    build(SMALL_CATALOGUE, HashEncoder(), "hash", home)


def test_many_records_should_be_built_as_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, few = built(tmp_path / "few", *SMALL_CATALOGUE)
    monkeypatch.setattr("index.indexing.build.BUILT_IN_MEMORY", 0)
    monkeypatch.setattr("index.indexing.build.BY_TERM_PASSAGES", 0)
    monkeypatch.setattr("index.indexing.text_parts.COUNTED_PASSAGES", 1_000)
    monkeypatch.setattr("index.indexing.build.FITTED_RECORDS", 2)
    _, many = built(tmp_path / "many", *SMALL_CATALOGUE)
    rows = [passage.row for passage in few.passages]
    words, _, stems = sparse_matrices([passage.indexed_text for passage in few.passages], rows)
    expected = SparseRows.of(words)
    assert isinstance(many.words, SparseRows)
    assert many.stems == stems
    for name in ("starts", "columns", "weights", "heads", "head_weights"):
        assert np.array_equal(getattr(many.words, name), getattr(expected, name))
    assert np.array_equal(many.vectors, few.vectors)
    assert len(many.pairs) == len(few.pairs)
    assert [*many.records] == [*few.records]
    assert many.plane.axes.shape == few.plane.axes.shape


def test_many_records_with_few_passages_should_have_their_weights_by_term(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, few = built(tmp_path / "few", *SMALL_CATALOGUE)
    monkeypatch.setattr("index.indexing.build.BUILT_IN_MEMORY", 0)
    _, many = built(tmp_path / "many", *SMALL_CATALOGUE)
    for one, other in ((few.words, many.words), (few.ngrams, many.ngrams)):
        assert isinstance(one, SparseMatrix)
        assert isinstance(other, SparseMatrix)
        for name in ("data", "indices", "indptr"):
            assert np.array_equal(getattr(one.matrix, name), getattr(other.matrix, name))


def test_an_unknown_engine_should_be_refused_and_nothing_published(tmp_path: Path) -> None:
    with pytest.raises(UnknownEngine, match="ailleurs"):
        built(tmp_path, make_actor(), engine="ailleurs")
    assert versions.versions(tmp_path) == []


def test_progress_should_be_reported_as_texts_are_encoded(tmp_path: Path) -> None:
    reported: list[tuple[int, int]] = []
    built(tmp_path, make_actor(), progress=lambda done, total: reported.append((done, total)))
    assert reported[-1][0] == reported[-1][1] > 0


@pytest.mark.model
@pytest.mark.parametrize(
    "command",
    [
        ["scripts/build_index.py"],
        pytest.param(["-m", "service.cli", "build"], marks=pytest.mark.slow),
    ],
)
def test_building_should_publish_an_index_and_say_what_it_holds(
    command: list[str], tmp_path: Path
) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "encoder").symlink_to(SERVING.parent)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "encoder").symlink_to(ROOT / "data" / "encoder")
    needs = (ROOT / "data" / "needs.jsonl").read_text(encoding="utf-8").splitlines()
    few = [line for line in needs if '"theme"' not in line] + needs[-2:]
    (tmp_path / "data" / "needs.jsonl").write_text("\n".join(few), encoding="utf-8")
    record = {"type": "structure", "id": "essai", "nom": "Essai", "date_maj": "2026-01-15"}
    record["description"] = "Un atelier qui répare les ordinateurs."
    (tmp_path / "data" / "actors.jsonl").write_text(json.dumps(record), encoding="utf-8")
    environment = {"ORIENTESS_VAR": str(tmp_path / "var"), "ORIENTESS_DATA": str(tmp_path / "data")}
    outcome = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, *command],
        cwd=ROOT,
        env=environment | {"PATH": "/usr/bin:/bin", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stderr
    assert "1 fiches" in outcome.stdout
    opened = manifest.read(tmp_path / "var" / "index" / versions.CURRENT)
    assert opened.manifest.encoder == manifest.read_manifest(ROOT / "var/index/current").encoder


@pytest.mark.model
def test_a_faulty_catalogue_should_be_told_whole_and_nothing_published(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "actors.jsonl").write_text('{"nom": 1}\n{"id": "x"', encoding="utf-8")
    environment = {"ORIENTESS_VAR": str(tmp_path / "var"), "ORIENTESS_DATA": str(tmp_path / "data")}
    outcome = subprocess.run(
        [sys.executable, "-m", "service.cli", "build"],
        cwd=ROOT,
        env=environment | {"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 1
    assert "actors.jsonl:1:" in outcome.stderr
    assert "actors.jsonl:2:" in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert not (tmp_path / "var").exists()
