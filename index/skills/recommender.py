"""The advisor: from what somebody can do to occupations, then to those who seek it.

Nothing of a profile is kept.
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
from index.skills.scoring import Meeting, Phrases, SkillMatch, SkillScores, match_skills, named
from index.taxonomy.occupations import Occupation, Skill

MAX_OFFERS = 20


@dataclass(frozen=True)
class Host:
    """A record that employs, hosts or trains; distance_km: from the place, None when unknown."""

    record: AnyRecord
    distance_km: float | None


@dataclass(frozen=True)
class Offer:
    """A skill sought or a mission of a record, near what somebody says.

    text: of the record; said: the words of the person nearest to it; cosine: in [-1, 1].
    """

    record: AnyRecord
    text: str
    said: str
    cosine: float
    distance_km: float | None


@dataclass(frozen=True)
class Recommendation:
    """Where skills lead.

    skills: as they were understood, in words; languages: ISO 639 codes; ways: codes of
    `referentials.VOIES` taken into account; matches: occupations with those who host them;
    offers: what records seek; place: understood, or None; unknown_place: asked for and not
    understood, or empty; relaxed: what was widened, in words.
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
    """Answers profiles over the occupations and the records of a retriever."""

    def __init__(self, retriever: Retriever) -> None:
        """retriever: over the artefact that holds both."""
        self.retriever = retriever
        self._calibration = retriever.calibration.skills
        self._occupations = retriever.content.occupations
        passages = retriever.content.passages
        self._sought = np.flatnonzero([each.kind is Kind.SKILLS for each in passages])
        self._vectors = retriever.content.vectors[self._sought]

    def recommend(self, query: ProfileQuery) -> Recommendation:
        """Return where the skills of a profile lead: `read`, `encode` each text, `answer`.

        Args:
            query: the profile, the place and what is looked for.

        Returns:
            Occupations, those who host them, and what records seek.

        Raises:
            EncoderUnavailable: without the encoder, or when it is late: meaning is all there is.
        """
        read = self.read(query)
        return self.answer(read, {text: self.encode(text) for text in read.texts})

    def read(self, query: ProfileQuery) -> ReadQuery:
        """Return a profile query read: its spelling corrected, its skills separated.

        The encoder is not needed.

        Args:
            query: the profile, the place and what is looked for.

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
        """Return where the skills of a profile lead, from the vectors of its texts.

        Args:
            read: the query, from `read`.
            vectors: the vector (1, d) of each of `read.texts`.

        Returns:
            Occupations, those who host them, and what records seek.
        """
        query, understood, profile = read.query, read.understood, read.profile
        encoded = np.concatenate([vectors[skill] for skill in read.skills])
        said = Phrases(read.skills, encoded, vectors[understood.text])
        ways = query.ways or (() if query.skills else profile.constraints)
        found = match_skills(
            self._occupations, said, self._calibration, query.size, ways, query.sources
        )
        hosting = self._mask([row for match in found for row in self._host_rows(match.occupation)])
        located = self.retriever.locate(understood.place, query.radius_km, hosting)
        return Recommendation(
            understood.text,
            read.skills,
            profile.languages,
            ways,
            tuple((each, self._hosts(each, located)) for each in found),
            self._offers(said, located),
            understood.place,
            understood.unknown_place,
            located.relaxed if hosting.any() else (),
        )

    @property
    def version(self) -> str:
        """The version of the index that is advised from."""
        return self.retriever.manifest.version

    def occupation(self, identifier: str) -> Occupation:
        """The occupation of an identifier.

        Args:
            identifier: its `id`.

        Returns:
            The occupation.

        Raises:
            UnknownOccupation: when there is none.
        """
        return self._occupations.occupation(identifier)

    def hosts(self, occupation: Occupation) -> tuple[AnyRecord, ...]:
        """The records that employ, host or train for an occupation."""
        return tuple(self.retriever.records[row] for row in self._host_rows(occupation))

    def _host_rows(self, occupation: Occupation) -> list[int]:
        """The rows of its hosts; one that the catalogue lost is left out."""
        rows = self.retriever.rows
        return [rows[each] for each in occupation.acteurs if each in rows]

    def occupations(self, text: str) -> list[Occupation]:
        """All the occupations, those whose names and work are nearest to a text first.

        Args:
            text: a title, or what one does; mended before it is compared; empty for the order of
                the catalogue.

        Returns:
            The occupations.

        Raises:
            EncoderUnavailable: without the encoder, or when it is late.
        """
        known = list(self._occupations.occupations)
        if not text or not known:
            return known
        mended = self.retriever.understand(ProfileQuery(text, anywhere=True)).text
        near = named(self._occupations, self.encode(mended))
        return [known[row] for row in np.argsort(-near, kind="stable")]

    def meeting(self, said: str, asked: str) -> Meeting:
        """How what is said meets a skill that occupations ask for, given by its label."""
        vector = self.encode(said)
        measured = SkillScores(
            self._occupations, Phrases((said,), vector, vector), self._calibration
        )
        skill = Skill(libelle=asked, niveau="utile")
        return measured.requirement(skill, self._occupations.place[asked]).meeting

    def _mask(self, rows: list[int]) -> NDArray[np.bool_]:
        mask = np.zeros(len(self.retriever.records), dtype=np.bool_)
        mask[rows] = True
        return mask

    def _hosts(self, match: SkillMatch, located: Proximity) -> tuple[Host, ...]:
        """Who employs, hosts or trains for an occupation, the nearest first."""
        kept = [row for row in self._host_rows(match.occupation) if located.allowed[row]]
        kept.sort(key=lambda row: -float(located.nearness[row]))
        return tuple(Host(self.retriever.records[row], located.shown_km(row)) for row in kept)

    def _offers(self, said: Phrases, located: Proximity) -> tuple[Offer, ...]:
        """What records seek that is near what is said, each record once, the nearest first."""
        cosines = said.vectors @ self._vectors.T
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
                    said.phrases[phrase],
                    cosine,
                    located.shown_km(passage.row),
                )
        return tuple(best.values())
