"""The learned order of the project, read and refused; and what it says of an order."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from index.errors import CalibrationError
from index.ordering import learned_order
from index.ordering.features import FEATURES, SIGNALS
from index.ordering.fusion import Channel, fuse
from index.ordering.learned_order import LearnedOrder, Ordered
from tests.conftest import DATA

OURS = DATA / "ordre.onnx"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the order of the project, and of its SHA-256."""
    for path in (OURS, OURS.with_suffix(".sha256")):
        shutil.copy(path, tmp_path)
    return tmp_path / OURS.name


def test_our_order_should_read_the_features_of_today() -> None:
    parts = LearnedOrder.read(OURS).parts(np.zeros((3, len(FEATURES)), dtype=np.float32))
    assert parts.shape == (3, len(SIGNALS))
    assert (parts >= -1e-6).all()
    assert (parts.sum(axis=1) <= 1).all()


def test_a_changed_file_should_be_refused(copied: Path) -> None:
    copied.write_bytes(copied.read_bytes()[:-1] + b"x")
    with pytest.raises(CalibrationError, match="empreinte"):
        LearnedOrder.read(copied)


def test_a_file_without_its_digest_should_be_refused(copied: Path) -> None:
    copied.with_suffix(".sha256").unlink()
    with pytest.raises(CalibrationError, match="n'est pas un ordre"):
        LearnedOrder.read(copied)


def test_an_order_of_other_features_should_be_refused(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learned_order, "features_digest", lambda: "autre")
    with pytest.raises(CalibrationError, match="make order"):
        LearnedOrder.read(copied)


def test_a_better_fused_score_should_never_lower_a_record() -> None:
    order = LearnedOrder.read(OURS)
    rows = np.zeros((50, len(FEATURES)), dtype=np.float32)
    rows[:, [each.name for each in FEATURES].index("fused")] = np.linspace(-3, 3, 50)
    scores = order.parts(rows).sum(axis=1)
    assert (np.diff(scores) >= -1e-6).all()


def test_records_that_were_not_compared_should_come_after_the_others() -> None:
    fusion = fuse({Channel.WORDS: np.array([0.9, 0.5, 0.2], dtype=np.float32)})
    parts = np.full((1, len(SIGNALS)), 0.05, dtype=np.float32)
    scores = fusion.scores * parts.sum()
    scores[0] = parts.sum()
    ordered = Ordered(scores, fusion, np.array([0]), np.array([1.0], np.float32), parts)
    for position in range(3):
        told = sum(signal.share for signal in ordered.signals(position))
        assert told == pytest.approx(float(scores[position]), abs=1e-6)
    assert [each.name for each in ordered.signals(0)] == [*SIGNALS]
    assert [each.name for each in ordered.signals(2)] == ["mots"]


def test_the_name_that_a_query_holds_should_be_told_and_add_nothing() -> None:
    columns = {name: np.array([0.9], dtype=np.float32) for name in (Channel.WORDS, Channel.NAME)}
    fusion, parts = fuse(columns), np.full((1, len(SIGNALS)), 0.05, dtype=np.float32)
    learned = np.array([1.0], np.float32)
    *_, name = Ordered(parts.sum(axis=1), fusion, np.array([0]), learned, parts).signals(0)
    assert (name.name, name.share) == ("nom", 0)
    assert name.value == pytest.approx(0.9)


def test_without_the_learned_order_signals_should_be_those_of_the_channels() -> None:
    fusion = fuse({Channel.WORDS: np.array([0.9], dtype=np.float32)})
    assert Ordered(fusion.scores, fusion).signals(0) == fusion.signals(0)
