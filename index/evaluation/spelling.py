"""Evaluation of spelling: how many mistaken words are mended, and how many rightly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index.errors import EvaluationError
from index.spelling.corrector import Corrector
from index.text.analysis import tokens

Pair = tuple[str, str]
"""(as typed, as meant)."""


@dataclass(frozen=True)
class Tally:
    """Words counted by their stem, over some pairs.

    asked: those of what was meant that were not typed; changed: those that mending brought;
    right: those of them that were meant.
    """

    asked: int
    changed: int
    right: int

    @property
    def precision(self) -> float:
        """The share of the words brought that were meant, in [0, 1]; 1 when none was."""
        return self.right / self.changed if self.changed else 1.0

    @property
    def recall(self) -> float:
        """The share of the words meant that were brought, in [0, 1]; 1 when all were typed."""
        return self.right / self.asked if self.asked else 1.0


def tally(corrector: Corrector, pairs: Iterable[Pair]) -> Tally:
    """Mend what was typed and count."""
    asked = changed = right = 0
    for typed, meant in pairs:
        correction = corrector.correct(typed)
        own = _stems(typed)
        wanted = _stems(meant) - own
        brought = _stems(typed if correction is None else correction.text) - own
        asked += wanted.total()
        changed += brought.total()
        right += (wanted & brought).total()
    return Tally(asked, changed, right)


def _stems(text: str) -> Counter[str]:
    return Counter(token.stem for token in tokens(text))


def read_pairs(path: Path) -> list[Pair]:
    """The pairs of a file.

    Args:
        path: what was typed, a tabulation, what was meant; one pair a line.

    Returns:
        The pairs, in the order of the file.

    Raises:
        EvaluationError: when the file is unreadable, or a line has no pair.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path} est illisible.") from error
    pairs = []
    for number, line in enumerate(lines, 1):
        typed, tab, meant = line.partition("\t")
        if not (tab and typed and meant):
            raise EvaluationError(f"{path.name}:{number} : attendu « tapé, tabulation, voulu ».")
        pairs.append((typed, meant))
    return pairs
