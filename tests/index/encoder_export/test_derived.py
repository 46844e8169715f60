"""Encoders made from the whole one: their linear layer is verified, each token has its scores.

torch takes seconds to import: each test imports what needs it itself.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.encoder.onnx import OnnxEncoder
from index.encoder.tagging import WordTagger, words_of
from index.errors import EncoderUnavailable, InvalidWeights
from index.files import digest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
CLASSES, DIMENSION = 4, 32


@pytest.fixture
def layer(tmp_path: Path) -> Path:
    """A folder that holds a linear layer, and its SHA-256."""
    import torch
    from safetensors.torch import save_file

    weights = torch.arange(CLASSES * DIMENSION, dtype=torch.float32).reshape(CLASSES, DIMENSION)
    save_file(
        {"weight": weights / 100, "bias": torch.zeros(CLASSES)}, tmp_path / "head.safetensors"
    )
    sha256 = digest(tmp_path / "head.safetensors").sha256
    (tmp_path / "head.sha256").write_text(f"{sha256}\n", encoding="utf-8")
    return tmp_path


def test_a_linear_layer_should_be_read_as_it_was_written(layer: Path) -> None:
    from index.encoder_export.derived import token_layer

    weight = token_layer(layer).linear.weight.detach().numpy()
    assert weight.shape == (CLASSES, DIMENSION)
    assert weight[0, 1] == pytest.approx(0.01)


def test_a_linear_layer_that_was_changed_should_be_refused(layer: Path) -> None:
    from index.encoder_export.derived import token_layer

    path = layer / "head.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(InvalidWeights, match="empreinte"):
        token_layer(layer)
    path.unlink()
    with pytest.raises(InvalidWeights, match="illisible"):
        token_layer(layer)


def test_each_word_should_have_its_likelihoods(
    layer: Path, tiny_model: Path, tmp_path: Path
) -> None:
    from sentence_transformers import SentenceTransformer

    from index.encoder_export.derived import token_layer
    from index.encoder_export.onnx import export

    whole = SentenceTransformer(str(tiny_model), device="cpu")
    model = SentenceTransformer(modules=[whole[0], token_layer(layer)], device="cpu")
    export(model, "des marques", tmp_path / "marks", by_token=True)
    text = "un deux mot"
    shares = WordTagger(OnnxEncoder(tmp_path / "marks")).log_shares(text, words_of(text))
    assert shares.shape == (3, CLASSES)
    assert np.allclose(np.exp(shares).sum(axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("name", ["prepare_dangers", "prepare_marks"])
def test_nothing_should_be_prepared_without_the_whole_encoder(name: str, tmp_path: Path) -> None:
    from index.encoder_export import derived

    with pytest.raises(EncoderUnavailable):
        getattr(derived, name)(tmp_path, tmp_path)
    assert not list(tmp_path.iterdir())
