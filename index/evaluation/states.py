"""Evaluation of what a person says of themselves: states are no chip, conditions are recognized.

Fragments of a sentence are compared with chips by their words, spelling mistakes allowed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import OSA

from index.evaluation.emergencies import Share
from index.evaluation.judged_rows import read_rows
from index.facts.licences import LICENCES
from index.skills.curriculum import MAX_TEXT_CHARS, LongProfile, sentences_of
from index.skills.naming import sifted
from index.skills.profile import LANGUAGES
from index.skills.recommender import Recommender
from index.text.analysis import content_words, fold

COLUMNS = ("identifiant", "langue", "classe", "texte", "fragments", "condition", "competences")
STATE, LIMIT = "etat", "limite"
HELD = 0.5
"""Share of the words of a fragment from which chips hold it."""
ALIKE = 0.25
"""Edits, for each letter of a word, up to which another is the same, misspelt."""


@dataclass(frozen=True)
class Told:
    """A judged sentence, and what was understood of it.

    kind: "etat", "limite" or "competence"; fragments: that tell its state or its limit; skills:
    those that must be kept; chips: skills shown; has_state, conditions: what was recognized.
    """

    identifier: str
    kind: str
    text: str
    fragments: tuple[str, ...]
    skills: tuple[str, ...]
    chips: tuple[str, ...]
    has_state: bool
    conditions: tuple[str, ...]

    @property
    def shows_state(self) -> bool:
        """Whether a chip holds a word of a fragment of a state, that no skill holds."""
        return self.kind == STATE and self._shows_fragment

    @property
    def is_told_apart(self) -> bool:
        """Whether a state or a condition was recognized, and nothing of it is a chip."""
        if self.kind == STATE:
            return self.has_state and not self._shows_fragment
        if self.kind == LIMIT:
            return bool(self.conditions) and not self._shows_fragment
        return bool(self.chips) and not self.has_state and not self.conditions

    @property
    def lost(self) -> tuple[str, ...]:
        """The skills that no chip holds."""
        return tuple(skill for skill in self.skills if not self._is_held(skill))

    @property
    def _shows_fragment(self) -> bool:
        kept = _words(" ".join(self.skills))
        told = _words(" ".join(self.fragments)) - kept
        return any(not told.isdisjoint(_words(chip) - kept) for chip in self.chips)

    def _is_held(self, skill: str) -> bool:
        shown = _words(" ".join(self.chips))
        words = _words(skill)
        met = sum(any(_is_alike(word, other) for other in shown) for word in words)
        return met >= HELD * len(words)


def measure(path: Path, recommender: Recommender) -> Iterator[Told]:
    """Yield what is understood of each sentence of a file, in order.

    Args:
        path: tab-separated file with `COLUMNS`.
        recommender: reads, embeds and sorts.

    Yields:
        Each sentence, and what was understood.

    Raises:
        EvaluationError: when the file cannot be read.
        EncoderUnavailable: when there is no encoder.
    """
    for row in read_rows(path, COLUMNS):
        text = sentences_of(row["texte"], recommender.retriever.gazetteer)[:MAX_TEXT_CHARS]
        read = recommender.read(LongProfile(text or row["texte"]))
        found = sifted(recommender, read, recommender.encode_all(read.texts))
        profile = found.read.profile
        spoken = {code: name for name, code in LANGUAGES.items()}
        languages = (f"parler {spoken[code]}" for code in profile.languages)
        others = (*(LICENCES[code].phrase for code in profile.licences), *languages)
        fragments, skills = _parts(row["fragments"]), _parts(row["competences"])
        is_skill = row["classe"] not in (STATE, LIMIT)
        yield Told(
            row["identifiant"],
            row["classe"],
            row["texte"],
            () if is_skill else fragments,
            (*fragments, *skills) if is_skill else skills,
            (*found.read.skills, *others),
            found.has_state,
            found.conditions,
        )


def shares(told: list[Told]) -> dict[str, Share]:
    """Return the three measures, with what each is called in French."""
    states = [each for each in told if each.kind == STATE]
    skills = [skill for each in told for skill in each.skills]
    lost = sum(len(each.lost) for each in told)
    shown = sum(each.shows_state for each in states)
    return {
        "états montrés en compétence": Share(shown, len(states)),
        "phrases distinguées": Share(sum(each.is_told_apart for each in told), len(told)),
        "compétences perdues": Share(lost, len(skills)),
    }


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, cell.split("|"))))


def _words(text: str) -> set[str]:
    """Return the words of a text that tell something, in small letters without accents."""
    telling = {token.word for token in content_words(text) if len(token.word) > 1}
    return telling or {word for word in re.findall(r"[^\W_]+", fold(text)) if len(word) > 1}


def _is_alike(word: str, other: str) -> bool:
    most = ALIKE * max(len(word), len(other))
    return word == other or OSA.distance(word, other) <= most
