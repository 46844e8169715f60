"""Content: what is compressed is expanded within a limit; what is damaged is refused."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import DownloadError
from index.sync.content import check_is_data, expand, too_large

CSV = b"nom,commune\nCyber,Lille\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file."""
    return tmp_path / "lieux"


@pytest.mark.parametrize("layers", [0, 1, 2])
def test_a_file_should_be_expanded_whatever_compressed_it(path: Path, layers: int) -> None:
    content = CSV
    for _ in range(layers):
        content = gzip.compress(content)
    path.write_bytes(content)
    expand(path, 1000)
    assert path.read_bytes() == CSV
    assert list(path.parent.iterdir()) == [path]


def three_times(content: bytes) -> bytes:
    return gzip.compress(gzip.compress(gzip.compress(content)))


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda packed: packed[:-9], "tronqué ou abîmé"),
        (lambda packed: packed[:12] + b"\xff\xff" + packed[14:], "tronqué ou abîmé"),
        (lambda packed: packed[:-4] + b"\x00\x00\x00\x00", "tronqué ou abîmé"),
        (lambda _packed: three_times(CSV), "plus de 2 fois"),
    ],
    ids=["cut", "damaged", "wrong size", "too many layers"],
)
def test_a_damaged_file_should_be_refused(
    path: Path, damage: Callable[[bytes], bytes], message: str
) -> None:
    path.write_bytes(damage(gzip.compress(CSV * 20)))
    with pytest.raises(DownloadError, match=message):
        expand(path, 1000)
    assert not path.with_name("lieux.expanded").exists()


@pytest.mark.parametrize("size", [1000, 1001])
def test_the_limit_should_be_that_of_the_content(path: Path, size: int) -> None:
    path.write_bytes(gzip.compress(b"x" * size))
    if size > 1000:
        with pytest.raises(DownloadError, match="dépasse 1000 octets"):
            expand(path, 1000)
    else:
        expand(path, 1000)
        assert path.stat().st_size == size


def test_the_limit_should_be_reported_with_its_key() -> None:
    assert str(too_large(5_000_000)) == "le fichier dépasse 5 Mo (taille_max_mo)"


@pytest.mark.parametrize("content", [CSV, b'\xef\xbb\xbf[{"nom": "Cyber"}]', b'{"nom": 1}\n'])
def test_data_should_be_let_through(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    check_is_data(path)
    assert path.read_bytes() == content
