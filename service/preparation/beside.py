"""Preparation of searches by meaning, beside a service that answers by words meanwhile.

`python -m service.preparation.beside COMMAND…` runs a command at the lowest priority, prints how
far it is, and ends with the process that started it.
"""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic

from rich.text import Text

from service.console import err
from service.preparation.state import (
    VARIABLE,
    Preparation,
    Step,
    StepReporter,
    can_prepare,
    read_preparation,
    tell_failure,
)
from service.settings import Settings

PRINTED_EVERY_S, LOOKED_EVERY_S = 15.0, 0.5
"""Seconds between two lines on the terminal, and between two looks at the command."""
STEPS = {
    Step.INSTALLATION: "installation de ce qui prépare l'encodeur",
    Step.ENCODER: "préparation de l'encodeur",
    Step.TEXTS: "encodage des textes",
    Step.INDEX: "construction de l'index",
}
"""Step -> what it does, in French."""


@contextmanager
def preparing(settings: Settings, command: Sequence[str]) -> Iterator[None]:
    """Run a command beside a block, at the lowest priority; nothing when it is empty.

    It is stopped with the block, and goes on where it stopped when it is run again. Its fault is
    told on the terminal and in the file of its state, and nothing else stops.

    Args:
        settings: name the file of the state.
        command: its name and arguments.
    """
    if not command:
        settings.preparation.unlink(missing_ok=True)
        yield
        return
    environment = {**os.environ, VARIABLE: str(settings.preparation.absolute())}
    runner = [sys.executable, "-m", "service.preparation.beside", *command]
    process = subprocess.Popen(runner, env=environment, start_new_session=True)  # noqa: S603 - the operator's own
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()
        settings.preparation.unlink(missing_ok=True)


def run(command: Sequence[str], path: Path) -> int:
    """Run a command at the lowest priority, and print how far it is.

    Args:
        command: its name and arguments.
        path: file of the state, removed once the command succeeded.

    Returns:
        The exit status of the command.
    """
    parent = os.getppid()
    _lower_priority()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    StepReporter(Step.ENCODER if can_prepare() else Step.INSTALLATION)
    printed = monotonic()
    process = subprocess.Popen(command)  # noqa: S603 - the operator's own
    while (status := _waited(process)) is None:
        if os.getppid() != parent:  # the service was killed
            os.killpg(0, signal.SIGTERM)
        if monotonic() - printed > PRINTED_EVERY_S:
            printed = monotonic()
            _print(read_preparation(path))
    if status:
        tell_failure(f"« {shlex.join(command)} » s'est arrêtée (code {status})")
        failed = read_preparation(path)
        reason = "" if failed is None else f" ({STEPS[failed.etape]}) : {failed.erreur}"
        _say(f"La recherche par le sens n'est pas prête{reason}. Le service répond par les mots.")
    else:
        path.unlink(missing_ok=True)
    return status


def _waited(process: subprocess.Popen[bytes]) -> int | None:
    """Return the exit status of a process; None when it still runs a moment later."""
    try:
        return process.wait(LOOKED_EVERY_S)
    except subprocess.TimeoutExpired:
        return None


def _print(state: Preparation | None) -> None:
    if state is not None:
        done = f", {state.fait} sur {state.total}" if state.total else ""
        _say(
            f"Recherche par le sens : {STEPS[state.etape]}{done} ; {state.percent} %, encore "
            f"{state.left_s} s environ."
        )


def _say(line: str) -> None:
    err().print(Text(line), soft_wrap=True)


def _lower_priority() -> None:
    """Leave the processor to whoever asks for it, as far as the system can."""
    os.nice(19)
    if hasattr(os, "SCHED_IDLE"):
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:], Settings().preparation))
