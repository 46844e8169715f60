"""Descent that dangers and marks share: a linear layer learns what it is told.

torch takes seconds to import: the test imports what needs it itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Recipe:
    learning_rate: float = 0.1
    head_rate: float = 0.1
    warm_up: float = 0.1
    seed: int = 0
    bf16: bool = False


@pytest.mark.slow
def test_a_linear_layer_should_learn_what_it_is_told() -> None:
    import torch

    from index.training.descent import descend

    class Net(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = torch.nn.Embedding(4, 3)
            self.head = torch.nn.Linear(3, 2)

        def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            vectors: torch.Tensor = self.bert(ids).sum(dim=1)
            scores: torch.Tensor = self.head(vectors)
            return scores

    ids = torch.tensor([[0], [1], [2], [3]])
    batches = [(ids, torch.ones_like(ids), torch.tensor([0, 0, 1, 1]))] * 60
    losses: list[float] = []
    descend(
        Net(), batches, 60, torch.nn.functional.cross_entropy, Recipe(),
        lambda step, steps, loss: losses.append(loss),
    )  # fmt: skip
    assert losses[-1] < 0.2 < losses[0]
