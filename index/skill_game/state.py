"""State of a game: the cards answered so far, as the address of a page carries them.

An address holds "reparer-appareils.o_ecouter.n_coder.x": identifiers of general skills, each with
the letter of its answer. Every character stays as it is in a URL. Identifiers rather than numbers:
an address that was kept or sent still means the same after the list of general skills changes.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from index.errors import InvalidQuery
from index.messages import Sentence
from index.skill_game.game import MAX_CARDS, Answer, Turn

MAX_ID_CHARS = 120
MAX_STATE_CHARS = MAX_CARDS * (MAX_ID_CHARS + 3)
"""Most characters of an address's state: identifiers, each with a point, a letter and a link."""
DAMAGED = Sentence("L'adresse de ce jeu est abîmée. Recommencez le jeu.")
_TURN = re.compile(r"([a-z0-9-]+)\.([onx])")
_BETWEEN = "_"


def read_turns(state: str, cards: Container[str]) -> tuple[Turn, ...]:
    """Read the cards answered so far.

    Args:
        state: as `state_of` writes it; "" before the first card.
        cards: identifiers of the general skills of the game.

    Returns:
        The turns, in order, at most `MAX_CARDS` (15).

    Raises:
        InvalidQuery: when the state is too long or has another form, when it has too many cards,
            the same one twice, or one that is not in the game.
    """
    if not state:
        return ()
    if len(state) > MAX_STATE_CHARS:
        raise InvalidQuery("r", DAMAGED)
    found = [_TURN.fullmatch(part) for part in state.split(_BETWEEN)]
    turns = tuple(Turn(each[1], Answer(each[2])) for each in found if each)
    asked = {turn.card for turn in turns}
    whole = len(turns) == len(found) <= MAX_CARDS
    if not whole or len(asked) < len(turns) or not all(card in cards for card in asked):
        raise InvalidQuery("r", DAMAGED)
    return turns


def state_of(turns: Sequence[Turn]) -> str:
    """Return the state that an address carries for some turns; "" for none."""
    return _BETWEEN.join(f"{turn.card}.{turn.answer}" for turn in turns)
