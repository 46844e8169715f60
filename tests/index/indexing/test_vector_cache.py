"""Vectors kept on disk: found again, added block by block, whole after a stop at any moment."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.artefact import versions
from index.indexing import encoding
from index.indexing.build import build
from index.indexing.vector_cache import (
    DIGESTS,
    FOLDER,
    VECTORS,
    VectorCache,
    digests_of,
    vector_cache,
)
from tests.conftest import make_actor
from tests.hash_encoder import HashEncoder
from tests.index.indexing.conftest import encoded

TEXTS = [f"Un atelier répare le vélo {number}" for number in range(20)]
ROW = 4 * HashEncoder.dimension


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of three texts, and a few words of French: reading them all takes long."""
    monkeypatch.setattr(encoding, "ENCODED_AT_ONCE", 3)
    monkeypatch.setattr(
        "index.indexing.text_parts._french_words", lambda: (("pas", 6.2), ("vélo", 4.6))
    )


def files(home: Path) -> tuple[Path, Path]:
    """The files of the only encoder of a cache."""
    (folder,) = (path.parent for path in (home / FOLDER).glob(f"*/{DIGESTS}"))
    return folder / DIGESTS, folder / VECTORS


def test_vectors_should_be_those_of_the_encoder_and_be_found_again(tmp_path: Path) -> None:
    expected = HashEncoder().encode_passages(TEXTS)
    for count in (len(TEXTS), 0):
        vectors, encoded_again = encoded(tmp_path, TEXTS, HashEncoder())
        assert encoded_again == count
        assert np.array_equal(vectors, expected)


def test_the_files_should_hold_a_digest_and_a_vector_of_each_text_in_one_order(
    tmp_path: Path,
) -> None:
    vectors, _ = encoded(tmp_path, TEXTS, HashEncoder())
    digests, values = files(tmp_path)
    assert digests.read_bytes() == digests_of(TEXTS).tobytes()
    assert values.read_bytes() == vectors.astype("<f4").tobytes()


def test_an_encoder_should_not_read_the_vectors_of_another(tmp_path: Path) -> None:
    encoded(tmp_path, TEXTS, HashEncoder())
    assert encoded(tmp_path, TEXTS, HashEncoder(salt="autre"))[1] == len(TEXTS)


@pytest.mark.parametrize("cut", range(-ROW - 1, 1, 37))
def test_a_block_that_was_written_in_part_should_be_cut(tmp_path: Path, cut: int) -> None:
    expected, _ = encoded(tmp_path, TEXTS, HashEncoder())
    digests, values = files(tmp_path)
    digests.write_bytes(digests.read_bytes()[: -2 * 32 - 5])
    values.write_bytes(values.read_bytes()[: cut or None])
    vectors, count = encoded(tmp_path, TEXTS, HashEncoder())
    assert (count, np.array_equal(vectors, expected)) == (3, True)
    assert digests.stat().st_size == 32 * len(TEXTS)
    assert values.stat().st_size == ROW * len(TEXTS)


@pytest.mark.parametrize("value", [np.nan, np.inf, 3.0])
def test_a_damaged_vector_should_be_encoded_again_once(tmp_path: Path, value: float) -> None:
    expected, _ = encoded(tmp_path, TEXTS, HashEncoder())
    _, path = files(tmp_path)
    stored = np.fromfile(path, "<f4").reshape(len(TEXTS), -1)
    stored[5, 7] = value
    stored.tofile(path)
    for count in (1, 0):
        vectors, encoded_again = encoded(tmp_path, TEXTS, HashEncoder())
        assert encoded_again == count
        assert np.array_equal(vectors, expected)


def test_vectors_of_another_dimension_should_be_encoded_again(tmp_path: Path) -> None:
    encoded(tmp_path, TEXTS, HashEncoder())
    _, path = files(tmp_path)
    path.write_bytes(path.read_bytes()[: ROW // 2 * len(TEXTS)])
    vectors, _ = encoded(tmp_path, TEXTS, HashEncoder())
    assert np.array_equal(vectors, HashEncoder().encode_passages(TEXTS))


def test_vectors_should_be_removed_when_most_are_of_texts_no_longer_there(tmp_path: Path) -> None:
    encoder = HashEncoder()
    encoded(tmp_path, TEXTS, encoder)
    for left, remaining in ((10, 20), (9, 9)):
        with vector_cache(tmp_path, encoder.fingerprint, encoder.dimension) as cached:
            cached.find(digests_of(TEXTS[:left]))
        assert files(tmp_path)[0].stat().st_size == 32 * remaining
    vectors, count = encoded(tmp_path, TEXTS, HashEncoder())
    assert count == len(TEXTS) - 9
    assert np.array_equal(vectors, encoder.encode_passages(TEXTS))


def test_vectors_written_aside_should_take_the_place_of_all_once_whole(tmp_path: Path) -> None:
    folder = tmp_path / "encodeur"
    digests, vectors = digests_of(TEXTS), HashEncoder().encode_passages(TEXTS)
    VectorCache(folder, HashEncoder.dimension).add(digests, vectors)
    aside = VectorCache(tmp_path / ".encodeur.partial", HashEncoder.dimension)
    aside.add(digests[:5], vectors[:5])
    assert len(VectorCache(folder, HashEncoder.dimension)) == len(TEXTS)  # it was not whole
    whole = VectorCache(tmp_path / ".encodeur.whole", HashEncoder.dimension)
    whole.add(digests[:5], vectors[:5])
    (folder / DIGESTS).unlink()  # the folder was being removed
    cached = VectorCache(folder, HashEncoder.dimension)
    assert len(cached) == 5
    assert np.array_equal(cached.read(digests[:5])[0], vectors[:5])


def test_the_cache_should_not_be_taken_for_a_version(tmp_path: Path) -> None:
    for identifier in ("a", "b"):
        build([make_actor(id=identifier, nom=identifier * 3)], HashEncoder(), "hash", tmp_path)
    assert len(versions.versions(tmp_path)) == 2
    versions.rollback(tmp_path)
    assert len(versions.versions(tmp_path)) == 2
    report = build([make_actor(id="b", nom="bbb")], HashEncoder(), "hash", tmp_path)
    assert (report.encoded, report.manifest.version) == (0, versions.current_version(tmp_path))
