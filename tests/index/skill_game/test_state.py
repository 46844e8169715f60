"""Cards answered, as an address carries them: what is read, and what is refused."""

from __future__ import annotations

import pytest

from index.errors import InvalidQuery
from index.skill_game.game import MAX_CARDS, Answer, Turn
from index.skill_game.state import MAX_STATE_CHARS, read_turns, state_of
from tests.index.skill_game.made_up import NAMES

TURNS = (
    Turn("carte-01", Answer.YES),
    Turn("carte-07", Answer.NO),
    Turn("carte-03", Answer.UNKNOWN),
)


def test_turns_are_written_and_read_back() -> None:
    state = state_of(TURNS)
    assert state == "carte-01.o_carte-07.n_carte-03.x"
    assert read_turns(state, NAMES) == TURNS


def test_no_state_is_no_turn() -> None:
    assert read_turns("", NAMES) == ()
    assert state_of(()) == ""


def test_a_game_of_all_its_cards_is_read() -> None:
    state = "_".join(f"{name}.o" for name in NAMES[:MAX_CARDS])
    assert len(read_turns(state, NAMES)) == MAX_CARDS


@pytest.mark.parametrize(
    "state",
    [
        "carte-01",
        "carte-01.o_",
        "carte-01.oui",
        "carte-01.o carte-02.o",
        "carte-01.o_carte-01.n",
        "disparue.o",
        "../etc/passwd.o",
        "<script>.o",
        "carte-01.o\n",
        "_".join(f"{name}.n" for name in NAMES[: MAX_CARDS + 1]),
        "x" * (MAX_STATE_CHARS + 1),
        "\ud800.o",
    ],
)
def test_a_hostile_state_is_refused_in_french(state: str) -> None:
    with pytest.raises(InvalidQuery, match="abîmée") as refused:
        read_turns(state, NAMES)
    assert refused.value.field == "r"
