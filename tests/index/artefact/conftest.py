"""A folder with one published version, over a small vocabulary."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.indexing.build import build
from tests.conftest import SMALL_CATALOGUE
from tests.hash_encoder import HashEncoder


@pytest.fixture(autouse=True)
def _few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few words of French: reading them all takes longer than a small build."""
    monkeypatch.setattr(
        "index.indexing.text_parts._french_words", lambda: (("pas", 6.2), ("vélo", 4.6))
    )


def build_small(home: Path, size: int = 3, engine: str = "faiss") -> str:
    """Publish the first records of the small catalogue; the name of the version."""
    report = build(SMALL_CATALOGUE[:size], HashEncoder(), "hash", home, engine=engine)
    return report.manifest.version


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with one published version."""
    build_small(tmp_path / "index")
    return tmp_path / "index"
