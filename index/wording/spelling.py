"""Evaluation of spelling correction: precision and recall of the words that it changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index.errors import EvaluationError
from index.spelling.corrector import Corrector
from index.text.analysis import tokens

SpellingPair = tuple[str, str]
"""(text as typed, text as meant): ("reparé mon telefone", "réparer mon téléphone")."""


@dataclass(frozen=True)
class Tally:
    """Numbers of misspelt and corrected words in some texts; words of one stem count as the same.

    wrong: words of the intended texts that were not typed; changed: words that the correction
    introduced; right: those of `changed` that are in the intended texts.
    """

    wrong: int
    changed: int
    right: int

    @property
    def precision(self) -> float:
        """Share of the words introduced that are right, in [0, 1]; 1 when none was introduced."""
        return self.right / self.changed if self.changed else 1.0

    @property
    def recall(self) -> float:
        """Share of the misspelt words that were corrected, in [0, 1]; 1 when none was misspelt."""
        return self.right / self.wrong if self.wrong else 1.0


def tally(corrector: Corrector, pairs: Iterable[SpellingPair]) -> Tally:
    """Correct some texts, and count the words rightly and wrongly changed.

    corrector: the one to measure; pairs: (text as typed, text as intended).
    """
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
    """Read pairs of a text as typed and the same text as intended.

    Args:
        path: file in UTF-8, one pair a line: text as typed, tabulation, text as intended.

    Returns:
        The pairs, in the order of the file.

    Raises:
        EvaluationError: when the file is unreadable, or a line lacks one of both texts.
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
