"""Recommender of occupations: from the skills of a person to occupations, hosts and offers.

A host is a record that employs, hosts or trains for an occupation; an offer is a skill or a mission
that a record looks for. Nothing of a profile is stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.arrays import Matrix
from index.facts.level import without_level
from index.facts.marks import Mark, Tagger, marked
from index.facts.sorting import WORDS_ALONE, Sorter
from index.places.models import Place
from index.places.proximity import Widened
from index.records.models import AnyRecord
from index.records.passages import Kind
from index.search.results import Situation
from index.search.retriever import Retriever
from index.search.situation import Situations
from index.search.understanding import Understood
from index.skills.compared import ComparedOccupations
from index.skills.profile import Profile, marked_profile, read_profile, stated_skills
from index.skills.query import ProfileQuery, stated_skill, with_facts
from index.skills.scoring import (
    Meeting,
    Phrases,
    SkillMatch,
    SkillScores,
    match_skills,
    nearness_to,
)
from index.taxonomy.occupations import Occupation, Skill
from index.text.gender import masculine

MAX_OFFERS = 20


@dataclass(frozen=True)
class Host(Situation):
    """Record (organisation or programme) that employs, hosts or trains for an occupation.

    The inherited fields say how far it is from the place of the query, and which of its locations
    are near.
    """

    record: AnyRecord


@dataclass(frozen=True)
class Offer(Situation):
    """Skill or mission that a record looks for, near a skill of the person.

    text: what the record looks for; phrase: the skill of the person nearest to it; cosine: of the
    embeddings of `text` and `phrase`, in [-1, 1]. The inherited fields say how far the record is
    from the place of the query, and which of its locations are near.
    """

    record: AnyRecord
    text: str
    phrase: str
    cosine: float


@dataclass(frozen=True)
class Recommendation:
    """Occupations and offers recommended to a person.

    text: the profile, its spelling corrected, without the place that it named; skills: of the
    person, in their words; languages: ISO 639 codes of those spoken, except French; ways: what the
    person looks for, as codes of `code_lists.VOIES` ("emploi", "formation"…), empty for anything;
    matches: occupations, best first, each with the records that employ, host or train for it;
    offers: what records look for, near these skills; place: town or area recognized, None without
    one; unknown_place: what was typed as a place and not recognized, otherwise ""; widened: how
    the search area was, None if it was not.
    """

    text: str
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    ways: tuple[str, ...]
    matches: tuple[tuple[SkillMatch, tuple[Host, ...]], ...]
    offers: tuple[Offer, ...]
    place: Place | None
    unknown_place: str
    widened: Widened | None


@dataclass(frozen=True)
class ReadQuery:
    """A query of a person once its place, spelling and skills are read, before encoding.

    query: as received; understood: its text, place and corrections; profile: skills, languages and
    ways read from the text; skills: texts to compare with occupations, in order: those listed in
    the query if any, otherwise those read; at least one, repeated ones included; marks: what an
    encoder marked in the text, None without one or for a list of skills.
    """

    query: ProfileQuery
    understood: Understood
    profile: Profile
    skills: tuple[str, ...]
    marks: tuple[Mark, ...] | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """Distinct texts to embed: skills, what else is said, the whole text if it is none of them.

        They are in one grammatical gender: a woman and a man who say the same get the same answer.
        """
        asides = () if self.query.skills else self.profile.asides
        return _distinct((*self.skills, *asides), self.understood.text)

    def phrases(self, vectors: Mapping[str, Matrix]) -> Phrases:
        """Return the skills and the whole text, with their embeddings.

        vectors: each text of `texts` -> its embedding, (1, d) float32, unit norm.
        """
        text = self.understood.text
        encoded = np.concatenate([vectors[encoded_text(skill)] for skill in self.skills])
        whole = vectors[masculine(text)]
        return Phrases(self.skills, text, encoded, whole, self.query.covers)


def texts_typed(query: ProfileQuery) -> tuple[str, ...]:
    """Return the distinct texts to embed for a profile, before its spelling is corrected.

    This estimates quickly the cost of a query. Correcting the spelling may change the number of
    skills read: `ReadQuery.texts` is exact, but takes a tenth of a second for a long text full of
    mistakes.

    Args:
        query: the profile.

    Returns:
        Its skills, listed or read from its text, and the whole text unless it is one of them.
    """
    profile = read_profile(query.text)
    return _distinct(query.skills or (*stated_skills(profile), *profile.asides), query.text)


def encoded_text(skill: str) -> str:
    """Return the text of a skill that is embedded: without its level, in one grammatical gender."""
    return masculine(without_level(skill))


def _distinct(skills: tuple[str, ...], whole: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*map(encoded_text, skills), masculine(whole))))


class Recommender:
    """Recommends occupations, and records that offer them, to a person by their skills."""

    def __init__(
        self, retriever: Retriever, sorter: Sorter | None = None, tagger: Tagger | None = None
    ) -> None:
        """retriever: an open index, with its encoder (text embedding model).

        sorter: tells skills from what is none; words alone do without it. tagger: marks the words
        of a text, which tells them better; None for the sorter alone. The attribute `compared`
        holds the occupations of the index.
        """
        self.retriever, self.sorter = retriever, sorter or WORDS_ALONE
        self._tagger = tagger
        self._calibration = retriever.calibration.skills
        self._occupations = retriever.content.occupations
        self.compared = ComparedOccupations(self._occupations)
        self._sought = retriever.content.passages_of_kind(Kind.SKILLS)
        self._vectors = retriever.content.vectors[self._sought]

    def recommend(self, query: ProfileQuery) -> Recommendation:
        """Recommend occupations and offers to a person: read the query, embed its texts, answer.

        Args:
            query: the skills, the place and the ways looked for (a job, training…).

        Returns:
            Occupations, best first, with the records that employ, host or train for them; and the
            skills that records look for.

        Raises:
            EncoderUnavailable: when no encoder is loaded, too many texts wait for it, or the time
                limit passes first: comparing words alone would not be reliable.
        """
        read = self.read(query)
        return self.answer(read, self.encode_all(read.texts))

    def read(self, query: ProfileQuery) -> ReadQuery:
        """Correct the spelling of a query, find its place and separate its skills.

        The encoder is not needed. When the text states no skill, the whole text is taken as one.

        Args:
            query: the skills, the place and the ways looked for (a job, training…).

        Returns:
            The query once read, with the texts to embed.
        """
        understood = self.retriever.understand(query)
        marks = None
        if self._tagger is not None and not query.skills:
            marks = marked(understood.text, self._tagger)
        text = understood.text
        profile = read_profile(text) if marks is None else marked_profile(text, marks)
        skills = query.skills or stated_skills(profile) or (with_facts(text),)
        return ReadQuery(query, understood, profile, skills, marks)

    def encode(self, text: str) -> Matrix:
        """Return the embedding of a skill, or of the whole text of a profile.

        It is (1, d) float32, of unit norm. Raises EncoderUnavailable when no encoder is loaded, too
        many texts wait for it, or the time limit passes first.
        """
        return self.retriever.vector(text)

    def encode_all(self, texts: Sequence[str]) -> dict[str, Matrix]:
        """Return the embedding of each of some distinct texts, in one turn; see `encode`."""
        vectors = self.retriever.vectors(texts)
        return {text: vectors[row : row + 1] for row, text in enumerate(texts)}

    def answer(self, read: ReadQuery, vectors: Mapping[str, Matrix]) -> Recommendation:
        """Recommend occupations and offers from a query once read and its texts embedded.

        Args:
            read: result of `read`: the query, its skills separated.
            vectors: each text of `read.texts` -> its embedding, (1, d) float32, unit norm.

        Returns:
            Occupations, best first, with the records that employ, host or train for them; and the
            skills that records look for.
        """
        query, understood, profile = read.query, read.understood, read.profile
        phrases = read.phrases(vectors)
        ways = query.ways or (() if query.skills else profile.constraints)
        matches = match_skills(
            self.compared.of(query.sources),
            self.compared.words_of(query.sources),
            phrases,
            self._calibration,
            query.size,
            ways,
            query.sources,
        )
        hosting = self._mask(
            [row for match in matches for row in self._host_rows(match.occupation)]
        )
        nearest = self.retriever.whole.nearest(understood.place)
        located = self.retriever.whole.locate(
            understood.place, query.radius_km, hosting, nearest.distances
        )
        situations = Situations(
            self.retriever, self.retriever.whole, understood.place, located, nearest
        )
        return Recommendation(
            understood.text,
            read.skills,
            profile.languages,
            ways,
            tuple((match, self._hosts(match, situations)) for match in matches),
            self._offers(phrases, situations),
            understood.place,
            understood.unknown_place,
            located.widened if hosting.any() else None,
        )

    def order(self, text: str) -> list[str]:
        """Return the identifiers of our occupations, those that best suit a profile first.

        Args:
            text: a profile, as typed; its spelling is corrected.

        Returns:
            The identifiers, whatever the ways that the person looks for.

        Raises:
            EncoderUnavailable: when no encoder is loaded, too many texts wait for it, or the time
                limit passes first.
        """
        read = self.read(ProfileQuery(text, anywhere=True))
        vectors = self.encode_all(read.texts)
        own, words = self.compared.own, self.compared.own_words
        measured = SkillScores(own, read.phrases(vectors), self._calibration)
        ranked = np.argsort(-measured.scores(own, words), kind="stable")
        return [own.occupations[row].id for row in ranked]

    @property
    def version(self) -> str:
        """Name of the version of the index, which changes when the index is built anew."""
        return self.retriever.manifest.version

    def occupation(self, identifier: str) -> Occupation:
        """Return the occupation (job or volunteer role) that has an identifier.

        Args:
            identifier: the `id` of the occupation.

        Returns:
            The occupation.

        Raises:
            UnknownOccupation: when no occupation of the index has it.
        """
        return self._occupations.occupation(identifier)

    def hosts(self, occupation: Occupation) -> tuple[AnyRecord, ...]:
        """Return the records (organisations…) that employ, host or train for an occupation.

        They are those that the occupation names, in its order; those that the index lacks are left
        out.
        """
        return tuple(self.retriever.records[row] for row in self._host_rows(occupation))

    def _host_rows(self, occupation: Occupation) -> list[int]:
        """Return the rows of its hosts that are in the index."""
        rows = self.retriever.rows
        return [rows[actor] for actor in occupation.acteurs if actor in rows]

    def occupations(self, text: str) -> list[Occupation]:
        """Return all the occupations (jobs and volunteer roles), the nearest to a text first.

        Args:
            text: a title such as "soudeur", or a description; its spelling is corrected. When it is
                "", the occupations come in the order of the index, and the encoder is not needed.

        Returns:
            The occupations.

        Raises:
            EncoderUnavailable: when no encoder is loaded, too many texts wait for it, or the time
                limit passes first.
            InvalidQuery: when a text that is not empty has no letter nor digit, is too long, or is
                not valid Unicode.
        """
        occupations = list(self._occupations.occupations)
        if not text or not occupations:
            return occupations
        corrected = self.retriever.understand(ProfileQuery(text, anywhere=True)).text
        near = nearness_to(self._occupations, self.encode(masculine(corrected)))
        return [occupations[row] for row in np.argsort(-near, kind="stable")]

    def meeting(self, phrase: str, required: str) -> Meeting:
        """Return the degree to which a phrase of a person meets a required skill.

        Args:
            phrase: what the person can do, such as "je répare des vélos".
            required: label of a skill that an occupation of OrientESS requires; another raises
                KeyError.

        Returns:
            MET, CLOSE (nearly met) or MISSING.

        Raises:
            EncoderUnavailable: when no encoder is loaded, too many texts wait for it, or the time
                limit passes first.
        """
        stated = stated_skill(phrase)
        vector = self.encode(encoded_text(stated))
        measured = SkillScores(
            self.compared.own, Phrases((stated,), phrase, vector, vector), self._calibration
        )
        skill = Skill(libelle=required, niveau="utile")
        return measured.requirement(skill, self.compared.own.place[required]).meeting

    def _mask(self, rows: list[int]) -> NDArray[np.bool_]:
        mask = np.zeros(len(self.retriever.records), dtype=np.bool_)
        mask[rows] = True
        return mask

    def _hosts(self, match: SkillMatch, situations: Situations) -> tuple[Host, ...]:
        """Return the records that employ, host or train for an occupation, the nearest first."""
        located = situations.located
        rows = [row for row in self._host_rows(match.occupation) if located.allowed[row]]
        rows.sort(key=lambda row: -float(located.nearness[row]))
        return tuple(Host(self.retriever.records[row], **vars(situations.of(row))) for row in rows)

    def _offers(self, phrases: Phrases, situations: Situations) -> tuple[Offer, ...]:
        """Return the skills that records seek near the phrases, one a record, nearest first."""
        cosines = phrases.vectors @ self._vectors.T
        best: dict[int, Offer] = {}
        for place in np.argsort(-cosines.max(axis=0, initial=-1.0)):
            phrase = int(cosines[:, place].argmax())
            cosine = float(cosines[phrase, place])
            if cosine < self._calibration.sought_from or len(best) == MAX_OFFERS:
                break
            passage = self.retriever.content.passages[self._sought[place]]
            if situations.located.allowed[passage.row] and passage.row not in best:
                best[passage.row] = Offer(
                    self.retriever.records[passage.row],
                    passage.text,
                    phrases.phrases[phrase],
                    cosine,
                    **vars(situations.of(passage.row)),
                )
        return tuple(best.values())
