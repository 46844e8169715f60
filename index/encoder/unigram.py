"""Unigram tokenizer of the encoders of the XLM-R family, its pieces mapped from files.

pieces.marisa   texts of the pieces, as a trie
pieces.npy      (n,) of `PIECES`: identifier and score of each, by its place in the trie
pieces.json     identifiers of the marks, length of the longest piece

A text is cut into the pieces whose scores have the greatest sum (Kudo 2018, by Viterbi's
algorithm). The ids are those of sentencepiece, to the last: sums are rounded to float32 as it does.
They are derived from `tokenizer.model`, which the fingerprint of the encoder covers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from struct import Struct

import marisa_trie
import numpy as np
from numpy.typing import NDArray
from tokenizers import normalizers

from index.frozen_model import FrozenModel

TRIE, VALUES, MARKS = "pieces.marisa", "pieces.npy", "pieces.json"
DERIVED = frozenset({TRIE, VALUES, MARKS})
"""Files that are made from another one of the encoder: its fingerprint leaves them out."""
PIECES = np.dtype([("id", "i4"), ("score", "f4")])
SPACE = "\u2581"
"""Character that stands for a space in pieces, and begins a text."""
UNKNOWN_PENALTY = np.float32(10)
"""Taken off the lowest score of the pieces for a character that none begins with."""
_FLOAT = Struct("f")


class Marks(FrozenModel):
    """Parameters of a tokenizer, besides its pieces.

    start, end: identifiers put before and after those of a text; unknown: that of characters
    outside all pieces; longest: characters of the longest piece.
    """

    start: int
    end: int
    unknown: int
    longest: int


class UnigramTokenizer:
    """Tokenizer of texts into pieces of words; safe to share between threads.

    Texts are first normalised as XLM-R expects: control characters removed (Nmt), then NFKC; then
    spaces are made single.
    """

    def __init__(self, trie: marisa_trie.Trie, pieces: NDArray[np.void], marks: Marks) -> None:
        """trie: texts of the pieces; pieces: (n,) of `PIECES`, by place in the trie."""
        self._trie, self._marks = trie, marks
        self._ids, self._scores = pieces["id"], pieces["score"]
        lowest = pieces["score"].min() if len(pieces) else np.float32(0)
        self._unknown_score = float(lowest - UNKNOWN_PENALTY)
        self._normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC()])

    @classmethod
    def open(cls, folder: Path) -> UnigramTokenizer:
        """Open the files that `write_pieces` made, mapped in memory.

        Args:
            folder: that of the encoder, whose digests were verified.

        Returns:
            The tokenizer.

        Raises:
            OSError: when a file is absent or unreadable.
            ValueError: when a file is not in the format expected of its name.
        """
        try:
            trie = marisa_trie.Trie().mmap(str(folder / TRIE))
        except RuntimeError as error:
            raise ValueError(f"{TRIE} : {error}") from error
        pieces = np.load(folder / VALUES, mmap_mode="r", allow_pickle=False)
        return cls(trie, pieces, Marks.model_validate_json((folder / MARKS).read_bytes()))

    def ids(self, text: str) -> list[int]:
        """Return the token ids of a whole text, between the special tokens of start and end."""
        words = [word for word in self._normalizer.normalize_str(text).split(" ") if word]
        spelt = SPACE + SPACE.join(words) if words else ""
        return [self._marks.start, *self._pieces(spelt), self._marks.end]

    def _pieces(self, text: str) -> list[int]:
        """Return the ids of the pieces of a text, the likeliest ones."""
        ids: list[int] = []
        lasts, at, unknown = self._lasts(text), len(text), self._marks.unknown
        while at > 0:
            at, place = lasts[at]
            if place >= 0:
                ids.append(int(self._ids[place]))
            elif ids[-1:] != [unknown]:  # characters that follow each other are one unknown piece
                ids.append(unknown)
        return ids[::-1]

    def _lasts(self, text: str) -> list[tuple[int, int]]:
        """Return, for each end in a text, where its last piece starts, and its place in the trie.

        The place is -1 for a character that is no piece.
        """
        scores, longest = self._scores, self._marks.longest
        prefixes = self._trie.iter_prefixes_with_ids
        best = [0.0] + [-np.inf] * len(text)
        lasts = [(0, -1)] * (len(text) + 1)
        for start in range(len(text)):
            till, has_single = best[start], False
            for piece, place in prefixes(text[start : start + longest]):
                end = start + len(piece)
                score = _rounded(float(scores[place]) + till)
                if score > best[end]:
                    best[end], lasts[end] = score, (start, place)
                has_single = has_single or len(piece) == 1
            if not has_single:
                score = _rounded(self._unknown_score + till)
                if score > best[start + 1]:
                    best[start + 1], lasts[start + 1] = score, (start, -1)
        return lasts


def _rounded(score: float) -> float:
    """Return a sum rounded to float32."""
    return float(_FLOAT.unpack(_FLOAT.pack(score))[0])


def write_pieces(
    pieces: Iterable[tuple[str, float, int]], start: int, end: int, unknown: int, folder: Path
) -> None:
    """Write the pieces of a unigram tokenizer, which `UnigramTokenizer.open` maps.

    Args:
        pieces: text, score and identifier of each, without those of marks.
        start: identifier put before those of a text.
        end: identifier put after them.
        unknown: identifier of characters outside all pieces.
        folder: an existing folder.

    Raises:
        OSError: when a file cannot be written.
    """
    known = {text: (number, score) for text, score, number in pieces}
    trie = marisa_trie.Trie(known)
    values = [known[trie.restore_key(place)] for place in range(len(trie))]
    (folder / TRIE).write_bytes(trie.tobytes())
    np.save(folder / VALUES, np.array(values, dtype=PIECES))
    longest = max(map(len, known), default=1)
    marks = Marks(start=start, end=end, unknown=unknown, longest=longest)
    (folder / MARKS).write_text(json.dumps(marks.model_dump()), encoding="utf-8")
