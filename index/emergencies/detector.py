"""Detector of emergencies: from a text as typed to the numbers to show before any result."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.emergencies.directory import (
    Directory,
    EmergencyNumber,
    Sentences,
    Situation,
    read_directory,
)
from index.emergencies.matcher import Matcher, language_slots
from index.emergencies.ways import Way, read_phrases, read_way
from index.places.models import FRANCE

MAX_NUMBERS = 4
"""Most numbers shown: those who are in danger do not choose in a list."""
ANY_EMERGENCY = "secours"
"""Service that answers any emergency, where a country has no number for another one."""


@dataclass(frozen=True)
class CalledNumber:
    """A number to show, and what it is for here.

    number: the number; purpose: what it is for, in the six languages.
    """

    number: EmergencyNumber
    purpose: Sentences


@dataclass(frozen=True)
class Emergency:
    """Emergency that a text tells.

    situation: identifier of the most urgent situation; language: of the words that say it, ISO
    639-1; numbers: to call, the most urgent first, one at least; advice: what to do; directory:
    holds the heading of the numbers, and the languages of machine translations.
    """

    situation: str
    language: str
    numbers: tuple[CalledNumber, ...]
    advice: Sentences
    directory: Directory


class Emergencies:
    """Tells the emergency of a text, by its words; safe to share between threads."""

    def __init__(self, directory: Directory, name: str = "urgences.toml") -> None:
        """Prepare the ways of saying.

        Args:
            directory: numbers, sentences, and ways of saying each situation.
            name: name of its file, for errors.

        Raises:
            InvalidRecords: when a way of saying cannot be read.
        """
        self._directory = directory
        ways = list(_ways(directory, name))
        read_phrases.cache_clear()  # groups are read again for each way, and never after
        self._ways = [(way.language, situation, is_topic) for way, situation, is_topic in ways]
        contexts, neutral = (
            language_slots({language: read_phrases(text) for language, text in texts.items()})
            for texts in (directory.contextes, directory.neutres)
        )
        self._matcher = Matcher([way for way, _, _ in ways], contexts, neutral)

    @classmethod
    def read(cls, path: Path) -> Emergencies | None:
        """Read the file of emergencies.

        Args:
            path: the TOML file (`urgences.toml`).

        Returns:
            What tells emergencies; None when there is no file.

        Raises:
            InvalidRecords: when the file cannot be read or a value is wrong.
        """
        directory = read_directory(path)
        return None if directory is None else cls(directory, path.name)

    def of(
        self, text: str, exists: Callable[[str], bool], country: str = FRANCE
    ) -> Emergency | None:
        """Return the emergency that a text tells.

        Args:
            text: as typed: a spelling correction never makes an emergency.
            exists: tells whether a word, in lower case without accents, exists in French: wrong
                letters are looked for in others only.
            country: two letters of the country where the person is.

        Returns:
            The emergency, with the numbers of the country; None when the text tells none.
        """
        ranks, has_context = self._matcher.match(text, exists)
        matches = []
        for rank in ranks:
            language, situation, is_topic = self._ways[rank]
            if not (is_topic and has_context):
                matches.append((language, situation))
        if not matches:
            return None
        language, situation = matches[0]
        numbers = self._numbers([each for _, each in matches], country)
        return Emergency(
            situation.nom,
            language,
            numbers,
            self._directory.consignes[situation.consigne],
            self._directory,
        )

    def _numbers(self, situations: list[Situation], country: str) -> tuple[CalledNumber, ...]:
        """Return the numbers of some situations in a country.

        Where none answers, the number is that of any emergency, the same in Europe.
        """
        named = [each.services[0] for each in situations]
        services = [*named, *(service for each in situations for service in each.services[1:])]
        there = [each for each in self._directory.numeros if country in each.pays]
        answered = {service for each in there for service in each.services}
        if answered.isdisjoint(services):
            services = [ANY_EMERGENCY]
            there = there or [each for each in self._directory.numeros if FRANCE in each.pays]
        called: dict[str, CalledNumber] = {}
        for service in dict.fromkeys(services):
            for number in there:
                if service in number.services:
                    purpose = self._directory.services[service]
                    called.setdefault(number.numero, CalledNumber(number, purpose))
        return tuple(called.values())[:MAX_NUMBERS]


def _ways(directory: Directory, name: str) -> Iterator[tuple[Way, Situation, bool]]:
    """Yield each way of saying, its situation, and whether it is only a name of it."""
    groups = {str(language): names for language, names in directory.groupes.items()}
    for situation in directory.situations:
        for said, is_topic in ((situation.dit, False), (situation.sujet, True)):
            for language, texts in said.items():
                for text in texts:
                    way = read_way(text, language, groups, name)
                    yield way, situation, is_topic
