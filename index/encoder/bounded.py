"""Patience: how long a query waits for its vector, and how many may wait at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from index.arrays import Matrix
from index.encoder.onnx import Encoder

WAITING_MAX = 8
"""Texts that wait for the encoder, the one being encoded included: one more does without."""


class PatientEncoder:
    """Gives the vector of a query, or nothing when the encoder is absent, late or asked too much.

    One text is encoded at a time: several at once would each be slower. Safe between threads.
    """

    def __init__(
        self, encoder: Encoder, limit_s: float | None = None, waiting_max: int = WAITING_MAX
    ) -> None:
        """Nothing waits yet.

        encoder: that encodes; limit_s: seconds that a query waits, None for as long as it takes;
        waiting_max: texts that may wait when they wait for a limited time.
        """
        self._encoder = encoder
        self._limit_s = limit_s
        self._waiting_max = waiting_max
        self._pool = ThreadPoolExecutor(1, "encodeur") if limit_s is not None else None
        self._counting = Lock()
        self._waiting = 0

    @property
    def waiting(self) -> int:
        """How many texts wait for their vector now."""
        return self._waiting

    def encode(self, text: str) -> Matrix | None:
        """The vector (1, d) float32 of unit norm of a text; None rather than waiting too long."""
        if self._pool is None:
            return self._encoder.encode_queries([text])
        if not self._enter():
            return None
        work = self._pool.submit(self._encoder.encode_queries, [text])
        work.add_done_callback(lambda _: self._leave())
        try:
            return work.result(timeout=self._limit_s)
        except TimeoutError:
            work.cancel()
            return None

    def _enter(self) -> bool:
        with self._counting:
            if self._waiting >= self._waiting_max:
                return False
            self._waiting += 1
            return True

    def _leave(self) -> None:
        with self._counting:
            self._waiting -= 1
