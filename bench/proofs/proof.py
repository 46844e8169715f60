"""What proofs share: a small catalogue to publish, and the failure of a proof."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from index.artefact.content import ArtefactContent
from index.artefact.manifest import EncoderIdentity
from index.indexing.build import content_of
from index.indexing.text_parts import TextParts
from index.records.jsonl import parse_record
from index.records.passages import passages_of
from index.spelling.dictionary import catalogue_words
from index.spelling.table import SpellingTable
from index.text.word_set import WordSet

DIMENSION = 8
IDENTITY = EncoderIdentity("preuve", "aucun", 1)


class Broken(Exception):
    """Failure of a proof."""


def catalogue(name: str, records: int = 6) -> ArtefactContent:
    """Make a small content: records of one name, random vectors, few words for short writes."""
    lines = (
        f'{{"type": "structure", "id": "{name}-{row}", "nom": "{name} {row}", "description": '
        f'"Un atelier qui répare des ordinateurs, numéro {row}.", "date_maj": "2026-01-15"}}'
        for row in range(records)
    )
    parsed = tuple(parse_record(line) for line in lines)
    passages = [
        passage for row, record in enumerate(parsed) for passage in passages_of(record, row, str)
    ]
    drawn = np.random.default_rng(len(name)).normal(size=(len(passages), DIMENSION))
    vectors = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)
    content = content_of(parsed, passages, vectors, partial(TextParts.of, parsed, passages))
    words = SpellingTable.of(catalogue_words([passage.text for passage in passages]))
    return replace(content, spelling=words, lexicons={"fr": WordSet(words)})
