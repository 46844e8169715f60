"""The adapter: low-rank changes to the encoder's weights, in one small safetensors file.

For each linear layer changed the file holds `NAME.A` (r, inputs) and `NAME.B` (outputs, r), NAME
being the layer's path in the Hugging Face model; its weight becomes W + B A (Hu et al., "LoRA",
2021, the scale already in B). Merged once at preparation, it costs nothing to serve.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from index.errors import InvalidWeights
from index.files import digest, write_atomically

ADAPTER, CHECKSUM = "adapter.safetensors", "adapter.sha256"
MAX_BYTES = 6_000_000
"""An adapter is kept with the code: it stays small."""

Layers = Mapping[str, tuple[torch.Tensor, torch.Tensor]]
"""Path of a linear layer -> A (r, inputs) and B (outputs, r)."""


def write(layers: Layers, folder: Path) -> None:
    """Write an adapter and its SHA-256, in half precision.

    Args:
        layers: what to write.
        folder: made if absent.

    Raises:
        InvalidWeights: when it would be larger than `MAX_BYTES`.
    """
    tensors = {
        f"{name}.{part}": tensor.detach().to(torch.float16).contiguous().cpu()
        for name, pair in layers.items()
        for part, tensor in zip("AB", pair, strict=True)
    }
    size = sum(tensor.nbytes for tensor in tensors.values())
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
        The layers, float32.

    Raises:
        InvalidWeights: when the file is not the one written, or is no adapter.
    """
    try:
        expected = (folder / CHECKSUM).read_text(encoding="ascii").strip()
        found = digest(folder / ADAPTER).sha256
        if found != expected:
            raise InvalidWeights(f"{ADAPTER} a l'empreinte {found}, attendu {expected}.")
        tensors = load_file(folder / ADAPTER)
    except (OSError, SafetensorError, UnicodeDecodeError) as error:
        raise InvalidWeights(f"Adaptateur illisible dans {folder}.") from error
    names = sorted({name.rpartition(".")[0] for name in tensors})
    try:
        return {
            name: (tensors[f"{name}.A"].float(), tensors[f"{name}.B"].float()) for name in names
        }
    except KeyError as error:
        raise InvalidWeights(f"{ADAPTER} : il manque {error}.") from error


def merge(model: torch.nn.Module, layers: Layers) -> None:
    """Add an adapter to the weights of a model, in place.

    Args:
        model: the Hugging Face model whose layers the adapter names.
        layers: the adapter.

    Raises:
        InvalidWeights: when the model has no such layer, or one of another size.
    """
    for name, (down, up) in layers.items():
        try:
            weight = model.get_parameter(f"{name}.weight")
        except AttributeError as error:
            raise InvalidWeights(f"L'encodeur n'a pas de couche « {name} ».") from error
        change = up @ down
        if weight.shape != change.shape:
            raise InvalidWeights(f"La couche « {name} » n'a pas la taille de l'adaptateur.")
        with torch.no_grad():
            weight.add_(change)
