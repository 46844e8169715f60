"""The encoder that serves: texts to vectors of unit norm, by onnxruntime alone.

Vectors are normalised here and nowhere else. Serving imports neither torch nor transformers:
`index.encoder_export.onnx` prepares the folder that this module reads.
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
from pydantic import BaseModel, ConfigDict, ValidationError

from index.arrays import Matrix, Progress
from index.encoder.tokenizers import open_tokenizer
from index.errors import EncoderUnavailable, FileChanged
from index.files import FileDigest, verify

SERVING, SERVING_FILE = "serving", "encoder.json"
FORMAT = 2
QUERY_MAX_TOKENS = 128
"""A query is at most a few hundred characters; the rest would only cost time."""


class Encoder(Protocol):
    """Texts to vectors (n, dimension) float32 of unit norm.

    fingerprint: changes when the same text would give another vector.
    """

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    @property
    def fingerprint(self) -> str:
        """SHA-256, in hexadecimal, of all that decides the vectors."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        """Vectors (q, dimension) float32 of unit norm."""
        ...

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        """Vectors (n, dimension) float32 of unit norm."""
        ...


class ServingManifest(BaseModel):
    """What `encoder.json` says of a prepared encoder."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    source: str
    dimension: int
    max_tokens: int
    query_prompt: str
    passage_prompt: str
    inputs: tuple[str, ...]
    files: dict[str, FileDigest]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the weights, the tokenizer and the prompts."""
        parts = [self.query_prompt, self.passage_prompt, str(self.max_tokens)]
        parts += [f"{name} {self.files[name].sha256}" for name in sorted(self.files)]
        return sha256("\n".join(parts).encode()).hexdigest()


def read_manifest(folder: Path) -> ServingManifest:
    """The manifest of a prepared encoder.

    Args:
        folder: where the encoder was prepared.

    Returns:
        The manifest, of the format that this code reads.

    Raises:
        EncoderUnavailable: when there is none, or it was made by another version.
    """
    path = folder / SERVING_FILE
    try:
        manifest = ServingManifest.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise EncoderUnavailable(
            f"Aucun encodeur préparé dans {folder} : lancez « orientess build »."
        ) from error
    except (OSError, ValidationError) as error:
        raise EncoderUnavailable(
            f"{path} est illisible : préparez à nouveau l'encodeur."
        ) from error
    if manifest.format != FORMAT:
        raise EncoderUnavailable(f"{path} a le format {manifest.format}, attendu {FORMAT}.")
    return manifest


def prepared(folder: Path, source: str) -> ServingManifest | None:
    """The manifest of the encoder prepared in a folder, if it is sound and made from `source`."""
    try:
        manifest = read_manifest(folder)
        verify(folder, manifest.files)
    except (EncoderUnavailable, FileChanged):
        return None
    return manifest if manifest.source == source else None


class OnnxEncoder:
    """A prepared sentence-transformers model, quantised to int8.

    Each text is a run of its own: dynamic quantisation scales activations over a whole batch, so
    that a vector would otherwise depend on its neighbours.
    """

    def __init__(self, folder: Path, at_once: int = 1, threads_each: int = 1) -> None:
        """Open the encoder prepared in `folder`.

        Args:
            folder: where the encoder was prepared.
            at_once: number of texts encoded at the same time: for many passages.
            threads_each: number of threads that share one text: for a query that waits.

        Raises:
            EncoderUnavailable: when it was not prepared, a file is absent or changed, or the
                manifest says something else than the model.
        """
        self.manifest = read_manifest(folder)
        try:
            verify(folder, self.manifest.files)
        except FileChanged as error:
            raise EncoderUnavailable(f"Encodeur abîmé : {error} Préparez-le à nouveau.") from error
        self._tokenizer = open_tokenizer(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads_each
        options.inter_op_num_threads = 1
        # threads that spin between two runs take the cores from the rest of the search
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        if not self._is_as_told():
            raise EncoderUnavailable(
                f"{folder / SERVING_FILE} ne dit pas ce qu'est le modèle : préparez-le à nouveau."
            )
        self._at_once = at_once

    def _is_as_told(self) -> bool:
        """Whether the model takes and gives what the manifest says: no digest guards that."""
        taken = {each.name for each in self._session.get_inputs()}
        (given,) = self._session.get_outputs()
        told = self.manifest
        return taken == set(told.inputs) and given.shape[-1] == told.dimension

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self.manifest.dimension

    @property
    def fingerprint(self) -> str:
        """SHA-256, in hexadecimal, of the weights, the tokenizer and the prompts."""
        return self.manifest.fingerprint

    def token_ids(self, text: str) -> list[int]:
        """The token ids of a text, first and last marks included, neither prompt nor cut."""
        return self._tokenizer.ids(text)

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        """Vectors (q, dimension) float32 of unit norm, one a query."""
        prompt = self.manifest.query_prompt
        limit = min(QUERY_MAX_TOKENS, self.manifest.max_tokens)
        return self._encode([prompt + text for text in texts], limit, None)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        """Vectors (n, dimension) float32 of unit norm, one a passage."""
        prompt = self.manifest.passage_prompt
        return self._encode([prompt + text for text in texts], self.manifest.max_tokens, progress)

    def _encode(self, texts: list[str], limit: int, progress: Progress | None) -> Matrix:
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
        """At most `limit` token ids, the final mark kept."""
        return ids if len(ids) <= limit else [*ids[: limit - 1], ids[-1]]

    def _run(self, ids: list[int]) -> NDArray[np.float32]:
        """The raw vector (dimension,) of one text."""
        row = np.array([ids], dtype=np.int64)
        inputs = {"input_ids": row, "attention_mask": np.ones_like(row)}
        (vectors,) = self._session.run(None, {name: inputs[name] for name in self.manifest.inputs})
        return np.asarray(vectors[0], dtype=np.float32)
