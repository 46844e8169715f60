"""Word embeddings left out of an export: put back, the encoder is the one with all of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.errors import EncoderUnavailable

pytestmark = [pytest.mark.model, pytest.mark.slow, pytest.mark.timeout(600)]


def test_embeddings_put_back_should_be_rounded_as_all_of_them(
    tiny_model: Path, tmp_path: Path
) -> None:
    import onnx
    from onnx import numpy_helper
    from sentence_transformers import SentenceTransformer

    from index.encoder_export import onnx as export
    from index.encoder_export.word_embeddings import few_words

    def rounded(path: Path, *, few: bool) -> dict[str, bytes]:
        model = SentenceTransformer(str(tiny_model), device="cpu")
        if few:
            with few_words(model) as vectors:
                export._export_onnx(model, tmp_path / "float32.onnx")
        else:
            vectors = None
            export._export_onnx(model, tmp_path / "float32.onnx")
        export._quantise(tmp_path / "float32.onnx", path / export.MODEL, None, vectors)
        graph = onnx.load(path / export.MODEL).graph
        return {each.name: numpy_helper.to_array(each).tobytes() for each in graph.initializer}

    paths = tmp_path / "few", tmp_path / "all"
    for path in paths:
        path.mkdir()
    assert rounded(paths[0], few=True) == rounded(paths[1], few=False)


def test_a_model_should_have_all_its_embeddings_again(tiny_model: Path) -> None:
    from sentence_transformers import SentenceTransformer

    from index.encoder_export.word_embeddings import ROWS, few_words

    model = SentenceTransformer(str(tiny_model), device="cpu")
    before = model.encode("un deux mot")
    with few_words(model) as vectors:
        inside = model[0].auto_model.get_input_embeddings().weight.shape
    assert inside[0] == ROWS
    assert vectors.shape[1] == inside[1]
    np.testing.assert_array_equal(model.encode("un deux mot"), before)


def test_a_graph_without_the_few_rows_should_be_refused() -> None:
    import onnx

    from index.encoder_export.word_embeddings import put_back

    with pytest.raises(EncoderUnavailable, match="vecteurs de mots"):
        put_back(np.zeros((5, 4), dtype=np.float32), onnx.ModelProto())
