"""Files of the needs: texts, vectors and discriminant are read back as they were."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from index.artefact.need_files import TEXTS, read_needs, write_needs
from index.taxonomy.need_vectors import NeedVectors, texts_of
from tests.conftest import make_thesaurus
from tests.hash_encoder import HashEncoder

THESAURUS = make_thesaurus(velo="Réparer un vélo", lire="Apprendre à lire")


def save(path: Path, array: NDArray[Any]) -> None:
    """Write an array as the artefact does."""
    np.save(path, array)


@pytest.fixture
def needs() -> NeedVectors:
    texts = tuple(texts_of(THESAURUS))
    vectors = HashEncoder().encode_passages([text.text for text in texts])
    return NeedVectors(tuple(THESAURUS.needs), texts, vectors)


def test_needs_should_be_read_back(needs: NeedVectors, tmp_path: Path) -> None:
    write_needs(needs, tmp_path, save)
    found = read_needs(tmp_path, np.load)
    assert found.identifiers == needs.identifiers
    assert tuple(found.texts) == tuple(needs.texts)
    assert found.spans == needs.spans
    assert found.has_out_of_scope is needs.has_out_of_scope


def test_a_query_should_be_as_near_to_needs_read_back(needs: NeedVectors, tmp_path: Path) -> None:
    write_needs(needs, tmp_path, save)
    found, vector = read_needs(tmp_path, np.load), needs.vectors[:1]
    for french in (True, False):
        one, other = found.nearness(vector, french), needs.nearness(vector, french)
        assert np.array_equal(one.understood, other.understood)
        assert np.array_equal(one.needs, other.needs)
        assert one.margin == other.margin


def test_an_index_without_needs_should_be_kept(tmp_path: Path) -> None:
    write_needs(NeedVectors(), tmp_path, save)
    assert read_needs(tmp_path, np.load).identifiers == ()


def test_texts_cut_short_should_be_refused(needs: NeedVectors, tmp_path: Path) -> None:
    write_needs(needs, tmp_path, save)
    (tmp_path / TEXTS).write_bytes(b"rien")
    with pytest.raises(ValueError, match=TEXTS):
        read_needs(tmp_path, np.load)
