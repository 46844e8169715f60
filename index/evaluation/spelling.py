"""Evaluation of spelling correction: precision and recall on words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index.errors import EvaluationError
from index.spelling.corrector import Corrector
from index.text.analysis import tokens

SpellingPair = tuple[str, str]
"""(as typed, as meant)."""


@dataclass(frozen=True)
class Tally:
    """Words counted by their stem, over some pairs.

    wrong: words meant that were not typed; changed: words that the correction introduced; right:
    those of them that were meant.
    """

    wrong: int
    changed: int
    right: int

    @property
    def precision(self) -> float:
        """Share of the introduced words that were meant, in [0, 1]; 1 when there is none."""
        return self.right / self.changed if self.changed else 1.0

    @property
    def recall(self) -> float:
        """Share of the wrong words that were corrected, in [0, 1]; 1 when there is none."""
        return self.right / self.wrong if self.wrong else 1.0


def tally(corrector: Corrector, pairs: Iterable[SpellingPair]) -> Tally:
    """Correct the typed texts and count their words."""
    wrong = changed = right = 0
    for typed, meant in pairs:
        correction = corrector.correct(typed)
        own = _stems(typed)
        wanted = _stems(meant) - own
        introduced = _stems(typed if correction is None else correction.text) - own
        wrong += wanted.total()
        changed += introduced.total()
        right += (wanted & introduced).total()
    return Tally(wrong, changed, right)


def _stems(text: str) -> Counter[str]:
    return Counter(token.stem for token in tokens(text))


def read_pairs(path: Path) -> list[SpellingPair]:
    """Read the pairs of a file.

    Args:
        path: text as typed, tabulation, text as meant; one pair a line.

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
