"""How far the preparation of searches by meaning is, told from the processes that prepare it.

While a service answers by words, another process installs what prepares the encoder, prepares it,
and builds the index. It says how far it is in a small file; the service reads it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from time import time

from pydantic import BaseModel, ConfigDict, ValidationError

from index.files import write_atomically

VARIABLE = "ORIENTESS_PREPARATION"
"""Environment variable of a process that prepares: path of the file where it says how far it is."""
TOLD_EVERY_S = 1.0
"""Seconds between two times that a step says how far it is."""
LEAST_LEFT_S = 5.0
"""Least time that a step is said to take still: it may end at any moment."""


class Step(StrEnum):
    """Step of a preparation, in their order; the value is its name in the API."""

    INSTALLATION = "installation"
    ENCODER = "encodeur"
    TEXTS = "textes"
    INDEX = "index"


USUAL_S: Mapping[Step, float] = {
    Step.INSTALLATION: 40.0,
    Step.ENCODER: 60.0,
    Step.TEXTS: 80.0,
    Step.INDEX: 25.0,
}
"""Seconds that each step takes on two cores (docs/performance.md)."""
_STEPS = tuple(Step)


class Preparation(BaseModel):
    """State of a preparation, kept as a JSON file.

    etape: the step that is running, or that failed; debut: when it started, in seconds since the
    epoch; facteur: time that the steps before took, divided by the usual one; fait, total: texts
    encoded, of how many, 0 for another step; erreur: why it stopped, in French, "" while it runs.
    """

    model_config = ConfigDict(frozen=True)

    etape: Step
    debut: float
    facteur: float = 1.0
    fait: int = 0
    total: int = 0
    erreur: str = ""

    @property
    def left_s(self) -> int:
        """Seconds that are likely left, those of the later steps included."""
        elapsed = max(time() - self.debut, 0.0)
        usual = USUAL_S[self.etape] * self.facteur
        left = elapsed * (self.total - self.fait) / self.fait if self.fait else usual - elapsed
        later = sum(USUAL_S[each] for each in _STEPS[_STEPS.index(self.etape) + 1 :])
        return round(max(left, LEAST_LEFT_S) + later * self.facteur)

    @property
    def percent(self) -> int:
        """Share of the whole preparation that is done, in percent, from the usual times."""
        whole = sum(USUAL_S.values()) * self.facteur
        return min(max(round(100 * (1 - self.left_s / whole)), 0), 99)

    @property
    def minutes(self) -> int:
        """Minutes that are likely left, at least one."""
        return max(round(self.left_s / 60), 1)


def read_preparation(path: Path) -> Preparation | None:
    """Read the state of a preparation.

    Args:
        path: its file.

    Returns:
        The state; None without a file, or when it cannot be read.
    """
    try:
        return Preparation.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def can_prepare() -> bool:
    """Return whether the packages that make the encoder are installed: the extra `prepare`."""
    return find_spec("sentence_transformers") is not None


class StepReporter:
    """Says how far a step is, in the file that the environment names; nothing without one."""

    def __init__(self, step: Step) -> None:
        """Say that a step starts."""
        named = os.environ.get(VARIABLE)
        self._path = Path(named) if named else None
        self._state, self._told = Preparation(etape=step, debut=time()), 0.0
        if self._path is not None:
            self._state = self._state.model_copy(update={"facteur": _factor(self._path, step)})
            self._write()

    def __bool__(self) -> bool:
        """Whether somebody asked to be told."""
        return self._path is not None

    def __call__(self, done: int, total: int) -> None:
        """Say how many texts are encoded, of how many."""
        if self and (time() - self._told > TOLD_EVERY_S or done == total):
            self._state = self._state.model_copy(update={"fait": done, "total": total})
            self._write()

    def _write(self) -> None:
        if self._path is not None:
            self._told = time()
            write_atomically(self._path, self._state.model_dump_json())


def tell_failure(reason: str) -> None:
    """Say why the step that runs stopped, in French, if the environment names a file.

    The first reason stays: a command that ran another one knows less of what happened.
    """
    named = os.environ.get(VARIABLE)
    state = read_preparation(Path(named)) if named else None
    if named and state is not None and not state.erreur:
        failed = state.model_copy(update={"erreur": reason})
        write_atomically(Path(named), failed.model_dump_json())


def _factor(path: Path, step: Step) -> float:
    """Return how long the step before took, divided by its usual time: 1 when it is not known."""
    before = read_preparation(path)
    if before is None or before.etape is step:
        return 1.0 if before is None else before.facteur
    taken = time() - before.debut
    return min(max(taken / USUAL_S[before.etape], 0.25), 8.0)
