"""Consoles on which commands print; made at each use, so that importing reads no terminal."""

from __future__ import annotations

from rich.console import Console


def out() -> Console:
    """Return the console of the standard output, as wide as the terminal is now."""
    return Console()


def err() -> Console:
    """Return the console of the standard error; numbers and paths are not coloured."""
    return Console(stderr=True, highlight=False)
