"""What orders the records of a catalogue: the learned order, and the national services of needs."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from index.errors import CalibrationError
from index.messages import in_french
from index.ordering.learned_order import LearnedOrder

_SERVICES = TypeAdapter(dict[str, str])


@dataclass(frozen=True)
class Ordering:
    """What orders records, besides their scores.

    learned: orders the first records of a catalogue that it serves, None for the fused order;
    national: identifier of a need -> that of the national service whose very task it is; tried:
    whether the learned order is used whatever the catalogue, to see if it serves it.
    """

    learned: LearnedOrder | None = None
    national: Mapping[str, str] = field(default_factory=dict)
    tried: bool = False


def read_ordering(order: Path, services: Path, warn: Callable[[str], object]) -> Ordering:
    """Read what orders records.

    Args:
        order: file of the learned order; without it, the fused order serves.
        services: TOML file of the national services, one line a need; none without it.
        warn: told why the learned order cannot be read: the fused order then serves.

    Returns:
        The order, and the services.

    Raises:
        CalibrationError: when the file of services is not such a table.
    """
    learned = None
    try:
        learned = LearnedOrder.read(order) if order.exists() else None
    except CalibrationError as error:
        warn(f"sans ordre appris, la fusion ordonne : {error}")
    return Ordering(learned, _services(services))


def _services(path: Path) -> Mapping[str, str]:
    if not path.exists():
        return {}
    try:
        return _SERVICES.validate_python(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        expected = 'une ligne par besoin : besoin = "fiche"'
        raise CalibrationError(f"{path} : {in_french(error)} ; attendu {expected}.") from error
