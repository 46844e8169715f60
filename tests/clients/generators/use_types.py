"""Validate answers with the models that datamodel-code-generator made: folder, JSON."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path


def main() -> None:
    """Validate each answer with the model of its name."""
    folder, answers = sys.argv[1:]
    sys.path.insert(0, folder)
    models = importlib.import_module("models")
    for name, answer in json.loads(Path(answers).read_text("utf-8")).items():
        getattr(models, name).model_validate(answer)


main()
