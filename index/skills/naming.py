"""Naming of what a person says: what is a skill of it, and which listed skills that names.

States and conditions of a job are no skills: they are taken out first, once texts are embedded.
The lists are the general skills and the skills that our occupations require. The index holds the
embeddings of the labels of both, so that only the phrase is encoded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.arrays import Matrix
from index.facts.level import without_level
from index.facts.licences import is_licence
from index.facts.sorting import CONDITION, OTHER, SKILL, STATE, Sorted
from index.skills.compared import label_code
from index.skills.profile import LANGUAGES, stated_skills
from index.skills.recommender import (
    ReadQuery,
    Recommendation,
    Recommender,
    encoded_text,
)
from index.skills.scoring import Phrases, SkillScores
from index.taxonomy.general_skills import GeneralSkill, GeneralSkills
from index.text.analysis import fold
from index.text.gender import masculine

NAMED_FROM = 1.08
"""Evidence from which a phrase is said to be a skill of a list: of 89 judged pairs whose label is
the nearest, 84 are right; from 1.04, where a skill is shown as met, 136 of 164."""


@dataclass(frozen=True)
class Sifted:
    """A query once what is no skill is taken out.

    read: the query, without states nor conditions; vectors: embeddings of its texts; conditions:
    codes of `code_lists.CONDITIONS`; has_state: whether it told a state of the person.
    """

    read: ReadQuery
    vectors: Mapping[str, Matrix]
    conditions: tuple[str, ...]
    has_state: bool


def sifted(recommender: Recommender, read: ReadQuery, vectors: Mapping[str, Matrix]) -> Sifted:
    """Return a query without the states and the conditions that it tells.

    Args:
        recommender: sorts and embeds.
        read: the query, once read.
        vectors: each text of `read.texts` -> its embedding, (1, d) float32, unit norm.

    Returns:
        The query, whose skills may be none; when something is taken out, its whole text is the
        skills that are left.

    Raises:
        EncoderUnavailable: when these cannot be embedded.
    """
    if read.marks:  # nothing marked, a lone word: the sorter decides
        return _sifted_by_marks(recommender, read, vectors)
    sorter = recommender.sorter
    told = [each for each in read.skills if not _is_listed(each, recommender)]
    asides = () if read.query.skills else read.profile.asides
    sorted_skills = dict(zip(told, sorter.sort(told, _of(told, vectors)), strict=True))
    others = sorter.sort_asides(asides, _of(asides, vectors))
    found = [*sorted_skills.values(), *others]
    codes = dict.fromkeys(each.condition for each in found if each.kind == CONDITION)
    has_state = any(each.kind == STATE for each in found)
    stated = read.query.skills or stated_skills(read.profile)
    if not stated and (codes or has_state):  # the whole text stood for a skill
        sorted_skills = dict.fromkeys(told, Sorted(OTHER))
    out = {text for text, each in sorted_skills.items() if each.kind != SKILL}
    if not out and not has_state:
        return Sifted(read, vectors, tuple(codes), has_state)
    kept = tuple(each for each in read.skills if each not in out)
    profile = replace(
        read.profile, skills=tuple(each for each in read.profile.skills if each not in out)
    )
    left, embedded = _left(recommender, replace(read, profile=profile), vectors, kept)
    return Sifted(left, embedded, tuple(codes), has_state)


def _sifted_by_marks(
    recommender: Recommender, read: ReadQuery, vectors: Mapping[str, Matrix]
) -> Sifted:
    """Return a query whose words were marked without its states nor its conditions."""
    marks = read.marks or ()
    marked_so = {mark.text for mark in marks if mark.kind == CONDITION}
    asked = [each for each in read.profile.asides if each in marked_so]
    others = [each for each in read.profile.asides if each not in marked_so]
    sorter = recommender.sorter
    maybe = sorter.sort_asides(others, _of(others, vectors))
    codes = dict.fromkeys(sorter.conditions_of(asked, _of(asked, vectors)))
    codes |= dict.fromkeys(each.condition for each in maybe if each.kind == CONDITION)
    has_state = any(mark.kind == STATE for mark in marks)
    left, embedded = _left(recommender, read, vectors, stated_skills(read.profile))
    return Sifted(left, embedded, tuple(codes), has_state)


def _left(
    recommender: Recommender,
    read: ReadQuery,
    vectors: Mapping[str, Matrix],
    kept: tuple[str, ...],
) -> tuple[ReadQuery, Mapping[str, Matrix]]:
    """Return a query whose text is the skills kept of it, and the embeddings of its texts."""
    text = ", ".join(map(without_level, kept))
    understood = replace(read.understood, typed=text, correction=None)
    whole = {masculine(text): recommender.encode(masculine(text))} if kept else {}
    return replace(read, understood=understood, skills=kept), {**vectors, **whole}


def nothing_to_recommend(read: ReadQuery) -> Recommendation:
    """Return the answer to a query that tells no skill; read: the query, once sifted."""
    understood, profile = read.understood, read.profile
    place, unknown = understood.place, understood.unknown_place
    ways = read.query.ways or profile.constraints
    return Recommendation("", (), profile.languages, ways, (), (), place, unknown, None)


def _is_listed(skill: str, recommender: Recommender) -> bool:
    """Return whether a skill is the label of a required one, a language or a licence."""
    bare = without_level(skill)
    spoken = bare.removeprefix("parler ") in LANGUAGES
    return spoken or is_licence(bare) or label_code(bare) in recommender.compared.labels


def _of(texts: Sequence[str], vectors: Mapping[str, Matrix]) -> Matrix:
    """Return the embeddings of some texts: (n, d) float32."""
    if not texts:
        return np.zeros((0, 0), dtype=np.float32)
    return np.concatenate([vectors[encoded_text(text)] for text in texts])


class SkillNaming:
    """Finds the listed skills nearest to phrases; safe between threads.

    A skill is named by its label, whatever the case and the accents; else by evidence of
    `NAMED_FROM` (cosine and standing, as when skills are compared with occupations). A general
    skill is as near as the nearest of its labels.
    """

    def __init__(self, recommender: Recommender, general: GeneralSkills) -> None:
        """recommender: compares skills with our occupations; general: the general skills."""
        self._own = own = recommender.compared.own
        self._calibration = recommender.retriever.calibration.skills
        self._required = list(recommender.compared.labels.values())
        self._general = [
            (label, skill)
            for skill in general.skills.values()
            for label in skill.exigences
            if label in own.place
        ]

    def names(
        self, phrases: Sequence[str], vectors: Mapping[str, Matrix]
    ) -> list[GeneralSkill | None]:
        """Return the general skill that each phrase names; None when none is near enough.

        phrases: what a person can do; vectors: each phrase, as `encoded_text` writes it -> its
        embedding, (1, d) float32, unit norm.
        """
        known = {fold(each.libelle): each for _, each in self._general}
        found = self._nearest(phrases, vectors, [label for label, _ in self._general])
        return [
            known.get(fold(without_level(phrase)), None if row is None else self._general[row][1])
            for phrase, row in zip(phrases, found, strict=True)
        ]

    def labels(self, phrases: Sequence[str], vectors: Mapping[str, Matrix]) -> list[str | None]:
        """Return the required skill that each phrase names; None when none is near enough.

        phrases, vectors: as for `names`.
        """
        found = self._nearest(phrases, vectors, self._required)
        return [None if row is None else self._required[row] for row in found]

    def _nearest(
        self, phrases: Sequence[str], vectors: Mapping[str, Matrix], labels: Sequence[str]
    ) -> list[int | None]:
        """Return the row of the label nearest to each phrase; None when it is not near enough."""
        if not phrases or not labels:
            return [None] * len(phrases)
        encoded = np.concatenate([vectors[encoded_text(phrase)] for phrase in phrases])
        compared = Phrases(tuple(phrases), "", encoded, encoded[:1])
        scores = SkillScores(self._own, compared, self._calibration)
        rows: NDArray[np.int64] = np.array([self._own.place[label] for label in labels])
        evidence = scores.cosines[:, rows] + (
            self._calibration.standing_weight * scores.standing[:, rows]
        )
        known = {fold(label): row for row, label in enumerate(labels)}
        for place, phrase in enumerate(phrases):
            row = known.get(fold(without_level(phrase)))
            if row is not None:
                evidence[place, row] = np.inf
        best = evidence.argmax(axis=1).tolist()
        return [
            row if evidence[place, row] >= NAMED_FROM else None for place, row in enumerate(best)
        ]
