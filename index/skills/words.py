"""Words of the occupations: names, descriptions, required skills, and what people say, by BM25."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from index.arrays import Column
from index.engines.lexical import LexicalIndex
from index.engines.sparse import ngram_matrix, word_matrix
from index.taxonomy.occupations import Occupation
from index.text.analysis import content_words
from index.text.gender import masculine


class OccupationWords:
    """Compares a text with occupations by their words, in one grammatical gender."""

    def __init__(self, occupations: Iterable[Occupation]) -> None:
        """occupations: in the order of the scores."""
        texts = [_text(each) for each in occupations] or [""]
        rows = list(range(len(texts)))
        words, stems = word_matrix(texts, rows)
        # n-grams are not used here: they would double the time to open the index
        self._index = LexicalIndex(words, ngram_matrix([""] * len(texts), rows), stems)

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
