"""Vectors rounded to 8 bits: how far off their cosines are, and the graph that computes them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from index import rounded_vectors
from index.arrays import Matrix
from index.files import open_array, save_array
from index.rounded_vectors import PARTS, PRODUCT, QUERY_LEVELS, RoundedVectors


def unit(rows: int, dimension: int, seed: int = 0, shared: float = 0.0) -> Matrix:
    """Vectors of unit norm drawn by a seed, near each other when they share a part."""
    drawn = np.random.default_rng(seed).standard_normal((rows, dimension)) + shared
    norms = np.linalg.norm(drawn, axis=1, keepdims=True)
    return np.asarray(drawn / norms, dtype=np.float32)


@pytest.mark.parametrize("dimension", [2, 3, 16, 384])
@pytest.mark.parametrize("shared", [0.0, 1.0])
def test_no_cosine_should_be_six_deviations_off(dimension: int, shared: float) -> None:
    vectors = unit(2_000, dimension, 1, shared)
    rounded = RoundedVectors.of(vectors)
    norms = np.linalg.norm(vectors - rounded.centre, axis=1)
    for vector in unit(20, dimension, 2, shared):
        apart = vector - rounded.centre
        step = np.abs(apart).max() / QUERY_LEVELS
        variances = (norms * step) ** 2 + (np.linalg.norm(apart) * rounded.scales) ** 2
        errors = np.abs(rounded.cosines(vector) - vectors @ vector)
        assert (errors <= 6 * np.sqrt(variances / 12) + 1e-6).all()


def test_vectors_rounded_by_blocks_should_be_those_rounded_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vectors = unit(100, 16)
    whole = RoundedVectors.of(vectors)
    monkeypatch.setattr(rounded_vectors, "ROUNDED_AT_ONCE", 7)
    parts = RoundedVectors.of(vectors)
    for part in PARTS:
        assert getattr(parts, part) == pytest.approx(getattr(whole, part), abs=1e-6)


def test_rounded_vectors_should_be_mapped_from_their_files(tmp_path: Path) -> None:
    rounded = RoundedVectors.of(unit(50, 8))
    rounded.write(tmp_path, "essai", save_array)
    opened = RoundedVectors.open(tmp_path, "essai", open_array)
    assert opened.shape == (50, 8)
    vector = unit(1, 8, 3)[0]
    assert np.array_equal(opened.cosines(vector), rounded.cosines(vector))
    assert str(tmp_path) in Path("/proc/self/maps").read_text(encoding="utf-8")


@pytest.mark.parametrize("rows", [0, 1])
def test_few_vectors_should_be_rounded_as_others(rows: int) -> None:
    vectors = unit(rows, 4) if rows else np.zeros((0, 4), dtype=np.float32)
    vector = unit(1, 4, 5)[0]
    assert RoundedVectors.of(vectors).cosines(vector) == pytest.approx(vectors @ vector, abs=0.02)


def test_sums_should_fit_where_processors_keep_them() -> None:
    most = 2 * rounded_vectors.LEVELS * (2 * rounded_vectors.QUERY_LEVELS + 1)
    assert most <= np.iinfo(np.int16).max


def test_the_graph_should_be_one_product_of_integers() -> None:
    values = {"q": TensorProto.UINT8, "v": TensorProto.INT8, "p": TensorProto.INT32}
    query, vectors, products = (
        helper.make_tensor_value_info(name, kind, None) for name, kind in values.items()
    )
    node = helper.make_node("MatMulInteger", ["q", "v"], ["p"])
    graph = helper.make_graph([node], "g", [query, vectors], [products])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    assert onnx.load_model_from_string(PRODUCT) == model
