"""Layer normalisation of exported graphs: other operators, the same values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnxruntime
import pytest

from index.encoder.onnx import LEFT_OUT

WIDTH = 8


def graph(inputs: Sequence[str]) -> Any:
    """A graph of one fused normalisation, of these inputs."""
    from onnx import TensorProto, helper, numpy_helper

    drawn = np.random.default_rng(39)
    weights = [
        numpy_helper.from_array(drawn.normal(size=WIDTH).astype(np.float32), name)
        for name in ("scale", "shift", "bias")
        if name in inputs
    ]
    shape: list[str | int | None] = ["rows", "tokens", WIDTH]
    fused = helper.make_node(
        "SkipLayerNormalization",
        inputs,
        ["y"],
        "fused",
        domain="com.microsoft",
        epsilon=1e-5,
    )
    made = helper.make_graph(
        [fused],
        "test",
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name in ("x", "skip")],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, shape)],
        weights,
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=9)


def run(model: Any) -> np.ndarray[Any, Any]:
    """What a graph gives for values drawn by a seed."""
    drawn = np.random.default_rng(1)
    values = {name: drawn.normal(size=(2, 3, WIDTH)).astype(np.float32) for name in ("x", "skip")}
    session = onnxruntime.InferenceSession(
        model.SerializeToString(),
        providers=["CPUExecutionProvider"],
        disabled_optimizers=LEFT_OUT,
    )
    (result,) = session.run(None, values)
    return np.asarray(result)


@pytest.mark.parametrize(
    "inputs", [("x", "skip", "scale", "shift", "bias"), ("x", "skip", "scale", "shift")]
)
def test_a_split_normalisation_should_give_the_same_values(inputs: Sequence[str]) -> None:
    from index.encoder_export.layer_norm import FUSED, split_normalisation

    model = graph(inputs)
    fused = run(model)
    split_normalisation(model)
    assert FUSED not in {node.op_type for node in model.graph.node}
    np.testing.assert_allclose(run(model), fused, rtol=1e-4, atol=1e-5)


def test_a_normalisation_that_also_gives_its_sum_should_be_left() -> None:
    from index.encoder_export.layer_norm import FUSED, split_normalisation

    model = graph(("x", "skip", "scale", "shift", "bias"))
    model.graph.node[0].output.extend(["", "", "sum"])
    split_normalisation(model)
    assert [node.op_type for node in model.graph.node] == [FUSED]
