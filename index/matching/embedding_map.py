"""Map of embeddings: the records on a plane, a text placed among them, and its neighbours.

It shows how the search works, with the real thing, to those who want to understand it.
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
"""Seed and style of the phonetic misspelling: the same text is always misspelt alike."""


@dataclass(frozen=True)
class Placed:
    """Text placed on the map.

    x, y: in deviations of the catalogue, at the middle of the records nearest in meaning; meaning,
    words: the nearest records either way, the words taken as typed.
    """

    text: str
    x: float
    y: float
    meaning: tuple[Neighbour, ...]
    words: tuple[Neighbour, ...]


class EmbeddingMap:
    """Map of the records of an index.

    places: (n records, 2) coordinates; families: first family of each record, or empty.
    """

    def __init__(self, retriever: Retriever) -> None:
        """retriever: over the artefact that holds the map."""
        self._retriever = retriever
        content = retriever.content
        self._records = content.record_vectors
        self.places: Matrix = content.plane.place(self._records)
        self.families = tuple(next(iter(each.familles), "") for each in content.records)

    def place(self, text: str) -> Placed:
        """Place a text on the map, without spelling correction.

        Args:
            text: a need.

        Returns:
            Its position and its neighbours.

        Raises:
            InvalidQuery: when it is empty or unreadable.
            EncoderUnavailable: without the encoder, or when it is late.
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
        """Return a text with phonetic spelling errors."""
        return Noise(SEED).write(text, STYLE)

    def _nearest(self, column: Matrix) -> tuple[Neighbour, ...]:
        rows = np.argsort(-column, kind="stable")[:NEIGHBOURS]
        return tuple(
            Neighbour(self._retriever.records[row], float(column[row]))
            for row in rows
            if column[row] > 0
        )
