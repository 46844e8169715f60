"""Registry: engines by name, and the error for a name that none has."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.engines.base import DEFAULT_ENGINE
from index.engines.registry import ENGINES, build_engine, check_engine, open_engine
from index.errors import UnknownEngine

VECTORS = np.eye(3, dtype=np.float32)


def test_the_default_engine_should_be_registered() -> None:
    check_engine(DEFAULT_ENGINE)
    assert DEFAULT_ENGINE in ENGINES


@pytest.mark.parametrize("name", ENGINES)
def test_a_name_should_build_and_open_the_engine_registered_for_it(
    name: str, tmp_path: Path
) -> None:
    engine = build_engine(name, VECTORS)
    engine.write(tmp_path)
    opened = open_engine(name, tmp_path)
    assert isinstance(engine, ENGINES[name])
    assert isinstance(opened, ENGINES[name])
    assert len(opened) == len(VECTORS)


def test_an_unknown_engine_should_be_refused_with_the_names_of_those_there(tmp_path: Path) -> None:
    with pytest.raises(UnknownEngine, match="« milvus » inconnu ; moteurs disponibles : faiss"):
        build_engine("milvus", VECTORS)
    with pytest.raises(UnknownEngine, match="milvus"):
        open_engine("milvus", tmp_path)
    with pytest.raises(UnknownEngine, match="milvus"):
        check_engine("milvus")
