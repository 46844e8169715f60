"""Names of the structures of the catalogue: one is looked for, and none of the others is read."""

from __future__ import annotations

import numpy as np

from index.errors import InvalidQuery
from index.search.query import Query
from index.search.retriever import Retriever

COMPARED = 50
"""Records, those whose words and letters are nearest to a name, whose own name is compared."""


class KnownNames:
    """Whether a structure of the catalogue has a name; to be used as a collection of names."""

    def __init__(self, retriever: Retriever) -> None:
        """retriever: an open index; its encoder is not used."""
        self._retriever = retriever

    def __contains__(self, name: object) -> bool:
        """Return whether a structure has a name, whatever its capitals."""
        try:
            query = Query(str(name), exact=True, anywhere=True)
        except InvalidQuery:
            return False
        scored = self._retriever.score(self._retriever.understand(query), None)
        nearest = np.argsort(-scored.fusion.scores, kind="stable")[:COMPARED].tolist()
        wanted = str(name).casefold()
        return any(scored.view.record(at).nom.casefold() == wanted for at in nearest)
