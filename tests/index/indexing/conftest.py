"""A library as several sources tell it, and an empty file of records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.arrays import Matrix
from index.indexing.encoding import Share, encode
from index.indexing.record_lines import RecordLines
from index.indexing.vector_cache import vector_cache
from index.records.models import AnyRecord
from tests.conftest import make_actor
from tests.hash_encoder import HashEncoder

SIRET, OTHER_SIRET = "13002526500013", "55210055400013"
LIBRARY: dict[str, Any] = {
    "id": "mediatheque",
    "nom": "Médiathèque Jean Lévy",
    "adresse": "32 rue Édouard Delesalle",
    "commune": "Lille",
    "code_insee": "59350",
    "latitude": 50.6300,
    "longitude": 3.0600,
}


def encoded(home: Path, texts: Sequence[str], encoder: HashEncoder) -> tuple[Matrix, int]:
    """The vectors of some texts, and how many were encoded."""
    vectors = np.zeros((len(texts), encoder.dimension), dtype=np.float32)
    with vector_cache(home, encoder.fingerprint, encoder.dimension) as cached:
        count = encode(texts, vectors, [Share(encoder.encode_passages)], cached)
    return vectors, count


def library(identifier: str = "mediatheque", **fields: Any) -> AnyRecord:
    """The library as one source tells it."""
    return make_actor(**(LIBRARY | {"id": identifier} | fields))


@pytest.fixture
def lines(tmp_path: Path) -> Iterator[RecordLines]:
    """An empty file of records."""
    with RecordLines(tmp_path / "records.jsonl") as opened:
        yield opened
