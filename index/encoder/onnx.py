"""Encoder used when serving: texts to vectors of unit norm, by onnxruntime.

Serving imports neither torch nor transformers: `index.encoder_export.onnx` prepares the folder that
this module reads. Vectors are brought to unit norm here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from pydantic import ValidationError

from index.arrays import Matrix, Progress
from index.encoder.tokenizers import open_tokenizer
from index.encoder.unigram import DERIVED
from index.errors import EncoderUnavailable, FileChanged
from index.files import FileDigest, verify
from index.frozen_model import FrozenModel
from index.text.word_set import WordSet

SERVING, SERVING_STUDENT = "serving", "student"
"""Folders of the encoder and of its student, as exported."""
SERVING_DANGERS, SERVING_MARKS = "dangers", "marks"
"""Folders of the encoder of dangers, and of the one that marks words, as exported."""
SERVING_FILE = "encoder.json"
"""Name of their manifest."""
FORMAT = 4
TAUGHT = "taught.marisa"
"""Name, beside a student, of the set of the stems of the words that it was taught."""
HOW_TO_PREPARE = (
    "pip install 'orientess[prepare]' && orientess prepare, ou bien une archive déjà préparée : "
    "orientess prepare --archive FICHIER --sha256 EMPREINTE"
)
"""How to get the encoder, in French."""
LEFT_OUT = frozenset({"SkipLayerNormFusion"})
"""Optimizers of onnxruntime that make a graph slower; see `index.encoder_export.layer_norm`."""
QUERY_MAX_TOKENS = 128
"""Maximum number of tokens of a query that are encoded; the rest is cut off."""


class Encoder(Protocol):
    """Model that encodes a text into a vector of unit norm, near those of texts of like meaning.

    Queries and passages (texts cut from records) have methods of their own: the model adds another
    prefix to each.
    """

    @property
    def dimension(self) -> int:
        """Number of values in a vector."""
        ...

    @property
    def fingerprint(self) -> str:
        """SHA-256, in hexadecimal, of everything that vectors depend on.

        It changes when the same text would have another vector.
        """
        ...

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        """Return the vectors of q queries, given as texts: (q, dimension) float32, unit norm."""
        ...

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        """Return the vectors of n passages, texts to index: (n, dimension) float32, unit norm.

        progress: called with (done, total) passages; None for no report.
        """
        ...


class ServingManifest(FrozenModel):
    """Description of an encoder exported to ONNX, stored beside its files as `encoder.json`.

    format: version number of the format of the files; source: name of the model that was exported;
    dimension: number of values in a vector; max_tokens: number of tokens at which a text is cut;
    query_prompt, passage_prompt: prefixes put before texts, such as "query: "; inputs: names of the
    inputs of the ONNX graph; files: name of a file -> its size in bytes and its SHA-256; teacher:
    fingerprint of the encoder of passages whose vectors those of queries may be compared with, for
    a student, which encodes queries only; empty for an encoder that encodes both.
    """

    format: int
    source: str
    dimension: int
    max_tokens: int
    query_prompt: str
    passage_prompt: str
    inputs: tuple[str, ...]
    files: dict[str, FileDigest]
    teacher: str = ""

    @property
    def fingerprint(self) -> str:
        """SHA-256, in hexadecimal, of the weights, the tokenizer, the prefixes and `max_tokens`.

        It changes when the same text would have another vector.
        """
        parts = [self.query_prompt, self.passage_prompt, str(self.max_tokens)]
        files = sorted(self.files.keys() - DERIVED)
        parts += [f"{name} {self.files[name].sha256}" for name in files]
        return sha256("\n".join(parts).encode()).hexdigest()


def read_manifest(folder: Path) -> ServingManifest:
    """Read the description of an encoder exported to ONNX; its other files are not verified.

    Args:
        folder: the folder that the encoder was exported to.

    Returns:
        The manifest; its format is `FORMAT`.

    Raises:
        EncoderUnavailable: when `encoder.json` is absent, unreadable or of another format.
    """
    path = folder / SERVING_FILE
    try:
        manifest = ServingManifest.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise EncoderUnavailable(
            f"Aucun encodeur préparé dans {folder} : {HOW_TO_PREPARE}."
        ) from error
    except (OSError, ValidationError) as error:
        raise EncoderUnavailable(
            f"{path} est illisible : préparez à nouveau l'encodeur."
        ) from error
    if manifest.format != FORMAT:
        raise EncoderUnavailable(f"{path} a le format {manifest.format}, attendu {FORMAT}.")
    return manifest


def read_verified(folder: Path) -> ServingManifest:
    """Read the description of an encoder exported to ONNX, and verify each of its files.

    Args:
        folder: the folder that the encoder was exported to.

    Returns:
        The manifest; its format is `FORMAT`.

    Raises:
        EncoderUnavailable: when the folder has no encoder, or a file is absent or changed.
    """
    manifest = read_manifest(folder)
    try:
        verify(folder, manifest.files)
    except FileChanged as error:
        raise EncoderUnavailable(f"Encodeur abîmé : {error} Préparez-le à nouveau.") from error
    return manifest


def prepared(folder: Path, source: str) -> ServingManifest | None:
    """Return the manifest of an encoder exported to ONNX, once each of its files is verified.

    folder: the folder it was exported to; source: name of the model that it must come from. None
    when the folder holds no encoder, a damaged one, or one from another model.
    """
    try:
        manifest = read_verified(folder)
    except EncoderUnavailable:
        return None
    return manifest if manifest.source == source else None


class OnnxEncoder:
    """Encoder of texts by onnxruntime: a model exported to ONNX and quantised to int8.

    Each text is encoded alone: dynamic quantisation scales activations over a whole batch, so that
    in a batch a vector would depend on the other texts.
    """

    def __init__(self, folder: Path, at_once: int = 1, threads_each: int = 1) -> None:
        """Open an encoder, once each of its files is verified.

        Args:
            folder: the folder that the model was exported to.
            at_once: number of texts encoded in parallel; more of them make many texts faster.
            threads_each: number of threads that encode one text; more of them make one text faster.

        Raises:
            EncoderUnavailable: when the folder has no encoder, a file is absent or changed, or the
                inputs or the dimension of the model are not those of the manifest.
        """
        self.manifest = read_verified(folder)
        self._tokenizer = open_tokenizer(folder)
        self.taught = self._words(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads_each
        options.inter_op_num_threads = 1
        # threads that spin between two runs take the cores from the rest of the search
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=LEFT_OUT,
        )
        if not self._matches_manifest():
            raise EncoderUnavailable(
                f"{folder / SERVING_FILE} ne dit pas ce qu'est le modèle : préparez-le à nouveau."
            )
        self._at_once = at_once

    def _words(self, folder: Path) -> WordSet:
        """Return the stems of the words that a student was taught; none for another encoder."""
        if TAUGHT not in self.manifest.files:
            return WordSet()
        try:
            return WordSet.open(folder / TAUGHT)
        except ValueError as error:
            raise EncoderUnavailable(f"Mots appris illisibles dans {folder} : {error}") from error

    def _matches_manifest(self) -> bool:
        """Return whether the model has the inputs and the dimension of the manifest.

        No digest covers the manifest itself.
        """
        inputs = {node.name for node in self._session.get_inputs()}
        (output,) = self._session.get_outputs()
        same_dimension = output.shape[-1] == self.manifest.dimension
        return inputs == set(self.manifest.inputs) and bool(same_dimension)

    @property
    def dimension(self) -> int:
        """Number of values in a vector."""
        return self.manifest.dimension

    @property
    def fingerprint(self) -> str:
        """SHA-256, in hexadecimal, of everything that vectors of passages depend on.

        It changes when the same passage would have another vector; that of a student is that of the
        encoder whose vectors its own may be compared with.
        """
        return self.manifest.teacher or self.manifest.fingerprint

    def token_ids(self, text: str) -> list[int]:
        """Return the token ids of a whole text, with the special tokens of its start and end.

        No prefix is added, and the text is not cut.
        """
        return self._tokenizer.ids(text)

    def encode_queries(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        """Return the vectors of q queries: (q, dimension) float32, unit norm.

        A query is cut at `QUERY_MAX_TOKENS` tokens, or at the maximum of the model if it is lower.
        progress: called with (done, total) queries; None for no report.
        """
        prompt = self.manifest.query_prompt
        limit = min(QUERY_MAX_TOKENS, self.manifest.max_tokens)
        return self._encode([prompt + text for text in texts], limit, progress)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        """Return the vectors of n passages, texts to index: (n, dimension) float32, unit norm.

        progress: called with (done, total) passages; None for no report. Raises EncoderUnavailable
        when the encoder is a student, which encodes queries only.
        """
        if self.manifest.teacher:
            raise EncoderUnavailable("Un élève n'encode que des demandes, et aucun passage.")
        prompt = self.manifest.passage_prompt
        return self._encode([prompt + text for text in texts], self.manifest.max_tokens, progress)

    def run(self, ids: list[int]) -> NDArray[np.float32]:
        """Return what the model gives for the token ids of one text, as it is.

        A vector, (dimension,), not normalised; for an encoder that tags tokens, the scores of each,
        (t, dimension).
        """
        return self._run(ids)

    def ids(self, text: str) -> list[int]:
        """Return the token ids of a text; see `token_ids`."""
        return self.token_ids(text)

    def _encode(self, texts: list[str], limit: int, progress: Progress | None) -> Matrix:
        """Return the vectors of texts truncated to `limit` tokens, the longest encoded first."""
        ids = [self._cut(self.token_ids(text), limit) for text in texts]
        order = sorted(range(len(ids)), key=lambda row: -len(ids[row]))
        vectors = np.zeros((len(ids), self.dimension), dtype=np.float32)
        if len(order) == 1:
            vectors[0] = self._run(ids[0])
        else:
            with ThreadPoolExecutor(self._at_once) as pool:
                runs = pool.map(lambda row: self._run(ids[row]), order)
                for done, (row, vector) in enumerate(zip(order, runs, strict=True), start=1):
                    vectors[row] = vector
                    if progress is not None:
                        progress(done, len(order))
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors /= np.maximum(norms, np.finfo(np.float32).tiny)
        return vectors

    @staticmethod
    def _cut(ids: list[int], limit: int) -> list[int]:
        """Truncate token ids to `limit`; the last special token stays."""
        return ids if len(ids) <= limit else [*ids[: limit - 1], ids[-1]]

    def _run(self, ids: list[int]) -> NDArray[np.float32]:
        """Return the raw vector (dimension,) of one text."""
        (name,) = self.manifest.inputs
        (vectors,) = self._session.run(None, {name: np.array([ids], dtype=np.int64)})
        return np.asarray(vectors[0], dtype=np.float32)
