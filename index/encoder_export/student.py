"""The student: a few layers of the encoder, then one linear layer, which encode queries only.

It is trained so that a query gets the vector of the whole encoder (`index.training.student`), and
costs a third of it; passages keep their vectors. Only what differs from the encoder is kept: the
weights of these layers, in one small safetensors file, with 8 bits a weight and a scale a row.
Word embeddings, their positions and the tokenizer are the encoder's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import load_file, save_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Dense
from torch import Tensor

from index.errors import InvalidWeights
from index.files import digest, write_atomically

STUDENT, CHECKSUM = "student.safetensors", "student.sha256"
MAX_BYTES = 12_000_000
"""Maximum size, in bytes, of the weights of a student."""
SCALE, TEACHER, LAYERS, WORDS = ".scale", "teacher", "layers", "words"
"""End of the name of the scales, (rows,) float32, of a matrix of int8; name, in what the file says
besides, of the encoder that taught the student; names of its layers, int64, and of the stems of the
words that it was taught, one a line, in UTF-8, as bytes."""


class Student(torch.nn.Module):
    """The layers of a student over the embeddings of an encoder, and the linear layer after them.

    The vector of a text is the mean of those of its tokens, through the linear layer.
    """

    def __init__(self, encoder: SentenceTransformer, layers: Sequence[int]) -> None:
        """Begin as some layers of an encoder, which are taken from it, with an identity after them.

        Args:
            encoder: a BERT whose vectors are the means of those of its tokens; changed in place.
            layers: numbers of the layers kept, from 0.
        """
        super().__init__()
        self.encoder = encoder[0].auto_model
        self.encoder.encoder.layer = torch.nn.ModuleList(
            [self.encoder.encoder.layer[number] for number in layers]
        )
        self.encoder.config.num_hidden_layers = len(layers)
        self.encoder.pooler = None  # unused: the vector of a text is a mean
        self.encoder.embeddings.requires_grad_(False)
        size = int(self.encoder.config.hidden_size)
        self.head = torch.nn.Linear(size, size)
        with torch.no_grad():
            self.head.weight.copy_(torch.eye(size))
            self.head.bias.zero_()

    def pooled(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return the means of the vectors of the tokens of n texts, before the linear layer.

        ids: (n, t) token ids; mask: (n, t), 0 where a text is padded. The result is (n, d).
        """
        whole = None if bool(mask.all()) else mask
        tokens: Tensor = self.encoder(input_ids=ids, attention_mask=whole).last_hidden_state
        kept = mask.unsqueeze(-1).to(tokens.dtype)
        return (tokens * kept).sum(dim=1) / kept.sum(dim=1)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return the vectors of n texts, (n, d), not normalised; see `pooled`."""
        vectors: Tensor = self.head(self.pooled(ids, mask))
        return vectors

    def learned(self) -> dict[str, Tensor]:
        """Return the weights that differ from those of the encoder, by name."""
        return {
            name: values.detach()
            for name, values in self.named_parameters()
            if not name.startswith("encoder.embeddings.")
        }


def model_of(student: Student, encoder: SentenceTransformer) -> SentenceTransformer:
    """Return a student as a sentence-transformers model, to export it.

    encoder: the one that the student was made from; its tokenizer, prompts and pooling are taken.
    """
    size = student.head.in_features
    head = Dense(size, size, bias=True, activation_function=torch.nn.Identity())
    head.linear = student.head
    modules = [encoder[0], encoder[1], head]
    return SentenceTransformer(modules=modules, prompts=encoder.prompts, device="cpu")


def write(
    student: Student, layers: Sequence[int], teacher: str, words: Iterable[str], folder: Path
) -> None:
    """Write the weights of a student, with 8 bits a weight, and their SHA-256.

    Args:
        student: the one to keep.
        layers: numbers of the layers of the encoder that it has.
        teacher: name of the encoder that taught it.
        words: stems of the words that it was taught.
        folder: where to write both files; created when absent.

    Raises:
        InvalidWeights: when the file would be larger than `MAX_BYTES`; nothing is written.
    """
    tensors: dict[str, NDArray[np.generic]] = {
        LAYERS: np.array(layers, dtype=np.int64),
        WORDS: np.frombuffer("\n".join(sorted(words)).encode(), dtype=np.uint8),
    }
    for name, values in student.learned().items():
        tensors |= _rounded(name, values.float().cpu().numpy())
    size = sum(values.nbytes for values in tensors.values())
    if size > MAX_BYTES:
        raise InvalidWeights(f"L'élève ferait {size} octets ; {MAX_BYTES} au plus.")
    folder.mkdir(parents=True, exist_ok=True)
    save_file(tensors, folder / STUDENT, {TEACHER: teacher})
    write_atomically(folder / CHECKSUM, f"{digest(folder / STUDENT).sha256}\n")


def _rounded(name: str, values: NDArray[np.float32]) -> dict[str, NDArray[np.generic]]:
    """Return a matrix as int8 values and their scales; anything else as float32."""
    if values.ndim != 2:
        return {name: np.ascontiguousarray(values)}
    scales = np.maximum(np.abs(values).max(axis=1), np.finfo(np.float32).tiny) / 127
    whole = np.rint(values / scales[:, None]).astype(np.int8)
    return {name: whole, name + SCALE: scales.astype(np.float32)}


def read(folder: Path, encoder: SentenceTransformer) -> Student:
    """Read a student, once its SHA-256 is verified.

    Args:
        folder: that of its weights and of their SHA-256.
        encoder: the whole encoder that it was made from; changed in place.

    Returns:
        The student, in float32.

    Raises:
        InvalidWeights: when the folder has no student, its SHA-256 is absent or another, the file
            cannot be read, or its weights are not those of a student of this encoder.
    """
    tensors = _verified(folder)
    try:
        student = Student(encoder, tensors[LAYERS].tolist())
        with torch.no_grad():
            for name, values in student.learned().items():
                values.copy_(torch.from_numpy(_whole(tensors, name)))
    except (KeyError, IndexError, RuntimeError) as error:
        raise InvalidWeights(f"{STUDENT} n'est pas un élève de cet encodeur.") from error
    return student.eval()


def words_of(folder: Path) -> list[str]:
    """Return the stems of the words that the student of a folder was taught.

    Raises InvalidWeights when the folder has no student, its SHA-256 is absent or another, the file
    cannot be read or holds no words.
    """
    try:
        return _verified(folder)[WORDS].tobytes().decode().splitlines()
    except (KeyError, UnicodeDecodeError) as error:
        raise InvalidWeights(f"{STUDENT} ne dit pas les mots qu'il a appris.") from error


def _verified(folder: Path) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of the student of a folder, once its SHA-256 is verified."""
    expected = checksum(folder)
    if not expected:
        raise InvalidWeights(f"Aucun élève dans {folder}, ou sans son empreinte {CHECKSUM}.")
    try:
        actual = digest(folder / STUDENT).sha256
        if actual != expected:
            raise InvalidWeights(f"{STUDENT} a l'empreinte {actual}, attendu {expected}.")
        return load_file(folder / STUDENT)
    except (OSError, SafetensorError) as error:
        raise InvalidWeights(f"Élève illisible dans {folder}.") from error


def _whole(tensors: dict[str, NDArray[np.generic]], name: str) -> NDArray[np.float32]:
    values = tensors[name].astype(np.float32)
    if name + SCALE in tensors:
        values *= tensors[name + SCALE].astype(np.float32)[:, None]
    return values


def teacher_of(folder: Path) -> str:
    """Return the name of the encoder that taught the student of a folder; "" when it has none.

    Nothing is verified: `read` does it. Raises InvalidWeights when the file cannot be read.
    """
    if not (folder / STUDENT).exists():
        return ""
    try:
        with safe_open(folder / STUDENT, "numpy") as weights:
            return str((weights.metadata() or {}).get(TEACHER, ""))
    except (OSError, SafetensorError) as error:
        raise InvalidWeights(f"Élève illisible dans {folder}.") from error


def checksum(folder: Path) -> str:
    """Return the SHA-256 written beside the student of a folder, in hexadecimal; "" if none."""
    path = folder / CHECKSUM
    return path.read_text(encoding="utf-8", errors="replace").strip() if path.exists() else ""
