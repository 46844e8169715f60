"""Make data/encoder/vectors.safetensors again: the vectors of needs and occupations."""

from __future__ import annotations

import logging

from index.encoder.onnx import OnnxEncoder
from index.indexing.shipped_vectors import SHIPPED, ShippedVectors
from index.taxonomy import need_vectors, occupation_vectors
from index.taxonomy.occupations import read_occupations
from index.taxonomy.thesaurus import Thesaurus
from service.settings import Settings

LOG = logging.getLogger(__name__)


def main() -> None:
    """Encode the texts of the thesaurus and of our occupations, and write their vectors."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    settings = Settings()
    needs = need_vectors.texts_of(Thesaurus.read(settings.needs, settings.out_of_scope))
    jobs = occupation_vectors.texts_of(read_occupations(settings.occupations))
    texts = list(dict.fromkeys(each.indexed_text for each in (*needs, *jobs)))
    encoder = OnnxEncoder(settings.serving, at_once=settings.encoder_threads)
    made = ShippedVectors.of(texts, encoder.encode_passages(texts))
    made.write(settings.adapter, encoder.fingerprint)
    LOG.info("%s : %d textes", settings.adapter / SHIPPED, len(texts))


if __name__ == "__main__":
    main()
