"""Alive, ready, what is served, and what serving loads."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from time import time

import pytest
from fastapi.testclient import TestClient

from index.artefact import manifest as artefact
from index.artefact import versions
from index.engines.base import Health
from service.app import create_app
from service.preparation.state import Preparation, Step
from service.settings import Settings
from tests.conftest import ROOT
from tests.searchers import calibration
from tests.service.page import BROWSER

HEAVY = ("torch", "transformers", "sentence_transformers", "onnx", "onnxscript", "wordfreq")
"""What only building the index needs."""


@pytest.fixture
def unready(tmp_path: Path) -> Iterator[TestClient]:
    """A client of a service without an index."""
    with TestClient(create_app(Settings(var=tmp_path, use_encoder=False))) as opened:
        yield opened


def test_the_service_should_live_without_an_index(unready: TestClient) -> None:
    answer = unready.get("/sante")
    assert (answer.status_code, answer.json()) == (200, {"etat": "ok", "preparation": None})


def test_the_service_should_say_how_far_searches_by_meaning_are(
    tmp_path: Path, small_home: Path
) -> None:
    settings = Settings(var=tmp_path, use_encoder=False)
    state = Preparation(etape=Step.TEXTS, debut=time() - 30, fait=50, total=100)
    settings.preparation.write_text(state.model_dump_json(), encoding="utf-8")
    with TestClient(create_app(settings)) as client:
        told = client.get("/sante").json()["preparation"]
        assert (told["etape"], told["erreur"]) == ("textes", None)
        assert 0 < told["pourcent"] < 100
        assert 30 < told["reste_s"] < 120
        shown = client.get("/", headers=BROWSER).text
        assert "Ce site démarre" in shown
        failed = state.model_copy(update={"erreur": "plus de place"})
        settings.preparation.write_text(failed.model_dump_json(), encoding="utf-8")
        assert client.get("/sante").json()["preparation"]["erreur"] == "plus de place"
        assert "Ce site démarre" not in client.get("/", headers=BROWSER).text


def test_an_index_of_meaning_should_be_served_without_a_word_of_preparation(
    tmp_path: Path, small_home: Path
) -> None:
    (tmp_path / "index").symlink_to(small_home.resolve())
    settings = Settings(var=tmp_path, use_encoder=False)
    state = Preparation(etape=Step.ENCODER, debut=time())
    settings.preparation.write_text(state.model_dump_json(), encoding="utf-8")
    with TestClient(create_app(settings)) as client:
        assert "Ce site démarre" not in client.get("/", headers=BROWSER).text


@pytest.mark.parametrize("path", ["/pret", "/version"])
def test_the_service_should_not_be_ready_without_an_index(unready: TestClient, path: str) -> None:
    answer = unready.get(path)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"


def test_the_service_should_be_ready_with_the_index_it_verified(
    client: TestClient, small_home: Path
) -> None:
    published = versions.current_version(small_home)
    answer = client.get("/pret")
    assert answer.status_code == 200
    assert answer.json() == {
        "etat": "prêt",
        "index": published,
        "mode": "lexical",
        "moteur": {"nom": "faiss", "repond": True, "raison": None},
    }


def test_the_service_should_be_ready_and_say_why_its_engine_does_not_answer(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    down = Health("on n'arrive pas à le joindre")
    monkeypatch.setattr("index.engines.faiss.engine.FaissEngine.health", lambda *_: down)
    answer = client.get("/pret")
    assert answer.status_code == 200
    assert answer.json()["moteur"] == {"nom": "faiss", "repond": False, "raison": down.reason}


def test_an_index_that_was_changed_should_not_make_the_service_ready(
    small_home: Path, tmp_path: Path
) -> None:
    shutil.copytree(small_home, tmp_path / "index", symlinks=True)
    vectors = next((tmp_path / "index" / versions.CURRENT).glob("*.npy"))
    vectors.write_bytes(vectors.read_bytes()[:-1] + b"?")
    with TestClient(create_app(Settings(var=tmp_path, use_encoder=False))) as opened:
        assert opened.get("/pret").status_code == 503


def test_the_service_should_say_what_it_serves(client: TestClient, small_home: Path) -> None:
    manifest = artefact.read_manifest(small_home / versions.CURRENT)
    written = (small_home / versions.CURRENT / artefact.MANIFEST).read_bytes()
    rules = calibration().search
    told = client.get("/version").json()
    built = datetime.fromisoformat(told.pop("date_index"))
    age = datetime.now(UTC) - built
    assert abs(age.total_seconds() - told.pop("age_s")) < 10
    assert manifest.version.startswith(built.strftime("%Y%m%dT%H%M%S%f"))
    assert told == {
        "service": version("orientess"),
        "index": manifest.version,
        "sha256": sha256(written).hexdigest(),
        "encodeur": "hash",
        "empreinte": manifest.fingerprint,
        "fiches": 5,
        "passages": manifest.passages,
        "calibration": {"date": str(rules.fit.date), "conforme": True, "raison": None},
        "mode": "lexical",
    }


@pytest.mark.parametrize("module", ["service.app", "index.search.searcher"])
@pytest.mark.slow
def test_serving_should_load_nothing_that_only_building_needs(module: str) -> None:
    program = f"import sys, {module}; print(*sorted(set({HEAVY}) & set(sys.modules)))"
    loaded = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert loaded.stdout.split() == []
