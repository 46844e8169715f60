"""The model of dangers: both readings, their thresholds, its file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import save_file

from index.emergencies.detector import Emergencies
from index.emergencies.letters import BUCKETS, buckets_of
from index.emergencies.likelihood import DESCRIPTION, DangerModel, Description, Thresholds
from index.errors import InvalidWeights
from index.files import digest
from tests.conftest import ROOT

CLASSES = ("", "suicide", "carte")
SAYS_DEATH, SAYS_CARD = "je prépare mon départ", "carte donnée au téléphone"
VECTOR = np.array([[1.0, 0.0]], np.float32)


def written(folder: Path, **changes: object) -> Path:
    """A model that knows two texts, in a file with its SHA-256."""
    letters = np.zeros((BUCKETS, 3), np.int8)
    for column, text in ((1, SAYS_DEATH), (2, SAYS_CARD)):
        letters[buckets_of(text)[0], column] = 100
    tensors: dict[str, NDArray[Any]] = {
        "letters": letters,
        "unit": np.full(3, 0.01, np.float32),
        "rules": np.array([[0, 20, 0]], np.float32),
        "bias": np.array([5, 0, 0], np.float32),
        "vector": np.array([[0, 9, 0], [9, 0, 0]], np.float32),
        "vector_bias": np.zeros(3, np.float32),
    }
    description = {
        "date": "2026-12-01",
        "hands": 1,
        "reader": "essai + dangers 0",
        "classes": CLASSES,
        "losses": ["carte"],
        "rules": ["suicide"],
        "suspicious": 0.2,
        "with_reader": {"sure": 0.9, "likely": 0.5, "loss": 0.9},
        "by_letters": {"sure": 0.95, "likely": 0.6, "loss": 0.9},
        **changes,
    }
    path = folder / "urgences.safetensors"
    save_file(tensors, path, {DESCRIPTION: json.dumps(description)})
    path.with_suffix(".sha256").write_text(digest(path).sha256 + "\n", encoding="utf-8")
    return path


@pytest.fixture
def model(tmp_path: Path) -> DangerModel:
    """The model, read from its file."""
    return DangerModel.read(written(tmp_path))


def test_letters_should_tell_what_they_learned(model: DangerModel) -> None:
    told = model.read_text(SAYS_DEATH)
    assert told.is_danger
    assert told.is_sure
    assert told.situations == ("suicide",)
    lost = model.read_text(SAYS_CARD)
    assert lost.is_loss
    assert (lost.loss, lost.is_danger) == ("carte", False)


def test_an_ordinary_text_should_not_be_encoded(model: DangerModel) -> None:
    def fails(text: str) -> None:
        raise AssertionError(text)

    told = model.read_text("réparer un vélo", (), fails)
    assert not told.is_danger
    assert told.thresholds == Thresholds(sure=0.9, likely=0.5, loss=0.9)


def test_a_suspicious_text_should_be_read_by_its_meaning(model: DangerModel) -> None:
    half = SAYS_DEATH.removeprefix("je ")
    assert model.read_text(half, (), lambda text: VECTOR).danger > model.read_text(half).danger
    calm = model.read_text(SAYS_DEATH, (), lambda text: VECTOR[:, ::-1])
    assert not calm.is_danger


def test_a_late_vector_should_leave_letters_alone(model: DangerModel) -> None:
    told = model.read_text(SAYS_DEATH, (), lambda text: None)
    assert told.thresholds == Thresholds(sure=0.95, likely=0.6, loss=0.9)


def test_a_way_of_saying_should_count(model: DangerModel) -> None:
    assert model.read_text("réparer un vélo", ["suicide"]).is_sure
    assert not model.read_text("réparer un vélo", ["inconnue"]).is_danger


@pytest.mark.parametrize("harm", ["digest", "content", "description"])
def test_a_damaged_model_should_be_refused(tmp_path: Path, harm: str) -> None:
    path = written(tmp_path, **({"hands": "beaucoup"} if harm == "description" else {}))
    if harm == "digest":
        path.with_suffix(".sha256").unlink()
    if harm == "content":
        path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(InvalidWeights, match=r"urgences\.safetensors"):
        DangerModel.read(path)


def test_a_description_should_hold_nothing_else() -> None:
    assert set(Description.model_fields) >= {"suspicious", "by_letters", "with_reader"}


@pytest.fixture
def emergencies(tmp_path: Path) -> Emergencies:
    """What tells emergencies, by our rules and this model."""
    found = Emergencies.read(ROOT / "data" / "urgences.toml", written(tmp_path))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "number", "is_sure"),
    [
        (SAYS_DEATH, "3114", True),
        ("je veux mourir", "3114", True),
        ("115", "115", True),
    ],
)
def test_the_numbers_of_the_likeliest_situation_should_be_shown(
    emergencies: Emergencies, text: str, number: str, is_sure: bool
) -> None:
    found = emergencies.of(text, _exists)
    assert found is not None
    assert found.numbers[0].number.numero == number
    assert found.is_sure is is_sure


def test_a_loss_should_give_its_steps(emergencies: Emergencies) -> None:
    found = emergencies.of(SAYS_CARD, _exists)
    assert found is not None
    assert [len(found.steps), len(found.numbers)] == [3, 0]


def test_an_encoder_of_another_model_should_not_be_asked(tmp_path: Path) -> None:
    class Other:
        name = "un autre"
        encode: Callable[[str], None]

    found = Emergencies.read(ROOT / "data" / "urgences.toml", written(tmp_path), Other())  # type: ignore[arg-type]
    assert found is not None
    assert found.of(SAYS_DEATH, _exists) is not None


def _exists(word: str) -> bool:
    """A language without words."""
    return False


def test_a_language_without_sentences_should_be_answered_in_french(
    emergencies: Emergencies,
) -> None:
    found = emergencies.of(SAYS_DEATH, _exists, language="tr")
    assert found is not None
    assert found.language == "fr"
