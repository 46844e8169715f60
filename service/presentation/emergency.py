"""What pages show of an emergency: numbers, one line, or what to do first.

All of it is in the language of the page, then in that of the query when it is another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from index.emergencies.detector import Emergency, ShownStep
from index.emergencies.directory import EmergencyNumber
from service.presentation.i18n import gettext, language, translated

RIGHT_TO_LEFT = "ar"


@dataclass(frozen=True)
class EmergencyBlock:
    """Numbers to call or steps to take, in one language.

    language: ISO 639-1 code; direction: of its script, "ltr" or "rtl"; title: heading; possible:
    what comes before numbers in doubt; numbers:
    (number, what it is for, when it answers and whether it is free), the most urgent first; steps:
    (sentence, step), in order; advice: what to do, "" beside steps; mention: words that say that
    these sentences are a machine translation, empty when they are not.
    """

    language: str
    direction: str
    title: str
    possible: str
    numbers: tuple[tuple[EmergencyNumber, str, str], ...]
    steps: tuple[tuple[str, ShownStep], ...]
    advice: str
    mention: str


@dataclass(frozen=True)
class ShownEmergency:
    """What a page of results shows of the emergency of a query; nothing for an ordinary one.

    numbers: blocks of numbers, before results, which are folded; possible: blocks of one line above
    results; steps: blocks of what to do first, before results; may_be_watched: whether the person
    may have to leave the page at once.
    """

    numbers: list[EmergencyBlock] = field(default_factory=list)
    possible: list[EmergencyBlock] = field(default_factory=list)
    steps: list[EmergencyBlock] = field(default_factory=list)
    may_be_watched: bool = False


def emergency_shown(emergency: Emergency | None) -> dict[str, object]:
    """Return what templates show of the emergency that a query tells, by name.

    `emergency`: the blocks of its numbers, empty unless somebody is surely in danger; `danger`: all
    of it, a `ShownEmergency`.
    """
    shown = shown_emergency(emergency)
    return {"emergency": shown.numbers, "danger": shown}


def shown_emergency(emergency: Emergency | None) -> ShownEmergency:
    """Return what a page shows of an emergency, nothing for None."""
    if emergency is None:
        return ShownEmergency()
    blocks = list(_blocks(emergency))
    if emergency.steps:
        return ShownEmergency(steps=blocks, possible=blocks if emergency.numbers else [])
    if not emergency.is_sure:
        return ShownEmergency(possible=blocks)
    return ShownEmergency(numbers=blocks, may_be_watched=emergency.may_be_watched)


def _blocks(emergency: Emergency) -> Iterator[EmergencyBlock]:
    """Yield one block for each language to show."""
    directory = emergency.directory
    title = directory.titre_premiers if emergency.steps else directory.titre
    for code in dict.fromkeys((language(), emergency.language)):
        is_translated = code in directory.traduction_automatique
        yield EmergencyBlock(
            code,
            "rtl" if code == RIGHT_TO_LEFT else "ltr",
            title.in_language(code),
            directory.possible.in_language(code),
            tuple(
                (called.number, called.purpose.in_language(code), conditions(called.number))
                for called in emergency.numbers
            ),
            tuple((shown.step.in_language(code), shown) for shown in emergency.steps),
            "" if emergency.advice is None else emergency.advice.in_language(code),
            directory.mention.in_language(code) if is_translated else "",
        )


def conditions(number: EmergencyNumber) -> str:
    """Return when a number answers and whether it is free, in the language of the page."""
    return ", ".join(
        filter(None, (translated(number.heures), gettext("gratuit") if number.gratuit else ""))
    )
