"""Searchers of tests: over an artefact, with the calibration of the project."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from index.artefact.manifest import Artefact
from index.encoder.onnx import Encoder
from index.search.calibration import Calibration, read_calibration
from index.search.retriever import Retriever
from index.search.searcher import Searcher

CALIBRATION_FILE = Path(__file__).parent.parent / "data" / "calibration.json"


@cache
def calibration() -> Calibration:
    """Return the calibration of the project, read once."""
    return read_calibration(CALIBRATION_FILE)


def make_retriever(opened: Artefact, encoder: Encoder | None, **options: Any) -> Retriever:
    """Return a retriever over an artefact; options: of `Retriever`."""
    return Retriever(opened, encoder, calibration(), **options)


def make_searcher(opened: Artefact, encoder: Encoder | None, **options: Any) -> Searcher:
    """Return a searcher over an artefact; options: of `Retriever`."""
    return Searcher(make_retriever(opened, encoder, **options))
