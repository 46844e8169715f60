"""Encoders made from the whole one by one more adapter: that of dangers, that of marks on words.

They share its word embeddings and its tokenizer on the disk and in memory, and are prepared beside
it. Their manifest says the encoder that they were made from, without which they are not opened.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Dense

from index.encoder.onnx import (
    SERVING,
    SERVING_DANGERS,
    SERVING_MARKS,
    ServingManifest,
    prepared,
    read_manifest,
)
from index.encoder_export import lora
from index.encoder_export.onnx import export
from index.encoder_export.sentence_transformer import (
    build_model,
    merge,
    pinned_weights,
    quieten,
    sentencepiece_model,
)
from index.errors import InvalidWeights
from index.files import digest

HEAD = "head.safetensors"
"""Name, beside an adapter, of the linear layer on the vectors of tokens."""
DANGERS, MARKS = "dangers", "marks"
"""Folders of the adapters of dangers and of marks, in that of the adapter of the encoder."""


def dangers_source(whole: str, folder: Path) -> str:
    """Return the name of the encoder of dangers: "… + dangers 12ab34cd56ef".

    whole: name of the encoder that it was made from; folder: that of its adapter.
    """
    return f"{whole} + dangers {lora.checksum(folder)[:12]}"


def prepare_dangers(home: Path, folder: Path) -> ServingManifest:
    """Prepare the encoder of dangers for the service: the encoder with one more adapter.

    Nothing is done when `home` already holds it, undamaged.

    Args:
        home: folder of the encoder, where it is prepared; that of dangers is exported beside it.
        folder: that of the adapter of the encoder; the adapter of dangers is in `DANGERS` inside.

    Returns:
        The manifest of the exported encoder.

    Raises:
        EncoderUnavailable: when the encoder of `home` is absent.
        InvalidWeights: when the SHA-256 of the weights or of an adapter is not the expected one.
    """
    source = dangers_source(read_manifest(home / SERVING).source, folder / DANGERS)
    return _prepare(home, home / SERVING_DANGERS, source, folder / DANGERS)


def prepare_marks(home: Path, folder: Path) -> ServingManifest:
    """Prepare the encoder that marks words for the service; see `prepare_dangers`."""
    whole = read_manifest(home / SERVING).source
    source = f"{whole} + marques {lora.checksum(folder / MARKS)[:12]}"
    return _prepare(home, home / SERVING_MARKS, source, folder / MARKS, by_token=True)


def _prepare(
    home: Path, target: Path, source: str, folder: Path, *, by_token: bool = False
) -> ServingManifest:
    """Export the encoder with the adapter of a folder, unless `target` already holds it.

    by_token: True to end with the linear layer of the folder, in place of one vector a text.
    """
    whole = read_manifest(home / SERVING)
    ready = prepared(target, source)
    if ready is not None and ready.teacher == whole.fingerprint:
        return ready
    quieten()
    weights = pinned_weights(home / "source")
    model = build_model(weights)
    for changes in (folder.parent, folder):
        merge(model, lora.read(changes))
    if by_token:
        modules = [model[0], token_layer(folder)]
        model = SentenceTransformer(modules=modules, prompts=model.prompts, device="cpu")
    pieces = sentencepiece_model(weights)
    return export(
        model, source, target, pieces, whole.fingerprint, home / SERVING, by_token=by_token
    )


def token_layer(folder: Path) -> Dense:
    """Return the linear layer on tokens that a folder holds, once its SHA-256 is verified.

    Raises InvalidWeights when it is absent or another.
    """
    path, beside = folder / HEAD, (folder / HEAD).with_suffix(".sha256")
    try:
        if digest(path).sha256 != beside.read_text(encoding="utf-8").strip():
            raise InvalidWeights(f"{path.name} n'a pas l'empreinte de {beside.name}.")
        tensors = load_file(path)
    except (OSError, SafetensorError) as error:
        raise InvalidWeights(f"{path} est illisible.") from error
    outputs, inputs = tensors["weight"].shape
    return Dense(
        inputs,
        outputs,
        bias=True,
        activation_function=torch.nn.Identity(),
        init_weight=tensors["weight"],
        init_bias=tensors["bias"],
        module_input_name="token_embeddings",
        module_output_name="sentence_embedding",
    )
