"""Adapter: small changes to the weights, verified before they are read."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from index import adapter
from index.errors import InvalidWeights


@pytest.fixture
def layers() -> adapter.Layers:
    """An adapter of rank 2 for one layer of 3 inputs and 4 outputs."""
    return {"block.query": (torch.eye(2, 3), torch.ones(4, 2))}


def model() -> torch.nn.Module:
    """A model with that layer, its weights at zero."""
    block = torch.nn.Module()
    block.query = torch.nn.Linear(3, 4)
    torch.nn.init.zeros_(block.query.weight)
    whole = torch.nn.Module()
    whole.block = block
    return whole


def test_an_adapter_should_be_read_as_it_was_written(
    layers: adapter.Layers, tmp_path: Path
) -> None:
    adapter.write(layers, tmp_path)
    ((name, (down, up)),) = adapter.read(tmp_path).items()
    assert name == "block.query"
    assert torch.equal(down, layers[name][0])
    assert torch.equal(up, layers[name][1])


def test_merging_should_add_the_product_to_the_weight(layers: adapter.Layers) -> None:
    changed = model()
    adapter.merge(changed, layers)
    weight = changed.get_parameter("block.query.weight")
    assert torch.equal(weight, torch.tensor([[1.0, 1.0, 0.0]] * 4))


def test_a_file_that_was_changed_should_be_refused(layers: adapter.Layers, tmp_path: Path) -> None:
    adapter.write(layers, tmp_path)
    content = bytearray((tmp_path / adapter.ADAPTER).read_bytes())
    content[-1] ^= 1
    (tmp_path / adapter.ADAPTER).write_bytes(content)
    with pytest.raises(InvalidWeights, match="empreinte"):
        adapter.read(tmp_path)


def test_an_absent_adapter_should_be_said_unreadable(tmp_path: Path) -> None:
    with pytest.raises(InvalidWeights, match="illisible"):
        adapter.read(tmp_path)


def test_an_adapter_too_large_to_keep_with_the_code_should_not_be_written(tmp_path: Path) -> None:
    large = torch.zeros(adapter.MAX_BYTES // 2, 1)
    with pytest.raises(InvalidWeights, match="au plus"):
        adapter.write({"a": (large, large)}, tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "layers",
    [
        {"block.value": (torch.eye(2, 3), torch.ones(4, 2))},
        {"block.query": (torch.eye(2, 5), torch.ones(4, 2))},
    ],
    ids=["no such layer", "another size"],
)
def test_an_adapter_of_another_model_should_be_refused(layers: adapter.Layers) -> None:
    with pytest.raises(InvalidWeights):
        adapter.merge(model(), layers)
