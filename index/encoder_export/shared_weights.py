"""Weights that a student has in common with its encoder: on the disk once, and in memory once.

Word embeddings are most of both models, and the student keeps those of its encoder.
"""

from __future__ import annotations

from pathlib import Path

import onnx
from onnx import TensorProto
from onnx.external_data_helper import set_external_data

from index.files import digest, link

SHARED = "shared.weights"
"""Name, beside the graph of a student, of the file of weights of its encoder."""
LEAST_BYTES = 1024
"""Fewest bytes of a tensor that is kept apart from the graph."""


def share(folder: Path, whole: Path, graph: str, weights: str) -> None:
    """Make a student read what it has in common with its encoder from the files of the latter.

    Args:
        folder: files of the student, changed in place: tensors that its encoder has are taken
            out of its own file of weights, and files that are the same become links to those of the
            encoder (copies on another disk).
        whole: files of the encoder.
        graph: name, in both folders, of the file of the graph.
        weights: name, in both folders, of the file of its weights.
    """
    model = onnx.load(folder / graph)
    (folder / weights).unlink()
    found = _places(onnx.load(whole / graph, load_external_data=False))
    with (whole / weights).open("rb") as stream:
        for tensor in model.graph.initializer:
            if len(tensor.raw_data) < LEAST_BYTES:
                continue
            set_external_data(tensor, weights)
            for offset, length in found.get((tensor.data_type, *tensor.dims), ()):
                stream.seek(offset)
                if stream.read(length) == tensor.raw_data:
                    set_external_data(tensor, SHARED, offset, length)
                    tensor.ClearField("raw_data")
                    break
    onnx.save_model(model, folder / graph)
    link(whole / weights, folder / SHARED)
    for path in folder.iterdir():
        same = whole / path.name
        if path.name != SHARED and same.exists() and digest(same) == digest(path):
            path.unlink()
            link(same, path)


def _places(model: onnx.ModelProto) -> dict[tuple[int, ...], list[tuple[int, int]]]:
    """Return where the tensors of a graph are in its file of weights, by their type and shape."""
    found: dict[tuple[int, ...], list[tuple[int, int]]] = {}
    for tensor in model.graph.initializer:
        if tensor.data_location == TensorProto.EXTERNAL:
            entries = {entry.key: entry.value for entry in tensor.external_data}
            place = (int(entries.get("offset", 0)), int(entries["length"]))
            found.setdefault((tensor.data_type, *tensor.dims), []).append(place)
    return found
