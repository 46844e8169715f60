"""Descent of gradient that dangers and marks share: low-rank changes and a linear layer, together.

The rate of learning rises, then falls in a straight line to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol

import torch
from torch import Tensor

Batch = tuple[Tensor, Tensor, Tensor]
"""Token ids (n, t), mask (n, t), and what is to be told."""


class DescentRecipe(Protocol):
    """Hyperparameters of a descent: see `index.training.dangers.DangerRecipe`."""

    @property
    def learning_rate(self) -> float:
        """Highest rate of the changes."""

    @property
    def head_rate(self) -> float:
        """Highest rate of the linear layer."""

    @property
    def warm_up(self) -> float:
        """Share of the steps that the rates rise for."""

    @property
    def seed(self) -> int:
        """Of all draws."""

    @property
    def bf16(self) -> bool:
        """True to compute layers in bfloat16."""


def descend(
    net: torch.nn.Module,
    batches: Iterable[Batch],
    steps: int,
    loss_of: Callable[[Tensor, Tensor], Tensor],
    recipe: DescentRecipe,
    progress: Callable[[int, int, float], None],
) -> None:
    """Train a net, in place.

    Args:
        net: holds the changes in `bert` and the linear layer in `head`.
        batches: what it reads, one a step.
        steps: their number.
        loss_of: the loss of scores and of what is to be told.
        recipe: hyperparameters.
        progress: called with the step, their number and the loss.
    """
    torch.manual_seed(recipe.seed)
    net.train()
    learned = [each for each in net.parameters() if each.requires_grad]
    head = [each for name, each in net.named_parameters() if name.startswith("head.")]
    changes = [each for each in learned if not any(each is other for other in head)]
    rates: list[dict[str, Any]] = [
        {"params": changes},
        {"params": head, "lr": recipe.head_rate},
    ]
    optimizer = torch.optim.AdamW(rates, lr=recipe.learning_rate, weight_decay=0.01)
    rising = max(1, round(recipe.warm_up * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / rising) * max(0.0, 1 - step / steps)
    )
    for step, (ids, mask, told) in enumerate(batches, 1):
        with torch.autocast("cpu", torch.bfloat16, enabled=recipe.bf16):
            scores = net(ids, mask)
        loss = loss_of(scores.float(), told)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        schedule.step()
        progress(step, steps, float(loss.detach()))
