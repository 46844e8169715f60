"""Graph of trees: it says what the trees say, signal by signal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.arrays import Matrix
from index.files import digest
from index.ordering.features import FEATURES, SIGNALS
from index.ordering.learned_order import LearnedOrder
from index.training.tree_graph import graph_of

FUSED, WORDS = ([each.name for each in FEATURES].index(name) for name in ("fused", "words"))
TREE: dict[str, Any] = {
    "split_feature": FUSED, "threshold": 0.1, "internal_value": 0.5,
    "left_child": {"leaf_value": -1.0},
    "right_child": {
        "split_feature": WORDS, "threshold": 1.0, "internal_value": 1.0,
        "left_child": {"leaf_value": 0.75}, "right_child": {"leaf_value": 2.0},
    },
}  # fmt: skip
TREES: list[dict[str, Any]] = [{"tree_structure": TREE}, {"tree_structure": {"leaf_value": 0.25}}]


@pytest.fixture
def order(tmp_path: Path) -> LearnedOrder:
    """The learned order of two trees."""
    path = tmp_path / "ordre.onnx"
    path.write_bytes(graph_of(TREES, ["essai"]).SerializeToString())
    path.with_suffix(".sha256").write_text(digest(path).sha256, encoding="utf-8")
    return LearnedOrder.read(path)


def features(fused: float, words: float) -> Matrix:
    """Features of one record, zero but for two."""
    row = np.zeros((1, len(FEATURES)), dtype=np.float32)
    row[0, FUSED], row[0, WORDS] = fused, words
    return row


def test_the_parts_should_add_up_to_what_the_trees_say(order: LearnedOrder) -> None:
    scores = [order.parts(features(*each)).sum() for each in ((0, 0), (0.2, 0.9), (0.2, 1.1))]
    trees = np.array([-1.0, 0.75, 2.0]) + 0.25
    gaps = (np.diff(scores) / np.diff(trees)).tolist()
    assert gaps[0] == pytest.approx(gaps[1], abs=1e-5)
    assert 0 <= min(scores) < max(scores) <= 1


def test_a_signal_should_have_what_its_splits_change(order: LearnedOrder) -> None:
    low, high = (order.parts(features(0.2, words))[0] for words in (0.9, 1.1))
    changed = [name for name, one, other in zip(SIGNALS, low, high, strict=True) if one != other]
    assert changed == ["mots"]


def test_a_value_equal_to_a_threshold_should_go_below_it(order: LearnedOrder) -> None:
    below = np.nextafter(np.float32(0.1), np.float32(0))
    assert order.parts(features(float(below), 0)).sum() == order.parts(features(0, 0)).sum()


def test_a_description_should_say_what_it_was_fitted_on(order: LearnedOrder) -> None:
    assert order.description.fitted_on == ("essai",)
    assert order.description.trees == 2
