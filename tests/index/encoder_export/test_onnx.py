"""Preparation of the encoder: any model is exported to ONNX, and an absent one is reported.

torch and sentence-transformers take seconds to import: each test imports them itself, so that
collecting these tests costs nothing to the others.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.encoder.onnx import OnnxEncoder
from index.errors import EncoderUnavailable

pytestmark = [pytest.mark.model, pytest.mark.slow, pytest.mark.timeout(600)]


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


def test_a_model_that_does_not_exist_should_be_told(tmp_path: Path) -> None:
    from index.encoder_export import onnx

    with pytest.raises(EncoderUnavailable, match="ne se charge pas"):
        onnx.prepare(tmp_path, str(tmp_path / "nulle-part"))


def test_a_graph_should_hold_nothing_of_the_machine_that_exported_it(
    tiny_model: Path, tmp_path: Path
) -> None:
    from index.encoder_export import onnx

    onnx.prepare(tmp_path / "encoder", str(tiny_model))
    graph = (tmp_path / "encoder" / "serving" / onnx.MODEL).read_bytes()
    assert b".py" not in graph
    assert str(Path.cwd()).encode() not in graph
