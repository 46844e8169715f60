"""Encoding of queries within a time limit, and with a bounded queue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import Lock
from time import monotonic

import numpy as np

from index.arrays import Matrix
from index.encoder.onnx import Encoder
from index.encoder.vector_cache import VectorCache

VectorWait = Callable[[], Matrix | None]
"""Waits for the vectors of n texts that are being encoded: (n, d) float32, unit norm, None without;
n is 1 for a query."""
WAITING_MAX = 8
"""Most texts in the queue, the one being encoded included; when it is full, a query gets no
vector, and is searched by its words only."""


class BoundedEncoder:
    """Encoder of queries with a time limit: a vector that would come too late is given up.

    Texts are encoded one at a time: several at once would each be slower. Several threads may use
    the same object.
    """

    def __init__(
        self,
        encoder: Encoder,
        limit_s: float | None = None,
        waiting_max: int = WAITING_MAX,
        kept: int = 0,
    ) -> None:
        """Start with an empty queue.

        encoder: makes the vectors; limit_s: longest wait for a vector, in seconds, None to wait as
        long as it takes, without a queue; waiting_max: most texts in the queue, the one being
        encoded included; kept: vectors kept for texts that come again, 0 for none.
        """
        self._encoder = encoder
        self._cache = VectorCache(kept)
        self._limit_s = limit_s
        self._waiting_max = waiting_max
        self._pool = ThreadPoolExecutor(1, "encodeur") if limit_s is not None else None
        self._counting = Lock()
        self._waiting = 0

    @property
    def waiting(self) -> int:
        """Number of queries in the queue at this moment, the one being encoded included."""
        return self._waiting

    def encode(self, text: str) -> Matrix | None:
        """Return the vector of a query, (1, d) float32, of unit norm.

        None when the queue is full, or when the vector is not made within the time limit. One that
        is kept does not wait.
        """
        return self.start(text)()

    def encode_all(self, texts: Sequence[str]) -> Matrix | None:
        """Return the vectors of n distinct texts, in one turn: (n, d) float32, unit norm.

        None when the queue is full, or when they are not all made within the time limit.
        """
        known = {text: self._cache.get(text) for text in texts}
        missing = [text for text, vector in known.items() if vector is None]
        if missing:
            made = self._queued(missing)()
            if made is None:
                return None
            known |= {text: made[row : row + 1] for row, text in enumerate(missing)}
        return np.concatenate([vector for vector in known.values() if vector is not None])

    def start(self, text: str) -> VectorWait:
        """Put a query in the queue, and return what waits for its vector, as `encode` does.

        Without a time limit there is no queue: the vector is made when it is waited for.
        """
        kept = self._cache.get(text)
        return self._queued([text]) if kept is None else lambda: kept

    def _queued(self, texts: Sequence[str]) -> VectorWait:
        """Put texts in the queue as one, and return what waits for their vectors."""
        if self._pool is None or self._limit_s is None:
            return partial(self._made, texts)
        if not self._enter():
            return lambda: None
        work = self._pool.submit(self._made, texts)
        work.add_done_callback(lambda _: self._leave())
        return partial(_result, work, monotonic() + self._limit_s)

    def _made(self, texts: Sequence[str]) -> Matrix:
        """Return the vectors of texts, once made and kept."""
        vectors = self._encoder.encode_queries(texts)
        for row, text in enumerate(texts):
            self._cache.keep(text, vectors[row : row + 1].copy())
        return vectors

    def _enter(self) -> bool:
        """Take a place in the queue; return whether there was one."""
        with self._counting:
            if self._waiting >= self._waiting_max:
                return False
            self._waiting += 1
            return True

    def _leave(self) -> None:
        """Give the place back."""
        with self._counting:
            self._waiting -= 1


def _result(work: Future[Matrix], until: float) -> Matrix | None:
    """Return the vector of a text in the queue; None at the moment `until`, when it is given up."""
    try:
        return work.result(timeout=max(until - monotonic(), 0))
    except TimeoutError:
        work.cancel()
        return None
