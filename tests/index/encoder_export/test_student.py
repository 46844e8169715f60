"""The student of the encoder: kept in little room, verified, exported beside the encoder.

torch takes seconds to import: each test imports what needs it itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.encoder.onnx import OnnxEncoder
from index.errors import EncoderUnavailable, InvalidWeights

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
TEXTS = ["un deux mot", "trois", "mot un"]
LAYERS = (1,)
WORDS = ("velo", "repar")
TEACHER = "a" * 64


def opened(tiny_model: Path) -> SentenceTransformer:
    """The tiny encoder, whose vectors are means."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling

    whole = SentenceTransformer(str(tiny_model), device="cpu")
    modules = [whole[0], Pooling(32, pooling_mode="mean")]
    return SentenceTransformer(modules=modules, prompts=whole.prompts, device="cpu")


def test_a_student_should_be_read_as_it_was_written(tiny_model: Path, tmp_path: Path) -> None:
    from index.encoder_export import student

    written = student.Student(opened(tiny_model), LAYERS)
    written.head.weight.data.uniform_(-1, 1)
    student.write(written, LAYERS, "un encodeur", WORDS, tmp_path)
    read = student.read(tmp_path, opened(tiny_model))
    assert student.teacher_of(tmp_path) == "un encodeur"
    assert student.words_of(tmp_path) == sorted(WORDS)
    assert read.learned().keys() == written.learned().keys()
    for name, values in read.learned().items():
        largest = float(written.learned()[name].abs().max())
        assert np.allclose(values, written.learned()[name], atol=largest / 250)
    assert not any("embeddings" in name for name in read.learned())


def test_a_student_that_was_changed_should_be_refused(tiny_model: Path, tmp_path: Path) -> None:
    from index.encoder_export import student

    student.write(
        student.Student(opened(tiny_model), LAYERS), LAYERS, "un encodeur", WORDS, tmp_path
    )
    content = bytearray((tmp_path / student.STUDENT).read_bytes())
    content[-1] ^= 1
    (tmp_path / student.STUDENT).write_bytes(content)
    with pytest.raises(InvalidWeights, match="empreinte"):
        student.read(tmp_path, opened(tiny_model))
    with pytest.raises(InvalidWeights, match="empreinte"):
        student.words_of(tmp_path)
    (tmp_path / student.CHECKSUM).unlink()
    with pytest.raises(InvalidWeights, match="Aucun élève"):
        student.read(tmp_path, opened(tiny_model))


def test_a_student_of_another_encoder_should_be_refused(tiny_model: Path, tmp_path: Path) -> None:
    from index.encoder_export import student

    student.write(student.Student(opened(tiny_model), LAYERS), (7,), "un encodeur", WORDS, tmp_path)
    with pytest.raises(InvalidWeights, match="n'est pas un élève"):
        student.read(tmp_path, opened(tiny_model))


def test_a_student_that_knows_no_word_should_say_so(tiny_model: Path, tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    from index.encoder_export import student
    from index.files import digest

    student.write(student.Student(opened(tiny_model), LAYERS), LAYERS, "un encodeur", (), tmp_path)
    assert student.words_of(tmp_path) == []
    tensors = load_file(tmp_path / student.STUDENT)
    del tensors[student.WORDS]
    save_file(tensors, tmp_path / student.STUDENT)
    (tmp_path / student.CHECKSUM).write_text(digest(tmp_path / student.STUDENT).sha256)
    with pytest.raises(InvalidWeights, match="mots"):
        student.words_of(tmp_path)


def test_an_exported_student_should_encode_queries_alone(tiny_model: Path, tmp_path: Path) -> None:
    import torch

    from index.encoder_export import onnx, student

    whole = opened(tiny_model)
    made = student.Student(whole, LAYERS).eval()
    made.head.weight.data.uniform_(-1, 1)
    coded = whole.tokenizer(list(TEXTS), padding=True, return_tensors="pt")
    with torch.inference_mode():
        vectors = made(coded["input_ids"], coded["attention_mask"]).numpy()
    expected = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    model = student.model_of(made, whole)
    onnx.export(model, "élève", tmp_path / "student", teacher=TEACHER, words=WORDS)
    encoder = OnnxEncoder(tmp_path / "student")
    assert all(word in encoder.taught for word in WORDS)
    assert "cheval" not in encoder.taught
    assert encoder.fingerprint == TEACHER
    assert np.sum(encoder.encode_queries(TEXTS) * expected, axis=1).min() >= 0.98
    with pytest.raises(EncoderUnavailable, match="aucun passage"):
        encoder.encode_passages(TEXTS)


def test_without_a_student_preparing_one_should_say_how_to_make_it(
    tiny_model: Path, tmp_path: Path
) -> None:
    from index.encoder_export import onnx, student

    home = tmp_path / "encoder"
    onnx.prepare(home, str(tiny_model))
    with pytest.raises(EncoderUnavailable, match="make student"):
        onnx.prepare_student(home, tmp_path / "nulle-part")
    made = student.Student(opened(tiny_model), LAYERS)
    student.write(made, LAYERS, "un autre encodeur", WORDS, tmp_path / "autre")
    with pytest.raises(EncoderUnavailable, match="n'est pas celui de l'encodeur"):
        onnx.prepare_student(home, tmp_path / "autre")
