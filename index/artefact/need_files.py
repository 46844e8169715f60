"""Files of the needs of the thesaurus in an artefact; a text is parsed at its first use.

needs.json             identifiers of the needs, in order
needs.jsonl            [row of the need, kind, text] of each text, and its offsets
need-facts.npy         (m texts,) of `TEXT_FACTS`
need-vectors.npy       (m texts, d) float32, unit norm
need-rounded-*          vectors of the French texts, rounded (`index.taxonomy.rounded_texts`)
foreign-need-rounded-*  those of the others
need-discriminant*.npy weights (needs, d) and biases (needs,) float32 of `NeedVectors.discriminant`
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from index.line_file import LineFile, ParsedLines
from index.records.passages import Kind, Passage
from index.taxonomy.discriminant import Discriminant
from index.taxonomy.need_vectors import NeedVectors
from index.taxonomy.rounded_texts import RoundedTexts

IDENTIFIERS, TEXTS, OFFSETS = "needs.json", "needs.jsonl", "need-offsets.npy"
FACTS, VECTORS = "need-facts.npy", "need-vectors.npy"
ROUNDED = ("need", "foreign-need")
"""Starts of the names of the rounded vectors: of the French texts, of the others."""
WEIGHTS, BIASES = "need-discriminant.npy", "need-discriminant-biases.npy"


def write_needs(
    needs: NeedVectors, folder: Path, save: Callable[[Path, NDArray[Any]], None]
) -> None:
    """Write the needs of the thesaurus, their texts and what is computed from their vectors.

    Args:
        needs: those of the artefact.
        folder: an existing folder.
        save: writes an array to a file.

    Raises:
        OSError: when a file cannot be written.
    """
    lines = LineFile.of(map(_line, needs.texts))
    (folder / IDENTIFIERS).write_text(json.dumps(needs.identifiers), encoding="utf-8")
    (folder / TEXTS).write_bytes(lines.data)
    save(folder / OFFSETS, lines.offsets)
    save(folder / FACTS, needs.facts)
    save(folder / VECTORS, needs.vectors)
    for name, part in zip(ROUNDED, (needs.french, needs.foreign), strict=True):
        part.compared.write(folder, name, save)
    if needs.identifiers:
        save(folder / WEIGHTS, needs.discriminant.weights)
        save(folder / BIASES, needs.discriminant.biases)


def read_needs(folder: Path, load: Callable[[Path], NDArray[Any]]) -> NeedVectors:
    """Read the files that `write_needs` made, the texts and the arrays mapped in memory.

    Args:
        folder: the folder of the files, whose digests were verified.
        load: opens an array.

    Returns:
        The needs.

    Raises:
        OSError: when a file is absent or unreadable.
        ValueError: when a file is not in the format expected of its name.
    """
    identifiers = json.loads((folder / IDENTIFIERS).read_text(encoding="utf-8"))
    lines = LineFile.open(folder / TEXTS, load(folder / OFFSETS))
    french, foreign = (RoundedTexts.open(folder, name, load) for name in ROUNDED)
    return NeedVectors(
        tuple(identifiers),
        ParsedLines(lines, _parsed),
        load(folder / VECTORS),
        load(folder / FACTS),
        Discriminant(load(folder / WEIGHTS), load(folder / BIASES)) if identifiers else None,
        (french, foreign),
    )


def _line(text: Passage) -> str:
    return json.dumps([text.row, text.kind.name, text.text], ensure_ascii=False)


def _parsed(line: bytes) -> Passage:
    row, kind, text = json.loads(line)
    return Passage(row, Kind[kind], text)
