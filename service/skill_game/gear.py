"""Gear of the character of the game: what it carries for the skills that a person has.

A piece of gear is tied to the pictograms of skills, so that a skill added to the file brings one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.messages import Sentence
from index.taxonomy.general_skills import GeneralSkill


@dataclass(frozen=True)
class Piece:
    """A piece of gear.

    key: name of its drawing in the template `avatar.html`; name: what a screen reader says of it;
    pictograms: names of the pictograms of the skills that bring it.
    """

    key: str
    name: Sentence
    pictograms: frozenset[str] = frozenset()


def _piece(key: str, name: str, pictograms: str) -> Piece:
    """Return a piece of gear; pictograms: their names, separated by spaces."""
    return Piece(key, Sentence(name), frozenset(pictograms.split()))


BACKPACK = Piece("backpack", Sentence("un sac à dos"))
"""Piece brought by the skills of all other pictograms."""
GEAR = (
    BACKPACK,
    _piece("bike", "un vélo", "bike truck map"),
    _piece("books", "des livres", "book books school"),
    _piece("belt", "une ceinture d'outils", "tool tools nut hammer"),
    _piece("camera", "un appareil photo", "camera video"),
    _piece("heart", "un cœur", "heart heart-handshake"),
    _piece("clipboard", "un bloc-notes", "clipboard-text wallet calculator"),
    _piece("headset", "un casque-micro", "headset phone-call"),
    _piece("laptop", "un ordinateur portable", "device-laptop code"),
    _piece("megaphone", "un porte-voix", "speakerphone microphone"),
)
"""Pieces of gear, in the order in which they are drawn: what is behind comes first."""


def gear_of(skills: Iterable[GeneralSkill]) -> tuple[Piece, ...]:
    """Return the pieces of gear that some skills bring, in the order in which they are drawn."""
    keys = {_brought(skill.pictogramme) for skill in skills}
    return tuple(piece for piece in GEAR if piece.key in keys)


def _brought(pictogram: str) -> str:
    """Return the key of the piece of gear that a pictogram brings."""
    found = (piece.key for piece in GEAR if pictogram in piece.pictograms)
    return next(found, BACKPACK.key)
