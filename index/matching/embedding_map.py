"""Map of embeddings: the records as points of a plane, where a text can be placed among them.

It demonstrates, with the vectors that searches use, the meaning of "near in meaning".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.arrays import Column, Matrix
from index.candidates.record_view import RecordView
from index.errors import EncoderUnavailable
from index.matching.neighbours import Neighbour
from index.ordering.fusion import Channel, first_records
from index.search.query import Query
from index.search.retriever import Retriever
from index.text.noise import Noise

NEIGHBOURS = 5
SEED, STYLE = 7, "phonetique"
"""Seed and style of the misspelling by sound: a same text is always misspelt in the same way."""


@dataclass(frozen=True)
class Placed:
    """A text placed on the map of the records.

    text: as placed; x, y: its position: the weighted mean of the points of the records nearest in
    meaning, in standard deviations of the points of all records; meaning: records nearest by the
    cosine of embeddings; words: records nearest by BM25, which compares words, on the text as
    typed; at most five of each, nearest first.
    """

    text: str
    x: float
    y: float
    meaning: tuple[Neighbour, ...]
    words: tuple[Neighbour, ...]


class EmbeddingMap:
    """Map of the records of an index as points of a plane: records of near meaning are near.

    It shows all the records, or a sample of them when they are too many to be all scored. places:
    (n records, 2) float32, coordinates in standard deviations of the points of all records;
    families: for each record shown, the code of its first family (field of activity), "" when it
    has none.
    """

    def __init__(self, retriever: Retriever) -> None:
        """retriever: an open index; its encoder is needed only to place a new text."""
        self._retriever, self._plane = retriever, retriever.content.plane
        shown, table = retriever.sample, retriever.content.table
        self.places: Matrix = self._plane.place(shown.vectors)
        self.families = tuple(map(table.family, shown.rows.tolist()))

    def place(self, text: str) -> Placed:
        """Place a text on the map among the records, without correcting its spelling.

        Args:
            text: a need in everyday words, such as "réparer mon téléphone".

        Returns:
            Its position, and the nearest records by meaning and by words.

        Raises:
            InvalidQuery: when the text has no letter nor digit, is too long, or is not valid
                Unicode.
            EncoderUnavailable: when no encoder is loaded, too many texts wait for it, the time
                limit passes first, or the engine does not answer.
        """
        query = Query(text, exact=True, anywhere=True)
        vector = self._retriever.vector(query.text)
        near = self._retriever.near(vector)
        if not len(near):
            raise EncoderUnavailable(
                "La recherche par le sens ne répond pas : réessayez dans un instant."
            )
        cosines = near.cosines(vector[0])
        rows, shares = first_records(cosines)
        x, y = (shares @ self._plane.place(near.vectors[rows])).tolist()
        scored = self._retriever.score(self._retriever.understand(query), None)
        words = scored.records[Channel.WORDS]
        return Placed(query.text, x, y, _nearest(near, cosines), _nearest(scored.view, words))

    @staticmethod
    def misspelt(text: str) -> str:
        """Return a text misspelt as it sounds ("foto"), always in the same way."""
        return Noise(SEED).write(text, STYLE)


def _nearest(view: RecordView, column: Column) -> tuple[Neighbour, ...]:
    """Return the records in view that score most, nearest first."""
    positions = np.argsort(-column, kind="stable")[:NEIGHBOURS].tolist()
    return tuple(
        Neighbour(view.record(position), float(column[position]))
        for position in positions
        if column[position] > 0
    )
