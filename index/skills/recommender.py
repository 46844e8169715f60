"""Recommender of occupations: from the skills of a person to occupations, hosts and offers.

Nothing of a profile is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.arrays import Matrix
from index.places.models import Place
from index.places.proximity import Proximity
from index.records.models import AnyRecord
from index.records.passages import Kind
from index.search.retriever import Retriever
from index.search.understanding import Understood
from index.skills.profile import Profile, read_profile
from index.skills.query import ProfileQuery
from index.skills.scoring import (
    Meeting,
    Phrases,
    SkillMatch,
    SkillScores,
    match_skills,
    nearness_to,
)
from index.taxonomy.occupations import Occupation, Skill

MAX_OFFERS = 20


@dataclass(frozen=True)
class Host:
    """Record that employs, hosts or trains; distance_km: from the place, None when unknown."""

    record: AnyRecord
    distance_km: float | None


@dataclass(frozen=True)
class Offer:
    """Skill sought or mission of a record, near a skill of the person.

    text: of the record; phrase: of the person, the nearest to it; cosine: of both, in [-1, 1].
    """

    record: AnyRecord
    text: str
    phrase: str
    cosine: float
    distance_km: float | None


@dataclass(frozen=True)
class Recommendation:
    """Occupations and offers recommended to a person.

    skills: read from the profile, in words; languages: ISO 639 codes; ways: codes of
    `code_lists.VOIES` taken into account; matches: occupations, each with the records that host
    it; offers: skills that records seek; place: recognized, or None; unknown_place: content of the
    field of places when it was not recognized, or empty; relaxed: criteria that were widened, in
    words.
    """

    text: str
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    ways: tuple[str, ...]
    matches: tuple[tuple[SkillMatch, tuple[Host, ...]], ...]
    offers: tuple[Offer, ...]
    place: Place | None
    unknown_place: str
    relaxed: tuple[str, ...]


@dataclass(frozen=True)
class ReadQuery:
    """A profile query once read, before any of its texts is encoded.

    skills: texts of the skills, in order, repeated ones included; at least one.
    """

    query: ProfileQuery
    understood: Understood
    profile: Profile
    skills: tuple[str, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """Distinct texts to encode: the skills, and the whole text unless it is one of them."""
        return _distinct(self.skills, self.understood.text)


def texts_typed(query: ProfileQuery) -> tuple[str, ...]:
    """Return the distinct texts of a profile as typed: a bound of its cost, cheap to find.

    Correcting the spelling may find another skill or one less: `ReadQuery.texts` are exact, and
    take a tenth of a second to find in a long text full of mistakes.

    Args:
        query: the profile.

    Returns:
        Its skills, and the whole text unless it is one of them.
    """
    return _distinct(query.skills or read_profile(query.text).skills, query.text)


def _distinct(skills: tuple[str, ...], whole: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*skills, whole)))


class Recommender:
    """Recommender over the occupations and the records of an index."""

    def __init__(self, retriever: Retriever) -> None:
        """Recommend over the artefact of a retriever."""
        self.retriever = retriever
        self._calibration = retriever.calibration.skills
        self._occupations = retriever.content.occupations
        passages = retriever.content.passages
        self._sought = np.flatnonzero([passage.kind is Kind.SKILLS for passage in passages])
        self._vectors = retriever.content.vectors[self._sought]

    def recommend(self, query: ProfileQuery) -> Recommendation:
        """Return the recommendation for a profile: `read`, `encode` each text, `answer`.

        Args:
            query: the profile, the place and the ways looked for.

        Returns:
            Occupations, the records that host them, and the skills that records seek.

        Raises:
            EncoderUnavailable: without the encoder, or when it is late: meaning is all there is.
        """
        read = self.read(query)
        return self.answer(read, {text: self.encode(text) for text in read.texts})

    def read(self, query: ProfileQuery) -> ReadQuery:
        """Return a profile query read: its spelling corrected, its skills separated.

        The encoder is not needed.

        Args:
            query: the profile, the place and the ways looked for.

        Returns:
            The query with the texts to encode.
        """
        understood = self.retriever.understand(query)
        profile = read_profile(understood.text)
        skills = query.skills or profile.skills or (understood.text,)
        return ReadQuery(query, understood, profile, skills)

    def encode(self, text: str) -> Matrix:
        """Return the vector (1, d) float32 of unit norm of a text.

        Args:
            text: one of `ReadQuery.texts`.

        Returns:
            Its vector.

        Raises:
            EncoderUnavailable: without the encoder, or when it is late.
        """
        return self.retriever.vector(text)

    def answer(self, read: ReadQuery, vectors: Mapping[str, Matrix]) -> Recommendation:
        """Return the recommendation for a profile, from the vectors of its texts.

        Args:
            read: the query, from `read`.
            vectors: the vector (1, d) of each of `read.texts`.

        Returns:
            Occupations, the records that host them, and the skills that records seek.
        """
        query, understood, profile = read.query, read.understood, read.profile
        encoded = np.concatenate([vectors[skill] for skill in read.skills])
        phrases = Phrases(read.skills, encoded, vectors[understood.text])
        ways = query.ways or (() if query.skills else profile.constraints)
        matches = match_skills(
            self._occupations, phrases, self._calibration, query.size, ways, query.sources
        )
        hosting = self._mask(
            [row for match in matches for row in self._host_rows(match.occupation)]
        )
        located = self.retriever.locate(understood.place, query.radius_km, hosting)
        return Recommendation(
            understood.text,
            read.skills,
            profile.languages,
            ways,
            tuple((match, self._hosts(match, located)) for match in matches),
            self._offers(phrases, located),
            understood.place,
            understood.unknown_place,
            located.relaxed if hosting.any() else (),
        )

    @property
    def version(self) -> str:
        """Version of the index."""
        return self.retriever.manifest.version

    def occupation(self, identifier: str) -> Occupation:
        """Return the occupation of an identifier.

        Args:
            identifier: its `id`.

        Returns:
            The occupation.

        Raises:
            UnknownOccupation: when there is none.
        """
        return self._occupations.occupation(identifier)

    def hosts(self, occupation: Occupation) -> tuple[AnyRecord, ...]:
        """Return the records that employ, host or train for an occupation."""
        return tuple(self.retriever.records[row] for row in self._host_rows(occupation))

    def _host_rows(self, occupation: Occupation) -> list[int]:
        """Return the rows of its hosts that are in the index."""
        rows = self.retriever.rows
        return [rows[actor] for actor in occupation.acteurs if actor in rows]

    def occupations(self, text: str) -> list[Occupation]:
        """Return all the occupations, nearest to a text first.

        Args:
            text: a title, or a description; its spelling is corrected; empty for the order of the
                catalogue.

        Returns:
            The occupations.

        Raises:
            EncoderUnavailable: without the encoder, or when it is late.
        """
        occupations = list(self._occupations.occupations)
        if not text or not occupations:
            return occupations
        corrected = self.retriever.understand(ProfileQuery(text, anywhere=True)).text
        near = nearness_to(self._occupations, self.encode(corrected))
        return [occupations[row] for row in np.argsort(-near, kind="stable")]

    def meeting(self, phrase: str, required: str) -> Meeting:
        """Return how far a phrase meets a skill that occupations require, given its label."""
        vector = self.encode(phrase)
        measured = SkillScores(
            self._occupations, Phrases((phrase,), vector, vector), self._calibration
        )
        skill = Skill(libelle=required, niveau="utile")
        return measured.requirement(skill, self._occupations.place[required]).meeting

    def _mask(self, rows: list[int]) -> NDArray[np.bool_]:
        mask = np.zeros(len(self.retriever.records), dtype=np.bool_)
        mask[rows] = True
        return mask

    def _hosts(self, match: SkillMatch, located: Proximity) -> tuple[Host, ...]:
        """Return the records that employ, host or train for an occupation, the nearest first."""
        rows = [row for row in self._host_rows(match.occupation) if located.allowed[row]]
        rows.sort(key=lambda row: -float(located.nearness[row]))
        return tuple(Host(self.retriever.records[row], located.shown_km(row)) for row in rows)

    def _offers(self, phrases: Phrases, located: Proximity) -> tuple[Offer, ...]:
        """Return the skills that records seek near the phrases, one a record, nearest first."""
        cosines = phrases.vectors @ self._vectors.T
        best: dict[int, Offer] = {}
        for place in np.argsort(-cosines.max(axis=0, initial=-1.0)):
            phrase = int(cosines[:, place].argmax())
            cosine = float(cosines[phrase, place])
            if cosine < self._calibration.sought_from or len(best) == MAX_OFFERS:
                break
            passage = self.retriever.content.passages[self._sought[place]]
            if located.allowed[passage.row] and passage.row not in best:
                record = self.retriever.records[passage.row]
                best[passage.row] = Offer(
                    record,
                    passage.text,
                    phrases.phrases[phrase],
                    cosine,
                    located.shown_km(passage.row),
                )
        return tuple(best.values())
