"""Detector of emergencies: from a text as typed to the numbers to show before any result.

Three readers look at a text: `lines` knows a number or the name of a line typed alone, the ways of
saying of `urgences.toml` know what they were written for, and a model learned from calls of many
writers (`likelihood`) tells how likely each situation is, from its letters, its meaning and the
ways of saying that were recognized.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import zip_longest
from pathlib import Path

from index.emergencies.danger_encoder import DangerEncoder
from index.emergencies.directory import (
    Directory,
    EmergencyNumber,
    Sentences,
    Situation,
    Step,
    read_directory,
)
from index.emergencies.likelihood import DangerModel, Likelihood, Reader
from index.emergencies.lines import Lines
from index.emergencies.matcher import Matcher, language_slots
from index.emergencies.ways import Way, read_phrases, read_way
from index.places.models import FRANCE
from index.text.language_detection import FRENCH

MAX_NUMBERS = 4
"""Most numbers shown: those who are in danger do not choose in a list."""
ANY_EMERGENCY = "secours"
"""Service that answers any emergency, where a country has no number for another one."""
LINE_ADVICE = "ligne"
"""Key of what to do when a line was typed by its name or number."""
MAX_CLAUSES = 12
"""Clauses of a text that are read one by one."""
_CLAUSES = re.compile(
    r"[,;.!?\n،؛]+"
    r"|\s(?:et|mais|parce que|car|donc|alors|puis|and|but|because|pero|y|e|mas|porque)\s",
    re.IGNORECASE,
)


class Strength(Enum):
    """How sure an emergency is: SURE is shown before any result, LIKELY is one line above them."""

    SURE = "sure"
    LIKELY = "likely"


@dataclass(frozen=True)
class CalledNumber:
    """A number to show, and what it is for here.

    number: the number; purpose: what it is for, in the six languages.
    """

    number: EmergencyNumber
    purpose: Sentences


@dataclass(frozen=True)
class ShownStep:
    """A thing to do first: the sentence, what to call for it (None for nothing), and where."""

    step: Step
    number: EmergencyNumber | None
    address: str


@dataclass(frozen=True)
class Emergency:
    """Emergency that a text tells.

    situation: identifier of the most urgent situation, "" for a line typed by its name; language:
    of the words that say it, ISO 639-1; numbers: to call, the most urgent first; those beside steps
    are in doubt; steps: what to do first, in order; advice: what to do, None beside steps;
    directory: holds the headings, and the languages of machine translations; strength: how sure it
    is; may_be_watched: whether somebody else may look at the screen.
    """

    situation: str
    language: str
    numbers: tuple[CalledNumber, ...]
    advice: Sentences | None
    directory: Directory
    steps: tuple[ShownStep, ...] = ()
    strength: Strength = Strength.SURE
    may_be_watched: bool = False

    @property
    def is_sure(self) -> bool:
        """Whether its numbers are shown before any result."""
        return self.strength is Strength.SURE


class Emergencies:
    """Tells the emergency of a text; safe to share between threads."""

    def __init__(
        self,
        directory: Directory,
        name: str = "urgences.toml",
        model: DangerModel | None = None,
        reader: Reader | None = None,
    ) -> None:
        """Prepare the ways of saying.

        Args:
            directory: numbers, sentences, and ways of saying each situation.
            name: name of its file, for errors.
            model: tells how likely each situation is; None to go by the ways of saying alone.
            reader: gives the model the vectors of suspicious texts; None to go by letters.

        Raises:
            InvalidRecords: when a way of saying cannot be read.
        """
        self.directory = directory
        ways = list(_ways(directory, name))
        read_phrases.cache_clear()  # groups are read again for each way, and never after
        self._ways = [(way.language, situation, is_topic) for way, situation, is_topic in ways]
        contexts, neutral = (
            language_slots({language: read_phrases(text) for language, text in texts.items()})
            for texts in (directory.contextes, directory.neutres)
        )
        self._matcher = Matcher([way for way, _, _ in ways], contexts, neutral)
        self._lines = Lines(directory)
        self._named = {each.nom: each for each in directory.situations}
        self._model, self._reader = model, reader

    @classmethod
    def read(
        cls, path: Path, model: Path | None = None, encoder: DangerEncoder | None = None
    ) -> Emergencies | None:
        """Read the file of emergencies, and the model beside it.

        Args:
            path: the TOML file (`urgences.toml`).
            model: the file of the model; None, or a file that does not exist, for no model.
            encoder: encoder of dangers; None, or another than that of the model, for none.

        Returns:
            What tells emergencies; None when there is no TOML file.

        Raises:
            InvalidRecords: when the file cannot be read or a value is wrong.
            InvalidWeights: when the model cannot be read, or its SHA-256 is another.
        """
        directory = read_directory(path)
        if directory is None:
            return None
        if model is None or not model.exists():
            return cls(directory, path.name)
        found = DangerModel.read(model)
        is_read = encoder is not None and encoder.name == found.description.reader
        return cls(directory, path.name, found, encoder.encode if encoder and is_read else None)

    def of(
        self,
        text: str,
        exists: Callable[[str], bool],
        country: str = FRANCE,
        language: str = FRENCH,
        *,
        by_meaning: bool = True,
    ) -> Emergency | None:
        """Return the emergency that a text tells.

        Args:
            text: as typed: a spelling correction never makes an emergency.
            exists: tells whether a word, in lower case without accents, exists in French: wrong
                letters are looked for in others only.
            country: two letters of the country where the person is.
            language: of the text, ISO 639-1, for what no way of saying recognizes.
            by_meaning: False to encode nothing, and go by letters.

        Returns:
            The emergency, with the numbers of the country; None when the text tells none.
        """
        told_in = language if language in Sentences.model_fields else FRENCH
        lines = self._lines.named(text, country)
        if lines:
            return self._of_lines(lines, told_in)
        found = self.recognized(text, exists)
        if self._model is None:
            situations = [each for _, each in found]
            return self._sure(situations, found[0][0], country) if found else None
        reader = self._reader if by_meaning else None
        read = self._model.read_text
        likelihood = read(text, [each.nom for _, each in found], reader)
        if not likelihood.is_danger:

            def tells(clause: str, names: list[str]) -> bool:
                return read(clause, names).is_sure and read(clause, names, reader).is_sure

            found = self._recognized_beside(text, exists, tells)
        if not found and not likelihood.is_danger and not likelihood.is_loss:
            return None
        return self._likely(found, likelihood, country, told_in)

    def _recognized_beside(
        self, text: str, exists: Callable[[str], bool], tells: Callable[[str, list[str]], bool]
    ) -> list[tuple[str, Situation]]:
        """Return the dangers that a clause says beside others, when the model is sure of them.

        "il me faut un ordinateur et mon mari me frappe": the whole text looks like the first need.
        text, exists: as for `of`; tells: whether the model is sure of a clause and what it says.
        """
        clauses = [each for each in map(str.strip, _CLAUSES.split(text)) if each]
        found: dict[str, tuple[str, Situation]] = {}
        for clause in clauses[:MAX_CLAUSES] if len(clauses) > 1 else ():
            told = self.recognized(clause, exists, topics=False)
            dangers = {each.nom: (code, each) for code, each in told if not each.etapes}
            if dangers and tells(clause, list(dangers)):
                found |= dangers
        return list(found.values())

    def recognized(
        self, text: str, exists: Callable[[str], bool], *, topics: bool = True
    ) -> list[tuple[str, Situation]]:
        """Return the situations whose ways of saying are in a text, each with their language.

        text, exists: as for `of`; topics: whether the name of a situation is one of its ways. A
        situation recognized in several ways comes once.
        """
        ranks, has_context = self._matcher.match(text, exists)
        found: dict[str, tuple[str, Situation]] = {}
        for rank in ranks:
            language, situation, is_topic = self._ways[rank]
            if not is_topic or (topics and not has_context):
                found.setdefault(situation.nom, (language, situation))
        return list(found.values())

    def _sure(self, situations: Sequence[Situation], language: str, country: str) -> Emergency:
        """Return the emergency of situations that words say, the most urgent first."""
        first = situations[0]
        advice = self.directory.consignes.get(first.consigne)
        return Emergency(
            first.nom,
            language,
            self._numbers(situations, country),
            advice,
            self.directory,
            self._steps(first, country),
            may_be_watched=any(each.surveille for each in situations),
        )

    def _likely(
        self,
        said: Sequence[tuple[str, Situation]],
        likelihood: Likelihood,
        country: str,
        language: str,
    ) -> Emergency:
        """Return the emergency that the model tells, the dangers that words say coming first.

        said: by the whole text, or by one of its clauses when the whole looks like no danger.
        """
        told = likelihood.situations if likelihood.is_danger else ()
        if likelihood.is_loss:
            lost = self._sure([self._named[likelihood.loss]], language, country)
            beside = [each.nom for _, each in said if not each.etapes]
            dangers = [self._named[each] for each in dict.fromkeys((*beside, *told))]
            numbers = self._numbers(dangers, country)
            return replace(lost, numbers=numbers, strength=Strength.LIKELY)
        words = {situation.nom: code for code, situation in said}
        names = [*words, *(each for each in told if each not in words)]
        situations = [self._named[name] for name in names if name in self._named]
        sure = self._sure(situations, words.get(names[0], language), country)
        strength = Strength.SURE if likelihood.is_sure else Strength.LIKELY
        return replace(sure, steps=(), strength=strength)

    def _of_lines(self, lines: Sequence[EmergencyNumber], language: str) -> Emergency:
        """Return the emergency of lines typed by their number or name."""
        services = self.directory.services
        called = (CalledNumber(each, services[each.services[0]]) for each in lines[:MAX_NUMBERS])
        advice = self.directory.consignes[LINE_ADVICE]
        return Emergency("", language, tuple(called), advice, self.directory)

    def _there(self, country: str) -> list[EmergencyNumber]:
        """Return the numbers of a country, those of France where a country has none."""
        there = [each for each in self.directory.numeros if country in each.pays]
        return there or [each for each in self.directory.numeros if FRANCE in each.pays]

    def _steps(self, situation: Situation, country: str) -> tuple[ShownStep, ...]:
        """Return what to do first, with the numbers of a country; pages are those of France."""
        there = self._there(country)
        return tuple(
            ShownStep(
                step,
                next((each for each in there if step.service in each.services), None),
                step.lien or "" if country == FRANCE else "",
            )
            for step in situation.etapes
        )

    def _numbers(self, situations: Sequence[Situation], country: str) -> tuple[CalledNumber, ...]:
        """Return the numbers of some situations in a country: the first of each, then the others.

        Where none answers, the number is that of any emergency, the same in Europe.
        """
        ranked = zip_longest(*(each.services for each in situations))
        services = [service for rank in ranked for service in rank if service is not None]
        if not services:
            return ()
        there = [each for each in self.directory.numeros if country in each.pays]
        answered = {service for each in there for service in each.services}
        if answered.isdisjoint(services):
            services = [ANY_EMERGENCY]
            there = self._there(country)
        called: dict[str, CalledNumber] = {}
        for service in dict.fromkeys(services):
            for number in there:
                if service in number.services and not _of_many(service, there):
                    purpose = self.directory.services[service]
                    called.setdefault(number.numero, CalledNumber(number, purpose))
        return tuple(called.values())[:MAX_NUMBERS]


def _of_many(service: str, there: Sequence[EmergencyNumber]) -> bool:
    """Return whether a service has more numbers than can be shown: one for each region."""
    return sum(service in each.services for each in there) > MAX_NUMBERS


def _ways(directory: Directory, name: str) -> Iterator[tuple[Way, Situation, bool]]:
    """Yield each way of saying, its situation, and whether it is only a name of it."""
    groups = {str(language): names for language, names in directory.groupes.items()}
    for situation in directory.situations:
        for said, is_topic in ((situation.dit, False), (situation.sujet, True)):
            for language, texts in said.items():
                for text in texts:
                    way = read_way(text, language, groups, name)
                    yield way, situation, is_topic
