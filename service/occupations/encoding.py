"""Embedding of the skills of a person within a request: charged by text, and in its turn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from index.arrays import Matrix
from index.search.query import MAX_CHARS
from index.skills.query import ProfileQuery
from index.skills.recommender import ReadQuery, Recommender, texts_typed
from service.auth.access import charge
from service.http.capacity import BatchQueue, Capacity

PROMPT_TEXTS = 4
"""Distinct texts of a profile up to which a request is answered at once, if it is short too.

A request with more texts, or longer than a search may be, waits in the queue of batches.
"""
COMPARED = 2
"""Units of quota, besides one a text, for the comparison with all occupations: it takes twice as
much processor as a search."""
TEXTS_AT_ONCE = 8
"""Texts of a long profile that are embedded in one turn: other requests wait for no more."""
Answer = TypeVar("Answer")
Vectors = Mapping[str, Matrix]
"""Each text of a query -> its embedding, (1, d) float32, unit norm."""


async def answered(
    request: Request,
    batches: BatchQueue,
    recommender: Recommender,
    query: ProfileQuery,
    answer: Callable[[ReadQuery, Vectors], Answer],
    more: int = 0,
) -> Answer:
    """Read a profile, embed its texts and answer, each text counted once in the quota.

    Args:
        request: the request to answer.
        batches: the queue in which long profiles wait.
        recommender: reads and embeds.
        query: the profile.
        answer: makes the answer, in a thread, from the query read and the embeddings of its texts.
        more: number of texts that `answer` embeds itself.

    Returns:
        What `answer` returns.

    Raises:
        QuotaSpent: when fewer requests than texts are left to the client in this minute.
        ServiceBusy: when too many batches wait.
        EncoderUnavailable: when no encoder is loaded, or it takes too long.
    """
    typed = await run_in_threadpool(lambda: len(texts_typed(query)))
    read: ReadQuery | None = None
    if typed <= PROMPT_TEXTS and len(query.text) <= MAX_CHARS:
        await charge(request, COMPARED + typed + more)
        read = await run_in_threadpool(recommender.read, query)
        if len(read.texts) <= PROMPT_TEXTS:
            return await run_in_threadpool(_at_once, recommender, read, answer)
    async with batches.opened(request) as slots:
        if read is None:
            await charge(request, COMPARED + typed + more)  # once let in: who is refused comes back
            read = await slots.run(partial(recommender.read, query))
        # texts that only the correction of the spelling found; the request was counted already
        await charge(request, max(0, 1 + len(read.texts) - typed))
        vectors = await encoded(slots, recommender, read.texts)
        return await slots.run(partial(answer, read, vectors))


async def encoded(slots: Capacity, recommender: Recommender, texts: Sequence[str]) -> Vectors:
    """Embed the texts of a profile, `TEXTS_AT_ONCE` (8) in each turn.

    Args:
        slots: where each turn waits for its slot.
        recommender: embeds.
        texts: distinct ones.

    Returns:
        Each text -> its embedding, (1, d) float32, unit norm.

    Raises:
        EncoderUnavailable: when no encoder is loaded, or it takes too long.
    """
    vectors: dict[str, Matrix] = {}
    for start in range(0, len(texts), TEXTS_AT_ONCE):
        some = texts[start : start + TEXTS_AT_ONCE]
        vectors |= await slots.run(partial(recommender.encode_all, some))
    return vectors


def _at_once(
    recommender: Recommender, read: ReadQuery, answer: Callable[[ReadQuery, Vectors], Answer]
) -> Answer:
    return answer(read, recommender.encode_all(read.texts))
