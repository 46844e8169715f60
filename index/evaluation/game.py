"""Evaluation of the game of skills, played by simulated people.

Each one has one occupation, answers « c'est moi » to the general skills that it requires and « pas
moi » to the others, and is wrong about one card in ten. What is measured is whether the occupation
is among the five that the game shows. It is a measure of the game's reasoning, not of people: they
know skills that their occupation does not require, and the same table says who requires what to
the players and to the game.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import EvaluationError
from index.evaluation.metrics import Estimate
from index.skill_game.game import MAX_CARDS, SHOWN, Answer, SkillGame, Turn, make_game
from index.taxonomy.general_skills import read_general_skills
from index.taxonomy.occupations import read_occupations

ERROR_RATE = 0.1
"""Share of the cards about which a simulated person is wrong."""
CARDS = 12
"""Number of cards after which a game is measured."""
SEEDS = 20
"""Number of games played for each occupation, each with its own wrong answers."""

Choose = Callable[[Sequence[Turn]], str | None]
"""Function that gives the card to show after some turns, None when the game is over."""


@dataclass(frozen=True)
class GameShare:
    """Share of the simulated people whose occupation a game shows among five.

    share: in [0, 1], with its interval over occupations; cards: mean number of cards of a game.
    """

    share: Estimate
    cards: float

    def __str__(self) -> str:
        """Return the share with its interval and its number of cards, in French."""
        return f"{self.share:.1%}, {self.cards:.1f} cartes en moyenne"


@dataclass(frozen=True)
class GameMeasures:
    """Measures of the game of skills.

    players: number of occupations, each played `SEEDS` times; chosen: cards chosen by information,
    `CARDS` of them; own_end: the same, the game stopping by itself; informative: the cards that
    tell the most before the first answer, in that order; listed: the first cards of the file; gain:
    share of `chosen` minus that of `informative`.
    """

    players: int
    chosen: GameShare
    own_end: GameShare
    informative: GameShare
    listed: GameShare
    gain: Estimate

    def lines(self) -> tuple[str, ...]:
        """Return the measures in French, one a line."""
        return (
            f"{self.players} métiers, une réponse sur {1 / ERROR_RATE:.0f} fausse ; "
            f"métier parmi {SHOWN} :",
            f"  cartes choisies, après {CARDS} : {self.chosen}",
            f"  cartes choisies, arrêt du jeu : {self.own_end}",
            f"  ordre fixe, les {CARDS} plus instructives : {self.informative}",
            f"  ordre fixe, les {CARDS} premières du fichier : {self.listed}",
            f"gain sur les plus instructives : {self.gain:+.3f}",
        )


def read_game(skills: Path, occupations: Path, imports: Path) -> SkillGame:
    """Read the game of some general skills and occupations.

    Args:
        skills: file of general skills.
        occupations: file of the occupations of OrientESS.
        imports: folder of those imported, which the file of general skills may name too.

    Returns:
        The game.

    Raises:
        InvalidRecords: when a file cannot be read.
    """
    every = read_occupations(occupations, imports)
    return make_game(read_general_skills(skills, every), every)


def measure_game(game: SkillGame, seeds: int = SEEDS) -> GameMeasures:
    """Play the game for each of its occupations, and measure how often it finds it.

    Args:
        game: of the general skills and the occupations.
        seeds: number of games for each occupation; the same wrong answers are given to each order
            of cards.

    Returns:
        The measures.

    Raises:
        EvaluationError: when the game has fewer cards than a game asks, or no occupation.
    """
    if len(game.cards) < MAX_CARDS or not game.occupations:
        raise EvaluationError(
            f"Le jeu a {len(game.cards)} cartes et {len(game.occupations)} métiers : il en faut "
            f"au moins {MAX_CARDS} et un (data/competences.jsonl, data/occupations.jsonl)."
        )
    bits = game.information(game.belief(()))
    informative = [game.cards[place] for place in np.argsort(-bits, kind="stable")]
    orders: dict[str, Choose] = {
        "chosen": lambda turns: game.best_card(turns) if len(turns) < CARDS else None,
        "own_end": game.next_card,
        "informative": _in_order(informative),
        "listed": _in_order(game.cards),
    }
    wrong = np.random.default_rng(0).random((seeds, *game.required.shape)) < ERROR_RATE
    played = {name: _play_all(game, choose, wrong) for name, choose in orders.items()}
    by_occupation = {name: found.mean(axis=0) for name, (found, _) in played.items()}
    shares = {
        name: GameShare(Estimate.of(by_occupation[name]), float(cards.mean()))
        for name, (_, cards) in played.items()
    }
    return GameMeasures(
        len(game.occupations),
        shares["chosen"],
        shares["own_end"],
        shares["informative"],
        shares["listed"],
        Estimate.of(by_occupation["chosen"] - by_occupation["informative"]),
    )


def _in_order(cards: Sequence[str]) -> Choose:
    """Return the function that shows the first `CARDS` of some cards, in their order."""
    return lambda turns: cards[len(turns)] if len(turns) < CARDS else None


def _play_all(
    game: SkillGame, choose: Choose, wrong: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Play a game for each seed and occupation.

    wrong: (seeds, n occupations, m cards) bool, whether the answer to each card is wrong.

    Returns 1 where the occupation is among those shown, 0 elsewhere, and the number of cards: both
    (seeds, n occupations) float64.
    """
    answers = game.required ^ wrong
    found, cards = np.zeros(answers.shape[:2]), np.zeros(answers.shape[:2])
    place = {card: column for column, card in enumerate(game.cards)}
    for seed, row in np.ndindex(answers.shape[:2]):
        turns: list[Turn] = []
        while (card := choose(turns)) is not None:
            says_yes = answers[seed, row, place[card]]
            turns.append(Turn(card, Answer.YES if says_yes else Answer.NO))
        found[seed, row] = row in game.likeliest_rows(turns)
        cards[seed, row] = len(turns)
    return found, cards
