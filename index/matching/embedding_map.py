"""Map of embeddings: the records as points of a plane, where a text can be placed among them.

A demonstration, with the vectors that searches use, of what "near in meaning" is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.arrays import Matrix
from index.matching.neighbours import Neighbour
from index.search.fusion import Channel, first_records
from index.search.query import Query
from index.search.retriever import Retriever
from index.text.noise import Noise

NEIGHBOURS = 5
SEED, STYLE = 7, "phonetique"
"""Seed and style of the misspelling by sound: a same text is always misspelt in the same way."""


@dataclass(frozen=True)
class Placed:
    """A text placed on the map of the records.

    x, y: position, at the weighted mean of the records nearest in meaning, in standard deviations
    of the catalogue; meaning: records nearest by the cosine of embeddings; words: records with most
    words in common, taken as typed; both at most five, nearest first.
    """

    text: str
    x: float
    y: float
    meaning: tuple[Neighbour, ...]
    words: tuple[Neighbour, ...]


class EmbeddingMap:
    """Map that shows each record of an index as a point of a plane, near those of like meaning.

    places: (n records, 2) coordinates, in standard deviations of the catalogue; families: code of
    the first family (field of activity) of each record, empty when it has none.
    """

    def __init__(self, retriever: Retriever) -> None:
        """retriever: an open index; only placing a new text requires its encoder."""
        self._retriever = retriever
        content = retriever.content
        self._records = content.record_vectors
        self.places: Matrix = content.plane.place(self._records)
        self.families = tuple(next(iter(each.familles), "") for each in content.records)

    def place(self, text: str) -> Placed:
        """Place a text on the map among the records, without correcting its spelling.

        Args:
            text: a need in everyday words, such as "réparer mon téléphone".

        Returns:
            Its position, and the nearest records by meaning and by words.

        Raises:
            InvalidQuery: when the text has no letter nor digit, is too long, or is not valid
                Unicode.
            EncoderUnavailable: when no encoder is loaded, too many texts wait for it, or the time
                limit passes first.
        """
        query = Query(text, exact=True, anywhere=True)
        vector = self._retriever.vector(query.text)
        cosines = np.asarray(self._records @ vector[0], dtype=np.float32)
        rows, shares = first_records(cosines)
        x, y = (shares @ self.places[rows]).tolist()
        scored = self._retriever.score(self._retriever.understand(query), None)
        words = scored.records[Channel.WORDS]
        return Placed(query.text, x, y, self._nearest(cosines), self._nearest(words))

    @staticmethod
    def misspelt(text: str) -> str:
        """Return a text misspelt by sound; the same text is always misspelt in the same way."""
        return Noise(SEED).write(text, STYLE)

    def _nearest(self, column: Matrix) -> tuple[Neighbour, ...]:
        rows = np.argsort(-column, kind="stable")[:NEIGHBOURS]
        return tuple(
            Neighbour(self._retriever.records[row], float(column[row]))
            for row in rows
            if column[row] > 0
        )
