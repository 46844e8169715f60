"""Requests that a catalogue cannot serve, to learn what a search that fails looks like there.

They are examples of other fields (files of one request a line), words without meaning and names of
persons that do not exist.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.arrays import Rows
from index.engines.base import NO_ROWS

BESIDE = 12
"""Examples before and after one in its file that are hidden with it: they are of the same field."""
INVENTED = 0.1
"""Share of words without meaning, and of names of persons, among the requests."""
ONE_WORD = 0.3
"""Share of the examples that are cut to one of their words."""
_SYLLABLES = (
    "bra", "cro", "dul", "fen", "gri", "jol", "kem", "lor", "mub", "nez", "pla", "quo", "ruv",
    "sti", "tac", "vul", "zib", "war", "hou", "yan",
)  # fmt: skip
_FIRST = (
    "Amélie", "Boris", "Carine", "Dylan", "Elsa", "Farid", "Gaëlle", "Hugo", "Ines", "Joël",
    "Karim", "Lucie", "Moussa", "Nadège", "Omar", "Paul", "Rose", "Sonia", "Théo", "Yvonne",
)  # fmt: skip


@dataclass(frozen=True)
class UnservedRequest:
    """Request that the catalogue cannot serve.

    text: as somebody would type it; hidden: (h,) int64, positions of the out-of-scope examples that
    the margin leaves out while it is scored: itself and those beside it in their file; field:
    number of the field that it is of, -1 when unknown.
    """

    text: str
    hidden: Rows
    field: int = -1


class RequestMaker:
    """Draws requests that a catalogue cannot serve; the same seed draws the same ones."""

    def __init__(
        self, out_of_scope: Sequence[str], others: Sequence[Sequence[str]], seed: int
    ) -> None:
        """Hold the examples.

        out_of_scope: those of the index, which its margin is measured with, in the order of their
        file; others: requests to other catalogues, which no margin uses, field by field; seed: any
        number.
        """
        self._own = out_of_scope
        self._others = [(text, field) for field, texts in enumerate(others) for text in texts]
        self._random = random.Random(seed)  # noqa: S311 - nothing secret

    def draw(self, most: int) -> Iterator[UnservedRequest]:
        """Yield requests: half of the others, then examples, words without meaning and names.

        most: number of requests at most.
        """
        invented = round(most * INVENTED)
        others = self._random.sample(range(len(self._others)), min(most // 2, len(self._others)))
        examples = min(most - invented - len(others), len(self._own))
        for place in others:
            text, field = self._others[place]
            yield UnservedRequest(self._cut(text), NO_ROWS, field)
        for place in self._random.sample(range(len(self._own)), max(examples, 0)):
            beside = np.arange(max(0, place - BESIDE), min(len(self._own), place + BESIDE + 1))
            yield UnservedRequest(self._cut(self._own[place]), beside)
        for number in range(invented):
            yield UnservedRequest(self._name() if number % 2 else self._nonsense(), NO_ROWS)

    def _cut(self, text: str) -> str:
        """Return a request, or its longest word."""
        if self._random.random() >= ONE_WORD:
            return text
        return max(text.replace("'", " ").split(), key=len)

    def _nonsense(self) -> str:
        """Return one to three words without meaning."""
        return " ".join(self._word() for _ in range(self._random.randint(1, 3)))

    def _name(self) -> str:
        """Return the name of a person that does not exist."""
        return f"{self._random.choice(_FIRST)} {self._word().capitalize()}"

    def _word(self) -> str:
        return "".join(self._random.choices(_SYLLABLES, k=self._random.randint(2, 3)))
