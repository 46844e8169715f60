"""Word embeddings of our encoder, left out while it is exported: four fifths of its weights.

Each step of an export copies all of them, and takes eight times as long with their 384 MB. A few
rows that have the same least and largest values are rounded in the same way: the scale and the zero
of the others are known from these.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from onnxruntime.quantization.quant_utils import quantize_nparray
from sentence_transformers import SentenceTransformer

from index.arrays import Matrix
from index.errors import EncoderUnavailable

ROWS = 1009
"""Number of rows that are exported: more than the positions of a text, as the fusion expects."""
QUANTISED, SCALE, ZERO = "_quantized", "_scale", "_zero_point"
"""Ends of the names of the tensors that onnxruntime makes of one that it rounds."""


@contextmanager
def few_words(model: SentenceTransformer) -> Iterator[Matrix]:
    """Leave a few rows of the word embeddings of a model, with the least and largest values of all.

    Args:
        model: a sentence-transformers model.

    Yields:
        All of them, (words, d) float32, for `put_back`; the model has them again afterwards.
    """
    embeddings = model[0].auto_model.get_input_embeddings()
    whole = embeddings.weight
    values: Matrix = whole.detach().numpy()
    few = torch.zeros((ROWS, values.shape[1]))
    few[0], few[1] = float(values.min()), float(values.max())
    embeddings.weight = torch.nn.Parameter(few, requires_grad=False)
    try:
        yield values
    finally:
        embeddings.weight = whole


def put_back(values: Matrix, model: onnx.ModelProto) -> None:
    """Put the word embeddings in a graph exported with a few of them, rounded as these are.

    Args:
        values: all of them, (words, d) float32.
        model: the rounded graph; changed in place.

    Raises:
        EncoderUnavailable: when the graph does not hold the few rows, rounded, once.
    """
    tensors = {tensor.name: tensor for tensor in model.graph.initializer}
    found = [
        tensor
        for name, tensor in tensors.items()
        if name.endswith(QUANTISED) and list(tensor.dims) == [ROWS, values.shape[1]]
    ]
    if len(found) != 1:
        raise EncoderUnavailable("L'export ne garde pas les vecteurs de mots : version d'onnx ?")
    name = found[0].name.removesuffix(QUANTISED)
    scale, zero = (numpy_helper.to_array(tensors[name + end]) for end in (SCALE, ZERO))
    rounded = quantize_nparray(found[0].data_type, values, scale, zero)
    found[0].CopyFrom(numpy_helper.from_array(np.asarray(rounded), found[0].name))
