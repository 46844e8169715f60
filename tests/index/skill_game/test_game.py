"""The game of skills: its belief, the card that it chooses, its end."""

from __future__ import annotations

import numpy as np
import pytest

from index.skill_game.game import MAX_CARDS, MIN_CARDS, SHOWN, Answer, SkillGame, Turn, make_game
from index.taxonomy.general_skills import GeneralSkills
from tests.conftest import make_occupation
from tests.index.skill_game.made_up import GAME, NAMES, OCCUPATIONS, SKILLS, general_skills

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


def play(game: SkillGame, occupation: int) -> list[Turn]:
    """The turns of a person who has an occupation and is never wrong."""
    turns: list[Turn] = []
    while (card := game.next_card(turns)) is not None:
        required = game.required[occupation, game.cards.index(card)]
        turns.append(Turn(card, YES if required else NO))
    return turns


def test_every_occupation_is_as_likely_before_the_first_card() -> None:
    belief = GAME.belief(())
    assert belief.tolist() == pytest.approx([1 / len(OCCUPATIONS)] * len(OCCUPATIONS))


def test_an_answer_makes_likelier_who_requires_the_skill() -> None:
    required = GAME.required[:, GAME.cards.index("carte-02")]
    yes, no = (GAME.belief([Turn("carte-02", answer)]) for answer in (YES, NO))
    assert yes[required].min() > yes[~required].max() > 0
    assert no[~required].min() > no[required].max() > 0
    assert yes.sum() == pytest.approx(1)


def test_not_knowing_changes_no_belief_and_the_card_does_not_come_back() -> None:
    turns = [Turn("carte-02", UNKNOWN)]
    assert np.array_equal(GAME.belief(turns), GAME.belief(()))
    assert GAME.best_card(turns) != "carte-02"


def test_the_order_of_answers_does_not_change_who_is_likeliest() -> None:
    turns = [Turn("carte-02", YES), Turn("carte-05", NO), Turn("carte-08", YES)]
    assert GAME.likeliest(turns) == GAME.likeliest(turns[::-1])


def test_the_card_that_halves_the_occupations_comes_first() -> None:
    skills = general_skills("tous", "moitie", "un-seul")
    occupations = [
        make_occupation("un", ["Savoir tous", "Savoir moitie", "Savoir un-seul"]),
        make_occupation("deux", ["Savoir tous", "Savoir moitie"]),
        make_occupation("trois", ["Savoir tous"]),
        make_occupation("quatre", ["Savoir tous"]),
    ]
    game = make_game(skills, occupations)
    assert game.best_card(()) == "moitie"
    told = game.information(game.belief(()))
    assert told[0] == pytest.approx(0, abs=1e-12)
    assert 0 < told[2] < told[1] < 1


def test_the_same_answers_lead_to_the_same_card() -> None:
    turns = play(GAME, 3)
    assert turns == play(make_game(SKILLS, OCCUPATIONS), 3)
    assert len({turn.card for turn in turns}) == len(turns)


@pytest.mark.parametrize("occupation", [0, 7, 19, 29])
def test_a_game_without_mistakes_finds_the_occupation(occupation: int) -> None:
    turns = play(GAME, occupation)
    assert MIN_CARDS <= len(turns) <= MAX_CARDS
    likeliest = GAME.likeliest(turns)
    assert len(likeliest) == SHOWN
    assert OCCUPATIONS[occupation] in likeliest


def test_a_game_that_is_never_sure_stops_all_the_same() -> None:
    turns = [Turn(name, UNKNOWN) for name in NAMES[:MAX_CARDS]]
    assert GAME.next_card(turns[:-1]) is not None
    assert GAME.next_card(turns) is None


def test_a_game_stops_when_no_card_is_left() -> None:
    game = make_game(general_skills("seule"), [make_occupation("un", ["Savoir seule"])])
    assert game.next_card(()) == "seule"
    assert game.next_card([Turn("seule", YES)]) is None


def test_an_occupation_that_no_card_tells_is_left_out() -> None:
    game = make_game(SKILLS, [make_occupation("ailleurs", ["Savoir ailleurs"])])
    assert game.occupations == ()
    assert game.next_card(()) == NAMES[0]
    assert game.likeliest([Turn(NAMES[0], YES)]) == ()


def test_an_imported_occupation_is_left_out() -> None:
    imported = OCCUPATIONS[0].model_copy(update={"source": "rome"})
    assert make_game(SKILLS, [imported, OCCUPATIONS[1]]).occupations == (OCCUPATIONS[1],)


def test_useful_skills_count_as_essential_ones() -> None:
    occupation = make_occupation("un", ["Savoir carte-00"], useful=["Savoir carte-01"])
    game = make_game(SKILLS, [occupation])
    assert [NAMES[place] for place in np.flatnonzero(game.required[0])] == ["carte-00", "carte-01"]


def test_without_general_skills_there_is_no_card() -> None:
    assert make_game(GeneralSkills({}, {}), OCCUPATIONS).next_card(()) is None
