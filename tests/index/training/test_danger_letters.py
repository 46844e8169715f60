"""The regression by letters on dangers, and the thresholds of both readings."""

from __future__ import annotations

import numpy as np
import pytest

from index.emergencies.likelihood import Thresholds
from index.training.danger_letters import (
    FALSE_LIKELY,
    FALSE_SURE,
    LetterRegression,
    shown_shares,
    thresholds,
)
from index.training.danger_texts import DangerText

CLASSES = ("", "suicide", "carte")
LOSSES = frozenset({"carte"})
SAID = {
    "je veux mourir": 1, "je veux en finir": 1, "carte volée": 2, "ma carte bleue volée": 2,
    "réparer un vélo": 0, "un cours d'anglais": 0, "le 3114": 1,
}  # fmt: skip


def texts(*situations: str) -> list[DangerText]:
    """A text for each situation, "" for a look-alike."""
    return [
        DangerText("a", "fr", "dit", (situation,) if situation else (), "texte")
        for situation in situations
    ]


def test_texts_should_be_told_by_their_letters_and_by_what_their_words_say() -> None:
    regression = LetterRegression(
        list(SAID), lambda text: ["suicide"] if "3114" in text else [], ["suicide"]
    )
    rows = np.arange(len(SAID))
    weights = regression.fit(rows, np.array(list(SAID.values())), len(CLASSES))
    shares = regression.log_shares(weights, rows)
    assert shares.argmax(axis=1).tolist() == list(SAID.values())
    assert weights.rules.argmax(axis=1).tolist() == [1]
    np.testing.assert_allclose(np.exp(shares).sum(axis=1), 1, atol=1e-5)


def test_a_class_that_no_text_has_should_never_be_told() -> None:
    regression = LetterRegression(["je veux mourir", "un vélo"], lambda _: [], [])
    weights = regression.fit(np.arange(2), np.array([1, 0]), len(CLASSES))
    assert np.exp(regression.log_shares(weights, np.arange(2)))[:, 2].max() < 1e-6


def test_thresholds_should_show_few_look_alikes_of_hands_kept_apart() -> None:
    danger = np.linspace(0, 0.9, 1_000, dtype=np.float32)
    shares = np.column_stack([0.95 - danger, danger, np.full(1_000, 0.05, np.float32)])
    chosen = thresholds(shares.astype(np.float32), texts(*[""] * 1_000), CLASSES, LOSSES)
    assert (danger >= chosen.sure).sum() == int(FALSE_SURE * 1_000)
    assert (danger >= chosen.likely).sum() == int(FALSE_LIKELY * 1_000)
    assert chosen.loss == pytest.approx(0.05)


def test_what_is_shown_of_calls_and_of_losses_should_be_counted() -> None:
    shares = np.array([[0, 1, 0], [0.4, 0.6, 0], [0.9, 0.1, 0], [0.1, 0, 0.9]], np.float32)
    asked = texts("suicide", "suicide", "suicide", "carte")
    chosen = Thresholds(sure=0.9, likely=0.5, loss=0.8)
    shown = shown_shares(shares, asked, CLASSES, LOSSES, chosen)
    assert shown == pytest.approx((1 / 3, 2 / 3, 1))
