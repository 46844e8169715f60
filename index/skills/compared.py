"""Occupations compared with one another, and their words.

Ours are compared among themselves, or those of all authors together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from types import MappingProxyType

import numpy as np

from index.arrays import Column
from index.engines.lexical import LexicalIndex
from index.engines.sparse import WordCounts
from index.lazy import Lazy
from index.records.models import OURS
from index.taxonomy.occupation_vectors import OccupationVectors
from index.taxonomy.occupations import Occupation
from index.text.analysis import content_words, fold
from index.text.gender import masculine

CODE_DIGITS = 8
"""Digits of the code of a required skill: no two of our 1,560 labels share one."""


def label_code(label: str) -> str:
    """Return the code of a required skill in addresses: "Souder" -> eight digits.

    It is computed from the label alone, so that it stays the same when the list grows, and holds no
    letter of it.
    """
    digest = sha256(fold(label).encode()).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


class OccupationWords:
    """Compares a text with occupations by their words, in one grammatical gender.

    The words are those of names, descriptions, required skills, and what people say, by BM25.
    """

    def __init__(self, occupations: Iterable[Occupation]) -> None:
        """occupations: in the order of the scores."""
        texts = [_text(each) for each in occupations] or [""]
        rows = list(range(len(texts)))
        words, stems = WordCounts.of(texts).on_words(rows)
        # n-grams are not used here: they would double the time to open the index
        letters = WordCounts.of([""] * len(texts)).on_ngrams(rows)
        self._index = LexicalIndex(words, letters, stems)

    def scores(self, text: str) -> Column:
        """Return the BM25 score of each occupation for a text: (n occupations,) float32.

        The scores are shares of the highest score possible, in [0, 1]. text: such as the skills of
        a person; words that no occupation has lower all the scores alike.
        """
        terms = [((token.stem,),) for token in content_words(masculine(text))]
        return np.asarray(self._index.word_scores(terms), dtype=np.float32)


def _text(occupation: Occupation) -> str:
    """Return all the texts of an occupation, in one."""
    skills = (skill.libelle for skill in occupation.competences)
    names = (occupation.nom, *occupation.appellations)
    texts = (*names, occupation.description, *skills, *occupation.paroles)
    return masculine(" ".join(filter(None, texts)))


class ComparedOccupations:
    """The occupations of an index, and which of them are compared together.

    Those of OrientESS are compared among themselves: importing others beside them changes neither
    their order nor which of their skills are met. every: the occupations of all authors; own: those
    of OrientESS; labels: code of a skill that these require -> its label. What else is compared is
    computed when it is first asked for, or by `prepare`.
    """

    def __init__(self, every: OccupationVectors) -> None:
        """every: the occupations of all authors."""
        self.every = every
        self.own = every.written_by(OURS)
        required = (skill.libelle for job in self.own.occupations for skill in job.competences)
        self.labels: Mapping[str, str] = MappingProxyType(
            {label_code(label): label for label in required}
        )
        self._own_words = Lazy(lambda: OccupationWords(self.own.occupations))
        self._every_words = Lazy(lambda: OccupationWords(every.occupations))

    @property
    def own_words(self) -> OccupationWords:
        """Words of the occupations of OrientESS: half a second to read them."""
        return self._own_words.get()

    @property
    def _words(self) -> OccupationWords:
        """Words of the occupations of all authors: they take seconds to read when ROME is there."""
        return self.own_words if self.own is self.every else self._every_words.get()

    def of(self, sources: Collection[str]) -> OccupationVectors:
        """Return the occupations among which those of some authors are compared.

        Args:
            sources: authors asked for ("orientess", or the name of an import); empty for all.

        Returns:
            The occupations of OrientESS when they alone are asked for, otherwise all of them.
        """
        return self.own if set(sources) == {OURS} else self.every

    def words_of(self, sources: Collection[str]) -> OccupationWords:
        """Return the words of the occupations that `of` returns for the same authors.

        sources: authors asked for.
        """
        return self.own_words if set(sources) == {OURS} else self._words

    def prepare(self) -> None:
        """Compute what the first profiles would otherwise wait for: ten seconds with all of ROME.

        Called again, it does nothing.
        """
        for occupations in (self.own, self.every):
            if occupations:
                _ = occupations.discriminant, occupations.neighbours
        _ = self.own_words, self._words
