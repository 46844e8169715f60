"""A line of batches that is full, in tests: nothing may be charged for what it refuses."""

from __future__ import annotations

from types import ModuleType

import pytest

from index.errors import ServiceBusy
from service.http.capacity import BatchQueue


def fill_line(monkeypatch: pytest.MonkeyPatch, module: ModuleType) -> list[int]:
    """Make the line of batches refuse all; return the list of the costs that a module charges."""
    costs: list[int] = []

    def full(*_: object, **__: object) -> None:
        raise ServiceBusy("Trop de demandes à la fois.")

    async def charge(_: object, cost: int) -> None:
        costs.append(cost)

    monkeypatch.setattr(BatchQueue, "opened", full)
    monkeypatch.setattr(module, "charge", charge)
    return costs
