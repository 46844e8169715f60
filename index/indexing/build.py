"""Building: records to passages, vectors and sparse weights, published as an artefact.

Only passages whose text changed are encoded again: the others keep the vector that the current
artefact holds, when the same encoder and the same template made it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from pathlib import Path

import numpy as np
import wordfreq

from index.arrays import Matrix, Progress
from index.artefact import manifest as artefact
from index.artefact import versions
from index.artefact.content import Content
from index.artefact.manifest import EncoderIdentity, Manifest
from index.artefact.projection import fit_plane
from index.encoder.onnx import Encoder
from index.engines.sparse import ngram_matrix, word_matrix
from index.errors import ArtefactError
from index.indexing.deduplication import distinct
from index.records.models import AnyRecord
from index.records.passages import TEMPLATE_VERSION, Kind, Passage, passages_of
from index.spelling.dictionary import bigrams, catalogue_words, with_french
from index.taxonomy import need_vectors, occupation_vectors
from index.taxonomy.need_vectors import NeedVectors
from index.taxonomy.occupation_vectors import OccupationVectors
from index.taxonomy.occupations import Occupation
from index.taxonomy.thesaurus import Thesaurus
from index.text.analysis import fold
from index.text.language_detection import FRENCH, OTHERS
from index.text.stopwords import STOP_WORDS
from index.text.word_set import WordSet

FRENCH_WORDS = 100_000
"""Most frequent words of French kept for spelling. With 60,000, twice as many right words are
taken for mistakes; beyond, the list holds mistakes itself."""

FOREIGN_WORDS, SHARED_WORDS = 20_000, 3_000
"""Most frequent words of other languages kept to tell them from French, less the most frequent of
French: with more of these, foreign texts pass for French; with fewer, mistaken French does not."""


@dataclass(frozen=True)
class BuildReport:
    """What a build did: its manifest, and how many passages were encoded anew.

    merged: records that were one with another for certain; grouped: those likely so.
    """

    manifest: Manifest
    encoded: int
    merged: int = 0
    grouped: int = 0


def build(
    records: Sequence[AnyRecord],
    encoder: Encoder,
    encoder_name: str,
    home: Path,
    progress: Progress | None = None,
    thesaurus: Thesaurus | None = None,
    lexicon: WordSet | None = None,
    occupations: Sequence[Occupation] = (),
) -> BuildReport:
    """Build an artefact from records and publish it in `home`.

    Args:
        records: what to index, in the order that the artefact keeps.
        encoder: makes the vectors of the passages that are not known yet.
        encoder_name: name of the encoder, kept in the manifest.
        home: folder of the versions of the index.
        progress: called with (done, total) passages as they are encoded.
        thesaurus: the needs that records may serve.
        lexicon: the words that exist in French.
        occupations: jobs and roles that skills lead to.

    Returns:
        The manifest published, and how many passages were encoded anew.

    Raises:
        EngineError: when the vectors cannot be written; what was current stays.
        OSError: when the disk refuses; what was current stays.
    """
    known = distinct(records)
    thesaurus = thesaurus or Thesaurus({}, {})
    passages = [
        passage
        for row, record in enumerate(known.records)
        for passage in passages_of(record, row, thesaurus.label)
    ]
    identity = EncoderIdentity(encoder_name, encoder.fingerprint, TEMPLATE_VERSION)
    told, asked = need_vectors.texts_of(thesaurus), occupation_vectors.texts_of(occupations)
    texts = [*passages, *told, *asked]
    vectors, encoded = encode(texts, encoder, known_vectors(home, identity), progress)
    size, end = len(passages), len(passages) + len(told)
    known_needs = NeedVectors(tuple(thesaurus.needs), tuple(told), vectors[size:end])
    indexed_occupations = OccupationVectors(
        tuple(occupations), tuple(each.text for each in asked), vectors[end:]
    )
    said = [text.text for text in told if text.kind is not Kind.OTHER_LANGUAGE]
    content = content_of(known.records, passages, vectors[:size], lexicons_of(lexicon), said)
    families = [next(iter(each.familles), "") for each in known.records]
    plane = fit_plane(content.record_vectors, families)
    content = replace(
        content,
        needs=known_needs,
        occupations=indexed_occupations,
        plane=plane,
        groups=known.groups,
    )
    manifest = versions.publish(content, identity, home)
    return BuildReport(manifest, encoded, known.merged, sum(map(len, known.groups)))


def known_vectors(home: Path, identity: EncoderIdentity) -> dict[str, Matrix]:
    """Digest of a passage -> its vector (d,), from the current artefact if it was made alike."""
    folder = home / versions.CURRENT
    try:
        manifest = artefact.read_manifest(folder)
        made_by = EncoderIdentity(manifest.encoder, manifest.fingerprint, manifest.template)
        if made_by != identity:
            return {}
        content = artefact.read(folder).content
    except ArtefactError:
        return {}
    asked = occupation_vectors.texts_of(content.occupations.occupations)
    texts = chain(content.passages, content.needs.texts, asked)
    vectors = chain(content.vectors, content.needs.vectors, content.occupations.vectors)
    return {text.digest: vector for text, vector in zip(texts, vectors, strict=True)}


def content_of(
    records: tuple[AnyRecord, ...],
    passages: Sequence[Passage],
    vectors: Matrix,
    lexicons: Mapping[str, WordSet],
    said: Sequence[str] = (),
) -> Content:
    """What an artefact holds of some records.

    Args:
        records: in their order.
        passages: their texts, in the order of the records.
        vectors: (n passages, d) float32 of unit norm.
        lexicons: code of a language -> its words.
        said: other texts whose words stand side by side as people write them.

    Returns:
        The content, with its sparse weights and its words.
    """
    texts = [passage.indexed_text for passage in passages]
    rows = [passage.row for passage in passages]
    words, stems = word_matrix(texts, rows)
    return Content(
        records=records,
        passages=tuple(passages),
        vectors=vectors,
        words=words,
        ngrams=ngram_matrix(texts, rows),
        stems=stems,
        spelling=with_french(catalogue_words(texts), _french_words(), lexicons.get(FRENCH) or None),
        lexicons=lexicons,
        bigrams=WordSet(bigrams([*texts, *said])),
    )


def lexicons_of(french: WordSet | None) -> dict[str, WordSet]:
    """The words of French, as given, and those of other languages that are none of French."""
    if not french:
        return {FRENCH: WordSet()}
    ours = {*STOP_WORDS, *_frequent(FRENCH)[:SHARED_WORDS]}
    others = {
        code: WordSet(word for word in _frequent(code) if word not in ours and word not in french)
        for code in OTHERS
    }
    return {FRENCH: french, **others}


def encode(
    passages: Sequence[Passage],
    encoder: Encoder,
    known: dict[str, Matrix],
    progress: Progress | None = None,
) -> tuple[Matrix, int]:
    """The vectors of passages, those already known not made again.

    Args:
        passages: n texts.
        encoder: makes what is not known.
        known: digest of a passage -> its vector (d,).
        progress: called with (done, total).

    Returns:
        The vectors (n, d) float32 of unit norm, and how many passages were encoded.
    """
    new = {
        passage.digest: passage.indexed_text for passage in passages if passage.digest not in known
    }
    if new:
        fresh = encoder.encode_passages(list(new.values()), progress)
        known = known | dict(zip(new, fresh, strict=True))
    return np.stack([known[passage.digest] for passage in passages]), len(new)


@cache
def _french_words() -> tuple[tuple[str, float], ...]:
    """The frequent words of French with their Zipf frequency (wordfreq, CC BY-SA 4.0)."""
    words = wordfreq.top_n_list("fr", FRENCH_WORDS)
    return tuple((word, wordfreq.zipf_frequency(word, "fr")) for word in words)


@cache
def _frequent(code: str) -> tuple[str, ...]:
    """The frequent words of a language, folded (wordfreq, CC BY-SA 4.0)."""
    words = map(fold, wordfreq.top_n_list(code, FOREIGN_WORDS))
    return tuple(word for word in words if len(word) > 1)
