"""A damaged index, or encoder, is seen before it is used, whatever the damage.

`python -m bench.prove_artefact` and `bench.prove_encoder` damage more; here, each way once.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bench import prove_artefact
from bench.proofs.damage import Damage, written
from bench.proofs.proof import IDENTITY, Broken
from bench.prove_artefact import Proof, whole
from index.artefact import manifest
from index.artefact import versions as publication
from index.artefact.manifest import MANIFEST
from index.encoder.onnx import SERVING_FILE, OnnxEncoder
from index.encoder_export import lora
from index.errors import ArtefactCorrupt, EncoderUnavailable, InvalidWeights
from index.search.query import Query
from service.runtime.live_index import LiveIndex
from service.settings import Settings
from tests.conftest import ROOT, SERVING
from tests.searchers import CALIBRATION_FILE
from tests.towns import write_towns

FLIPS, SEED = 2, 3


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A few towns, and no synonyms."""
    folder = tmp_path / "data"
    folder.mkdir()
    write_towns(folder / "communes.csv")
    (folder / "calibration.json").symlink_to(CALIBRATION_FILE)
    return folder


@pytest.fixture
def proof(tmp_path: Path, data: Path) -> Iterator[Proof]:
    """A version in use and another after it; what each damage logs is kept quiet."""
    logging.disable()
    yield Proof(tmp_path / "var", data)
    logging.disable(logging.NOTSET)


@pytest.mark.slow
def test_every_damage_should_be_seen_and_the_index_in_use_go_on_serving(proof: Proof) -> None:
    prove_artefact.prove(proof, FLIPS, SEED)
    harmless = {kind for kind, outcome in proof.counts if outcome.startswith("sans effet")}
    assert {each for each in harmless if "historique" not in each} <= {"allongé", "tronqué"}
    unserved = {kind for kind, outcome in proof.counts if outcome.startswith("hors")}
    assert unserved <= {"modifié", "un bit inversé"}
    assert proof.counts.total() > 400


def test_the_proof_should_see_a_damage_that_is_let_through(
    proof: Proof, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest, "verify", lambda *_: None)
    with pytest.raises(Broken):
        prove_artefact.prove(proof, FLIPS, SEED)


def test_a_manifest_that_names_a_file_of_elsewhere_should_be_refused(proof: Proof) -> None:
    told = proof.manifest
    (name, *_) = told.files
    outside = {**told.files, f"../{proof.old}/{name}": told.files[name]}
    state = manifest._state(IDENTITY, told.engine, outside)
    forged = told.model_copy(update={"files": outside, "version": f"{told.version[:-8]}{state}"})
    (proof.home / proof.new / MANIFEST).write_text(forged.model_dump_json(), encoding="utf-8")
    with pytest.raises(ArtefactCorrupt, match="ailleurs"):
        manifest.read(proof.home / proof.new)


def settings(var: Path, data: Path) -> Settings:
    return Settings(var=var, data=data, use_encoder=False, reload_seconds=3600)


@pytest.mark.parametrize("name", [MANIFEST, "vectors-rounded-values.npy", "records.jsonl"])
def test_a_service_that_starts_over_a_damaged_index_should_serve_the_one_before(
    tmp_path: Path, data: Path, name: str
) -> None:
    home = tmp_path / "index"
    versions = [
        publication.publish(whole(each, size), IDENTITY, home).version
        for size, each in enumerate(("un", "deux", "trois"), start=3)
    ]
    (home / versions[2] / name).write_bytes(b"")
    (home / versions[1] / "vectors.npy").unlink()
    opened = LiveIndex(settings(tmp_path, data))
    opened.refresh()
    assert opened.searcher.manifest.version == versions[0]
    assert opened.searcher.search(Query("ordinateur")).hits
    mended = publication.publish(whole("quatre", 7), IDENTITY, home).version
    opened.refresh()
    assert opened.searcher.manifest.version == mended


def test_a_service_that_starts_without_the_link_should_serve_the_last_version(
    tmp_path: Path, data: Path
) -> None:
    home = tmp_path / "index"
    for size, each in enumerate(("un", "deux"), start=3):
        last = publication.publish(whole(each, size), IDENTITY, home).version
    (home / publication.CURRENT).unlink()
    opened = LiveIndex(settings(tmp_path, data))
    opened.refresh()
    assert opened.searcher.manifest.version == last


def test_versions_that_differ_in_one_thing_should_not_share_their_state(tmp_path: Path) -> None:
    content = whole("un", 3)
    first = publication.publish(content, IDENTITY, tmp_path)
    other = replace(IDENTITY, template=IDENTITY.template + 1)
    assert publication.publish(content, other, tmp_path).version[-8:] != first.version[-8:]


@pytest.fixture
def adapted(tmp_path: Path) -> Path:
    """A copy of the adapter of the project."""
    for name in (lora.ADAPTER, lora.CHECKSUM):
        shutil.copyfile(ROOT / "data" / "encoder" / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("text", [None, "", "\n", "00", "\ufffd"])
def test_an_adapter_whose_digest_was_lost_should_not_be_left_out(
    adapted: Path, text: str | None
) -> None:
    if text is None:
        (adapted / lora.CHECKSUM).unlink()
    else:
        (adapted / lora.CHECKSUM).write_text(text, encoding="utf-8")
    with pytest.raises(InvalidWeights):
        lora.read(adapted)


@pytest.mark.model
@pytest.mark.parametrize("change", [{"dimension": 383}, {"inputs": ["attention_mask"]}])
def test_an_encoder_that_is_not_what_is_told_of_it_should_be_refused(
    tmp_path: Path, change: dict[str, object]
) -> None:
    for path in SERVING.iterdir():
        (tmp_path / path.name).symlink_to(path)
    told = json.loads((SERVING / SERVING_FILE).read_text(encoding="utf-8"))
    (tmp_path / SERVING_FILE).unlink()
    Damage("modifié", SERVING_FILE, written(json.dumps({**told, **change}))).change(
        tmp_path / SERVING_FILE
    )
    with pytest.raises(EncoderUnavailable, match="ne dit pas ce qu'est le modèle"):
        OnnxEncoder(tmp_path)
