"""Weights that a student has in common with its encoder: the same vectors, from one file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from index.arrays import Matrix
from index.encoder_export.shared_weights import SHARED, share

GRAPH, WEIGHTS, SIDE = "model.onnx", "model.weights", 64


def drawn(seed: int) -> Matrix:
    """A matrix of weights."""
    values: Matrix = np.random.default_rng(seed).normal(size=(SIDE, SIDE)).astype(np.float32)
    return values


def write(folder: Path, first: Matrix, second: Matrix) -> Path:
    """Write a model of two products, its weights apart; return its folder."""
    folder.mkdir()
    names = ["first", "second"]
    weights = [
        numpy_helper.from_array(values, name)
        for name, values in zip(names, (first, second), strict=True)
    ]
    rows = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, SIDE])
    ended = helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, SIDE])
    nodes = [
        helper.make_node("MatMul", ["x", "first"], ["between"]),
        helper.make_node("MatMul", ["between", "second"], ["y"]),
    ]
    graph = helper.make_graph(nodes, "g", [rows], [ended], weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save_model(
        model, folder / GRAPH, save_as_external_data=True, location=WEIGHTS, size_threshold=1024
    )
    (folder / "tokenizer.model").write_bytes(b"les memes mots")
    return folder


def output(folder: Path) -> Matrix:
    """Return the output of the model of a folder, for an input of ones."""
    session = onnxruntime.InferenceSession(str(folder / GRAPH), providers=["CPUExecutionProvider"])
    (found,) = session.run(None, {"x": np.ones((1, SIDE), dtype=np.float32)})
    answered: Matrix = found
    return answered


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """The whole encoder, and a student that shares its first weights."""
    whole = write(tmp_path / "serving", drawn(1), drawn(2))
    return whole, write(tmp_path / "student", drawn(1), drawn(3))


def test_a_student_should_answer_as_before_from_the_weights_of_its_encoder(
    folders: tuple[Path, Path],
) -> None:
    whole, student = folders
    before, size = output(student), (student / WEIGHTS).stat().st_size
    share(student, whole, GRAPH, WEIGHTS)
    assert np.array_equal(output(student), before)
    assert (student / WEIGHTS).stat().st_size <= size / 2
    assert not np.array_equal(output(whole), before)


def test_what_is_shared_should_be_once_on_the_disk(folders: tuple[Path, Path]) -> None:
    whole, student = folders
    share(student, whole, GRAPH, WEIGHTS)
    assert (student / SHARED).samefile(whole / WEIGHTS)
    assert (student / "tokenizer.model").samefile(whole / "tokenizer.model")
    assert not (student / GRAPH).samefile(whole / GRAPH)


def test_where_the_disk_allows_no_link_files_should_be_copied(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("pas de lien ici")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    whole, student = folders
    before = output(student)
    share(student, whole, GRAPH, WEIGHTS)
    assert not (student / SHARED).samefile(whole / WEIGHTS)
    assert np.array_equal(output(student), before)
