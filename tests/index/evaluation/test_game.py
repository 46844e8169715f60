"""Evaluation of the game of skills, played by simulated people."""

from __future__ import annotations

import pytest

from index.errors import EvaluationError
from index.evaluation.game import CARDS, measure_game
from index.skill_game.game import MAX_CARDS, MIN_CARDS, make_game
from tests.index.skill_game.made_up import GAME, OCCUPATIONS, general_skills


def test_the_share_found_is_measured_with_its_interval() -> None:
    measured = measure_game(GAME, seeds=2)
    assert measured.players == len(OCCUPATIONS)
    assert measured.chosen.cards == measured.listed.cards == CARDS
    assert MIN_CARDS <= measured.own_end.cards <= MAX_CARDS
    for share in (measured.chosen, measured.own_end, measured.informative, measured.listed):
        assert 0 <= share.share.low <= share.share.mean <= share.share.high <= 1
    assert measured.chosen.share.mean > 0.5
    gain = measured.chosen.share.mean - measured.informative.share.mean
    assert measured.gain.mean == pytest.approx(gain)
    assert measured.gain.low <= gain <= measured.gain.high


def test_the_same_mistakes_give_the_same_measures() -> None:
    assert measure_game(GAME, seeds=1) == measure_game(GAME, seeds=1)


def test_a_game_of_few_cards_cannot_be_measured() -> None:
    with pytest.raises(EvaluationError, match="1 cartes"):
        measure_game(make_game(general_skills("seule"), OCCUPATIONS))
