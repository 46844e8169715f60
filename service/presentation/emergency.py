"""What pages show of an emergency: the numbers, in the language of the page and in the query's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.emergencies.detector import Emergency
from index.emergencies.directory import EmergencyNumber
from service.presentation.i18n import gettext, language, translated

RIGHT_TO_LEFT = "ar"
WATCHED = frozenset(
    {
        "agression", "enfant-danger", "harcelement-en-ligne", "sans-voix", "secours", "suicide",
        "violences",
    }
)  # fmt: skip
"""Situations where somebody else may look at the screen: the page offers to leave it at once."""


@dataclass(frozen=True)
class EmergencyBlock:
    """Numbers to call, in one language.

    language: ISO 639-1 code; direction: of its script, "ltr" or "rtl"; title: heading; numbers:
    (number, what it is for, when it answers and whether it is free), the most urgent first; advice:
    what to do; mention: words that say that these sentences are a machine translation, empty when
    they are not; may_be_watched: whether the person may have to leave the page at once.
    """

    language: str
    direction: str
    title: str
    numbers: tuple[tuple[EmergencyNumber, str, str], ...]
    advice: str
    mention: str
    may_be_watched: bool


def emergency_blocks(emergency: Emergency | None) -> list[EmergencyBlock]:
    """Return what a page shows of the emergency that a query tells; nothing for None.

    The first block is in the language of the page; there is a second one for a query in another
    language.
    """
    return [] if emergency is None else list(_blocks(emergency))


def _blocks(emergency: Emergency) -> Iterator[EmergencyBlock]:
    """Yield one block for each language to show."""
    directory = emergency.directory
    for code in dict.fromkeys((language(), emergency.language)):
        is_translated = code in directory.traduction_automatique
        yield EmergencyBlock(
            code,
            "rtl" if code == RIGHT_TO_LEFT else "ltr",
            directory.titre.in_language(code),
            tuple(
                (called.number, called.purpose.in_language(code), _conditions(called.number))
                for called in emergency.numbers
            ),
            emergency.advice.in_language(code),
            directory.mention.in_language(code) if is_translated else "",
            emergency.situation in WATCHED,
        )


def _conditions(number: EmergencyNumber) -> str:
    """Return when a number answers and whether it is free, in the language of the page."""
    return ", ".join(
        filter(None, (translated(number.heures), gettext("gratuit") if number.gratuit else ""))
    )
