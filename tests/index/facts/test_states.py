"""States of a person, in the words of a clause."""

from __future__ import annotations

import pytest

from index.facts.states import does_for_others, tells_state


@pytest.mark.parametrize(
    "clause",
    [
        "autiste asperger", "burn out", "en fauteuil roulant", "RQTH pour le dos",
        "sortant de prison", "RSA", "timide", "jsui diabétik", "ansinte de 4 moi", "AAH 80 %",
        "dossier de surendettement", "sans papiers", "jsui andicapé", "maman solo", "lesbienne",
        "pregnant", "asylum seeker", "sin papeles", "grávida", "لاجئ", "я вагітна",
    ],
)  # fmt: skip
def test_a_state_should_be_told_as_people_type_it(clause: str) -> None:
    assert tells_state(clause)


@pytest.mark.parametrize(
    "clause",
    [
        "j'accompagne des personnes autistes", "je cuisine pour des diabétiques",
        "j'anime un groupe sur le burn out", "I teach refugees English", "souder", "chef de rang",
        "syndic de copropriété", "rigueur et sens du détail", "вмію шити",
    ],
)  # fmt: skip
def test_a_skill_should_tell_no_state_even_for_others(clause: str) -> None:
    assert not tells_state(clause)


def test_what_is_done_for_others_should_be_known_by_its_verb() -> None:
    assert does_for_others("visiter des malades")
    assert not does_for_others("malade")
