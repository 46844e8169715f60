"""Request for a body by its name: the words around it are taken away."""

from __future__ import annotations

import pytest

from index.names.asked import CONTACT, asked_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("bonjour, je cherche le numéro de téléphone d'Emmaüs Connect svp", "Emmaüs Connect"),
        ("contacter la CAF", "CAF"),
        ("c'est où Les Valoristes s'il vous plaît", "Valoristes"),
        ("horaires de la médiathèque Robert Cousin", "médiathèque Robert Cousin"),
        ("Ecodair téléphone", "Ecodair"),
        ("Ecodair", "Ecodair"),
        ("numéro", "numéro"),
    ],
)
def test_what_is_around_a_name_should_be_left(text: str, name: str) -> None:
    assert asked_name(text) == name


@pytest.mark.parametrize(
    ("text", "asks"),
    [("numéro de la caf", True), ("comment joindre Klesia", True), ("réparer un vélo", False)],
)
def test_a_text_should_tell_that_it_asks_how_to_reach_a_body(text: str, asks: bool) -> None:
    assert bool(CONTACT.search(text)) is asks
