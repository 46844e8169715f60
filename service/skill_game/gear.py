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


BACKPACK = Piece("backpack", Sentence("un sac à dos"))
"""Piece brought by the skills of all other pictograms."""
GEAR = (
    BACKPACK,
    Piece(
        "bike",
        Sentence("un vélo"),
        frozenset({"barbell", "bike", "map-pin", "packages", "shield-check"}),
    ),
    Piece(
        "books",
        Sentence("des livres"),
        frozenset(
            {
                "book-2",
                "bulb",
                "chalkboard-teacher",
                "clipboard-list",
                "device-tablet-heart",
                "hand-click",
                "school",
                "search",
                "star",
            }
        ),
    ),
    Piece(
        "belt",
        Sentence("une ceinture d'outils"),
        frozenset(
            {
                "bolt",
                "hammer",
                "hand-finger",
                "leaf",
                "needle-thread",
                "nut",
                "puzzle",
                "recycle",
                "stethoscope",
                "tool",
            }
        ),
    ),
    Piece(
        "camera",
        Sentence("un appareil photo"),
        frozenset({"camera", "device-gamepad-2", "palette"}),
    ),
    Piece(
        "heart",
        Sentence("un cœur"),
        frozenset(
            {
                "heart-broken",
                "heart-handshake",
                "hourglass",
                "lock",
                "mood-kid",
                "old",
                "peace",
                "wheelchair",
                "yoga",
            }
        ),
    ),
    Piece(
        "clipboard",
        Sentence("un bloc-notes"),
        frozenset(
            {
                "calendar",
                "checkbox",
                "clock-heart",
                "coins",
                "eye-check",
                "file-cv",
                "forms",
                "gavel",
                "list-numbers",
                "notebook",
                "shield-lock",
                "wallet",
                "writing",
            }
        ),
    ),
    Piece(
        "headset",
        Sentence("un casque-micro"),
        frozenset(
            {
                "adjustments",
                "direction-sign",
                "door-enter",
                "ear",
                "language",
                "message-language",
                "message-question",
            }
        ),
    ),
    Piece(
        "laptop",
        Sentence("un ordinateur portable"),
        frozenset(
            {
                "apps",
                "browser",
                "bug",
                "chart-bar",
                "code",
                "copyleft",
                "device-desktop-cog",
                "device-mobile-cog",
                "spy",
                "table",
                "wifi",
            }
        ),
    ),
    Piece(
        "megaphone",
        Sentence("un porte-voix"),
        frozenset(
            {
                "affiliate",
                "arrows-exchange",
                "building-bank",
                "building-community",
                "building-store",
                "campfire",
                "confetti",
                "flag-heart",
                "hierarchy",
                "microphone",
                "scale",
                "speakerphone",
                "users",
            }
        ),
    ),
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
